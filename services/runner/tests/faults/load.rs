//! Clients that write at a server as fast as they can, and remember what was acknowledged.

use crate::city::Part;
use crate::{SampleCity, Served};
use reqwest::Method;
use reqwest::blocking::Response;
use samplecity::FileKind;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Kinds of things that are acknowledged, and two of them.
const KINDS: usize = 5;
const VISITS: usize = 0;
const KEYS: usize = 3;

/// What clients were told that it has been done.
#[derive(Clone, Default)]
pub(crate) struct Acknowledged {
    /// Path of a visit that was sent.
    visits: Vec<String>,
    /// Path of one that was taken back.
    withdrawn: Vec<String>,
    /// Service and number of an import.
    imports: Vec<(String, i64)>,
    /// Keys of tokens.
    keys: Vec<String>,
    /// The secret of a program, as long as nobody has begun to take it back.
    secret: Option<String>,
    /// How often it was replaced.
    replaced: usize,
}

impl Acknowledged {
    /// The same without what may have been taken back by then.
    pub(crate) fn until(mut self, later: &Self) -> Self {
        self.secret = self.secret.filter(|secret| later.secret.as_ref() == Some(secret));
        self
    }

    /// How many of each kind: visits, those taken back, imports, keys, secrets.
    fn counts(&self) -> [usize; KINDS] {
        [self.visits.len(), self.withdrawn.len(), self.imports.len(), self.keys.len(), self.replaced]
    }

    /// Each of these must have happened, or a test says nothing of it.
    pub(crate) fn assert_all_kinds(&self) {
        let [visits, withdrawn, imports, keys, secrets] = self.counts();
        println!("{visits} visits, {withdrawn} taken back, {imports} imports, {keys} keys, {secrets} secrets");
        assert!(self.counts().iter().all(|number| *number > 0));
    }
}

/// Clients of one installation.
pub(crate) struct Load {
    codes: Vec<String>,
    /// Files to come; one that has come waits at the end until it comes once more.
    parts: Mutex<VecDeque<Part>>,
    number: AtomicUsize,
    official: String,
    administrator: String,
    book: Mutex<Acknowledged>,
    /// Answers by their status, and those that did not come.
    answers: Mutex<BTreeMap<String, usize>>,
}

const PROGRAM: &str = "loads";

/// What is answered once everybody is there again who is needed for it.
fn told(served: &Served, path: &str, token: &str) -> Response {
    crate::until(60, path, || Some(served.ask(path, token)).filter(|answer| answer.status() != 503))
}

/// The code of every merchant of a city.
fn codes(city: &SampleCity) -> Vec<String> {
    let path = std::path::Path::new(&city.files()).join(FileKind::Merchants.file_name());
    let mut table = csv::Reader::from_path(path).unwrap();
    table.records().map(|row| row.unwrap()[0].to_owned()).collect()
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Load {
    /// Clients of an installation whose merchants are registered by this, with all other files still to come.
    pub(crate) fn begin(served: &Served, city: &SampleCity, each: usize) -> Self {
        let official = served.token("official", &["--minutes", "480"]);
        let administrator = served.token("administrator", &["--minutes", "480"]);
        for part in city.parts(FileKind::Merchants, 1) {
            part.hand_in(served, &official);
        }
        let kinds = [FileKind::Penalties, FileKind::Inspections, FileKind::Complaints, FileKind::OdrCases];
        let mut parts: Vec<Part> = kinds.iter().flat_map(|kind| city.parts(*kind, each)).collect();
        fastrand::shuffle(&mut parts);
        let ask = |path: &str, body: Value| {
            let asked = served.request_with(Method::POST, path, &administrator).json(&body).send().unwrap();
            assert!(asked.status().is_success(), "{path}: {}", asked.text().unwrap());
        };
        ask("/access/v1/departments", json!({ "department_id": "bank-a", "name": "甲银行", "kind": "bank" }));
        let terms = json!({ "name": "信贷系统", "role": "bank", "department": "bank-a" });
        ask("/access/v1/accounts", json!({ "sub": PROGRAM, "kind": "client", "terms": terms }));
        Self {
            codes: codes(city),
            parts: Mutex::new(parts.into()),
            number: AtomicUsize::new(0),
            official,
            administrator,
            book: Mutex::default(),
            answers: Mutex::default(),
        }
    }

    /// Has clients work while something happens, and until that is over, also if it ends by a panic.
    pub(crate) fn during<T>(&self, served: &Served, happens: impl FnOnce() -> T) -> T {
        struct Over<'a>(&'a AtomicBool);
        impl Drop for Over<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
        let is_over = AtomicBool::new(false);
        let again = |act: &dyn Fn() -> Option<()>| {
            while !is_over.load(Ordering::SeqCst) {
                if act().is_none() {
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| again(&|| self.visit(served)));
            scope.spawn(|| again(&|| self.visit(served)));
            scope.spawn(|| again(&|| self.import(served)));
            scope.spawn(|| again(&|| self.replace_proofs(served)));
            let _over = Over(&is_over);
            happens()
        })
    }

    /// What was acknowledged until now.
    pub(crate) fn acknowledged(&self) -> Acknowledged {
        held(&self.book).clone()
    }

    /// Waits until clients at work were told of some more visits than before, and of something of another kind, by turns.
    /// What goes wrong comes then, and not by the clock: on a slow machine there would be nothing yet to be lost.
    pub(crate) fn until_more(&self, since: &Acknowledged, round: usize) {
        self.until_counted(since, VISITS, fastrand::usize(4..24));
        self.until_counted(since, round % KINDS, 1);
    }

    /// Waits until clients at work were told of more of every kind than before.
    pub(crate) fn until_more_of_all(&self, since: &Acknowledged) {
        (0..KINDS).for_each(|kind| self.until_counted(since, kind, 1));
    }

    fn until_counted(&self, since: &Acknowledged, kind: usize, more: usize) {
        let before = since.counts()[kind];
        // A second key is made only once the first one signs.
        let wanted = if kind == KEYS { before.max(1) } else { before + more };
        crate::until(60, "more of a kind", || (self.acknowledged().counts()[kind] >= wanted).then_some(()));
    }

    /// Waits until clients at work were told that something cannot be done at present, more often than before.
    pub(crate) fn until_refused(&self, before: usize) {
        crate::until(60, "a refusal", || (self.refused() > before).then_some(()));
    }

    /// How often clients were told so.
    pub(crate) fn refused(&self) -> usize {
        self.answers().get("503 Service Unavailable").copied().unwrap_or(0)
    }

    /// How often each status came.
    pub(crate) fn answers(&self) -> BTreeMap<String, usize> {
        held(&self.answers).clone()
    }

    /// Asks; nothing if no answer came. Answers that are errors are counted and are no acknowledgement.
    fn ask(&self, served: &Served, method: Method, path: &str, by: &str, body: &Value) -> Option<Option<Value>> {
        // Whoever acts on a record takes it as it is.
        let answer = served.request_with(method, path, by).header("If-Match", "*").json(body).send();
        let status = answer.as_ref().map_or_else(|_| "none".to_owned(), |answer| answer.status().to_string());
        *held(&self.answers).entry(status).or_default() += 1;
        let answer = answer.ok()?;
        let is_done = answer.status().is_success();
        let body = answer.bytes().ok()?;
        Some(is_done.then(|| serde_json::from_slice(&body).unwrap_or_default()))
    }

    fn visit(&self, served: &Served) -> Option<()> {
        let number = self.number.fetch_add(1, Ordering::SeqCst);
        let code = &self.codes[number % self.codes.len()];
        let row = json!({ "code": code, "number": format!("V{number}"), "day": "2026-05-06", "result": "I01" });
        let path = "/inspections/v1/inspections";
        let answer = self.ask(served, Method::POST, path, &self.official, &json!({ "rows": [row] }))?;
        let Some(receipt) = answer else { return Some(()) };
        assert_eq!(receipt["rows"][0]["outcome"], "new", "{receipt}");
        let path = format!("{path}/{code}/{}", receipt["rows"][0]["key"].as_str().unwrap());
        held(&self.book).visits.push(path.clone());
        // Every fourth is taken back, which rates its merchant again.
        if number.is_multiple_of(4) {
            let act = json!({ "reason": "录入有误" });
            if self.ask(served, Method::POST, &format!("{path}/withdrawal"), &self.official, &act)?.is_some() {
                held(&self.book).withdrawn.push(path);
            }
        }
        Some(())
    }

    fn import(&self, served: &Served) -> Option<()> {
        std::thread::sleep(Duration::from_millis(fastrand::u64(0..60)));
        let Some(part) = held(&self.parts).pop_front() else { return Some(()) };
        let answer = part.try_hand_in(served, &self.official);
        let status = answer.as_ref().map_or_else(|_| "none".to_owned(), |answer| answer.status().to_string());
        *held(&self.answers).entry(status).or_default() += 1;
        // A file that comes twice counts once, so it does not matter whether one without an answer has arrived.
        if let Some(answer) = answer.as_ref().ok().filter(|answer| answer.status().is_success()) {
            let location = answer.headers()["location"].to_str().unwrap();
            let import_id = location.rsplit('/').next().unwrap().parse().unwrap();
            held(&self.book).imports.push((part.service().to_owned(), import_id));
            held(&self.parts).push_back(part);
        } else {
            held(&self.parts).push_front(part);
        }
        answer.is_ok().then_some(())
    }

    /// A new key of tokens, and a new secret of a program in place of the old one.
    fn replace_proofs(&self, served: &Served) -> Option<()> {
        std::thread::sleep(Duration::from_millis(fastrand::u64(0..120)));
        if let Some(key) = self.ask(served, Method::POST, "/access/v1/keys", &self.administrator, &json!({}))? {
            held(&self.book).keys.push(key["kid"].as_str().unwrap().to_owned());
        }
        let path = format!("/access/v1/accounts/{PROGRAM}/secrets");
        let listed: Value = served.ask_maybe(&path, &self.administrator)?;
        for old in listed.as_array().into_iter().flatten().filter(|secret| secret["revoked_at"].is_null()) {
            // From now on it may be gone, and then nobody relies on it.
            held(&self.book).secret = None;
            self.ask(served, Method::DELETE, &format!("{path}/{}", old["secret_id"]), &self.administrator, &json!({}))?;
        }
        if let Some(made) = self.ask(served, Method::POST, &path, &self.administrator, &json!({}))? {
            let mut book = held(&self.book);
            book.secret = Some(made["client_secret"].as_str().unwrap().to_owned());
            book.replaced += 1;
        }
        Some(())
    }

    /// Is everything there that was acknowledged by then, from so many of each on?
    pub(crate) fn assert_kept(&self, served: &Served, known: &Acknowledged, from: &Acknowledged) {
        for path in &known.visits[from.visits.len()..] {
            assert_eq!(told(served, path, &self.official).status(), 200, "{path}");
        }
        for path in &known.withdrawn[from.withdrawn.len()..] {
            let record: Value = told(served, path, &self.official).json().unwrap();
            assert_eq!((&record["withdrawn"], &record["version"]), (&json!(true), &json!(2)), "{path}: {record}");
        }
        for (service, import_id) in &known.imports[from.imports.len()..] {
            let path = format!("/{service}/v1/imports/{import_id}");
            assert_eq!(told(served, &path, &self.official).status(), 200, "{path}");
        }
        self.assert_proofs(served, known);
    }

    /// Is every record there that was acknowledged by then? Nothing is written to find out.
    pub(crate) fn assert_kept_records(&self, served: &Served, known: &Acknowledged) {
        let without = Acknowledged { keys: Vec::new(), secret: None, ..known.clone() };
        self.assert_kept(served, &without, &Acknowledged::default());
    }

    fn assert_proofs(&self, served: &Served, known: &Acknowledged) {
        let keys: Value = served.ask("/access/v1/keys", &self.administrator).json().unwrap();
        let kids: Vec<&Value> = keys.as_array().unwrap().iter().map(|key| &key["kid"]).collect();
        for kid in &known.keys {
            assert!(kids.iter().any(|held| *held == kid), "{kid} is no key any more");
        }
        if let Some(secret) = &known.secret {
            let ask = served.bare(Method::POST, "/access/v1/token").basic_auth(PROGRAM, Some(secret.as_str()));
            let ask = ask.header("content-type", "application/x-www-form-urlencoded");
            let answer = ask.body("grant_type=client_credentials").send().unwrap();
            assert_eq!(answer.status(), 200, "{}", answer.text().unwrap());
        }
    }

    /// Waits until every import that was acknowledged is over.
    pub(crate) fn wait_for_imports(&self, served: &Served, known: &Acknowledged) {
        for (service, import_id) in &known.imports {
            let path = format!("/{service}/v1/imports/{import_id}");
            crate::until(60, &path, || {
                let job: Value = served.ask(&path, &self.official).json().unwrap();
                (job["state"] != "queued").then(|| assert_eq!(job["state"], "done", "{job}"))
            });
        }
    }

    pub(crate) fn official(&self) -> &str {
        &self.official
    }
}

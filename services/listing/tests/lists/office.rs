//! The service over HTTP, with a clock that is set by hand, a registry of three, and records that are put by hand.

use crate::day;
use clients::{RemoteLists, Server, Tokens};
use contracts::access::Role;
use contracts::port::{Marked, PortError, Records, StandingRecord};
use contracts::status::Status;
use db::Pools;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Penalty, Record, Standing, StandingKind};
use ed25519_dalek::SigningKey;
use ledger::Desk;
use listing::{Around, Law, Lists};
use policy::library::Library;
use reqwest::Method;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};
use statute::duties::Limits;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use testkit::table::{Row, rows};
pub(crate) use testkit::{BAKER, CARTER, STRANGER};
use testkit::{Entries, HandClock, Marking, Place, Registry};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

/// The office whose cases they are, and the one of the next level up.
pub(crate) const OWN: &str = "371502SJ";
pub(crate) const UPPER: &str = "371500SJ";
/// The office that registers whoever is in the carter's county.
pub(crate) const CARTERS: &str = "371523SJ";
/// The law of the abnormal list and of the mark, which is not settled.
pub(crate) const ABNORMAL_LIST: &str = "procedures.abnormal_list@2025-05-01";
pub(crate) const ABNORMAL_MARK: &str = "procedures.abnormal_mark@2025-05-01";

/// The law of the lawfulness gate, which is not settled either.
pub(crate) const GATE: [&str; 3] =
    ["catalogue.items@2024-02-18", "catalogue.ways@2021-09-01", "publication.free_text@2014-10-01"];

struct Nobody;

impl Health for Nobody {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// Records of a service, as they are put.
#[derive(Default)]
pub(crate) struct Drawer {
    records: Mutex<Vec<(i64, StandingRecord)>>,
    asked: AtomicUsize,
}

impl Drawer {
    /// Puts a record in place of the one of its key.
    pub(crate) fn put<R: Record + serde::Serialize>(&self, record: &R) -> String {
        let (subject, key) = (Registry::number(record.party()).unwrap(), record.key().as_str().to_owned());
        let mut all = self.records.lock().unwrap();
        all.retain(|(_, known)| known.key != key);
        let content = serde_json::to_string(record).unwrap();
        all.push((subject, StandingRecord { kind: R::KIND, key: key.clone(), content, by: Vec::new() }));
        key
    }

    /// Takes one back.
    pub(crate) fn take_back(&self, key: &str) {
        self.records.lock().unwrap().retain(|(_, known)| known.key != key);
    }

    /// How often somebody was asked what stands about a merchant.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Records for Drawer {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, PortError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let all = self.records.lock().unwrap();
        Ok(all.iter().filter(|(subject, _)| *subject == subject_id).map(|(_, record)| record.clone()).collect())
    }
}

/// The service, running.
pub(crate) struct Office {
    handle: Option<Handle>,
    client: Client,
    base: String,
    issuer: Issuer,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) violations: Arc<Drawer>,
    pub(crate) registry: Arc<Drawer>,
    pub(crate) lists: Arc<Lists>,
    /// What stands beside its memberships.
    pub(crate) marks: Arc<Marking>,
    pub(crate) entries: Arc<Entries>,
    pub(crate) register: Arc<Registry>,
}

impl Office {
    pub(crate) fn open(place: &Place, today: &str) -> Self {
        Self::again(place, today, Arc::default(), Arc::default())
    }

    /// By a library with values of its own.
    pub(crate) fn by(library: &Library, place: &Place, today: &str) -> Self {
        Self::of(library, (place, today), Arc::default(), Arc::default())
    }

    /// With records that others keep.
    pub(crate) fn again(place: &Place, today: &str, violations: Arc<Drawer>, registry: Arc<Drawer>) -> Self {
        Self::of(&Library::shipped().unwrap(), (place, today), violations, registry)
    }

    fn of(library: &Library, (place, today): (&Place, &str), violations: Arc<Drawer>, registry: Arc<Drawer>) -> Self {
        let clock = HandClock::on(today);
        let limits = Arc::new(Limits::shipped().unwrap());
        let (pools, register) = (Pools::default(), Arc::new(Registry::default()));
        let subjects = Arc::<Registry>::clone(&register);
        let desk: Arc<Desk> =
            listing::open(place.location(), pools, clock.clone(), subjects, Arc::clone(&limits)).unwrap();
        desk.ledger.know_merchants(register.clone());
        let marks = Arc::new(Marking::default());
        let marked: Arc<dyn Marked> = marks.clone();
        desk.know_marks(&marked);
        while desk.ledger.follow_places(&*register, &*register, Duration::ZERO).unwrap() > 0 {}
        let law = Law::of(library).unwrap();
        let around = Around { violations: violations.clone(), registry: registry.clone(), merchants: register.clone() };
        let lists = Lists::open(&desk, law, limits, around, clock.clone()).unwrap();
        // Tokens go by a clock of their own: that of the office is turned by years.
        let hours = HandClock::on(today);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", hours.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", hours).unwrap();
        let entries = Arc::new(Entries::default());
        let mut options = Options::new(Arc::new(verifier), clock.clone(), entries.clone(), Arc::new(Nobody));
        options.workers = 1;
        let api = listing::api(desk, Arc::clone(&lists));
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}", handle.address());
        let client = Client::builder().no_proxy().build().unwrap();
        let handle = Some(handle);
        Self { handle, client, base, issuer, clock, violations, registry, lists, marks, entries, register }
    }

    pub(crate) fn send(&self, grant: Grant, method: Method, path: &str, body: Option<&Value>) -> Response {
        let token = self.issuer.issue(grant).unwrap();
        let request = self.client.request(method, format!("{}/listing/v1/{path}", self.base)).bearer_auth(token);
        body.into_iter().fold(request, |request, body| request.json(body)).send().unwrap()
    }

    fn told(answer: Response) -> (u16, Value) {
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    /// What somebody of a role is answered.
    pub(crate) fn ask(&self, role: Role, path: &str) -> (u16, Value) {
        Self::told(self.send(Grant::of_role("u", "某", role), Method::GET, path, None))
    }

    /// What a merchant is answered.
    pub(crate) fn ask_as(&self, merchant: &str, path: &str) -> (u16, Value) {
        let merchant = Some(PartyCode::parse(merchant).unwrap());
        let grant = Grant { merchant, ..Grant::of_role("shop", "店", Role::Merchant) };
        Self::told(self.send(grant, Method::GET, path, None))
    }

    /// What an official of the whole city is answered.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, told) = self.ask(Role::Official, path);
        assert_eq!(status, 200, "{path}: {told}");
        told
    }

    /// What an official of an office does.
    pub(crate) fn act(&self, who: (&str, &str), path: &str, body: &Value) -> (u16, Value) {
        let department = Some(who.1.to_owned());
        let grant = Grant { department, ..Grant::of_role(who.0, "某", Role::Official) };
        let mut body = body.clone();
        // What was done on paper is attached.
        if body["on_paper"] == true && body["papers"].is_null() {
            let digest = self.paper(grant.clone())["digest"].clone();
            body["papers"] = json!([{ "need": "paper", "digest": digest }]);
        }
        Self::told(self.send(grant, Method::POST, path, Some(&body)))
    }

    /// Sends a paper ahead.
    pub(crate) fn paper(&self, grant: Grant) -> Value {
        let token = self.issuer.issue(grant).unwrap();
        let request = self.client.post(format!("{}/listing/v1/papers?name=scan.pdf", self.base)).bearer_auth(token);
        let request = request.header("content-type", "application/octet-stream").body(&b"%PDF-1.7 on paper"[..]);
        Self::told(request.send().unwrap()).1
    }

    /// Opens a case; gives its number.
    #[track_caller]
    pub(crate) fn opened(&self, who: (&str, &str), body: &Value) -> i64 {
        let (status, told) = self.act(who, "cases", body);
        assert_eq!(status, 201, "{told}");
        told["case_no"].as_i64().unwrap()
    }

    /// Takes a step in a case as it stands.
    pub(crate) fn step(&self, who: (&str, &str), case_no: i64, step: &str, more: &Value) -> (u16, Value) {
        let expected = self.get(&format!("cases/{case_no}"))["steps"].clone();
        let mut body = json!({ "step": step, "expected": expected });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.act(who, &format!("cases/{case_no}/steps"), &body)
    }

    /// The same, which succeeds.
    #[track_caller]
    pub(crate) fn taken(&self, who: (&str, &str), case_no: i64, step: &str, more: &Value) -> Value {
        let (status, told) = self.step(who, case_no, step, more);
        assert_eq!(status, 200, "{step}: {told}");
        told
    }

    /// The rows of a list as a table, once it is written.
    #[track_caller]
    pub(crate) fn exported(&self, list: &str) -> Vec<Row> {
        let official = || Grant::of_role("u", "某", Role::Official);
        let body = json!({ "list": list, "format": "csv" });
        let answer = self.send(official(), Method::POST, "exports", Some(&body));
        assert_eq!(answer.status(), 202, "{list}");
        let job: Value = answer.json().unwrap();
        let path = format!("exports/{}", job["export_id"].as_str().unwrap());
        let mut told = self.get(&path);
        for _ in 0..3_000 {
            if told["finished_at"].is_string() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
            told = self.get(&path);
        }
        assert_eq!(told["state"], "done", "{told}");
        rows(&self.send(official(), Method::GET, &format!("{path}/file"), None).bytes().unwrap())
    }

    /// A service of the house, which decides elsewhere and orders here.
    pub(crate) fn order(&self, body: &Value) -> (u16, Value) {
        Self::told(self.send(Grant::of_role("repair", "修复", Role::Service), Method::POST, "orders", Some(body)))
    }

    /// An order that is carried out.
    #[track_caller]
    pub(crate) fn ordered(&self, case_no: i64, what: &str, on: &str, cause: &str) -> Value {
        let order = json!({ "case_no": case_no, "what": what, "on": on, "cause": cause });
        let (status, told) = self.order(&order);
        assert_eq!(status, 200, "{told}");
        told
    }

    /// The memberships of a merchant.
    #[track_caller]
    pub(crate) fn memberships(&self, code: &str) -> Vec<Value> {
        self.get(&format!("memberships/{code}"))["items"].as_array().unwrap().clone()
    }

    /// The same service, as a process on another machine asks it.
    pub(crate) fn remote(&self) -> RemoteLists {
        let token = self.issuer.issue(Grant::of_role("repair", "修复", Role::Service)).unwrap();
        let tokens: Arc<dyn Tokens> = Arc::new(token);
        RemoteLists::new(Server::new(&self.base, tokens).unwrap())
    }

    /// Puts somebody on the serious list on the day of a penalty: proposed, noticed and consented to before, by whom the law
    /// wants; gives the number of the case.
    #[track_caller]
    pub(crate) fn listed(&self, code: &str, number: &str, [proposed, consented, listed]: [&str; 3]) -> i64 {
        let penalty = penalty(code, number, listed, &[]);
        let key = penalty.key().as_str().to_owned();
        self.clock.turn_to(proposed);
        let case_no = self.opened(("wang", OWN), &proposal(code, &key));
        self.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        self.clock.turn_to(consented);
        self.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
        self.clock.turn_to(listed);
        self.violations.put(&penalty);
        self.taken(("li", OWN), case_no, "list", &served(decision(), listed));
        case_no
    }

    /// Publishes it today.
    #[track_caller]
    pub(crate) fn published(&self, case_no: i64) {
        self.taken(("li", OWN), case_no, "publish", &publication(&[]));
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.client = Client::new();
        self.handle.take().unwrap().stop().unwrap();
    }
}

/// What a proposal says of a penalty that is going to be decided.
pub(crate) fn proposal(code: &str, key: &str) -> Value {
    json!({
        "procedure": "serious_list", "code": code, "about": [{ "kind": "penalty", "key": key }],
        "stated": {
            "facts": "使用禁用物质", "legal_basis": "食品安全法", "factors": "数量大", "article": "Art. 5",
            "proposed_penalty": { "kinds": ["business_suspended"] },
        },
    })
}

/// What a listing decision says.
pub(crate) fn decision() -> Value {
    json!({ "stated": { "decision": "决定列入", "weighing": "主观恶意、数量、危害", "grave": true } })
}

/// The same of what was served on a day.
pub(crate) fn served(mut said: Value, on: &str) -> Value {
    said["stated"]["served_on"] = json!(on);
    said
}

/// What a publication says, and on whose law it rests that it is one.
pub(crate) fn publication(accept: &[&str]) -> Value {
    let accept: Vec<&str> = accept.iter().chain(&GATE).copied().collect();
    json!({ "stated": { "publication": "公示系统", "masked": true }, "accept": accept })
}

/// A bureau's decision to suspend a business, with some fields of its own.
pub(crate) fn penalty(code: &str, number: &str, decided: &str, fields: &[(&str, Value)]) -> Penalty {
    let mut penalty = json!({
        "party": code, "authority": "聊城市东昌府区市场监督管理局", "authority_code": OWN, "decision_no": number,
        "ground": "《中华人民共和国食品安全法》第一百二十三条", "kinds": ["business_suspended"], "content": "责令停产停业",
        "fine_fen": 0, "confiscated_fen": 0, "decided_on": decided, "case_no": format!("案{number}"),
    });
    for (field, value) in fields {
        penalty[*field] = value.clone();
    }
    serde_json::from_value(penalty).unwrap()
}

/// A standing record of the registry.
pub(crate) fn standing(code: &str, kind: &str, from: &str) -> Standing {
    Standing {
        party: PartyCode::parse(code).unwrap(),
        kind: StandingKind::from_token(kind).unwrap(),
        office: OWN.to_owned(),
        document_no: format!("{kind}-{from}"),
        from: day(from),
        until: None,
        shielded: Vec::new(),
        case_no: None,
        listing: None,
        permit: None,
        withdrawn: false,
    }
}

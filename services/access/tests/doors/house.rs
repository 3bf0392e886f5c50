//! A service of accounts with its server, a clock to turn, and how tests ask it.

use access::{Access, Admission, Seal};
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::clock::Clock;
use contracts::status::Status;
use contracts::trust::Trust as _;
use db::Pools;
use domain::instant::Instant;
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Timer, SystemTime, UNIX_EPOCH};
use testkit::Place;
use web::Health;
use web::token::{Following, Grant, Verifier};

pub(crate) const SECRET: [u8; 32] = [7; 32];
const BEGAN: i64 = 1_800_000_000_000_000;

/// A clock that stands until a test turns it.
pub(crate) struct Hands(AtomicI64);

impl Hands {
    /// A clock that shows the true time, for whoever has to do with programs that have clocks of their own.
    #[expect(clippy::disallowed_methods, reason = "a provider beside the test goes by the true time")]
    pub(crate) fn true_time() -> Arc<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Arc::new(Self(AtomicI64::new(i64::try_from(now.as_micros()).unwrap())))
    }

    pub(crate) fn turn(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Default)]
struct Pile(Mutex<Vec<Entry>>);

impl Trail for Pile {
    fn put(&self, entry: Entry) {
        self.0.lock().unwrap().push(entry);
    }
}

impl Health for Pile {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

pub(crate) struct House {
    pub(crate) access: Arc<Access>,
    pub(crate) clock: Arc<Hands>,
    pub(crate) verifier: Arc<Verifier>,
    pile: Arc<Pile>,
    pub(crate) url: String,
    http: Client,
    server: Option<web::Handle>,
    _following: Following,
}

impl House {
    pub(crate) fn open(place: &Place) -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(BEGAN)));
        Self::at(place, clock)
    }

    pub(crate) fn at(place: &Place, clock: Arc<Hands>) -> Self {
        Self::admitting(place, clock, |_| Admission::default())
    }

    /// With ways in that may rest on the address at which the house is reached.
    pub(crate) fn admitting(place: &Place, clock: Arc<Hands>, admission: impl FnOnce(&str) -> Admission) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let own = ("test", Seal::of(&SECRET));
        let access = Access::open(place.location(), Pools::default(), clock.clone(), own).unwrap();
        let access = Arc::new(access.admitting(admission(&url)));
        let trusted = access.trusted(None, Duration::ZERO).unwrap();
        let verifier = Arc::new(Verifier::trusting(&trusted, "test", clock.clone()).unwrap());
        let following = Following::begin(Arc::clone(&verifier), Arc::<Access>::clone(&access)).unwrap();
        let pile = Arc::new(Pile::default());
        let mut options = web::Options::new(Arc::clone(&verifier), clock.clone(), pile.clone(), pile.clone());
        options.workers = 1;
        let server = web::serve(listener, vec![access::api(Arc::clone(&access))], options).unwrap();
        let http = Client::builder().no_proxy().build().unwrap();
        Self { access, clock, verifier, pile, url, http, server: Some(server), _following: following }
    }

    /// What the trail says of who asked there.
    pub(crate) fn traced(&self, action: &str) -> Vec<(Option<String>, u16)> {
        let entries = self.pile.0.lock().unwrap();
        let there = entries.iter().filter(|entry| entry.action == action);
        there.map(|entry| (entry.who.clone(), entry.status)).collect()
    }

    /// What the trail says was asked there.
    pub(crate) fn targets(&self, action: &str) -> Vec<String> {
        let entries = self.pile.0.lock().unwrap();
        entries.iter().filter(|entry| entry.action == action).map(|entry| entry.target.clone()).collect()
    }

    /// A token that is made on the machine itself.
    pub(crate) fn token(&self, role: Role) -> String {
        self.access.issue(Grant::of_role("machine", "机", role), 900).unwrap()
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// As an administrator.
    pub(crate) fn admin(&self, method: Method, path: &str, body: &Value) -> Response {
        let path = format!("/access/v1{path}");
        self.ask(method, &path).bearer_auth(self.token(Role::Administrator)).json(body).send().unwrap()
    }

    pub(crate) fn read(&self, path: &str) -> Value {
        let path = format!("/access/v1{path}");
        let response = self.ask(Method::GET, &path).bearer_auth(self.token(Role::Administrator)).send().unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.json().unwrap()
    }

    /// Adds a department.
    pub(crate) fn department(&self, id: &str, kind: &str) {
        let body = json!({ "department_id": id, "name": format!("机构 {id}"), "kind": kind });
        assert_eq!(self.admin(Method::POST, "/departments", &body).status(), 201);
    }

    /// Adds an account.
    pub(crate) fn account(&self, sub: &str, kind: &str, terms: &Value) {
        let added = self.admin(Method::POST, "/accounts", &json!({ "sub": sub, "kind": kind, "terms": terms }));
        assert_eq!(added.status(), 201, "{}", added.text().unwrap());
    }

    /// Adds a program of a bank with a secret.
    pub(crate) fn bank(&self, sub: &str) -> String {
        self.department(&format!("{sub}-bank"), "bank");
        self.account(sub, "client", &json!({ "name": "程序", "role": "bank", "department": format!("{sub}-bank") }));
        self.secret(sub)
    }

    /// A new secret of a program.
    pub(crate) fn secret(&self, sub: &str) -> String {
        let made: Value = self.admin(Method::POST, &format!("/accounts/{sub}/secrets"), &json!({})).json().unwrap();
        made["client_secret"].as_str().unwrap().to_owned()
    }

    /// Asks for a token with a secret.
    pub(crate) fn grant(&self, sub: &str, secret: &str) -> Response {
        let form = [("grant_type", "client_credentials")];
        self.form(&form).basic_auth(sub, Some(secret)).send().unwrap()
    }

    pub(crate) fn form(&self, pairs: &[(&str, &str)]) -> RequestBuilder {
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let form = "application/x-www-form-urlencoded";
        self.ask(Method::POST, "/access/v1/token").header("content-type", form).body(body.join("&"))
    }

    /// Does a token count?
    pub(crate) fn counts(&self, token: &str) -> bool {
        let status = self.ask(Method::GET, "/access/v1/me").bearer_auth(token).send().unwrap().status();
        assert!(status == 200 || status == 401, "{status}");
        status == 200
    }

    /// Waits until a token no longer counts; within a second or so, and long before it runs out by itself.
    pub(crate) fn ends(&self, token: &str) {
        until("the end of the token", || !self.counts(token));
    }
}

/// Waits until something has happened, however long a slow machine takes.
pub(crate) fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Timer::now();
    while !happened() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(20));
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().unwrap();
        }
    }
}

/// The access token of an answer.
pub(crate) fn token_of(response: Response) -> String {
    assert_eq!(response.status(), 200, "{}", response.status());
    response.json::<Value>().unwrap()["access_token"].as_str().unwrap().to_owned()
}

/// Status, code and OAuth error of a refusal.
pub(crate) fn refusal(response: Response) -> (u16, String, Option<String>) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let problem: Value = response.json().unwrap();
    (status, problem["code"].as_str().unwrap().to_owned(), problem["error"].as_str().map(str::to_owned))
}

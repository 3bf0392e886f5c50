//! The service over HTTP, with a clock that is set by hand and a registry of three.

use contracts::access::Role;
use contracts::port::Marked;
use contracts::status::Status;
use db::Pools;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use ledger::Ledger;
use policy::library::Library;
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use statute::duties::Limits;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
pub(crate) use testkit::{BAKER, CARTER, FORMERLY_BAKER, STRANGER};
use testkit::{Entries, HandClock, Marking, Place, Registry};
use violations::{Displays, Law};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

struct Nobody;

impl Health for Nobody {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// The service, running.
pub(crate) struct Office {
    handle: Option<Handle>,
    client: Client,
    base: String,
    issuer: Issuer,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) entries: Arc<Entries>,
    /// What stands beside its penalties.
    pub(crate) marks: Arc<Marking>,
}

impl Office {
    pub(crate) fn open(place: &Place, today: &str) -> Self {
        Self::open_by(&Library::shipped().unwrap(), place, today)
    }

    /// By a library with values of its own.
    pub(crate) fn open_by(library: &Library, place: &Place, today: &str) -> Self {
        let clock = HandClock::on(today);
        let desk = violations::open(
            place.location(),
            Pools::default(),
            clock.clone(),
            Arc::new(Registry::default()),
            Arc::new(Limits::shipped().unwrap()),
        )
        .unwrap();
        let marks = Arc::new(Marking::default());
        let marked: Arc<dyn Marked> = marks.clone();
        desk.know_marks(&marked);
        let law = Law::of(library).unwrap();
        let displays = Arc::new(Displays::new(desk.ledger.clone(), Arc::new(Registry::default()), law, clock.clone()));
        // Tokens go by a clock of their own: that of the office is turned by years.
        let hours = HandClock::on(today);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", hours.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", hours).unwrap();
        let entries = Arc::new(Entries::default());
        let mut options = Options::new(Arc::new(verifier), clock.clone(), entries.clone(), Arc::new(Nobody));
        options.workers = 1;
        let ledger = Arc::clone(&desk.ledger);
        let api = violations::api(desk, displays);
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}/violations/v1", handle.address());
        Self {
            handle: Some(handle),
            client: Client::builder().no_proxy().build().unwrap(),
            base,
            issuer,
            clock,
            ledger,
            entries,
            marks,
        }
    }

    /// Hears from the registry where its merchants are.
    pub(crate) fn hear_places(&self) {
        let registry = Registry::default();
        while self.ledger.follow_places(&registry, &registry, Duration::ZERO).unwrap() > 0 {}
    }

    fn request(&self, method: Method, path: &str, grant: Grant) -> RequestBuilder {
        let token = self.issuer.issue(grant).unwrap();
        self.client.request(method, format!("{}/{path}", self.base)).bearer_auth(token)
    }

    pub(crate) fn ask(&self, role: Role, path: &str) -> Response {
        self.ask_as(role, None, path)
    }

    /// With a token that names a merchant.
    pub(crate) fn ask_as(&self, role: Role, merchant: Option<&str>, path: &str) -> Response {
        let merchant = merchant.map(|code| PartyCode::parse(code).unwrap());
        let grant = Grant { merchant, ..Grant::of_role("u", "某", role) };
        self.request(Method::GET, path, grant).send().unwrap()
    }

    /// Of an official of a name and, if it is said, an area.
    pub(crate) fn act(&self, who: (&str, Option<&str>), method: Method, path: &str, body: &Value) -> (u16, Value) {
        let area = who.1.map(|area| AreaCode::parse(area).unwrap());
        let grant = Grant { area, ..Grant::of_role(who.0, "某", Role::Official) };
        let request = self.request(method.clone(), path, grant);
        let request = if method == Method::GET { request } else { request.json(body) };
        let answer = request.send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    /// An order of another service about the display of a penalty, or what somebody else makes of it.
    pub(crate) fn order(&self, role: Role, key: Option<&str>, order: &Value) -> (u16, Value) {
        let request = self.request(Method::POST, "display-orders", Grant::of_role("repair", "修复", role)).json(order);
        let request = key.into_iter().fold(request, |request, key| request.header("idempotency-key", key));
        let answer = request.send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    /// Puts a text beside a penalty, by the path of its display, and lets somebody else release what masking makes of it
    /// and of the summary.
    pub(crate) fn release(&self, display: &str, persons: &[&str]) {
        let record = display.trim_end_matches("/display");
        let text = json!({ "text": "正文", "persons": persons });
        assert_eq!(self.act(("writer", None), Method::PUT, &format!("{record}/text"), &text).0, 200);
        let path = format!("{record}/publication/release");
        let version = self.get(&format!("{record}/publication"))["version"].clone();
        let looked_at = json!({ "text_version": 1, "record_version": version });
        let (status, told) = self.act(("reader", None), Method::POST, &path, &looked_at);
        assert_eq!(status, 200, "{told}");
    }

    /// A file that an official fetches.
    pub(crate) fn file(&self, who: (&str, Option<&str>), path: &str) -> Vec<u8> {
        let area = who.1.map(|area| AreaCode::parse(area).unwrap());
        let grant = Grant { area, ..Grant::of_role(who.0, "某", Role::Official) };
        let answer = self.request(Method::GET, path, grant).send().unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.bytes().unwrap().to_vec()
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let answer = self.ask(Role::Official, path);
        let status = answer.status();
        let text = answer.text().unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Sends a penalty; gives the path of its display.
    pub(crate) fn send(&self, row: &Value) -> String {
        let grant = Grant::of_role("u", "某", Role::Official);
        let answer = self.request(Method::POST, "penalties", grant).json(&json!({ "rows": [row] })).send().unwrap();
        let receipt: Value = answer.json().unwrap();
        let taken = &receipt["rows"][0];
        assert!(matches!(taken["outcome"].as_str(), Some("new" | "revised")), "{receipt}");
        let code = PartyCode::parse(taken["code"].as_str().unwrap()).unwrap();
        let href = contracts::owner::href_of_key(code, taken["key"].as_str().unwrap()).unwrap();
        format!("{}/display", href.trim_start_matches("/violations/v1/"))
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.client = Client::new();
        self.handle.take().unwrap().stop().unwrap();
    }
}

/// A bureau's decision over 100,000 yuan, general for an enterprise, with some cells of its own.
pub(crate) fn penalty(code: &str, number: &str, decided: &str, cells: &[(&str, &str)]) -> Value {
    let mut row = json!({
        "cf_xdr_mc": "店", "cf_xdr_lb": "法人及非法人组织", "cf_xdr_shxym": code, "cf_wsh": number,
        "cf_wfxw": "虚假宣传", "cf_yj": "《中华人民共和国反不正当竞争法》第二十条", "cf_cflb": "罚款",
        "cf_nr": "罚款", "cf_nr_fk": "10", "cf_jdrq": decided, "cf_cfjg": "聊城市市场监督管理局",
        "cf_cfjgdm": "371500SJ", "severity": "general", "published_on": decided,
    });
    for (column, text) in cells {
        row[*column] = json!(text);
    }
    row
}

//! A service that keeps cases, over HTTP, with a clock that is set by hand and a registry of two.

use cases::{Before, CaseBook, CaseError, Court, Docket, Findings, Handling, Requirements, Wished};
use contracts::access::Role;
use contracts::port::{PortError, Subjects};
use contracts::status::Status;
use db::{Database, Pools};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use ledger::{Desk, Ledger, Registered};
use policy::embedded;
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use statute::duties::Limits;
use statute::procedure::{Finding, Procedures};
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
pub(crate) use testkit::{BAKER, CARTER};
use testkit::{Entries, HandClock, Place};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

/// The office of every case here, and the one of the next level up.
pub(crate) const OWN: &str = "371522SJ";
pub(crate) const UPPER: &str = "371500SJ";

struct Nobody;

impl Health for Nobody {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

struct Register;

impl Subjects for Register {
    fn resolve(&self, _: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        panic!("nothing is opened for a case")
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        let subject = |code: &PartyCode| match code.as_str() {
            BAKER => Some(1),
            CARTER => Some(2),
            _ => None,
        };
        Ok(codes.iter().map(subject).collect())
    }
}

/// What holds: everything but these.
struct Known(Mutex<Vec<&'static str>>);

impl Requirements for Known {
    fn findings(&self, before: Before<'_>, codes: &BTreeSet<&str>) -> Result<Findings, CaseError> {
        let lacking = self.0.lock().unwrap().clone();
        // An official may state it as well.
        let stated = |code: &str| before.act.is_some_and(|act| act.stated.contains_key(code));
        let found = |code: &&str| {
            let holds = !lacking.contains(code) || stated(code);
            let until = (!holds).then(|| Day::parse("2026-09-01").unwrap());
            ((*code).to_owned(), Finding { until, ..Finding::known(holds, "records") })
        };
        Ok(codes.iter().map(found).collect())
    }
}

impl Docket for Known {
    fn handling(&self, wished: Wished<'_>) -> Result<Handling, CaseError> {
        assert!(!wished.about.is_empty() || wished.procedure.is_empty());
        Ok(Handling { office: OWN.to_owned(), upper_office: Some(UPPER.to_owned()) })
    }
}

/// The service, running.
pub(crate) struct Office {
    handle: Option<Handle>,
    client: Client,
    base: String,
    issuer: Issuer,
    known: Arc<Known>,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) entries: Arc<Entries>,
}

impl Office {
    pub(crate) fn open(place: &Place, today: &str) -> Self {
        let clock = HandClock::on(today);
        let limits = Arc::new(Limits::shipped().unwrap());
        let db = Arc::new(Database::open(place.location(), "repair", Pools::default()).unwrap());
        let ledger = Ledger::open(Arc::clone(&db), &[], Box::new(Registered(Arc::new(Register))), clock.clone());
        let desk = Arc::new(Desk::start(Arc::new(ledger.unwrap()), Arc::clone(&limits)).unwrap());
        let procedures = Arc::new(Procedures::read(&embedded::procedures().unwrap(), limits.clocks()).unwrap());
        let book = Arc::new(CaseBook::open(db, procedures, limits, clock.clone()).unwrap());
        let known = Arc::new(Known(Mutex::default()));
        let (ledger, docket) = (Arc::clone(&desk.ledger), Arc::<Known>::clone(&known));
        let api = cases::api(desk, Arc::new(Court { book, ledger, docket }), Vec::new(), "信用修复", "Repairs");
        // Tokens go by a clock of their own: that of the office is turned by months.
        let hours = HandClock::on(today);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", hours.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", hours).unwrap();
        let entries = Arc::new(Entries::default());
        let mut options = Options::new(Arc::new(verifier), clock.clone(), entries.clone(), Arc::new(Nobody));
        options.workers = 1;
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}/repair/v1", handle.address());
        let client = Client::builder().no_proxy().build().unwrap();
        Self { handle: Some(handle), client, base, issuer, known, clock, entries }
    }

    /// From now on everything holds but these.
    pub(crate) fn lacks(&self, codes: &[&'static str]) {
        *self.known.0.lock().unwrap() = codes.to_vec();
    }

    fn token(&self, who: &Who) -> String {
        let grant = match who {
            Who::Official(sub, department) => {
                Grant { department: department.map(str::to_owned), ..Grant::of_role(*sub, "王某", Role::Official) }
            }
            Who::Limited(sub, department, area) => Grant {
                department: department.map(str::to_owned),
                area: Some(domain::area::AreaCode::parse(area).unwrap()),
                ..Grant::of_role(*sub, "李某", Role::Official)
            },
            Who::Merchant(code) => Grant {
                merchant: Some(PartyCode::parse(code).unwrap()),
                ..Grant::of_role(format!("shop-{code}"), "店主", Role::Merchant)
            },
            Who::Role(role) => Grant::of_role(format!("some-{role}"), "某", *role),
        };
        self.issuer.issue(grant).unwrap()
    }

    pub(crate) fn ask(&self, who: &Who, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}/{path}", self.base)).bearer_auth(self.token(who))
    }

    /// Status and answer.
    pub(crate) fn told(response: Response) -> (u16, Value) {
        let status = response.status().as_u16();
        (status, response.json().unwrap_or(Value::Null))
    }

    pub(crate) fn get(&self, who: &Who, path: &str) -> (u16, Value) {
        Self::told(self.ask(who, Method::GET, path).send().unwrap())
    }

    pub(crate) fn post(&self, who: &Who, path: &str, body: &Value) -> (u16, Value) {
        Self::told(self.ask(who, Method::POST, path).json(body).send().unwrap())
    }

    /// A paper that is sent ahead; gives its digest.
    pub(crate) fn paper(&self, who: &Who, name: &str, content: &[u8]) -> (u16, Value) {
        let path = format!("papers?name={name}");
        let ask = self.ask(who, Method::POST, &path).header("content-type", "application/octet-stream");
        Self::told(ask.body(content.to_vec()).send().unwrap())
    }

    /// An application of the baker.
    pub(crate) fn filed(&self) -> Value {
        let (status, case) = self.post(&Who::Merchant(BAKER), "cases", &filing());
        assert_eq!(status, 201, "{case}");
        case
    }
}

/// Whoever asks.
pub(crate) enum Who {
    /// Number of the account, and its department.
    Official(&'static str, Option<&'static str>),
    /// The same, limited to an area.
    Limited(&'static str, Option<&'static str>, &'static str),
    /// Of this code.
    Merchant(&'static str),
    /// Anybody else.
    Role(Role),
}

pub(crate) const WANG: Who = Who::Official("wang", Some(OWN));
pub(crate) const LI: Who = Who::Official("li", Some(OWN));

/// What an application says.
pub(crate) fn filing() -> Value {
    json!({
        "procedure": "gsxt_repair",
        "about": [{ "kind": "penalty", "key": "penalty:371522SJ:1" }],
        "stated": { "application": "申请停止公示" },
        "accept": [law()],
    })
}

pub(crate) fn law() -> &'static str {
    "procedures.gsxt_repair@2025-12-25"
}

/// What a step says, in a case as it was answered.
pub(crate) fn step(case: &Value, step: &str, stated: Value) -> Value {
    json!({ "step": step, "expected": case["steps"], "stated": stated, "accept": [law()] })
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.stop().unwrap();
        }
    }
}

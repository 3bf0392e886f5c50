//! The service over HTTP, with a clock that is set by hand, and a registry and ratings of forty.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::clock::Clock;
use contracts::port::{
    Classes, Classified, ListMembership, ListOrder, Lists, Marked, Merchants, PortError, Records, Registration,
    StandingRecord, Subjects,
};
use contracts::signature::{Signature, Signer};
use contracts::status::Status;
use db::Pools;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::MerchantKind;
use ed25519_dalek::SigningKey;
use inspections::{Around, CaseLaw, Cases, DrawBook};
use policy::library::Library;
use receipts::Cover;
use reqwest::Method;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};
use statute::duties::Limits;
use statute::gate::Catalogue;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use testkit::{Marking, Place};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

/// Merchants: every eighth of class D, which is drawn whole.
pub(crate) const MERCHANTS: u32 = 40;
/// Of these the last is deregistered.
pub(crate) const GONE: u32 = 39;
/// When the tale begins.
pub(crate) const BEGIN: &str = "2026-03-02T01:00:00Z";
/// When the public value comes.
pub(crate) const VALUE_AT: &str = "2026-03-04T13:15:00Z";
/// A day in the middle of its wait.
pub(crate) const IN_TIME: &str = "2026-03-04T14:00:00Z";
/// Behind the wait of the policy, which is one day.
pub(crate) const TOO_LATE: &str = "2026-03-05T13:15:01Z";

/// A clock that is set by hand.
pub(crate) struct HandClock(Mutex<Instant>);

impl HandClock {
    pub(crate) fn turn_to(&self, at: &str) {
        *self.0.lock().unwrap() = Instant::parse(at).unwrap();
    }
}

impl Clock for HandClock {
    fn now(&self) -> Instant {
        let mut now = self.0.lock().unwrap();
        *now = Instant::from_micros(now.micros() + 1);
        *now
    }
}

/// A trail that remembers what was entered.
#[derive(Default)]
pub(crate) struct Remembering(pub(crate) Mutex<Vec<Entry>>);

impl Trail for Remembering {
    fn put(&self, entry: Entry) {
        self.0.lock().unwrap().push(entry);
    }
}

impl Health for Remembering {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// Closes so that nobody reads it by chance, and only under its name.
struct Closing;

impl Cover for Closing {
    fn close(&self, name: &str, open: &[u8]) -> Result<Vec<u8>, String> {
        Ok(name.bytes().chain([0]).chain(open.iter().map(|byte| byte ^ 0x5a)).collect())
    }

    fn open(&self, name: &str, closed: &[u8]) -> Result<Vec<u8>, String> {
        let named: Vec<u8> = name.bytes().chain([0]).collect();
        let rest = closed.strip_prefix(named.as_slice()).ok_or("sealed under another name")?;
        Ok(rest.iter().map(|byte| byte ^ 0x5a).collect())
    }
}

pub(crate) fn code(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()
}

fn number(code: PartyCode) -> Option<u32> {
    (0..MERCHANTS).find(|number| self::code(*number) == code)
}

pub(crate) fn class(number: u32) -> Option<&'static str> {
    match number % 8 {
        0 => Some("D"),
        1 | 5 => Some("C"),
        7 => None,
        _ => Some("B"),
    }
}

pub(crate) fn area(number: u32) -> &'static str {
    if number.is_multiple_of(2) { "371502" } else { "371522" }
}

/// The merchants. What the registry calls their trade is a department store, or for tests of legal minima a restaurant.
struct City {
    trade: &'static str,
    /// Are the ratings away?
    ratings_away: Arc<AtomicBool>,
}

impl Subjects for City {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        Ok(codes.iter().map(|code| number(*code).map_or(1_000, i64::from)).collect())
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        Ok(codes.iter().map(|code| number(*code).map(i64::from)).collect())
    }
}

impl Merchants for City {
    fn registered(&self, codes: &[PartyCode], _: Option<Instant>) -> Result<Vec<Option<Registration>>, PortError> {
        let of = |code: &PartyCode| {
            let number = number(*code)?;
            let kind = if number < 30 { MerchantKind::Enterprise } else { MerchantKind::SoleTrader };
            let area = AreaCode::parse(area(number)).unwrap();
            let industry = Industry::parse(self.trade).unwrap();
            Some(Registration {
                code: *code,
                name: format!("店{number}"),
                kind,
                area,
                industry,
                active: number != GONE,
                registered_on: None,
            })
        };
        Ok(codes.iter().map(of).collect())
    }
}

fn classified(number: u32) -> Classified {
    Classified {
        code: code(number),
        industry: Some(if number % 10 == 9 { "5212" } else { "6210" }.to_owned()),
        class: class(number).map(str::to_owned),
    }
}

impl Classes for City {
    fn classes(&self) -> Result<Vec<Classified>, PortError> {
        Ok((0..MERCHANTS).map(classified).collect())
    }

    fn class_of(&self, code: PartyCode) -> Result<Option<Classified>, PortError> {
        if self.ratings_away.load(Ordering::SeqCst) {
            return Err(PortError::Away { service: "rating".to_owned(), cause: "it is out".to_owned() });
        }
        Ok(number(code).map(classified))
    }
}

/// What other services keep of the first merchant: penalties and memberships of lists.
#[derive(Default)]
pub(crate) struct Elsewhere {
    penalties: Mutex<Vec<StandingRecord>>,
    listings: Mutex<Vec<ListMembership>>,
    is_away: AtomicBool,
}

impl Elsewhere {
    pub(crate) fn penalties(&self, penalties: Vec<StandingRecord>) {
        *self.penalties.lock().unwrap() = penalties;
    }

    pub(crate) fn listings(&self, listings: Vec<ListMembership>) {
        *self.listings.lock().unwrap() = listings;
    }

    pub(crate) fn go_away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    fn of<T: Clone>(&self, kept: &Mutex<Vec<T>>, subject_id: i64) -> Result<Vec<T>, PortError> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(PortError::Away { service: "violations".to_owned(), cause: "it is out".to_owned() });
        }
        Ok(if subject_id == 1 { kept.lock().unwrap().clone() } else { Vec::new() })
    }
}

impl Records for Elsewhere {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, PortError> {
        self.of(&self.penalties, subject_id)
    }
}

impl Lists for Elsewhere {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<ListMembership>, PortError> {
        self.of(&self.listings, subject_id)
    }

    fn order(&self, order: &ListOrder) -> Result<(), PortError> {
        Err(PortError::Refused {
            service: "listing".to_owned(),
            cause: format!("nobody orders anything here: {order:?}"),
        })
    }
}

/// Who asks.
#[derive(Clone, Copy)]
pub(crate) enum Who<'w> {
    Nobody,
    Role(Role),
    /// An official of an area.
    Of(&'w str),
    Merchant(PartyCode),
}

/// The official of the whole city.
pub(crate) const OFFICIAL: Who<'static> = Who::Role(Role::Official);

/// The service, running.
/// Signs as an installation does.
struct Sealing;

impl Signer for Sealing {
    fn sign(&self, statement: &[u8]) -> Signature {
        let key = SigningKey::from_bytes(&[7; 32]);
        let text = |bytes: &[u8]| STANDARD.encode(bytes);
        let value = text(&ed25519_dalek::Signer::sign(&key, statement).to_bytes());
        Signature { algorithm: "Ed25519".to_owned(), public_key: text(key.verifying_key().as_bytes()), value }
    }
}

pub(crate) struct Office {
    handle: Option<Handle>,
    client: Client,
    pub(crate) base: String,
    issuer: Issuer,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) trail: Arc<Remembering>,
    /// Everything that was answered.
    pub(crate) told: Mutex<String>,
    /// Set while ratings do not say the class of one merchant.
    pub(crate) ratings_away: Arc<AtomicBool>,
    /// What stands beside its records.
    pub(crate) marks: Arc<Marking>,
    /// What others keep of the first merchant.
    pub(crate) beside: Arc<Elsewhere>,
}

impl Office {
    pub(crate) fn open(place: &Place, at: &str) -> Self {
        Self::of(place, at, "5211", &Library::shipped().unwrap())
    }

    /// The same in a city of restaurants.
    pub(crate) fn of_food(place: &Place, at: &str) -> Self {
        Self::of(place, at, "6210", &Library::shipped().unwrap())
    }

    /// The same in a city where merchants are not shown a group of fields of their own.
    pub(crate) fn without(group: &str, place: &Place, at: &str) -> Self {
        let shipped = Library::shipped().unwrap();
        let text = shipped.text("disclosure.fields").unwrap();
        let (own, more) = text.split_once("\"merchant/own\" = ").unwrap();
        let (groups, rest) = more.split_once('\n').unwrap();
        let (open, shut) = (format!("\"{group}\", "), "");
        assert!(groups.contains(&open), "{groups}");
        let changed = format!("{own}\"merchant/own\" = {}\n{rest}", groups.replace(&open, shut));
        Self::of(place, at, "5211", &shipped.overlaid([("disclosure/fields.toml", changed.as_str())]).unwrap())
    }

    /// By a library with values of its own.
    pub(crate) fn by(library: &Library, place: &Place, at: &str) -> Self {
        Self::of(place, at, "5211", library)
    }

    fn of(place: &Place, at: &str, trade: &'static str, library: &Library) -> Self {
        let ratings_away = Arc::new(AtomicBool::new(false));
        let city = Arc::new(City { trade, ratings_away: ratings_away.clone() });
        let clock = Arc::new(HandClock(Mutex::new(Instant::parse(at).unwrap())));
        let limits = Arc::new(Limits::shipped().unwrap());
        let pools = Pools { readers: 8, ..Pools::default() };
        let desk = inspections::open(place.location(), pools, clock.clone(), city.clone(), limits).unwrap();
        desk.ledger.know_merchants(city.clone());
        let marks = Arc::new(Marking::default());
        let marked: Arc<dyn Marked> = marks.clone();
        desk.know_marks(&marked);
        let beside = Arc::new(Elsewhere::default());
        let law = Arc::new(CaseLaw::of(library).unwrap());
        let cases = Arc::new(Cases { violations: beside.clone(), lists: beside.clone(), law });
        let around = Around {
            merchants: city.clone(),
            classes: city,
            policies: library.inspections.clone(),
            cases,
            catalogue: Arc::new(Catalogue::of(library).unwrap()),
            cover: Arc::new(Closing),
            signer: Arc::new(Sealing),
            clock: clock.clone(),
        };
        let book = Arc::new(DrawBook::new(desk.ledger.clone(), around).unwrap());
        // Tokens go by a clock of their own: that of the office is turned by days.
        let hours = Arc::new(HandClock(Mutex::new(clock.now())));
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", hours.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", hours).unwrap();
        let trail = Arc::new(Remembering::default());
        let mut options = Options::new(Arc::new(verifier), clock.clone(), trail.clone(), trail.clone());
        options.workers = 2;
        let api = inspections::api(desk, book);
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}/inspections/v1", handle.address());
        let client = Client::builder().no_proxy().build().unwrap();
        let (handle, told) = (Some(handle), Mutex::default());
        Self { handle, client, base, issuer, clock, trail, told, ratings_away, marks, beside }
    }

    pub(crate) fn ask(&self, who: Who<'_>, method: Method, path: &str, body: Option<&Value>) -> Response {
        let grant = |role| Grant::of_role("u", "某", role);
        let grant = match who {
            Who::Nobody => None,
            Who::Role(role) => Some(grant(role)),
            Who::Of(area) => Some(Grant { area: Some(AreaCode::parse(area).unwrap()), ..grant(Role::Official) }),
            Who::Merchant(code) => Some(Grant { merchant: Some(code), ..grant(Role::Merchant) }),
        };
        let mut request = self.client.request(method, format!("{}/{path}", self.base));
        if let Some(grant) = grant {
            request = request.bearer_auth(self.issuer.issue(grant).unwrap());
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().unwrap()
    }

    /// Status and answer.
    pub(crate) fn status(&self, who: Who<'_>, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let answer = self.ask(who, method, path, body);
        let status = answer.status().as_u16();
        let text = answer.text().unwrap();
        self.told.lock().unwrap().push_str(&text);
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Posts under an idempotency key: the status, and whether it was answered before.
    pub(crate) fn named(&self, name: &str, path: &str, body: &Value) -> (u16, bool) {
        let grant = Grant::of_role("u", "某", Role::Official);
        let request = self.client.post(format!("{}/{path}", self.base)).bearer_auth(self.issuer.issue(grant).unwrap());
        let answer = request.header("Idempotency-Key", name).json(body).send().unwrap();
        (answer.status().as_u16(), answer.headers().contains_key("idempotency-replayed"))
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, answer) = self.status(OFFICIAL, Method::GET, path, None);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.status(OFFICIAL, Method::POST, path, Some(body))
    }

    /// Posts what must be taken.
    pub(crate) fn done(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(path, body);
        assert!(matches!(status, 200 | 201), "{path}: {status} {answer}");
        answer
    }

    /// Three inspectors, two of them for food.
    pub(crate) fn staff(&self) {
        for (id, sectors) in [("I1", json!(["food"])), ("I2", json!(["food"])), ("I3", json!(["retail"]))] {
            self.done("inspectors", &json!({
                "inspector_id": id, "name": "某", "department": "市场监管局", "sectors": sectors, "from": "2026-01-01"
            }));
        }
    }

    /// A plan over all merchants of the city; gives its number.
    pub(crate) fn plan(&self) -> i64 {
        let plan = self.done(
            "plans",
            &json!({
                "year": 2026, "title": "2026年度计划", "areas": ["371502", "371522"],
                "sectors": [{ "sector": "food", "industries": ["62"] }, { "sector": "retail", "industries": ["F"] }]
            }),
        );
        plan["plan_id"].as_i64().unwrap()
    }

    /// A plan and a task over all merchants of the city; gives the number of the task.
    pub(crate) fn task(&self) -> i64 {
        self.task_of(self.plan())
    }

    /// Another task of a plan.
    pub(crate) fn task_of(&self, plan_id: i64) -> i64 {
        self.task_until(plan_id, "2026-04-10")
    }

    /// The same until a day.
    pub(crate) fn task_until(&self, plan_id: i64, until: &str) -> i64 {
        let task = json!({ "title": "餐饮专项", "from": "2026-03-10", "until": until });
        self.done(&format!("plans/{plan_id}/tasks"), &task)["task_id"].as_i64().unwrap()
    }

    /// Commits to a draw of a task; gives its number.
    pub(crate) fn commit(&self, task_id: i64) -> i64 {
        self.done("draws", &draw_of(task_id))["draw_id"].as_i64().unwrap()
    }
}

/// A commitment to a draw of a task.
pub(crate) fn draw_of(task_id: i64) -> Value {
    json!({ "task_id": task_id, "source": "双色球 2026025 期", "value_at": VALUE_AT })
}

/// The public value as it came.
pub(crate) fn value() -> Value {
    json!({ "value": "03 08 14 19 27 33 + 06", "published_at": "2026-03-04T13:16:00Z" })
}

impl Drop for Office {
    fn drop(&mut self) {
        self.client = Client::new();
        if let Some(handle) = self.handle.take() {
            handle.stop().unwrap();
        }
    }
}

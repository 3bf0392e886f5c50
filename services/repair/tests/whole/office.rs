//! The service over HTTP, with a clock that is set by hand, and beside it whoever it asks and commands, in memory.

use clients::{RemoteMarked, Server};
use contracts::access::Role;
use contracts::authorisation::{Authorisation, Authorisations, Purpose};
use contracts::port::{
    Amended, DisplayAct, DisplayOrder, DisplayOrdered, DisplayOrders, ListAct, ListMembership, ListOrder, ListedSpan,
    Lists, Marked as _, MarkedItem, Marks, Merchants, Outlook, PortError, Reading, ReadingPage, Readings,
    ReadingsAsked, RecordAct, RecordOrder, RecordOrdered, RecordOrders, Records, Registration, StandingRecord,
    Supposed, Suppositions,
};
use contracts::status::Status;
use db::Pools;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use ed25519_dalek::SigningKey;
use policy::library::Library;
use repair::{Around, Effects, Law, Repairs};
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::{Map, Value, json};
use statute::duties::Limits;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Moment};
pub(crate) use testkit::{BAKER, CARTER};
use testkit::{Entries, HandClock, Place, Registry};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

/// A market regulator.
pub(crate) const BUREAU: &str = "371500SJ";
/// Another authority.
pub(crate) const CULTURE: &str = "371500WL";

struct Nobody;

impl Health for Nobody {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// Whom the service asks and commands.
#[derive(Default)]
pub(crate) struct World {
    penalties: Mutex<Vec<(i64, RecordKind, String, Value)>>,
    standings: Mutex<Vec<(i64, String, Value)>>,
    memberships: Mutex<Vec<(i64, ListMembership)>>,
    /// What inspections and complaints keep.
    others: Mutex<Vec<(i64, RecordKind, String, Value)>>,
    pub(crate) displays: Mutex<Vec<DisplayOrder>>,
    pub(crate) lists: Mutex<Vec<ListOrder>>,
    pub(crate) records: Mutex<Vec<(RecordOrder, RecordOrdered)>>,
    /// What was read of merchants, by the service and the merchant.
    pub(crate) readings: Mutex<Vec<(&'static str, String, Reading)>>,
    /// Are the trails away?
    pub(crate) trails_away: Mutex<bool>,
    /// How often an order is still to be answered by nobody.
    pub(crate) failing: AtomicUsize,
    /// How often somebody was commanded, in vain or not.
    pub(crate) commanded: AtomicUsize,
    /// A penalty whose orders are refused.
    pub(crate) refusing: Mutex<Option<String>>,
    /// What keeps the class from being the best, by the keys of ratings.
    pub(crate) holding: Mutex<Vec<String>>,
    /// Who wrote a record.
    pub(crate) writers: Mutex<Vec<(String, String)>>,
    /// How often somebody was asked what stands about a merchant.
    pub(crate) asked: AtomicUsize,
    pub(crate) registry: Registry,
}

/// Ratings whose best class waits for everything that holds it down to end.
impl Suppositions for World {
    fn suppose(&self, code: PartyCode, supposed: &Supposed) -> Result<Option<Outlook>, PortError> {
        if code.as_str() != BAKER {
            return Ok(None);
        }
        if supposed.stops.len() + supposed.ends.len() > Supposed::MOST_ENDS {
            return Err(PortError::Refused { service: "rating".to_owned(), cause: "too many".to_owned() });
        }
        let ends = supposed.stops.iter().chain(&supposed.ends);
        let over: Vec<&str> = ends.filter(|end| end.on <= supposed.day).map(|end| end.key.as_str()).collect();
        let is_held = self.holding.lock().unwrap().iter().any(|key| !over.contains(&key.as_str()));
        let (class, rank) = if is_held { ("B", 1) } else { ("A", 0) };
        Ok(Some(Outlook {
            day: supposed.day,
            class: Some(class.to_owned()),
            rank: Some(rank),
            score_milli: Some(900_000),
            scheme: "test".to_owned(),
            rules: Vec::new(),
            lines: Vec::new(),
            provisional: false,
            assumptions: Vec::new(),
        }))
    }
}

/// What one of the services keeps.
struct Kept(Arc<World>, &'static str);

impl World {
    pub(crate) fn penalty(&self, code: &str, number: &str, fields: &[(&str, Value)]) -> String {
        let mut content = json!({
            "party": code, "authority": "聊城市市场监督管理局", "authority_code": BUREAU, "decision_no": number,
            "conduct": "虚假宣传", "ground": "《中华人民共和国反不正当竞争法》第二十条", "kinds": ["fine"],
            "content": "罚款", "fine_fen": 10_000_000, "confiscated_fen": 0, "decided_on": "2025-01-10",
            "published_on": "2025-01-10",
        });
        for (name, value) in fields {
            content[*name] = value.clone();
        }
        let key = format!("penalty:{}/{number}", content["authority_code"].as_str().unwrap());
        self.put(code, RecordKind::Penalty, &key, content)
    }

    pub(crate) fn paid(&self, code: &str, number: &str, day: &str) {
        let content = json!({
            "party": code, "authority_code": BUREAU, "decision_no": number, "state": "paid", "day": day,
        });
        self.put(code, RecordKind::Payment, &format!("payment:{BUREAU}/{number}/{day}/paid"), content);
    }

    fn put(&self, code: &str, kind: RecordKind, key: &str, content: Value) -> String {
        let subject = Registry::number(PartyCode::parse(code).unwrap()).unwrap();
        let mut all = self.penalties.lock().unwrap();
        all.retain(|(of, _, known, _)| (*of, known.as_str()) != (subject, key));
        all.push((subject, kind, key.to_owned(), content));
        key.to_owned()
    }

    /// A standing record of a status, as the province tells it.
    pub(crate) fn standing(&self, code: &str, number: &str, status: &str, from: &str, until: Option<&str>) -> String {
        let subject = Registry::number(PartyCode::parse(code).unwrap()).unwrap();
        let key = format!("standing:{status}/{number}");
        let kind = serde_json::to_value(domain::record::StandingKind::Status(
            domain::vocab::StatusKind::from_token(status).unwrap(),
        ));
        let mut content = json!({
            "party": code, "kind": kind.unwrap(), "office": BUREAU, "document_no": number, "from": from,
        });
        if let Some(until) = until {
            content["until"] = json!(until);
        }
        let mut all = self.standings.lock().unwrap();
        all.retain(|(_, known, _)| *known != key);
        all.push((subject, key.clone(), content));
        key
    }

    /// A record of another service.
    fn other(&self, code: &str, kind: RecordKind, key: String, content: Value) -> String {
        let subject = Registry::number(PartyCode::parse(code).unwrap()).unwrap();
        let mut all = self.others.lock().unwrap();
        all.retain(|(of, _, known, _)| (*of, known.as_str()) != (subject, key.as_str()));
        all.push((subject, kind, key.clone(), content));
        key
    }

    /// An inspection with its result.
    pub(crate) fn inspection(&self, code: &str, number: &str, day: &str, result: &str) -> String {
        let content = json!({ "party": code, "number": number, "day": day, "result": result });
        self.other(code, RecordKind::Inspection, format!("inspection:{number}"), content)
    }

    /// A sampling test of which the merchant was told, or not yet.
    pub(crate) fn test(&self, code: &str, number: &str, told_on: Option<&str>) -> String {
        let mut content =
            json!({ "party": code, "number": number, "day": "2026-03-02", "result": "SQ1", "is_final": false });
        if let Some(told_on) = told_on {
            content["sampling"] = json!({ "told_on": told_on });
        }
        self.other(code, RecordKind::Test, format!("test:{number}"), content)
    }

    /// A complaint that an office handles; accepted or not.
    pub(crate) fn complaint(&self, code: &str, number: &str, office: &str, accepted_on: Option<&str>) -> String {
        let mut content = json!({
            "party": code, "number": number, "received_on": "2026-03-02",
            "handling": { "office": office, "filer": "filer-pseudonym", "problem": "食品安全" },
        });
        if let Some(accepted_on) = accepted_on {
            content["accepted_on"] = json!(accepted_on);
        }
        self.other(code, RecordKind::Complaint, format!("complaint:{number}"), content)
    }

    /// A report of a violation.
    pub(crate) fn report(&self, code: &str, number: &str) -> String {
        let content = json!({ "party": code, "number": number, "received_on": "2026-03-02" });
        self.other(code, RecordKind::Report, format!("report:{number}"), content)
    }

    /// A membership, as the service that keeps lists tells it.
    pub(crate) fn membership(&self, code: &str, case_no: i64, list: &str, (from, off): (&str, &str)) -> String {
        let subject = Registry::number(PartyCode::parse(code).unwrap()).unwrap();
        let day = |text: &str| Day::parse(text).unwrap();
        let membership = ListMembership {
            case_no,
            list: list.to_owned(),
            office: BUREAU.to_owned(),
            upper_office: Some("370000SJ".to_owned()),
            ground: (list != "serious_list").then(|| "abnormal_late_report".to_owned()),
            listed_on: day(from),
            term_from: day(from),
            spans: vec![ListedSpan {
                from: day(from),
                off: day(off),
                published_on: Some(day(from)),
                key: Some(format!("standing:{list}/listing-{case_no}-1")),
            }],
            about: Vec::new(),
            restricted_until: None,
            by: Vec::new(),
        };
        let mut all = self.memberships.lock().unwrap();
        all.retain(|(_, known)| known.case_no != case_no);
        all.push((subject, membership));
        format!("listing:{case_no}")
    }

    /// Binds a membership by a statutory restriction.
    pub(crate) fn restrict(&self, case_no: i64, until: &str) {
        let mut all = self.memberships.lock().unwrap();
        let (_, membership) = all.iter_mut().find(|(_, known)| known.case_no == case_no).unwrap();
        membership.restricted_until = Some(Day::parse(until).unwrap());
    }

    /// Something else is told of a membership.
    pub(crate) fn amend(&self, case_no: i64, change: impl FnOnce(&mut ListMembership)) {
        let mut all = self.memberships.lock().unwrap();
        change(all.iter_mut().map(|(_, one)| one).find(|one| one.case_no == case_no).unwrap());
    }

    /// Is whoever is commanded there?
    fn answers(&self, service: &str) -> Result<(), PortError> {
        self.commanded.fetch_add(1, Ordering::SeqCst);
        let one_less = |left: usize| left.checked_sub(1);
        match self.failing.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less) {
            Ok(_) => Err(PortError::Away { service: service.to_owned(), cause: "nobody is there".to_owned() }),
            Err(_) => Ok(()),
        }
    }

    pub(crate) fn ordered(&self) -> Vec<(String, bool)> {
        let all = self.displays.lock().unwrap();
        all.iter().map(|order| (order.cause.clone(), matches!(order.what, DisplayAct::Stop { .. }))).collect()
    }
}

impl Records for Kept {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, PortError> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let writers = self.0.writers.lock().unwrap();
        let record = |kind, key: &str, content: &Value| StandingRecord {
            kind,
            key: key.to_owned(),
            content: content.to_string(),
            by: writers.iter().filter(|(of, _)| of == key).map(|(_, by)| by.clone()).collect(),
        };
        Ok(match self.1 {
            "registry" => {
                let all = self.0.standings.lock().unwrap();
                let own = all.iter().filter(|(of, ..)| *of == subject_id);
                own.map(|(_, key, content)| record(RecordKind::Standing, key, content)).collect()
            }
            "inspections" | "complaints" => {
                let is_here = |kind: &RecordKind| {
                    matches!(kind, RecordKind::Complaint | RecordKind::Report) == (self.1 == "complaints")
                };
                let all = self.0.others.lock().unwrap();
                let own = all.iter().filter(|(of, kind, ..)| *of == subject_id && is_here(kind));
                own.map(|(_, kind, key, content)| record(*kind, key, content)).collect()
            }
            _ => {
                let all = self.0.penalties.lock().unwrap();
                let own = all.iter().filter(|(of, ..)| *of == subject_id);
                own.map(|(_, kind, key, content)| record(*kind, key, content)).collect()
            }
        })
    }
}

impl Lists for World {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<ListMembership>, PortError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let all = self.memberships.lock().unwrap();
        Ok(all.iter().filter(|(of, _)| *of == subject_id).map(|(_, one)| one.clone()).collect())
    }

    fn order(&self, order: &ListOrder) -> Result<(), PortError> {
        self.answers("listing")?;
        let mut orders = self.lists.lock().unwrap();
        if orders.iter().any(|known| known.cause == order.cause) {
            return Ok(());
        }
        let mut all = self.memberships.lock().unwrap();
        let (_, membership) = all.iter_mut().find(|(_, one)| one.case_no == order.case_no).unwrap();
        match order.what {
            ListAct::Remove | ListAct::Correct => membership.spans.last_mut().unwrap().off = order.on,
            ListAct::Restore => {
                let (from, off) = (order.on, order.on.plus_months(36).next());
                membership.spans.push(ListedSpan { from, off, published_on: Some(from), key: None });
                membership.term_from = order.on;
            }
            // What is shielded stays a membership, and its time runs on.
            ListAct::Shield | ListAct::Unshield => {}
        }
        orders.push(order.clone());
        Ok(())
    }
}

impl DisplayOrders for World {
    fn order(&self, order: &DisplayOrder) -> Result<DisplayOrdered, PortError> {
        self.answers("violations")?;
        if self.refusing.lock().unwrap().as_ref() == Some(&order.key) {
            let (service, cause) = ("violations".to_owned(), "该处罚已撤回".to_owned());
            return Err(PortError::Refused { service, cause });
        }
        let mut orders = self.displays.lock().unwrap();
        let repeated = orders.iter().any(|known| (&known.cause, &known.key) == (&order.cause, &order.key));
        let told = DisplayOrdered { repeated, version: 1, display_stopped_on: Vec::new(), stop_revoked_on: Vec::new() };
        if repeated {
            return Ok(told);
        }
        let mut all = self.penalties.lock().unwrap();
        let (.., content) =
            all.iter_mut().find(|(of, _, key, _)| *of == order.subject_id && *key == order.key).unwrap();
        let field = match order.what {
            DisplayAct::Stop { .. } => "display_stopped_on",
            DisplayAct::Resume => "stop_revoked_on",
            DisplayAct::Shield | DisplayAct::Unshield => "shielded",
        };
        let mut days = content[field].as_array().cloned().unwrap_or_default();
        match order.what {
            DisplayAct::Shield => days.push(json!({ "from": order.on })),
            DisplayAct::Unshield => days.last_mut().unwrap()["until"] = json!(order.on.plus_days(-1)),
            _ => days.push(json!(order.on)),
        }
        content[field] = json!(days);
        orders.push(order.clone());
        Ok(told)
    }
}

/// Whoever keeps records, as it amends one field and takes records back.
impl RecordOrders for World {
    fn stands(&self, subject_id: i64, key: &str) -> Result<Option<StandingRecord>, PortError> {
        let all = self.penalties.lock().unwrap();
        let found = all.iter().find(|(of, _, known, _)| (*of, known.as_str()) == (subject_id, key));
        let record = |(_, kind, key, content): &(i64, RecordKind, String, Value)| StandingRecord {
            kind: *kind,
            key: key.clone(),
            content: content.to_string(),
            by: Vec::new(),
        };
        Ok(found.map(record))
    }

    fn order(&self, order: &RecordOrder) -> Result<RecordOrdered, PortError> {
        self.answers("violations")?;
        let mut orders = self.records.lock().unwrap();
        if let Some((_, ordered)) = orders.iter().find(|(known, _)| known.cause == order.cause) {
            return Ok(RecordOrdered { repeated: true, ..ordered.clone() });
        }
        let mut all = self.penalties.lock().unwrap();
        let at = all.iter().position(|(of, _, key, _)| (*of, key) == (order.subject_id, &order.key)).unwrap();
        let party = serde_json::from_value(all[at].3["party"].clone()).unwrap();
        let mut amended = std::collections::BTreeMap::new();
        match &order.what {
            RecordAct::Withdraw => drop(all.remove(at)),
            RecordAct::Amend(cells) => {
                let to = json!(cells["cf_wfxw"]);
                let from = std::mem::replace(&mut all[at].3["conduct"], to.clone());
                amended.insert("conduct".to_owned(), Amended { from, to });
            }
        }
        let instant = |text| Instant::parse(text).unwrap();
        let (wrong_since, at) = (instant("2026-02-10T00:00:00Z"), instant("2026-08-05T00:00:00Z"));
        let ordered = RecordOrdered { repeated: false, version: 2, party, amended, wrong_since, at };
        orders.push((order.clone(), ordered.clone()));
        Ok(ordered)
    }
}

/// The trail of a service, two entries a page.
struct Trailed(Arc<World>, &'static str);

/// The first opens the class, and every other one the reasons as well.
impl Authorisations for World {
    fn authorisation(&self, authorisation_id: i64) -> Result<Option<Authorisation>, PortError> {
        let day = |text| Day::parse(text).unwrap();
        Ok(Some(Authorisation {
            authorisation_id,
            merchant: PartyCode::parse(BAKER).unwrap(),
            grantee: "BANK1".to_owned(),
            purpose: Purpose::CreditReview,
            groups: ["class", "reasons"]
                .iter()
                .take(if authorisation_id == 1 { 1 } else { 2 })
                .map(|one| (*one).into())
                .collect(),
            from: day("2026-01-01"),
            until: day("2026-12-31"),
            given_at: Instant::from_micros(0),
            revoked_at: None,
        }))
    }
}

impl Readings for Trailed {
    fn service(&self) -> &str {
        self.1
    }

    fn readings(&self, asked: &ReadingsAsked) -> Result<ReadingPage, PortError> {
        if *self.0.trails_away.lock().unwrap() {
            return Err(PortError::Away { service: self.1.to_owned(), cause: "nobody is there".to_owned() });
        }
        let all = self.0.readings.lock().unwrap();
        let is_meant = |(service, merchant, one): &&(&'static str, String, Reading)| {
            (*service, merchant.as_str()) == (self.1, asked.merchant.as_str())
                && asked.from <= one.at
                && one.at < asked.until
        };
        let behind = usize::try_from(asked.before.unwrap_or(0)).unwrap();
        let found: Vec<Reading> = all.iter().filter(is_meant).map(|(.., one)| one.clone()).collect();
        let next = (found.len() > behind + 2).then(|| i64::try_from(behind).unwrap() + 2);
        Ok(ReadingPage { items: found.into_iter().skip(behind).take(2).collect(), next })
    }
}

impl Merchants for World {
    fn registered(&self, codes: &[PartyCode], at: Option<Instant>) -> Result<Vec<Option<Registration>>, PortError> {
        self.registry.registered(codes, at)
    }
}

/// Somebody who calls.
#[derive(Clone, Copy)]
pub(crate) enum Who<'a> {
    /// Whoever acts for a merchant.
    Shop(&'a str),
    /// An official of an office.
    Of(&'a str, &'a str),
    /// An official of an office, limited to an area.
    Within(&'a str, &'a str, &'a str),
    /// Somebody in a role.
    As(Role),
    /// An account of a bank, of a department if it has one.
    Bank(&'a str, Option<&'a str>),
}

/// The service, running.
pub(crate) struct Office {
    handle: Option<Handle>,
    client: Client,
    base: String,
    issuer: Issuer,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) world: Arc<World>,
    pub(crate) repairs: Arc<Repairs>,
    effects: Option<Effects>,
}

impl Office {
    pub(crate) fn open(place: &Place, today: &str) -> Self {
        Self::beside(place, today, Arc::new(World::default()))
    }

    /// Beside others that are there already, as after a restart.
    pub(crate) fn beside(place: &Place, today: &str, world: Arc<World>) -> Self {
        Self::by(&Library::shipped().unwrap(), place, today, world)
    }

    /// By law of its own.
    pub(crate) fn by(library: &Library, place: &Place, today: &str, world: Arc<World>) -> Self {
        let clock = HandClock::on(today);
        let limits = Arc::new(Limits::shipped().unwrap());
        let desk = repair::open(
            place.location(),
            Pools::default(),
            clock.clone(),
            Arc::new(Registry::default()),
            Arc::clone(&limits),
        )
        .unwrap();
        let law = Law::of(library).unwrap();
        let around = Around {
            violations: Arc::new(Kept(Arc::clone(&world), "violations")),
            registry: Arc::new(Kept(Arc::clone(&world), "registry")),
            inspections: Arc::new(Kept(Arc::clone(&world), "inspections")),
            complaints: Arc::new(Kept(Arc::clone(&world), "complaints")),
            merchants: world.clone(),
            lists: world.clone(),
            displays: world.clone(),
            orders: world.clone(),
            trails: ["violations", "rating", "listing"]
                .map(|service| Arc::new(Trailed(Arc::clone(&world), service)) as Arc<dyn Readings>)
                .into(),
            authorisations: world.clone(),
            ratings: world.clone(),
        };
        let repairs = Repairs::open(&desk, law, limits, around, clock.clone()).unwrap();
        // Tokens go by a clock of their own: that of the office is turned by years.
        let hours = HandClock::on(today);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", hours.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", hours).unwrap();
        let mut options =
            Options::new(Arc::new(verifier), clock.clone(), Arc::new(Entries::default()), Arc::new(Nobody));
        options.workers = 1;
        let api = repair::api(desk, Arc::clone(&repairs));
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}/repair/v1", handle.address());
        let client = Client::builder().no_proxy().build().unwrap();
        Self { handle: Some(handle), client, base, issuer, clock, world, repairs, effects: None }
    }

    /// Begins to carry out what is decided.
    pub(crate) fn follow(mut self) -> Self {
        self.effects = Some(self.repairs.follow().unwrap());
        self
    }

    fn request(&self, who: Who<'_>, method: Method, path: &str) -> RequestBuilder {
        let grant = match who {
            Who::Shop(code) => {
                let merchant = Some(PartyCode::parse(code).unwrap());
                Grant { merchant, ..Grant::of_role(format!("shop-{code}"), "店", Role::Merchant) }
            }
            Who::Of(name, office) => {
                Grant { department: Some(office.to_owned()), ..Grant::of_role(name, "某", Role::Official) }
            }
            Who::Within(name, office, area) => Grant {
                department: Some(office.to_owned()),
                area: Some(AreaCode::parse(area).unwrap()),
                ..Grant::of_role(name, "某", Role::Official)
            },
            Who::As(role) => Grant::of_role("u", "某", role),
            Who::Bank(name, bank) => {
                Grant { department: bank.map(str::to_owned), ..Grant::of_role(name, "行", Role::Bank) }
            }
        };
        let token = self.issuer.issue(grant).unwrap();
        self.client.request(method, format!("{}/{path}", self.base)).bearer_auth(token)
    }

    pub(crate) fn ask(&self, who: Who<'_>, path: &str) -> (u16, Value) {
        let answer = self.request(who, Method::GET, path).send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    pub(crate) fn text(&self, who: Who<'_>, path: &str) -> (String, String) {
        let answer = self.request(who, Method::GET, path).send().unwrap();
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        (kind, answer.text().unwrap())
    }

    #[track_caller]
    pub(crate) fn get(&self, who: Who<'_>, path: &str) -> Value {
        let (status, told) = self.ask(who, path);
        assert_eq!(status, 200, "{path}: {told}");
        told
    }

    pub(crate) fn post(&self, who: Who<'_>, key: Option<&str>, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request(who, Method::POST, path).json(body);
        let request = key.into_iter().fold(request, |request, key| request.header("idempotency-key", key));
        let answer = request.send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    /// Sends a paper ahead: what a step names of it.
    pub(crate) fn paper(&self, who: Who<'_>, need: &str) -> Value {
        let ask = self.request(who, Method::POST, &format!("papers?name={need}.pdf"));
        let ask = ask.header("content-type", "application/octet-stream");
        let paper: Value = ask.body(format!("%PDF-1.7 {need}").into_bytes()).send().unwrap().json().unwrap();
        json!({ "need": need, "digest": paper["digest"] })
    }

    /// Opens a case on a day that is then today; whoever opens it hands in a promise.
    pub(crate) fn try_file(&self, who: Who<'_>, on: &str, procedure: &str, about: (&str, &str)) -> (u16, Value) {
        self.try_file_with(who, on, procedure, about, &[])
    }

    /// The same with papers.
    pub(crate) fn try_file_with(
        &self,
        who: Who<'_>,
        on: &str,
        procedure: &str,
        (kind, key): (&str, &str),
        papers: &[&str],
    ) -> (u16, Value) {
        self.clock.turn_to(on);
        let papers: Vec<Value> = papers.iter().map(|need| self.paper(who, need)).collect();
        let new = json!({
            "procedure": procedure, "about": [{ "kind": kind, "key": key }],
            "stated": { "application": "申请", "promise": "承诺", "grounds": "理由", "evidence": "证据" },
            "papers": papers,
        });
        self.unsettled(|accept| {
            let mut new = new.clone();
            new["accept"] = json!(accept);
            self.post(who, None, "cases", &new)
        })
    }

    #[track_caller]
    pub(crate) fn file(&self, who: Who<'_>, on: &str, procedure: &str, about: (&str, &str)) -> Value {
        let (status, told) = self.try_file(who, on, procedure, about);
        assert_eq!(status, 201, "{told}");
        told
    }

    /// Takes a step on a day that is then today, naming whatever law is not settled.
    pub(crate) fn try_step(&self, who: Who<'_>, on: &str, case: &Value, step: &str, more: Value) -> (u16, Value) {
        // What a remedy has decided is attached to whatever follows from it.
        let papers: &[&str] = if step == "reopen" { &["outcome"] } else { &[] };
        self.try_step_with(who, on, case, step, more, papers)
    }

    /// The same with papers.
    pub(crate) fn try_step_with(
        &self,
        who: Who<'_>,
        on: &str,
        case: &Value,
        step: &str,
        more: Value,
        papers: &[&str],
    ) -> (u16, Value) {
        self.clock.turn_to(on);
        let papers: Vec<Value> = papers.iter().map(|need| self.paper(who, need)).collect();
        let path = format!("cases/{}", case["case_no"]);
        let steps = self.get(Who::As(Role::Official), &path)["steps"].clone();
        let needs = [
            "opinion",
            "reasons",
            "decision",
            "facts",
            "missing",
            "material",
            "confirmation",
            "outcome",
            "verification",
            "notice",
        ];
        let mut stated: Map<String, Value> = needs.iter().map(|need| ((*need).to_owned(), json!("已写明"))).collect();
        stated.extend(more.as_object().cloned().unwrap_or_default());
        let new = json!({ "step": step, "expected": steps, "stated": stated, "papers": papers });
        self.unsettled(|accept| {
            let mut new = new.clone();
            new["accept"] = json!(accept);
            self.post(who, None, &format!("{path}/steps"), &new)
        })
    }

    #[track_caller]
    pub(crate) fn step(&self, who: Who<'_>, on: &str, case: &Value, step: &str, more: Value) -> Value {
        let (status, told) = self.try_step(who, on, case, step, more);
        assert_eq!(status, 200, "{step}: {told}");
        told
    }

    /// Whoever acts answers for law that is not settled, once told which that is.
    fn unsettled(&self, act: impl Fn(&[Value]) -> (u16, Value)) -> (u16, Value) {
        let first = act(&[]);
        let refused = first.1["refused"].as_array().cloned().unwrap_or_default();
        let open: Vec<Value> =
            refused.iter().filter(|one| one["code"] == "LAW_UNSETTLED").map(|one| one["what"].clone()).collect();
        if open.is_empty() { first } else { act(&open) }
    }

    /// Opens a case with whatever else is said, which stands in the place of what is said always.
    pub(crate) fn try_open(
        &self,
        who: Who<'_>,
        on: &str,
        procedure: &str,
        (kind, key): (&str, &str),
        more: &Value,
    ) -> (u16, Value) {
        self.clock.turn_to(on);
        let mut new = json!({ "procedure": procedure, "about": [{ "kind": kind, "key": key }] });
        new.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        self.unsettled(|accept| {
            let mut new = new.clone();
            new["accept"] = json!(accept);
            self.post(who, None, "cases", &new)
        })
    }

    /// Another service of the house, which asks over HTTP what stands beside items.
    pub(crate) fn marked_from_elsewhere(&self) -> RemoteMarked {
        let token = self.issuer.issue(Grant::of_role("u", "某", Role::Service)).unwrap();
        let server = self.base.trim_end_matches("/repair/v1");
        RemoteMarked::new(Server::new(server, Arc::new(token)).unwrap())
    }

    /// What stands beside an item of a merchant, as the service itself tells it; another service is told the same.
    #[track_caller]
    pub(crate) fn marks(&self, code: &str, (kind, key): (&str, &str)) -> Marks {
        let subject_id = Registry::number(PartyCode::parse(code).unwrap()).unwrap();
        let item = [MarkedItem { subject_id, kind: kind.to_owned(), key: key.to_owned() }];
        let marks = self.repairs.marks(&item).unwrap();
        assert_eq!(self.marked_from_elsewhere().marks(&item).unwrap(), marks);
        marks.into_iter().next().unwrap()
    }

    /// From its filing up to where somebody else decides: everything is found to be performed.
    #[track_caller]
    pub(crate) fn proposed(&self, case: &Value, on: &str, office: &str) {
        self.step(Who::Of("wang", office), on, case, "accept", json!({}));
        let found = json!({ "duty_performed": true, "harm_removed": true });
        self.step(Who::Of("wang", office), on, case, "propose", found);
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Moment::now();
        while !is_so() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.effects = None;
        self.client = Client::new();
        self.handle.take().unwrap().stop().unwrap();
    }
}

/// Codes of everything for which something is refused.
pub(crate) fn codes(told: &Value) -> Vec<&str> {
    let refused = told["refused"].as_array().map(Vec::as_slice).unwrap_or_default();
    refused.iter().map(|one| one["code"].as_str().unwrap()).collect()
}

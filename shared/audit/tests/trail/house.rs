//! A keeper, an office that serves the trail, and how a test looks at both.

use audit::verify::{Report, whole};
use audit::{Keeper, Keeping, Kept, Seal, Signer};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contracts::access::Role;
use contracts::audit::Entry;
use contracts::clock::Clock;
use contracts::status::Status;
use db::{Conn, Database, DbError, Pools};
use diesel::connection::SimpleConnection as _;
use domain::code::PartyCode;
use domain::instant::Instant;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use reqwest::blocking::Client;
use serde_json::Value;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant as Timer};
use testkit::Place;
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

pub(crate) struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Instant {
        Instant::parse("2026-06-01T00:00:00Z").unwrap()
    }
}

impl Health for Stopped {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// The key of an installation.
pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn of(seed: u8) -> Self {
        Self(SigningKey::from_bytes(&[seed; 32]))
    }
}

impl Signer for Key {
    fn public_key(&self) -> String {
        STANDARD.encode(self.0.verifying_key().as_bytes())
    }

    fn sign(&self, bytes: &[u8]) -> Seal {
        let value = STANDARD.encode(self.0.sign(bytes).to_bytes());
        Seal { algorithm: "Ed25519".into(), public_key: self.public_key(), value }
    }
}

/// Is it a seal of these bytes, by whomever?
pub(crate) fn verified(seal: &Seal, bytes: &[u8]) -> bool {
    let key =
        STANDARD.decode(&seal.public_key).ok().and_then(|key| VerifyingKey::from_bytes(&key.try_into().ok()?).ok());
    let value = STANDARD.decode(&seal.value).ok().and_then(|value| Signature::from_slice(&value).ok());
    key.zip(value).is_some_and(|(key, value)| key.verify_strict(bytes, &value).is_ok())
}

pub(crate) fn database(place: &Place) -> Arc<Database> {
    Arc::new(Database::open(place.location(), "audit", Pools::default()).unwrap())
}

pub(crate) fn keeper(place: &Place) -> Arc<Keeper> {
    keeper_of(place, 1, 20)
}

/// A keeper with a key of its own, who signs after so many entries and when he closes.
pub(crate) fn keeper_of(place: &Place, seed: u8, entries: i64) -> Arc<Keeper> {
    let signer: Arc<dyn Signer> = Arc::new(Key::of(seed));
    let keeping = Keeping { entries, pause: Duration::from_secs(600), ..Keeping::new(Arc::new(Stopped), Some(signer)) };
    Arc::new(Keeper::open(database(place), keeping).unwrap())
}

pub(crate) fn kept(place: &Place) -> Kept {
    Kept::new(database(place))
}

/// Waits until something has happened, however long a slow machine takes.
pub(crate) fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Timer::now();
    while !happened() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What is found in the whole trail.
pub(crate) fn report(place: &Place) -> Report {
    whole(&kept(place), &[], &verified).unwrap()
}

/// What is found in the whole trail, each with its number.
pub(crate) fn findings(place: &Place) -> Vec<(&'static str, Option<i64>)> {
    report(place).findings.into_iter().map(|finding| (finding.what, finding.number)).collect()
}

/// Runs statements as somebody does who may write into the database.
pub(crate) fn run(place: &Place, statements: &str) -> Result<(), DbError> {
    database(place).write(|conn| match conn {
        Conn::Sqlite(conn) => Ok(conn.batch_execute(statements)?),
        Conn::Postgres(conn) => Ok(conn.batch_execute(statements)?),
    })
}

pub(crate) fn merchant(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()
}

/// The entry of a number: a minute later than the one before, one of three accounts, one of two merchants.
pub(crate) fn entry(number: u32) -> Entry {
    let at = Instant::parse("2026-05-01T00:00:00Z").unwrap().micros() + i64::from(number) * 60_000_000;
    Entry {
        at: Instant::from_micros(at),
        from: Some([192, 0, 2, 7].into()),
        who: (!number.is_multiple_of(3)).then(|| format!("u-{}", number % 3)),
        role: Some(Role::Official),
        department: Some("聊城市市场监督管理局".into()),
        token: Some(format!("t-{number}")),
        ground: Some("duty".into()),
        action: "GET /violations/v1/penalties/{code}/{key}".into(),
        target: format!("/violations/v1/penalties/{number}"),
        merchants: vec![merchant(number % 2)],
        status: match number % 20 {
            0 => 401,
            10 => 403,
            _ => 200,
        },
        purpose: Some("贷前核查\0".into()),
        request_id: format!("r-{number}"),
    }
}

/// A server with the trail's API alone. What it answers goes into the trail as well.
pub(crate) struct Office {
    handle: Option<Handle>,
    client: Client,
    base: String,
    issuer: Issuer,
}

impl Office {
    pub(crate) fn open(keeper: &Arc<Keeper>) -> Self {
        let clock = Arc::new(Stopped);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", clock.clone());
        let keys = Jwks::from_iter([issuer.public_key()]);
        let verifier = Arc::new(Verifier::new(keys, "test", clock.clone()).unwrap());
        let mut options = Options::new(verifier, clock.clone(), keeper.clone(), clock);
        options.workers = 1;
        let apis = audit::api(audit::Search::new(Arc::clone(keeper), "audit", Vec::new()), "/audit/v1");
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), apis, options).unwrap();
        let base = format!("http://{}/audit/v1", handle.address());
        Self { handle: Some(handle), client: Client::builder().no_proxy().build().unwrap(), base, issuer }
    }

    /// Status and text of an answer.
    pub(crate) fn ask(&self, path: &str, role: Role) -> (u16, String) {
        let token = self.issuer.issue(Grant::of_role("auditor", "审计", role)).unwrap();
        let answer = self.client.get(format!("{}{path}", self.base)).bearer_auth(token).send().unwrap();
        (answer.status().as_u16(), answer.text().unwrap())
    }

    pub(crate) fn get(&self, query: &str, role: Role) -> (u16, Value) {
        let (status, text) = self.ask(&format!("/entries?{query}"), role);
        (status, serde_json::from_str(&text).unwrap())
    }

    /// Numbers of the requests of all pages.
    pub(crate) fn list(&self, query: &str) -> Vec<String> {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let (status, page) = self.get(&format!("{query}&limit=40{after}"), Role::Auditor);
            assert_eq!(status, 200, "{page}");
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 40);
            seen.extend(items.iter().map(|item| item["request_id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { return seen };
            after = format!("&after={next}");
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.client = Client::new();
        self.handle.take().map(|handle| handle.stop().unwrap()).unwrap();
    }
}

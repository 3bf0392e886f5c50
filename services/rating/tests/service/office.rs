//! The service over HTTP, beside the memory that it follows.

use crate::support::{HandClock, MemoryFeed, start_with};
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::authorisation::{Authorisation, Authorisations};
use contracts::clock::Clock as _;
use contracts::port::PortError;
use contracts::signature::{Signature, Signer};
use contracts::status::Status;
use domain::code::PartyCode;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use rating::{Ruling, Sandbox, Service};
use reqwest::blocking::{Client, Response};
use serde_json::Value;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use testkit::{Marking, Place};
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

impl Signer for Nobody {
    fn sign(&self, _: &[u8]) -> Signature {
        Signature { algorithm: String::new(), public_key: String::new(), value: String::new() }
    }
}

impl Authorisations for Nobody {
    fn authorisation(&self, _: i64) -> Result<Option<Authorisation>, PortError> {
        Ok(None)
    }
}

/// Entries as they are put.
#[derive(Default)]
struct Entries(Mutex<Vec<Entry>>);

impl Trail for Entries {
    fn put(&self, entry: Entry) {
        self.0.lock().unwrap().push(entry);
    }
}

/// The service, running.
pub(crate) struct Office {
    pub(crate) service: Service,
    handle: Option<Handle>,
    client: Client,
    issuer: Issuer,
    entries: Arc<Entries>,
    /// What stands beside classes and records.
    pub(crate) marks: Arc<Marking>,
}

impl Office {
    pub(crate) fn open(place: &Place, feed: &Arc<MemoryFeed>, clock: &Arc<HandClock>, rulings: Vec<Ruling>) -> Self {
        let service = start_with(place, feed, clock, rulings);
        // Tokens go by a clock of their own: that of the office is turned by years.
        let hours = HandClock::at_noon(clock.today());
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", hours.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", hours).unwrap();
        let entries = Arc::new(Entries::default());
        let mut options = Options::new(Arc::new(verifier), clock.clone(), entries.clone(), Arc::new(Nobody));
        options.workers = 1;
        let sandbox = Arc::new(Sandbox::shipped().unwrap());
        let (ratings, marks) = (Arc::clone(&service.ratings), Arc::new(Marking::default()));
        let api = rating::api(ratings, sandbox, Arc::new(Nobody), Arc::new(Nobody), marks.clone());
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        Self { service, handle: Some(handle), client, issuer, entries, marks }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.handle.as_ref().unwrap().address())
    }

    /// A token of a role that is limited to nothing.
    pub(crate) fn token(&self, role: Role) -> String {
        self.issuer.issue(Grant::of_role("u", "某", role)).unwrap()
    }

    pub(crate) fn outlook(&self, grant: Grant, code: PartyCode, body: &Value) -> (u16, Value) {
        let url = format!("{}/rating/v1/merchants/{code}/outlook", self.address());
        let token = self.issuer.issue(grant).unwrap();
        let answer: Response = self.client.post(url).bearer_auth(token).json(body).send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    /// What somebody of a role is answered.
    pub(crate) fn ask(&self, role: Role, path: &str) -> (u16, Value) {
        let url = format!("{}/rating/v1/{path}", self.address());
        let answer: Response = self.client.get(url).bearer_auth(self.token(role)).send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    /// What somebody of a role is answered about many merchants.
    pub(crate) fn look_up(&self, role: Role, codes: &[PartyCode]) -> Value {
        let url = format!("{}/rating/v1/lookups", self.address());
        let body = serde_json::json!({ "codes": codes });
        self.client.post(url).bearer_auth(self.token(role)).json(&body).send().unwrap().json().unwrap()
    }

    /// What somebody is answered under the paths of the service.
    pub(crate) fn answered(&self, grant: Grant, path: &str, body: Option<&Value>) -> Response {
        let url = format!("{}/rating/v1/{path}", self.address());
        let request = match body {
            Some(body) => self.client.post(url).json(body),
            None => self.client.get(url),
        };
        request.bearer_auth(self.issuer.issue(grant).unwrap()).send().unwrap()
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.0.lock().unwrap().clone()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.client = Client::new();
        self.handle.take().unwrap().stop().unwrap();
    }
}

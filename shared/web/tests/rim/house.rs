//! A running server for a test, with its clock, keys, trail and client.

use crate::service::{self, Note, Shelf};
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::clock::Clock;
use contracts::problem::Problem;
use contracts::status::Status;
use domain::day::Day;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::{Method, StatusCode};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options, serve};

pub(crate) const INSTALLATION: &str = "liaocheng-test";
pub(crate) const BODY_LIMIT: usize = 64 * 1024;
pub(crate) const UPLOAD_LIMIT: u64 = 3 * 1024 * 1024;

/// A clock that goes only when it is told to.
pub(crate) struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

impl Hands {
    pub(crate) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

#[derive(Default)]
pub(crate) struct Book(Mutex<Vec<Entry>>);

impl Trail for Book {
    fn put(&self, entry: Entry) {
        self.0.lock().unwrap().push(entry);
    }
}

pub(crate) struct Condition(pub(crate) AtomicBool);

impl Health for Condition {
    fn ready(&self) -> Result<(), String> {
        if self.0.load(Ordering::SeqCst) { Ok(()) } else { Err("the database does not answer".to_owned()) }
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

pub(crate) struct House {
    pub(crate) clock: Arc<Hands>,
    pub(crate) trail: Arc<Book>,
    pub(crate) condition: Arc<Condition>,
    pub(crate) issuer: Issuer,
    pub(crate) handle: Option<Handle>,
    pub(crate) base: String,
    client: Client,
}

impl House {
    /// A server with three notes.
    pub(crate) fn open() -> Self {
        Self::open_with(|_| ())
    }

    /// The same with other options.
    pub(crate) fn open_with(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(Instant::parse("2026-03-02T01:00:00Z").unwrap().micros())));
        let (trail, condition) = (Arc::new(Book::default()), Arc::new(Condition(AtomicBool::new(true))));
        let key = SigningKey::from_bytes(&[1; 32]);
        let issuer = Issuer::new(&key, INSTALLATION, clock.clone());
        let older = SigningKey::from_bytes(&[2; 32]).verifying_key();
        let keys = Jwks::from_iter([issuer.public_key(), &older]);
        let verifier = Arc::new(Verifier::new(keys, INSTALLATION, clock.clone()).unwrap());
        let mut options = Options::new(verifier, clock.clone(), trail.clone(), condition.clone());
        options.limits.body = BODY_LIMIT;
        options.limits.upload = UPLOAD_LIMIT;
        options.workers = 1;
        options.stop_patience = std::time::Duration::from_secs(1);
        change(&mut options);
        let notes = (1..=3).map(|key| Note { key, text: format!("第{key}条"), day: Day::from_number(20_000) });
        let api = service::api(Arc::new(Shelf::new(notes)));
        let handle = serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}", handle.address());
        let client = Client::builder().no_proxy().build().unwrap();
        Self { clock, trail, condition, issuer, handle: Some(handle), base, client }
    }

    pub(crate) fn token(&self, role: Role) -> String {
        self.issuer.issue(Grant::of_role("u-17", "王某", role)).unwrap()
    }

    /// A request without a token.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A request of an official.
    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).bearer_auth(self.token(Role::Official))
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask(Method::GET, path).send().unwrap()
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.trail.0.lock().unwrap().clone()
    }

    /// A connection of its own.
    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.base.trim_start_matches("http://")).unwrap()
    }

    /// Sends bytes as they are and reads the whole answer.
    pub(crate) fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            // Connections that the client keeps would hold a graceful stop up.
            self.client = Client::new();
            handle.stop().unwrap();
        }
    }
}

/// The problem of an answer, after what every problem must be has been checked.
#[track_caller]
pub(crate) fn problem(response: Response) -> Problem {
    let status = response.status();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let number = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let path = response.url().path().to_owned();
    let problem: Problem = response.json().unwrap();
    assert_eq!(StatusCode::from_u16(problem.status).unwrap(), status);
    assert_eq!(problem.kind, format!("/problems/{}", problem.code));
    assert_eq!(problem.instance.as_deref(), Some(path.as_str()));
    assert_eq!(problem.request_id, Some(number));
    problem
}

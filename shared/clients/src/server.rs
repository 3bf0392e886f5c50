//! A server of the house, as a client sees it: its address, the token to show, time-outs, problems.

use crate::circuit::Circuit;
use crate::error::ClientError;
use crate::retry::{Safety, again};
use contracts::problem::Problem;
use contracts::span::{self, Side, Span};
use contracts::trace;
use reqwest::Url;
use reqwest::blocking::{Body, Client, Response};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest wait for an answer that needs no work to speak of.
pub(crate) const ANSWER: Duration = Duration::from_secs(30);
/// The same between the services of an installation: one that takes longer has lost the question or the answer, as
/// behind a proxy that has closed one half of a connection, and others wait.
const OF_HOUSE: Duration = Duration::from_secs(10);
/// Bytes that arrive in a second on the slowest line that is waited for.
pub(crate) const SLOWEST: u64 = 100_000;
/// How long a connection is kept that nobody uses: in the end nobody knows whether it still leads anywhere.
const IDLE: Duration = Duration::from_secs(5);
/// What is read of an answer that is not understood, in bytes.
const SHOWN: usize = 200;

/// Gives the token that a request shows (令牌来源). Tokens run out, so it is asked for every request.
pub trait Tokens: Send + Sync {
    /// A token that holds now.
    ///
    /// # Errors
    /// Why there is none.
    fn token(&self) -> Result<String, ClientError>;

    /// A server has refused this token; may another one be tried?
    fn refused(&self, _token: &str) -> bool {
        false
    }
}

/// One token, as long as it holds.
impl Tokens for String {
    fn token(&self) -> Result<String, ClientError> {
        Ok(self.clone())
    }
}

/// A server (服务器).
#[derive(Clone)]
pub struct Server {
    http: Client,
    base: Url,
    /// None where anybody may ask.
    tokens: Option<Arc<dyn Tokens>>,
    /// Why it is asked, as the header writes it.
    purpose: Option<Arc<str>>,
    /// One for all that ask this server.
    circuit: Arc<Circuit>,
    /// Longest wait for an answer that needs no work to speak of.
    pub(crate) answer: Duration,
}

/// A request: what is asked, how long it may take, and whether it may be asked again.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    /// Parts of the path; each is encoded.
    pub(crate) path: &'a [&'a str],
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) safety: Safety,
    pub(crate) patience: Duration,
    /// Makes the body for each try.
    pub(crate) body: &'a dyn Fn() -> io::Result<Option<(Body, &'static str)>>,
}

/// No body.
pub(crate) fn nothing() -> io::Result<Option<(Body, &'static str)>> {
    Ok(None)
}

impl Server {
    /// A server by its address, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`ClientError::Address`] for anything but plain http to a host.
    pub fn new(address: &str, tokens: Arc<dyn Tokens>) -> Result<Self, ClientError> {
        Ok(Self { tokens: Some(tokens), ..Self::without_token(address)? })
    }

    /// The same for what anybody may ask.
    pub(crate) fn without_token(address: &str) -> Result<Self, ClientError> {
        let wrong = || ClientError::Address(address.to_owned());
        let base = Url::parse(address).ok().filter(|url| url.scheme() == "http" && url.has_host());
        let base = base.filter(|url| url.query().is_none() && url.fragment().is_none()).ok_or_else(wrong)?;
        // A proxy of the surroundings has no business between machines of one installation.
        let http = Client::builder().connect_timeout(CONNECT).timeout(ANSWER).pool_idle_timeout(IDLE).no_proxy();
        let http = http.build();
        let http = http.map_err(|error| ClientError::Client(error.to_string()))?;
        Ok(Self { http, base, tokens: None, purpose: None, circuit: Arc::default(), answer: ANSWER })
    }

    /// The same for a service that asks another of its own installation.
    #[must_use]
    pub fn of_house(self) -> Self {
        self.patient(OF_HOUSE)
    }

    /// The same with another longest wait for an answer.
    #[must_use]
    pub(crate) fn patient(self, answer: Duration) -> Self {
        Self { answer, ..self }
    }

    /// The same, asked with another token and purpose: one and the same circuit and connections.
    #[must_use]
    pub(crate) fn showing(&self, token: &str, purpose: Option<&str>) -> Self {
        Self { tokens: Some(Arc::new(token.to_owned())), purpose: purpose.map(Arc::from), ..self.clone() }
    }

    /// The address of something on it, for people.
    #[must_use]
    pub fn address(&self, path: &[&str]) -> String {
        self.url(path, &[]).to_string()
    }

    fn url(&self, path: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Asks; an answer that is an error is one.
    pub(crate) fn ask(&self, ask: &Ask<'_>) -> Result<Response, ClientError> {
        let key = (ask.safety == Safety::Named).then(|| format!("{:032x}", fastrand::u128(..)));
        self.ask_under(ask, key.as_deref())
    }

    fn ask_under(&self, ask: &Ask<'_>, key: Option<&str>) -> Result<Response, ClientError> {
        let once = |token: Option<&str>| self.once(ask, token, key);
        again(ask.safety, ask.patience, || {
            let Some(tokens) = &self.tokens else { return once(None) };
            let token = tokens.token()?;
            match once(Some(&token)) {
                // A key may have been withdrawn, or the account changed: nothing was done, so it may be asked again.
                Err(ClientError::Problem(problem)) if problem.status == 401 && tokens.refused(&token) => {
                    once(Some(&tokens.token()?))
                }
                answer => answer,
            }
        })
    }

    fn once(&self, ask: &Ask<'_>, token: Option<&str>, key: Option<&str>) -> Result<Response, ClientError> {
        self.circuit.pass(|| {
            let url = self.url(ask.path, ask.query);
            let mut request = self.http.request(ask.method.clone(), url).timeout(ask.patience);
            let part = trace::current().map(|trace| (trace.part(fastrand::u64(..)), trace.span));
            if let Some((trace, _)) = part {
                request = request.header("traceparent", trace.header());
            }
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            if let Some(purpose) = &self.purpose {
                request = request.header("x-purpose", &**purpose);
            }
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            if let Some((body, media_type)) = (ask.body)()? {
                request = request.header(CONTENT_TYPE, media_type).body(body);
            }
            let begun = Instant::now();
            let answer = request.send();
            if let Some((trace, parent)) = part {
                let name = format!("{} {}", ask.method, ask.path.first().unwrap_or(&"-"));
                let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
                let (parent, took) = (Some(parent), begun.elapsed());
                span::put(|| Span { trace, parent, side: Side::Asked, name, took, status }, trace);
            }
            answered(answer.map_err(away)?)
        })
    }

    /// Gets something as JSON.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &[&str], query: &[(&str, &str)]) -> Result<T, ClientError> {
        let (method, safety, patience) = (Method::GET, Safety::Repeatable, self.answer);
        json(self.ask(&Ask { method, path, query, safety, patience, body: &nothing })?)
    }

    /// Sends JSON.
    pub(crate) fn post(&self, path: &[&str], body: &str, safety: Safety) -> Result<Response, ClientError> {
        let body = || Ok(Some((Body::from(body.to_owned()), "application/json")));
        self.ask(&Ask { method: Method::POST, path, query: &[], safety, patience: self.answer, body: &body })
    }

    /// Sends JSON under a key of the caller's own, by which the server does it once however often it is sent, also by a
    /// caller who has been started anew.
    pub(crate) fn post_under(&self, key: &str, path: &[&str], body: &str) -> Result<Response, ClientError> {
        let body = || Ok(Some((Body::from(body.to_owned()), "application/json")));
        let (method, safety, patience) = (Method::POST, Safety::Named, self.answer);
        self.ask_under(&Ask { method, path, query: &[], safety, patience, body: &body }, Some(key))
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.base)
    }
}

/// What an answer holds.
pub(crate) fn json<T: DeserializeOwned>(response: Response) -> Result<T, ClientError> {
    let status = response.status();
    let bytes = response.bytes().map_err(away)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| ClientError::Strange { status: status.as_u16(), cause: error.to_string() })
}

fn answered(response: Response) -> Result<Response, ClientError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let bytes = response.bytes().map_err(away)?;
    Err(problem(status, &bytes))
}

fn problem(status: StatusCode, bytes: &[u8]) -> ClientError {
    match serde_json::from_slice::<Problem>(bytes) {
        Ok(problem) => ClientError::Problem(Box::new(problem)),
        Err(_) => {
            let shown = bytes.get(..SHOWN.min(bytes.len())).unwrap_or_default();
            ClientError::Strange { status: status.as_u16(), cause: String::from_utf8_lossy(shown).into_owned() }
        }
    }
}

/// Without the address, which is the installation's own affair, and with the innermost reason, which says most.
pub(crate) fn away(error: reqwest::Error) -> ClientError {
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    ClientError::Away(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::problem::Code;

    fn server(address: &str) -> Result<Server, ClientError> {
        Server::new(address, Arc::new("token".to_owned()))
    }

    #[test]
    fn only_http_addresses_are_taken() {
        for bad in ["", "127.0.0.1:8080", "https://a", "ftp://a", "http://", "http://a/?x=1", "http://a/#x"] {
            assert!(matches!(server(bad), Err(ClientError::Address(_))), "{bad}");
        }
    }

    #[test]
    fn every_part_of_a_path_is_encoded() {
        let server = server("http://h:1/base/").unwrap();
        let url = server.url(&["penalties", "罚〔1〕号/a"], &[("name", "a&b")]);
        assert_eq!(url.as_str(), "http://h:1/base/penalties/%E7%BD%9A%E3%80%941%E3%80%95%E5%8F%B7%2Fa?name=a%26b");
    }

    #[test]
    fn what_is_no_problem_is_strange() {
        let json = serde_json::to_vec(&Problem::new(Code::NotFound)).unwrap();
        assert!(matches!(problem(StatusCode::NOT_FOUND, &json), ClientError::Problem(_)));
        let strange = problem(StatusCode::BAD_GATEWAY, b"<html>");
        assert!(matches!(&strange, ClientError::Strange { status: 502, .. }) && strange.is_passing());
    }

    #[test]
    fn nobody_at_the_address_is_away() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let error = server(&format!("http://127.0.0.1:{port}")).unwrap().get::<u8>(&["livez"], &[]).unwrap_err();
        assert!(matches!(&error, ClientError::Away(cause) if !cause.contains("http://")), "{error}");
    }
}

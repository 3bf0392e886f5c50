//! The service of accounts on another machine: tokens for one's own requests, what counts, authorisations.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Ask, Server, Tokens, json, nothing};
use contracts::authorisation::{Authorisation, Authorisations};
use contracts::port::PortError;
use contracts::trust::{Trust, Trusted};
use reqwest::Method;
use reqwest::blocking::Body;
use serde::Deserialize;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Name of the service, also the beginning of its paths.
const SERVICE: &str = "access";
/// A token is replaced so long before it ends.
const EARLY: Duration = Duration::from_secs(60);
const FORM: &str = "application/x-www-form-urlencoded";

/// The tokens of a program (客户端凭据): got for its secret when one is needed, kept for as long as it holds.
pub struct Secret {
    server: Server,
    form: String,
    held: Mutex<Option<(String, Instant)>>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: u64,
}

impl Secret {
    /// The tokens of an account with this secret; `address` is that of the service of accounts.
    ///
    /// # Errors
    /// [`ClientError::Address`] for anything but plain http to a host.
    pub fn new(address: &str, sub: &str, secret: &str) -> Result<Self, ClientError> {
        let mut form = reqwest::Url::parse("form:?").map_err(|error| ClientError::Client(error.to_string()))?;
        let pairs = [("grant_type", "client_credentials"), ("client_id", sub), ("client_secret", secret)];
        form.query_pairs_mut().extend_pairs(pairs);
        let form = form.query().unwrap_or_default().to_owned();
        Ok(Self { server: Server::without_token(address)?.of_house(), form, held: Mutex::new(None) })
    }

    fn ask(&self) -> Result<Granted, ClientError> {
        let body = || Ok(Some((Body::from(self.form.clone()), FORM)));
        let (method, path, safety) = (Method::POST, &[SERVICE, "v1", "token"], Safety::Repeatable);
        json(self.server.ask(&Ask { method, path, query: &[], safety, patience: self.server.answer, body: &body })?)
    }
}

impl Tokens for Secret {
    fn token(&self) -> Result<String, ClientError> {
        // Whoever comes while one is being got waits for it.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, _)) = held.as_ref().filter(|(_, until)| Instant::now() < *until) {
            return Ok(token.clone());
        }
        let granted = self.ask()?;
        let holds = Duration::from_secs(granted.expires_in);
        let until = Instant::now() + holds.saturating_sub(EARLY).max(holds / 2);
        *held = Some((granted.access_token.clone(), until));
        Ok(granted.access_token)
    }

    fn refused(&self, token: &str) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have got a new one meanwhile.
        held.take_if(|(known, _)| known == token);
        true
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({:?})", self.server)
    }
}

/// The service of accounts, asked over HTTP (远程账号服务).
#[derive(Clone, Debug)]
pub struct RemoteAccess(Server);

impl RemoteAccess {
    /// That of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self(server)
    }
}

impl Trust for RemoteAccess {
    /// Waits in whole seconds, at most 25.
    fn trusted(&self, knows: Option<&str>, wait: Duration) -> Result<Trusted, PortError> {
        let seconds = wait.as_secs().min(25).to_string();
        let mut query = vec![("wait", seconds.as_str())];
        query.extend(knows.map(|knows| ("knows", knows)));
        let ask = Ask {
            method: Method::GET,
            path: &[SERVICE, "v1", "trust"],
            query: &query,
            // Whoever follows asks again by itself.
            safety: Safety::Once,
            patience: self.0.answer + wait,
            body: &nothing,
        };
        self.0.ask(&ask).and_then(json).map_err(|error| error.port(SERVICE))
    }
}

impl Authorisations for RemoteAccess {
    fn authorisation(&self, authorisation_id: i64) -> Result<Option<Authorisation>, PortError> {
        let number = authorisation_id.to_string();
        match self.0.get(&[SERVICE, "v1", "authorisations", &number], &[]) {
            Ok(found) => Ok(Some(found)),
            Err(ClientError::Problem(problem)) if problem.status == 404 => Ok(None),
            Err(error) => Err(error.port(SERVICE)),
        }
    }
}

//! The audit trail of a server.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Ask, Server, nothing};
use contracts::port::PortError;
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::io::Read;
use std::time::Duration;

/// Longest time that an export may take.
const EXPORT: Duration = Duration::from_secs(6 * 3600);

/// Longest time that a search may take: one for a text alone reads all that there is.
const SEARCH: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
struct Names {
    trails: Vec<String>,
}

/// The audit trail of a server (审计留痕).
#[derive(Debug)]
pub struct Trail {
    server: Server,
}

impl Trail {
    /// The trail of a server.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self { server }
    }

    /// The trails that there are: where services run apart each keeps its own.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn names(&self) -> Result<Vec<String>, ClientError> {
        let page: Names = self.server.get(&["audit", "v1", "entries"], &[("limit", "1")])?;
        Ok(page.trails)
    }

    /// The lines of a range, as the server gives them; `query` says which range, `service` whose trail if services run
    /// apart. A connection that breaks off is an error of the reader.
    ///
    /// # Errors
    /// [`ClientError`] if the server does not begin to answer.
    pub fn export(&self, service: Option<&str>, query: &[(&str, &str)]) -> Result<impl Read + use<>, ClientError> {
        let path: Vec<&str> = service.into_iter().chain(["audit", "v1", "export"]).collect();
        let (path, patience) = (path.as_slice(), EXPORT);
        let ask = Ask { method: Method::GET, path, query, safety: Safety::Repeatable, patience, body: &nothing };
        self.server.ask(&ask)
    }
}

/// The trail of a service that runs apart, asked with the token of whoever searches (他处审计).
#[derive(Debug)]
pub struct RemoteTrail {
    server: Server,
    service: &'static str,
}

impl RemoteTrail {
    /// The trail of a service.
    #[must_use]
    pub fn new(server: Server, service: &'static str) -> Self {
        Self { server: server.patient(SEARCH), service }
    }

    /// The service.
    #[must_use]
    pub const fn service(&self) -> &'static str {
        self.service
    }

    /// A page of its entries, as the service gives it to whoever shows this token, and why, as `X-Purpose` writes it.
    ///
    /// # Errors
    /// [`PortError`].
    pub fn entries<T: DeserializeOwned>(
        &self,
        (token, purpose): (&str, Option<&str>),
        query: &[(&str, &str)],
    ) -> Result<T, PortError> {
        let found = self.server.showing(token, purpose).get(&[self.service, "audit", "v1", "entries"], query);
        found.map_err(|error| error.port(self.service))
    }
}

//! The audit trail of a server.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Ask, Server, nothing};
use reqwest::Method;
use std::io::Read;
use std::time::Duration;

/// Longest time that an export may take.
const EXPORT: Duration = Duration::from_secs(6 * 3600);

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

    /// The lines of a range, as the server gives them; `query` says which range. A connection that breaks off is an
    /// error of the reader.
    ///
    /// # Errors
    /// [`ClientError`] if the server does not begin to answer.
    pub fn export(&self, query: &[(&str, &str)]) -> Result<impl Read + use<>, ClientError> {
        let (path, patience) = (&["audit", "v1", "export"], EXPORT);
        let ask = Ask { method: Method::GET, path, query, safety: Safety::Repeatable, patience, body: &nothing };
        self.server.ask(&ask)
    }
}

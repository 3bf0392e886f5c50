//! What stands beside items, asked of the service that keeps objections, remedies and replies on another machine.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Server, json};
use contracts::port::{Marked, MarkedItem, Marks, PortError};
use serde::Deserialize;
use serde_json::json;

/// Name of the service that keeps them, also the beginning of its paths.
const SERVICE: &str = "repair";

/// What stands beside items, asked over HTTP (远程并列标注).
#[derive(Clone, Debug)]
pub struct RemoteMarked {
    server: Server,
}

#[derive(Deserialize)]
struct Told {
    marks: Vec<Marks>,
}

impl RemoteMarked {
    /// That of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self { server }
    }
}

impl Marked for RemoteMarked {
    /// It only asks, so that it may be asked again.
    fn marks(&self, items: &[MarkedItem]) -> Result<Vec<Marks>, PortError> {
        let body = json!({ "items": items }).to_string();
        let answer = self.server.post(&[SERVICE, "v1", "marks"], &body, Safety::Repeatable);
        let told: Told = answer.and_then(json).map_err(|error| error.port(SERVICE))?;
        if told.marks.len() == items.len() {
            return Ok(told.marks);
        }
        let cause = "it answers another number of items than it was asked".to_owned();
        Err(ClientError::Strange { status: 200, cause }.port(SERVICE))
    }
}

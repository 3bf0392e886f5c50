//! The changes of a service on another machine.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Ask, Server, away, json, nothing};
use contracts::change::Change;
use contracts::port::{Feed, PortError};
use reqwest::Method;
use serde::Deserialize;
use std::time::Duration;

/// Longest that a service keeps a follower waiting.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// Longest wait for where a feed ends: whoever asks how far behind somebody is would rather hear that nobody knows.
const GLANCE: Duration = Duration::from_secs(2);

/// The changes of a service, followed over HTTP (远程变更流).
#[derive(Clone, Debug)]
pub struct RemoteFeed {
    server: Server,
    service: &'static str,
}

/// An event as it comes, one a line; what surrounds the change only repeats it.
#[derive(Deserialize)]
struct Event {
    data: Change,
}

#[derive(Deserialize)]
struct End {
    cursor: Option<String>,
}

impl RemoteFeed {
    /// The changes of a service on a server.
    #[must_use]
    pub const fn new(server: Server, service: &'static str) -> Self {
        Self { server, service }
    }

    fn events(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, ClientError> {
        let (limit, seconds) = (limit.to_string(), wait.as_secs().to_string());
        let mut query = vec![("limit", limit.as_str()), ("wait", seconds.as_str())];
        query.extend(after.map(|after| ("after", after)));
        let ask = Ask {
            method: Method::GET,
            path: &[self.service, "v1", "changes"],
            query: &query,
            safety: Safety::Repeatable,
            patience: self.server.answer + wait,
            body: &nothing,
        };
        let text = self.server.ask(&ask)?.text().map_err(away)?;
        let change = |line: &str| {
            let event: Result<Event, _> = serde_json::from_str(line);
            event
                .map(|event| event.data)
                .map_err(|error| ClientError::Strange { status: 200, cause: error.to_string() })
        };
        text.lines().map(change).collect()
    }
}

impl Feed for RemoteFeed {
    fn service(&self) -> &'static str {
        self.service
    }

    /// Waits in whole seconds, at most 25.
    fn changes(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        self.events(after, limit, wait.min(LONGEST_WAIT)).map_err(|error| error.port(self.service))
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        let (method, path) = (Method::GET, &[self.service, "v1", "changes", "end"][..]);
        let ask = Ask { method, path, query: &[], safety: Safety::Once, patience: GLANCE, body: &nothing };
        let end: Result<End, _> = self.server.ask(&ask).and_then(json);
        end.map(|end| end.cursor).map_err(|error| error.port(self.service))
    }
}

//! Records of a service on another machine, as other services of the house ask for them.

use crate::server::Server;
use contracts::port::{PortError, Records, StandingRecord};
use serde::Deserialize;

/// What stands about a merchant, asked over HTTP (远程主体记录).
#[derive(Clone, Debug)]
pub struct RemoteRecords {
    server: Server,
    service: &'static str,
}

#[derive(Deserialize)]
struct Standing {
    items: Vec<StandingRecord>,
}

impl RemoteRecords {
    /// The records of a service on a server.
    #[must_use]
    pub const fn new(server: Server, service: &'static str) -> Self {
        Self { server, service }
    }
}

impl Records for RemoteRecords {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, PortError> {
        let subject = subject_id.to_string();
        let path = [self.service, "v1", "subjects", subject.as_str(), "records"];
        let found: Standing = self.server.get(&path, &[]).map_err(|error| error.port(self.service))?;
        Ok(found.items)
    }
}

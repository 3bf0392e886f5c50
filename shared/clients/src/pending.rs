//! What is objected to, asked of the service that keeps objections on another machine.

use crate::server::Server;
use contracts::port::{Pending, PendingItem, PortError};
use serde::Deserialize;

/// Name of the service that keeps objections, also the beginning of its paths.
const SERVICE: &str = "repair";

/// Open objections, asked over HTTP (远程异议标注).
#[derive(Clone, Debug)]
pub struct RemotePending {
    server: Server,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<PendingItem>,
}

impl RemotePending {
    /// Those of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self { server }
    }
}

impl Pending for RemotePending {
    fn pending(&self, subject_id: i64) -> Result<Vec<PendingItem>, PortError> {
        let subject = subject_id.to_string();
        let path = [SERVICE, "v1", "subjects", subject.as_str(), "pending"];
        let found: Items = self.server.get(&path, &[]).map_err(|error| error.port(SERVICE))?;
        Ok(found.items)
    }
}

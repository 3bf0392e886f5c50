//! Lists of a service on another machine: who is on which, and orders about that.

use crate::error::ClientError;
use crate::server::Server;
use contracts::port::{ListMembership, ListOrder, Lists, PortError};
use domain::digest::Digest;
use serde::Deserialize;

/// Name of the service that keeps lists, also the beginning of its paths.
const SERVICE: &str = "listing";

/// The service that keeps lists, asked and commanded over HTTP (远程名单).
#[derive(Clone, Debug)]
pub struct RemoteLists {
    server: Server,
}

#[derive(Deserialize)]
struct Memberships {
    items: Vec<ListMembership>,
}

impl RemoteLists {
    /// That of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self { server }
    }

    fn send(&self, order: &ListOrder) -> Result<(), ClientError> {
        let unwritten = |error: serde_json::Error| ClientError::Client(error.to_string());
        // One cause may be about several memberships.
        let named = Digest::of(&(order.case_no, &order.cause)).map_err(unwritten)?;
        let body = serde_json::to_string(order).map_err(unwritten)?;
        self.server.post_under(&named.0, &[SERVICE, "v1", "orders"], &body).map(drop)
    }
}

impl Lists for RemoteLists {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<ListMembership>, PortError> {
        let subject = subject_id.to_string();
        let path = [SERVICE, "v1", "subjects", subject.as_str(), "memberships"];
        let found: Memberships = self.server.get(&path, &[]).map_err(|error| error.port(SERVICE))?;
        Ok(found.items)
    }

    fn order(&self, order: &ListOrder) -> Result<(), PortError> {
        self.send(order).map_err(|error| error.port(SERVICE))
    }
}

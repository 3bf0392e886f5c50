//! Who was answered about a merchant, asked of a service on another machine.

use crate::server::Server;
use contracts::port::{PortError, ReadingPage, Readings, ReadingsAsked};

/// What a service answered about a merchant, asked over HTTP (远程查阅情况).
#[derive(Clone, Debug)]
pub struct RemoteReadings {
    server: Server,
    service: &'static str,
}

impl RemoteReadings {
    /// Those of a service on a server.
    #[must_use]
    pub const fn new(server: Server, service: &'static str) -> Self {
        Self { server, service }
    }
}

impl Readings for RemoteReadings {
    fn service(&self) -> &str {
        self.service
    }

    fn readings(&self, asked: &ReadingsAsked) -> Result<ReadingPage, PortError> {
        let (merchant, from, until) = (asked.merchant.to_string(), asked.from.to_string(), asked.until.to_string());
        let before = asked.before.map(|before| before.to_string());
        let mut query = vec![("merchant", merchant.as_str()), ("from", &from), ("until", &until)];
        query.extend(before.as_deref().map(|before| ("before", before)));
        let found = self.server.get(&[self.service, "v1", "readings"], &query);
        found.map_err(|error| error.port(self.service))
    }
}

//! The time limits of a service on another machine.

use crate::server::Server;
use contracts::port::PortError;
use serde::de::DeserializeOwned;

/// The time limits of a service that runs apart, asked with the token of whoever lists them (他处期限).
#[derive(Debug)]
pub struct RemoteDeadlines {
    server: Server,
    service: &'static str,
}

impl RemoteDeadlines {
    /// The time limits of a service.
    #[must_use]
    pub const fn new(server: Server, service: &'static str) -> Self {
        Self { server, service }
    }

    /// The service.
    #[must_use]
    pub const fn service(&self) -> &'static str {
        self.service
    }

    /// A page of them, as the service gives it to whoever shows this token, and why, as `X-Purpose` writes it.
    ///
    /// # Errors
    /// [`PortError`].
    pub fn page<T: DeserializeOwned>(
        &self,
        (token, purpose): (&str, Option<&str>),
        query: &[(&str, &str)],
    ) -> Result<T, PortError> {
        let found = self.server.showing(token, purpose).get(&[self.service, "v1", "deadlines"], query);
        found.map_err(|error| error.port(self.service))
    }
}

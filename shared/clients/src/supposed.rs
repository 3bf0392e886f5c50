//! Ratings on another machine, as whoever asks what would become of a class does.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Server, json};
use contracts::port::{Outlook, PortError, Supposed, Suppositions};
use contracts::problem::Code;
use domain::code::PartyCode;

/// Name of the service of ratings, also the beginning of its paths.
const SERVICE: &str = "rating";

/// What ratings would be by what is supposed, asked over HTTP (远程假定).
#[derive(Clone, Debug)]
pub struct RemoteSuppositions(Server);

impl RemoteSuppositions {
    /// The ratings of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self(server)
    }

    fn ask(&self, code: PartyCode, supposed: &Supposed) -> Result<Outlook, ClientError> {
        let body = serde_json::to_string(supposed).map_err(|error| ClientError::Client(error.to_string()))?;
        // Nothing is written by it, so it may be asked again.
        json(self.0.post(&[SERVICE, "v1", "merchants", code.as_str(), "outlook"], &body, Safety::Repeatable)?)
    }
}

impl Suppositions for RemoteSuppositions {
    fn suppose(&self, code: PartyCode, supposed: &Supposed) -> Result<Option<Outlook>, PortError> {
        match self.ask(code, supposed) {
            Ok(outlook) => Ok(Some(outlook)),
            Err(ClientError::Problem(problem)) if problem.code == Code::NotFound => Ok(None),
            Err(error) => Err(error.port(SERVICE)),
        }
    }
}

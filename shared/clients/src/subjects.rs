//! The registry on another machine.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Server, json};
use contracts::port::{Merchants, PortError, Registration, Subjects};
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::Deserialize;
use serde_json::json;

/// Name of the registry, also the beginning of its paths.
const SERVICE: &str = "registry";
/// Most codes of one request.
const MOST_CODES: usize = 10_000;

/// The registry, asked over HTTP (远程主体库).
#[derive(Clone, Debug)]
pub struct RemoteSubjects(Server);

#[derive(Deserialize)]
struct Resolved {
    subjects: Vec<Option<i64>>,
}

#[derive(Deserialize)]
struct Registrations {
    merchants: Vec<Option<Registration>>,
}

impl RemoteSubjects {
    /// The registry of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self(server)
    }

    /// Both questions may be asked twice: a code that has a subject keeps it.
    fn ask(&self, verb: &str, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        let mut subjects = Vec::with_capacity(codes.len());
        for part in codes.chunks(MOST_CODES) {
            let body = json!({ "codes": part }).to_string();
            let answer = self.0.post(&[SERVICE, "v1", "subjects", verb], &body, Safety::Repeatable);
            let found: Resolved = answer.and_then(json).map_err(|error| error.port(SERVICE))?;
            if found.subjects.len() != part.len() {
                return Err(short("it answers fewer codes than it was asked"));
            }
            subjects.extend(found.subjects);
        }
        Ok(subjects)
    }
}

fn short(cause: &str) -> PortError {
    ClientError::Strange { status: 200, cause: cause.to_owned() }.port(SERVICE)
}

impl Subjects for RemoteSubjects {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        let subjects: Option<Vec<i64>> = self.ask("resolve", codes)?.into_iter().collect();
        subjects.ok_or_else(|| short("it left a code without a subject"))
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        self.ask("find", codes)
    }
}

impl Merchants for RemoteSubjects {
    fn registered(
        &self,
        codes: &[PartyCode],
        known_at: Option<Instant>,
    ) -> Result<Vec<Option<Registration>>, PortError> {
        let mut merchants = Vec::with_capacity(codes.len());
        for part in codes.chunks(MOST_CODES) {
            let body = json!({ "codes": part, "known_at": known_at }).to_string();
            let answer = self.0.post(&[SERVICE, "v1", "subjects", "registrations"], &body, Safety::Repeatable);
            let found: Registrations = answer.and_then(json).map_err(|error| error.port(SERVICE))?;
            if found.merchants.len() != part.len() {
                return Err(short("it answers fewer codes than it was asked"));
            }
            merchants.extend(found.merchants);
        }
        Ok(merchants)
    }
}

//! The registry on another machine.

mod remembered;

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{Server, json};
use contracts::port::{Merchants, PortError, Registration, Subjects};
use domain::code::PartyCode;
use domain::instant::Instant;
use remembered::Remembered;
use serde::Deserialize;
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};

/// Name of the registry, also the beginning of its paths.
const SERVICE: &str = "registry";
/// Most codes of one request.
const MOST_CODES: usize = 10_000;
/// Most codes that are remembered with their subjects: about a city, in some thirty megabytes.
const REMEMBERED: usize = 400_000;

/// The registry, asked over HTTP (远程主体库).
///
/// The subject of a code is asked for once and remembered, since others wait for the answer, some in a transaction. That
/// is right because a code keeps the subject that it has: the registry adds codes and neither changes nor removes any, a
/// former code is attached only if nothing has come in under it, parties are not merged, and moving a record gives it
/// another party but no code another subject. That a code has none is never remembered, since it may get one at any time.
#[derive(Clone, Debug)]
pub struct RemoteSubjects {
    server: Server,
    /// One for all copies.
    remembered: Arc<Mutex<Remembered>>,
}

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
    pub fn new(server: Server) -> Self {
        Self { server, remembered: Arc::new(Mutex::new(Remembered::at_most(REMEMBERED))) }
    }

    /// The subjects of codes; of those alone whose subject is not remembered, the registry is asked by a verb.
    fn subjects(&self, verb: &str, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        let mut subjects: Vec<Option<i64>> = {
            let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
            codes.iter().map(|code| remembered.get(*code)).collect()
        };
        let unknown = codes.iter().zip(&subjects).filter(|(_, subject)| subject.is_none());
        let wanted: Vec<PartyCode> = unknown.map(|(code, _)| *code).collect();
        if wanted.is_empty() {
            return Ok(subjects);
        }
        let told = self.ask(verb, &wanted)?;
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        for (code, subject) in wanted.into_iter().zip(&told) {
            if let Some(subject) = subject {
                remembered.put(code, *subject);
            }
        }
        let missing = subjects.iter_mut().filter(|subject| subject.is_none());
        for (subject, told) in missing.zip(told) {
            *subject = told;
        }
        Ok(subjects)
    }

    /// Both questions may be asked twice: a code that has a subject keeps it.
    fn ask(&self, verb: &str, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        let mut subjects = Vec::with_capacity(codes.len());
        for part in codes.chunks(MOST_CODES) {
            let body = json!({ "codes": part }).to_string();
            let answer = self.server.post(&[SERVICE, "v1", "subjects", verb], &body, Safety::Repeatable);
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
        let subjects: Option<Vec<i64>> = self.subjects("resolve", codes)?.into_iter().collect();
        subjects.ok_or_else(|| short("it left a code without a subject"))
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        self.subjects("find", codes)
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
            let answer = self.server.post(&[SERVICE, "v1", "subjects", "registrations"], &body, Safety::Repeatable);
            let found: Registrations = answer.and_then(json).map_err(|error| error.port(SERVICE))?;
            if found.merchants.len() != part.len() {
                return Err(short("it answers fewer codes than it was asked"));
            }
            merchants.extend(found.merchants);
        }
        Ok(merchants)
    }
}

//! Who is who: codes to subjects.

use crate::store::{IdentifierRow, store};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::{PortError, Subjects};
use db::{Conn, Database, DbError};
use domain::code::PartyCode;
use ledger::{LedgerError, Parties, is_within};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Subjects and the codes under which they are or were known.
pub struct SubjectBook {
    pub(crate) db: Arc<Database>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl SubjectBook {
    pub(crate) fn new(db: Arc<Database>, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }

    /// The subject of each code, in their order, if there is one.
    pub(crate) fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, DbError> {
        self.db.read(|mut conn| known(&mut conn, codes))
    }

    /// Former codes that begin so, in order, at most so many, with their subjects.
    pub(crate) fn former(&self, beginning: &str, limit: usize) -> Result<Vec<(PartyCode, i64)>, DbError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = self.db.glance::<_, DbError>(|conn| Ok(store(conn).former(beginning, limit)?))?;
        Ok(found.into_iter().filter_map(|(code, subject)| Some((PartyCode::parse(&code).ok()?, subject))).collect())
    }

    /// The subject of each code, in their order; those without one are opened, in a transaction of its own.
    pub(crate) fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, DbError> {
        let found = self.find(codes)?;
        let all: Option<Vec<i64>> = found.iter().copied().collect();
        match all {
            Some(all) => Ok(all),
            None => self.db.write(|mut conn| self.resolve_within(&mut conn, codes)),
        }
    }

    /// The same within an open transaction.
    pub(crate) fn resolve_within(&self, conn: &mut Conn<'_>, codes: &[PartyCode]) -> Result<Vec<i64>, DbError> {
        let found = known(conn, codes)?;
        let mut new: Vec<PartyCode> =
            codes.iter().zip(&found).filter(|(_, at)| at.is_none()).map(|(c, _)| *c).collect();
        if new.is_empty() {
            return Ok(found.into_iter().flatten().collect());
        }
        new.sort_unstable();
        new.dedup();
        let now = self.clock.now().micros();
        let numbers = store(conn.again()).open(new.len(), now)?;
        let rows: Vec<IdentifierRow> =
            new.iter().zip(numbers).map(|(code, subject_id)| opened(*code, subject_id, now)).collect();
        store(conn.again()).add(&rows)?;
        // Asked again: another transaction may have opened one of them meanwhile, and then that one counts.
        let found: Option<Vec<i64>> = known(conn, codes)?.into_iter().collect();
        found.ok_or_else(|| DbError::Away("a code that was opened is gone".to_owned()))
    }

    /// The codes of the subject that has this one, if it is within a reach.
    pub(crate) fn identifiers(&self, code: PartyCode, reach: Reach) -> Result<Option<Vec<IdentifierRow>>, LedgerError> {
        self.db.read(|mut conn| {
            let Some(subject_id) = known(&mut conn, &[code])?.into_iter().next().flatten() else { return Ok(None) };
            if !is_within(conn.again(), subject_id, reach)? {
                return Ok(None);
            }
            Ok(Some(store(conn).of_subject(subject_id)?))
        })
    }
}

fn opened(code: PartyCode, subject_id: i64, now: i64) -> IdentifierRow {
    let code = code.as_str().to_owned();
    let actor = "registry".to_owned();
    IdentifierRow { subject_id, code, former: false, until_day: None, recorded_at: now, actor, reason: None }
}

pub(crate) fn known(conn: &mut Conn<'_>, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, DbError> {
    let texts: Vec<&str> = codes.iter().map(PartyCode::as_str).collect();
    let found: FxHashMap<String, i64> = store(conn.again()).subjects(&texts)?.into_iter().collect();
    Ok(texts.iter().map(|code| found.get(*code).copied()).collect())
}

/// The registry's own ledger writes where subjects are opened.
pub(crate) struct OwnParties(pub(crate) Arc<SubjectBook>);

impl Parties for OwnParties {
    fn resolve(&self, mut within: Conn<'_>, codes: &[PartyCode]) -> Result<Vec<i64>, LedgerError> {
        Ok(self.0.resolve_within(&mut within, codes)?)
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, LedgerError> {
        Ok(self.0.find(codes)?)
    }
}

/// The registry as other services in this process ask it.
impl Subjects for SubjectBook {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        self.resolve(codes).map_err(away)
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        self.find(codes).map_err(away)
    }
}

fn away(error: DbError) -> PortError {
    PortError::Away { service: crate::SERVICE.to_owned(), cause: error.to_string() }
}

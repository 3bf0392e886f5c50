//! Former codes (曾用标识): an official says that a merchant was known under another code before.

use crate::store::{IdentifierRow, store};
use crate::subjects::{SubjectBook, known};
use db::{DbError, QueryError, Transient};
use domain::code::PartyCode;
use domain::day::Day;
use ledger::{Asker, LONGEST_REASON, LedgerError, is_within};

/// A code under which a merchant was known, as an official attaches it.
#[derive(Clone, Copy, Debug)]
pub struct Former<'a> {
    /// The merchant, by any of its codes.
    pub merchant: PartyCode,
    /// The former code.
    pub code: PartyCode,
    /// The last day on which it was used, if that is known.
    pub until: Option<Day>,
    /// Who attaches it, to a merchant within their reach.
    pub by: Asker<'a>,
    /// Why.
    pub reason: &'a str,
}

/// Why a former code was not attached.
#[derive(Debug, thiserror::Error)]
pub enum FormerError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// It cannot be told where the merchant is.
    #[error(transparent)]
    Place(#[from] LedgerError),
    /// Nobody has the merchant's code, or one who is outside the reach of whoever acts.
    #[error("there is no such merchant")]
    Missing,
    /// An official's act needs a reason.
    #[error("an official's act needs a reason")]
    NoReason,
    /// It is longer than a line of a list.
    #[error("a reason has at most {LONGEST_REASON} characters, and this one has {0}")]
    LongReason(usize),
    /// The last day of its use is still to come.
    #[error("{0} is still to come")]
    ToCome(Day),
    /// It is this merchant's already.
    #[error("{0} is this merchant's already")]
    Own(PartyCode),
    /// It is the former code of another merchant.
    #[error("{0} is the former code of another merchant")]
    OfAnother(PartyCode),
    /// It is a code of the sandbox, which no office has ever issued.
    #[error("{0} is a code of the sandbox")]
    OfSandbox(PartyCode),
    /// It is a merchant of its own.
    #[error("{0} is a party of its own: something has come in under it")]
    OwnParty(PartyCode),
}

impl From<QueryError> for FormerError {
    fn from(error: QueryError) -> Self {
        Self::Database(error.into())
    }
}

impl Transient for FormerError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            Self::Place(error) => error.database(),
            _ => None,
        }
    }
}

impl SubjectBook {
    /// Attaches a former code to a merchant. From then on the code finds the merchant,
    /// and what comes in under it is the merchant's.
    ///
    /// A code that has a subject keeps it: what other services hold about that one would have to be moved as
    /// well.
    ///
    /// # Errors
    /// [`FormerError`].
    pub fn attach(&self, former: Former<'_>) -> Result<(), FormerError> {
        let reason = former.reason.trim();
        if reason.is_empty() {
            return Err(FormerError::NoReason);
        }
        let length = reason.chars().count();
        if length > LONGEST_REASON {
            return Err(FormerError::LongReason(length));
        }
        if let Some(until) = former.until.filter(|until| *until > self.clock.today()) {
            return Err(FormerError::ToCome(until));
        }
        if former.code.is_sandbox() {
            return Err(FormerError::OfSandbox(former.code));
        }
        self.db.write(|mut conn| {
            let found = known(&mut conn, &[former.merchant, former.code])?;
            let [Some(subject_id), holder] = found[..] else { return Err(FormerError::Missing) };
            if !is_within(conn.again(), subject_id, former.by.reach)? {
                return Err(FormerError::Missing);
            }
            if holder.is_none() {
                let row = IdentifierRow {
                    subject_id,
                    code: former.code.as_str().to_owned(),
                    former: true,
                    until_day: former.until.map(Day::number),
                    recorded_at: self.clock.now().micros(),
                    actor: former.by.actor.to_owned(),
                    reason: Some(reason.to_owned()),
                };
                store(conn.again()).add(&[row])?;
            }
            // Asked again: another transaction may have opened a subject for it meanwhile, and then that counts.
            let now = known(&mut conn, &[former.code])?.into_iter().next().flatten();
            match (holder, now) {
                (None, Some(now)) if now == subject_id => Ok(()),
                (Some(own), _) if own == subject_id => Err(FormerError::Own(former.code)),
                (_, Some(other)) => {
                    let theirs = store(conn).of_subject(other)?;
                    let is_former = theirs.iter().any(|row| row.former && row.code == former.code.as_str());
                    Err(if is_former {
                        FormerError::OfAnother(former.code)
                    } else {
                        FormerError::OwnParty(former.code)
                    })
                }
                (_, None) => Err(DbError::Away("a code that was attached is gone".to_owned()).into()),
            }
        })
    }
}

//! Texts of decisions (决定书正文) as they were served. They hold personal data: nothing here is printed, and what
//! leaves the service is masked, but for officials who decide about the penalty.

mod releases;

pub(crate) use releases::WITHOUT_TEXT;
pub use releases::{Looked, LookedAlone, Release};

use crate::store::{ReleaseRow, TextRow, store};
use contracts::clock::Clock;
use db::{DbError, QueryError, Transient};
use domain::code::PartyCode;
use domain::instant::Instant;
use ledger::{Asker, Ledger, LedgerError, is_within};
use releases::released;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The texts of the penalties of a ledger, beside it.
#[derive(Clone)]
pub struct TextBook {
    ledger: Arc<Ledger>,
    clock: Arc<dyn Clock>,
}

/// A text as an official puts it.
#[derive(Clone, Copy)]
pub struct NewText<'a> {
    /// The text as it was served.
    pub text: &'a str,
    /// Natural persons named in it.
    pub persons: &'a [String],
    /// The version that it replaces; nothing for the first.
    pub replaces: Option<i32>,
    /// Why, if it replaces one.
    pub reason: Option<&'a str>,
}

/// A version of a text (决定书正文).
#[derive(Clone, PartialEq, Eq)]
pub struct Served {
    /// Its number, from 1.
    pub version: i32,
    /// The text as it was served, unmasked.
    pub text: String,
    /// Natural persons named in it.
    pub persons: Vec<String>,
    /// When it was put.
    pub put_at: Instant,
    /// Who put it.
    pub put_by: String,
    /// Why it replaced the one before.
    pub reason: Option<String>,
}

/// What is kept beside a penalty: the persons named in its text, and the last release or withdrawal.
pub(crate) type Beside = (Vec<String>, Option<Release>);

/// Why a text was not put, or not released.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The ledger: no such penalty within the reach, another version stands, no reason was given.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A record, or names, that are stored cannot be read.
    #[error("a record, or names of persons, cannot be turned into JSON or back: {0}")]
    Content(#[from] serde_json::Error),
    /// There is no text.
    #[error("the penalty has no text")]
    NoText,
    /// Whoever put the text, or brought a version of the record that says the same as its summary, does not release it.
    #[error("whoever wrote what is released does not release it")]
    SameHands,
    /// There is a text, so that both are to be looked at.
    #[error("the penalty has a text: the version that was looked at is to be named")]
    HasText,
    /// Nothing is there of which the summary could be released.
    #[error("there is no summary to be released")]
    NoSummary,
    /// There is no release to be withdrawn.
    #[error("nothing is released")]
    NotReleased,
}

impl From<QueryError> for TextError {
    fn from(error: QueryError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<DbError> for TextError {
    fn from(error: DbError) -> Self {
        Self::Ledger(error.into())
    }
}

impl Transient for TextError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Ledger(error) => error.database(),
            _ => None,
        }
    }
}

impl TextBook {
    /// Beside a ledger.
    #[must_use]
    pub fn new(ledger: Arc<Ledger>, clock: Arc<dyn Clock>) -> Self {
        Self { ledger, clock }
    }

    /// Puts a text; every version stays.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such penalty within the reach, [`LedgerError::Stale`] if another version
    /// than the one it replaces is the last, [`LedgerError::NoReason`] if it replaces one and does not say why.
    pub fn put(&self, (code, key): (PartyCode, &str), new: NewText<'_>, by: Asker<'_>) -> Result<Served, TextError> {
        let subject_id = self.subject((code, key), by)?;
        let reason = new.reason.map(str::trim).filter(|reason| !reason.is_empty());
        if new.replaces.is_some() && reason.is_none() {
            return Err(LedgerError::NoReason.into());
        }
        let persons = serde_json::to_string(new.persons)?;
        let row = self.ledger.database().write::<_, TextError>(|mut conn| {
            still_within(is_within(conn.again(), subject_id, by.reach)?)?;
            let last = store(conn.again()).text(subject_id, key)?.map(|last| last.version);
            if last != new.replaces {
                return Err(LedgerError::Stale { standing: last.unwrap_or(0) }.into());
            }
            let row = TextRow {
                subject_id,
                key: key.to_owned(),
                version: last.unwrap_or(0) + 1,
                content: new.text.to_owned(),
                persons: persons.clone(),
                recorded_at: self.clock.now().micros(),
                actor: by.actor.to_owned(),
                reason: reason.map(str::to_owned),
            };
            store(conn).put(&row)?;
            Ok(row)
        })?;
        served(row)
    }

    /// The last text of a penalty, and the last release or withdrawal.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such merchant within the reach.
    pub fn last(
        &self,
        (code, key): (PartyCode, &str),
        by: Asker<'_>,
    ) -> Result<(Option<Served>, Option<Release>), TextError> {
        let subject_id = self.ledger.subject(code, by.reach)?;
        let (text, release) = self.ledger.database().read::<_, TextError>(|mut conn| {
            let text = store(conn.again()).text(subject_id, key)?;
            Ok((text, store(conn).release(subject_id, key)?))
        })?;
        Ok((text.map(served).transpose()?, release.map(released)))
    }

    /// The persons named beside the last text of each of some penalties, which are given by subject and key, and its
    /// last release or withdrawal. Where there is no text, nobody is named.
    ///
    /// # Errors
    /// If the database does not answer, or names that are stored cannot be read.
    pub(crate) fn beside(&self, penalties: &[(i64, &str)]) -> Result<Vec<Beside>, TextError> {
        let (named, decided) = self.ledger.database().read::<_, TextError>(|mut conn| {
            let named = store(conn.again()).persons(penalties)?;
            Ok((named, store(conn).releases(penalties)?))
        })?;
        // Of one penalty the last text stays, and the last decision.
        let mut named: FxHashMap<(i64, String), String> =
            named.into_iter().map(|(subject, key, persons)| ((subject, key), persons)).collect();
        let mut decided: FxHashMap<(i64, String), ReleaseRow> =
            decided.into_iter().map(|row| ((row.subject_id, row.key.clone()), row)).collect();
        let of_one = |(subject, key): &(i64, &str)| -> Result<Beside, TextError> {
            let of = (*subject, (*key).to_owned());
            let persons = named.remove(&of).map(|persons| serde_json::from_str(&persons)).transpose()?;
            Ok((persons.unwrap_or_default(), decided.remove(&of).map(released)))
        };
        penalties.iter().map(of_one).collect()
    }

    /// Whose penalty it is, if there is such a penalty within the reach.
    fn subject(&self, (code, key): (PartyCode, &str), by: Asker<'_>) -> Result<i64, TextError> {
        of_penalty(key)?;
        self.ledger.versions(code, key, None, by.reach)?;
        Ok(self.ledger.subject(code, by.reach)?)
    }
}

/// Is it the key of a penalty?
fn of_penalty(key: &str) -> Result<(), LedgerError> {
    if key.starts_with("penalty:") { Ok(()) } else { Err(LedgerError::Missing("penalty")) }
}

fn still_within(is_within: bool) -> Result<(), LedgerError> {
    if is_within { Ok(()) } else { Err(LedgerError::Missing("merchant")) }
}

fn served(row: TextRow) -> Result<Served, TextError> {
    Ok(Served {
        version: row.version,
        text: row.content,
        persons: serde_json::from_str(&row.persons)?,
        put_at: Instant::from_micros(row.recorded_at),
        put_by: row.actor,
        reason: row.reason,
    })
}

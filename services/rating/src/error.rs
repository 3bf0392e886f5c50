//! What can go wrong with ratings.

use crate::judge::{Faults, JudgeError};
use crate::supposed::Unsupposable;
use contracts::port::PortError;
use db::{DbError, QueryError, Transient};
use domain::day::Day;
use scoring::program::ProgramError;

/// Why a rating was not given.
#[derive(Debug, thiserror::Error)]
pub enum RatingError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The registry, which knows whose a former code is.
    #[error(transparent)]
    Registry(#[from] PortError),
    /// Something stored cannot be read.
    #[error("a record cannot be turned into JSON or back: {0}")]
    Content(#[from] serde_json::Error),
    /// A scheme or parameter.
    #[error(transparent)]
    Judge(#[from] JudgeError),
    /// There is no such merchant, or none was known by then.
    #[error("there is no such merchant")]
    Missing,
    /// The authorisation that was named does not hold for this merchant and this caller.
    #[error("there is no such authorisation that holds")]
    NotAuthorised,
    /// The engine panicked; the log of the process says where.
    #[error("the engine panicked")]
    Panicked,
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
    /// There is no such mass event.
    #[error("there is no such hold")]
    MissingHold,
    /// The mass event is released already.
    #[error("the hold is released already")]
    Released,
    /// The month is not over.
    #[error("{0} is not over")]
    NotOver(crate::growth::Month),
    /// The month has not begun.
    #[error("{0} has not begun")]
    NotBegun(crate::growth::Month),
    /// Nothing ever came from the source, or it is somebody else's.
    #[error("there is no such source")]
    MissingSource,
    /// The merchant's complaints did not grow beyond chance in the month.
    #[error("there is no such alert")]
    NoGrowth,
    /// The alert was confirmed or dismissed already.
    #[error("the alert is decided already")]
    Decided,
    /// No scheme is in force on the day.
    #[error("no scheme is in force on {0}")]
    NoScheme(Day),
    /// No scheme is called so.
    #[error("there is no scheme {0:?}")]
    UnknownScheme(String),
    /// What cannot be supposed of the merchant, field by field.
    #[error("{}", each(.0))]
    Supposed(Vec<Unsupposable>),
}

fn each(wrong: &[Unsupposable]) -> String {
    wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl RatingError {
    /// Does it say something of one merchant alone? Others are rated all the same.
    #[must_use]
    pub const fn is_of_one(&self) -> bool {
        matches!(self, Self::Missing | Self::Content(_) | Self::Judge(_) | Self::Panicked)
    }
}

impl From<QueryError> for RatingError {
    fn from(error: QueryError) -> Self {
        Self::Database(error.into())
    }
}

impl From<ProgramError> for RatingError {
    fn from(error: ProgramError) -> Self {
        Self::Judge(error.into())
    }
}

impl From<Faults> for RatingError {
    fn from(faults: Faults) -> Self {
        Self::Judge(faults.into())
    }
}

impl Transient for RatingError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

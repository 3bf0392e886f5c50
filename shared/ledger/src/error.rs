//! What can go wrong with a ledger.

use crate::acts::LONGEST_REASON;
use contracts::port::PortError;
use contracts::problem::Code;
use db::{DbError, QueryError, Transient};
use domain::area::AreaCode;
use domain::code::PartyCode;
use intake::{FileError, RowIssue};

/// Why a ledger did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Time limits are being worked out anew, and a list of them would lack some.
    #[error("time limits are being worked out anew")]
    Counting,
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A record that is stored cannot be read, or one that was read cannot be stored.
    #[error("a record cannot be turned into JSON or back: {0}")]
    Content(#[from] serde_json::Error),
    /// The registry, which knows whose code is whose, did not answer.
    #[error("the registry does not answer: {0}")]
    Registry(String),
    /// Whoever knows what stands beside items did not answer.
    #[error("what stands beside items is not told: {0}")]
    Marks(#[from] PortError),
    /// A temporary file.
    #[error("a temporary file: {0}")]
    File(#[from] std::io::Error),
    /// There is no such thing.
    #[error("there is no {0}")]
    Missing(&'static str),
    /// The record has changed since whoever asks has looked at it.
    #[error("the record has changed since it was looked at: version {standing} stands")]
    Stale {
        /// The version that stands.
        standing: i32,
    },
    /// What is asked for does not fit what is there.
    #[error("{en}")]
    Unfit {
        /// Why, in English.
        en: String,
        /// Why, in Chinese.
        zh: String,
    },
    /// Whoever acts does not say why.
    #[error("a reason is needed")]
    NoReason,
    /// Whoever acts says too much of why.
    #[error("a reason has at most {LONGEST_REASON} characters, and this one has {0}")]
    LongReason(usize),
    /// The registry has never heard of the party that a record is to be moved to.
    #[error("nothing is known of {0}")]
    NoParty(PartyCode),
    /// It would put a merchant into an area outside the reach of whoever acts.
    #[error("{0} is outside the reach of whoever acts")]
    Outside(AreaCode),
    /// The row has faults.
    #[error("the row has {} faults", .0.faults.len())]
    Row(Box<RowIssue>),
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] FileError),
    /// A list of the service's own cannot be read.
    #[error("a list cannot be read: {0}")]
    List(Box<web::Fault>),
    /// A fault of ours in the middle of a file; the log says where.
    #[error("the reader of the file panicked")]
    Panicked,
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
}

impl LedgerError {
    /// Will it be over by itself, so that the same may be tried again?
    pub(crate) fn is_passing(&self) -> bool {
        let is_away = |fault: &web::Fault| matches!(fault.code(), Code::Unavailable | Code::StorageFull);
        match self {
            Self::Registry(_) | Self::Marks(_) | Self::File(_) | Self::Stopped => true,
            Self::List(fault) => is_away(fault),
            error => error.will_pass(),
        }
    }
}

impl From<QueryError> for LedgerError {
    fn from(error: QueryError) -> Self {
        Self::Database(error.into())
    }
}

impl From<csv::Error> for LedgerError {
    fn from(error: csv::Error) -> Self {
        Self::File(error.into())
    }
}

impl Transient for LedgerError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

//! What can go wrong with holds.

use super::hold::HoldState;
use db::{DbError, QueryError, Transient};
use ledger::LedgerError;
use policy::fault::Fault;

/// Why something was not done with holds.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// The ledger: no such hold within the reach, no reason was given, the database does not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The parameters of that day.
    #[error("the parameters of holds cannot be used")]
    Policy(Vec<Fault>),
    /// It has ended already.
    #[error("the hold has ended: {}, by {}", state.token(), by.as_deref().unwrap_or("itself"))]
    Ended {
        /// What became of it.
        state: HoldState,
        /// Who ended it.
        by: Option<String>,
    },
}

impl From<QueryError> for HoldError {
    fn from(error: QueryError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<DbError> for HoldError {
    fn from(error: DbError) -> Self {
        Self::Ledger(error.into())
    }
}

impl Transient for HoldError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Ledger(error) => error.database(),
            Self::Policy(_) | Self::Ended { .. } => None,
        }
    }
}

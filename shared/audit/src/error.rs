//! Why the trail cannot be kept or read.

use db::{DbError, OpenError, Transient};
use diesel::result::Error as DieselError;

/// Why the trail cannot be kept or read (审计故障).
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
    /// An entry or a checkpoint cannot be written as JSON.
    #[error("what is kept cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl From<DieselError> for TrailError {
    fn from(error: DieselError) -> Self {
        Self::Database(error.into())
    }
}

impl From<TrailError> for OpenError {
    fn from(error: TrailError) -> Self {
        match error {
            TrailError::Database(error) => Self::Read(error),
            TrailError::Json(error) => Self::Read(DbError::Refused(DieselError::SerializationError(error.into()))),
        }
    }
}

impl Transient for TrailError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            Self::Json(_) => None,
        }
    }
}

//! What goes wrong with a database, and what helps against it.

use crate::backoff::{MOST_TRIES, TRIES_AWAY};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another scheme than the two that are known.
    #[error("{0:?} is no database URL: sqlite:FOLDER or postgres://USER@HOST/DATABASE")]
    Url(String),
    /// The folder of the SQLite files, or a file in it, could not be made.
    #[error("{folder}: the folder or a file in it cannot be made")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        source: std::io::Error,
    },
    /// No connection.
    #[error("no connection to {place}: {cause}")]
    Connect {
        /// The database, without its password.
        place: String,
        /// What the driver says.
        cause: String,
    },
    /// A thread of the service could not be started.
    #[error("no thread could be started")]
    Thread(#[from] std::io::Error),
    /// What must be known at the start could not be read.
    #[error("the tables cannot be read")]
    Read(#[from] DbError),
    /// The journal was brought here from another cluster of PostgreSQL, which counts its transactions by itself.
    #[error(
        "the journal of {service} has numbers of transactions that this cluster has not reached, so it was copied here \
         by other means than fangxin: followers would miss what comes. Take `fangxin backup` of this database, and \
         `fangxin restore` it into an empty one"
    )]
    Ahead {
        /// Whose journal.
        service: String,
    },
    /// A migration failed, or the schema is newer than this program.
    #[error("the tables of {service} could not be brought up to date: {cause}")]
    Migrate {
        /// Whose tables.
        service: String,
        /// What the database says.
        cause: String,
    },
}

/// What a database answered instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Somebody else was faster; the same work done again will see what they did.
    #[error("another transaction was faster: {0}")]
    Overtaken(DieselError),
    /// The database cannot be reached, or all connections are in use.
    #[error("the database cannot be reached: {0}")]
    Away(String),
    /// The disk is full, or fails. What was read before is read on; whatever writes may be tried again later.
    #[error("the disk is full, or fails: {0}")]
    Disk(String),
    /// Anything else: a fault of ours.
    #[error("the database refused: {0}")]
    Refused(DieselError),
}

impl DbError {
    /// How often the work is done, all in all: somebody who was faster has gone in a moment; a database that is away
    /// may stay so, and what was refused is refused again.
    pub(crate) const fn most_tries(&self) -> u32 {
        match self {
            Self::Overtaken(_) => MOST_TRIES,
            Self::Away(_) => TRIES_AWAY,
            Self::Disk(_) | Self::Refused(_) => 1,
        }
    }
}

impl From<DieselError> for DbError {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, info) = &error else { return Self::Refused(error) };
        let message = info.message();
        match kind {
            // A key that was free when it was looked at: the version number of a record, a new code.
            DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::SerializationFailure => Self::Overtaken(error),
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                Self::Away(message.to_owned())
            }
            _ if message.contains("deadlock detected") => Self::Overtaken(error),
            _ if message.contains("database is locked") || message.contains("database is busy") => {
                Self::Overtaken(error)
            }
            _ if message.contains("terminating connection") || message.contains("server closed the connection") => {
                Self::Away(message.to_owned())
            }
            _ if DISK.iter().any(|said| message.contains(said)) => Self::Disk(message.to_owned()),
            _ if message.contains("no connection to the server") => Self::Away(message.to_owned()),
            _ => Self::Refused(error),
        }
    }
}

/// What SQLite and PostgreSQL say of a disk. SQLite undoes a whole transaction by itself where the disk leaves it no
/// choice; what is then heard is that there is nothing left to roll back, or no savepoint.
const DISK: [&str; 6] = [
    "database or disk is full",
    "disk I/O error",
    "cannot rollback - no transaction is active",
    "no such savepoint",
    "No space left on device",
    "Disk quota exceeded",
];

impl From<r2d2::Error> for DbError {
    fn from(error: r2d2::Error) -> Self {
        Self::Away(error.to_string())
    }
}

/// An error of work done in a transaction that may pass when the work is done again.
pub trait Transient: From<DbError> {
    /// The database's part in it.
    fn database(&self) -> Option<&DbError>;

    /// Is it worth doing the whole transaction again?
    fn is_transient(&self) -> bool {
        matches!(self.database(), Some(DbError::Overtaken(_) | DbError::Away(_)))
    }

    /// Will it be over by itself, so that whoever asked may ask again later? A full disk is, but not in a moment.
    fn will_pass(&self) -> bool {
        self.is_transient() || self.is_of_disk()
    }

    /// Is it the disk, which is full or fails?
    fn is_of_disk(&self) -> bool {
        matches!(self.database(), Some(DbError::Disk(_)))
    }
}

impl Transient for DbError {
    fn database(&self) -> Option<&DbError> {
        Some(self)
    }
}

//! Why something of the lists cannot be told.

use cases::CaseError;
use contracts::port::PortError;
use ledger::LedgerError;

/// Why something of the lists cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The cases.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The ledger beside them.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Another service.
    #[error(transparent)]
    Port(#[from] PortError),
    /// What another service tells of a record cannot be read.
    #[error("a record cannot be read: {0}")]
    Content(#[from] serde_json::Error),
    /// There is no such merchant, or none that whoever asks may see.
    #[error("there is no such merchant")]
    NoMerchant,
}

impl ListError {
    /// The same as another service in this process is told it.
    pub(crate) fn told(&self) -> PortError {
        let (service, cause) = (crate::SERVICE.to_owned(), self.to_string());
        match self {
            Self::Case(CaseError::Cursor(_) | CaseError::Missing(_)) | Self::NoMerchant => {
                PortError::Refused { service, cause }
            }
            _ => PortError::Away { service, cause },
        }
    }
}

//! Whose code is whose: the registry's answer, wherever the registry is.

use crate::error::LedgerError;
use contracts::port::Subjects;
use db::Conn;
use domain::code::PartyCode;
use std::sync::Arc;

/// Resolves codes to subjects (主体).
pub trait Parties: Send + Sync {
    /// The subject of each code, in the order of the codes; one that is not known yet is opened.
    /// `within` is the open transaction of the asking service: the registry itself writes there, every
    /// other service asks the registry.
    ///
    /// # Errors
    /// [`LedgerError::Registry`] if the registry does not answer.
    fn resolve(&self, within: Conn<'_>, codes: &[PartyCode]) -> Result<Vec<i64>, LedgerError>;

    /// The subject of each code, in the order of the codes, if there is one.
    ///
    /// # Errors
    /// [`LedgerError::Registry`] if the registry does not answer.
    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, LedgerError>;

    /// Hears of codes that will be resolved in a transaction which is yet to begin, so that nobody has to be asked over
    /// a network while others wait for it to end. The registry itself has nobody to ask.
    ///
    /// # Errors
    /// [`LedgerError::Registry`] if the registry does not answer.
    fn expect(&self, _codes: &[PartyCode]) -> Result<(), LedgerError> {
        Ok(())
    }
}

/// The registry behind its port: it writes for itself, whatever the asking service is writing.
pub struct Registered(pub Arc<dyn Subjects>);

impl Parties for Registered {
    fn resolve(&self, _: Conn<'_>, codes: &[PartyCode]) -> Result<Vec<i64>, LedgerError> {
        self.0.resolve(codes).map_err(|error| LedgerError::Registry(error.to_string()))
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, LedgerError> {
        self.0.find(codes).map_err(|error| LedgerError::Registry(error.to_string()))
    }

    fn expect(&self, codes: &[PartyCode]) -> Result<(), LedgerError> {
        self.0.resolve(codes).map(drop).map_err(|error| LedgerError::Registry(error.to_string()))
    }
}

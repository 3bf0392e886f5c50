//! What stands about one merchant, as other services of the house ask for it.

use crate::book::Ledger;
use crate::error::LedgerError;
use contracts::access::Reach;
use contracts::port::{PortError, Records, StandingRecord};

impl Ledger {
    fn standing_of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, LedgerError> {
        let mut found = Vec::new();
        for kind in self.kinds().iter().copied() {
            let standing = self.standing_of(kind, &[subject_id], Reach::Everywhere)?;
            found.extend(standing.into_iter().map(|one| StandingRecord { kind, key: one.key, content: one.content }));
        }
        found.sort_by(|one, other| (one.kind.token(), &one.key).cmp(&(other.kind.token(), &other.key)));
        Ok(found)
    }
}

impl Records for Ledger {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, PortError> {
        self.standing_of_subject(subject_id)
            .map_err(|error| PortError::Away { service: self.service().to_owned(), cause: error.to_string() })
    }
}

//! What stands about one merchant, as other services of the house ask for it.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::store;
use contracts::access::Reach;
use contracts::port::{PortError, Records, StandingRecord};
use std::collections::BTreeMap;

impl Ledger {
    fn standing_of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, LedgerError> {
        let mut found = Vec::new();
        for kind in self.kinds().iter().copied() {
            let standing = self.standing_of(kind, &[subject_id], Reach::Everywhere)?;
            let records = standing.into_iter();
            found.extend(records.map(|one| StandingRecord {
                kind,
                key: one.key,
                content: one.content,
                by: Vec::new(),
            }));
        }
        if found.is_empty() {
            return Ok(found);
        }
        let written = self.db.glance::<_, LedgerError>(|conn| Ok(store(conn).writers_of(subject_id)?))?;
        let mut writers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, account) in written {
            writers.entry(key).or_default().push(account);
        }
        for record in &mut found {
            record.by = writers.remove(&record.key).unwrap_or_default();
            record.by.sort_unstable();
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

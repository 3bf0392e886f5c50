//! An audit trail that remembers what was put.

use contracts::audit::{Entry, Trail};
use std::sync::{Mutex, PoisonError};

/// Entries as they are put.
#[derive(Default)]
pub struct Entries(Mutex<Vec<Entry>>);

impl Entries {
    /// All of them so far.
    #[must_use]
    pub fn all(&self) -> Vec<Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The merchants of the last one, by their codes.
    ///
    /// # Panics
    /// If there is none yet.
    #[must_use]
    pub fn last_merchants(&self) -> Vec<String> {
        self.all().last().expect("an entry").merchants.iter().map(ToString::to_string).collect()
    }
}

impl Trail for Entries {
    fn put(&self, entry: Entry) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }
}

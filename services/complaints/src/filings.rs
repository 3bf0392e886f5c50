//! Every filing that stands, held in memory: what ratios, and later alerts, are counted from.

use domain::record::{Content, RecordKind};
use ledger::{Held, Stands};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A filing that stands (现行件).
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Filing {
    /// Its business key.
    pub(crate) key: String,
    /// What it says.
    pub(crate) content: Content,
}

/// The filings, merchant by merchant.
#[derive(Default)]
pub(crate) struct Filings {
    of: FxHashMap<i64, Vec<Filing>>,
    /// Those of whom something has been put since somebody asked last.
    changed: Mutex<BTreeSet<i64>>,
}

impl Filings {
    /// Those of one subject.
    pub(crate) fn of_subject(&self, subject_id: i64) -> &[Filing] {
        self.of.get(&subject_id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The subjects of whom something has been put since this was asked last.
    pub(crate) fn take_changed(&self) -> BTreeSet<i64> {
        std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has anything been put since [`Self::take_changed`] was asked last?
    pub(crate) fn is_changed(&self) -> bool {
        !self.changed.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Those of each subject, in no order.
    pub(crate) fn of_each(&self) -> impl Iterator<Item = (i64, &[Filing])> {
        self.of.iter().map(|(subject_id, filings)| (*subject_id, filings.as_slice()))
    }

    /// Each with its subject, in no order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (i64, &Filing)> {
        self.of.iter().flat_map(|(subject_id, filings)| filings.iter().map(|filing| (*subject_id, filing)))
    }
}

impl Held for Filings {
    const NAME: &'static str = "filings";
    const KINDS: &'static [RecordKind] = crate::KINDS;

    fn put(&mut self, kind: RecordKind, subject_id: i64, records: Vec<Stands>) -> Result<(), serde_json::Error> {
        let filings = records
            .into_iter()
            .map(|Stands { key, content, .. }| Ok(Filing { key, content: Content::from_json(kind, &content)? }));
        let filings = filings.collect::<Result<Vec<Filing>, serde_json::Error>>()?;
        self.changed.get_mut().unwrap_or_else(PoisonError::into_inner).insert(subject_id);
        let held = self.of.entry(subject_id).or_default();
        held.retain(|filing| filing.content.kind() != kind);
        held.extend(filings);
        if held.is_empty() {
            self.of.remove(&subject_id);
        }
        Ok(())
    }
}

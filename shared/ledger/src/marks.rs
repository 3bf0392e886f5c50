//! What stands beside records wherever they are shown (并列标注): what is pending about them, and what their merchant says.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::look::VersionView;
use contracts::port::{Marked, MarkedItem, Marks, PortError, marks_beside};
use intake::export::{Heading, MARKS};
use std::sync::Arc;

/// The headings of the columns whose cells [`Marks::cells`] gives.
pub(crate) fn mark_headings() -> impl Iterator<Item = Heading> {
    MARKS.into_iter().map(|(zh, form)| Heading::new(zh, form))
}

impl Ledger {
    /// Says who knows what stands beside items; what is said again is not heard. Until then, and once that one has closed,
    /// nobody answers. It is not kept open from here: whoever keeps objections asks ledgers in its turn.
    pub fn know_marks(&self, marked: &Arc<dyn Marked>) {
        // Whoever was first has said the same.
        let _ = self.marked.set(Arc::downgrade(marked));
    }

    /// Was it said who knows?
    pub(crate) fn knows_marks(&self) -> bool {
        self.marked.get().is_some()
    }

    /// What stands beside each item, in their order. Nobody is asked about nothing.
    ///
    /// # Errors
    /// [`LedgerError::Marks`] if nobody answers: nothing is shown as if nothing stood beside it.
    pub fn marks(&self, items: &[MarkedItem]) -> Result<Vec<Marks>, LedgerError> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let marked = self.marked.get().and_then(std::sync::Weak::upgrade);
        let away = || PortError::Away { service: "repair".to_owned(), cause: "it is not open".to_owned() };
        Ok(marks_beside(marked.ok_or_else(away)?.as_ref(), items)?)
    }

    /// What stands beside each of some records of one kind.
    ///
    /// # Errors
    /// As [`Ledger::marks`].
    pub fn marks_of(&self, views: &[VersionView]) -> Result<Vec<Marks>, LedgerError> {
        let item = |view: &VersionView| {
            let (subject_id, key) = view.after.record();
            MarkedItem::of_record(subject_id, key)
        };
        self.marks(&views.iter().map(item).collect::<Vec<_>>())
    }
}

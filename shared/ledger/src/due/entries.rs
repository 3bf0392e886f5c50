//! Time limits of records and of rows that wait for their party as one list.

use super::{Due, DueAfter, DueWanted};
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::unresolved::Unresolved;
use contracts::page::cut;
use statute::duties::Limits;

/// A time limit, of whatever set it going (期限事项).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A record.
    Record(Due),
    /// A row that waits for its party.
    Row(Unresolved),
}

impl Entry {
    /// Its place in the list.
    #[must_use]
    pub const fn after(&self) -> &DueAfter {
        match self {
            Self::Record(due) => &due.after,
            Self::Row(unresolved) => unresolved.after(),
        }
    }
}

impl Ledger {
    /// Time limits of records within a reach and of rows that wait for their party, by the day on which they run out,
    /// and where the list goes on. Those of rows are open, and of no merchant that anybody knows.
    ///
    /// # Errors
    /// [`LedgerError::Counting`] as with [`Ledger::deadlines`].
    pub fn entries(
        &self,
        wanted: &DueWanted,
        limits: &Limits,
        asker: Asker<'_>,
    ) -> Result<(Vec<Entry>, Option<DueAfter>), LedgerError> {
        let (records, next) = self.deadlines(wanted, asker.reach)?;
        let rows = self.unresolved_within(wanted, limits, asker)?;
        let mut found: Vec<Entry> = records.into_iter().map(Entry::Record).collect();
        found.extend(rows.into_iter().map(Entry::Row));
        found.sort_by(|one, other| one.after().cmp(other.after()));
        let shown = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
        // If no row stands among them, the page of records ends where it ended.
        let next = cut(&mut found, shown, |last| last.after().clone()).or(next);
        Ok((found, next))
    }

    /// Those of rows that are wanted, in their order.
    pub(crate) fn unresolved_within(
        &self,
        wanted: &DueWanted,
        limits: &Limits,
        asker: Asker<'_>,
    ) -> Result<Vec<Unresolved>, LedgerError> {
        // Nobody is read for whom nothing can come of it.
        if wanted.code.is_some() {
            return Ok(Vec::new());
        }
        let mut rows = self.unresolved(limits, asker)?;
        rows.retain(|row| row.fits(wanted));
        Ok(rows)
    }
}

//! What is counted of a source within a month, before anything is made of it.

use super::disputes::Dispute;
use domain::day::Day;
use domain::instant::Instant;
use std::collections::BTreeMap;

/// Everything that is counted for a card.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// When something last came, by the end of the month.
    pub(crate) newest_receipt: Option<Instant>,
    /// The newest day on which something happened of what came in the month of that receipt.
    pub(crate) newest_event: Option<Day>,
    pub(crate) arrivals: Vec<Arrivals>,
    pub(crate) filled: BTreeMap<Cell, Filled>,
    pub(crate) disputes: Vec<Dispute>,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) files: Files,
    pub(crate) acts: Acts,
    /// Merchants of whom something came.
    pub(crate) merchants: u64,
    /// Merchants of whom something stands now.
    pub(crate) concerned: u64,
}

/// Versions that came, and are alike in all of this.
#[derive(Clone, Debug)]
pub(crate) struct Arrivals {
    pub(crate) kind: String,
    pub(crate) is_history: bool,
    /// Were they the first of their records?
    pub(crate) is_first: bool,
    /// Did they take their records back?
    pub(crate) is_withdrawal: bool,
    /// Days from the event to its arrival; nothing of history, of later versions and of records without a day.
    pub(crate) lag: Option<i64>,
    pub(crate) number: u64,
}

/// A column of a kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Cell {
    pub(crate) kind: String,
    pub(crate) column: &'static str,
    pub(crate) zh: &'static str,
}

/// How often something stood in a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Filled {
    pub(crate) filled: u64,
    pub(crate) rows: u64,
}

/// Rows that had to wait, and are alike in all of this.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) disposition: String,
    /// Did they come in the month, or before?
    pub(crate) is_of_month: bool,
    /// What had become of them by the end of the month.
    pub(crate) then: Outcome,
    /// What has become of them by now.
    pub(crate) now: Outcome,
    pub(crate) number: u64,
    /// When the oldest of them came.
    pub(crate) since: Instant,
}

/// What became of a row that waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    Open,
    Mended,
    Discarded,
}

/// Files that were over within the month.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Files {
    pub(crate) read: u64,
    pub(crate) unreadable: u64,
    pub(crate) rows: u64,
    pub(crate) repeated: u64,
    pub(crate) waiting_already: u64,
}

/// What officials did within the month to what the source had said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Acts {
    pub(crate) corrected: u64,
    pub(crate) withdrawn: u64,
    pub(crate) moved: u64,
}

//! Filings that the mirror does not hold: those of which nobody knows whose they are, which count all the same
//! (settled readings, 8), and those of which it has just been said. Each is counted once: from the instant at which a
//! row becomes a record it counts as that record alone, however far the mirror has come by then.

use crate::filings::{Filing, Filings};
use domain::record::Content;
use ledger::{LedgerError, Resolving, RowPlace, WaitingRecord};
use rustc_hash::FxHashMap;

/// What counts beside what the mirror holds.
pub(super) struct Beside {
    /// Records that were rows a moment ago, each with its subject.
    pub(super) records: Vec<(i64, Filing)>,
    /// Rows that wait, each with its place if whoever asks may see it.
    pub(super) rows: Vec<(Filing, Option<RowPlace>)>,
}

impl Beside {
    /// What waits, and what was resolved, at an instant no earlier than that of the mirror.
    pub(super) fn of(filings: &Filings, resolving: Resolving) -> Result<Self, LedgerError> {
        let mut records = Vec::new();
        for (kind, stands) in resolving.resolved {
            let is_held = filings.of_subject(stands.subject_id).iter().any(|filing| filing.key == stands.key);
            if !is_held {
                let content = Content::from_json(kind, &stands.content)?;
                records.push((stands.subject_id, Filing { key: stands.key, content }));
            }
        }
        let waiting = resolving.waiting.into_iter();
        let mut rows: FxHashMap<String, WaitingRecord> =
            waiting.map(|one| (one.content.key().as_str().to_owned(), one)).collect();
        // Some have come in otherwise: of one day and number there is one filing.
        if !rows.is_empty() {
            let others = filings.all().chain(records.iter().map(|(subject, filing)| (*subject, filing)));
            for (_, filing) in others {
                let day = filing.content.event_day();
                if rows.get(filing.key.as_str()).is_some_and(|row| row.content.event_day() == day) {
                    rows.remove(filing.key.as_str());
                }
            }
        }
        let rows = rows
            .into_iter()
            .map(|(key, WaitingRecord { content, row, is_shown })| (Filing { key, content }, is_shown.then_some(row)));
        Ok(Self { rows: rows.collect(), records })
    }
}

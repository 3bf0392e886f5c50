//! Where entries are handed over.

use contracts::audit::Entry;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Entries that may wait to be written; then requests wait too rather than go unrecorded.
const WAITING: usize = 100_000;
/// Merchants whose codes take as much memory as an entry has besides.
const AS_AN_ENTRY: usize = 20;
/// How long entries are gathered.
const GATHER: Duration = Duration::from_millis(50);
/// Longest wait for anything to happen.
const LONG: Duration = Duration::from_secs(3600);

/// Where entries are handed over.
#[derive(Default)]
pub(super) struct Desk {
    pile: Mutex<Pile>,
    /// Rung for the keeper: there is something, or nothing more will come.
    begun: Condvar,
    /// Rung for requests that wait: there is room again.
    cleared: Condvar,
    /// Rung for whoever waits for what was handed over to be written.
    written: Condvar,
}

/// What lies there.
#[derive(Default)]
struct Pile {
    entries: Vec<Entry>,
    /// Memory that they take, as if each entry were about one merchant.
    weight: usize,
    /// How many have ever been handed over, and how many of them are written.
    handed: u64,
    done: u64,
    /// Nothing more will come, and nobody waits longer than for one more try.
    closing: bool,
}

/// What was taken.
pub(super) enum Taken {
    /// Everything that was handed over.
    Entries(Vec<Entry>),
    /// Nothing came in time.
    Nothing,
    /// All is written and nothing more will come.
    End,
}

impl Desk {
    pub(super) fn put(&self, entry: Entry) {
        let mut pile = self.pile();
        while pile.weight >= WAITING && !pile.closing {
            tracing::warn!("audit entries come faster than they can be written");
            pile = self.cleared.wait(pile).unwrap_or_else(PoisonError::into_inner);
        }
        pile.weight += 1 + entry.merchants.len() / AS_AN_ENTRY;
        pile.entries.push(entry);
        pile.handed += 1;
        let is_first = pile.entries.len() == 1;
        drop(pile);
        if is_first {
            self.begun.notify_one();
        }
    }

    /// So many of those that were taken are written.
    pub(super) fn wrote(&self, taken: usize) {
        self.pile().done += u64::try_from(taken).unwrap_or(u64::MAX);
        self.written.notify_all();
    }

    /// Waits until everything that was handed over by now is written; false if that takes too long.
    pub(super) fn settle(&self, patience: Duration) -> bool {
        let pile = self.pile();
        let handed = pile.handed;
        let waited = self.written.wait_timeout_while(pile, patience, |pile| pile.done < handed);
        let (pile, _) = waited.unwrap_or_else(PoisonError::into_inner);
        pile.done >= handed
    }

    /// Nothing more will come.
    pub(super) fn close(&self) {
        self.pile().closing = true;
        self.begun.notify_all();
    }

    pub(super) fn is_closing(&self) -> bool {
        self.pile().closing
    }

    fn pile(&self) -> MutexGuard<'_, Pile> {
        self.pile.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that was handed over, some moments after the first of it, so that one transaction writes
    /// many. If something is due, nothing is waited for beyond that.
    pub(super) fn take(&self, due: Option<Instant>) -> Taken {
        let nothing = |pile: &mut Pile| pile.entries.is_empty() && !pile.closing;
        let patience = due.map_or(LONG, |due| due.saturating_duration_since(Instant::now()));
        let waited = self.begun.wait_timeout_while(self.pile(), patience, nothing);
        let (pile, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        drop(pile);
        if waited.timed_out() {
            return Taken::Nothing;
        }
        let more = |pile: &mut Pile| pile.weight < WAITING && !pile.closing;
        let waited = self.begun.wait_timeout_while(self.pile(), GATHER, more);
        let (mut pile, _) = waited.unwrap_or_else(PoisonError::into_inner);
        pile.weight = 0;
        let entries = std::mem::take(&mut pile.entries);
        drop(pile);
        self.cleared.notify_all();
        if entries.is_empty() { Taken::End } else { Taken::Entries(entries) }
    }
}

//! Takes entries from where requests are served and writes them in the background.

use crate::store::{EntryRow, Listing, MIGRATIONS, NewEntry, store};
use contracts::audit::{Entry, Trail};
use db::{Database, DbError, OpenError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Entries that may wait to be written; then requests wait too rather than go unrecorded.
const WAITING: usize = 100_000;
/// How long entries are gathered.
const GATHER: Duration = Duration::from_millis(50);
/// Entries of one part of the trail, about.
const PART: usize = 1 << 14;

/// Keeps the audit trail (审计留痕).
pub struct Keeper {
    db: Arc<Database>,
    desk: Arc<Desk>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Where entries are handed over.
#[derive(Default)]
struct Desk {
    pile: Mutex<Pile>,
    /// Rung for the keeper: there is something, or nothing more will come.
    begun: Condvar,
    /// Rung for requests that wait: there is room again.
    cleared: Condvar,
}

/// What lies there.
#[derive(Default)]
struct Pile {
    entries: Vec<Entry>,
    /// Nothing more will come, and nobody waits longer than for one more try.
    closing: bool,
}

impl Keeper {
    /// Opens the trail in a database and begins to keep.
    ///
    /// # Errors
    /// [`OpenError`] if its table cannot be made.
    pub fn open(db: Arc<Database>) -> Result<Self, OpenError> {
        db.migrate(&[&MIGRATIONS])?;
        let last = db.read::<_, DbError>(|conn| Ok(store(conn).last_part()?))?;
        let desk = Arc::new(Desk::default());
        let (own, shared) = (Arc::clone(&db), Arc::clone(&desk));
        let thread =
            std::thread::Builder::new().name("audit".to_owned()).spawn(move || keep(&own, &shared, last + 1))?;
        Ok(Self { db, desk, thread: Mutex::new(Some(thread)) })
    }

    pub(crate) fn list(&self, listing: &Listing) -> Result<Vec<EntryRow>, DbError> {
        self.db.read(|conn| Ok(store(conn).list(listing)?))
    }
}

impl Trail for Keeper {
    fn put(&self, entry: Entry) {
        let mut pile = self.desk.pile();
        while pile.entries.len() >= WAITING && !pile.closing {
            tracing::warn!("audit entries come faster than they can be written");
            pile = self.desk.cleared.wait(pile).unwrap_or_else(PoisonError::into_inner);
        }
        pile.entries.push(entry);
        let is_first = pile.entries.len() == 1;
        drop(pile);
        if is_first {
            self.desk.begun.notify_one();
        }
    }
}

/// What has been handed over is written before the process ends.
impl Drop for Keeper {
    fn drop(&mut self) {
        self.desk.pile().closing = true;
        self.desk.begun.notify_all();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl Desk {
    fn pile(&self) -> MutexGuard<'_, Pile> {
        self.pile.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that was handed over, some moments after the first of it, so that one transaction writes
    /// many; nothing once all is written and nothing more will come.
    fn take(&self) -> Option<Vec<Entry>> {
        let nothing = |pile: &mut Pile| pile.entries.is_empty() && !pile.closing;
        drop(self.begun.wait_while(self.pile(), nothing).unwrap_or_else(PoisonError::into_inner));
        let more = |pile: &mut Pile| pile.entries.len() < WAITING && !pile.closing;
        let waited = self.begun.wait_timeout_while(self.pile(), GATHER, more);
        let (mut pile, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let entries = std::mem::take(&mut pile.entries);
        drop(pile);
        self.cleared.notify_all();
        (!entries.is_empty()).then_some(entries)
    }

    fn is_closing(&self) -> bool {
        self.pile().closing
    }
}

fn keep(db: &Database, desk: &Desk, mut part: i64) {
    let mut written = 0;
    while let Some(entries) = desk.take() {
        let batch: Vec<NewEntry> = entries.into_iter().map(|entry| row(entry, part)).collect();
        write(db, &batch, desk);
        written += batch.len();
        if written >= PART {
            (part, written) = (part + 1, 0);
        }
    }
}

/// Writes entries, as often as it takes; when the process ends, what still cannot be written goes to the log.
fn write(db: &Database, batch: &[NewEntry], desk: &Desk) {
    while let Err(error) = db.write::<_, DbError>(|conn| Ok(store(conn).add(batch)?)) {
        tracing::error!(%error, entries = batch.len(), "audit entries cannot be written; tried again");
        if desk.is_closing() {
            // Who and whom stay out of the log.
            let lost = |entry: &NewEntry| {
                let (at, role, action) = (entry.at, entry.role, &entry.action);
                tracing::error!(at_micros = at, role, action, "an audit entry was not written");
            };
            return batch.iter().for_each(lost);
        }
        std::thread::sleep(Duration::from_secs(1));
    }
}

fn row(entry: Entry, part: i64) -> NewEntry {
    NewEntry {
        at: entry.at.micros(),
        who: entry.who.map(without_nul),
        role: entry.role.map(|role| role.token()),
        department: entry.department.map(without_nul),
        action: without_nul(entry.action),
        target: without_nul(entry.target),
        merchant: entry.merchant.map(|code| code.to_string()),
        status: i32::from(entry.status),
        purpose: entry.purpose.map(without_nul),
        request_id: without_nul(entry.request_id),
        part,
    }
}

/// No text of PostgreSQL holds NUL, and an entry must not be lost for what somebody wrote into it.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

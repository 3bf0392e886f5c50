//! Takes entries from where requests are served and writes them in the background.

use crate::store::{EntryRow, Listing, MIGRATIONS, NewEntry, store};
use contracts::audit::{Entry, Trail};
use db::{Database, DbError, OpenError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Entries that may wait to be written; then requests wait too rather than go unrecorded.
const WAITING: usize = 100_000;
/// Entries written together.
const BATCH: usize = 2_000;
/// How long entries are gathered.
const GATHER: Duration = Duration::from_millis(50);

/// Keeps the audit trail (审计留痕).
pub struct Keeper {
    db: Arc<Database>,
    out: Mutex<Option<SyncSender<NewEntry>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Nothing more will come, and nobody waits longer than for one more try.
    closing: Arc<AtomicBool>,
}

impl Keeper {
    /// Opens the trail in a database and begins to keep.
    ///
    /// # Errors
    /// [`OpenError`] if its table cannot be made.
    pub fn open(db: Arc<Database>) -> Result<Self, OpenError> {
        db.migrate(&[&MIGRATIONS])?;
        let (out, entries) = sync_channel(WAITING);
        let closing = Arc::new(AtomicBool::new(false));
        let (own, told) = (Arc::clone(&db), Arc::clone(&closing));
        let thread = std::thread::Builder::new().name("audit".to_owned()).spawn(move || keep(&own, &entries, &told))?;
        Ok(Self { db, out: Mutex::new(Some(out)), thread: Mutex::new(Some(thread)), closing })
    }

    pub(crate) fn list(&self, listing: &Listing) -> Result<Vec<EntryRow>, DbError> {
        self.db.read(|conn| Ok(store(conn).list(listing)?))
    }
}

impl Trail for Keeper {
    fn put(&self, entry: Entry) {
        let out = self.out.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(out) = out else { return };
        if let Err(TrySendError::Full(entry)) = out.try_send(row(entry)) {
            tracing::warn!("audit entries come faster than they can be written");
            // The thread is gone only if it panicked, which the log says.
            let _ = out.send(entry);
        }
    }
}

/// What has been handed over is written before the process ends.
impl Drop for Keeper {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Relaxed);
        drop(self.out.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

fn row(entry: Entry) -> NewEntry {
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
    }
}

/// No text of PostgreSQL holds NUL, and an entry must not be lost for what somebody wrote into it.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

fn keep(db: &Database, entries: &Receiver<NewEntry>, closing: &AtomicBool) {
    // The first entry is waited for, the others are gathered for a moment.
    while let Ok(first) = entries.recv() {
        let begun = Instant::now();
        let mut batch = vec![first];
        while batch.len() < BATCH {
            let Ok(entry) = entries.recv_timeout(GATHER.saturating_sub(begun.elapsed())) else { break };
            batch.push(entry);
        }
        write(db, &batch, closing);
    }
}

/// Writes entries, as often as it takes; when the process ends, what still cannot be written goes to the log.
fn write(db: &Database, batch: &[NewEntry], closing: &AtomicBool) {
    while let Err(error) = db.write::<_, DbError>(|conn| Ok(store(conn).add(batch)?)) {
        tracing::error!(%error, entries = batch.len(), "audit entries cannot be written; tried again");
        if closing.load(Ordering::Relaxed) {
            return batch.iter().for_each(|entry| tracing::error!(?entry, "an audit entry was not written"));
        }
        std::thread::sleep(Duration::from_secs(1));
    }
}

//! Takes entries from where requests are served and writes them in the background.

use crate::store::{EntryRow, Listing, MIGRATIONS, NewEntry, store};
use contracts::audit::{Entry, Trail};
use db::{Database, DbError, OpenError};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

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
}

impl Keeper {
    /// Opens the trail in a database and begins to keep.
    ///
    /// # Errors
    /// [`OpenError`] if its table cannot be made.
    pub fn open(db: Arc<Database>) -> Result<Self, OpenError> {
        db.migrate(&[&MIGRATIONS])?;
        let (out, entries) = sync_channel(WAITING);
        let own = Arc::clone(&db);
        let thread = std::thread::Builder::new().name("audit".to_owned()).spawn(move || keep(&own, &entries))?;
        Ok(Self { db, out: Mutex::new(Some(out)), thread: Mutex::new(Some(thread)) })
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
        who: entry.who,
        role: entry.role.map(|role| role.token()),
        department: entry.department,
        action: entry.action,
        target: entry.target,
        merchant: entry.merchant.map(|code| code.to_string()),
        status: i32::from(entry.status),
        purpose: entry.purpose,
        request_id: entry.request_id,
    }
}

fn keep(db: &Database, entries: &Receiver<NewEntry>) {
    let mut batch: Vec<NewEntry> = Vec::new();
    loop {
        // The first entry is waited for, the others are gathered for a moment.
        match entries.recv() {
            Ok(entry) => batch.push(entry),
            Err(_) => return,
        }
        let mut is_over = false;
        while batch.len() < BATCH {
            match entries.recv_timeout(GATHER) {
                Ok(entry) => batch.push(entry),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    is_over = true;
                    break;
                }
            }
        }
        while let Err(error) = db.write::<_, DbError>(|conn| Ok(store(conn).add(&batch)?)) {
            tracing::error!(%error, entries = batch.len(), "audit entries cannot be written; tried again");
            if is_over {
                return;
            }
            std::thread::sleep(Duration::from_secs(1));
        }
        batch.clear();
    }
}

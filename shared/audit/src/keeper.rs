//! Takes entries from where requests are served, and writes and chains them in the background.

mod desk;
mod opening;

use crate::chain;
use crate::entry::AuditEntry;
use crate::error::TrailError;
use crate::seal::{Checkpoint, Signer};
use crate::store::{Listing, MIGRATIONS, store};
use crate::trail::Kept;
use contracts::audit::{Entry, Trail};
use contracts::clock::Clock;
use db::{Database, OpenError};
use desk::{Desk, Taken};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How the trail is kept (留痕方式).
#[derive(Clone)]
pub struct Keeping {
    /// Tells the time of checkpoints.
    pub clock: Arc<dyn Clock>,
    /// Signs checkpoints and exports. Without it there are none.
    pub signer: Option<Arc<dyn Signer>>,
    /// Entries after which a checkpoint is due.
    pub entries: i64,
    /// Time after which one is due if there is an entry at all.
    pub pause: Duration,
}

impl Keeping {
    /// The usual: a checkpoint after 10,000 entries or five minutes.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, signer: Option<Arc<dyn Signer>>) -> Self {
        Self { clock, signer, entries: 10_000, pause: Duration::from_secs(300) }
    }
}

/// Keeps the audit trail (审计留痕).
pub struct Keeper {
    pub(crate) kept: Kept,
    pub(crate) keeping: Keeping,
    desk: Arc<Desk>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Keeper {
    /// Opens the trail in a database, chains what was written before there was a chain, and begins to keep.
    ///
    /// # Errors
    /// [`OpenError`] if its tables cannot be made or read.
    pub fn open(db: Arc<Database>, keeping: Keeping) -> Result<Self, OpenError> {
        db.migrate(&[&MIGRATIONS])?;
        let desk = Arc::new(Desk::default());
        let kept = Kept::new(db);
        let mut hand = Hand {
            kept: kept.clone(),
            keeping: keeping.clone(),
            desk: Arc::clone(&desk),
            unsigned: 0,
            since: Instant::now(),
        };
        opening::open(&mut hand)?;
        let thread = std::thread::Builder::new().name("audit".to_owned()).spawn(move || hand.keep())?;
        Ok(Self { kept, keeping, desk, thread: Mutex::new(Some(thread)) })
    }

    pub(crate) fn list(&self, listing: &Listing) -> Result<(Vec<AuditEntry>, bool), TrailError> {
        self.kept.0.read(|conn| Ok(store(conn).list(listing)?))
    }
}

impl Keeper {
    /// Waits until everything that was handed over before is written; false if that takes longer than this.
    pub(crate) fn settle(&self, patience: Duration) -> bool {
        self.desk.settle(patience)
    }
}

impl Trail for Keeper {
    fn put(&self, entry: Entry) {
        self.desk.put(entry);
    }
}

/// What has been handed over is written before the process ends, and the end of the chain is signed.
impl Drop for Keeper {
    fn drop(&mut self) {
        self.desk.close();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

/// Who writes.
struct Hand {
    kept: Kept,
    keeping: Keeping,
    desk: Arc<Desk>,
    /// Entries behind the last checkpoint.
    unsigned: i64,
    /// Since when there are some.
    since: Instant,
}

impl Hand {
    fn keep(mut self) {
        loop {
            let due = (self.keeping.signer.is_some() && self.unsigned > 0).then(|| self.since + self.keeping.pause);
            match self.desk.take(due) {
                Taken::Entries(entries) => {
                    let taken = entries.len();
                    let mut batch: Vec<AuditEntry> = entries.into_iter().flat_map(AuditEntry::of).collect();
                    self.write(&mut batch);
                    self.desk.wrote(taken);
                    if self.unsigned >= self.keeping.entries || self.since.elapsed() >= self.keeping.pause {
                        self.sign();
                    }
                }
                Taken::Nothing => self.sign(),
                Taken::End => return self.sign(),
            }
        }
    }

    /// Writes entries, as often as it takes; when the process ends, what still cannot be written goes to the log.
    fn write(&mut self, batch: &mut [AuditEntry]) {
        while let Err(error) = self.chain(batch) {
            tracing::error!(%error, entries = batch.len(), "audit entries cannot be written; tried again");
            if self.desk.is_closing() {
                // Who and whom stay out of the log.
                let lost = |entry: &AuditEntry| {
                    let (at, role, action) = (entry.at, &entry.role, &entry.action);
                    tracing::error!(at_micros = at, role, action, "an audit entry was not written");
                };
                return batch.iter().for_each(lost);
            }
            std::thread::sleep(Duration::from_secs(1));
        }
        if self.unsigned == 0 {
            self.since = Instant::now();
        }
        self.unsigned = self.unsigned.saturating_add(i64::try_from(batch.len()).unwrap_or(i64::MAX));
    }

    /// Numbers are given inside: only who holds the end of the chain knows what comes next.
    fn chain(&self, batch: &mut [AuditEntry]) -> Result<(), TrailError> {
        self.kept.0.write(|conn| {
            let store = store(conn);
            let head = chain::append(store.held_head()?, batch)?;
            store.add(batch)?;
            Ok(store.advance(&head)?)
        })
    }

    /// Signs the end of the chain, unless it has been signed. What fails is tried again when the next one is due.
    fn sign(&mut self) {
        let Some(signer) = &self.keeping.signer else { return };
        if self.unsigned == 0 {
            return;
        }
        let at = self.keeping.clock.now();
        let signed = self.kept.0.write::<_, TrailError>(|conn| {
            let store = store(conn);
            let head = store.held_head()?;
            // Another process may have signed it.
            if store.latest_checkpoint()?.is_none_or(|latest| latest.number < head.0) {
                store.add_checkpoint(Checkpoint::sign(head, at, &**signer)?)?;
            }
            Ok(())
        });
        self.since = Instant::now();
        match signed {
            Ok(()) => self.unsigned = 0,
            Err(error) => tracing::error!(%error, "the end of the audit trail cannot be signed"),
        }
    }
}

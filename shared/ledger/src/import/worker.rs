//! Reads jobs one after the other, in a thread of its own.

use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::import::outcome::of_fault;
use crate::import::reading::{Progress, Reading};
use crate::store::{Store, store};
use contracts::import::{Job, JobState};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a worker sleeps if nobody wakes it: another process may have taken a file in.
const NAP: Duration = Duration::from_secs(5);

/// The thread that reads jobs (导入执行).
pub struct Worker {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    ledger: Arc<Ledger>,
    /// The job that is being read, and how far it has come.
    reading: Mutex<Option<(i64, Arc<Progress>)>>,
    /// Jobs that somebody stopped.
    refused: Mutex<BTreeSet<i64>>,
    woken: Mutex<bool>,
    bell: Condvar,
    stopped: AtomicBool,
}

/// What one look at the queue came to.
enum Turn {
    Idle,
    Read,
}

impl Worker {
    /// Starts the thread; jobs that an earlier process left behind are read at once.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(ledger: Arc<Ledger>) -> Result<Self, std::io::Error> {
        let shared = Arc::new(Shared {
            ledger,
            reading: Mutex::new(None),
            refused: Mutex::new(BTreeSet::new()),
            woken: Mutex::new(true),
            bell: Condvar::new(),
            stopped: AtomicBool::new(false),
        });
        let own = Arc::clone(&shared);
        let name = format!("{}-import", shared.ledger.db.service());
        let thread = std::thread::Builder::new().name(name).spawn(move || own.work())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// There is a new job.
    pub fn wake(&self) {
        self.shared.wake();
    }

    /// A job with how far it has come.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none.
    pub fn job(&self, import_id: i64, asker: Asker<'_>) -> Result<Job, LedgerError> {
        // Looked at before the table: a job that ends in between is over in the table.
        let rows = self.rows(import_id);
        let job = self.shared.ledger.job(import_id, asker)?;
        Ok(Job { reading: rows.filter(|_| job.state == JobState::Queued), ..job })
    }

    /// The same for a job that has been looked up.
    #[must_use]
    pub fn told(&self, job: Job) -> Job {
        Job { reading: self.rows(job.import_id).filter(|_| job.state == JobState::Queued), ..job }
    }

    fn rows(&self, import_id: i64) -> Option<u64> {
        self.shared.progress(import_id).map(|progress| progress.rows.load(Ordering::Relaxed))
    }

    /// Stops a job that is not over; nothing of it is kept.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none, [`LedgerError::Unfit`] if it is over already.
    pub fn cancel(&self, import_id: i64, asker: Asker<'_>) -> Result<Job, LedgerError> {
        let ledger = &self.shared.ledger;
        // Nobody stops what they are not shown.
        ledger.job(import_id, asker)?;
        let refused = || self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused().insert(import_id);
        if let Some(progress) = self.shared.progress(import_id) {
            progress.stop.store(true, Ordering::Relaxed);
        }
        let ended = ledger.end(import_id, JobState::Cancelled, &Reading::default());
        refused().remove(&import_id);
        // The thread has stopped reading it, and others may be waiting behind it.
        self.shared.wake();
        let ended = ended?;
        let job = ledger.job(import_id, asker)?;
        if ended {
            return Ok(job);
        }
        Err(LedgerError::Unfit {
            en: "the import is over already".to_owned(), zh: "该导入任务已结束".to_owned()
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        if let Some((_, progress)) = self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            progress.stop.store(true, Ordering::Relaxed);
        }
        self.shared.wake();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn wake(&self) {
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }

    fn progress(&self, import_id: i64) -> Option<Arc<Progress>> {
        let reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        reading.as_ref().filter(|(id, _)| *id == import_id).map(|(_, progress)| Arc::clone(progress))
    }

    fn work(&self) {
        while !self.stopped.load(Ordering::Relaxed) {
            match self.turn() {
                Ok(Turn::Read) => continue,
                Ok(Turn::Idle) => {}
                Err(error) => tracing::error!(service = self.ledger.db.service(), %error, "an import is tried again"),
            }
            let woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
            let (mut woken, _) =
                self.bell.wait_timeout_while(woken, NAP, |woken| !*woken).unwrap_or_else(PoisonError::into_inner);
            *woken = false;
        }
    }

    /// Reads the oldest job, if there is one.
    fn turn(&self) -> Result<Turn, LedgerError> {
        let mut claimed = None;
        let mut tried = None;
        let read = self.ledger.db.write_once(|mut conn| {
            let Some(job) = store(conn.again()).claim()? else { return Ok(Turn::Idle) };
            claimed = Some(job.import_id);
            let progress = self.begin(job.import_id);
            let mut file = self.ledger.spool(conn.again(), job.import_id)?;
            let read = self.ledger.read_file(&mut conn, &job, &mut file, &progress)?;
            if job.dry_run {
                // What it would have changed is rolled back, and what it found is told afterwards.
                tried = Some(read);
                return Err(LedgerError::Stopped);
            }
            self.ledger.close(store(conn), job.import_id, JobState::Done, &read)?;
            Ok(Turn::Read)
        });
        self.ledger.bell.ring();
        self.begun(None);
        let Some(import_id) = claimed else { return read };
        if let Some(tried) = tried {
            return self.ledger.end(import_id, JobState::Done, &tried).map(|_| Turn::Read);
        }
        match read {
            // Whoever stopped it ends it; if that was the whole process, the next start reads it again.
            Err(LedgerError::Stopped) => Ok(Turn::Idle),
            // Read again, after a nap.
            Err(error) if error.is_passing() => Err(error),
            // Read again it would fail again, and nothing behind it would ever be read.
            Err(error) => {
                let service = self.ledger.db.service();
                match &error {
                    // Somebody's file, which its job tells them.
                    LedgerError::Unreadable(_) => tracing::info!(service, import_id, "a file cannot be read"),
                    _ => tracing::error!(service, import_id, %error, "an import has failed"),
                }
                let outcome = of_fault(&error);
                self.ledger.end(import_id, JobState::Failed, &Reading { outcome, ..Reading::default() })?;
                Ok(Turn::Read)
            }
            read => read,
        }
    }

    /// From now on this job is being read. One that has been refused meanwhile stops at once.
    fn begin(&self, import_id: i64) -> Arc<Progress> {
        let progress = Arc::new(Progress::default());
        self.begun(Some((import_id, Arc::clone(&progress))));
        let is_refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner).contains(&import_id);
        if is_refused || self.stopped.load(Ordering::Relaxed) {
            progress.stop.store(true, Ordering::Relaxed);
        }
        progress
    }

    fn begun(&self, reading: Option<(i64, Arc<Progress>)>) {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = reading;
    }
}

impl Ledger {
    /// A job's file as a file again.
    fn spool(&self, conn: db::Conn<'_>, import_id: i64) -> Result<File, LedgerError> {
        let store = store(conn);
        let mut file = tempfile::tempfile()?;
        for number in 0.. {
            let Some(piece) = store.chunk(import_id, number)? else { break };
            file.write_all(&piece)?;
        }
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    /// Ends a job without keeping any of its records; false if it is over already.
    fn end(&self, import_id: i64, state: JobState, read: &Reading) -> Result<bool, LedgerError> {
        self.db.write(|conn| self.close(store(conn), import_id, state, read))
    }

    fn close(
        &self,
        store: &mut dyn Store,
        import_id: i64,
        state: JobState,
        read: &Reading,
    ) -> Result<bool, LedgerError> {
        let outcome = serde_json::to_string(&read.outcome)?;
        let ended = store.finish(import_id, state.token(), self.clock.now().micros(), &outcome)?;
        if ended {
            store.drop_chunks(import_id)?;
            for row in &read.waiting {
                store.add_waiting(row)?;
            }
        }
        Ok(ended)
    }
}

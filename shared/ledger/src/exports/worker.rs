//! Writes exports, two at a time.

use super::jobs::{Jobs, Task};
use super::writing::{Source, Written, write};
use super::{Export, ExportFile};
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use contracts::export::{Fault, Job};
use domain::instant::Instant;
use statute::duties::Limits;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How many are written at once; the others wait.
const AT_ONCE: usize = 2;
/// How long a thread sleeps if nobody wakes it: then it removes what is old.
const NAP: Duration = Duration::from_secs(60);

/// The exports of a ledger, and the threads that write them (导出台).
pub struct Exports {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    ledger: Arc<Ledger>,
    limits: Arc<Limits>,
    jobs: Mutex<Jobs>,
    bell: Condvar,
    stopped: AtomicBool,
}

impl Exports {
    /// Starts the threads; what an earlier process took on is gone. Time limits are told by this law.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(ledger: Arc<Ledger>, limits: Arc<Limits>) -> Result<Self, std::io::Error> {
        let (jobs, bell) = (Mutex::default(), Condvar::new());
        let shared = Arc::new(Shared { ledger, limits, jobs, bell, stopped: AtomicBool::new(false) });
        let mut exports = Self { shared, threads: Vec::new() };
        for _ in 0..AT_ONCE {
            let own = Arc::clone(&exports.shared);
            let name = format!("{}-export", own.ledger.db.service());
            exports.threads.push(std::thread::Builder::new().name(name).spawn(move || own.work())?);
        }
        Ok(exports)
    }

    /// Takes an export on.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] if whoever asks has too many already.
    pub fn order(&self, export: Export, asker: Asker<'_>) -> Result<Job, LedgerError> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(std::io::Error::from)?;
        // A number of its own for ever: after a restart it is nobody else's.
        let id = format!("{:032x}", u128::from_be_bytes(bytes));
        let (mut jobs, now) = self.shared.present();
        let job = jobs.add(id, export, asker, now)?;
        drop(jobs);
        self.shared.bell.notify_one();
        Ok(job)
    }

    /// Those of whoever asks, newest first.
    #[must_use]
    pub fn of(&self, asker: Asker<'_>) -> Vec<Job> {
        self.shared.present().0.of(asker)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none, or it is somebody else's.
    pub fn job(&self, id: &str, asker: Asker<'_>) -> Result<Job, LedgerError> {
        self.shared.present().0.job(id, asker)
    }

    /// The file of one that is done.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] as above, [`LedgerError::Unfit`] if it has none.
    pub fn file(&self, id: &str, asker: Asker<'_>) -> Result<ExportFile, LedgerError> {
        self.shared.present().0.file(id, asker)
    }

    /// Stops one that is not over, so that nothing of it is kept; removes one that is over, with its file.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] as above.
    pub fn delete(&self, id: &str, asker: Asker<'_>) -> Result<(), LedgerError> {
        let (mut jobs, now) = self.shared.present();
        jobs.delete(id, asker, now)
    }
}

impl Drop for Exports {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        self.shared.jobs().stop();
        self.shared.bell.notify_all();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is there now: the jobs that are not too old.
    fn present(&self) -> (MutexGuard<'_, Jobs>, Instant) {
        let now = self.ledger.clock.now();
        let mut jobs = self.jobs();
        jobs.forget(now);
        (jobs, now)
    }

    fn work(&self) {
        while let Some(task) = self.next() {
            let written = self.write(&task);
            let now = self.ledger.clock.now();
            self.jobs().end(&task.id, written, now);
        }
    }

    /// Waits for the next one; none if nothing is written any more.
    fn next(&self) -> Option<Task> {
        let (mut jobs, _) = self.present();
        loop {
            if self.stopped.load(Ordering::Relaxed) {
                return None;
            }
            if let Some(task) = jobs.next() {
                return Some(task);
            }
            jobs = self.bell.wait_timeout(jobs, NAP).unwrap_or_else(PoisonError::into_inner).0;
            jobs.forget(self.ledger.clock.now());
        }
    }

    fn write(&self, task: &Task) -> Result<Written, Fault> {
        let source = Source { ledger: &self.ledger, limits: &self.limits, reach: task.reach };
        let work = || write(source, &task.export, &task.progress);
        // A fault of ours in one list must not end the thread that all others wait for.
        let written = catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(LedgerError::Panicked));
        written.map_err(|error| {
            let (service, list) = (self.ledger.service(), &task.export.order.list);
            match error {
                LedgerError::Stopped => tracing::info!(service, list, "an export was stopped"),
                ref error => tracing::warn!(service, list, %error, "an export has failed"),
            }
            fault(error)
        })
    }
}

/// What its owner is told.
fn fault(error: LedgerError) -> Fault {
    match error {
        LedgerError::Unfit { en, zh } => Fault { en, zh },
        LedgerError::Counting => Fault {
            en: "time limits are being worked out anew; export again in a moment".to_owned(),
            zh: "正在重新计算期限，请稍后重新导出".to_owned(),
        },
        error if error.is_passing() => Fault {
            en: "something that it needs did not answer; export again".to_owned(),
            zh: "所需服务或存储暂不可用，请重新导出".to_owned(),
        },
        _ => Fault {
            en: "the server failed; its log says why".to_owned(),
            zh: "服务器内部错误，详见服务日志".to_owned(),
        },
    }
}

//! Writes exports, two at a time. Whoever writes one says each second that it still does, and how far it is; what a
//! process has left behind, another one takes over.

use super::Export;
use super::jobs::forget;
use super::list::Offer;
use super::rows::Listed;
use super::writing::{Progress, Source, Written, write};
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{ExportEnd, ExportRow, store};
use contracts::export::{Fault, State};
use statute::duties::Limits;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How many are written at once in a process; the others wait.
const AT_ONCE: usize = 2;
/// How long a thread sleeps if nobody wakes it: then it looks whether something was left behind, and what is old.
const NAP: Duration = Duration::from_secs(15);
/// How often it is said that one is still being written.
const BEAT: Duration = Duration::from_secs(1);
/// One of which nothing was said for so long was left behind, in microseconds.
const LEFT: i64 = 60 * 1_000_000;
/// Size of the pieces in which a file is stored.
const CHUNK: usize = 1 << 20;

/// The exports of a ledger, and the threads that write them (导出台).
pub struct Exports {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    ledger: Arc<Ledger>,
    limits: Arc<Limits>,
    /// The service's own lists, once it has said which they are.
    offers: OnceLock<Vec<Arc<dyn Offer>>>,
    /// Those that are being written here.
    own: Mutex<Vec<String>>,
    bell: Condvar,
    stopped: AtomicBool,
}

impl Exports {
    /// Starts the threads. Time limits are told by this law.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(ledger: Arc<Ledger>, limits: Arc<Limits>) -> Result<Self, std::io::Error> {
        let (own, bell) = (Mutex::default(), Condvar::new());
        let (offers, stopped) = (OnceLock::new(), AtomicBool::new(false));
        let shared = Arc::new(Shared { ledger, limits, offers, own, bell, stopped });
        let mut exports = Self { shared, threads: Vec::new() };
        for _ in 0..AT_ONCE {
            let own = Arc::clone(&exports.shared);
            let name = format!("{}-export", own.ledger.db.service());
            exports.threads.push(std::thread::Builder::new().name(name).spawn(move || own.work())?);
        }
        Ok(exports)
    }

    /// Says which lists the service has of its own; what is said again is not heard. Until then none of them is
    /// written, also of those that an earlier process has left behind.
    pub fn offer(&self, offers: Vec<Arc<dyn Offer>>) {
        // Whoever was first has said the same.
        let _ = self.shared.offers.set(offers);
        self.shared.ring();
    }

    /// The service's own lists.
    pub(crate) fn offers(&self) -> &[Arc<dyn Offer>] {
        self.shared.offers.get().map_or(&[], Vec::as_slice)
    }

    /// Something has come for which jobs may have been waiting.
    pub(crate) fn ring(&self) {
        self.shared.ring();
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }

    /// Wakes a thread that waits, as soon as the job that was ordered can be seen.
    pub(super) fn wake(&self) {
        let shared = Arc::clone(&self.shared);
        self.ledger().db.afterwards(move || shared.ring());
    }
}

impl Drop for Exports {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        self.shared.ring();
        self.shared.bell.notify_all();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn own(&self) -> MutexGuard<'_, Vec<String>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        drop(self.own());
        self.bell.notify_one();
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn work(&self) {
        while !self.is_stopped() {
            match self.next() {
                Ok(Some(row)) if self.is_early(&row) => {
                    let left = self
                        .ledger
                        .db
                        .write::<_, LedgerError>(|conn| Ok(store(conn).leave_export((row.number, row.taken))?));
                    self.own().retain(|id| *id != row.export_id);
                    if let Err(error) = left {
                        tracing::warn!(service = self.ledger.service(), %error, "an export cannot be left");
                    }
                    self.nap();
                }
                Ok(Some(row)) => {
                    if let Err(error) = self.write(&row) {
                        tracing::warn!(service = self.ledger.service(), %error, "an export cannot be noted");
                    }
                    self.own().retain(|id| *id != row.export_id);
                }
                Ok(None) => self.nap(),
                Err(error) => {
                    tracing::warn!(service = self.ledger.service(), %error, "exports cannot be looked for");
                    self.nap();
                }
            }
        }
    }

    /// Is it of a list that the service has yet to offer, or of records of which nobody knows yet what stands beside them?
    fn is_early(&self, row: &ExportRow) -> bool {
        match row.wanted() {
            Ok(Export { listed: Listed::Own(..), .. }) => self.offers.get().is_none(),
            Ok(Export { listed: Listed::Records(..), .. }) => !self.ledger.knows_marks(),
            _ => false,
        }
    }

    fn nap(&self) {
        let own = self.own();
        if !self.is_stopped() {
            drop(self.bell.wait_timeout(own, NAP).unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Takes the next one that nobody writes.
    fn next(&self) -> Result<Option<ExportRow>, LedgerError> {
        forget(&self.ledger)?;
        // One thread looks at a time, so that both do not take the same.
        let mut own = self.own();
        let now = self.ledger.clock.now().micros();
        let take = |conn: db::Conn<'_>| Ok::<_, LedgerError>(store(conn).take_export(now, now - LEFT, &own)?);
        let taken = self.ledger.db.write(take)?;
        own.extend(taken.as_ref().map(|row| row.export_id.clone()));
        Ok(taken)
    }

    /// Writes one and says what became of it.
    fn write(&self, row: &ExportRow) -> Result<(), LedgerError> {
        let (progress, taken) = (Progress::default(), (row.number, row.taken));
        let written = std::thread::scope(|scope| {
            let beating = scope.spawn(|| self.beat(taken, &progress));
            let written = self.written(row, &progress);
            progress.finish();
            beating.thread().unpark();
            written
        });
        let now = self.ledger.clock.now().micros();
        if matches!(written, Err(LedgerError::Stopped)) && self.is_stopped() {
            return self.ledger.db.write(|conn| Ok(store(conn).leave_export(taken)?));
        }
        let (row_count, rows_total) = progress.told();
        let end = |state: State| ExportEnd {
            state: state.token().to_owned(),
            row_count,
            rows_total: if state == State::Done { Some(row_count) } else { rows_total },
            bytes: None,
            merchants: None,
            fault: None,
            finished_at: Some(now),
        };
        match written {
            Ok(mut written) => {
                let end = ExportEnd {
                    bytes: i64::try_from(written.bytes).ok(),
                    merchants: Some(serde_json::to_string(&written.merchants)?),
                    ..end(State::Done)
                };
                if !self.store_file(row, &mut written, (row_count, rows_total))? {
                    return Ok(());
                }
                self.ledger.db.write(|conn| Ok(store(conn).end_export(taken, &end).map(|_| ())?))
            }
            Err(error) => {
                match error {
                    LedgerError::Stopped => tracing::info!(service = self.ledger.service(), "an export was stopped"),
                    ref error => {
                        tracing::warn!(service = self.ledger.service(), %error, "an export has failed");
                    }
                }
                let end = ExportEnd { fault: Some(serde_json::to_string(&fault(error))?), ..end(State::Failed) };
                self.ledger.db.write(|conn| Ok(store(conn).end_export(taken, &end).map(|_| ())?))
            }
        }
    }

    /// Stores the file piece by piece, so that nobody else waits long; false if it was stopped or taken over meanwhile.
    fn store_file(
        &self,
        row: &ExportRow,
        written: &mut Written,
        rows: (i64, Option<i64>),
    ) -> Result<bool, LedgerError> {
        written.file.seek(SeekFrom::Start(0))?;
        for number in 0.. {
            let mut piece = Vec::with_capacity(CHUNK);
            (&written.file).take(CHUNK as u64).read_to_end(&mut piece)?;
            if piece.is_empty() {
                break;
            }
            let now = self.ledger.clock.now().micros();
            let is_ours = self.ledger.db.write::<_, LedgerError>(|conn| {
                let store = store(conn);
                let is_ours = store.beat_export((row.number, row.taken), rows, now)?;
                if is_ours {
                    store.add_export_chunk(&row.export_id, number, &piece)?;
                }
                Ok(is_ours)
            })?;
            if !is_ours {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn written(&self, row: &ExportRow, progress: &Progress) -> Result<Written, LedgerError> {
        let export: Export = row.wanted()?;
        let offers = self.offers.get().map_or(&[][..], Vec::as_slice);
        let source = Source { ledger: &self.ledger, limits: &self.limits, asker: row.asker()?, offers };
        let work = || write(source, &export, progress);
        // A fault of ours in one list must not end the thread that all others wait for.
        catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(LedgerError::Panicked))
    }

    /// Says how far one is until it is finished. If somebody has stopped it, or the house is closing, it is stopped.
    fn beat(&self, taken: (i64, i64), progress: &Progress) {
        while !progress.is_finished() {
            std::thread::park_timeout(BEAT);
            let (rows, now) = (progress.told(), self.ledger.clock.now().micros());
            let said = self.ledger.db.write::<_, LedgerError>(|conn| Ok(store(conn).beat_export(taken, rows, now)?));
            // What cannot be said now, a second later may be.
            if self.is_stopped() || matches!(said, Ok(false)) {
                progress.stop();
            }
        }
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
        LedgerError::List(list) if list.code().status() < 500 => told(&list),
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

/// What a list itself would have answered.
fn told(list: &web::Fault) -> Fault {
    let problem = list.problem();
    let wrong = problem.errors.first();
    let zh = problem.detail_zh.clone().or_else(|| wrong.map(|wrong| wrong.reason_zh.clone()));
    let en = problem.detail.clone().or_else(|| wrong.map(|wrong| wrong.reason.clone()));
    Fault { en: en.unwrap_or_else(|| problem.title.clone()), zh: zh.unwrap_or_else(|| problem.title_zh.clone()) }
}

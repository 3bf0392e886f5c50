//! One file into the table, in one transaction: a thread reads rows, this one writes them.

use crate::before::Before;
use crate::book::{Ledger, Subjects};
use crate::bounds::Kept;
use crate::error::LedgerError;
use crate::import::outcome::{count, tell};
use crate::row::Row;
use crate::store::{JobRow, WaitingRow, store};
use crate::versions::{Act, Manner};
use contracts::import::Outcome;
use db::Conn;
use domain::record::Content;
use domain::version::Version;
use intake::layout::Layout;
use intake::mapping::Mapping;
use intake::{Bound, Each, FileError, Input, Options, RowIssue, read};
use rustc_hash::FxHashSet;
use std::fs::File;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Rows that are written together.
const BATCH: usize = 8_000;

/// Most waiting rows of a file that is only tried: they stay in memory until it is over.
const MOST_TRIED: u64 = 100_000;

/// What reading a file came to.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) outcome: Outcome,
    /// Rows that wait and are not written yet.
    pub(crate) waiting: Vec<WaitingRow>,
    /// Rows outside the reach of whoever handed the file in.
    pub(crate) outside: u64,
    /// Rows of which nobody knows whose they are, of an office outside that reach.
    pub(crate) elsewhere: u64,
}

/// How far a job has come, for whoever looks on.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Rows read.
    pub(crate) rows: AtomicU64,
    /// Somebody asked to stop.
    pub(crate) stop: AtomicBool,
}

/// From the reader to the writer.
enum Parcel {
    Rows(Vec<Row>),
    Waiting(Box<RowIssue>),
}

impl Ledger {
    /// Reads a job's file into the table; everything happens within the transaction of `conn`.
    pub(crate) fn read_file(
        &self,
        conn: &mut Conn<'_>,
        job: &JobRow,
        file: &mut File,
        progress: &Progress,
    ) -> Result<Reading, LedgerError> {
        let mapping = job.mapping.as_deref().map(|text| Mapping::read("mapping", text)).transpose()?;
        let mut options = Options { confirm_large_fines: job.confirm, ..Options::new(self.clock.today()) };
        if job.dry_run {
            options.most_waiting = MOST_TRIED;
        }
        let (sender, parcels) = sync_channel(4);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut hands = Hands { batch: Vec::with_capacity(BATCH), out: sender.clone(), fault: None };
                let input = Input {
                    name: &job.file_name,
                    number: 0,
                    bytes: file,
                    // Told when it was handed in, so that its name cannot make it another service's.
                    layout: Layout::by_id(&job.layout),
                    mapping: mapping.as_ref(),
                    issues: &mut |issue| {
                        // The writer is gone only if it has failed, and then its own fault is told.
                        let _ = sender.send(Parcel::Waiting(Box::new(issue)));
                    },
                    watch: &mut |rows| {
                        progress.rows.store(rows, Ordering::Relaxed);
                        !progress.stop.load(Ordering::Relaxed)
                    },
                };
                let report = read(input, &options, &mut Each(|version| hands.take(&version)));
                let fault = hands.finish();
                drop(sender);
                (report, fault)
            });
            let written = self.write_parcels(conn, job, options.most_waiting, &parcels);
            if written.is_err() {
                progress.stop.store(true, Ordering::Relaxed);
            }
            drop(parcels);
            let Ok((report, fault)) = reader.join() else { return Err(LedgerError::Panicked) };
            let mut read = written?;
            if let Some(fault) = fault {
                return Err(fault.into());
            }
            tell(&mut read.outcome, report.map_err(told)?);
            read.outcome.rejected += read.outside + read.elsewhere;
            read.outcome.unresolved = read.outcome.unresolved.saturating_sub(read.elsewhere);
            Ok(read)
        })
    }

    fn write_parcels(
        &self,
        conn: &mut Conn<'_>,
        job: &JobRow,
        most_waiting: u64,
        parcels: &Receiver<Parcel>,
    ) -> Result<Reading, LedgerError> {
        let manner = Manner {
            act: if job.history { Act::History } else { Act::Import },
            actor: job.actor.clone(),
            reach: job.reach()?,
            reason: None,
            import_id: Some(job.import_id),
            source: job.source.clone(),
            recorded_at: self.clock.now(),
        };
        let mut subjects = if job.dry_run { Subjects::looking(self) } else { Subjects::opening(self) };
        let mut before = match Layout::by_id(&job.layout) {
            Some(layout) if !store(conn.again()).holds(layout.kind.token())? => Before::nothing(),
            _ => Before::Anything,
        };
        let mut read = Reading::default();
        let mut tried: FxHashSet<String> = FxHashSet::default();
        for parcel in parcels {
            match parcel {
                Parcel::Rows(rows) => {
                    for kept in self.keep(conn, rows, &mut subjects, &mut before, &manner)? {
                        match kept {
                            Kept::As(fate) => count(&mut read.outcome, fate),
                            Kept::Outside(issue) => {
                                read.outside += 1;
                                if read.outside > most_waiting {
                                    let (file, bound) = (job.file_name.clone(), Bound::Waiting(most_waiting));
                                    return Err(LedgerError::Unreadable(FileError::TooLarge { file, bound }));
                                }
                                wait(conn, job, &issue, &mut tried, &mut read)?;
                            }
                        }
                    }
                }
                Parcel::Waiting(mut issue) => {
                    read.elsewhere += u64::from(self.reject_elsewhere(&mut issue, &job.layout, manner.reach)?);
                    wait(conn, job, &issue, &mut tried, &mut read)?;
                }
            }
        }
        Ok(read)
    }
}

/// Lets a row wait, unless it does already.
fn wait(
    conn: &mut Conn<'_>,
    job: &JobRow,
    issue: &RowIssue,
    tried: &mut FxHashSet<String>,
    read: &mut Reading,
) -> Result<(), LedgerError> {
    let mut row = WaitingRow::of(job, issue)?;
    let store = store(conn.again());
    let is_more = match row.identity.take_if(|_| job.dry_run) {
        Some(identity) => !store.is_waiting(&identity)? && tried.insert(identity),
        None => store.add_waiting(&row)?,
    };
    match is_more {
        true if job.dry_run => read.waiting.push(row),
        true => {}
        false => read.outcome.waiting_already += 1,
    }
    Ok(())
}

/// A file that was stopped is not unreadable.
fn told(error: FileError) -> LedgerError {
    match error {
        FileError::Cancelled { .. } => LedgerError::Stopped,
        other => LedgerError::Unreadable(other),
    }
}

/// Hands rows to the writer, many at a time.
struct Hands {
    batch: Vec<Row>,
    out: SyncSender<Parcel>,
    fault: Option<serde_json::Error>,
}

impl Hands {
    fn take(&mut self, version: &Version<Content>) {
        match Row::of(version) {
            Ok(row) => self.batch.push(row),
            Err(error) => self.fault = Some(error),
        }
        if self.batch.len() >= BATCH {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) {
        let rows = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // The writer is gone only if it has failed, and then its own fault is told.
        let _ = self.out.send(Parcel::Rows(rows));
    }

    fn finish(mut self) -> Option<serde_json::Error> {
        self.hand_on();
        self.fault
    }
}

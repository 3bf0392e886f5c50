//! Writes an export into its file.

use super::list::{Offer, Taker};
use super::rows::{DEADLINES_ZH, Listed, Recorded, UNRESOLVED_ZH, deadlines, due_headings, records};
use super::{Export, unresolved};
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::marks::mark_headings;
use contracts::export::Format;
use domain::code::PartyCode;
use domain::record::RecordKind;
use intake::export::{ExportError, Form, Heading, Table};
use intake::layout::Layout;
use statute::duties::Limits;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far a job is, and whether it is to stop.
#[derive(Default)]
pub(super) struct Progress {
    rows: AtomicU64,
    /// One more than the rows that there will be; nothing while nobody knows.
    total: AtomicU64,
    stop: AtomicBool,
    finished: AtomicBool,
}

impl Progress {
    /// Rows that there will be, if they were counted.
    fn total(&self) -> Option<u64> {
        self.total.load(Ordering::Relaxed).checked_sub(1)
    }

    fn expect(&self, total: u64) {
        self.total.store(total.saturating_add(1), Ordering::Relaxed);
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(super) fn finish(&self) {
        self.finished.store(true, Ordering::Release);
    }

    pub(super) fn is_finished(&self) -> bool {
        self.finished.load(Ordering::Acquire)
    }

    /// Both as tables keep them.
    pub(super) fn told(&self) -> (i64, Option<i64>) {
        let kept = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
        (kept(self.rows.load(Ordering::Relaxed)), self.total().map(kept))
    }

    fn tell(&self, rows: u64) {
        self.rows.store(rows, Ordering::Relaxed);
    }

    /// Nothing, unless it is to stop.
    fn go_on(&self) -> Result<(), LedgerError> {
        if self.stop.load(Ordering::Relaxed) { Err(LedgerError::Stopped) } else { Ok(()) }
    }
}

/// A file that was written, and of whom it tells.
pub(super) struct Written {
    pub(super) file: File,
    pub(super) bytes: u64,
    pub(super) merchants: BTreeSet<PartyCode>,
}

/// Whose list is read, and by which law.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) ledger: &'s Ledger,
    pub(super) limits: &'s Limits,
    pub(super) asker: Asker<'s>,
    /// The service's own lists.
    pub(super) offers: &'s [Arc<dyn Offer>],
}

/// A table while it is written, and how far it is.
struct Writing<'w> {
    table: Table<BufWriter<File>>,
    progress: &'w Progress,
    merchants: BTreeSet<PartyCode>,
}

impl<'w> Writing<'w> {
    fn begin(export: &Export, zh: &str, headings: Vec<Heading>, progress: &'w Progress) -> Result<Self, LedgerError> {
        let into = BufWriter::new(tempfile::tempfile()?);
        let table = match export.order.format {
            Format::Csv => Table::csv(into, headings)?,
            Format::Xlsx => Table::xlsx(into, zh, headings, &std::env::temp_dir())?,
        };
        Ok(Self { table, progress, merchants: BTreeSet::new() })
    }

    fn row(&mut self, party: Option<PartyCode>, cells: &[String]) -> Result<(), LedgerError> {
        self.progress.go_on()?;
        self.table.row(cells)?;
        self.merchants.extend(party);
        self.progress.tell(u64::from(self.table.rows()));
        Ok(())
    }

    /// Takes all rows of a list that tells how many there are.
    fn take(&mut self, read: impl FnOnce(Taker<'_>) -> Result<(), LedgerError>) -> Result<(), LedgerError> {
        let progress = self.progress;
        let expect = |total: u64| progress.expect(total);
        read(Taker { expect: &expect, row: &mut |party, cells| self.row(party, &cells) })
    }

    fn finish(self) -> Result<Written, LedgerError> {
        let file = self.table.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        let bytes = file.metadata()?.len();
        Ok(Written { file, bytes, merchants: self.merchants })
    }
}

/// Writes it whole, or nothing.
pub(super) fn write(source: Source<'_>, export: &Export, progress: &Progress) -> Result<Written, LedgerError> {
    match &export.listed {
        Listed::Records(kind, _) if Layout::of(*kind).open_prefix.is_some() => open(source, export, *kind, progress),
        Listed::Records(kind, wanted) => {
            let layout = Layout::of(*kind);
            let headings = layout.exported().map(Heading::of).chain(mark_headings()).collect();
            let mut writing = Writing::begin(export, layout.zh, headings, progress)?;
            progress.expect(source.ledger.count(*kind, wanted, source.asker.reach)?);
            records(source.ledger, *kind, wanted, source.asker.reach, &mut |party, recorded| {
                writing.row(party, &in_order(layout, &[], recorded))
            })?;
            writing.finish()
        }
        Listed::Deadlines(wanted) => {
            let mut writing = Writing::begin(export, DEADLINES_ZH, due_headings(), progress)?;
            writing.take(|taker| deadlines(source.ledger, source.limits, wanted, source.asker, taker))?;
            writing.finish()
        }
        Listed::Unresolved(wanted) => {
            let mut writing = Writing::begin(export, UNRESOLVED_ZH, unresolved::headings(), progress)?;
            writing.take(|taker| unresolved::read(source.ledger, source.limits, wanted, source.asker, taker))?;
            writing.finish()
        }
        Listed::Own(list, filters) => {
            let offer = source.offers.iter().find(|offer| offer.sheet().list == list);
            let offer = offer.ok_or(LedgerError::Missing("list"))?;
            let mut writing = Writing::begin(export, offer.sheet().zh, offer.sheet().headings(), progress)?;
            writing.take(|taker| offer.each(filters, source.asker, taker))?;
            writing.finish()
        }
    }
}

/// Writes records whose further columns nobody knows before all of them have been read: they wait in a file.
fn open(source: Source<'_>, export: &Export, kind: RecordKind, progress: &Progress) -> Result<Written, LedgerError> {
    let Listed::Records(_, wanted) = &export.listed else { return Err(LedgerError::Missing("list")) };
    let layout = Layout::of(kind);
    progress.expect(source.ledger.count(kind, wanted, source.asker.reach)?);
    let mut waiting = BufWriter::new(tempfile::tempfile()?);
    let mut further = BTreeSet::new();
    records(source.ledger, kind, wanted, source.asker.reach, &mut |party, recorded| {
        progress.go_on()?;
        further.extend(recorded.0.keys().filter(|id| layout.column(id).is_none()).cloned());
        serde_json::to_writer(&mut waiting, &(party, recorded))?;
        Ok(waiting.write_all(b"\n")?)
    })?;
    let further: Vec<String> = further.into_iter().collect();
    let headings = layout.exported().map(Heading::of);
    let headings = headings.chain(further.iter().map(|id| Heading::new(id.as_str(), Form::Number)));
    let headings = headings.chain(mark_headings()).collect();
    let mut writing = Writing::begin(export, layout.zh, headings, progress)?;
    let mut waiting = waiting.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    waiting.seek(SeekFrom::Start(0))?;
    for line in BufReader::new(waiting).lines() {
        let (party, recorded): (Option<PartyCode>, Recorded) = serde_json::from_str(&line?)?;
        writing.row(party, &in_order(layout, &further, recorded))?;
    }
    writing.finish()
}

/// The cells of a row in the order of its columns, its words in Chinese, and last what stands beside it.
fn in_order(layout: &Layout, further: &[String], (cells, marks): Recorded) -> Vec<String> {
    let mut cells = layout.shown(cells);
    let ids = layout.exported().map(|column| column.id).chain(further.iter().map(String::as_str));
    ids.map(|id| cells.remove(id).unwrap_or_default()).chain(marks).collect()
}

impl From<ExportError> for LedgerError {
    fn from(error: ExportError) -> Self {
        match (error.zh(), error) {
            (Some(zh), error) => Self::Unfit { en: error.to_string(), zh },
            (None, ExportError::Io(error)) => Self::File(error),
            (None, ExportError::Csv(error)) => error.into(),
            (None, error) => Self::File(std::io::Error::other(error)),
        }
    }
}

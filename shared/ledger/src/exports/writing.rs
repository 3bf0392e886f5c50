//! Writes an export into its file.

use super::Export;
use super::rows::{Listed, deadlines, due_headings, records};
use super::unresolved;
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use contracts::export::Format;
use domain::code::PartyCode;
use domain::record::RecordKind;
use intake::Cells;
use intake::export::{ExportError, Form, Heading, Table};
use intake::layout::Layout;
use statute::duties::Limits;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How far a job is, and whether it is to stop.
#[derive(Default)]
pub(super) struct Progress {
    rows: AtomicU64,
    stop: AtomicBool,
    finished: AtomicBool,
}

impl Progress {
    pub(super) fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
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

    fn told(&self, rows: u64) {
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
}

/// A table while it is written, and how far it is.
struct Writing<'w> {
    table: Table<BufWriter<File>>,
    progress: &'w Progress,
    merchants: BTreeSet<PartyCode>,
}

impl<'w> Writing<'w> {
    fn begin(export: &Export, headings: Vec<Heading>, progress: &'w Progress) -> Result<Self, LedgerError> {
        let into = BufWriter::new(tempfile::tempfile()?);
        let table = match export.order.format {
            Format::Csv => Table::csv(into, headings)?,
            Format::Xlsx => Table::xlsx(into, export.listed.zh(), headings, &std::env::temp_dir())?,
        };
        Ok(Self { table, progress, merchants: BTreeSet::new() })
    }

    fn row(&mut self, party: Option<PartyCode>, cells: &[String]) -> Result<(), LedgerError> {
        self.progress.go_on()?;
        self.table.row(cells)?;
        self.merchants.extend(party);
        self.progress.told(u64::from(self.table.rows()));
        Ok(())
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
            let mut writing = Writing::begin(export, layout.exported().map(Heading::of).collect(), progress)?;
            records(source.ledger, *kind, wanted, source.asker.reach, &mut |party, cells| {
                writing.row(party, &in_order(layout, &[], cells))
            })?;
            writing.finish()
        }
        Listed::Deadlines(wanted) => {
            let mut writing = Writing::begin(export, due_headings(), progress)?;
            deadlines(source.ledger, source.limits, wanted, source.asker, &mut |party, cells| {
                writing.row(party, &cells)
            })?;
            writing.finish()
        }
        Listed::Unresolved(wanted) => {
            let mut writing = Writing::begin(export, unresolved::headings(), progress)?;
            unresolved::read(source.ledger, source.limits, wanted, source.asker, &mut |party, cells| {
                writing.row(party, &cells)
            })?;
            writing.finish()
        }
    }
}

/// Writes records whose further columns nobody knows before all of them have been read: they wait in a file.
fn open(source: Source<'_>, export: &Export, kind: RecordKind, progress: &Progress) -> Result<Written, LedgerError> {
    let Listed::Records(_, wanted) = &export.listed else { return Err(LedgerError::Missing("list")) };
    let layout = Layout::of(kind);
    let mut waiting = BufWriter::new(tempfile::tempfile()?);
    let mut further = BTreeSet::new();
    records(source.ledger, kind, wanted, source.asker.reach, &mut |party, cells| {
        progress.go_on()?;
        further.extend(cells.keys().filter(|id| layout.column(id).is_none()).cloned());
        serde_json::to_writer(&mut waiting, &(party, cells))?;
        Ok(waiting.write_all(b"\n")?)
    })?;
    let further: Vec<String> = further.into_iter().collect();
    let headings = layout.exported().map(Heading::of);
    let headings = headings.chain(further.iter().map(|id| Heading::new(id.as_str(), Form::Number)));
    let mut writing = Writing::begin(export, headings.collect(), progress)?;
    let mut waiting = waiting.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    waiting.seek(SeekFrom::Start(0))?;
    for line in BufReader::new(waiting).lines() {
        let (party, cells): (Option<PartyCode>, Cells) = serde_json::from_str(&line?)?;
        writing.row(party, &in_order(layout, &further, cells))?;
    }
    writing.finish()
}

/// The cells of a row in the order of its columns.
fn in_order(layout: &Layout, further: &[String], mut cells: Cells) -> Vec<String> {
    let ids = layout.exported().map(|column| column.id).chain(further.iter().map(String::as_str));
    ids.map(|id| cells.remove(id).unwrap_or_default()).collect()
}

impl From<ExportError> for LedgerError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::TooManyRows => Self::Unfit {
                en: error.to_string(),
                zh: "超过 Excel 工作表的行数上限，请改用 CSV 或缩小日期范围".to_owned(),
            },
            ExportError::Io(error) => Self::File(error),
            ExportError::Csv(error) => error.into(),
            error => Self::File(std::io::Error::other(error)),
        }
    }
}

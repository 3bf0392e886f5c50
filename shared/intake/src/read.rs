//! A file from its first byte to the sink.

use crate::columns::Columns;
use crate::error::FileError;
use crate::issue::{Disposition, RowIssue};
use crate::layout::Layout;
use crate::mapping::Mapping;
use crate::rows::{Context, row};
use crate::sink::Sink;
use crate::source::{Limits, Rows, open};
use domain::day::Day;
use serde::Serialize;
use std::io::{Read, Seek};

/// Something that can be read from the beginning more than once.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// One file to read.
pub struct Input<'i> {
    /// Its name, for messages and to tell the layout.
    pub name: &'i str,
    /// Its number within the run.
    pub number: u32,
    /// Its bytes.
    pub bytes: &'i mut dyn ReadSeek,
    /// Its mapping, if it has a layout of its own.
    pub mapping: Option<&'i Mapping>,
    /// Given every row that is not kept.
    pub issues: &'i mut dyn FnMut(RowIssue),
    /// Told now and then how many rows have been read; `false` stops the file.
    pub watch: &'i mut dyn FnMut(u64) -> bool,
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Nothing may have happened after this day.
    pub today: Day,
    /// Keep fines over ten million yuan without asking.
    pub confirm_large_fines: bool,
    /// Most bytes that a compressed text may unpack to.
    pub most_text: u64,
    /// Most bytes that a workbook may unpack to.
    pub most_workbook: u64,
}

impl Options {
    /// The usual limits: 4 GiB of text, 512 MiB of workbook.
    #[must_use]
    pub const fn new(today: Day) -> Self {
        Self { today, confirm_large_fines: false, most_text: 4 << 30, most_workbook: 512 << 20 }
    }
}

/// What became of a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FileReport {
    /// Its name.
    pub file: String,
    /// Its layout.
    pub layout: String,
    /// Its encoding.
    pub encoding: String,
    /// Rows read, notes and blank rows left out.
    pub read: u64,
    /// Rows that became records.
    pub kept: u64,
    /// Rows that must be mended.
    pub rejected: u64,
    /// Rows whose credit code has a wrong check character.
    pub quarantined: u64,
    /// Rows of which nobody can tell whose they are.
    pub unresolved: u64,
    /// Rows that wait for a confirmation.
    pub awaiting: u64,
    /// Headers that nothing reads.
    pub unknown_columns: Vec<String>,
}

/// Reads a file into a sink.
///
/// # Errors
/// [`FileError`]; then nothing of the file is to be kept, also not what the sink has been handed.
pub fn read(input: Input<'_>, options: &Options, sink: &mut dyn Sink) -> Result<FileReport, FileError> {
    let limits = Limits { unpacked: options.most_text, workbook: options.most_workbook };
    let mut rows = open(input.name, input.bytes, limits)?;
    let layout = layout(input.name, rows.header(), input.mapping)?;
    let columns = Columns::of(input.name, layout, rows.header(), input.mapping)?;
    let mut report = FileReport {
        file: input.name.to_owned(),
        layout: layout.id.to_owned(),
        encoding: rows.encoding().to_owned(),
        read: 0,
        kept: 0,
        rejected: 0,
        quarantined: 0,
        unresolved: 0,
        awaiting: 0,
        unknown_columns: columns.unknown.clone(),
    };
    let context = Context {
        columns: &columns,
        file: input.number,
        options,
        export_time: input.mapping.and_then(|m| m.export_time),
    };
    let mut cells = Vec::new();
    while let Some(number) = next(rows.as_mut(), &mut cells)? {
        report.read += 1;
        match row(&context, number, &cells, sink, input.issues) {
            None => report.kept += 1,
            Some(Disposition::Rejected) => report.rejected += 1,
            Some(Disposition::Quarantined) => report.quarantined += 1,
            Some(Disposition::Unresolved) => report.unresolved += 1,
            Some(Disposition::AwaitingConfirmation) => report.awaiting += 1,
        }
        if report.read.is_multiple_of(4096) && !(input.watch)(report.read) {
            return Err(FileError::Cancelled { file: input.name.to_owned() });
        }
    }
    Ok(report)
}

/// The next row that is neither blank nor a note (its first cell begins with `#`).
fn next(rows: &mut dyn Rows, cells: &mut Vec<String>) -> Result<Option<u64>, FileError> {
    loop {
        let Some(number) = rows.next(cells)? else { return Ok(None) };
        let note = cells.first().is_some_and(|cell| cell.trim_start().starts_with('#'));
        if !note && cells.iter().any(|cell| !cell.trim().is_empty()) {
            return Ok(Some(number));
        }
    }
}

fn layout(name: &str, header: &[String], mapping: Option<&Mapping>) -> Result<&'static Layout, FileError> {
    if let Some(mapping) = mapping {
        return Ok(mapping.layout);
    }
    if let Some(layout) = Layout::by_file_name(name) {
        return Ok(layout);
    }
    match Layout::by_header(header).as_slice() {
        [one] => Ok(one),
        _ => Err(FileError::UnknownLayout { file: name.to_owned() }),
    }
}

//! A file from its first byte to the sink.

use crate::columns::Columns;
use crate::error::{Bound, FileError};
use crate::issue::{Disposition, RowIssue};
use crate::layout::Layout;
use crate::mapping::Mapping;
use crate::reason::Reason;
use crate::rows::{Context, row};
use crate::sink::Sink;
use crate::source::{Limits, RawRow, Rows, open};
use crate::template;
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
    /// Its layout, if whoever hands it over knows; else its name tells, or its header.
    pub layout: Option<&'static Layout>,
    /// Its mapping, if it has a layout of its own; then the mapping says what its rows become.
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
    /// Most rows of a file that cannot be kept: each of them is written out again.
    pub most_waiting: u64,
}

impl Options {
    /// The usual limits: 4 GiB of text, 512 MiB of workbook, a million rows that cannot be kept.
    #[must_use]
    pub const fn new(today: Day) -> Self {
        Self {
            today,
            confirm_large_fines: false,
            most_text: 4 << 30,
            most_workbook: 512 << 20,
            most_waiting: 1_000_000,
        }
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

impl FileReport {
    fn waiting(&mut self, disposition: Disposition) -> &mut u64 {
        match disposition {
            Disposition::Rejected => &mut self.rejected,
            Disposition::Quarantined => &mut self.quarantined,
            Disposition::Unresolved => &mut self.unresolved,
            Disposition::AwaitingConfirmation => &mut self.awaiting,
        }
    }
}

/// Reads a file into a sink.
///
/// # Errors
/// [`FileError`]; then nothing of the file is to be kept, also not what the sink has been handed.
pub fn read(input: Input<'_>, options: &Options, sink: &mut dyn Sink) -> Result<FileReport, FileError> {
    let Input { name, number, bytes, layout, mapping, issues, watch } = input;
    let limits = Limits { unpacked: options.most_text, workbook: options.most_workbook };
    open(name, bytes, limits, watch, |rows, watch| {
        let layout = layout_of(name, rows.header(), layout, mapping)?;
        rows.unite(&|title| match mapping {
            Some(_) => title.trim().to_owned(),
            None => layout.column_of_header(title).map_or(title.trim(), |column| column.id).to_owned(),
        });
        let columns = Columns::of(name, layout, rows.header(), mapping)?;
        let export_time = mapping.and_then(|m| m.export_time);
        let context = Context { columns: &columns, file: number, options, export_time };
        let mut report = FileReport {
            file: name.to_owned(),
            layout: layout.id.to_owned(),
            encoding: String::new(),
            read: 0,
            kept: 0,
            rejected: 0,
            quarantined: 0,
            unresolved: 0,
            awaiting: 0,
            unknown_columns: columns.unknown.clone(),
        };
        let mut raw = RawRow::default();
        while next(rows, &mut raw)? {
            report.read += 1;
            match row(&context, &raw, sink) {
                Ok(()) => report.kept += 1,
                Err(issue) => {
                    *report.waiting(issue.disposition) += 1;
                    issues(*issue);
                }
            }
            if report.read - report.kept > options.most_waiting {
                let bound = Bound::Waiting(options.most_waiting);
                return Err(FileError::TooLarge { file: name.to_owned(), bound });
            }
            if report.read.is_multiple_of(4096) && !watch(report.read) {
                return Err(FileError::Cancelled { file: name.to_owned() });
            }
        }
        rows.encoding().clone_into(&mut report.encoding);
        Ok(report)
    })
}

/// Reads the next row that is neither blank nor left over from a template; false at the end.
fn next(rows: &mut dyn Rows, row: &mut RawRow) -> Result<bool, FileError> {
    while rows.next(row)? {
        if !row.is_blank() && !template::is_marked(&row.cells) {
            let titles = rows.header().len();
            if let Some(last) = row.cells.iter().skip(titles).rposition(|cell| !cell.trim().is_empty()) {
                let cells = titles + last + 1;
                row.fault.get_or_insert(Reason::new(
                    format!("the row has {cells} cells, but the header only {titles}"),
                    format!("该行有 {cells} 个单元格，表头只有 {titles} 列"),
                ));
            }
            return Ok(true);
        }
    }
    Ok(false)
}

fn layout_of(
    name: &str,
    header: &[String],
    known: Option<&'static Layout>,
    mapping: Option<&Mapping>,
) -> Result<&'static Layout, FileError> {
    if let Some(layout) = mapping.map(Mapping::layout).or(known).or_else(|| Layout::by_file_name(name)) {
        return Ok(layout);
    }
    match Layout::by_header(header).as_slice() {
        [one] => Ok(one),
        _ => Err(FileError::UnknownLayout { file: name.to_owned() }),
    }
}

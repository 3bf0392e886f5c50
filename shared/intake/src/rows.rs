//! One row into one record, with everything that is wrong with it said at once.

mod conduct;
mod filings;
mod penalty;
mod row;
mod service;
mod succession;

use crate::columns::Columns;
use crate::issue::RowIssue;
use crate::read::Options;
use crate::sink::Sink;
use crate::source::RawRow;
use domain::instant::Instant;
use domain::record::RecordKind;
use row::Row;

/// What is the same for all rows of a file.
pub(crate) struct Context<'c> {
    pub(crate) columns: &'c Columns,
    pub(crate) file: u32,
    pub(crate) options: &'c Options,
    pub(crate) export_time: Option<Instant>,
}

/// Reads a row into the sink.
///
/// # Errors
/// Everything that is wrong with the row, which is then not kept.
pub(crate) fn row(context: &Context<'_>, raw: &RawRow, sink: &mut dyn Sink) -> Result<(), Box<RowIssue>> {
    let mut row = Row::new(context, raw);
    // Of a row that is none, its cells tell nothing.
    if raw.fault.is_none() {
        match context.columns.layout.kind {
            RecordKind::Merchant => row.keep(Row::merchant, |v| sink.merchant(v)),
            RecordKind::Penalty => row.keep(Row::penalty, |v| sink.penalty(v)),
            RecordKind::Payment => row.keep(Row::payment, |v| sink.payment(v)),
            RecordKind::Inspection => row.keep(Row::inspection, |v| sink.inspection(v)),
            RecordKind::Test => row.keep(Row::test, |v| sink.test(v)),
            RecordKind::Assessment => row.keep(Row::assessment, |v| sink.assessment(v)),
            RecordKind::Complaint => row.keep(Row::complaint, |v| sink.complaint(v)),
            RecordKind::Report => row.keep(Row::report, |v| sink.report(v)),
            RecordKind::OdrCase => row.keep(Row::odr_case, |v| sink.odr_case(v)),
            RecordKind::Standing => row.keep(Row::standing, |v| sink.standing(v)),
        }
    }
    let faults = row.into_faults();
    let Some(disposition) = faults.iter().map(|f| f.disposition).max() else { return Ok(()) };
    let cells = context.columns.shown(raw);
    let (entries, is_whole) = context.columns.entries(raw);
    Err(Box::new(RowIssue { file: context.file, row: raw.number, disposition, faults, cells, entries, is_whole }))
}

//! One row into one record, with everything that is wrong with it said at once.

mod conduct;
mod penalty;
mod row;
mod service;

use crate::columns::Columns;
use crate::issue::{Disposition, RowIssue};
use crate::layout::Target;
use crate::read::Options;
use crate::sink::Sink;
use crate::source::RawRow;
use domain::instant::Instant;
use row::Row;

/// What is the same for all rows of a file.
pub(crate) struct Context<'c> {
    pub(crate) columns: &'c Columns,
    pub(crate) file: u32,
    pub(crate) options: &'c Options,
    pub(crate) export_time: Option<Instant>,
}

/// Reads a row into the sink; says what became of it if it is not kept.
pub(crate) fn row(
    context: &Context<'_>,
    raw: &RawRow,
    sink: &mut dyn Sink,
    issues: &mut dyn FnMut(RowIssue),
) -> Option<Disposition> {
    let mut row = Row::new(context, raw);
    // Of a row that is none, its cells tell nothing.
    if raw.fault.is_none() {
        match context.columns.layout.target {
            Target::Merchants => row.keep(Row::merchant, |v| sink.merchant(v)),
            Target::Penalties => row.keep(Row::penalty, |v| sink.penalty(v)),
            Target::Payments => row.keep(Row::payment, |v| sink.payment(v)),
            Target::Inspections => row.keep(Row::inspection, |v| sink.inspection(v)),
            Target::Tests => row.keep(Row::test, |v| sink.test(v)),
            Target::Assessments => row.keep(Row::assessment, |v| sink.assessment(v)),
            Target::Complaints => row.keep(Row::complaint, |v| sink.complaint(v)),
            Target::OdrCases => row.keep(Row::odr_case, |v| sink.odr_case(v)),
            Target::Standing => row.keep(Row::standing, |v| sink.standing(v)),
        }
    }
    let faults = row.into_faults();
    let disposition = faults.iter().map(|f| f.disposition).max()?;
    let cells = context.columns.shown(raw);
    issues(RowIssue { file: context.file, row: raw.number, disposition, faults, cells });
    Some(disposition)
}

//! A row that did not come in a file: sent by another system, mended by a person, tried again.

use crate::cells::Cells;
use crate::columns::{Columns, MOST_COLUMNS};
use crate::issue::RowIssue;
use crate::layout::Layout;
use crate::read::Options;
use crate::reason::Reason;
use crate::rows::{Context, row};
use crate::sink::Sink;
use crate::source::RawRow;
use domain::instant::Instant;
use domain::version::SourceRow;

/// A row by itself (单行).
#[derive(Clone, Debug)]
pub struct LooseRow<'r> {
    /// The layout of its cells.
    pub layout: &'static Layout,
    /// Its cells by column id, written as our own files write them. A column may be left out instead of
    /// standing there empty.
    pub cells: &'r Cells,
    /// Where it stands, for versions and issues.
    pub source: SourceRow,
    /// Orders the version if the row has no `changed_at`; see [`domain::version::Version::order`].
    pub order: Option<Instant>,
}

/// Reads one row into a sink, through the same checks as a row of a file.
///
/// # Errors
/// Everything that is wrong with the row, which is then not kept. A cell whose id is no column of the
/// layout is a fault as well: the row is rejected, not read without it.
pub fn one(loose: &LooseRow<'_>, options: &Options, sink: &mut dyn Sink) -> Result<(), Box<RowIssue>> {
    let LooseRow { layout, cells, source, order } = loose;
    let mut raw = RawRow { number: source.row, ..RawRow::default() };
    let mut columns = Columns::of_ids(layout, cells.keys().take(MOST_COLUMNS).map(String::as_str));
    if cells.len() > MOST_COLUMNS {
        raw.fault = Some(Reason::new(
            format!("the row has more than {MOST_COLUMNS} cells"),
            format!("该行的单元格超过 {MOST_COLUMNS} 个"),
        ));
        columns.refused.clear();
    }
    raw.cells = cells.values().take(MOST_COLUMNS).cloned().collect();
    row(&Context { columns: &columns, file: source.file, options, export_time: *order }, &raw, sink)
}

//! Rows by themselves: sent one by one, written from records, mended and sent again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cells;
mod conduct;
mod entries;
mod filings;
mod loose;
mod outcomes;
mod penalties;
mod records;

use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use domain::version::{SourceRow, Version};
use intake::layout::Layout;
use intake::{Cells, Each, LooseRow, Options, RowIssue, one};

fn options() -> Options {
    Options::new(Day::parse("2026-11-23").unwrap())
}

/// Reads a row of a kind: its version, or what is wrong with it.
fn read(kind: RecordKind, cells: &Cells, options: &Options) -> Result<Version<Content>, Box<RowIssue>> {
    let order = Some(Instant::parse("2026-11-01T00:00:00Z").unwrap());
    let row = LooseRow { layout: Layout::of(kind), cells, source: SourceRow { file: 3, row: 7 }, order };
    let mut kept = Vec::new();
    one(&row, options, &mut Each(|version| kept.push(version)))?;
    assert_eq!(kept.len(), 1, "a row is one record");
    Ok(kept.remove(0))
}

fn cells(pairs: &[(&str, &str)]) -> Cells {
    pairs.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect()
}

/// Fields and English reasons of what is wrong.
fn faults(issue: &RowIssue) -> Vec<(&str, &str)> {
    issue.faults.iter().map(|fault| (fault.field.as_ref(), fault.reason_en.as_str())).collect()
}

/// The example of a layout's template as a row.
fn example(layout: &Layout) -> Cells {
    layout.columns().filter(|column| !column.example.is_empty()).map(|c| (c.id.into(), c.example.into())).collect()
}

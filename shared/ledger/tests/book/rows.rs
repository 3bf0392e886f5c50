//! Rows of the layouts: the example of each layout with some cells of its own.

use domain::code::PartyCode;
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;

/// Cells by column id.
pub(crate) fn cells(pairs: &[(&str, &str)]) -> Cells {
    pairs.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect()
}

/// A visit.
pub(crate) fn visit(code: PartyCode, number: &str, result: &str) -> Cells {
    cells(&[("code", code.as_str()), ("number", number), ("day", "2026-05-06"), ("result", result)])
}

/// The same with other cells.
pub(crate) fn with(mut row: Cells, pairs: &[(&str, &str)]) -> Cells {
    row.extend(cells(pairs));
    row
}

/// A penalty.
pub(crate) fn penalty(code: PartyCode, number: &str) -> Cells {
    let layout = Layout::of(RecordKind::Penalty);
    let example = layout.columns().filter(|column| !column.example.is_empty());
    let row: Cells = example.map(|column| (column.id.to_owned(), column.example.to_owned())).collect();
    with(row, &[("cf_xdr_shxym", code.as_str()), ("cf_wsh", number)])
}

/// Rows as a file with all columns that any of them has.
pub(crate) fn file(rows: &[Cells]) -> String {
    let columns: std::collections::BTreeSet<&String> = rows.iter().flat_map(Cells::keys).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&columns).unwrap();
    for row in rows {
        out.write_record(columns.iter().map(|id| row.get(*id).map_or("", String::as_str))).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

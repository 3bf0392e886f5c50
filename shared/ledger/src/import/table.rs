//! Rows that wait as a table which, once mended, can be handed in again.

use crate::error::LedgerError;
use crate::store::WaitingRow;
use intake::layout::Layout;
use intake::{Cells, defused};
use serde::Deserialize;

/// What of a fault the table tells.
#[derive(Deserialize)]
struct Told {
    field: String,
    reason_en: String,
    reason_zh: String,
}

/// Writes the rows in the columns of their layout, with a byte order mark, so that Excel takes it for UTF-8.
pub(super) fn table(layout: &Layout, rows: &[WaitingRow]) -> Result<Vec<u8>, LedgerError> {
    let cells = rows.iter().map(|row| serde_json::from_str(&row.entries));
    let cells = cells.collect::<Result<Vec<Cells>, serde_json::Error>>()?;
    let used = |id: &str| cells.iter().any(|row| row.contains_key(id));
    let columns: Vec<_> = layout.columns().filter(|column| column.is_required() || used(column.id)).collect();
    // Further columns beyond the layout's own, such as the items of an assessment.
    let further = cells.iter().flat_map(|row| row.keys()).filter(|id| layout.column(id).is_none());
    let further: std::collections::BTreeSet<&String> = further.collect();

    let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let told = ["行 row", "处理 disposition", "原因", "reason"];
    let header = told.into_iter().chain(columns.iter().map(|column| column.zh));
    out.write_record(header.chain(further.iter().map(|id| id.as_str())))?;
    for (row, cells) in rows.iter().zip(&cells) {
        let faults: Vec<Told> = serde_json::from_str(&row.faults)?;
        let zh: Vec<String> =
            faults.iter().map(|fault| format!("{}：{}", name(layout, &fault.field), fault.reason_zh)).collect();
        let en: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.field, fault.reason_en)).collect();
        let told = [row.source_row.to_string(), row.disposition.clone(), zh.join("；"), en.join("; ")];
        let ids = columns.iter().map(|column| column.id).chain(further.iter().map(|id| id.as_str()));
        let cells = ids.map(|id| cells.get(id).cloned().unwrap_or_default());
        out.write_record(told.into_iter().chain(cells).map(|cell| defused(&cell).into_owned()))?;
    }
    out.into_inner().map_err(|error| LedgerError::File(error.into_error()))
}

fn name<'n>(layout: &Layout, field: &'n str) -> &'n str {
    layout.column(field).map_or(field, |column| column.zh)
}

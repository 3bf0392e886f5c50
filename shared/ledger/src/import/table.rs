//! Rows that wait as a table which, once mended, can be handed in again. However many they are, one is in memory: which
//! columns the table has nobody knows before all of them have been read, so that they wait in a file meanwhile.

use crate::error::LedgerError;
use crate::store::WaitingRow;
use intake::Cells;
use intake::export::{Form, Heading, Table};
use intake::layout::Layout;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};

/// What of a fault the table tells.
#[derive(Deserialize)]
struct Told {
    field: String,
    reason_en: String,
    reason_zh: String,
}

/// A row while it waits for the columns: what is told of it, and its cells.
#[derive(Serialize, Deserialize)]
struct Line {
    told: [String; 4],
    cells: Cells,
}

/// Rows whose columns are not all known yet.
pub(super) struct Spool {
    layout: &'static Layout,
    used: BTreeSet<String>,
    lines: BufWriter<File>,
}

impl Spool {
    pub(super) fn of(layout: &'static Layout) -> Result<Self, LedgerError> {
        Ok(Self { layout, used: BTreeSet::new(), lines: BufWriter::new(tempfile::tempfile()?) })
    }

    pub(super) fn push(&mut self, row: WaitingRow) -> Result<(), LedgerError> {
        let cells: Cells = serde_json::from_str(&row.entries)?;
        let new: Vec<String> = cells.keys().filter(|id| !self.used.contains(*id)).cloned().collect();
        self.used.extend(new);
        let faults: Vec<Told> = serde_json::from_str(&row.faults)?;
        let name = |field| self.layout.column(field).map_or(field, |column| column.zh);
        let zh: Vec<String> =
            faults.iter().map(|fault| format!("{}：{}", name(fault.field.as_str()), fault.reason_zh)).collect();
        let en: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.field, fault.reason_en)).collect();
        let told = [row.source_row.to_string(), row.disposition, zh.join("；"), en.join("; ")];
        serde_json::to_writer(&mut self.lines, &Line { told, cells })?;
        Ok(self.lines.write_all(b"\n")?)
    }

    /// Writes them in the columns of their layout, from the beginning of a file.
    pub(super) fn table(self) -> Result<File, LedgerError> {
        let columns = self.layout.columns().filter(|column| column.is_required() || self.used.contains(column.id));
        let columns: Vec<_> = columns.collect();
        // Further columns beyond the layout's own, such as the items of an assessment.
        let further: Vec<&str> =
            self.used.iter().map(String::as_str).filter(|id| self.layout.column(id).is_none()).collect();
        let headers = ["行 row", "处理 disposition", "原因", "reason"].into_iter();
        let headers = headers.chain(columns.iter().map(|column| column.zh)).chain(further.iter().copied());
        // As they were typed: what was none, such as a day, is not made into one.
        let headings = headers.map(|header| Heading::new(header, Form::Text)).collect();
        let ids: Vec<&str> = columns.iter().map(|column| column.id).chain(further).collect();

        let mut table = Table::csv(BufWriter::new(tempfile::tempfile()?), headings)?;
        let mut lines = self.lines.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        lines.seek(SeekFrom::Start(0))?;
        for line in BufReader::new(lines).lines() {
            let Line { told, mut cells } = serde_json::from_str(&line?)?;
            let cells = ids.iter().map(|id| cells.remove(*id).unwrap_or_default());
            table.row(&told.into_iter().chain(cells).collect::<Vec<String>>())?;
        }
        let mut file = table.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

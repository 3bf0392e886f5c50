//! CSV: comma, semicolon or tab, whichever the header has most of.

use super::quoting::Quoting;
use super::{Limits, RawRow, Rows, Text, header_of, reading};
use crate::error::FileError;
use crate::reason::Reason;
use crate::spreadsheet::rearmed;
use csv::{ReaderBuilder, StringRecord};
use std::io::BufRead;

const DELIMITERS: &[u8] = b",;\t";
/// With fewer columns a line of prose may have as many delimiters as a row.
const TELLING_COLUMNS: usize = 4;

pub(super) struct Delimited<'f> {
    file: String,
    limits: Limits,
    delimiter: char,
    header: Vec<String>,
    reader: csv::Reader<Quoting<Text<'f>>>,
    record: StringRecord,
}

impl<'f> Delimited<'f> {
    pub(super) fn open(file: &str, mut text: Text<'f>, limits: Limits) -> Result<Self, FileError> {
        let begin = text.fill_buf();
        let begin = begin.map_err(|error| reading(file, 1, &error, "UTF-8", limits))?;
        let says = |b: &u8| !b.is_ascii_whitespace() && !DELIMITERS.contains(b);
        let line = begin.split(|b| matches!(b, b'\n' | b'\r')).find(|line| line.iter().any(says)).unwrap_or_default();
        let count = |delimiter: u8| line.iter().filter(|b| **b == delimiter).count();
        let delimiter = *DELIMITERS.iter().rev().max_by_key(|d| count(**d)).unwrap_or(&b',');
        let mut reader = ReaderBuilder::new();
        reader.delimiter(delimiter).has_headers(false).flexible(true).buffer_capacity(64 * 1024);
        let mut table = Self {
            file: file.to_owned(),
            limits,
            delimiter: char::from(delimiter),
            header: Vec::new(),
            reader: reader.from_reader(Quoting::new(text, delimiter)),
            record: StringRecord::new(),
        };
        table.header = header_of(file, &mut table)?;
        Ok(table)
    }

    fn fault(&self, error: csv::Error) -> FileError {
        let line = self.reader.get_ref().line();
        match error.into_kind() {
            csv::ErrorKind::Io(error) => reading(&self.file, line, &error, self.encoding(), self.limits),
            csv::ErrorKind::Utf8 { .. } => {
                FileError::Encoding { file: self.file.clone(), row: line, encoding: self.encoding() }
            }
            other => {
                let cause = Reason::new(format!("row {line}: {other:?}"), format!("第 {line} 行有误"));
                FileError::Damaged { file: self.file.clone(), cause }
            }
        }
    }

    /// A mark that another one closed by chance has swallowed rows: then one line of the cell has as many
    /// delimiters as a row, or its first and its last line, which end one row and begin another, together.
    fn has_swallowed_rows(&self) -> bool {
        const ENDS: [char; 2] = ['\n', '\r'];
        let needed = self.header.len().saturating_sub(1);
        if self.header.len() < TELLING_COLUMNS || !self.record.as_slice().contains(ENDS) {
            return false;
        }
        let delimiters = |line: &str| line.matches(self.delimiter).count();
        self.record.iter().filter(|cell| cell.contains(ENDS)).any(|cell| {
            let outer = cell.split(ENDS).next().map_or(0, delimiters) + cell.rsplit(ENDS).next().map_or(0, delimiters);
            outer >= needed || cell.split(ENDS).any(|line| delimiters(line) >= needed)
        })
    }
}

impl Rows for Delimited<'_> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, FileError> {
        row.clear();
        if !self.reader.read_record(&mut self.record).map_err(|error| self.fault(error))? {
            return Ok(false);
        }
        row.number = self.reader.get_mut().next_row();
        row.cells.resize(self.record.len(), String::new());
        for (cell, found) in row.cells.iter_mut().zip(&self.record) {
            cell.clear();
            cell.push_str(rearmed(found));
        }
        if self.has_swallowed_rows() {
            row.fault = Some(Reason::new(
                "a quoted cell holds lines that look like rows; close the quotation mark, or if it is one cell, write it on one line",
                "引号内的单元格含有像是独立行的内容，请补上缺少的引号；如确为一个单元格，请写成一行",
            ));
        }
        Ok(true)
    }

    fn encoding(&self) -> &'static str {
        self.reader.get_ref().inner().get_ref().encoding()
    }
}

//! CSV: comma, semicolon or tab, whichever the header has most of.

use super::text::RowByRow;
use super::{Limits, Rows, reading};
use crate::error::FileError;
use csv::{ReaderBuilder, StringRecord};
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

pub(super) struct Delimited<R> {
    file: String,
    encoding: &'static str,
    limits: Limits,
    header: Vec<String>,
    reader: csv::Reader<BufReader<RowByRow<R>>>,
    /// Where the last row ended, for the guard against rows without end.
    ended_at: Rc<Cell<u64>>,
    record: StringRecord,
    row: u64,
}

impl<R: Read> Delimited<R> {
    pub(super) fn open(file: &str, text: R, encoding: &'static str, limits: Limits) -> Result<Self, FileError> {
        let ended_at = Rc::new(Cell::new(0));
        let mut text = BufReader::with_capacity(64 * 1024, RowByRow::new(text, Rc::clone(&ended_at)));
        let begin = text.fill_buf().map_err(|error| reading(file, 1, &error, encoding, limits))?;
        let line = begin.split(|b| *b == b'\n').next().unwrap_or_default();
        let count = |delimiter: u8| line.iter().filter(|b| **b == delimiter).count();
        let delimiter = *b",;\t".iter().rev().max_by_key(|d| count(**d)).unwrap_or(&b',');
        let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
        let mut record = StringRecord::new();
        let there = reader.read_record(&mut record).map_err(|error| fault(file, 1, error, encoding, limits))?;
        if !there || record.iter().all(|cell| cell.trim().is_empty()) {
            return Err(FileError::Empty { file: file.to_owned() });
        }
        let header = record.iter().map(str::to_owned).collect();
        Ok(Self { file: file.to_owned(), encoding, limits, header, reader, ended_at, record, row: 1 })
    }
}

fn fault(file: &str, row: u64, error: csv::Error, encoding: &'static str, limits: Limits) -> FileError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => reading(file, row, &error, encoding, limits),
        csv::ErrorKind::Utf8 { .. } => FileError::Encoding { file: file.to_owned(), row, encoding },
        other => FileError::Damaged { file: file.to_owned(), cause: format!("row {row}: {other:?}") },
    }
}

impl<R: Read> Rows for Delimited<R> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self, cells: &mut Vec<String>) -> Result<Option<u64>, FileError> {
        let read = self.reader.read_record(&mut self.record);
        self.row += 1;
        self.ended_at.set(self.reader.position().byte());
        if !read.map_err(|error| fault(&self.file, self.row, error, self.encoding, self.limits))? {
            return Ok(None);
        }
        cells.resize(self.record.len(), String::new());
        for (cell, found) in cells.iter_mut().zip(&self.record) {
            cell.clear();
            cell.push_str(found);
        }
        Ok(Some(self.row))
    }

    fn encoding(&self) -> &'static str {
        self.encoding
    }
}

//! XLSX: the first sheet, cell by cell, after a look at what the archive would unpack to.

use super::{Limits, Rows};
use crate::error::FileError;
use crate::read::ReadSeek;
use calamine::{Data, Range, Reader, Xlsx};
use std::io::{BufReader, Read, SeekFrom};

pub(super) fn open<'f>(
    file: &str,
    input: &'f mut dyn ReadSeek,
    limits: Limits,
) -> Result<Box<dyn Rows + 'f>, FileError> {
    let damaged = |cause: String| FileError::Damaged { file: file.to_owned(), cause };
    guard(file, input, limits.workbook)?;
    input.seek(SeekFrom::Start(0)).map_err(|error| damaged(error.to_string()))?;
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(input)).map_err(|error| damaged(error.to_string()))?;
    let sheet = book.sheet_names().first().cloned().ok_or_else(|| FileError::Empty { file: file.to_owned() })?;
    let merged = book.merge_cells_by_sheet_name(&sheet).map_err(|error| damaged(error.to_string()))?;
    if let Some(first) = merged.first() {
        let range = format!("{}:{}", cell_name(first.start), cell_name(first.end));
        return Err(FileError::MergedCells { file: file.to_owned(), range });
    }
    let formulas = book.worksheet_formula(&sheet).map_err(|error| damaged(error.to_string()))?;
    let cells = book.worksheet_range(&sheet).map_err(|error| damaged(error.to_string()))?;
    let mut sheet = Sheet { file: file.to_owned(), cells, formulas, header: Vec::new(), at: 0 };
    let mut header = Vec::new();
    if sheet.next(&mut header)?.is_none() {
        return Err(FileError::Empty { file: file.to_owned() });
    }
    while header.last().is_some_and(|title| title.trim().is_empty()) {
        header.pop();
    }
    sheet.header = header;
    Ok(Box::new(sheet))
}

/// Unpacks every entry into nothing and counts: what an archive declares about itself can lie.
fn guard(file: &str, input: &mut dyn ReadSeek, limit: u64) -> Result<(), FileError> {
    let damaged = |cause: String| FileError::Damaged { file: file.to_owned(), cause };
    let mut archive = zip::ZipArchive::new(input).map_err(|error| damaged(error.to_string()))?;
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(FileError::OtherKind { file: file.to_owned(), kind: "an archive without a workbook" });
    }
    let mut left = limit;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| damaged(error.to_string()))?;
        let too_large = || FileError::TooLarge { file: file.to_owned(), limit };
        if entry.size() > left {
            return Err(too_large());
        }
        let count = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        let count = count.map_err(|error| damaged(error.to_string()))?;
        left = left.checked_sub(count).ok_or_else(too_large)?;
    }
    Ok(())
}

struct Sheet {
    file: String,
    cells: Range<Data>,
    formulas: Range<String>,
    header: Vec<String>,
    at: u32,
}

impl Rows for Sheet {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self, cells: &mut Vec<String>) -> Result<Option<u64>, FileError> {
        let Some((last_row, last_column)) = self.cells.end() else { return Ok(None) };
        loop {
            if self.at > last_row {
                return Ok(None);
            }
            let row = self.at;
            self.at += 1;
            cells.clear();
            for column in 0..=last_column {
                cells.push(self.cell(row, column)?);
            }
            // Rows without any text are gaps of the sheet, not records.
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(u64::from(row) + 1));
            }
        }
    }

    fn encoding(&self) -> &'static str {
        "XLSX"
    }
}

impl Sheet {
    fn cell(&self, row: u32, column: u32) -> Result<String, FileError> {
        if self.formulas.get_value((row, column)).is_some_and(|formula| !formula.is_empty()) {
            let cause = format!("cell {} holds a formula; paste its value", cell_name((row, column)));
            return Err(FileError::Damaged { file: self.file.clone(), cause });
        }
        Ok(match self.cells.get_value((row, column)) {
            None | Some(Data::Empty) => String::new(),
            Some(Data::String(text)) => text.clone(),
            Some(Data::Bool(value)) => value.to_string(),
            Some(Data::DateTime(at)) => {
                let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
                match (hour, minute, second) {
                    (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                    _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00"),
                }
            }
            // The shortest text that reads back as the same number; whole numbers without ".0".
            Some(Data::Float(number)) => format!("{number}"),
            Some(other) => other.to_string(),
        })
    }
}

/// `(0, 0)` is A1.
fn cell_name((row, column): (u32, u32)) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

//! Tables as whoever opens them in a spreadsheet finds them.

use calamine::{Data, Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// A row by the headers of its columns; cells without anything in them are empty texts.
pub type Row = BTreeMap<String, String>;

/// The rows of a file that is a CSV or, by its first bytes, a workbook.
#[must_use]
pub fn rows(bytes: &[u8]) -> Vec<Row> {
    if bytes.starts_with(b"PK") { of_workbook(bytes) } else { of_csv(bytes) }
}

fn of_csv(bytes: &[u8]) -> Vec<Row> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text);
    let headers = reader.headers().expect("a header").clone();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.expect("a row");
        headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

fn of_workbook(bytes: &[u8]) -> Vec<Row> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let name = book.sheet_names().first().expect("a sheet").clone();
    let formulas = book.worksheet_formula(&name).expect("its formulas");
    assert!(formulas.used_cells().next().is_none(), "a formula stands in {name}");
    let (_, range) = book.worksheets().remove(0);
    let mut rows = range.rows().map(|row| row.iter().map(text).collect::<Vec<String>>());
    let headers = rows.next().expect("a header");
    rows.map(|row| headers.iter().cloned().zip(row).collect()).collect()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        cell => cell.to_string(),
    }
}

//! Tables for those who live in spreadsheets: rows into CSV or XLSX, one after the other.
//!
//! Only a row is in memory. What is written is read again by [`crate::read`] as the same cells: the
//! apostrophe with which CSV keeps a cell from being run as a formula is taken off again.

use crate::layout::{Column, Kind, Layout};
use crate::spreadsheet::defused;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Seek, Write};
use std::path::Path;

/// Most rows of a workbook below its header: more than one sheet would not be read again.
pub const MOST_XLSX_ROWS: u32 = 1_048_575;
/// Most of a cell of a workbook, in UTF-16 code units as Excel counts them.
pub const MOST_XLSX_UNITS: usize = 32_767;
/// Width of a column, in characters.
const WIDTH: f64 = 22.0;

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// More rows than a sheet has.
    #[error("a workbook holds at most {MOST_XLSX_ROWS} rows; ask for CSV or for fewer days")]
    TooManyRows,
    /// A cell that no cell of a workbook can hold, of a CSV though.
    #[error(
        "row {row} of {table}, column {column}: the text is {units} characters long, and a cell of a workbook holds at \
         most {MOST_XLSX_UNITS}; ask for CSV"
    )]
    LongCell {
        /// Name of the table.
        table: String,
        /// Its row, as an official counts: the header is the first.
        row: u32,
        /// Header of its column.
        column: String,
        /// How long it is, in UTF-16 code units.
        units: usize,
    },
    /// A row has another number of cells than the header.
    #[error("a row of {cells} cells under {columns} columns")]
    Ragged {
        /// Cells of the row.
        cells: usize,
        /// Columns of the header.
        columns: usize,
    },
    /// The CSV could not be written.
    #[error("cannot write CSV")]
    Csv(#[from] csv::Error),
    /// The workbook could not be written.
    #[error("cannot write XLSX")]
    Xlsx(#[from] XlsxError),
    /// The file could not be written.
    #[error("cannot write the file")]
    Io(#[from] io::Error),
}

impl ExportError {
    /// The same in Chinese, where whoever asked for the table can do something about it.
    #[must_use]
    pub fn zh(&self) -> Option<String> {
        match self {
            Self::TooManyRows => Some("超过 Excel 工作表的行数上限，请改用 CSV 或缩小日期范围".to_owned()),
            Self::LongCell { table, row, column, units } => Some(format!(
                "“{table}”第 {row} 行“{column}”共 {units} 个字符，超过 Excel 单元格上限（{MOST_XLSX_UNITS}），请改用 CSV"
            )),
            _ => None,
        }
    }
}

/// What a spreadsheet takes the cells of a column for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Text, whatever it looks like: codes, numbers of documents. Instants too, whose microseconds order
    /// versions and which a date of Excel would lose.
    Text,
    /// A day, written as 2025-02-28.
    Day,
    /// A number.
    Number,
    /// An amount in yuan, shown with two decimals.
    Yuan,
}

impl Form {
    /// As it is told to programs.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Day => "day",
            Self::Number => "number",
            Self::Yuan => "yuan",
        }
    }
}

/// The columns in which stands beside an item what is pending about it, and what its merchant says of it (并列标注): none of its
/// content, so that nobody reads them where the file is handed in again.
pub const MARKS: [(&str, Form); 2] = [("处理中", Form::Text), ("主体说明", Form::Text)];

/// A column of a table: its header, and what stands below.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// Its header.
    pub zh: String,
    /// What its cells are.
    pub form: Form,
}

impl Heading {
    /// A column of a table's own.
    pub fn new(zh: impl Into<String>, form: Form) -> Self {
        Self { zh: zh.into(), form }
    }

    /// The column of a layout, which reading finds again by its header.
    #[must_use]
    pub fn of(column: &Column) -> Self {
        let form = match column.kind {
            Kind::Day => Form::Day,
            Kind::WanYuan | Kind::Integer => Form::Number,
            _ => Form::Text,
        };
        Self::new(column.zh, form)
    }
}

impl Layout {
    /// The columns of an export that can be read again: those of which something is made, and those that a
    /// file must have. Of a text there is the digest that was kept, of a person the sender's pseudonym: without them,
    /// what is read again would say less.
    pub fn exported(&self) -> impl Iterator<Item = &'static Column> {
        self.columns().filter(|column| column.is_read() || column.is_required() && !column.is_personal())
    }
}

/// A table (表格) while it is written.
pub struct Table<W: Write> {
    headings: Vec<Heading>,
    rows: u32,
    out: Out<W>,
}

enum Out<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Xlsx(Box<Book<W>>),
}

struct Book<W> {
    name: String,
    book: Workbook,
    sheet: Worksheet,
    text: Format,
    day: Format,
    yuan: Format,
    into: W,
}

impl<W: Write + Seek + Send> Table<W> {
    /// A CSV that Excel opens by a double click: UTF-8 with a byte order mark, lines that end with CR LF.
    ///
    /// # Errors
    /// If the header cannot be written.
    pub fn csv(mut into: W, headings: Vec<Heading>) -> Result<Self, ExportError> {
        into.write_all("\u{feff}".as_bytes())?;
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(into);
        out.write_record(headings.iter().map(|heading| defused(&heading.zh).into_owned()))?;
        Ok(Self { headings, rows: 0, out: Out::Csv(Box::new(out)) })
    }

    /// A workbook of one sheet with this name, its header frozen and filterable. Rows wait in `folder`
    /// until [`Table::finish`].
    ///
    /// # Errors
    /// If the name cannot be that of a sheet, or there is no writing into the folder.
    pub fn xlsx(into: W, name: &str, headings: Vec<Heading>, folder: &Path) -> Result<Self, ExportError> {
        let mut book = Workbook::new();
        book.set_tempdir(folder)?;
        let mut sheet = book.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        let (title, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
        let (day, yuan) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("0.00"));
        for (at, heading) in (0u16..).zip(&headings) {
            sheet.set_column_width(at, WIDTH)?.write_string_with_format(0, at, &heading.zh, &title)?;
        }
        let name = name.to_owned();
        Ok(Self { headings, rows: 0, out: Out::Xlsx(Box::new(Book { name, book, sheet, text, day, yuan, into })) })
    }

    /// Writes a row, a cell for each heading.
    ///
    /// # Errors
    /// If it does not fit the header or the sheet, or cannot be written.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<(), ExportError> {
        if cells.len() != self.headings.len() {
            return Err(ExportError::Ragged { cells: cells.len(), columns: self.headings.len() });
        }
        let cells = self.headings.iter().map(|heading| heading.form).zip(cells.iter().map(AsRef::as_ref));
        match &mut self.out {
            Out::Csv(out) => {
                for (form, cell) in cells {
                    match form {
                        Form::Number | Form::Yuan if number(cell).is_some() => out.write_field(cell)?,
                        _ => out.write_field(defused(cell).as_bytes())?,
                    }
                }
                out.write_record(None::<&[u8]>)?;
            }
            Out::Xlsx(_) if self.rows == MOST_XLSX_ROWS => return Err(ExportError::TooManyRows),
            Out::Xlsx(book) => {
                // Nothing of a row that does not fit is written.
                let long = self.headings.iter().zip(cells.clone()).find_map(|(heading, (_, cell))| {
                    let units = units(cell);
                    (units > MOST_XLSX_UNITS).then(|| (heading.zh.clone(), units))
                });
                if let Some((column, units)) = long {
                    let (table, row) = (book.name.clone(), self.rows + 2);
                    return Err(ExportError::LongCell { table, row, column, units });
                }
                for (at, (form, cell)) in (0u16..).zip(cells) {
                    book.cell(self.rows + 1, at, form, cell)?;
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Rows written, the header not among them.
    #[must_use]
    pub const fn rows(&self) -> u32 {
        self.rows
    }

    /// Writes what is still held back and gives the file back.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> Result<W, ExportError> {
        match self.out {
            Out::Csv(out) => out.into_inner().map_err(|error| error.into_error().into()),
            Out::Xlsx(book) => {
                let Book { mut book, mut sheet, mut into, .. } = *book;
                if let Some(last) = self.headings.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) {
                    sheet.autofilter(0, 0, self.rows, last)?;
                }
                book.push_worksheet(sheet);
                book.save_to_writer(&mut into)?;
                Ok(into)
            }
        }
    }
}

impl<W> Book<W> {
    /// Text is written as text and never as what it looks like; a day or number that is none is text too.
    fn cell(&mut self, row: u32, at: u16, form: Form, cell: &str) -> Result<(), XlsxError> {
        if cell.is_empty() {
            return Ok(());
        }
        match form {
            Form::Day => {
                if let Some(day) = is_day(cell).then(|| ExcelDateTime::parse_from_str(cell).ok()).flatten() {
                    self.sheet.write_datetime_with_format(row, at, &day, &self.day)?;
                    return Ok(());
                }
            }
            Form::Number => {
                if let Some(number) = number(cell) {
                    self.sheet.write_number(row, at, number)?;
                    return Ok(());
                }
            }
            Form::Yuan => {
                if let Some(number) = number(cell) {
                    self.sheet.write_number_with_format(row, at, number, &self.yuan)?;
                    return Ok(());
                }
            }
            Form::Text => {}
        }
        self.sheet.write_string_with_format(row, at, cell, &self.text)?;
        Ok(())
    }
}

/// How long a cell is to Excel. There are never more units than bytes, and most texts are short.
fn units(cell: &str) -> usize {
    if cell.len() <= MOST_XLSX_UNITS { cell.len() } else { cell.encode_utf16().count() }
}

/// Is it written as 2025-02-28? The library would also take times of day and other orders for dates.
fn is_day(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
}

/// The number, unless a spreadsheet would show another: one of more digits than it keeps, or with zeros before it.
fn number(cell: &str) -> Option<f64> {
    let said = if cell.contains('.') { cell.trim_end_matches('0').trim_end_matches('.') } else { cell };
    cell.parse().ok().filter(|number: &f64| number.is_finite() && number.to_string() == said && digits(said) <= 15)
}

fn digits(said: &str) -> usize {
    said.bytes().filter(u8::is_ascii_digit).count()
}

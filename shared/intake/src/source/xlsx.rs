//! XLSX: the one sheet that holds data, row by row, after a look at what the archive would unpack to.

use super::{Limits, RawRow, Rows, header_of};
use crate::columns::MOST_COLUMNS;
use crate::error::{Bound, FileError};
use crate::read::ReadSeek;
use crate::reason::Reason;
use crate::template;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Rows of a sheet in Excel.
const MOST_ROWS: u32 = 1_048_576;

pub(super) fn open<T>(
    file: &str,
    input: &mut dyn ReadSeek,
    limits: Limits,
    then: impl FnOnce(&mut dyn Rows) -> Result<T, FileError>,
) -> Result<T, FileError> {
    guard(file, input, limits.workbook)?;
    input.seek(SeekFrom::Start(0)).map_err(|error| damaged(file, &XlsxError::Io(error)))?;
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(input)).map_err(|error| damaged(file, &error))?;
    let sheet = sheet_with_data(file, &mut book)?;
    let merged = book.merge_cells_by_sheet_name(&sheet).map_err(|error| damaged(file, &error))?;
    if let Some(first) = merged.first() {
        let range = format!("{}:{}", cell_name(first.start), cell_name(first.end));
        return Err(FileError::MergedCells { file: file.to_owned(), range });
    }
    let mut sheet = Sheet::open(file, &mut book, &sheet)?;
    sheet.header = header_of(file, &mut sheet)?;
    then(&mut sheet)
}

/// Unpacks every entry into nothing and counts: what an archive declares about itself can lie.
fn guard(file: &str, input: &mut dyn ReadSeek, limit: u64) -> Result<(), FileError> {
    let packed = |error: zip::result::ZipError| damaged(file, &XlsxError::Zip(error));
    let mut archive = zip::ZipArchive::new(input).map_err(packed)?;
    if archive.index_for_name("xl/workbook.xml").is_none() {
        let kind = Reason::new("an archive without a workbook", "不含工作簿的压缩文件");
        return Err(FileError::OtherKind { file: file.to_owned(), kind });
    }
    let mut left = limit;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(packed)?;
        let too_large = || FileError::TooLarge { file: file.to_owned(), bound: Bound::Bytes(limit) };
        if entry.size() > left {
            return Err(too_large());
        }
        let count = io::copy(&mut entry.take(left + 1), &mut io::sink());
        let count = count.map_err(|error| damaged(file, &XlsxError::Io(error)))?;
        left = left.checked_sub(count).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The only sheet, shown or hidden, in which something stands; the notes of our templates do not count.
fn sheet_with_data<R: Read + Seek>(file: &str, book: &mut Xlsx<R>) -> Result<String, FileError> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut filled = Vec::new();
    for name in names {
        let first = Sheet::open(file, book, &name)?.next_cell()?;
        let is_notes = |cell: &Cell| name == template::NOTES && cell.text == template::NOTES_TITLE;
        if first.is_some_and(|cell| !is_notes(&cell)) {
            filled.push(name);
        }
    }
    match <[String; 1]>::try_from(filled) {
        Ok([one]) => Ok(one),
        Err(none) if none.is_empty() => Err(FileError::Empty { file: file.to_owned() }),
        Err(sheets) => Err(FileError::SeveralSheets { file: file.to_owned(), sheets }),
    }
}

/// A sheet while it is read; only one of its rows is in memory.
struct Sheet<'b, R: Read + Seek> {
    file: String,
    cells: XlsxCellReader<'b, R>,
    header: Vec<String>,
    /// The first cell of the next row.
    ahead: Option<Cell>,
    /// Rows that have been read.
    rows: u32,
    has_ended: bool,
}

/// A cell in which something stands.
struct Cell {
    row: u32,
    column: u32,
    text: String,
    form: Form,
    has_formula: bool,
}

/// What the format of a cell says about its text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Date,
    Flag,
}

impl<'b, R: Read + Seek> Sheet<'b, R> {
    fn open(file: &str, book: &'b mut Xlsx<R>, name: &str) -> Result<Self, FileError> {
        let cells = book.worksheet_cells_reader(name).map_err(|error| damaged(file, &error))?;
        Ok(Self { file: file.to_owned(), cells, header: Vec::new(), ahead: None, rows: 0, has_ended: false })
    }

    /// The next cell in which something stands, whatever it is.
    fn next_cell(&mut self) -> Result<Option<Cell>, FileError> {
        while !self.has_ended {
            let read = self.cells.next_cell_with_formula_metadata().map_err(|error| damaged(&self.file, &error))?;
            let Some(cell) = read else {
                self.has_ended = true;
                break;
            };
            let has_formula = cell.formula.is_some();
            let (text, form) = written(cell.value);
            if has_formula || !text.trim().is_empty() {
                return Ok(Some(Cell { row: cell.pos.0, column: cell.pos.1, text, form, has_formula }));
            }
        }
        Ok(None)
    }

    /// The next cell of a table: a value, and not far away from all others.
    fn next_value(&mut self) -> Result<Option<Cell>, FileError> {
        let Some(cell) = self.next_cell()? else { return Ok(None) };
        let too_large = |bound| Err(FileError::TooLarge { file: self.file.clone(), bound });
        if cell.column as usize >= MOST_COLUMNS {
            return too_large(Bound::Columns(MOST_COLUMNS as u64));
        }
        if cell.row >= MOST_ROWS {
            return too_large(Bound::Rows(MOST_ROWS.into()));
        }
        if cell.has_formula {
            let name = cell_name((cell.row, cell.column));
            let cause = Reason::new(
                format!("cell {name} holds a formula; paste its value"),
                format!("单元格 {name} 含公式，请粘贴为数值"),
            );
            return Err(FileError::Damaged { file: self.file.clone(), cause });
        }
        Ok(Some(cell))
    }
}

impl<R: Read + Seek> Rows for Sheet<'_, R> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, FileError> {
        row.clear();
        row.cells.iter_mut().for_each(String::clear);
        row.cells.resize(self.header.len(), String::new());
        let first = match self.ahead.take() {
            Some(cell) => Some(cell),
            None => self.next_value()?,
        };
        let Some(first) = first else { return Ok(false) };
        if first.row < self.rows {
            let number = first.row + 1;
            let cause = Reason::new(
                format!("row {number} stands behind a later one"),
                format!("第 {number} 行的次序有误，请用 Excel 重新保存"),
            );
            return Err(FileError::Damaged { file: self.file.clone(), cause });
        }
        let at = first.row;
        (row.number, self.rows) = (u64::from(at) + 1, at + 1);
        let mut next = Some(first);
        while let Some(cell) = next.take() {
            if cell.row != at {
                self.ahead = Some(cell);
                break;
            }
            let column = cell.column as usize;
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            match cell.form {
                Form::Text => {}
                Form::Date => row.dated.push(column),
                Form::Flag => row.flags.push(column),
            }
            if let Some(slot) = row.cells.get_mut(column) {
                *slot = cell.text;
            }
            next = self.next_value()?;
        }
        Ok(true)
    }

    fn encoding(&self) -> &'static str {
        "XLSX"
    }
}

fn written(value: DataRef<'_>) -> (String, Form) {
    let text = match value {
        DataRef::Bool(value) => return (value.to_string(), Form::Flag),
        DataRef::DateTime(at) if at.is_datetime() => return (date(&at), Form::Date),
        DataRef::DateTimeIso(text) => return (text, Form::Date),
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DurationIso(text) => text,
        DataRef::SharedString(text) => text.to_owned(),
        // The shortest text that reads back as the same number; whole numbers without ".0".
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(span) => span.as_f64().to_string(),
        DataRef::Int(number) => number.to_string(),
        // `#N/A` and the like: a fault of a column that is read.
        DataRef::Error(error) => error.to_string(),
    };
    (text, Form::Text)
}

/// A day, or a time of day in Asia/Shanghai.
fn date(at: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

fn damaged(file: &str, error: &XlsxError) -> FileError {
    let zh = match error {
        XlsxError::Password => "工作簿已加密，请另存为不加密的工作簿",
        XlsxError::CellError(_) => "工作表含有无法识别的 Excel 错误值，请改正后再保存",
        _ => "工作簿已损坏或不完整，请用 Excel 重新保存",
    };
    FileError::Damaged { file: file.to_owned(), cause: Reason::new(error.to_string(), zh) }
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

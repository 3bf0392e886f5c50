//! Tables of text from files: what kind of file it is, its encoding, and its rows one by one.

mod delimited;
mod json_lines;
mod kind;
mod quoting;
mod text;
mod xlsx;

use crate::error::{Bound, FileError};
use crate::read::ReadSeek;
use crate::reason::Reason;
use flate2::read::MultiGzDecoder;
use kind::Kind;
use std::io::{self, BufRead, BufReader, Read, SeekFrom};

/// Rows of text under a header.
pub(crate) trait Rows {
    /// The header.
    fn header(&self) -> &[String];
    /// Told what column a title names, before the first row is read. A table has one header, where the same
    /// column twice is a fault; objects may name it in one way here and in another there.
    fn unite(&mut self, _column: &dyn Fn(&str) -> String) {}
    /// Reads the next row into `row`; false at the end.
    fn next(&mut self, row: &mut RawRow) -> Result<bool, FileError>;
    /// Encoding, for the report; it is settled once all rows have been read.
    fn encoding(&self) -> &'static str;
}

/// A row as it stands in its file.
#[derive(Debug, Default)]
pub(crate) struct RawRow {
    /// The row as an official counts it: of a sheet as Excel shows it, else the line on which it begins.
    pub(crate) number: u64,
    /// Its cells, in order of the header.
    pub(crate) cells: Vec<String>,
    /// Cells that their format makes a date, in order of column.
    pub(crate) dated: Vec<usize>,
    /// Cells that hold true or false rather than text, in order of column.
    pub(crate) flags: Vec<usize>,
    /// Cells that hold something that is no value, in order of column.
    pub(crate) damaged: Vec<(usize, Reason)>,
    /// Why the row cannot be read at all.
    pub(crate) fault: Option<Reason>,
}

impl RawRow {
    /// Forgets what was said about another row. Its cells stay to be written over.
    fn clear(&mut self) {
        self.dated.clear();
        self.flags.clear();
        self.damaged.clear();
        self.fault = None;
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.fault.is_none() && self.damaged.is_empty() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Limits on what a file may unpack to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) unpacked: u64,
    pub(crate) workbook: u64,
}

/// Told how many rows have been read; false stops the file.
type Watch<'w> = &'w mut dyn FnMut(u64) -> bool;

/// UTF-8 text of a file, whatever it is packed and encoded in.
type Text<'f> = BufReader<text::Decoded<text::Limited<Box<dyn Read + 'f>>>>;

/// Opens a file by what stands in it, not by its name, and hands its rows over, and `watch` with
/// them, which is asked already while a file must be looked through before its rows are read.
pub(crate) fn open<T>(
    file: &str,
    input: &mut dyn ReadSeek,
    limits: Limits,
    watch: Watch<'_>,
    then: impl FnOnce(&mut dyn Rows, Watch<'_>) -> Result<T, FileError>,
) -> Result<T, FileError> {
    let io = |error: io::Error| reading(file, 1, &error, "UTF-8", limits);
    let mut kind = kind_of(file, &mut *input, limits)?;
    let is_packed = kind == Kind::Gzip;
    if is_packed {
        input.seek(SeekFrom::Start(0)).map_err(io)?;
        kind = kind_of(file, MultiGzDecoder::new(BufReader::new(&mut *input)), limits)?;
    }
    match kind {
        Kind::Nothing => return Err(FileError::Empty { file: file.to_owned() }),
        Kind::Archive if !is_packed => return xlsx::open(file, input, limits, |rows| then(rows, watch)),
        Kind::Gzip | Kind::Archive => {
            let kind = Reason::new(
                "a packed file inside a packed file; unpack it once",
                "压缩文件内的压缩文件（请先解压一层）",
            );
            return Err(FileError::OtherKind { file: file.to_owned(), kind });
        }
        Kind::Text => {}
    }
    let mut beginning = text(&mut *input, is_packed, limits).map_err(io)?;
    let begin = beginning.fill_buf().map_err(io)?;
    if begin.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{') {
        let header = json_lines::keys(file, beginning, limits, watch)?;
        let again = text(&mut *input, is_packed, limits).map_err(io)?;
        then(&mut json_lines::JsonLines::new(file, header, again, limits), watch)
    } else {
        then(&mut delimited::Delimited::open(file, beginning, limits)?, watch)
    }
}

fn kind_of(file: &str, bytes: impl Read, limits: Limits) -> Result<Kind, FileError> {
    let mut front = Vec::new();
    bytes.take(kind::FRONT).read_to_end(&mut front).map_err(|error| reading(file, 1, &error, "UTF-8", limits))?;
    kind::of(&front).map_err(|kind| FileError::OtherKind { file: file.to_owned(), kind })
}

/// The text of a file from its beginning.
fn text<'f>(input: &'f mut dyn ReadSeek, is_packed: bool, limits: Limits) -> io::Result<Text<'f>> {
    input.seek(SeekFrom::Start(0))?;
    let bytes: Box<dyn Read + 'f> =
        if is_packed { Box::new(MultiGzDecoder::new(BufReader::new(input))) } else { Box::new(input) };
    let decoded = text::Decoded::new(text::Limited::new(bytes, limits.unpacked));
    Ok(BufReader::with_capacity(64 * 1024, decoded))
}

/// The first row that says something, without the empty titles at its end.
fn header_of(file: &str, rows: &mut dyn Rows) -> Result<Vec<String>, FileError> {
    let mut row = RawRow::default();
    while rows.next(&mut row)? {
        if !row.is_blank() {
            let titles = row.cells.iter().rposition(|title| !title.trim().is_empty()).map_or(0, |last| last + 1);
            row.cells.truncate(titles);
            return Ok(row.cells);
        }
    }
    Err(FileError::Empty { file: file.to_owned() })
}

/// What went wrong while reading, told by the marks that [`mod@text`] leaves in its errors.
fn reading(file: &str, row: u64, error: &io::Error, encoding: &'static str, limits: Limits) -> FileError {
    let file = file.to_owned();
    match error.get_ref().and_then(|inner| inner.downcast_ref::<text::Mark>()) {
        Some(text::Mark::NotText) => FileError::Encoding { file, row, encoding },
        Some(text::Mark::LongRow { row }) => FileError::LongRow { file, row: *row },
        Some(text::Mark::OpenQuote { row }) => FileError::OpenQuote { file, row: *row },
        Some(text::Mark::TooLarge) => FileError::TooLarge { file, bound: Bound::Bytes(limits.unpacked) },
        None => {
            let zh = match error.kind() {
                io::ErrorKind::UnexpectedEof => "文件不完整，请重新导出或重新传送",
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "文件已损坏，请重新导出或重新传送",
                _ => "读取文件时出错",
            };
            FileError::Damaged { file, cause: Reason::new(error.to_string(), zh) }
        }
    }
}

//! Tables of text from files: what kind of file it is, its encoding, and its rows one by one.

mod delimited;
mod json_lines;
mod text;
mod xlsx;

use crate::error::FileError;
use crate::read::ReadSeek;
use flate2::read::MultiGzDecoder;
use std::io::{BufReader, Read, SeekFrom};

/// Rows of text under a header.
pub(crate) trait Rows {
    /// The header.
    fn header(&self) -> &[String];
    /// The next row into `cells`, and its number as an official counts it; nothing at the end.
    fn next(&mut self, cells: &mut Vec<String>) -> Result<Option<u64>, FileError>;
    /// Encoding, for the report.
    fn encoding(&self) -> &'static str;
}

/// Limits on what a file may unpack to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) unpacked: u64,
    pub(crate) workbook: u64,
}

/// Opens a file by what stands in it, not by its name.
pub(crate) fn open<'f>(
    file: &str,
    input: &'f mut dyn ReadSeek,
    limits: Limits,
) -> Result<Box<dyn Rows + 'f>, FileError> {
    let damaged = |error: std::io::Error| FileError::Damaged { file: file.to_owned(), cause: error.to_string() };
    let mut front = Vec::with_capacity(8);
    Read::take(&mut *input, 8).read_to_end(&mut front).map_err(damaged)?;
    input.seek(SeekFrom::Start(0)).map_err(damaged)?;
    let other = |kind| Err(FileError::OtherKind { file: file.to_owned(), kind });
    match front.as_slice() {
        [] => Err(FileError::Empty { file: file.to_owned() }),
        [0x1f, 0x8b, ..] => {
            // The beginning is unpacked twice: once to tell the encoding, once to read.
            let first = text::Sniffed::of(file, MultiGzDecoder::new(&mut *input))?;
            input.seek(SeekFrom::Start(0)).map_err(damaged)?;
            table(file, first, MultiGzDecoder::new(BufReader::new(input)), limits)
        }
        [b'P', b'K', 3, 4, ..] => xlsx::open(file, input, limits),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => other("an old .xls workbook; save it as .xlsx"),
        [b'%', b'P', b'D', b'F', ..] => other("a PDF document"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => other("an image"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => other("UTF-16 text; save it as UTF-8"),
        _ => {
            let first = text::Sniffed::of(file, &mut *input)?;
            input.seek(SeekFrom::Start(0)).map_err(damaged)?;
            table(file, first, BufReader::new(input), limits)
        }
    }
}

fn table<'f, R: Read + 'f>(
    file: &str,
    first: text::Sniffed,
    bytes: R,
    limits: Limits,
) -> Result<Box<dyn Rows + 'f>, FileError> {
    let text = text::Decoded::new(text::Limited::new(bytes, limits.unpacked), first.encoding);
    if first.is_json {
        Ok(Box::new(json_lines::JsonLines::open(file, text, first.encoding.name(), limits)?))
    } else {
        Ok(Box::new(delimited::Delimited::open(file, text, first.encoding.name(), limits)?))
    }
}

/// What went wrong while reading, told by the marks that [`text`] leaves in its errors.
fn reading(file: &str, row: u64, error: &std::io::Error, encoding: &'static str, limits: Limits) -> FileError {
    let file = file.to_owned();
    match error.get_ref().and_then(|inner| inner.downcast_ref::<text::Mark>()) {
        Some(text::Mark::NotText) => FileError::Encoding { file, row, encoding },
        Some(text::Mark::LongRow) => FileError::LongRow { file, row },
        Some(text::Mark::TooLarge) => FileError::TooLarge { file, limit: limits.unpacked },
        None => FileError::Damaged { file, cause: error.to_string() },
    }
}

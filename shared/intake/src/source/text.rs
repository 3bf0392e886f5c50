//! Bytes into UTF-8 text, strictly: UTF-8 with or without byte order mark, or GB18030 as Excel
//! writes it.

use crate::error::FileError;
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

const CHUNK: usize = 64 * 1024;

/// A longer row is none: a quotation mark was left open.
pub(super) const LONGEST_ROW: u64 = 1 << 20;

/// A mark inside an I/O error, so that the caller can say what happened.
#[derive(Debug, thiserror::Error)]
pub(super) enum Mark {
    #[error("a byte sequence that is no text")]
    NotText,
    #[error("more bytes than allowed")]
    TooLarge,
    #[error("a row longer than allowed")]
    LongRow,
}

/// What the beginning of a file tells.
pub(super) struct Sniffed {
    pub(super) encoding: &'static Encoding,
    pub(super) is_json: bool,
}

impl Sniffed {
    /// Reads until something beyond ASCII has been seen: valid UTF-8 is taken for UTF-8, the rest
    /// for GB18030.
    pub(super) fn of(file: &str, mut bytes: impl Read) -> Result<Self, FileError> {
        let damaged = |error: io::Error| FileError::Damaged { file: file.to_owned(), cause: error.to_string() };
        let mut first = None;
        let mut chunk = Vec::with_capacity(CHUNK);
        loop {
            chunk.clear();
            Read::by_ref(&mut bytes).take(CHUNK as u64).read_to_end(&mut chunk).map_err(damaged)?;
            let is_json = *first.get_or_insert_with(|| {
                let text = chunk.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&chunk);
                text.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{')
            });
            if chunk.is_empty() || !chunk.is_ascii() {
                return Ok(Self { encoding: if looks_like_utf8(&chunk) { UTF_8 } else { GB18030 }, is_json });
            }
        }
    }
}

/// Valid UTF-8, but for a character cut off at the end.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// Refuses to hand out more than so many bytes.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    pub(super) const fn new(inner: R, limit: u64) -> Self {
        Self { inner, left: limit }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Mark::TooLarge)),
        }
        Ok(count)
    }
}

/// Refuses to hand out a row that does not end: its bytes would all be kept in memory.
pub(super) struct RowByRow<R> {
    inner: R,
    served: u64,
    /// Where the last whole row ended, told by whoever reads the rows.
    ended_at: Rc<Cell<u64>>,
}

impl<R> RowByRow<R> {
    pub(super) const fn new(inner: R, ended_at: Rc<Cell<u64>>) -> Self {
        Self { inner, served: 0, ended_at }
    }
}

impl<R: Read> Read for RowByRow<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.served - self.ended_at.get() > LONGEST_ROW {
            return Err(io::Error::other(Mark::LongRow));
        }
        let count = self.inner.read(buffer)?;
        self.served += count as u64;
        Ok(count)
    }
}

/// Text as UTF-8, without byte order mark; anything that is no text is an error.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, raw: Vec::new(), raw_at: 0, text: Vec::new(), text_at: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.raw_at == self.raw.len() {
            self.raw.resize(CHUNK, 0);
            let count = self.inner.read(&mut self.raw)?;
            self.raw.truncate(count);
            self.raw_at = 0;
        }
        let last = self.raw.is_empty();
        let pending = self.raw.get(self.raw_at..).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(pending.len()).unwrap_or(CHUNK * 3);
        self.text.resize(room.max(16), 0);
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(pending, &mut self.text, last);
        self.raw_at += read;
        self.text.truncate(written);
        self.text_at = 0;
        match result {
            DecoderResult::Malformed(_, _) => Err(io::Error::other(Mark::NotText)),
            DecoderResult::InputEmpty if last => {
                self.ended = true;
                Ok(())
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => Ok(()),
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.text_at == self.text.len() && !self.ended {
            self.refill()?;
        }
        let ready = self.text.get(self.text_at..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.text_at += count;
        Ok(count)
    }
}

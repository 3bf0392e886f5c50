//! Bytes into UTF-8 text, strictly: UTF-8 with or without byte order mark, or GB18030 as Excel
//! writes it.

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use std::io::{self, Read};

const CHUNK: usize = 64 * 1024;
/// How far is looked on where the first bytes decide nothing.
const MOST_EVIDENCE: usize = 1 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A longer row is none.
pub(super) const LONGEST_ROW: u64 = 1 << 20;

/// A mark inside an I/O error, so that the caller can say what happened.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Mark {
    #[error("a byte sequence that is no text")]
    NotText,
    #[error("more bytes than allowed")]
    TooLarge,
    #[error("a row longer than allowed")]
    LongRow { row: u64 },
    #[error("a quotation mark that is not closed")]
    OpenQuote { row: u64 },
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

/// Text as UTF-8, without byte order mark; anything that is no text is an error, once all text
/// before it has been handed out.
pub(super) struct Decoded<R> {
    inner: R,
    encoding: &'static Encoding,
    /// None while all bytes were ASCII, which both encodings share: nothing needs to be decided.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    has_begun: bool,
    has_failed: bool,
    has_ended: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) const fn new(inner: R) -> Self {
        Self {
            inner,
            encoding: UTF_8,
            decoder: None,
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            text_at: 0,
            has_begun: false,
            has_failed: false,
            has_ended: false,
        }
    }

    /// The encoding, as far as the text has been read.
    pub(super) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Err(io::Error::other(Mark::NotText));
        }
        if self.raw_at == self.raw.len() {
            self.raw.clear();
            self.raw_at = 0;
            self.top_up(CHUNK)?;
        }
        let pending = self.raw.get(self.raw_at..).unwrap_or_default();
        let is_last = pending.is_empty();
        if self.decoder.is_none() && !pending.is_ascii() {
            self.decide()?;
        }
        self.has_begun = true;
        let pending = self.raw.get(self.raw_at..).unwrap_or_default();
        let Some(decoder) = &mut self.decoder else {
            self.text.clear();
            self.text.extend_from_slice(pending);
            (self.text_at, self.raw_at, self.has_ended) = (0, self.raw.len(), is_last);
            return Ok(());
        };
        let room = decoder.max_utf8_buffer_length_without_replacement(pending.len()).unwrap_or(CHUNK * 3);
        self.text.resize(room.max(16), 0);
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(pending, &mut self.text, is_last);
        self.raw_at += read;
        self.text.truncate(written);
        self.text_at = 0;
        self.has_failed = matches!(result, DecoderResult::Malformed(_, _));
        self.has_ended = is_last && matches!(result, DecoderResult::InputEmpty);
        Ok(())
    }

    fn top_up(&mut self, to: usize) -> io::Result<()> {
        let missing = to.saturating_sub(self.raw.len()) as u64;
        Read::by_ref(&mut self.inner).take(missing).read_to_end(&mut self.raw)?;
        Ok(())
    }

    /// The first bytes beyond ASCII are there: they and a bounded number after them tell the encoding.
    fn decide(&mut self) -> io::Result<()> {
        self.raw.drain(..self.raw_at);
        self.raw_at = 0;
        let plain = self.raw.iter().take_while(|b| b.is_ascii()).count();
        self.top_up(plain + CHUNK)?;
        if !self.has_begun && self.raw.starts_with(BYTE_ORDER_MARK) {
            self.raw_at = BYTE_ORDER_MARK.len();
        } else {
            let mut evidence = Evidence::of(self.raw.get(plain..).unwrap_or_default());
            if evidence.is_scant() {
                self.top_up(plain + MOST_EVIDENCE)?;
                evidence = Evidence::of(self.raw.get(plain..).unwrap_or_default());
            }
            if !evidence.says_utf8() {
                self.encoding = GB18030;
            }
        }
        self.decoder = Some(self.encoding.new_decoder_without_bom_handling());
        Ok(())
    }
}

/// What a sample tells about its encoding.
#[derive(Default)]
struct Evidence {
    /// Characters of three and more bytes, which Chinese text in UTF-8 consists of: they hardly ever come
    /// about by chance in GB18030.
    wide: usize,
    /// Characters of two bytes that no Chinese text has; some words in GB18030 look like them (药业).
    foreign: usize,
    /// Places that are not UTF-8, as nearly every character of GB18030.
    faults: usize,
}

impl Evidence {
    fn of(sample: &[u8]) -> Self {
        let mut found = Self::default();
        let mut chunks = sample.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
                found.wide += usize::from(c.len_utf8() >= 3);
                found.foreign += usize::from(c.len_utf8() == 2 && c > '\u{ff}');
            }
            let cut_off =
                chunks.peek().is_none() && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
            found.faults += usize::from(!chunk.invalid().is_empty() && !cut_off);
        }
        found
    }

    /// Nothing in it decides.
    const fn is_scant(&self) -> bool {
        self.wide == 0 && self.faults == 0
    }

    /// UTF-8, be it with a damaged place.
    const fn says_utf8(&self) -> bool {
        if self.is_scant() { self.foreign == 0 } else { self.wide > self.faults }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.text_at == self.text.len() && !self.has_ended {
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

//! A guard on the quotation marks of a CSV file, between its text and whoever splits it into rows.
//!
//! A quotation mark that somebody forgot to close would make one cell of all rows behind it. RFC 4180
//! lets a quoted cell end only before a delimiter or the end of a line, so most such marks can be told:
//! the guard walks over the same bytes as the reader and fails where a quoted cell does not end so.
//! As it knows where rows begin, it also says on which line each of them does.

use super::text::{LONGEST_ROW, Mark};
use std::collections::VecDeque;
use std::io::{self, Read};

pub(super) struct Quoting<R> {
    inner: R,
    delimiter: u8,
    place: Place,
    /// The byte before the next one.
    last: u8,
    /// The line on which the next byte stands.
    line: u64,
    /// Bytes of the row so far.
    length: u64,
    /// Where the row and its last quoted cell begin.
    row_at: u64,
    opened_at: u64,
    /// Lines on which rows begin that the reader has not met yet.
    begun: VecDeque<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the beginning of a line that may be blank.
    BetweenRows,
    /// In a row, but in no quoted cell.
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted cell: another one makes it text.
    Closing,
}

impl<R: Read> Quoting<R> {
    pub(super) const fn new(inner: R, delimiter: u8) -> Self {
        Self {
            inner,
            delimiter,
            place: Place::BetweenRows,
            last: b'\n',
            line: 1,
            length: 0,
            row_at: 1,
            opened_at: 1,
            begun: VecDeque::new(),
        }
    }

    pub(super) const fn inner(&self) -> &R {
        &self.inner
    }

    /// The line that has been reached.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// The line on which the next row begins; to be asked once for every row that is read.
    pub(super) fn next_row(&mut self) -> u64 {
        self.begun.pop_front().unwrap_or(self.line)
    }

    fn walk(&mut self, bytes: &[u8]) -> Result<(), Mark> {
        let mut rest = bytes;
        while let Some((&first, after)) = rest.split_first() {
            if self.place == Place::Closing {
                rest = after;
                self.length += 1;
                match first {
                    b'"' => self.place = Place::Quoted,
                    b'\n' | b'\r' => self.line_ends(first, Place::BetweenRows),
                    _ if first == self.delimiter => self.place = Place::Plain,
                    _ => return Err(Mark::OpenQuote { row: self.opened_at }),
                }
                self.last = first;
                continue;
            }
            let at = rest.iter().position(|b| matches!(b, b'"' | b'\n' | b'\r')).unwrap_or(rest.len());
            if self.place == Place::BetweenRows && !matches!(first, b'\n' | b'\r') {
                (self.place, self.length, self.row_at) = (Place::Plain, 0, self.line);
                self.begun.push_back(self.line);
                self.last = self.delimiter;
            }
            let (plain, from) = rest.split_at(at);
            self.last = plain.last().copied().unwrap_or(self.last);
            self.length += at as u64;
            let Some((&stop, after)) = from.split_first() else { break };
            rest = after;
            self.length += 1;
            match (stop, self.place) {
                (b'"', Place::Quoted) => self.place = Place::Closing,
                (b'"', _) if self.last == self.delimiter => (self.place, self.opened_at) = (Place::Quoted, self.line),
                (b'"', _) => {}
                (_, Place::Quoted) => self.line_ends(stop, Place::Quoted),
                (_, _) => self.line_ends(stop, Place::BetweenRows),
            }
            self.last = stop;
        }
        match self.place {
            Place::Quoted if self.length > LONGEST_ROW => Err(Mark::OpenQuote { row: self.opened_at }),
            Place::Plain if self.length > LONGEST_ROW => Err(Mark::LongRow { row: self.row_at }),
            _ => Ok(()),
        }
    }

    /// A line ends; `\r\n` is one end.
    fn line_ends(&mut self, by: u8, place: Place) {
        self.place = place;
        if !(by == b'\n' && self.last == b'\r') {
            self.line += 1;
        }
    }
}

impl<R: Read> Read for Quoting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let walked = match buffer.get(..count) {
            Some([]) if self.place == Place::Quoted => Err(Mark::OpenQuote { row: self.opened_at }),
            Some(bytes) => self.walk(bytes),
            None => Ok(()),
        };
        walked.map(|()| count).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lines on which rows begin, or the line of the mark that is not closed.
    fn rows(text: &str, step: usize) -> Result<Vec<u64>, u64> {
        let mut guard = Quoting::new(text.as_bytes(), b',');
        let mut buffer = vec![0; step];
        loop {
            match guard.read(&mut buffer) {
                Ok(0) => return Ok(guard.begun.into_iter().collect()),
                Ok(_) => {}
                Err(_) => return Err(guard.opened_at),
            }
        }
    }

    #[test]
    fn rows_begin_where_an_editor_shows_them() {
        for step in [1, 2, 100] {
            assert_eq!(rows("a,b\n\n\nc\r\n\r\nd\re", step), Ok(vec![1, 4, 6, 7]));
            assert_eq!(rows("a,\"b\nc\r\nd\",e\nf", step), Ok(vec![1, 4]));
            assert_eq!(rows("a,5\"盘,\"\"\n\"x\"\"y\",b", step), Ok(vec![1, 2]));
        }
    }

    #[test]
    fn a_mark_that_is_not_closed_is_found() {
        for step in [1, 3, 100] {
            assert_eq!(rows("a,b\nc,\"d\ne,f\n", step), Err(2));
            assert_eq!(rows("a,b\nc,\"d\ne,\"f\"\n", step), Err(2), "the next mark does not close it");
            assert_eq!(rows("a,\"b\" ,c\n", step), Err(1));
            assert_eq!(rows("\"", step), Err(1));
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_reader_about_rows(text in "[ab,\"\r\n]{0,40}", step in 1usize..7) {
            if let Ok(begun) = rows(&text, step) {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
                prop_assert_eq!(reader.records().count(), begun.len(), "{:?}", text);
            }
        }
    }
}

//! JSON Lines: one object a line; the keys of the first line are the header.

use super::text::LONGEST_ROW;
use super::{Limits, Rows, reading};
use crate::error::FileError;
use serde_json::{Map, Value};
use std::io::{BufRead, BufReader, Read};

pub(super) struct JsonLines<R> {
    file: String,
    encoding: &'static str,
    limits: Limits,
    header: Vec<String>,
    reader: BufReader<R>,
    first: Option<Map<String, Value>>,
    line: u64,
}

impl<R: Read> JsonLines<R> {
    pub(super) fn open(file: &str, text: R, encoding: &'static str, limits: Limits) -> Result<Self, FileError> {
        let reader = BufReader::with_capacity(64 * 1024, text);
        let mut lines =
            Self { file: file.to_owned(), encoding, limits, header: Vec::new(), reader, first: None, line: 0 };
        let Some(first) = lines.object()? else { return Err(FileError::Empty { file: file.to_owned() }) };
        lines.header = first.keys().cloned().collect();
        lines.first = Some(first);
        Ok(lines)
    }

    fn object(&mut self) -> Result<Option<Map<String, Value>>, FileError> {
        let mut text = String::new();
        loop {
            text.clear();
            self.line += 1;
            let read = Read::by_ref(&mut self.reader).take(LONGEST_ROW).read_line(&mut text);
            let count = read.map_err(|error| reading(&self.file, self.line, &error, self.encoding, self.limits))?;
            if count == 0 {
                return Ok(None);
            }
            if count as u64 == LONGEST_ROW {
                return Err(FileError::LongRow { file: self.file.clone(), row: self.line });
            }
            if !text.trim().is_empty() {
                break;
            }
        }
        let parsed = serde_json::from_str(&text);
        parsed.map(Some).map_err(|error| FileError::Damaged {
            file: self.file.clone(),
            cause: format!("line {} is no JSON object: {error}", self.line),
        })
    }
}

impl<R: Read> Rows for JsonLines<R> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self, cells: &mut Vec<String>) -> Result<Option<u64>, FileError> {
        let object = match self.first.take() {
            Some(first) => Some(first),
            None => self.object()?,
        };
        let Some(object) = object else { return Ok(None) };
        if let Some(stranger) = object.keys().find(|key| !self.header.contains(key)) {
            return Err(FileError::Damaged {
                file: self.file.clone(),
                cause: format!(
                    "line {}: key {stranger:?} does not stand in the first line; give null there",
                    self.line
                ),
            });
        }
        cells.clear();
        cells.extend(self.header.iter().map(|key| match object.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }));
        Ok(Some(self.line))
    }

    fn encoding(&self) -> &'static str {
        self.encoding
    }
}

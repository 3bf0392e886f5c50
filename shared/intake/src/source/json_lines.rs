//! JSON Lines: one object a line; the header is every key that stands in one of them.

use super::text::LONGEST_ROW;
use super::{Limits, RawRow, Rows, Text, Watch, reading};
use crate::columns::MOST_COLUMNS;
use crate::error::{Bound, FileError};
use crate::reason::Reason;
use rustc_hash::FxHashMap;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::{BufRead, Read};
use std::marker::PhantomData;

/// Lines between two questions whether to go on.
const A_WHILE: u64 = 4096;

pub(super) struct JsonLines<'f> {
    header: Vec<String>,
    /// Where each key stands in the header.
    places: FxHashMap<String, usize>,
    lines: Lines<'f>,
    has_value: Vec<bool>,
}

/// Every key of the file, in the order in which they are met.
pub(super) fn keys(file: &str, text: Text<'_>, limits: Limits, watch: Watch<'_>) -> Result<Vec<String>, FileError> {
    let mut lines = Lines { file: file.to_owned(), limits, text, line: String::new(), number: 0 };
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    while lines.advance()? {
        if let Ok(Pairs::<IgnoredAny>(pairs)) = serde_json::from_str(&lines.line) {
            for (key, _) in pairs {
                if !places.contains_key(key.as_ref()) {
                    places.insert(key.into_owned(), places.len());
                }
            }
        }
        if places.len() > MOST_COLUMNS {
            return Err(FileError::TooLarge { file: lines.file, bound: Bound::Columns(MOST_COLUMNS as u64) });
        }
        if lines.number.is_multiple_of(A_WHILE) && !watch(0) {
            return Err(FileError::Cancelled { file: lines.file });
        }
    }
    if places.is_empty() {
        let cause = Reason::new("no line of it is a JSON object", "没有一行是 JSON 对象（每行应为一个对象）");
        return Err(FileError::Damaged { file: lines.file, cause });
    }
    let mut keys: Vec<(usize, String)> = places.into_iter().map(|(key, at)| (at, key)).collect();
    keys.sort_unstable();
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

impl<'f> JsonLines<'f> {
    pub(super) fn new(file: &str, header: Vec<String>, text: Text<'f>, limits: Limits) -> Self {
        let lines = Lines { file: file.to_owned(), limits, text, line: String::new(), number: 0 };
        let places = header.iter().cloned().zip(0..).collect();
        Self { has_value: vec![false; header.len()], header, places, lines }
    }
}

impl Rows for JsonLines<'_> {
    fn header(&self) -> &[String] {
        &self.header
    }

    /// What one line calls `code` and another 统一社会信用代码 stands under the name that was met first.
    fn unite(&mut self, column: &dyn Fn(&str) -> String) {
        let mut of_column: FxHashMap<String, usize> = FxHashMap::default();
        for key in std::mem::take(&mut self.header) {
            let next = self.header.len();
            let at = *of_column.entry(column(&key)).or_insert(next);
            self.places.insert(key.clone(), at);
            if at == next {
                self.header.push(key);
            }
        }
        self.has_value.truncate(self.header.len());
    }

    fn next(&mut self, row: &mut RawRow) -> Result<bool, FileError> {
        row.clear();
        row.cells.resize(self.header.len(), String::new());
        row.cells.iter_mut().for_each(String::clear);
        self.has_value.fill(false);
        if !self.lines.advance()? {
            return Ok(false);
        }
        row.number = self.lines.number;
        let pairs = match serde_json::from_str(&self.lines.line) {
            Ok(Pairs::<&RawValue>(pairs)) => pairs,
            // The library's own words would repeat a part of the line, and nobody knows what it holds.
            Err(error) => {
                let (column, en, zh) = (error.column(), "the line is no JSON object", "该行不是 JSON 对象");
                row.fault = Some(match column {
                    0 => Reason::new(en, zh),
                    _ => Reason::new(
                        format!("{en}; look at byte {column}"),
                        format!("{zh}，请检查第 {column} 个字节附近"),
                    ),
                });
                return Ok(true);
            }
        };
        for (key, value) in pairs {
            let Some(&at) = self.places.get(key.as_ref()) else { continue };
            let (Some(cell), Some(has_value)) = (row.cells.get_mut(at), self.has_value.get_mut(at)) else { continue };
            if std::mem::replace(has_value, true) {
                let twice = (format!("key {key:?} stands there more than once"), format!("键“{key}”重复"));
                row.fault = Some(Reason::new(twice.0, twice.1));
            } else if matches!(value.get(), "true" | "false") {
                cell.push_str(value.get());
                row.flags.push(at);
            } else if let Err(reason) = put(value.get(), cell) {
                row.damaged.push((at, reason));
            }
        }
        row.damaged.sort_unstable_by_key(|(at, _)| *at);
        row.flags.sort_unstable();
        Ok(true)
    }

    fn encoding(&self) -> &'static str {
        self.lines.text.get_ref().encoding()
    }
}

/// Puts a value into a cell: a number exactly as it is written.
fn put(value: &str, cell: &mut String) -> Result<(), Reason> {
    let no_value = |en: &str, zh: &str| {
        Err(Reason::new(format!("the value is {en}, not text or a number"), format!("值为{zh}，应为文本或数字")))
    };
    match value.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<Cow<'_, str>>(value) {
            Ok(text) => cell.push_str(&text),
            Err(_) => return Err(Reason::new("the text has a wrong escape", "文本的转义有误")),
        },
        Some(b'n') => {}
        Some(b'{') => return no_value("an object", "对象"),
        Some(b'[') => return no_value("an array", "数组"),
        _ => cell.push_str(value),
    }
    Ok(())
}

/// The lines of a file that are not blank.
struct Lines<'f> {
    file: String,
    limits: Limits,
    text: Text<'f>,
    line: String,
    number: u64,
}

impl Lines<'_> {
    /// Reads the next line; false at the end.
    fn advance(&mut self) -> Result<bool, FileError> {
        loop {
            self.line.clear();
            self.number += 1;
            let read = Read::by_ref(&mut self.text).take(LONGEST_ROW).read_line(&mut self.line);
            let encoding = self.text.get_ref().encoding();
            let count = read.map_err(|error| reading(&self.file, self.number, &error, encoding, self.limits))?;
            if count == 0 {
                return Ok(false);
            }
            if count as u64 == LONGEST_ROW {
                return Err(FileError::LongRow { file: self.file.clone(), row: self.number });
            }
            self.line.truncate(self.line.trim_end().len());
            if !self.line.is_empty() {
                return Ok(true);
            }
        }
    }
}

/// The pairs of an object in their order, doubled keys and all.
struct Pairs<'t, V>(Vec<(Cow<'t, str>, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<'de, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Object<V> {
            type Value = Pairs<'de, V>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    pairs.push((key, map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Object(PhantomData))
    }
}

/// A key, borrowed from the line unless it is written with escapes.
#[derive(serde::Deserialize)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

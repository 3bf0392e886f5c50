//! Which cell of a row belongs to which column of the layout, and which of them may be shown.

mod entries;
mod ids;

use crate::cell::DateFormat;
use crate::error::{Bound, FileError};
use crate::export::MARKS;
use crate::issue::{CellFault, told};
use crate::layout::{Column, Layout};
use crate::mapping::{Mapping, Unit};
use crate::source::RawRow;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most columns of a file: many times those of the widest layout.
pub(crate) const MOST_COLUMNS: usize = 1_000;

/// Where a column's cells come from.
#[derive(Clone, Debug)]
struct Place {
    column: &'static Column,
    source: Source,
    codes: BTreeMap<String, String>,
    date_format: Option<DateFormat>,
    unit: Unit,
}

#[derive(Clone, Debug)]
enum Source {
    Cell(usize),
    Constant(String),
    /// Several cells joined: the number of a record whose source has none.
    Joined(Vec<usize>),
}

/// A header of the file.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    text: Arc<str>,
    pub(crate) reader: Reader,
}

/// Who reads the cells under a header.
#[derive(Clone, Debug)]
pub(crate) enum Reader {
    /// A column: its id and its Chinese header.
    Column(Cow<'static, str>, Cow<'static, str>),
    /// Nobody, because the layout knows them for personal data.
    Personal,
    /// Nobody. What stands there may be anything, personal data as well.
    Nobody,
}

/// What stands in a column of a row.
pub(crate) struct Found<'r> {
    /// Trimmed; a word of a code table is translated.
    pub(crate) text: Cow<'r, str>,
    /// How the mapping says that days are written here; nothing for a constant, a translated word and
    /// a date cell of a workbook, which are written as our own files write them.
    pub(crate) date_format: Option<&'r DateFormat>,
}

/// The header of a file, understood.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) layout: &'static Layout,
    places: FxHashMap<&'static str, Place>,
    /// Further columns beyond the layout's own: name and cell.
    pub(crate) open: Vec<(String, usize)>,
    pub(crate) titles: Vec<Title>,
    /// Headers that nothing reads.
    pub(crate) unknown: Vec<String>,
    /// What is wrong with every row under this header.
    pub(crate) refused: Vec<CellFault>,
}

impl Columns {
    /// Understands a header; every required column that is missing is named at once.
    pub(crate) fn of(
        file: &str,
        layout: &'static Layout,
        header: &[String],
        mapping: Option<&Mapping>,
    ) -> Result<Self, FileError> {
        if header.len() > MOST_COLUMNS {
            return Err(FileError::TooLarge { file: file.to_owned(), bound: Bound::Columns(MOST_COLUMNS as u64) });
        }
        let mut columns = Self::none_of(layout);
        for (at, title) in header.iter().enumerate() {
            let title = title.trim();
            let doubled = || FileError::DoubledColumn { file: file.to_owned(), column: told(title) };
            if !title.is_empty() && header.iter().take(at).any(|other| other.trim() == title) {
                return Err(doubled());
            }
            let reader = match mapping {
                _ if title.is_empty() => None,
                Some(mapping) => columns.mapped(at, title, mapping),
                None => match layout.column_of_header(title) {
                    Some(column) if columns.places.contains_key(column.id) => return Err(doubled()),
                    Some(column) => Some(columns.put(column.id, at, None)),
                    None => layout.open_column(title).map(|name| columns.put(&name, at, None)),
                },
            };
            // What our own tables say beside a record is no cell of it.
            if reader.is_none() && !MARKS.iter().any(|(beside, _)| title == *beside) {
                let nameless = || format!("（第 {0} 列没有表头 column {0} has no header）", at + 1);
                columns.unknown.push(if title.is_empty() { nameless() } else { told(title) });
            }
            columns.titles.push(Title { text: told(title).into(), reader: reader.unwrap_or(Reader::Nobody) });
        }
        if let Some(mapping) = mapping {
            columns.beyond_cells(file, header, mapping)?;
        }
        let missing = layout.columns().filter(|c| c.is_required() && !columns.places.contains_key(c.id));
        let missing: Vec<(String, String)> = missing.map(|c| (c.id.to_owned(), c.zh.to_owned())).collect();
        if missing.is_empty() {
            Ok(columns)
        } else {
            Err(FileError::MissingColumns { file: file.to_owned(), columns: missing })
        }
    }

    /// No column yet.
    fn none_of(layout: &'static Layout) -> Self {
        Self {
            layout,
            places: FxHashMap::default(),
            open: Vec::new(),
            titles: Vec::new(),
            unknown: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The cells at a place belong to the column of this id; says who that is.
    fn put(&mut self, id: &str, at: usize, mapping: Option<&Mapping>) -> Reader {
        let Some(column) = self.layout.column(id) else {
            self.open.push((id.to_owned(), at));
            return Reader::Column(id.to_owned().into(), id.to_owned().into());
        };
        self.place(column, Source::Cell(at), mapping);
        match (column.is_personal(), column.is_read()) {
            (true, _) => Reader::Personal,
            (false, true) => Reader::Column(column.id.into(), column.zh.into()),
            (false, false) => Reader::Nobody,
        }
    }

    fn place(&mut self, column: &'static Column, source: Source, mapping: Option<&Mapping>) {
        let id = column.id;
        let codes = mapping.and_then(|m| m.codes.get(id)).cloned().unwrap_or_default();
        let date_format = mapping.and_then(|m| m.date_formats.get(id).or(m.date_format.as_ref())).cloned();
        let unit = mapping.map_or(Unit::WanYuan, |m| m.unit(id));
        self.places.insert(id, Place { column, source, codes, date_format, unit });
    }

    /// Who reads the cells under a header of theirs.
    fn mapped(&mut self, at: usize, title: &str, mapping: &Mapping) -> Option<Reader> {
        let ours = mapping.columns.iter().filter(|(_, theirs)| theirs.trim() == title);
        let readers: Vec<Reader> = ours.map(|(id, _)| self.put(id, at, Some(mapping))).collect();
        let read = readers.into_iter().reduce(|one, other| if matches!(one, Reader::Nobody) { other } else { one });
        let is_key = mapping.key_columns.iter().any(|key| key.trim() == title);
        let number = self.layout.number_column.and_then(|id| self.layout.column(id)).filter(|_| is_key);
        read.or_else(|| number.map(|column| Reader::Column(column.id.into(), column.zh.into())))
    }

    /// What a mapping says about columns that are not simply one cell.
    fn beyond_cells(&mut self, file: &str, header: &[String], mapping: &Mapping) -> Result<(), FileError> {
        let lacking = |id: &str, theirs: &String| FileError::MissingColumns {
            file: file.to_owned(),
            columns: vec![(id.to_owned(), theirs.clone())],
        };
        let find = |theirs: &String| header.iter().position(|h| h.trim() == theirs.trim());
        if let Some((id, theirs)) = mapping.columns.iter().find(|(_, theirs)| find(theirs).is_none()) {
            return Err(lacking(id, theirs));
        }
        for (id, value) in &mapping.constants {
            if let Some(column) = self.layout.column(id) {
                self.place(column, Source::Constant(value.clone()), Some(mapping));
            }
        }
        let number = self.layout.number_column.and_then(|id| self.layout.column(id));
        if let Some(column) = number.filter(|_| !mapping.key_columns.is_empty()) {
            let cells = mapping.key_columns.iter().map(|key| find(key).ok_or_else(|| lacking("key_columns", key)));
            let cells = cells.collect::<Result<Vec<usize>, FileError>>()?;
            self.place(column, Source::Joined(cells), Some(mapping));
        }
        Ok(())
    }

    pub(crate) fn column(&self, id: &str) -> Option<&'static Column> {
        self.layout.column(id)
    }

    pub(crate) fn unit(&self, id: &str) -> Unit {
        self.places.get(id).map_or(Unit::WanYuan, |place| place.unit)
    }

    /// Is it put together from key columns?
    pub(crate) fn is_joined(&self, id: &str) -> bool {
        self.places.get(id).is_some_and(|place| matches!(place.source, Source::Joined(_)))
    }

    /// What stands in a column of a row; nothing if it is empty, not there or not read. A word that
    /// the code table lacks stays as it is and will be refused.
    pub(crate) fn found<'r>(&'r self, row: &'r RawRow, id: &str) -> Option<Found<'r>> {
        let place = self.places.get(id)?;
        let text = place.stands(row);
        if text.is_empty() || !place.column.is_read() {
            return None;
        }
        match place.codes.get(text.as_ref()) {
            Some(ours) if ours.is_empty() => None,
            Some(ours) => Some(Found { text: ours.as_str().into(), date_format: None }),
            None => {
                let is_theirs = |_: &&DateFormat| matches!(&place.source, Source::Cell(at) if !row.dated.contains(at));
                Some(Found { text, date_format: place.date_format.as_ref().filter(is_theirs) })
            }
        }
    }

    /// The cell itself, before any translation, if it may be shown.
    pub(crate) fn stands<'r>(&'r self, row: &'r RawRow, id: &str) -> Cow<'r, str> {
        let is_shown = |place: &&Place| place.column.is_read() && !place.column.is_personal();
        self.places.get(id).filter(is_shown).map_or("".into(), |place| place.stands(row))
    }

    /// In a row that is none, cells may stand under the header of others: is all of it to be withheld,
    /// because a part would be?
    fn is_withheld(&self, row: &RawRow) -> bool {
        row.fault.is_some() && !self.titles.iter().all(|title| matches!(title.reader, Reader::Column(..)))
    }

    /// A row as it stood, for whoever must mend it: personal data as `***`, and of cells that nobody
    /// reads only how many there were.
    pub(crate) fn shown(&self, row: &RawRow) -> Vec<(Arc<str>, String)> {
        let mut shown = Vec::new();
        let mut hidden = 0;
        let is_withheld = self.is_withheld(row);
        for (title, cell) in self.titles.iter().zip(&row.cells).filter(|(_, cell)| !cell.trim().is_empty()) {
            match title.reader {
                _ if is_withheld => hidden += 1,
                Reader::Column(..) => shown.push((Arc::clone(&title.text), told(cell))),
                Reader::Personal => shown.push((Arc::clone(&title.text), "***".to_owned())),
                Reader::Nobody => hidden += 1,
            }
        }
        if hidden > 0 {
            shown.push(("未显示的单元格 cells not shown".into(), hidden.to_string()));
        }
        shown
    }
}

impl Place {
    fn stands<'r>(&'r self, row: &'r RawRow) -> Cow<'r, str> {
        let cell = |at: &usize| row.cells.get(*at).map_or("", |cell| cell.trim());
        match &self.source {
            Source::Cell(at) => cell(at).into(),
            Source::Constant(value) => value.trim().into(),
            Source::Joined(cells) if cells.iter().all(|at| cell(at).is_empty()) => "".into(),
            Source::Joined(cells) => cells.iter().map(cell).collect::<Vec<&str>>().join("/").into(),
        }
    }
}

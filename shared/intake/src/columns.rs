//! Which cell of a row belongs to which column of the layout.

use crate::error::FileError;
use crate::layout::{Column, Layout};
use crate::mapping::{Mapping, Unit};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a column's cells come from.
#[derive(Clone, Debug)]
struct Place {
    column: &'static Column,
    source: Source,
    codes: BTreeMap<String, String>,
    date_format: Option<String>,
    unit: Unit,
}

#[derive(Clone, Debug)]
enum Source {
    Cell(usize),
    Constant(String),
    /// Several cells joined: the number of a record whose source has none.
    Joined(Vec<usize>),
}

/// The header of a file, understood.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub(crate) layout: &'static Layout,
    places: FxHashMap<&'static str, Place>,
    /// Further columns beyond the layout's own: name and cell.
    pub(crate) open: Vec<(String, usize)>,
    /// Headers as they stand, and whether they are personal data.
    headers: Vec<(Arc<str>, bool)>,
    /// Headers that nothing reads.
    pub(crate) unknown: Vec<String>,
}

impl Columns {
    /// Understands a header; every required column that is missing is named at once.
    pub(crate) fn of(
        file: &str,
        layout: &'static Layout,
        header: &[String],
        mapping: Option<&Mapping>,
    ) -> Result<Self, FileError> {
        let mut columns = Self {
            layout,
            places: FxHashMap::default(),
            open: Vec::new(),
            headers: header.iter().map(|h| (h.trim().into(), false)).collect(),
            unknown: Vec::new(),
        };
        for (at, title) in header.iter().enumerate() {
            let title = title.trim();
            if title.is_empty() {
                continue;
            }
            let doubled = || FileError::DoubledColumn { file: file.to_owned(), column: title.to_owned() };
            if header.iter().take(at).any(|other| other.trim() == title) {
                return Err(doubled());
            }
            let found = match mapping {
                Some(mapping) => {
                    let ours: Vec<&String> =
                        mapping.columns.iter().filter(|(_, theirs)| *theirs == title).map(|(id, _)| id).collect();
                    for id in &ours {
                        columns.put(id, Source::Cell(at), Some(mapping));
                    }
                    !ours.is_empty() || mapping.key_columns.iter().any(|key| key == title)
                }
                None => match layout.column_of_header(title) {
                    Some(column) if columns.places.contains_key(column.id) => return Err(doubled()),
                    Some(column) => {
                        if let Some(slot) = columns.headers.get_mut(at) {
                            slot.1 = column.is_personal();
                        }
                        columns.put(column.id, Source::Cell(at), None);
                        true
                    }
                    None => match layout.open_column(title) {
                        Some(name) => {
                            columns.open.push((name, at));
                            true
                        }
                        None => false,
                    },
                },
            };
            if !found {
                columns.unknown.push(title.to_owned());
            }
        }
        if let Some(mapping) = mapping {
            columns.mapped(file, header, mapping)?;
        }
        let missing = layout.columns().filter(|c| c.is_required() && !columns.places.contains_key(c.id));
        let missing: Vec<(String, String)> = missing.map(|c| (c.id.to_owned(), c.zh.to_owned())).collect();
        if missing.is_empty() {
            Ok(columns)
        } else {
            Err(FileError::MissingColumns { file: file.to_owned(), columns: missing })
        }
    }

    fn put(&mut self, id: &str, source: Source, mapping: Option<&Mapping>) {
        let Some(column) = self.layout.column(id) else {
            if let (Source::Cell(at), Some(name)) = (source, self.layout.open_column(id)) {
                self.open.push((name, at));
            }
            return;
        };
        let format = |m: &Mapping| m.date_formats.get(id).or(m.date_format.as_ref()).cloned();
        self.places.insert(
            column.id,
            Place {
                column,
                source,
                codes: mapping.and_then(|m| m.codes.get(id)).cloned().unwrap_or_default(),
                date_format: mapping.and_then(format),
                unit: mapping.and_then(|m| m.units.get(id)).copied().unwrap_or(Unit::WanYuan),
            },
        );
    }

    fn mapped(&mut self, file: &str, header: &[String], mapping: &Mapping) -> Result<(), FileError> {
        let lacking = |theirs: &String| FileError::MissingColumns {
            file: file.to_owned(),
            columns: vec![(theirs.clone(), theirs.clone())],
        };
        let find = |theirs: &String| header.iter().position(|h| h.trim() == theirs);
        if let Some(theirs) = mapping.columns.values().find(|theirs| find(theirs).is_none()) {
            return Err(lacking(theirs));
        }
        for (id, value) in &mapping.constants {
            self.put(id, Source::Constant(value.clone()), Some(mapping));
        }
        if let (Some(number), false) = (self.layout.number_column, mapping.key_columns.is_empty()) {
            let cells = mapping.key_columns.iter().map(|key| find(key).ok_or_else(|| lacking(key)));
            let cells = cells.collect::<Result<Vec<usize>, FileError>>()?;
            self.put(number, Source::Joined(cells), Some(mapping));
        }
        Ok(())
    }

    pub(crate) fn column(&self, id: &str) -> Option<&'static Column> {
        self.layout.column(id)
    }

    pub(crate) fn date_format(&self, id: &str) -> Option<&str> {
        self.places.get(id)?.date_format.as_deref()
    }

    pub(crate) fn unit(&self, id: &str) -> Unit {
        self.places.get(id).map_or(Unit::WanYuan, |place| place.unit)
    }

    /// The text of a column in a row, trimmed; nothing if it is empty or not there. A word of a code
    /// table is translated; one that the table lacks stays as it is and will be refused.
    pub(crate) fn text<'r>(&'r self, cells: &'r [String], id: &str) -> Option<std::borrow::Cow<'r, str>> {
        let place = self.places.get(id)?;
        let found: std::borrow::Cow<'r, str> = match &place.source {
            Source::Cell(at) => cells.get(*at).map_or("", |cell| cell.trim()).into(),
            Source::Constant(value) => value.as_str().into(),
            Source::Joined(parts) => {
                let parts: Vec<&str> = parts.iter().map(|at| cells.get(*at).map_or("", |c| c.trim())).collect();
                parts.join("/").into()
            }
        };
        if place.column.is_personal() || found.is_empty() {
            return None;
        }
        match place.codes.get(found.as_ref()) {
            Some(ours) if ours.is_empty() => None,
            Some(ours) => Some(ours.as_str().into()),
            None => Some(found),
        }
    }

    /// A row as it stood, for whoever must mend it; personal data as `***`.
    pub(crate) fn shown(&self, cells: &[String]) -> Vec<(Arc<str>, String)> {
        let shown = self.headers.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        shown
            .map(|((title, personal), cell)| {
                let cell = if *personal && !cell.trim().is_empty() { "***".to_owned() } else { cell.clone() };
                (Arc::clone(title), cell)
            })
            .collect()
    }
}

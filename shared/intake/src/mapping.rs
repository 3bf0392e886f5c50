//! Mapping files: how a table of any other layout is to be read.

use crate::cell::{self, DateFormat};
use crate::error::FileError;
use crate::layout::{Kind, Layout};
use crate::reason::Reason;
use domain::instant::Instant;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Unit of an amount column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 万元
    WanYuan,
    /// 元
    Yuan,
    /// 分
    Fen,
}

/// A mapping (映射): the layout that the rows become, and where each column comes from.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) layout: &'static Layout,
    /// Their header of each of our columns.
    pub(crate) columns: BTreeMap<String, String>,
    /// Cells that are the same for every row.
    pub(crate) constants: BTreeMap<String, String>,
    /// Their words for ours, by column.
    pub(crate) codes: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) date_format: Option<DateFormat>,
    pub(crate) date_formats: BTreeMap<String, DateFormat>,
    units: BTreeMap<String, Unit>,
    /// Their headers that make up the number of a record that has none.
    pub(crate) key_columns: Vec<String>,
    pub(crate) export_time: Option<Instant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    layout: String,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    #[serde(default)]
    codes: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    dates: BTreeMap<String, String>,
    #[serde(default)]
    units: BTreeMap<String, Unit>,
    #[serde(default)]
    key_columns: Vec<String>,
    export_time: Option<String>,
}

impl Mapping {
    /// Reads a mapping file's text; `file` is only its name in messages.
    ///
    /// # Errors
    /// [`FileError::Mapping`] for an unknown key, layout or column, a column that is filled twice, a
    /// time or date format that is none, or a word of ours that its column cannot hold.
    pub fn read(file: &str, text: &str) -> Result<Self, FileError> {
        Self::understood(text.trim_start_matches('\u{feff}'))
            .map_err(|cause| FileError::Mapping { file: file.to_owned(), cause })
    }

    fn understood(text: &str) -> Result<Self, Reason> {
        let raw: Raw = toml::from_str(text).map_err(|error| no_mapping(text, &error))?;
        let layout = Layout::by_id(&raw.layout).ok_or_else(|| {
            let known = Layout::ALL.iter().map(|l| l.id).collect::<Vec<&str>>().join(", ");
            let name = &raw.layout;
            Reason::new(
                format!("there is no layout {name:?}; known are {known}"),
                format!("没有格式“{name}”，可用的有：{known}"),
            )
        })?;
        raw.names_columns_of(layout)?;
        raw.fills_each_column_once(layout)?;
        let mut dates = raw.dates;
        let date_format = dates.remove("format").map(|pattern| DateFormat::new(&pattern)).transpose()?;
        let formats = dates.into_iter().map(|(id, pattern)| Ok((id, DateFormat::new(&pattern)?)));
        let mapping = Self {
            layout,
            date_format,
            date_formats: formats.collect::<Result<_, Reason>>()?,
            export_time: raw.export_time.as_deref().map(cell::instant).transpose()?,
            columns: raw.columns,
            constants: raw.constants,
            codes: raw.codes,
            units: raw.units,
            key_columns: raw.key_columns,
        };
        mapping.speaks_our_words()?;
        Ok(mapping)
    }

    /// The layout that the rows become.
    #[must_use]
    pub const fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The export time that orders versions where the source says no time of change itself.
    #[must_use]
    pub const fn export_time(&self) -> Option<Instant> {
        self.export_time
    }

    /// The unit of an amount column.
    pub(crate) fn unit(&self, id: &str) -> Unit {
        self.units.get(id).copied().unwrap_or(Unit::WanYuan)
    }

    /// What code tables and constants put into a column must be something that it can hold.
    fn speaks_our_words(&self) -> Result<(), Reason> {
        let translated = self.codes.iter().flat_map(|(id, table)| table.values().map(move |word| (id, word)));
        let constant = self.constants.iter().map(|(id, value)| {
            let ours = self.codes.get(id).and_then(|table| table.get(value.trim()));
            (id, ours.unwrap_or(value))
        });
        for (id, word) in translated.chain(constant).filter(|(_, word)| !word.trim().is_empty()) {
            // A further column beyond the layout's own holds whole numbers.
            let kind = self.layout.column(id).map_or(Kind::Integer, |column| column.kind);
            cell::fits(kind, word.trim(), self.unit(id)).map_err(|Reason { en, zh }| {
                Reason::new(
                    format!("column {id:?} cannot hold {word:?}: {en}"),
                    format!("列“{id}”不能填“{word}”：{zh}"),
                )
            })?;
        }
        Ok(())
    }
}

impl Raw {
    fn names_columns_of(&self, layout: &Layout) -> Result<(), Reason> {
        let dates = || self.dates.keys().filter(|id| *id != "format");
        let named = self.columns.keys().chain(self.constants.keys()).chain(self.codes.keys());
        for id in named.chain(dates()).chain(self.units.keys()) {
            if layout.column(id).is_none() && layout.open_column(id).is_none() {
                let layout = layout.id;
                return Err(Reason::new(
                    format!("layout {layout} has no column {id:?}"),
                    format!("格式 {layout} 没有列“{id}”"),
                ));
            }
        }
        let kind = |id: &String| layout.column(id).map(|column| column.kind);
        if let Some(id) = self.units.keys().find(|id| !matches!(kind(id), Some(Kind::WanYuan))) {
            return Err(Reason::new(
                format!("column {id:?} holds no amount, so it has no unit"),
                format!("列“{id}”不是金额，不能设单位"),
            ));
        }
        if let Some(id) = dates().find(|id| !matches!(kind(id), Some(Kind::Day | Kind::Days))) {
            return Err(Reason::new(
                format!("column {id:?} holds no day, so it has no date format"),
                format!("列“{id}”不是日期，不能设日期格式"),
            ));
        }
        if let Some(id) = self.constants.keys().find(|id| layout.column(id).is_none()) {
            return Err(Reason::new(
                format!("further column {id:?} cannot be the same for every row"),
                format!("附加列“{id}”不能设为固定值"),
            ));
        }
        Ok(())
    }

    fn fills_each_column_once(&self, layout: &Layout) -> Result<(), Reason> {
        let twice = |id: &str| {
            Reason::new(
                format!("column {id:?} is filled in more than one way; keep one of them"),
                format!("列“{id}”有多种填法，请只保留一种"),
            )
        };
        let is_filled = |id: &str| self.columns.contains_key(id) || self.constants.contains_key(id);
        if let Some(id) = self.constants.keys().find(|id| self.columns.contains_key(*id)) {
            return Err(twice(id));
        }
        match layout.number_column {
            _ if self.key_columns.is_empty() => {}
            Some(number) if is_filled(number) => return Err(twice(number)),
            Some(_) => {}
            None => {
                let layout = layout.id;
                return Err(Reason::new(
                    format!("records of layout {layout} have no number for key_columns to make"),
                    format!("格式 {layout} 的记录没有编号，不能用 key_columns"),
                ));
            }
        }
        let mut keys = self.key_columns.iter().enumerate();
        if let Some((_, key)) = keys.find(|(at, key)| self.key_columns.iter().take(*at).any(|other| other == *key)) {
            return Err(Reason::new(
                format!("key_columns names {key:?} more than once"),
                format!("key_columns 中“{key}”重复"),
            ));
        }
        // What is personal must not travel under the name of another column.
        let is_personal = |id: &String| layout.column(id).is_some_and(|column| column.is_personal());
        let personal = self.columns.iter().filter(|(id, _)| is_personal(id)).map(|(_, theirs)| theirs);
        for theirs in personal {
            let elsewhere = self.columns.iter().any(|(id, other)| other == theirs && !is_personal(id));
            if elsewhere || self.key_columns.contains(theirs) {
                return Err(Reason::new(
                    format!("{theirs:?} is personal data and cannot be read as another column"),
                    format!("“{theirs}”是个人信息，不能作为其他列读取"),
                ));
            }
        }
        Ok(())
    }
}

/// A text that is no mapping: its line in both languages, the details as the library tells them.
fn no_mapping(text: &str, error: &toml::de::Error) -> Reason {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    Reason::new(
        error.to_string().trim_end(),
        format!("第 {line} 行附近不是有效的 TOML，或者缺少 layout，或者键名、取值不在允许的范围内"),
    )
}

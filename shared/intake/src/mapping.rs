//! Mapping files: how a table of any other layout is to be read.

use crate::error::FileError;
use crate::layout::{Kind, Layout};
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
    pub(crate) date_format: Option<String>,
    pub(crate) date_formats: BTreeMap<String, String>,
    pub(crate) units: BTreeMap<String, Unit>,
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
    /// [`FileError::Mapping`] for an unknown key, layout or column, or a time that is none.
    pub fn read(file: &str, text: &str) -> Result<Self, FileError> {
        let fault = |cause: String| FileError::Mapping { file: file.to_owned(), cause };
        let raw: Raw = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let layout = Layout::by_id(&raw.layout).ok_or_else(|| {
            let known: Vec<&str> = Layout::ALL.iter().map(|l| l.id).collect();
            fault(format!("there is no layout {:?}; known are {}", raw.layout, known.join(", ")))
        })?;
        let mut dates = raw.dates;
        let date_format = dates.remove("format");
        let named = raw
            .columns
            .keys()
            .chain(raw.constants.keys())
            .chain(raw.codes.keys())
            .chain(dates.keys())
            .chain(raw.units.keys());
        for id in named {
            if layout.column(id).is_none() && layout.open_column(id).is_none() {
                return Err(fault(format!("layout {} has no column {id:?}", layout.id)));
            }
        }
        for id in raw.units.keys() {
            if !layout.column(id).is_some_and(|c| matches!(c.kind, Kind::WanYuan)) {
                return Err(fault(format!("column {id:?} holds no amount, so it has no unit")));
            }
        }
        if !raw.key_columns.is_empty() && layout.number_column.is_none() {
            return Err(fault(format!("records of layout {} have no number for key_columns to make", layout.id)));
        }
        let export_time = match raw.export_time {
            Some(text) => Some(Instant::parse(&text).map_err(|error| fault(error.to_string()))?),
            None => None,
        };
        Ok(Self {
            layout,
            columns: raw.columns,
            constants: raw.constants,
            codes: raw.codes,
            date_format,
            date_formats: dates,
            units: raw.units,
            key_columns: raw.key_columns,
            export_time,
        })
    }
}

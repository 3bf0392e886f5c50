//! The file layouts (文件格式) as data: which columns a file of each kind has, and what stands in them.

mod common;
mod conduct;
mod filings;
mod merchants;
mod penalties;
mod service;

pub use crate::choice::Words;
use domain::record::RecordKind;
use serde::{Serialize, Serializer};

/// Whether a column, and its cells, must be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// The column may be missing, its cells may be empty.
    Optional,
    /// The column must be there, but a cell may be empty: the amount of a penalty without a fine,
    /// the code of a party that a person must look up.
    Column,
    /// The column must be there and every cell filled.
    Cell,
}

/// What stands in the cells of a column.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A unified social credit code or a 15-digit registration number.
    Code,
    /// A number or code by which something is found again: short, and without characters that nobody sees.
    Key,
    /// A name.
    Name,
    /// Free text.
    Text,
    /// A county-level area, as code or as name.
    Area,
    /// An industry of GB/T 4754-2017.
    Industry,
    /// A day.
    Day,
    /// Several days, separated by `;`.
    Days,
    /// An instant, or a day that stands for its 00:00 in Asia/Shanghai.
    Instant,
    /// An amount of money in ten thousand yuan (万元).
    WanYuan,
    /// A whole number.
    Integer,
    /// Yes or no (是/否).
    Flag,
    /// One of a list of words.
    Choice(Words),
    /// Several of a list of words, separated by `;`.
    Several(Words),
    /// Several keys, separated by `;`.
    Keys,
    /// Periods from a day to a day, separated by `;`: `2026-03-01/2026-03-15`, or `2026-03-01/` while it lasts.
    Periods,
    /// A text of which only the digest is kept; the digest itself may stand there instead. Never shown.
    Digested,
    /// A pseudonym of a person, never a number by which somebody is known elsewhere. Never shown.
    Pseudonym,
    /// A column of the national format that is known but not kept.
    NotKept,
    /// Personal data: known, never read, never shown.
    Personal,
}

impl Kind {
    /// Most characters of a cell that is kept as it stands; nothing where only certain words, days or numbers
    /// can stand.
    #[must_use]
    pub const fn most_characters(self) -> Option<usize> {
        match self {
            Self::Key => Some(200),
            Self::Name => Some(500),
            Self::Text => Some(20_000),
            _ => None,
        }
    }
}

/// A column (列) of a layout.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its id, which a header may show.
    pub id: &'static str,
    /// Its Chinese header, which a header may show as well.
    pub zh: &'static str,
    /// Other names of it, as other systems call it.
    pub aliases: &'static [&'static str],
    /// Must it be there?
    pub presence: Presence,
    /// What its cells hold.
    pub kind: Kind,
    /// One line for the person who fills it in, Chinese.
    pub note_zh: &'static str,
    /// The same in English.
    pub note_en: &'static str,
    /// A cell as it should look; empty where the example row leaves it out.
    pub example: &'static str,
}

impl Column {
    const fn new(presence: Presence, id: &'static str, zh: &'static str, kind: Kind) -> Self {
        Self { id, zh, aliases: &[], presence, kind, note_zh: "", note_en: "", example: "" }
    }

    const fn optional(id: &'static str, zh: &'static str, kind: Kind) -> Self {
        Self::new(Presence::Optional, id, zh, kind)
    }

    const fn required(id: &'static str, zh: &'static str, kind: Kind) -> Self {
        Self::new(Presence::Cell, id, zh, kind)
    }

    const fn may_be_empty(id: &'static str, zh: &'static str, kind: Kind) -> Self {
        Self::new(Presence::Column, id, zh, kind)
    }

    const fn also(mut self, names: &'static [&'static str]) -> Self {
        self.aliases = names;
        self
    }

    const fn note(mut self, zh: &'static str, en: &'static str) -> Self {
        self.note_zh = zh;
        self.note_en = en;
        self
    }

    const fn example(mut self, cell: &'static str) -> Self {
        self.example = cell;
        self
    }

    /// Is this its id, or another name of it?
    #[must_use]
    pub fn is_called(&self, id: &str) -> bool {
        self.id == id || self.aliases.contains(&id)
    }

    /// Must a file have this column?
    #[must_use]
    pub const fn is_required(&self) -> bool {
        !matches!(self.presence, Presence::Optional)
    }

    /// May it hold personal data, which is shown nowhere?
    #[must_use]
    pub const fn is_personal(&self) -> bool {
        matches!(self.kind, Kind::Personal | Kind::Digested | Kind::Pseudonym)
    }

    /// Is anything made of its cells?
    #[must_use]
    pub const fn is_read(&self) -> bool {
        !matches!(self.kind, Kind::Personal | Kind::NotKept)
    }
}

/// A layout (格式): the columns of the files of one kind of record.
#[derive(Debug)]
pub struct Layout {
    /// Token, also the beginning of the names of its files: `penalties`.
    pub id: &'static str,
    /// Chinese name, also the beginning of the names of its files: 行政处罚.
    pub zh: &'static str,
    /// Its own columns, in the order of the template, and last those that every layout has.
    pub columns: &'static [&'static [Column]],
    /// The column that `key_columns` of a mapping file fill.
    pub number_column: Option<&'static str>,
    /// Further integer columns may begin with this.
    pub open_prefix: Option<&'static str>,
    /// The kind of record that its rows become; `id` and `zh` are its names.
    pub kind: RecordKind,
}

impl Layout {
    /// Every layout.
    pub const ALL: &'static [&'static Self] = &[
        &merchants::MERCHANTS,
        &penalties::PENALTIES,
        &conduct::PAYMENTS,
        &conduct::INSPECTIONS,
        &conduct::TESTS,
        &conduct::ASSESSMENTS,
        &filings::COMPLAINTS,
        &filings::REPORTS,
        &service::ODR_CASES,
        &service::STANDING,
    ];

    /// The layout whose rows become records of this kind.
    #[must_use]
    pub const fn of(kind: RecordKind) -> &'static Self {
        match kind {
            RecordKind::Merchant => &merchants::MERCHANTS,
            RecordKind::Penalty => &penalties::PENALTIES,
            RecordKind::Payment => &conduct::PAYMENTS,
            RecordKind::Inspection => &conduct::INSPECTIONS,
            RecordKind::Test => &conduct::TESTS,
            RecordKind::Assessment => &conduct::ASSESSMENTS,
            RecordKind::Complaint => &filings::COMPLAINTS,
            RecordKind::Report => &filings::REPORTS,
            RecordKind::OdrCase => &service::ODR_CASES,
            RecordKind::Standing => &service::STANDING,
        }
    }

    /// The layout of this id.
    #[must_use]
    pub fn by_id(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().copied().find(|layout| layout.id == id)
    }

    /// The layout whose id or Chinese name begins the file's name (folders are left out).
    #[must_use]
    pub fn by_file_name(name: &str) -> Option<&'static Self> {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
        Self::ALL.iter().copied().find(|layout| base.starts_with(layout.id) || base.starts_with(layout.zh))
    }

    /// The layouts that fit a header best: all their required columns are there and no other
    /// layout finds more of its columns. None fits if it is empty; more than one is a tie.
    #[must_use]
    pub fn by_header<S: AsRef<str>>(headers: &[S]) -> Vec<&'static Self> {
        let headers: Vec<String> = headers.iter().map(|h| normalised(h.as_ref())).collect();
        let mut best = (0, Vec::new());
        for &layout in Self::ALL {
            let has = |column: &Column| headers.iter().any(|h| column_matches(column, h));
            if !layout.columns().filter(|c| c.is_required()).all(has) {
                continue;
            }
            let found = layout.columns().filter(|c| has(c)).count();
            if found > best.0 {
                best = (found, Vec::new());
            }
            if found == best.0 {
                best.1.push(layout);
            }
        }
        best.1
    }

    /// Its columns, the common ones last.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().flat_map(|part| part.iter())
    }

    /// The column of this id.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&'static Column> {
        self.columns().find(|column| column.id == id)
    }

    /// The column that a header cell names, by id, another name or Chinese header; spaces, letter case, width
    /// and a `*` for "required" do not matter.
    #[must_use]
    pub fn column_of_header(&self, header: &str) -> Option<&'static Column> {
        let header = normalised(header);
        self.columns().find(|column| column_matches(column, &header))
    }

    /// The name behind the open prefix, if a header is such a further column: `item_hygiene`.
    #[must_use]
    pub fn open_column(&self, header: &str) -> Option<String> {
        let header = header.trim().trim_start_matches('\u{feff}');
        let name = header.strip_prefix(self.open_prefix?)?;
        (!name.is_empty()).then(|| header.to_owned())
    }
}

impl Serialize for Layout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

fn column_matches(column: &Column, normal: &str) -> bool {
    column.is_called(normal) || normalised(column.zh) == *normal
}

/// A header without what people change unawares: spaces, byte order marks, full width, letter
/// case, and the `*` with which forms mark required columns.
pub(crate) fn normalised(header: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    header
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}')
        .map(narrow)
        .filter(|c| *c != '*')
        .flat_map(char::to_lowercase)
        .collect()
}

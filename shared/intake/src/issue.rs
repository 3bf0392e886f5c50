//! What is wrong with a row, in both languages, and what becomes of it.

use crate::cells::Cells;
use crate::privacy::without_numbers_of_persons;
use crate::reason::Reason;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// More characters of a cell tell nobody anything, and a file of bad rows is written out again.
const MOST_CHARACTERS: usize = 500;

/// What becomes of a row that is not kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Waits for `--confirm`: an amount that is probably a mistake of unit.
    AwaitingConfirmation,
    /// Waits for a person: its credit code has a wrong check character.
    Quarantined,
    /// Waits for a person: nobody can tell whose it is.
    Unresolved,
    /// Wrong: it must be mended and sent again.
    Rejected,
}

impl Disposition {
    /// Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::AwaitingConfirmation => "待确认",
            Self::Quarantined => "隔离待核",
            Self::Unresolved => "主体待确认",
            Self::Rejected => "退回",
        }
    }

    /// Token, also the name of the file in which such rows are written.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Quarantined => "quarantined",
            Self::Unresolved => "unresolved",
            Self::Rejected => "rejected",
        }
    }

    /// Every disposition.
    pub const ALL: [Self; 4] = [Self::AwaitingConfirmation, Self::Quarantined, Self::Unresolved, Self::Rejected];
}

/// One thing that is wrong with a cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CellFault {
    /// Id of the column; `row` for the row as a whole.
    pub field: Cow<'static, str>,
    /// Its Chinese header.
    pub field_zh: Cow<'static, str>,
    /// What stands there, cut to a sane length; nothing of personal data.
    pub value: String,
    /// What would become of a row with this fault alone.
    pub disposition: Disposition,
    /// Why, in English.
    pub reason_en: String,
    /// Why, in Chinese.
    pub reason_zh: String,
}

impl CellFault {
    pub(crate) fn new(
        (field, field_zh): (Cow<'static, str>, Cow<'static, str>),
        value: &str,
        disposition: Disposition,
        reason: &Reason,
    ) -> Self {
        let (reason_en, reason_zh) = (told(&reason.en), told(&reason.zh));
        Self { field, field_zh, value: told(value), disposition, reason_en, reason_zh }
    }
}

/// A text as it may be written for people: without numbers of persons, cut to a sane length, control
/// characters escaped.
pub(crate) fn told(text: &str) -> String {
    let text = without_numbers_of_persons(text);
    let is_hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.len() <= MOST_CHARACTERS && !text.contains(is_hidden) {
        return text.into_owned();
    }
    let mut told = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == MOST_CHARACTERS {
            told.push('…');
            break;
        }
        if is_hidden(c) {
            told.extend(c.escape_default());
        } else {
            told.push(c);
        }
    }
    told
}

/// A row that is not kept, with everything that is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RowIssue {
    /// Number of the file within the run.
    pub file: u32,
    /// Row as an official counts it: of a sheet as Excel shows it, else the line on which it begins.
    pub row: u64,
    /// What becomes of it: the gravest of its faults decides.
    pub disposition: Disposition,
    /// Every fault.
    pub faults: Vec<CellFault>,
    /// The row as it stood, by header, without its empty cells; personal data as `***`, long cells
    /// cut, and of cells that nothing reads only how many there were.
    pub cells: Vec<(Arc<str>, String)>,
    /// The row as its layout reads it, to be mended and sent again by [`crate::one`]: whole cells by
    /// column id, control characters and all (but U+FFFD for NUL), after everything that a mapping does; days and amounts as
    /// our own files write them. Left out is what would say something else when it is sent again, so that
    /// a person must fill it in: a day or an amount that its mapping's form cannot read, and a number (of
    /// the record, or alone in its cell) that is a person's; within other text a person's number is `***`.
    /// Nothing of a row whose cells may have shifted under personal data.
    pub entries: Cells,
    /// Do the entries say everything that its layout reads of the row? Then another row with the same entries
    /// says the same.
    #[serde(skip)]
    pub is_whole: bool,
}

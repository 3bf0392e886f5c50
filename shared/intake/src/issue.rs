//! What is wrong with a row, in both languages, and what becomes of it.

use serde::Serialize;
use std::sync::Arc;

/// What becomes of a row that is not kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
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
pub struct CellFault {
    /// Id of the column.
    pub field: &'static str,
    /// Its Chinese header.
    pub field_zh: &'static str,
    /// What stands there.
    pub value: String,
    /// What would become of a row with this fault alone.
    pub disposition: Disposition,
    /// Why, in English.
    pub reason_en: String,
    /// Why, in Chinese.
    pub reason_zh: String,
}

/// A row that is not kept, with everything that is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RowIssue {
    /// Number of the file within the run.
    pub file: u32,
    /// Row as an official counts it: the header is row 1; for JSON Lines the line.
    pub row: u64,
    /// What becomes of it: the gravest of its faults decides.
    pub disposition: Disposition,
    /// Every fault.
    pub faults: Vec<CellFault>,
    /// The row as it stood, by header, without its empty cells; personal data as `***`.
    pub cells: Vec<(Arc<str>, String)>,
}

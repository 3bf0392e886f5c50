//! Heavy penalties (较重行政处罚; 总局令第44号 Art. 2).

use super::Rules;
use crate::severity::{kinds, permit};
use crate::tables::Tables;
use domain::record::{Penalty, PenaltyKind};
use domain::vocab::Grade;
use serde::Serialize;

/// Is a penalty a heavy one?
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Heavy {
    /// It is, by its kind or as a fine at the aggravated level.
    Yes,
    /// A fine whose discretion grade nobody told: to be asked for before anything is made of it (settled reading 10).
    GradeMissing,
    /// It is not.
    No,
}

/// Is this penalty a heavy one? There is no amount from which on a fine is: the grade of the benchmark decides.
#[must_use]
pub fn heavy(penalty: &Penalty, tables: &Tables, rules: &Rules) -> Heavy {
    let heavy = rules.heavy_kinds(penalty.decided_on).value;
    let resolved = kinds(penalty, permit(penalty, tables).map(|read| read.value));
    if resolved.iter().any(|kind| heavy.contains(kind)) {
        return Heavy::Yes;
    }
    let is_fined = penalty.kinds.contains(&PenaltyKind::Fine) || penalty.fine_fen.0 > 0;
    match penalty.grade {
        Some(Grade::Aggravated) if is_fined => Heavy::Yes,
        None if is_fined => Heavy::GradeMissing,
        _ => Heavy::No,
    }
}

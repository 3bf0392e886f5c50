//! What is open to a merchant whose case an office is late with.

use super::view::LimitView;
use crate::show::RemedyShown;
use serde::Serialize;
use utoipa::ToSchema;

/// Whom one asks for reconsideration where nothing was done in time (行政复议法 Arts. 23, 24).
const RECONSIDERATION: (&str, &str) = (
    "办案机关逾期未办：不视为准予，也不视为不准予，案件仍在办理；可以向其本级人民政府申请行政复议，应当先复议、后诉讼（行政复议法第二十三条、第二十四条）",
    "The office is late: nothing is taken for granted or refused by that, and the case goes on. Reconsideration can be asked for of the people's government at the level of the office, before any suit (Administrative Reconsideration Law Arts. 23, 24)",
);

/// A remedy that is open because the office is late (逾期未办的救济).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseRemedy)]
pub(super) struct RemedyView {
    /// The clock of the time limit that was missed.
    late: String,
    /// What can be done and where, in Chinese.
    zh: &'static str,
    /// The same in English.
    en: &'static str,
    /// Until when.
    #[serde(flatten)]
    limit: LimitView,
}

impl RemedyView {
    pub(super) fn of(RemedyShown { late, limit }: RemedyShown) -> Self {
        Self { late, zh: RECONSIDERATION.0, en: RECONSIDERATION.1, limit: LimitView::of(limit) }
    }
}

//! What stands beside an item wherever it is shown (并列标注): what is pending about it, and what its merchant says of it.

use super::PortError;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most items of which the marks are asked for at once.
pub const MOST_MARKED: usize = 1_000;

/// An item whose marks are asked for (所涉事项).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct MarkedItem {
    /// The house's own number of the merchant.
    pub subject_id: i64,
    /// Kind of the item: a kind of record such as `penalty`, `membership` of a list, or `class` for the merchant's class.
    pub kind: String,
    /// Its key within the merchant's records; `listing:` and the number of its case for a membership, the merchant's code for
    /// a class.
    pub key: String,
}

/// What is pending (处理中的事项).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// 异议处理中
    Objection,
    /// 行政复议、行政诉讼审理中
    Remedy,
}

impl MatterKind {
    /// What is shown, in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Objection => "异议处理中",
            Self::Remedy => "行政复议、行政诉讼审理中",
        }
    }
}

/// Something that is pending about an item (处理中).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Matter {
    /// What.
    pub what: MatterKind,
    /// The case.
    pub case_no: i64,
    /// The day since which it is open.
    #[schema(value_type = String, format = Date)]
    pub since: Day,
    /// Was the effect of what is challenged suspended (停止执行)?
    #[serde(default)]
    pub suspended: bool,
}

/// What a merchant says of an item, looked at by an official before it is shown (主体说明).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Reply {
    /// The case.
    pub case_no: i64,
    /// In its own words.
    pub text: String,
    /// The day since which it is shown.
    #[schema(value_type = String, format = Date)]
    pub shown_since: Day,
}

/// What stands beside an item (并列标注); empty for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Marks {
    /// What is pending about it, by the numbers of the cases (处理中).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Matter>,
    /// What the merchant says of it (主体说明).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

impl Marks {
    /// Does nothing stand beside it?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.pending.is_empty() && self.reply.is_none()
    }
}

/// The service that keeps objections, remedies and replies, as others ask it what stands beside what they show.
pub trait Marked: Send + Sync {
    /// The marks of each item, in their order; of at most [`MOST_MARKED`].
    ///
    /// # Errors
    /// [`PortError`].
    fn marks(&self, items: &[MarkedItem]) -> Result<Vec<Marks>, PortError>;
}

//! Orders about the display of a penalty (公示指令): what a service that decides it commands the one that keeps penalties.

use super::PortError;
use domain::day::Day;
use domain::vocab::StopReason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What becomes of a display (公示处置).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisplayAct {
    /// It stops (停止公示), for a reason.
    Stop {
        /// Why.
        reason: StopReason,
    },
    /// It resumes, and its term begins anew (恢复公示): what had stopped it was revoked.
    Resume,
    /// A plan of reorganisation shields it (临时屏蔽): off display, its term running on.
    Shield,
    /// The shield is lifted (解除屏蔽): what is left of the term is displayed.
    Unshield,
}

/// An order about the display of a penalty (公示指令). It binds the record whatever its source says later. Of the orders
/// of one cause about a penalty there is one: sent again it does nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenDisplayOrder", into = "WrittenDisplayOrder")]
pub struct DisplayOrder {
    /// Internal number of the merchant.
    pub subject_id: i64,
    /// Business key of the penalty.
    pub key: String,
    /// What is ordered.
    pub what: DisplayAct,
    /// From which day on. A stop may lie ahead, nothing else may.
    pub on: Day,
    /// What it follows from, as the service that decided names it: itself, the case and the step, such as
    /// `repair:12#5`. Visible ASCII.
    pub cause: String,
    /// Why, for people: a line of the record's history.
    pub reason: String,
}

/// An order as it is written in JSON (公示指令报文).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DisplayOrder)]
pub struct WrittenDisplayOrder {
    /// Internal number of the merchant; never shown outside the house.
    pub subject_id: i64,
    /// Business key of the penalty.
    pub key: String,
    /// What is ordered.
    pub what: DisplayOrderWord,
    /// Why the display stops, of a stop and of nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_reason: Option<StopReason>,
    /// From which day on. A stop may lie ahead, nothing else may.
    #[schema(value_type = String, format = Date)]
    pub on: Day,
    /// What it follows from: the service, the case and the step, such as `repair:12#5`. Sent again with the same cause
    /// the order does nothing.
    #[schema(min_length = 3, max_length = 100, pattern = "^[a-z]+:[!-~]+$")]
    pub cause: String,
    /// Why, in at most 200 characters.
    #[schema(min_length = 1)]
    pub reason: String,
}

/// What is ordered (指令种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisplayOrderWord {
    /// The display stops (停止公示).
    Stop,
    /// It resumes, and its term begins anew (恢复公示).
    Resume,
    /// A plan of reorganisation shields it (临时屏蔽).
    Shield,
    /// The shield is lifted, and what is left is displayed (解除屏蔽).
    Unshield,
}

/// Why what was written is no order; both are about `stop_reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDisplayOrder {
    /// A stop needs a reason.
    #[error("stop_reason is missing: a stop has one")]
    NoReason,
    /// Only a stop has one.
    #[error("stop_reason belongs to a stop")]
    ReasonOfResume,
}

impl TryFrom<WrittenDisplayOrder> for DisplayOrder {
    type Error = BadDisplayOrder;

    fn try_from(written: WrittenDisplayOrder) -> Result<Self, BadDisplayOrder> {
        let WrittenDisplayOrder { subject_id, key, what, stop_reason, on, cause, reason } = written;
        let what = match (what, stop_reason) {
            (DisplayOrderWord::Stop, Some(reason)) => DisplayAct::Stop { reason },
            (DisplayOrderWord::Stop, None) => return Err(BadDisplayOrder::NoReason),
            (_, Some(_)) => return Err(BadDisplayOrder::ReasonOfResume),
            (DisplayOrderWord::Resume, None) => DisplayAct::Resume,
            (DisplayOrderWord::Shield, None) => DisplayAct::Shield,
            (DisplayOrderWord::Unshield, None) => DisplayAct::Unshield,
        };
        Ok(Self { subject_id, key, what, on, cause, reason })
    }
}

impl From<DisplayOrder> for WrittenDisplayOrder {
    fn from(order: DisplayOrder) -> Self {
        let DisplayOrder { subject_id, key, what, on, cause, reason } = order;
        let (what, stop_reason) = match what {
            DisplayAct::Stop { reason } => (DisplayOrderWord::Stop, Some(reason)),
            DisplayAct::Resume => (DisplayOrderWord::Resume, None),
            DisplayAct::Shield => (DisplayOrderWord::Shield, None),
            DisplayAct::Unshield => (DisplayOrderWord::Unshield, None),
        };
        Self { subject_id, key, what, stop_reason, on, cause, reason }
    }
}

/// What became of an order (指令结果): the record as it stood by then. Given before, it is told as the record stood then
/// or stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisplayOrdered {
    /// Had it been given before? Then nothing was done.
    pub repeated: bool,
    /// The version of the penalty that stands.
    pub version: i32,
    /// Days on which its display was or is to be stopped.
    #[schema(value_type = Vec<String>)]
    pub display_stopped_on: Vec<Day>,
    /// Days on which it resumed.
    #[schema(value_type = Vec<String>)]
    pub stop_revoked_on: Vec<Day>,
}

/// The service that keeps penalties, as others command it what they have decided about the display of one.
pub trait DisplayOrders: Send + Sync {
    /// Does as it is ordered; once this has answered, the order holds. What was ordered before is not done again.
    ///
    /// # Errors
    /// [`PortError::Refused`] if there is no such penalty, it was taken back, its cause has ordered something else, or
    /// what is ordered does not fit the record; [`PortError::Away`] if it may be sent again.
    fn order(&self, order: &DisplayOrder) -> Result<DisplayOrdered, PortError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_order_is_written_flat_and_a_stop_alone_has_a_reason() {
        let written = json!({
            "subject_id": 7, "key": "penalty:a:1", "what": "stop", "stop_reason": "repaired", "on": "2026-05-20",
            "cause": "repair:12#5", "reason": "准予修复",
        });
        let order: DisplayOrder = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(order.what, DisplayAct::Stop { reason: StopReason::Repaired });
        assert_eq!(serde_json::to_value(&order).unwrap(), written);
        let with = |what: &str, reason: serde_json::Value| {
            let mut written = written.clone();
            (written["what"], written["stop_reason"]) = (json!(what), reason);
            serde_json::from_value::<DisplayOrder>(written).map(|order| order.what).map_err(|error| error.to_string())
        };
        assert_eq!(with("resume", json!(null)), Ok(DisplayAct::Resume));
        assert_eq!(with("shield", json!(null)), Ok(DisplayAct::Shield));
        assert_eq!(with("unshield", json!(null)), Ok(DisplayAct::Unshield));
        assert!(with("shield", json!("other")).is_err_and(|told| told.starts_with("stop_reason")));
        assert!(with("resume", json!("other")).is_err_and(|told| told.starts_with("stop_reason")));
        assert!(with("stop", json!(null)).is_err_and(|told| told.starts_with("stop_reason")));
    }
}

//! Lists (名单): who is on which, as `listing` tells other services, and what those may command it.

use super::PortError;
use domain::day::Day;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// Days on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedSpan {
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// First day on which it is not on the list any more; the last day there is, and nothing in JSON, if nobody knows an
    /// end.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(deserialize_with = "perhaps")]
    pub off: Day,
    /// Day of its publication (公示日), no earlier than the first day; nothing before it is published.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Day>,
    /// Key of the standing record as which whoever follows the lists knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// A day; the last there is where none is named.
fn perhaps<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    Ok(Option::<Day>::deserialize(deserializer)?.unwrap_or(Day::FOREVER))
}

/// A membership of a list (列入情况), to which a case of `listing` has led.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListMembership {
    /// The case.
    pub case_no: i64,
    /// The list: `serious_list`, `abnormal_list` or `abnormal_mark`.
    pub list: String,
    /// Code of the office that decided.
    pub office: String,
    /// Code of the office of the next level up, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper_office: Option<String>,
    /// The ground of the listing, where the list knows several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Day of the listing decision.
    #[schema(value_type = String, format = Date)]
    pub listed_on: Day,
    /// Day from which its time is counted: that of the decision, or of the revocation of a removal.
    #[schema(value_type = String, format = Date)]
    pub term_from: Day,
    /// Days on the list, in order.
    pub spans: Vec<ListedSpan>,
    /// Keys of the records that the case is about.
    pub about: Vec<String>,
    /// Last day of a statutory restriction that was decided with it (依法限制期限截止日), whether or not it outlasts the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub restricted_until: Option<Day>,
    /// Accounts of the officials who took steps in the case (经办人), each once: nobody of them decides about it elsewhere.
    #[serde(default)]
    pub by: Vec<String>,
}

/// What becomes of a membership (名单处置).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListAct {
    /// It ends (移出).
    Remove,
    /// It begins anew: a removal was revoked (恢复列入).
    Restore,
    /// It was wrong (更正).
    Correct,
    /// A plan of reorganisation shields it (临时屏蔽): off the public list, measures suspended, its term running on.
    Shield,
    /// The shield is lifted (解除屏蔽).
    Unshield,
}

/// An order about a membership (名单指令): what a service that decides it commands the one that keeps the lists. Of the
/// orders of one cause there is one: sent again it does nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListOrder {
    /// The case of the membership.
    pub case_no: i64,
    /// What is ordered.
    pub what: ListAct,
    /// On which day it was decided: today, or an earlier day where it could not be told at once.
    #[schema(value_type = String, format = Date)]
    pub on: Day,
    /// What it follows from, as the service that decided names it: itself, the case and the step, such as
    /// `repair:12#5`.
    #[schema(min_length = 3, max_length = 100, pattern = "^[a-z]+:[!-~]+$")]
    pub cause: String,
    /// Law that is not settled, for which whoever decided answers, by policy reference.
    #[serde(default)]
    pub accepted: Vec<String>,
}

/// Who is on which list (名单), and what may be commanded.
pub trait Lists: Send + Sync {
    /// Every membership of a subject, past ones among them, by the numbers of their cases.
    ///
    /// # Errors
    /// [`PortError`].
    fn of_subject(&self, subject_id: i64) -> Result<Vec<ListMembership>, PortError>;

    /// Carries out an order.
    ///
    /// # Errors
    /// [`PortError`]; [`PortError::Refused`] if the case does not let it be carried out.
    fn order(&self, order: &ListOrder) -> Result<(), PortError>;
}

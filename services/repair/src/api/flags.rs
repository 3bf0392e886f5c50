//! What stands beside items of a merchant, by its code.

use super::{own, within};
use crate::marks::Mark;
use crate::repairs::Repairs;
use cases::{About, no_merchant};
use contracts::access::Scope;
use contracts::port::{Matter, MatterKind, Reply};
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Caller, Concerning, Fault, Query, ReadPublic, ReadRecords, State, blocking};

/// Of which merchant.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Its code.
    #[param(value_type = String)]
    code: PartyCode,
}

/// Something that stands beside an item (并列标注).
#[derive(Serialize, ToSchema)]
struct ObjectedItem {
    /// Kind of the item: a kind of record such as `penalty`, `membership` of a list, or `class`.
    kind: String,
    /// Its key within the merchant's records.
    key: String,
    /// The case.
    case_no: i64,
    /// The day since which it stands there.
    #[schema(value_type = String, format = Date)]
    since: Day,
    /// What is to be shown with the item, in Chinese.
    state_zh: &'static str,
    /// `objection_pending`, `remedy_pending` or `reply_shown`.
    state: &'static str,
    /// Of a remedy: was the effect of what is challenged suspended (停止执行)?
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended: Option<bool>,
    /// What the merchant says (主体说明).
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
}

impl ObjectedItem {
    fn of((about, mark): (About, Mark)) -> Self {
        let About { kind, key } = about;
        match mark {
            Mark::Pending(Matter { what, case_no, since, suspended }) => {
                let (state, suspended) = match what {
                    MatterKind::Objection => ("objection_pending", None),
                    MatterKind::Remedy => ("remedy_pending", Some(suspended)),
                };
                Self { kind, key, case_no, since, state_zh: what.zh(), state, suspended, reply: None }
            }
            Mark::Reply(Reply { case_no, text, shown_since }) => {
                let (state_zh, state) = ("主体说明", "reply_shown");
                Self { kind, key, case_no, since: shown_since, state_zh, state, suspended: None, reply: Some(text) }
            }
        }
    }
}

/// What stands beside items of a merchant (并列标注).
#[derive(Serialize, ToSchema)]
pub(super) struct ObjectedItems {
    /// By the numbers of their cases.
    items: Vec<ObjectedItem>,
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    repairs: State<Repairs>,
    filter: Query<Filter>,
) -> Result<Concerning<ObjectedItems>, Fault> {
    blocking(move || {
        let sees_all = caller.allows(Scope::ReadRecords) || caller.merchant.is_some();
        let subject = match sees_all {
            true => within(&repairs, &caller, filter.code)?,
            false => repairs.subject(filter.code)?.ok_or_else(no_merchant)?,
        };
        let mut found = repairs.marks_of(subject)?;
        // Nobody is asked what is on display where nothing stands beside anything, or all of it is theirs to see.
        if !found.is_empty() && own(&repairs, &caller)? != Some(subject) && !caller.allows(Scope::ReadRecords) {
            let shown = repairs.public_today(subject, filter.code)?;
            found.retain(|(about, _)| shown.contains(about));
        }
        Answer::new(ObjectedItems { items: found.into_iter().map(ObjectedItem::of).collect() })
            .concerning(vec![filter.code])
    })
    .await
}

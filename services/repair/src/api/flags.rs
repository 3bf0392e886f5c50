//! Which items are objected to.

use super::{missing, own, within};
use crate::repairs::Repairs;
use contracts::access::Scope;
use contracts::port::PendingItem;
use domain::code::PartyCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Caller, Concerning, Fault, Query, ReadPublic, ReadRecords, State, blocking};

/// Of which merchant.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Its code.
    #[param(value_type = String)]
    code: PartyCode,
}

/// An item that is objected to (异议处理中).
#[derive(Serialize, ToSchema)]
struct ObjectedItem {
    /// What and since when.
    #[serde(flatten)]
    item: PendingItem,
    /// What is to be shown with it, in Chinese.
    state_zh: &'static str,
    /// `objection_pending`.
    state: &'static str,
}

/// What of a merchant is objected to (异议标注).
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
            false => repairs.subject(filter.code)?.ok_or_else(missing)?,
        };
        let mut found = repairs.objected(subject)?;
        // Nobody is asked what is on display where nothing is objected to, or all of it is theirs to see.
        if !found.is_empty() && own(&repairs, &caller)? != Some(subject) && !caller.allows(Scope::ReadRecords) {
            let mut shown = repairs.lapses(subject)?;
            shown.retain(|lapse| lapse.shielded.is_none());
            let shown: BTreeSet<(&str, &str)> =
                shown.iter().map(|lapse| (lapse.about.kind.as_str(), lapse.about.key.as_str())).collect();
            found.retain(|item| shown.contains(&(item.kind.as_str(), item.key.as_str())));
        }
        let flagged = |item| ObjectedItem { item, state_zh: "异议处理中", state: "objection_pending" };
        Answer::new(ObjectedItems { items: found.into_iter().map(flagged).collect() }).concerning(vec![filter.code])
    })
    .await
}

//! What becomes of entries, for whoever keeps a copy of the lists.

use super::bound;
use super::entries::EntryView;
use crate::entry_changes::{Changed, EntryChange};
use crate::lists::Lists;
use crate::membership::{Left, List};
use cases::Walked;
use contracts::access::Scope;
use contracts::page::Limit;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Caller, Concerning, Fault, Query, ReadPublic, ReadRecords, State, blocking};

/// Which.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Of this day or later.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// Only of this list.
    #[param(value_type = Option<String>)]
    list: Option<List>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Behind this place: the `cursor` of an earlier answer.
    after: Option<String>,
}

/// What became of a listing for others (变更).
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EntryChangeKind)]
enum Change {
    /// 列出: it is shown from then on.
    Shown,
    /// 撤下: it is shown no more.
    Gone,
}

impl Change {
    const fn zh(self) -> &'static str {
        match self {
            Self::Shown => "列出",
            Self::Gone => "撤下",
        }
    }
}

/// A change of the entry of a merchant (名单条目变更).
#[derive(Serialize, ToSchema)]
#[schema(as = EntryChanged)]
struct View {
    /// Credit code or registration number under which it is registered now, as in `entries`.
    #[schema(value_type = String)]
    code: PartyCode,
    /// The list.
    list: List,
    /// What happened.
    change: Change,
    /// The same in Chinese.
    change_zh: &'static str,
    /// First day on which the listing is shown, or is shown no more.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// First day of the listing.
    #[schema(value_type = String, format = Date)]
    listed_on: Day,
    /// What ended it, if it is shown no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Left>,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_zh: Option<&'static str>,
    /// The entry of the merchant as it stands today, in place of what was told before; null if it is on no list.
    entry: Option<EntryView>,
}

/// Changes of entries, in the order in which the house wrote them down (名单条目变更清单).
#[derive(Serialize, ToSchema)]
pub(super) struct EntryChanges {
    /// The changes.
    items: Vec<View>,
    /// The place of the last step that was looked at, to be given back as `after`; null if there is none yet.
    cursor: Option<String>,
    /// The same if the list goes on; null on the last page.
    next: Option<String>,
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<EntryChanges>, Fault> {
    let Filter { from: since, list, limit, after } = filter.into_inner();
    blocking(move || {
        let subject = bound(&caller, &lists, None)?;
        let is_official = caller.allows(Scope::ReadRecords);
        let reach = is_official.then(|| caller.reach());
        let wanted = Changed { since, list, subject, reach, after, limit: limit.get() };
        let Walked { found, cursor, is_more } = lists.entry_changes(&wanted)?;
        let merchants = found.iter().map(|one| one.code).collect();
        let view = |EntryChange { code, list, listed_on, on, left, entry, .. }| {
            let change = if Option::is_some(&left) { Change::Gone } else { Change::Shown };
            View {
                code,
                list,
                change,
                change_zh: change.zh(),
                on,
                listed_on,
                why: left,
                why_zh: left.map(Left::zh),
                entry: entry.map(|entry| EntryView::of(entry, is_official)),
            }
        };
        let next = cursor.clone().filter(|_| is_more);
        Answer::new(EntryChanges { items: found.into_iter().map(view).collect(), cursor, next }).concerning(merchants)
    })
    .await
}

//! Entries that ended.

use super::bound;
use crate::ended::{Ended, Endings};
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
    /// That ended on this day or later.
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

/// An entry that ended (已移出条目).
#[derive(Serialize, ToSchema)]
#[schema(as = EndedEntry)]
pub(super) struct EndedView {
    /// Credit code or registration number under which it is registered now, as in `entries`.
    #[schema(value_type = String)]
    code: PartyCode,
    /// The list.
    list: List,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    listed_on: Day,
    /// First day on which it is shown no more.
    #[schema(value_type = String, format = Date)]
    ended_on: Day,
    /// What ended it.
    why: Left,
    /// The same in Chinese.
    why_zh: &'static str,
}

/// Entries that ended, in the order in which the house wrote it down (已移出条目清单).
#[derive(Serialize, ToSchema)]
pub(super) struct EndedEntries {
    /// The entries.
    items: Vec<EndedView>,
    /// The place of the last step that was looked at, to be given back as `after`; null if there is none yet.
    cursor: Option<String>,
    /// The same if the list goes on; null on the last page.
    next: Option<String>,
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<EndedEntries>, Fault> {
    let Filter { from: since, list, limit, after } = filter.into_inner();
    blocking(move || {
        let subject = bound(&caller, &lists, None)?;
        let reach = caller.allows(Scope::ReadRecords).then(|| caller.reach());
        let wanted = Endings { since, list, subject, reach, after, limit: limit.get() };
        let Walked { found, cursor, is_more } = lists.ended(&wanted)?;
        let merchants = found.iter().map(|ended| ended.code).collect();
        let view = |Ended { code, list, listed_on, ended_on, left, .. }| EndedView {
            code,
            list,
            listed_on,
            ended_on,
            why: left,
            why_zh: Left::zh(left),
        };
        let next = cursor.clone().filter(|_| is_more);
        Answer::new(EndedEntries { items: found.into_iter().map(view).collect(), cursor, next }).concerning(merchants)
    })
    .await
}

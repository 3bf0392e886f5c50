//! Entries that ended.

use super::bound;
use crate::ended::Ended;
use crate::lists::Lists;
use crate::membership::{Left, List};
use contracts::page::{Limit, ListTag, Page};
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Caller, Fault, Query, ReadPublic, ReadRecords, State, blocking};

/// Which.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// That ended on this day or later.
    #[param(value_type = String, format = Date)]
    from: Day,
    /// Only of this list.
    #[param(value_type = Option<String>)]
    list: Option<List>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// An entry that ended (已移出条目).
#[derive(Serialize, ToSchema)]
#[schema(as = EndedEntry)]
pub(super) struct EndedView {
    /// Credit code or registration number, as it was when its case was opened.
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

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Answer<Page<EndedView>>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("ended_entries", &(filter.from, filter.list))?;
    let after: Option<(Day, i64, usize)> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let subject = bound(&caller, &lists, None)?;
        let (found, is_more) = lists.ended(filter.from, (filter.list, subject), after, filter.limit.get())?;
        let next = found.last().filter(|_| is_more).map(|last| tag.encode(&last.place)).transpose()?;
        let view = |Ended { code, list, listed_on, ended_on, left, .. }| EndedView {
            code,
            list,
            listed_on,
            ended_on,
            why: left,
            why_zh: Left::zh(left),
        };
        Ok(Answer::new(Page { items: found.into_iter().map(view).collect(), next }))
    })
    .await
}

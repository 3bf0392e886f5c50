//! Merchants that the law demands another visit of this year, over HTTP.

use super::sees_classes;
use crate::book::DrawBook;
use crate::owed::Owed;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::Code;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use draws::legal::Due;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Decide, Doc, Fault, Query, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/visits/owed",
        list,
        Doc::new("list_owed_visits", "列出年内应检未检的经营主体", "List merchants that the law demands a visit of this year")
            .text("By the end of the year, beside the visits that were made and those that were drawn and are still to be made: who would be missed if nobody went. By the rules of the last day of the year, of today while it runs, and by the classes of today. In order of code. For whoever may see classes, which stand in for grades of risk.")
            .errors(&[Code::Unprocessable, Code::Unavailable]),
    )
}

/// Which merchants.
#[derive(Deserialize, Serialize, IntoParams)]
pub(super) struct Wanted {
    /// Plan year; that of today if it is not said.
    pub(super) year: Option<i32>,
    /// Only those of this area.
    #[param(value_type = Option<String>)]
    pub(super) area: Option<AreaCode>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// A merchant that the law demands a visit of (年内应检未检的经营主体).
#[derive(Serialize, ToSchema)]
struct OwedVisit {
    /// The merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name.
    name: String,
    /// Code of its area.
    #[schema(value_type = String)]
    area: AreaCode,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_zh: Option<&'static str>,
    /// The rule that demands it: `id@first day`.
    rule: String,
    /// Sector of the rule.
    sector: String,
    /// Rule, count and article, for people.
    ground: String,
    /// Last visit on the spot that may count.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    last_on: Option<Day>,
    /// Visits that were drawn and are still to be made.
    pending: u32,
    /// Does it rest on something that is not settled?
    provisional: bool,
}

impl From<Owed> for OwedVisit {
    fn from(one: Owed) -> Self {
        let Owed { code, name, area, due, last_on, pending, provisional } = one;
        let Due { rule, sector, ground } = due;
        Self { code, name, area, area_zh: area.zh(), rule, sector, ground, last_on, pending, provisional }
    }
}

async fn list(
    caller: Caller<Decide>,
    book: State<DrawBook>,
    wanted: Query<Wanted>,
) -> Result<Concerning<Page<OwedVisit>>, Fault> {
    sees_classes(&caller)?;
    let wanted = wanted.into_inner();
    let tag = ListTag::of("owed_visits", &wanted)?;
    let after: Option<PartyCode> = wanted.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let year = wanted.year.unwrap_or_else(|| book.this_year());
        let found = book.owed((year, wanted.area), (after, wanted.limit.get()), caller.reach())?;
        let page = Page::cut(&tag, found, wanted.limit, |one| one.code)?;
        let merchants = page.items.iter().map(|one| one.code).collect();
        let items = page.items.into_iter().map(OwedVisit::from).collect();
        Answer::new(Page { items, next: page.next }).concerning(merchants)
    })
    .await
}

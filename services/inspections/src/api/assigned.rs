//! What is still to be visited, small enough for a telephone.

use crate::assigned::{After, Assigned};
use crate::book::DrawBook;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::Code;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Query, ReadRecords, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/visits/assigned",
        list,
        Doc::new("list_assigned_visits", "列出待检查对象", "List visits that are still to be made")
            .text("From every draw, the first due first: those of one inspector, or of anybody.")
            .errors(&[Code::Unavailable]),
    )
}

/// Which visits.
#[derive(Deserialize, Serialize, IntoParams)]
pub(super) struct Wanted {
    /// Only those of this inspector, by staff number.
    pub(super) inspector: Option<String>,
    /// Only those due on this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    pub(super) due_through: Option<Day>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// A visit that is still to be made (待检查对象).
#[derive(Serialize, ToSchema)]
struct AssignedVisit {
    /// The merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, if it is still registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Code of its area.
    area: String,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_zh: Option<&'static str>,
    /// Number of the draw, for `draw_id` of the visit.
    draw_id: i64,
    /// What the commitment calls the task.
    task: String,
    /// Last day of the task.
    #[schema(value_type = String, format = Date)]
    due: Day,
    /// Staff numbers of the two inspectors; nobody if it is not assigned.
    team: Vec<String>,
    /// Parameters behind the draw that are not settled, each as `id@first day`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    provisional: Vec<String>,
}

impl From<Assigned> for AssignedVisit {
    fn from(visit: Assigned) -> Self {
        let Assigned { code, name, area, draw_id, task, due, team, provisional, .. } = visit;
        let area_zh = AreaCode::parse(&area).ok().and_then(|area| area.zh());
        Self { code, name, area, area_zh, draw_id, task, due, team, provisional }
    }
}

async fn list(
    caller: Caller<ReadRecords>,
    book: State<DrawBook>,
    wanted: Query<Wanted>,
) -> Result<Concerning<Page<AssignedVisit>>, Fault> {
    let wanted = wanted.into_inner();
    let tag = ListTag::of("assigned_visits", &wanted)?;
    let after: Option<After> = wanted.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let which = (wanted.inspector.as_deref(), wanted.due_through);
        let found = book.assigned(which, (after.as_ref(), wanted.limit.get()), caller.reach())?;
        let page = Page::cut(&tag, found, wanted.limit, |visit| visit.after.clone())?;
        let merchants = page.items.iter().map(|visit| visit.code).collect();
        let items = page.items.into_iter().map(AssignedVisit::from).collect();
        Answer::new(Page { items, next: page.next }).concerning(merchants)
    })
    .await
}

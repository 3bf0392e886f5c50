//! Sudden growth of complaints: what an official should look at, and that nothing was found.

mod view;

use crate::book::Ratings;
use crate::growth::{GrowthAfter, GrowthSought, Month};
use contracts::page::{Limit, ListTag};
use contracts::problem::{Code, FieldError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use view::{Item, View};
use web::{
    Answer, Api, Caller, Concerning, Decide, Doc, Fault, Json, Once, OnceAnswer, Path, Query, ReadRecords, State,
    blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/growth",
        list,
        Doc::new("list_growth", "投诉异常增长预警", "Sudden growth of complaints")
            .text(
                "Merchants whose complaints of a month are more than both their peers and their own twelve months \
                 before explain, found in the whole city at a stated number of false alarms; the least likely come \
                 first. Each waits for an official and gives no points by itself. Who finds a group complaint or a \
                 risk of prepaid cards behind it sends the standing record that the alert holds ready (`confirm`), \
                 which alone counts; who finds nothing dismisses it. Worked out anew on each day and after each import, \
                 of everything that is known by then.",
            )
            .errors(&[Code::Unprocessable]),
    )
    .post(
        "/growth/{month}/{code}/dismissal",
        dismiss,
        Doc::new("dismiss_growth", "预警不成立", "Dismiss an alert of growth")
            .text("If more complaints of the month come to count than now, the alert waits again.")
            .errors(&[Code::Conflict, Code::Unprocessable]),
    )
}

/// Which growth.
#[derive(Deserialize, Serialize, IntoParams)]
struct Wanted {
    /// Of this month, such as 2026-10; of the last whole one if it is left out.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Option<Month>,
    /// Only of merchants of this county-level area, such as 371502.
    area: Option<String>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// Which alert.
#[derive(Deserialize, IntoParams)]
struct One {
    /// In which month, such as 2026-10.
    #[param(value_type = String, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Month,
    /// Of which merchant.
    #[param(value_type = String)]
    code: PartyCode,
}

/// Why it is dismissed.
#[derive(Deserialize, ToSchema)]
#[schema(as = GrowthDismissal)]
struct Dismissal {
    /// Why.
    #[schema(min_length = 1)]
    reason: String,
}

async fn list(
    caller: Caller<ReadRecords>,
    ratings: State<Ratings>,
    wanted: Query<Wanted>,
) -> Result<Concerning<View>, Fault> {
    let wanted = wanted.into_inner();
    let tag = ListTag::of("growth", &wanted)?;
    let after: Option<GrowthAfter> = wanted.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let area = area(wanted.area.as_deref())?;
    blocking(move || {
        let (month, limit) = (wanted.month, wanted.limit.get());
        let found = ratings.growth(&GrowthSought { month, area, reach: caller.reach(), after, limit })?;
        let next = found.next.as_ref().map(|after| tag.encode(after)).transpose()?;
        let shown = found.alerts.iter().map(|alert| alert.grown.code).collect();
        Answer::new(View::of(found, (caller.department.as_deref(), next))).concerning(shown)
    })
    .await
}

pub(super) fn area(text: Option<&str>) -> Result<Option<AreaCode>, Fault> {
    text.map(AreaCode::parse).transpose().map_err(|error| {
        let wrong = FieldError::new("area", error.zh(), error.to_string());
        Fault::new(Code::InvalidQuery).errors([wrong])
    })
}

async fn dismiss(
    caller: Caller<Decide>,
    once: Once,
    ratings: State<Ratings>,
    one: Path<One>,
    body: Json<Dismissal>,
) -> Result<OnceAnswer<Answer<Item>>, Fault> {
    if body.reason.trim().is_empty() {
        let wrong = FieldError::new("reason", "须填写理由", "a reason is needed");
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    once.run(move || {
        let by = (caller.sub.as_str(), caller.reach());
        let alert = ratings.dismiss_growth((one.month, one.code), by, body.reason.trim())?;
        Ok(Answer::new(Item::of(alert, caller.department.as_deref())))
    })
    .await
}

//! Mass events: looked at and released by officials.

use crate::book::Ratings;
use crate::holds::{Held, Hold};
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Api, Caller, Doc, Fault, Json, Once, OnceAnswer, Path, Query, ReadRatings, ReleaseHolds, State, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/holds",
        list,
        Doc::new("list_holds", "列出批量变动", "List mass events")
            .link("read_hold", &[("hold_id", "$response.body#/items/0/hold_id")])
            .link("release_hold", &[("hold_id", "$response.body#/items/0/hold_id")]),
    )
    .get("/holds/{hold_id}", read, Doc::new("read_hold", "查看批量变动", "Read a mass event"))
    .get(
        "/holds/{hold_id}/merchants",
        merchants,
        Doc::new("list_held", "列出暂缓签发的主体", "List the merchants that a mass event holds"),
    )
    .post(
        "/holds/{hold_id}/release",
        release,
        Doc::new("release_hold", "放行批量变动", "Release a mass event").errors(&[Code::Conflict]),
    )
}

/// Which page.
#[derive(Deserialize, IntoParams)]
struct Pages {
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// Which mass event.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Its number.
    hold_id: i64,
}

/// Why it is released.
#[derive(Deserialize, ToSchema)]
struct Release {
    /// Why.
    #[schema(min_length = 1)]
    reason: String,
}

async fn list(
    caller: Caller<ReadRatings>,
    ratings: State<Ratings>,
    pages: Query<Pages>,
) -> Result<Answer<Page<Hold>>, Fault> {
    let tag = ListTag::of("holds", &())?;
    let before: Option<i64> = pages.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let holds = ratings.holds(before, i64::from(u16::from(pages.limit)) + 1, caller.reach())?;
        Ok(Answer::new(Page::cut(&tag, holds, pages.limit, |hold| hold.hold_id)?))
    })
    .await
}

async fn read(caller: Caller<ReadRatings>, ratings: State<Ratings>, one: Path<One>) -> Result<Answer<Hold>, Fault> {
    blocking(move || Ok(Answer::new(ratings.hold(one.hold_id, caller.reach())?))).await
}

async fn merchants(
    caller: Caller<ReadRatings>,
    ratings: State<Ratings>,
    one: Path<One>,
    pages: Query<Pages>,
) -> Result<Answer<Page<Held>>, Fault> {
    let tag = ListTag::of("held", &one.hold_id)?;
    let after: Option<String> = pages.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let held =
            ratings.held_by(one.hold_id, after.as_deref(), i64::from(u16::from(pages.limit)) + 1, caller.reach())?;
        Ok(Answer::new(Page::cut(&tag, held, pages.limit, |held| held.code.clone())?))
    })
    .await
}

async fn release(
    caller: Caller<ReleaseHolds>,
    once: Once,
    ratings: State<Ratings>,
    one: Path<One>,
    body: Json<Release>,
) -> Result<OnceAnswer<Answer<Hold>>, Fault> {
    if body.reason.trim().is_empty() {
        let wrong = FieldError::new("reason", "须填写理由", "a reason is needed");
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    once.run(move || {
        let by = (caller.sub.as_str(), caller.reach());
        Ok(Answer::new(ratings.release(one.hold_id, by, body.reason.trim())?))
    })
    .await
}

//! Who keeps away from whom, over HTTP; never shown to the public.

use super::inspectors::LastDay;
use super::path;
use crate::book::DrawBook;
use crate::error::DrawError;
use crate::register::{Ground, RecusalTerms};
use crate::store::RecusalRow;
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::Asker;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Api, Caller, Concerning, Created, Decide, Doc, Fault, Json, Once, OnceAnswer, Path, Query, State, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/conflicts",
        list,
        Doc::new("list_conflicts", "列出回避登记", "List conflicts of inspectors with merchants")
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/conflicts",
        add,
        Doc::new("add_conflict", "登记回避", "Enter that an inspector keeps away from a merchant")
            .link("end_conflict", &[("conflict_id", "$response.body#/conflict_id")])
            .errors(&[Code::Unprocessable, Code::Unavailable]),
    )
    .post(
        "/conflicts/{conflict_id}/end",
        end,
        Doc::new("end_conflict", "终止回避", "Say until when a conflict holds")
            .text("Of an employment it is the last day there; the time away follows from the policy.")
            .errors(&[Code::Unprocessable, Code::Unavailable]),
    )
}

/// An inspector who keeps away from a merchant (回避).
#[derive(Serialize, ToSchema)]
#[schema(as = InspectorConflict)]
struct Conflict {
    /// Its number.
    conflict_id: i64,
    /// Staff number of the inspector.
    inspector: String,
    /// The code of the merchant.
    merchant: String,
    /// Why.
    ground: Ground,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day on which it holds; of an employment its last day.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    /// What is known of it.
    reason: String,
    /// When it was entered.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Instant,
    /// Who entered it.
    actor: String,
    /// Who said until when it holds, if somebody did afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<String>,
}

impl TryFrom<RecusalRow> for Conflict {
    type Error = DrawError;
    fn try_from(row: RecusalRow) -> Result<Self, DrawError> {
        let part = row.part;
        Ok(Self {
            conflict_id: row.recusal_id,
            inspector: part.inspector_id,
            merchant: part.merchant,
            ground: Ground::parse(&part.ground)?,
            from: Day::from_number(part.from_day),
            until: part.until_day.map(Day::from_number),
            reason: part.reason,
            recorded_at: Instant::from_micros(part.recorded_at),
            actor: part.actor,
            ended_by: row.ended_by,
        })
    }
}

/// A conflict to be entered (新回避登记).
#[derive(Deserialize, ToSchema)]
struct NewConflict {
    /// Staff number of the inspector.
    inspector: String,
    /// Any code of the merchant.
    #[schema(value_type = String)]
    merchant: PartyCode,
    /// Why.
    ground: Ground,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day on which it holds; of an employment its last day.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// What is known of it.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Whose conflicts.
#[derive(Deserialize, IntoParams)]
pub(super) struct Wanted {
    /// Only those of this inspector.
    pub(super) inspector: Option<String>,
}

/// Which conflict.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Its number.
    conflict_id: i64,
}

async fn list(
    caller: Caller<Decide>,
    book: State<DrawBook>,
    wanted: Query<Wanted>,
) -> Result<Concerning<Vec<Conflict>>, Fault> {
    blocking(move || {
        let rows = book.recusals(wanted.inspector.as_deref(), caller.reach())?;
        let merchants = rows.iter().filter_map(|row| PartyCode::parse(&row.part.merchant).ok()).collect();
        let all: Vec<Conflict> = rows.into_iter().map(Conflict::try_from).collect::<Result<_, _>>()?;
        Answer::new(all).concerning(merchants)
    })
    .await
}

async fn add(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    body: Json<NewConflict>,
) -> Result<OnceAnswer<Created<Conflict>>, Fault> {
    let NewConflict { inspector, merchant, ground, from, until, reason } = body.into_inner();
    let terms = RecusalTerms { inspector, merchant, ground, from, until, reason };
    once.run(move || {
        let row = book.add_recusal(&terms, Asker::of(&caller))?;
        Ok(Created { location: path("conflicts", row.recusal_id), body: row.try_into()? })
    })
    .await
}

async fn end(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    one: Path<One>,
    body: Json<LastDay>,
) -> Result<OnceAnswer<Answer<Conflict>>, Fault> {
    once.run(move || {
        let row = book.end_recusal(one.conflict_id, body.until, Asker::of(&caller))?;
        Ok(Answer::new(row.try_into()?))
    })
    .await
}

//! Visits as devices send them, one or a list, and how an entry is shown.

use crate::book::DrawBook;
use crate::entering::{Entry, NewVisit, Taken};
use contracts::problem::{Code, FieldError, Problem};
use domain::code::PartyCode;
use ledger::{Asker, Desk};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use web::{
    About, Answer, Api, Caller, Doc, Fault, Json, KeptOnce, Once, OnceAnswer, Path, State, WriteRecords, blocking,
    read_part,
};

pub(super) fn mount(api: Api) -> Api {
    api.post(
        "/visits",
        enter,
        Doc::new("enter_visit", "录入一次检查", "Enter a visit with everything found on it")
            .text("For a device, which may have been offline: `seen_at` is its own time. The visit becomes records through the checks of rows, all of it or nothing. The device's key makes twice once, with or without Idempotency-Key: sent again it is answered the same with 200; with other content it is refused with 409. Errors name fields of this body.")
            .link("read_visit", &[("key", "$response.body#/key")])
            .errors(&[Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .post(
        "/visits/batch",
        enter_many,
        Doc::new("enter_visits", "批量录入离线检查", "Enter visits that were written down offline")
            .text("At most 200; each is taken or refused by itself, and the answers come in their order, each with the status that it would have had alone. What was not answered is sent again as it was.")
            .errors(&[Code::Unavailable]),
    )
    .get(
        "/visits/{key}",
        read,
        Doc::new("read_visit", "查看检查录入", "Read a visit that was entered")
            .text("With its note, and where the test of each sample stands.")
            .errors(&[Code::Unavailable]),
    )
}

/// Visits of one request at most.
const MOST: usize = 200;

/// Visits that were written down offline (离线检查).
#[derive(Deserialize, ToSchema)]
struct NewVisits {
    /// The visits, each as `POST /inspections/v1/visits` takes it. Whatever else one of them is, it is refused by itself.
    #[schema(min_items = 1, max_items = 200)]
    visits: Vec<Value>,
}

/// What became of many visits (批量录入结果).
#[derive(Serialize, ToSchema)]
struct VisitsTaken {
    /// As many as visits, in their order.
    items: Vec<Outcome>,
}

/// What became of one visit: `taken` or `problem`.
#[derive(Serialize, ToSchema)]
#[schema(as = VisitOutcome)]
struct Outcome {
    /// The status that it would have been answered with alone: 201 taken, 200 taken before, else refused.
    #[schema(minimum = 200, maximum = 599)]
    status: u16,
    /// Its key, as far as it named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// What was answered to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<Taken>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

/// Which entry.
#[derive(Deserialize, IntoParams)]
struct One {
    /// The key of the device.
    key: String,
}

async fn enter(
    caller: Caller<WriteRecords>,
    once: Once,
    book: State<DrawBook>,
    desk: State<Desk>,
    body: Json<NewVisit>,
) -> Result<About<OnceAnswer<KeptOnce<Taken>>>, Fault> {
    let visit = body.into_inner();
    let merchants = PartyCode::parse(&visit.code).ok().into_iter().collect();
    let answer = once
        .run(move || {
            let entered = book.enter(&visit, desk.deadlines.limits(), Asker::of(&caller))?;
            Ok(KeptOnce { location: entered.taken.href.clone(), again: entered.again, body: entered.taken })
        })
        .await?;
    Ok(About { answer, merchants })
}

async fn enter_many(
    caller: Caller<WriteRecords>,
    book: State<DrawBook>,
    desk: State<Desk>,
    body: Json<NewVisits>,
) -> Result<About<Answer<VisitsTaken>>, Fault> {
    let visits = body.into_inner().visits;
    if visits.is_empty() || visits.len() > MOST {
        let (zh, en) = (format!("应有 1 至 {MOST} 次检查"), format!("must hold 1 to {MOST} visits"));
        return Err(Fault::new(Code::InvalidBody).errors([FieldError::new("visits", zh, en)]));
    }
    blocking(move || {
        let items =
            visits.into_iter().enumerate().map(|(at, visit)| one((&book, &desk), (at, visit), Asker::of(&caller)));
        let items: Vec<Outcome> = items.collect();
        let merchants = items.iter().filter_map(|item| item.taken.as_ref()).map(|taken| taken.code).collect();
        Ok(About { answer: Answer::new(VisitsTaken { items }), merchants })
    })
    .await
}

/// What becomes of one of many, whatever becomes of the others.
fn one((book, desk): (&DrawBook, &Desk), (at, visit): (usize, Value), by: Asker<'_>) -> Outcome {
    let key = visit.get("key").and_then(Value::as_str).map(|key| key.chars().take(80).collect());
    let entered = read_part::<NewVisit>(visit)
        .and_then(|visit| book.enter(&visit, desk.deadlines.limits(), by).map_err(Fault::from));
    match entered {
        Ok(entered) => {
            Outcome { status: if entered.again { 200 } else { 201 }, key, taken: Some(entered.taken), problem: None }
        }
        Err(fault) => {
            if fault.code().is_fault() {
                tracing::error!(%fault, at, "one of many visits cannot be entered");
            }
            let mut problem = fault.problem().clone();
            for wrong in &mut problem.errors {
                let dot = if wrong.field.is_empty() { "" } else { "." };
                wrong.field = format!("visits[{at}]{dot}{}", wrong.field);
            }
            Outcome { status: problem.status, key, taken: None, problem: Some(problem) }
        }
    }
}

async fn read(
    caller: Caller<WriteRecords>,
    book: State<DrawBook>,
    one: Path<One>,
) -> Result<About<Answer<Entry>>, Fault> {
    // Its note is a working word of the office: whoever only reads records is not shown it.
    blocking(move || {
        let entry = book.entry(&one.key, caller.reach())?;
        let merchants = vec![entry.taken.code];
        Ok(About { answer: Answer::new(entry), merchants })
    })
    .await
}

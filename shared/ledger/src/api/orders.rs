//! Orders about records, for services that have found one to be wrong.

use super::{Desk, doc, for_everybody};
use contracts::port::{BadRecordOrder, RecordOrder, RecordOrdered, WrittenRecordOrder, cause};
use contracts::problem::{Code, FieldError};
use std::sync::Arc;
use web::{About, Answer, Api, Caller, Command, Fault, Json, Once, OnceAnswer, State, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    api.post(
        "/record-orders",
        order,
        doc("order", &format!("{service}_record"), "下达更正指令", "Take a record back or put it right, as it was decided")
            .text("For services of the house that have decided it, such as an objection that was upheld. The order is a new version of the record, and binds it: a source that says again what was found to be wrong changes nothing; of a field that was put right, what else it says counts. An order of a cause that was heard before does nothing. 409 if the cause has ordered something else or the record was taken back and is to be put right; 422 if it would not be valid.")
            .errors(&[Code::NotFound, Code::Conflict, Code::Unprocessable, Code::OutsideReach]),
    )
}

async fn order(
    caller: Caller<Command>,
    once: Once,
    desk: State<Desk>,
    body: Json<WrittenRecordOrder>,
) -> Result<About<OnceAnswer<Answer<RecordOrdered>>>, Fault> {
    // An order names its merchant by a number that tells nobody where it is.
    for_everybody(&caller)?;
    let order = RecordOrder::try_from(body.into_inner()).map_err(wrong)?;
    if !cause::is_one(&order.cause) {
        let (zh, en) = (
            "应为服务名、冒号和该服务的案件步骤，如 repair:12#5",
            "must be a service, a colon and a step of a case there, such as repair:12#5",
        );
        return Err(Fault::new(Code::InvalidBody).errors([FieldError::new("cause", zh, en)]));
    }
    let ledger = Arc::clone(&desk.ledger);
    let (of, order) = blocking({
        let ledger = Arc::clone(&ledger);
        move || Ok::<_, Fault>((ledger.party_of((order.subject_id, &order.key))?, order))
    })
    .await?;
    let answer = once.run(move || Ok(Answer::new(ledger.order(&order)?))).await?;
    Ok(About { answer, merchants: of.into_iter().collect() })
}

fn wrong(error: BadRecordOrder) -> Fault {
    let zh = match error {
        BadRecordOrder::NoCells => "更正须写明正确的内容",
        BadRecordOrder::CellsOfWithdrawal => "只有更正才写明内容",
    };
    Fault::new(Code::InvalidBody).errors([FieldError::new("cells", zh, error.to_string())])
}

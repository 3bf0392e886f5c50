//! Orders about displays, for services that have decided them.

use crate::displays::Displays;
use contracts::port::{BadDisplayOrder, DisplayOrder, DisplayOrdered, WrittenDisplayOrder};
use contracts::problem::{Code, FieldError};
use web::{About, Answer, Caller, Command, Fault, Json, Once, OnceAnswer, State, blocking};

pub(super) async fn order(
    caller: Caller<Command>,
    once: Once,
    displays: State<Displays>,
    body: Json<WrittenDisplayOrder>,
) -> Result<About<OnceAnswer<Answer<DisplayOrdered>>>, Fault> {
    // An order names its merchant by a number that tells nobody where it is.
    ledger::for_everybody(&caller)?;
    let order = DisplayOrder::try_from(body.into_inner()).map_err(wrong)?;
    let orders = displays.orders();
    let (of, order) = blocking({
        let orders = orders.clone();
        move || Ok::<_, Fault>((orders.party((order.subject_id, &order.key))?, order))
    })
    .await?;
    let answer = once.run(move || Ok(Answer::new(orders.order(&order)?))).await?;
    Ok(About { answer, merchants: of.into_iter().collect() })
}

fn wrong(error: BadDisplayOrder) -> Fault {
    let zh = match error {
        BadDisplayOrder::NoReason => "停止公示须写明原因",
        BadDisplayOrder::ReasonOfResume => "只有停止公示才写明原因",
    };
    Fault::new(Code::InvalidBody).errors([FieldError::new("stop_reason", zh, error.to_string())])
}

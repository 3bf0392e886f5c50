//! Orders about memberships, for services that have decided them.

use crate::lists::Lists;
use contracts::port::ListOrder;
use serde::Serialize;
use utoipa::ToSchema;
use web::{About, Answer, Caller, Command, Fault, Json, Once, OnceAnswer, State, blocking};

/// What became of an order (指令结果).
#[derive(Serialize, ToSchema)]
pub(super) struct ListOrdered {
    /// The case of the membership.
    case_no: i64,
    /// Had it been carried out before? Then nothing was done.
    repeated: bool,
}

pub(super) async fn order(
    caller: Caller<Command>,
    once: Once,
    lists: State<Lists>,
    body: Json<ListOrder>,
) -> Result<About<OnceAnswer<Answer<ListOrdered>>>, Fault> {
    // An order names its case by a number that tells nobody where its merchant is.
    ledger::for_everybody(&caller)?;
    let (order, own) = (body.into_inner(), lists.0.clone());
    let case_no = order.case_no;
    let party = blocking(move || Ok(own.party(case_no)?)).await?;
    let answer = once.run(move || Ok(Answer::new(ListOrdered { case_no, repeated: lists.carry(&order)? }))).await?;
    Ok(About { answer, merchants: vec![party] })
}

//! What of one merchant is objected to, for other services of the house.

use crate::repairs::Repairs;
use contracts::port::PendingItem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Fault, Follow, Path, State, blocking};

/// About whom.
#[derive(Deserialize, IntoParams)]
pub(super) struct Subject {
    /// The house's own number of the merchant.
    subject_id: i64,
}

/// What is objected to (某主体异议处理中的事项).
#[derive(Serialize, ToSchema)]
pub(super) struct SubjectPending {
    /// By the numbers of their cases.
    items: Vec<PendingItem>,
}

pub(super) async fn read(
    caller: Caller<Follow>,
    repairs: State<Repairs>,
    one: Path<Subject>,
) -> Result<Answer<SubjectPending>, Fault> {
    ledger::for_everybody(&caller)?;
    blocking(move || Ok(Answer::new(SubjectPending { items: repairs.objected(one.subject_id)? }))).await
}

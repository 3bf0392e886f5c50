//! What stands about one merchant, for other services of the house.

use super::{Desk, doc, for_everybody};
use contracts::port::{Records as _, StandingRecord};
use contracts::problem::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Fault, Follow, Path, State, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    api.get(
        "/subjects/{subject_id}/records",
        read,
        doc("read", &format!("{service}_subject_records"), "内部：某主体的现行记录", "Internal: what stands about a subject")
            .text("By the house's own number of the merchant, for its other services: every record that stands and was not taken back.")
            .errors(&[Code::Unavailable]),
    )
}

/// About whom.
#[derive(Deserialize, IntoParams)]
struct One {
    /// The house's own number of the merchant.
    subject_id: i64,
}

/// What stands about a subject (主体现行记录).
#[derive(Serialize, ToSchema)]
struct SubjectRecords {
    /// By kind and key.
    items: Vec<StandingRecord>,
}

async fn read(caller: Caller<Follow>, desk: State<Desk>, one: Path<One>) -> Result<Answer<SubjectRecords>, Fault> {
    for_everybody(&caller)?;
    blocking(move || {
        let items = desk.ledger.of_subject(one.subject_id).map_err(Fault::unavailable)?;
        Ok(Answer::new(SubjectRecords { items }))
    })
    .await
}

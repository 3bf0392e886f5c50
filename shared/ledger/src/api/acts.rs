//! What officials do with a record.

use super::records::One;
use super::view::RecordView;
use super::{Desk, doc};
use crate::acts::OnRecord;
use crate::asker::Asker;
use crate::error::LedgerError;
use contracts::access::{Claims, Reach};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::record::Record;
use intake::Cells;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use web::{Answer, Api, Caller, Decide, Fault, Json, Path, State, blocking};

const ERRORS: &[Code] = &[Code::Conflict, Code::PreconditionFailed, Code::Unprocessable, Code::OutsideReach];

pub(super) fn mount<T>(api: Api, noun: &str, one: &str) -> Api
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    let act = |verb, zh, en| doc(verb, noun, zh, en).errors(ERRORS);
    api.post(&format!("{one}/corrections"), correct::<T>, act("correct", "更正", "Put cells right"))
        .post(&format!("{one}/withdrawal"), withdraw::<T>, act("withdraw", "撤回", "Take the record back"))
        .post(&format!("{one}/moves"), move_to::<T>, act("move", "改挂主体", "Move it to its party"))
        .post(&format!("{one}/decisions"), decide::<T>, act("decide", "裁定冲突", "Decide a conflict"))
}

/// Cells to be put right.
#[derive(Deserialize, ToSchema)]
struct Correction {
    /// The version that was looked at; if another one stands by now, nothing is done.
    version: i32,
    /// New texts by column id; an empty text empties the cell.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    cells: Cells,
    /// Why.
    reason: String,
}

/// The record is taken back.
#[derive(Deserialize, ToSchema)]
struct Withdrawal {
    /// The version that was looked at; if another one stands by now, nothing is done.
    version: i32,
    /// Why.
    reason: String,
}

/// The record is another party's.
#[derive(Deserialize, ToSchema)]
struct Move {
    /// The version that was looked at; if another one stands by now, nothing is done.
    version: i32,
    /// Credit code or registration number of the right party.
    #[schema(value_type = String)]
    to: PartyCode,
    /// Why.
    reason: String,
}

/// Which content stands.
#[derive(Deserialize, ToSchema)]
struct Decision {
    /// The version that was looked at; if another one stands by now, nothing is done.
    version: i32,
    /// Number of the version whose content stands from now on.
    chosen: i32,
    /// Why.
    reason: String,
}

async fn correct<T>(
    caller: Caller<Decide>,
    desk: State<Desk>,
    one: Path<One>,
    body: Json<Correction>,
) -> Result<Answer<RecordView<T>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    blocking(move || {
        desk.ledger.correct(on::<T>(&one, body.version, &caller, &body.reason)?, &body.cells)?;
        standing(&desk, one.code, &one.key, caller.reach())
    })
    .await
}

async fn withdraw<T>(
    caller: Caller<Decide>,
    desk: State<Desk>,
    one: Path<One>,
    body: Json<Withdrawal>,
) -> Result<Answer<RecordView<T>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    blocking(move || {
        desk.ledger.withdraw(on::<T>(&one, body.version, &caller, &body.reason)?)?;
        standing(&desk, one.code, &one.key, caller.reach())
    })
    .await
}

async fn move_to<T>(
    caller: Caller<Decide>,
    desk: State<Desk>,
    one: Path<One>,
    body: Json<Move>,
) -> Result<Answer<RecordView<T>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    blocking(move || {
        desk.ledger.move_to(on::<T>(&one, body.version, &caller, &body.reason)?, body.to)?;
        standing(&desk, body.to, &one.key, caller.reach())
    })
    .await
}

async fn decide<T>(
    caller: Caller<Decide>,
    desk: State<Desk>,
    one: Path<One>,
    body: Json<Decision>,
) -> Result<Answer<RecordView<T>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    blocking(move || {
        desk.ledger.decide(on::<T>(&one, body.version, &caller, &body.reason)?, body.chosen)?;
        standing(&desk, one.code, &one.key, caller.reach())
    })
    .await
}

fn on<'a, T: Record>(
    one: &'a One,
    version: i32,
    claims: &'a Claims,
    reason: &'a str,
) -> Result<OnRecord<'a>, LedgerError> {
    Ok(OnRecord { code: one.code, key: one.key_of::<T>()?, version, by: Asker::of(claims), reason })
}

/// The record as it stands after the act.
fn standing<T: Record + DeserializeOwned>(
    desk: &Desk,
    code: PartyCode,
    key: &str,
    reach: Reach,
) -> Result<Answer<RecordView<T>>, Fault> {
    let versions = desk.ledger.versions(code, key, None, reach)?;
    let view = versions.into_iter().find(|view| view.standing).ok_or(LedgerError::Missing("record"))?;
    Ok(Answer::new(RecordView::of(desk.ledger.service(), view)?))
}

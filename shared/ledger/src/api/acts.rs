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
use web::{Api, Caller, Changed, Decide, Doc, Fault, IfMatch, Json, Once, OnceAnswer, Path, State};

const ERRORS: &[Code] = &[Code::Conflict, Code::Unprocessable, Code::OutsideReach];

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

/// What can be done with a record that was read.
pub(super) fn linked(read: Doc, noun: &str) -> Doc {
    let seen = &[("code", "$request.path.code"), ("key", "$request.path.key"), ("if-match", "$response.header.ETag")];
    ["correct", "withdraw", "move", "decide"].iter().fold(read, |read, verb| read.link(format!("{verb}_{noun}"), seen))
}

/// Cells to be put right.
#[derive(Deserialize, ToSchema)]
struct Correction {
    /// New texts by column id; an empty text empties the cell.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    cells: Cells,
    /// Why, in at most 200 characters.
    #[schema(min_length = 1)]
    reason: String,
}

/// The record is taken back.
#[derive(Deserialize, ToSchema)]
struct Withdrawal {
    /// Why, in at most 200 characters.
    #[schema(min_length = 1)]
    reason: String,
}

/// The record is another party's.
#[derive(Deserialize, ToSchema)]
struct Move {
    /// Credit code or registration number of the right party.
    #[schema(value_type = String)]
    to: PartyCode,
    /// Why, in at most 200 characters.
    #[schema(min_length = 1)]
    reason: String,
}

/// Which content stands.
#[derive(Deserialize, ToSchema)]
struct Decision {
    /// Number of the version whose content stands from now on.
    chosen: i32,
    /// Why, in at most 200 characters.
    #[schema(min_length = 1)]
    reason: String,
}

async fn correct<T>(
    caller: Caller<Decide>,
    once: Once,
    desk: State<Desk>,
    one: Path<One>,
    seen: IfMatch,
    body: Json<Correction>,
) -> Result<OnceAnswer<Changed<RecordView<T>>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    once.run(move || {
        desk.ledger.correct(on::<T>(&desk, &one, &seen, &caller, &body.reason)?, &body.cells)?;
        standing(&desk, one.code, &one.key, caller.reach())
    })
    .await
}

async fn withdraw<T>(
    caller: Caller<Decide>,
    once: Once,
    desk: State<Desk>,
    one: Path<One>,
    seen: IfMatch,
    body: Json<Withdrawal>,
) -> Result<OnceAnswer<Changed<RecordView<T>>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    once.run(move || {
        desk.ledger.withdraw(on::<T>(&desk, &one, &seen, &caller, &body.reason)?)?;
        standing(&desk, one.code, &one.key, caller.reach())
    })
    .await
}

async fn move_to<T>(
    caller: Caller<Decide>,
    once: Once,
    desk: State<Desk>,
    one: Path<One>,
    seen: IfMatch,
    body: Json<Move>,
) -> Result<OnceAnswer<Changed<RecordView<T>>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    once.run(move || {
        desk.ledger.move_to(on::<T>(&desk, &one, &seen, &caller, &body.reason)?, body.to)?;
        standing(&desk, body.to, &one.key, caller.reach())
    })
    .await
}

async fn decide<T>(
    caller: Caller<Decide>,
    once: Once,
    desk: State<Desk>,
    one: Path<One>,
    seen: IfMatch,
    body: Json<Decision>,
) -> Result<OnceAnswer<Changed<RecordView<T>>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    once.run(move || {
        desk.ledger.decide(on::<T>(&desk, &one, &seen, &caller, &body.reason)?, body.chosen)?;
        standing(&desk, one.code, &one.key, caller.reach())
    })
    .await
}

/// The record, if it stands as whoever acts has seen it.
fn on<'a, T: Record + DeserializeOwned>(
    desk: &Desk,
    one: &'a One,
    seen: &IfMatch,
    claims: &'a Claims,
    reason: &'a str,
) -> Result<OnRecord<'a>, Fault> {
    let key = one.key_of::<T>()?;
    let view = view::<T>(desk, one.code, key, claims.reach())?;
    if !seen.is(&view.tag()) {
        return Err(LedgerError::Stale { standing: view.version() }.into());
    }
    Ok(OnRecord { code: one.code, key, version: view.version(), by: Asker::of(claims), reason })
}

/// The record as it stands after the act.
fn standing<T: Record + DeserializeOwned>(
    desk: &Desk,
    code: PartyCode,
    key: &str,
    reach: Reach,
) -> Result<Changed<RecordView<T>>, Fault> {
    let body = view::<T>(desk, code, key, reach)?;
    Ok(Changed { version: body.tag(), body })
}

/// The record as it stands.
fn view<T: Record + DeserializeOwned>(
    desk: &Desk,
    code: PartyCode,
    key: &str,
    reach: Reach,
) -> Result<RecordView<T>, LedgerError> {
    let versions = desk.ledger.versions(code, key, None, reach)?;
    let view = versions.into_iter().find(|view| view.standing).ok_or(LedgerError::Missing("record"))?;
    RecordView::of(desk.ledger.service(), view)
}

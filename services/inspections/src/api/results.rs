//! What came of a draw, over HTTP: to the public, to merchants, and to the roles that may see all of it.

use super::draws::One;
use super::sees_classes;
use super::shapes::{self, AsWritten};
use super::view::{DrawEnd, DrawState};
use crate::book::DrawBook;
use crate::committing::course;
use crate::drawing::{Settled, Told};
use crate::error::DrawError;
use crate::freeze::name;
use crate::store::{VisitRow, Whole};
use contracts::access::{Reach, Scope};
use contracts::problem::Code;
use contracts::signature::Signature;
use domain::code::PartyCode;
use domain::instant::Instant;
use draws::merkle::Proof;
use draws::{Bundle, Commitment};
use ledger::Asker;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Any, Api, Caller, Concerning, Decide, Doc, Fault, Json, Once, OnceAnswer, Path, Public, ReadOwn,
    ReadRecords, State, WriteRecords, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/draws/{draw_id}/public",
        public,
        Doc::new("read_public_draw", "查看抽取的公开信息", "Read what is public of a draw")
            .text("The commitment at once; seed, drawn merchants and Merkle root after the task has ended.")
            .errors(&[Code::Unavailable]),
    )
    .get(
        "/draws/{draw_id}/bundle",
        bundle,
        Doc::new("read_draw_bundle", "下载抽查存证包", "Read the whole bundle of a draw")
            .text("Everything that the draw rests on, for whoever may see classes and conflicts and reaches every merchant. Its bytes are canonical: `fangxin verify draw` repeats it bit for bit.")
            .errors(&[Code::OutsideReach, Code::Conflict, Code::Unavailable]),
    )
    .get(
        "/draws/{draw_id}/proof/{code}",
        proof,
        Doc::new("read_draw_proof", "查看抽查对象的证明", "Read the proof of a merchant's row")
            .text("That a merchant stood among those drawn from, and what became of it. A merchant is shown its own, after the task has ended, if the rules of disclosure show it its class, which stands in the row: else 403.")
            .errors(&[Code::Conflict, Code::Unavailable]),
    )
    .get(
        "/draws/{draw_id}/tasks",
        visits,
        Doc::new("list_drawn_visits", "列出抽中的检查", "List the visits that a draw gave")
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/draws/{draw_id}/visits/{code}",
        settle,
        Doc::new("settle_drawn_visit", "登记抽中检查的结果", "Say what became of a visit that was drawn")
            .text("Either `record`, the number of the record of the visit, or `dropped`, why it will not be made.")
            .errors(&[Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
}

/// What is public of a draw (抽取公开信息).
#[derive(Serialize, ToSchema)]
struct PublicDraw {
    /// Its number.
    draw_id: i64,
    /// What the commitment calls the task.
    task: String,
    /// State.
    state: DrawState,
    /// The commitment.
    #[schema(value_type = shapes::Commitment)]
    commitment: Commitment,
    /// SHA-256 of its canonical JSON.
    commitment_hash: String,
    /// The installation's signature of the commitment; those made before it signed any have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<Signature>,
    /// Until when the public value is waited for.
    #[schema(value_type = String, format = DateTime)]
    wait_until: Instant,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<DrawEnd>,
    /// Seed, drawn merchants and Merkle root, after the task has ended.
    #[schema(value_type = Option<shapes::Public>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<draws::Public>,
}

impl PublicDraw {
    fn of((row, task, plan): Whole) -> Result<Self, DrawError> {
        let course = course(&row)?;
        let told: Option<Told> = row.told.as_deref().map(serde_json::from_str).transpose()?;
        Ok(Self {
            draw_id: row.draw_id,
            task: name(&task, &plan),
            state: DrawState::of(course.state()),
            commitment: course.commitment().clone(),
            signature: row.part.signature.as_deref().map(serde_json::from_str).transpose()?,
            commitment_hash: row.part.commitment,
            wait_until: Instant::from_micros(row.part.wait_until),
            end: DrawEnd::of(course.state()),
            public: told.map(|told| told.public).filter(|_| task.ended_at.is_some()),
        })
    }
}

/// A visit that was drawn (抽中的检查).
#[derive(Serialize, ToSchema)]
struct DrawnVisit {
    /// The code of the merchant.
    code: String,
    /// Its place in the order, from 1.
    place: i32,
    /// Sector.
    sector: String,
    /// Area.
    area: String,
    /// The ground in law, if the law demands the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    legal: Option<String>,
    /// Staff numbers of the two inspectors; the first is qualified for the sector. Nobody if it is not assigned.
    team: Vec<String>,
    /// What it lacks if it is not assigned: `qualified` or `second`.
    #[serde(skip_serializing_if = "Option::is_none")]
    lack: Option<String>,
    /// `open`, `done` or `dropped`.
    state: String,
    /// Number of the record of the visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    /// Why it will not be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// When that was said.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<Instant>,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_by: Option<String>,
}

impl From<VisitRow> for DrawnVisit {
    fn from(row: VisitRow) -> Self {
        Self {
            code: row.merchant,
            place: row.place,
            sector: row.sector,
            area: row.area,
            legal: row.legal,
            team: row.first_id.into_iter().chain(row.second_id).collect(),
            lack: row.lack,
            state: row.state,
            record: row.record,
            reason: row.reason,
            settled_at: row.settled_at.map(Instant::from_micros),
            settled_by: row.settled_by,
        }
    }
}

/// What became of a visit (检查结果登记).
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "record": "2026-0315" }))]
struct VisitSettled {
    /// Number of the record of the visit.
    #[serde(default)]
    record: Option<String>,
    /// Why it will not be made.
    #[serde(default)]
    dropped: Option<String>,
}

/// Which merchant of which draw.
#[derive(Deserialize, IntoParams)]
struct OneMerchant {
    /// Number of the draw.
    draw_id: i64,
    /// Credit code or registration number.
    #[param(value_type = String)]
    code: PartyCode,
}

async fn public(_: Public, book: State<DrawBook>, one: Path<One>) -> Result<Answer<PublicDraw>, Fault> {
    blocking(move || {
        book.settle()?;
        Ok(Answer::new(PublicDraw::of(book.one(one.draw_id, Reach::Everywhere)?)?))
    })
    .await
}

async fn bundle(
    caller: Caller<Decide>,
    book: State<DrawBook>,
    one: Path<One>,
) -> Result<Concerning<AsWritten<Bundle>>, Fault> {
    sees_classes(&caller)?;
    blocking(move || {
        let bundle = book.bundle(one.draw_id, caller.reach())?;
        let rows = &bundle.frozen.inputs().population;
        let merchants = rows.iter().filter_map(|row| PartyCode::parse(&row.key).ok()).collect();
        Answer::new(AsWritten(bundle)).concerning(merchants)
    })
    .await
}

async fn proof(
    caller: Caller<Any<(Decide, ReadOwn)>>,
    book: State<DrawBook>,
    one: Path<OneMerchant>,
) -> Result<Answer<AsWritten<Proof>>, Fault> {
    let is_official = caller.allows(Scope::Decide);
    if is_official {
        sees_classes(&caller)?;
    }
    blocking(move || {
        let missing = || DrawError::Missing { zh: "抽查对象", en: "merchant in this draw" };
        // Whoever is bound to a merchant is told of no other.
        let is_own = caller.merchant.is_some_and(|own| own == one.code);
        if !is_own && (!is_official || caller.merchant.is_some()) {
            return Err(missing().into());
        }
        if !is_official && !book.shows_own_class() {
            let zh = "其中有信用分类，现行披露规定不向经营主体显示";
            return Err(Fault::forbidden(
                zh,
                "it holds the class, which the rules of disclosure do not show to merchants",
            ));
        }
        let whole = book.one(one.draw_id, Reach::Everywhere)?;
        if !is_official && whole.1.ended_at.is_none() {
            let (zh, en) = ("任务结束后方可查看", "it is shown after the task has ended");
            return Err(DrawError::state(zh, en).into());
        }
        let proof = book.proof(one.draw_id, one.code)?;
        if is_official && !caller.reach().covers(Some(proof.leaf.row.area)) {
            return Err(missing().into());
        }
        Ok(Answer::new(AsWritten(proof)))
    })
    .await
}

async fn visits(
    caller: Caller<ReadRecords>,
    book: State<DrawBook>,
    one: Path<One>,
) -> Result<Concerning<Vec<DrawnVisit>>, Fault> {
    blocking(move || {
        let rows = book.visits(one.draw_id, caller.reach())?;
        let merchants = rows.iter().filter_map(|row| PartyCode::parse(&row.merchant).ok()).collect();
        Answer::new(rows.into_iter().map(DrawnVisit::from).collect::<Vec<_>>()).concerning(merchants)
    })
    .await
}

async fn settle(
    caller: Caller<WriteRecords>,
    once: Once,
    book: State<DrawBook>,
    one: Path<OneMerchant>,
    body: Json<VisitSettled>,
) -> Result<OnceAnswer<Answer<DrawnVisit>>, Fault> {
    let settled = match body.into_inner() {
        VisitSettled { record: Some(number), dropped: None } => Settled::Done(number),
        VisitSettled { record: None, dropped: Some(reason) } => Settled::Dropped(reason),
        _ => {
            let (zh, en) = ("记录编号与未检查原因须填且只填一项", "either the record or why it was dropped is needed");
            return Err(DrawError::field("record", zh, en).into());
        }
    };
    once.run(move || {
        let row = book.settle_visit((one.draw_id, one.code), &settled, Asker::of(&caller))?;
        Ok(Answer::new(row.into()))
    })
    .await
}

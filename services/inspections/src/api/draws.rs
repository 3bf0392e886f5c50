//! Commitments and draws over HTTP.

use super::path;
use super::view::{Draw, DrawState};
use crate::book::DrawBook;
use crate::committing::Commit;
use crate::error::DrawError;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::instant::Instant;
use draws::commitment::Value;
use draws::course;
use ledger::Asker;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Api, Caller, Created, Decide, Doc, Fault, Json, Once, OnceAnswer, Path, Query, ReadRecords, State, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/draws",
        list,
        Doc::new("list_draws", "列出双随机抽取", "List draws, newest first")
            .text("With `state=committed` those that are still to be revealed: each says by when, `reveal_by`.")
            .link("read_draw", &[("draw_id", "$response.body#/items/0/draw_id")])
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/draws",
        commit,
        Doc::new("commit_draw", "冻结输入并公布抽取承诺", "Freeze the inputs of a task and commit to a draw")
            .text("The merchants with their classes, the register, the conflicts and the rules of today are frozen; whoever the law demands a visit of by the last day of the task is found by dated rules and visited for certain. The digest and the hash of a secret nonce are public at once. A task has one commitment that waits or was drawn on; after one that lapsed, is void or was aborted, the next names it and says why. The value comes by the last day of the task.")
            .link("read_draw", &[("draw_id", "$response.body#/draw_id")])
            .link("read_public_draw", &[("draw_id", "$response.body#/draw_id")])
            .link("abort_draw", &[("draw_id", "$response.body#/draw_id")])
            .errors(&[Code::NotFound, Code::OutsideReach, Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .get(
        "/draws/{draw_id}",
        read,
        Doc::new("read_draw", "查看一次抽取", "Read a draw").errors(&[Code::Unavailable]),
    )
    .post(
        "/draws/{draw_id}/reveal",
        reveal,
        Doc::new("reveal_draw", "以公开随机值抽取", "Draw by the public value")
            .text("Not before the instant of the commitment, and once: a second draw on one commitment is refused with 409, and so is one after the wait of the policy, for then the commitment has lapsed.")
            .errors(&[Code::OutsideReach, Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .post(
        "/draws/{draw_id}/abort",
        abort,
        Doc::new("abort_draw", "中止抽取", "End a commitment for a reason")
            .text("Whether the public value could have been known by then is public with the reason.")
            .errors(&[Code::OutsideReach, Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .post(
        "/draws/{draw_id}/void",
        state_void,
        Doc::new("void_draw", "说明公开随机值未产生", "State that no public value came in time")
            .text("Of a commitment whose wait is over. One that nobody reveals lapses by itself, which does not say that its source was silent; who has looked at the source states it here, with what it said. Both are public with the reason.")
            .errors(&[Code::OutsideReach, Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
}

/// A merchant that the law demands a visit of (法定必查对象).
#[derive(Deserialize, ToSchema, Clone)]
struct DueVisit {
    /// Its code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// The ground in law.
    #[schema(min_length = 1, max_length = 200)]
    ground: String,
}

/// What is committed to (抽取承诺请求).
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "task_id": 1, "source": "中国福利彩票双色球 2026127 期开奖号码", "value_at": "2026-11-03T21:15:00+08:00" }))]
struct NewDraw {
    /// Number of the task.
    task_id: i64,
    /// Source of the public value outside the office, so named that anybody finds the one value that is meant.
    #[schema(min_length = 1, max_length = 200)]
    source: String,
    /// Instant at which the source will publish it, at least the lead of the policy ahead, and by the last day of the task.
    #[schema(value_type = String, format = DateTime)]
    value_at: Instant,
    /// Merchants that the law demands a visit of beside those whom the dated rules find: they are visited for certain.
    #[serde(default)]
    due: Vec<DueVisit>,
    /// Number of the draw that came to nothing and that this one follows.
    #[serde(default)]
    follows: Option<i64>,
    /// Why the task is drawn for once more.
    #[serde(default)]
    reason: Option<String>,
}

/// The public value (公开随机值).
#[derive(Deserialize, ToSchema)]
struct RevealedValue {
    /// The value as its source published it.
    #[schema(min_length = 1, max_length = 4096)]
    value: String,
    /// When the source published it.
    #[schema(value_type = String, format = DateTime)]
    published_at: Instant,
}

/// A reason (理由).
#[derive(Deserialize, ToSchema)]
#[schema(as = AbortReason)]
struct Reason {
    /// Why.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Which draws.
#[derive(Deserialize, Serialize, IntoParams)]
pub(super) struct Wanted {
    /// Only those in this state; with `committed` those that are still to be revealed.
    #[param(inline)]
    state: Option<DrawState>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

impl Wanted {
    /// Is a draw in this state asked for?
    pub(super) fn takes(&self, state: &course::State) -> bool {
        self.state.is_none_or(|wanted| wanted == DrawState::of(state))
    }
}

/// Which draw.
#[derive(Deserialize, IntoParams)]
pub(super) struct One {
    /// Its number.
    pub(super) draw_id: i64,
}

async fn list(
    caller: Caller<ReadRecords>,
    book: State<DrawBook>,
    wanted: Query<Wanted>,
) -> Result<Answer<Page<Draw>>, Fault> {
    let wanted = wanted.into_inner();
    let tag = ListTag::of("draws", &wanted)?;
    let before: Option<i64> = wanted.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        book.settle()?;
        let found = book.draws(|state| wanted.takes(state), (before, wanted.limit.get()), caller.reach())?;
        let page = Page::cut(&tag, found, wanted.limit, |(row, ..)| row.draw_id)?;
        let items = page.items.into_iter().map(Draw::listed).collect::<Result<_, _>>()?;
        Ok(Answer::new(Page { items, next: page.next }))
    })
    .await
}

async fn read(caller: Caller<ReadRecords>, book: State<DrawBook>, one: Path<One>) -> Result<Answer<Draw>, Fault> {
    blocking(move || {
        book.settle()?;
        Ok(Answer::new(Draw::of(book.one(one.draw_id, caller.reach())?, caller.reach())?))
    })
    .await
}

/// Before what may be refused, and by itself: see [`DrawBook::settle`].
async fn settled(book: &State<DrawBook>) -> Result<(), Fault> {
    let book = Arc::clone(&book.0);
    blocking(move || Ok(book.settle()?)).await
}

async fn commit(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    body: Json<NewDraw>,
) -> Result<OnceAnswer<Created<Draw>>, Fault> {
    settled(&book).await?;
    let NewDraw { task_id, source, value_at, due, follows, reason } = body.into_inner();
    let source = crate::book::line("source", &source)?;
    let reason = reason.map(|reason| crate::book::line("reason", &reason)).transpose()?;
    let mut grounds = crate::due::Named::new();
    for one in due {
        if grounds.insert(one.code, crate::book::line("due", &one.ground)?).is_some() {
            let zh = format!("{} 重复", one.code);
            return Err(DrawError::field("due", zh, format!("{} stands twice", one.code)).into());
        }
    }
    let follows = follows.map(|draw_id| (draw_id, reason.unwrap_or_default()));
    let ask = Commit { task_id, source, value_at, due: grounds, follows };
    once.run(move || {
        let whole = book.commit(&ask, Asker::of(&caller))?;
        Ok(Created { location: path("draws", whole.0.draw_id), body: Draw::of(whole, caller.reach())? })
    })
    .await
}

async fn reveal(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    one: Path<One>,
    body: Json<RevealedValue>,
) -> Result<OnceAnswer<Answer<Draw>>, Fault> {
    settled(&book).await?;
    let RevealedValue { value, published_at } = body.into_inner();
    let value = Value { published_at, text: value };
    once.run(move || {
        let whole = book.reveal(one.draw_id, &value, Asker::of(&caller))?;
        Ok(Answer::new(Draw::of(whole, caller.reach())?))
    })
    .await
}

async fn state_void(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    one: Path<One>,
    body: Json<Reason>,
) -> Result<OnceAnswer<Answer<Draw>>, Fault> {
    let reason = crate::book::line("reason", &body.reason)?;
    once.run(move || {
        let whole = book.state_void(one.draw_id, &reason, Asker::of(&caller))?;
        Ok(Answer::new(Draw::of(whole, caller.reach())?))
    })
    .await
}

async fn abort(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    one: Path<One>,
    body: Json<Reason>,
) -> Result<OnceAnswer<Answer<Draw>>, Fault> {
    settled(&book).await?;
    let reason = crate::book::line("reason", &body.reason)?;
    once.run(move || {
        let whole = book.abort(one.draw_id, &reason, Asker::of(&caller))?;
        Ok(Answer::new(Draw::of(whole, caller.reach())?))
    })
    .await
}

//! Filings that are held for an official's check.

mod table;

pub(super) use table::Table;

use crate::holds::{Hold, HoldError, HoldGround, HoldState, Holds, HoldsWanted};
use contracts::owner;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::Asker;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{
    About, Answer, Api, Caller, Concerning, Decide, Doc, Fault, Json, NoContent, Once, OnceAnswer, Path, Query,
    ReadRecords, State, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/holds",
        list,
        Doc::new("list_filing_holds", "暂缓计入的投诉", "Complaints that are or were held for a check")
            .text(
                "A complaint that falls under `repeat`, `burst` or `coordinated` is held by the house: until somebody \
                 has looked, or ten working days have passed, it does not count in any class or score. Ratios of \
                 handling count it all the same. `given` are holds that a source or an official has put into the \
                 record; they last no longer than any other. Those that were found last come first. `held`: it runs. `lapsed`: it ran out by itself. \
                 `released`: an official ended it, the complaint counts from that day. `confirmed`: the complaint was \
                 found to be a repetition, it stays out. `replaced`: an official has put other days into the record. \
                 `gone`: its ground fell away.",
            )
            .link("read_filing_hold", &[("number", "$response.body#/items/0/number")])
            .errors(&[Code::Unavailable]),
    )
    .get(
        "/holds/{number}",
        read,
        Doc::new("read_filing_hold", "查看一次暂缓", "Read a hold").errors(&[Code::Unavailable]),
    )
    .post(
        "/holds/{number}/release",
        release,
        Doc::new("release_filing_hold", "解除暂缓", "End a hold after a check")
            .text(
                "The complaint counts from today on, unless something else holds it. A complaint that must stay out is \
                 corrected instead (`duplicate`), and its hold is then `confirmed`. 409 if the hold has ended, also if \
                 somebody else was faster.",
            )
            .errors(&[Code::Conflict, Code::Unavailable]),
    )
}

/// Which holds.
#[derive(Deserialize, Serialize, IntoParams)]
pub(in crate::api) struct Filter {
    /// Only in this state.
    #[param(inline)]
    state: Option<HoldState>,
    /// Only for this reason.
    #[param(inline)]
    ground: Option<HoldGround>,
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// Holds, those that were found last first (暂缓台账).
#[derive(Serialize, ToSchema)]
#[schema(as = FilingHolds)]
struct View {
    /// The holds.
    items: Vec<Item>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
}

/// A complaint that is or was held for a check (暂缓计入).
#[derive(Serialize, ToSchema)]
#[schema(as = FilingHold)]
pub(super) struct Item {
    /// Its number.
    number: i64,
    /// The merchant's code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Key of the complaint.
    key: String,
    /// Path of the complaint.
    href: Option<String>,
    /// Why it is held.
    ground: HoldGround,
    /// The same in Chinese.
    ground_zh: &'static str,
    /// With a repetition: path of the complaint that is repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    /// What became of it.
    state: HoldState,
    /// The same in Chinese.
    state_zh: &'static str,
    /// When it was found.
    #[schema(value_type = String, format = DateTime)]
    found_at: Instant,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day, if nobody ends it before.
    #[schema(value_type = String, format = Date)]
    until: Day,
    /// Does the last day need a year whose working days are not published? Then it is the earliest that it can be.
    provisional: bool,
    /// Was the complaint held by it? What had lapsed before it was found never held anything.
    applied: bool,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Instant>,
    /// Who ended it; left out if it ended by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<Hold> for Item {
    fn from(hold: Hold) -> Self {
        let href = |key: &str| owner::href_of_key(hold.party, key);
        Self {
            number: hold.number,
            code: hold.party,
            href: href(&hold.key),
            beside: hold.beside.as_deref().and_then(href),
            key: hold.key,
            ground: hold.ground,
            ground_zh: hold.ground.zh(),
            state: hold.state,
            state_zh: hold.state.zh(),
            found_at: hold.found_at,
            from: hold.from,
            until: hold.until,
            provisional: hold.provisional,
            applied: hold.applied,
            ended_at: hold.ended_at,
            ended_by: hold.ended_by,
            reason: hold.reason,
        }
    }
}

/// Which hold.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Its number.
    number: i64,
}

/// Why a hold is ended.
#[derive(Deserialize, ToSchema)]
struct FilingHoldRelease {
    /// What was found by looking.
    #[schema(min_length = 1)]
    reason: String,
}

async fn list(
    caller: Caller<ReadRecords>,
    holds: State<Holds>,
    filter: Query<Filter>,
) -> Result<Concerning<View>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("holds", &filter)?;
    let before: Option<i64> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let Filter { state, ground, code, limit, .. } = filter;
    blocking(move || {
        let more = i64::from(u16::from(limit)) + 1;
        let wanted = HoldsWanted { state, ground, code, before, reach: caller.reach(), limit: more };
        let Page { items: found, next } = Page::cut(&tag, holds.list(&wanted)?, limit, |last| last.number)?;
        let shown = found.iter().map(|hold| hold.party).collect();
        let items = found.into_iter().map(Item::from).collect();
        Answer::new(View { items, next }).concerning(shown)
    })
    .await
}

async fn read(caller: Caller<ReadRecords>, holds: State<Holds>, one: Path<One>) -> Result<Concerning<Item>, Fault> {
    blocking(move || {
        let hold = holds.read(one.number, caller.reach())?;
        let shown = vec![hold.party];
        Answer::new(Item::from(hold)).concerning(shown)
    })
    .await
}

async fn release(
    caller: Caller<Decide>,
    once: Once,
    holds: State<Holds>,
    one: Path<One>,
    body: Json<FilingHoldRelease>,
) -> Result<About<OnceAnswer<NoContent>>, Fault> {
    let FilingHoldRelease { reason } = body.into_inner();
    let (number, reach, of_hold) = (one.number, caller.reach(), Arc::clone(&holds));
    // Whom it concerns, the trail is to say of a refusal and of a repetition as well.
    let merchants = blocking(move || Ok(vec![of_hold.read(number, reach)?.party])).await?;
    let answer = once.run(move || {
        holds.release(number, &reason, Asker::of(&caller))?;
        Ok(NoContent)
    });
    Ok(About { answer: answer.await?, merchants })
}

impl From<HoldError> for Fault {
    fn from(error: HoldError) -> Self {
        let told = error.to_string();
        match error {
            HoldError::Ledger(error) => error.into(),
            HoldError::Policy(_) => Self::internal(told),
            HoldError::Ended { state, by } => {
                let by = by.map(|by| format!("，经办 {by}")).unwrap_or_default();
                Self::conflict(format!("该暂缓已结束：{}{by}", state.zh()), told)
            }
        }
    }
}

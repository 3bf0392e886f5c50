//! Time limits: what is due, what is late, and what was met.

use super::{Desk, doc};
use crate::due::{Due, DueAfter, DueWanted};
use contracts::owner;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::clock::State;
use statute::clock::rules::{Clock, Whose};
use statute::duties::Limits;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Fault, Query, ReadRecords, State as Shared, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    api.get(
        "/deadlines",
        list,
        doc("list", &format!("{service}_deadlines"), "列出办理期限", "List time limits").text(
            "What the records of this service oblige an office or a merchant to do (`whose`), by the day on which it must be done: the first to \
             run out comes first. Without `state`, all that have not ended. A limit that needs a year whose working \
             days are not published has no last day, and says before which day it cannot run out. Time for testing \
             and approved extensions are taken into account as the records tell them. While everything is worked out anew, after a \
             change of law, the answer is 503.",
        ),
    )
}

/// Which time limits.
#[derive(Deserialize, Serialize, IntoParams)]
struct Filter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only of this clock, such as `penalty_publication`.
    clock: Option<String>,
    /// Only duties of the `office`, or only those of the `merchant`; both if nothing is said.
    whose: Option<String>,
    /// Only of decisions of this department, by its code.
    department: Option<String>,
    /// Only `running`, `paused`, `due`, `overdue`, `met`, `met_late`, `ended` or `provisional` ones.
    state: Option<String>,
    /// Running out on this day or later, as far as is known.
    #[param(value_type = Option<String>, format = Date)]
    due_from: Option<Day>,
    /// Running out before this day, as far as is known.
    #[param(value_type = Option<String>, format = Date)]
    due_before: Option<Day>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// A time limit (办理期限) that a record set going.
#[derive(Serialize, ToSchema)]
struct Deadline {
    /// Its clock.
    clock: String,
    /// What is to be done, in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// Whose duty it is: `office` or `merchant`.
    whose: &'static str,
    /// The same in Chinese.
    whose_zh: &'static str,
    /// `running`, `paused`, `due`, `overdue`, `met`, `met_late`, `ended` or `provisional`.
    state: &'static str,
    /// The same in Chinese.
    state_zh: &'static str,
    /// The day of the event that set it going, which is not counted.
    #[schema(value_type = String, format = Date)]
    started_on: Day,
    /// The last day as the law counts it; nothing while nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<Day>,
    /// The last day on which it counts as met: another one where the last day rolls to a working day.
    #[schema(value_type = Option<String>, format = Date)]
    last_on: Option<Day>,
    /// Where that is not known: it is no earlier day than this one.
    #[schema(value_type = Option<String>, format = Date)]
    not_before: Option<Day>,
    /// From this day on whoever has to do it is to be told that it runs out, where a rule says how long before.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    tell_from: Option<Day>,
    /// The day on which it ended.
    #[schema(value_type = Option<String>, format = Date)]
    stopped_on: Option<Day>,
    /// Instrument and article.
    article: String,
    /// Name and first day of the rule that counted it.
    rule: String,
    /// Does the rule rest on something that is not settled?
    provisional: bool,
    /// Kind of the record.
    kind: String,
    /// The merchant's code, as the record has it.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Key of the record.
    key: String,
    /// The department that decided, by its code, where the record names one.
    department: Option<String>,
    /// Path of the record.
    href: Option<String>,
}

impl Deadline {
    fn of(due: Due, limits: &Limits) -> Self {
        let clock = limits.clocks().get(&due.clock);
        let since = due.rule.rsplit('@').next().and_then(|day| Day::parse(day).ok());
        let rule = clock.zip(since).map(|(clock, since)| clock.on(since).value);
        let whose = clock.map(Clock::whose).unwrap_or_default();
        let ahead = rule.and_then(|rule| i32::try_from(rule.ahead?).ok());
        Self {
            whose: whose.token(),
            whose_zh: whose.zh(),
            tell_from: due.last_on.zip(ahead).map(|(last, ahead)| last.plus_days(-ahead)),
            title_zh: clock.map_or_else(String::new, |clock| clock.title.zh.clone()),
            title: clock.map_or_else(String::new, |clock| clock.title.en.clone()),
            state: due.state.token(),
            state_zh: due.state.zh(),
            started_on: due.started_on,
            due_on: due.due_on,
            last_on: due.last_on,
            not_before: due.not_before,
            stopped_on: due.stopped_on,
            article: rule.map_or_else(String::new, |rule| rule.article.clone()),
            provisional: due.provisional,
            href: owner::href_of_key(due.party, &due.key),
            clock: due.clock,
            rule: due.rule,
            kind: due.kind,
            code: due.party,
            key: due.key,
            department: due.department,
        }
    }
}

async fn list(
    caller: Caller<ReadRecords>,
    desk: Shared<Desk>,
    filter: Query<Filter>,
) -> Result<Answer<Page<Deadline>>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("deadlines", &filter)?;
    let after: Option<DueAfter> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let state = filter.state.as_deref().map(state_of).transpose()?;
    let clocks = desk.deadlines.limits().clocks();
    let owners = || desk.ledger.kinds().iter().map(|kind| owner::of(*kind));
    let is_own = |name: &str| clocks.get(name).is_some_and(|clock| owners().any(|owner| owner == clock.owner));
    if let Some(clock) = filter.clock.as_deref().filter(|clock| !is_own(clock)) {
        return Err(unknown("clock", clock, "本服务没有该期限", "this service has no such clock"));
    }
    let whose = filter.whose.as_deref().map(whose_of).transpose()?;
    let of_whom = whose.map(|whose| {
        let own = owners().flat_map(|owner| clocks.of(owner));
        own.filter(|(_, clock)| clock.whose() == whose).map(|(name, _)| name.to_owned()).collect()
    });
    blocking(move || {
        let wanted = DueWanted {
            clocks: of_whom,
            code: filter.code,
            clock: filter.clock,
            department: filter.department,
            state,
            due_from: filter.due_from,
            due_before: filter.due_before,
            after,
            limit: i64::from(u16::from(filter.limit)),
        };
        let (found, next) = desk.ledger.deadlines(&wanted, caller.reach())?;
        let items = found.into_iter().map(|due| Deadline::of(due, desk.deadlines.limits())).collect();
        Ok(Answer::new(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? }))
    })
    .await
}

fn state_of(token: &str) -> Result<State, Fault> {
    let known = State::ALL.map(|(_, token, _)| token).join(", ");
    let told = format!("must be one of {known}");
    State::from_token(token).ok_or_else(|| unknown("state", token, &format!("应为其一：{known}"), &told))
}

fn whose_of(token: &str) -> Result<Whose, Fault> {
    let wrong = || unknown("whose", token, "应为 office 或 merchant", "must be office or merchant");
    Whose::from_token(token).ok_or_else(wrong)
}

/// A word that nobody knows would find nothing, as if there were nothing.
fn unknown(field: &str, word: &str, zh: &str, en: &str) -> Fault {
    let value = Some(word.chars().take(80).collect());
    Fault::new(Code::InvalidQuery).errors([FieldError { value, ..FieldError::new(field, zh, en) }])
}

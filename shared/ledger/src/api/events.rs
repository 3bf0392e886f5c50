//! What was told of time limits that ran out.

use super::{Desk, doc};
use crate::expiry::Event;
use contracts::owner;
use contracts::page::Limit;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use statute::clock::rules::Clocks;
use utoipa::{IntoParams, ToSchema};
use web::{Api, Caller, Concerning, Fault, Query, ReadRecords, State, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    api.get(
        "/deadlines/events",
        list,
        doc("list", &format!("{service}_deadline_events"), "期限事件", "What was told of time limits").text(
            "A time limit that runs out is told of once for each last day, from 00:00 of the day after, also if the \
             service was not running then. A fact that becomes known later and moves that day, or shows that it was \
             met or need not be met by then, takes back what was told; nothing is struck out. What had ended before \
             anything was known of it is told of nowhere. Whoever follows asks again with the number of the \
             last event that was seen.",
        ),
    )
}

/// Which events.
#[derive(Deserialize, IntoParams)]
struct Filter {
    /// Number of the last event that was seen; without it from the beginning.
    after: Option<i64>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// Events in order of their numbers (期限事件).
#[derive(Serialize, ToSchema)]
struct DeadlineEvents {
    /// The events.
    items: Vec<DeadlineEvent>,
    /// Are there more at present?
    more: bool,
}

/// Something that was told of a time limit (期限事件).
#[derive(Serialize, ToSchema)]
struct DeadlineEvent {
    /// Its number: what is told later has a larger one.
    number: i64,
    /// `expired` or `taken_back`.
    what: &'static str,
    /// The same in Chinese.
    what_zh: &'static str,
    /// The clock.
    clock: String,
    /// What is to be done, in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// The last day that has passed.
    #[schema(value_type = String, format = Date)]
    last_on: Day,
    /// When it was told.
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// The merchant's code, as the record has it.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Key of the record.
    key: String,
    /// The department whose duty it is, by its code, where the record names one.
    department: Option<String>,
    /// Path of the record.
    href: Option<String>,
}

impl DeadlineEvent {
    fn of(event: Event, clocks: &Clocks) -> Self {
        let title = clocks.get(&event.clock).map(|clock| &clock.title);
        Self {
            number: event.number,
            what: event.what.token(),
            what_zh: event.what.zh(),
            title_zh: title.map_or_else(String::new, |title| title.zh.clone()),
            title: title.map_or_else(String::new, |title| title.en.clone()),
            last_on: event.last_on,
            at: event.at,
            href: owner::href_of_key(event.party, &event.key),
            clock: event.clock,
            code: event.party,
            key: event.key,
            department: event.department,
        }
    }
}

async fn list(
    caller: Caller<ReadRecords>,
    desk: State<Desk>,
    filter: Query<Filter>,
) -> Result<Concerning<DeadlineEvents>, Fault> {
    let Filter { after, limit } = filter.into_inner();
    blocking(move || {
        let wanted = i64::from(u16::from(limit));
        let mut found = desk.ledger.events(after, wanted + 1, caller.reach())?;
        let more = found.len() > limit.get();
        found.truncate(limit.get());
        let shown = found.iter().map(|event| event.party).collect();
        let clocks = desk.deadlines.limits().clocks();
        let items = found.into_iter().map(|event| DeadlineEvent::of(event, clocks)).collect();
        web::Answer::new(DeadlineEvents { items, more }).concerning(shown)
    })
    .await
}

//! When what is shown goes by itself.

use super::{One, within};
use crate::calendar::calendar as written;
use crate::lapses::Lapse;
use crate::repairs::Repairs;
use contracts::owner;
use domain::code::PartyCode;
use domain::day::Day;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Any, Apply, CalendarFile, Caller, Fault, Path, ReadRecords, State, blocking};

/// Something that is shown, and when it goes by itself (到期事项).
#[derive(Serialize, ToSchema)]
#[schema(as = Lapse)]
pub(super) struct LapseView {
    /// Its kind: `penalty`, `membership` or `standing`.
    kind: String,
    /// Its key within the merchant's records.
    key: String,
    /// Path of the record, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    /// What it is, in Chinese.
    what_zh: String,
    /// The same in English.
    what: String,
    /// Since when it is shown.
    #[schema(value_type = String, format = Date)]
    since: Day,
    /// The last day on which it is shown; null where only an act ends it.
    #[schema(value_type = Option<String>, format = Date)]
    last_on: Option<Day>,
    /// The first day on which it is not shown any more.
    #[schema(value_type = Option<String>, format = Date)]
    off: Option<Day>,
    /// What ends it.
    ended_by: &'static str,
    /// The same in Chinese.
    ended_by_zh: &'static str,
    /// The policy interval, or what of the record, that gives the end.
    by: String,
    /// Does the end rest on something that is not settled?
    provisional: bool,
    /// Since when a plan of reorganisation shields it, if one does today: it is not shown, and its time runs on.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    shielded_since: Option<Day>,
    /// The case that was granted the shield.
    #[serde(skip_serializing_if = "Option::is_none")]
    shield_case_no: Option<i64>,
}

impl LapseView {
    pub(super) fn of(code: PartyCode, lapse: Lapse) -> Self {
        let Lapse { about, what_zh, what, from, off, ended_by_zh, ended_by, by, provisional, shielded } = lapse;
        Self {
            href: owner::href_of_key(code, &about.key),
            kind: about.kind,
            key: about.key,
            what_zh,
            what,
            since: from,
            last_on: off.map(|off| off.plus_days(-1)),
            off,
            ended_by,
            ended_by_zh,
            by,
            provisional,
            shielded_since: shielded.map(|shield| shield.since),
            shield_case_no: shielded.map(|shield| shield.case_no),
        }
    }
}

/// When what is shown about a merchant goes by itself (到期清单).
#[derive(Serialize, ToSchema)]
#[schema(as = LapseList)]
pub(super) struct Lapses {
    /// The day that was looked at.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// In order; what only an act ends comes last.
    items: Vec<LapseView>,
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, Apply)>>,
    repairs: State<Repairs>,
    one: Path<One>,
) -> Result<Answer<Lapses>, Fault> {
    blocking(move || {
        let subject = within(&repairs, &caller, one.code)?;
        let items = repairs.lapses(subject)?.into_iter().map(|lapse| LapseView::of(one.code, lapse));
        Ok(Answer::new(Lapses { day: repairs.today(), items: items.collect() }))
    })
    .await
}

pub(super) async fn calendar(
    caller: Caller<Any<(ReadRecords, Apply)>>,
    repairs: State<Repairs>,
    one: Path<One>,
) -> Result<CalendarFile, Fault> {
    blocking(move || {
        let subject = within(&repairs, &caller, one.code)?;
        let text = written(one.code, &repairs.lapses(subject)?, repairs.clock.now());
        Ok(CalendarFile { name: format!("到期停止公示-{}.ics", one.code), text })
    })
    .await
}

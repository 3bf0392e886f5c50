//! What is shown about a merchant, and how it ends.

use super::lapses::LapseView;
use super::{One, within};
use crate::kind::labels;
use crate::overview::Repairable;
use crate::repairs::Repairs;
use cases::{CaseFile, href};
use domain::code::PartyCode;
use domain::day::Day;
use domain::vocab::Severity;
use serde::Serialize;
use statute::repair::{FirstDay, Judged};
use utoipa::ToSchema;
use web::{Answer, Any, Apply, Caller, Fault, Path, ReadRecords, State, blocking};

/// The first day on which something can be asked for (首个申请日).
#[derive(Serialize, ToSchema)]
#[schema(as = RepairFirstDay)]
struct FirstDayView {
    /// The day.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// The policy interval that gives it.
    by: String,
    /// Does it rest on something that is not settled?
    provisional: bool,
}

/// A condition, as it is today (修复条件).
#[derive(Serialize, ToSchema)]
struct RepairCondition {
    /// The reason for which it would be refused, such as `MIN_PERIOD_NOT_REACHED`.
    code: &'static str,
    /// That reason in Chinese.
    reason_zh: &'static str,
    /// The same in English.
    reason: &'static str,
    /// Does the condition hold?
    holds: bool,
    /// What says so: a policy interval, or what of the records or of the case.
    by: String,
    /// Does that rest on something that is not settled?
    provisional: bool,
    /// Where it does not hold: the first day on which time alone will have removed it.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// An open case about an item (在办案件).
#[derive(Serialize, ToSchema)]
#[schema(as = RepairOpenCase)]
struct OpenCase {
    /// Its number.
    case_no: i64,
    /// Path of it.
    href: String,
    /// Its procedure.
    procedure: String,
    /// The stage in which it stands.
    stage: String,
}

/// Something that is shown about a merchant, and how it ends (可修复事项).
#[derive(Serialize, ToSchema)]
pub(super) struct RepairableItem {
    /// What, since when, and when it goes without any application.
    shown: LapseView,
    /// The procedure by which it ends early.
    procedure: &'static str,
    /// The channel: `gsxt` or `credit_china`.
    channel: &'static str,
    /// Where to go with it, in Chinese.
    where_zh: &'static str,
    /// The same in English.
    #[serde(rename = "where")]
    place: &'static str,
    /// Code of the office that decides.
    office: String,
    /// How serious a penalty is.
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    /// The first day from today on on which it can be asked for; null if any day will do, or the law knows none before it
    /// goes by itself.
    first_day: Option<FirstDayView>,
    /// Does it end so soon by itself that no application is needed?
    needs_no_application: bool,
    /// Every condition.
    conditions: Vec<RepairCondition>,
    /// Open cases about it, objections among them.
    open_cases: Vec<OpenCase>,
    /// Does anything of this rest on what is not settled?
    provisional: bool,
}

impl RepairableItem {
    pub(super) fn of(code: PartyCode, item: Repairable) -> Self {
        let needs_no_application = item.needs_no_application();
        let Repairable {
            shown,
            procedure,
            channel,
            where_to_go,
            office,
            severity,
            first_day,
            conditions,
            open,
            provisional,
        } = item;
        Self {
            shown: LapseView::of(code, shown),
            procedure,
            channel,
            where_zh: where_to_go.0,
            place: where_to_go.1,
            office,
            severity,
            first_day: first_day.map(|FirstDay { day, by, provisional }| FirstDayView { day, by, provisional }),
            needs_no_application,
            conditions: conditions.into_iter().map(condition).collect(),
            open_cases: open.into_iter().map(open_case).collect(),
            provisional,
        }
    }
}

fn condition(judged: Judged) -> RepairCondition {
    let Judged { refusal, holds, by, provisional, until } = judged;
    let (reason_zh, reason) = labels(refusal);
    RepairCondition { code: refusal.token(), reason_zh, reason, holds, by, provisional, until }
}

fn open_case(file: CaseFile) -> OpenCase {
    OpenCase {
        href: href(crate::SERVICE, file.case_no),
        case_no: file.case_no,
        procedure: file.procedure,
        stage: file.stage,
    }
}

/// What is shown about a merchant, and how it ends (可修复事项清单).
#[derive(Serialize, ToSchema)]
pub(super) struct RepairableItems {
    /// The day that was looked at.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// In order of the days on which they go by themselves.
    items: Vec<RepairableItem>,
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, Apply)>>,
    repairs: State<Repairs>,
    one: Path<One>,
) -> Result<Answer<RepairableItems>, Fault> {
    blocking(move || {
        let subject = within(&repairs, &caller, one.code)?;
        let items = repairs.repairable(subject)?.into_iter().map(|item| RepairableItem::of(one.code, item));
        Ok(Answer::new(RepairableItems { day: repairs.today(), items: items.collect() }))
    })
    .await
}

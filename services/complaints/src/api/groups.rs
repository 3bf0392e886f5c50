//! Groups as they are answered, and that nothing was found.

use super::findings::Item;
use crate::findings::{Dismissed, Finding, Findings};
use contracts::owner;
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use domain::vocab::StatusKind;
use ledger::Asker;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Decide, Doc, Fault, Json, Once, OnceAnswer, Path, State};

pub(super) fn mount(api: Api) -> Api {
    api.post(
        "/findings/{code}/dismissal",
        dismiss,
        Doc::new("dismiss_filing_group", "群体投诉不成立", "Dismiss a group of complaints")
            .text(
                "Names the group as the list does: by its type of problem and the day of receipt of its last complaint. \
                 It waits again once somebody complains later than that day; nothing else brings it back. 409 if \
                 there is no such group any more, since it has grown or was dismissed already.",
            )
            .errors(&[Code::Conflict, Code::Unavailable]),
    )
}

/// How a group stands (处置状态).
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FilingGroupState)]
pub(super) enum StateName {
    /// 待核实
    Waiting,
    /// 不成立
    Dismissed,
}

impl StateName {
    pub(super) const fn of(finding: &Finding) -> Self {
        if finding.dismissed.is_some() { Self::Dismissed } else { Self::Waiting }
    }

    /// The Chinese label.
    pub(super) const fn zh(self) -> &'static str {
        match self {
            Self::Waiting => "待核实",
            Self::Dismissed => "不成立",
        }
    }
}

/// Who dismissed a group (群体投诉不成立).
#[derive(Serialize, ToSchema)]
#[schema(as = FilingGroupDismissed)]
pub(super) struct DismissedView {
    /// Who.
    actor: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// Why.
    reason: String,
    /// Day of receipt of the last complaint that was looked at.
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// How many different complainants there were.
    complainants: i64,
}

/// What is to be sent to confirm a group (确认方式).
#[derive(Serialize, ToSchema)]
#[schema(as = FilingGroupConfirm)]
pub(super) struct Confirm {
    /// Where to, by POST.
    href: String,
    /// One of its `rows`.
    row: ConfirmRow,
}

/// The standing record that confirms a group (确认记录).
#[derive(Serialize, ToSchema)]
#[schema(as = FilingGroupConfirmRow)]
struct ConfirmRow {
    /// The merchant's code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// What is stated.
    kind: &'static str,
    /// The office that states it, as the caller's account names it: to be filled in if it names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<String>,
    /// The number by which the record confirms this group.
    document_no: String,
    /// First day on which it counts: today, unless another is meant.
    #[schema(value_type = String, format = Date)]
    from: Day,
}

impl Confirm {
    pub(super) fn of(finding: &Finding, (department, today): (Option<&str>, Day)) -> Self {
        Self {
            href: format!("/{}/v1/{}", owner::of(RecordKind::Standing), RecordKind::Standing.token()),
            row: ConfirmRow {
                code: finding.party,
                kind: StatusKind::GroupAlert.token(),
                office: department.map(str::to_owned),
                document_no: finding.document_no(),
                from: today,
            },
        }
    }
}

impl From<Dismissed> for DismissedView {
    fn from(dismissed: Dismissed) -> Self {
        let Dismissed { actor, at, reason, to, complainants } = dismissed;
        Self { actor, at, reason, to, complainants }
    }
}

/// Whose group.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Credit code or registration number of the merchant.
    #[param(value_type = String)]
    code: PartyCode,
}

/// Which group, and why it is none.
#[derive(Deserialize, ToSchema)]
#[schema(as = FilingGroupDismissal)]
struct Dismissal {
    /// Its type of problem.
    problem: String,
    /// Day of receipt of its last complaint.
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// What was found by looking.
    #[schema(min_length = 1)]
    reason: String,
}

async fn dismiss(
    caller: Caller<Decide>,
    once: Once,
    findings: State<Findings>,
    one: Path<One>,
    body: Json<Dismissal>,
) -> Result<OnceAnswer<Answer<Item>>, Fault> {
    let Dismissal { problem, to, reason } = body.into_inner();
    once.run(move || {
        let found = findings.dismiss((one.code, &problem, to), &reason, Asker::of(&caller))?;
        Ok(Answer::new(Item::of(found, (caller.department.as_deref(), findings.today()))))
    })
    .await
}

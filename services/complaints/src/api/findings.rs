//! What an official should look at.

mod table;

pub(super) use table::Table;

use super::groups::{Confirm, DismissedView, StateName};
use super::holds::Item as Hold;
use crate::findings::{Finding, FindingAfter, Findings, Found, Kind, Sought};
use contracts::owner;
use contracts::page::{Limit, ListTag};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Query, ReadRecords, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/findings",
        list,
        Doc::new("list_findings", "待核实的投诉", "Complaints that should be looked at")
            .text(
                "The same person again with the same problem, many on one day, one text under several identities, \
                 groups of consumers with one problem, work orders under several numbers that nothing links, and \
                 repetitions whose main filing is not there. Each \
                 names its complaints, and what became of holding them (`list_filing_holds`): repetitions, bursts and \
                 copies are held by the house until somebody has looked or the hold has lapsed; what is held today \
                 makes no group. Filings of one order count as \
                 one in K3; who finds that they are one names the main one in the others (`main_number`). \
                 Of repetitions whose main filing is not there the first one counts in its place until the number is \
                 corrected (`mainless`). \
                 An official confirms a group by the standing record (`group_alert`) that it holds ready (`confirm`), \
                 or dismisses it (`dismiss_filing_group`). Found anew with \
                 each request.",
            )
            .errors(&[Code::Unavailable]),
    )
}

/// Which findings.
#[derive(Deserialize, Serialize, IntoParams)]
pub(in crate::api) struct Filter {
    /// Only of this kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only those whose last complaint came on this day or later; within thirty days if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    since: Option<Day>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// Findings, those with the newest complaint first (待核实事项).
#[derive(Serialize, ToSchema)]
#[schema(as = Findings)]
struct View {
    /// The findings.
    items: Vec<Item>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
    /// Do they rest on numbers that are not settled?
    provisional: bool,
}

/// Something that an official should look at (待核实事项).
#[derive(Serialize, ToSchema)]
#[schema(as = Finding)]
pub(super) struct Item {
    /// What was found.
    kind: Kind,
    /// The same in Chinese.
    kind_zh: &'static str,
    /// The merchant's code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Day of receipt of the first complaint.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Day of receipt of the last one.
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// With a group: the type of problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// With a group: how many different complainants.
    #[serde(skip_serializing_if = "Option::is_none")]
    complainants: Option<usize>,
    /// With an order: its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_no: Option<String>,
    /// With an order: how many of its filings are about other merchants, and not named here.
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<usize>,
    /// With repetitions whose main filing is not there: its number, as they name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    main_number: Option<String>,
    /// With a repetition: path of the complaint that is repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    /// How many of the complaints are held today.
    held: usize,
    /// What became of holding them; nothing of those that were never held.
    holds: Vec<Hold>,
    /// The last day of a hold that begins with the last complaint; null with a group, and if that is not known yet.
    #[schema(value_type = Option<String>, format = Date)]
    lapses_on: Option<Day>,
    /// Paths of the filings, in order of receipt.
    complaints: Vec<String>,
    /// With a group: how it stands. What the registry's standing record says of it stands there alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<StateName>,
    /// With a group that is dismissed: who did that, when, why, and of what.
    #[serde(skip_serializing_if = "Option::is_none")]
    dismissed: Option<DismissedView>,
    /// With a group: what is to be sent to confirm it.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm: Option<Confirm>,
}

impl Item {
    pub(super) fn of(finding: Finding, seen: (Option<&str>, Day)) -> Self {
        let href = |key: &String| owner::href_of_key(finding.party, key);
        let is_group = finding.kind == Kind::Group;
        let state = StateName::of(&finding);
        Self {
            state: is_group.then_some(state),
            confirm: is_group.then(|| Confirm::of(&finding, seen)),
            dismissed: finding.dismissed.map(DismissedView::from),
            kind: finding.kind,
            kind_zh: finding.kind.zh(),
            code: finding.party,
            from: finding.from,
            to: finding.to,
            complaints: finding.filings.iter().filter_map(href).collect(),
            beside: finding.beside.as_ref().and_then(href),
            problem: finding.problem,
            complainants: finding.complainants,
            elsewhere: finding.order.as_ref().map(|_| finding.elsewhere),
            order_no: finding.order,
            main_number: finding.main_number,
            held: finding.held,
            holds: finding.holds.into_iter().map(Hold::from).collect(),
            lapses_on: finding.lapses_on,
        }
    }
}

async fn list(
    caller: Caller<ReadRecords>,
    findings: State<Findings>,
    filter: Query<Filter>,
) -> Result<Concerning<View>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("findings", &filter)?;
    let after: Option<FindingAfter> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let Filter { kind, code, since, limit, .. } = filter;
    blocking(move || {
        let sought = Sought { kind, code, since, reach: caller.reach(), after, limit: limit.get() };
        let Found { findings: found, next, rules } = findings.find(&sought)?;
        let seen = (caller.department.as_deref(), findings.today());
        let items: Vec<Item> = found.into_iter().map(|finding| Item::of(finding, seen)).collect();
        let shown = items.iter().map(|item| item.code).collect();
        let next = next.map(|after| tag.encode(&after)).transpose()?;
        let provisional = rules.basis.iter().any(|basis| basis.provisional);
        Answer::new(View { items, next, provisional }).concerning(shown)
    })
    .await
}

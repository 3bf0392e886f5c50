//! What is public of complaints.

mod table;

pub(super) use table::Table;

use crate::publicity::{PublicAfter, PublicComplaint, Publicity, Totals};
use contracts::page::{Limit, ListTag};
use contracts::port::Marks;
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use domain::vocab::ComplaintOutcome;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Api, Caller, Concerning, Doc, Fault, Path, Query, ReadPublic, ReadRecords, State, blocking};

/// Whoever may see what is public.
type Anybody = Caller<Any<(ReadRecords, ReadPublic)>>;

/// Stands beside whatever is public of complaints.
pub(super) const NOTICE_ZH: &str = "问题类型由消费者选择，公示不代表对违法行为的认定。";
pub(super) const NOTICE: &str =
    "The type of problem is the consumer's choice; publication is no finding of a violation.";

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/published",
        list,
        Doc::new("list_published_complaints", "投诉公示", "Complaints on display")
            .text(
                "Complaints that were published and may still be, newest publication first, each until its last day of \
                 display: how each ended, and its days. Who complained is told nowhere, and nothing that somebody \
                 wrote: not the goods, not the claim, not the type of problem in the words of the platform. A \
                 complaint whose consumer does not agree is not among them.",
            )
            .errors(&[Code::Unavailable]),
    )
    .get(
        "/published/{code}",
        totals,
        Doc::new("read_published_totals", "经营主体投诉汇总", "Totals of a merchant's complaints")
            .text(
                "Complaints of the last twelve months that ended with a result, and how many of them by an agreement. \
                 Fewer than `smallest` are not told. The same is answered about a merchant of whom nothing is known.",
            )
            .errors(&[Code::Unavailable]),
    )
}

/// Which complaints.
#[derive(Deserialize, IntoParams)]
pub(in crate::api) struct Filter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// A complaint on display (公示中的投诉).
#[derive(Serialize, ToSchema)]
struct PublishedComplaint {
    /// The merchant's code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, if it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Day of receipt.
    #[schema(value_type = String, format = Date)]
    received_on: Day,
    /// Day it ended.
    #[schema(value_type = String, format = Date)]
    closed_on: Day,
    /// How it ended.
    outcome: ComplaintOutcome,
    /// The same in Chinese.
    outcome_zh: &'static str,
    /// Day of publication.
    #[schema(value_type = String, format = Date)]
    published_on: Day,
    /// Last day of display.
    #[schema(value_type = String, format = Date)]
    display_until: Day,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

impl PublishedComplaint {
    fn of(complaint: PublicComplaint) -> Self {
        Self {
            code: complaint.party,
            name: complaint.name,
            received_on: complaint.received_on,
            closed_on: complaint.closed_on,
            outcome: complaint.outcome,
            outcome_zh: complaint.outcome.zh(),
            published_on: complaint.published_on,
            display_until: complaint.until,
            marks: complaint.marks,
        }
    }
}

/// Complaints on display, newest publication first (投诉公示).
#[derive(Serialize, ToSchema)]
struct PublishedComplaints {
    /// The complaints.
    items: Vec<PublishedComplaint>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
    /// Does the time of display rest on a parameter that is not settled?
    provisional: bool,
    /// How to read it, in Chinese.
    notice_zh: &'static str,
    /// The same in English.
    notice: &'static str,
}

async fn list(
    _: Anybody,
    publicity: State<Publicity>,
    filter: Query<Filter>,
) -> Result<Concerning<PublishedComplaints>, Fault> {
    let Filter { code, limit, after } = filter.into_inner();
    let tag = ListTag::of("published_complaints", &code)?;
    let after: Option<PublicAfter> = after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let (shown, next) = publicity.displayed(code, after.as_ref(), limit.get())?;
        let merchants = shown.iter().map(|complaint| complaint.party).collect();
        Answer::new(PublishedComplaints {
            items: shown.into_iter().map(PublishedComplaint::of).collect(),
            next: next.map(|after| tag.encode(&after)).transpose()?,
            provisional: publicity.is_provisional()?,
            notice_zh: NOTICE_ZH,
            notice: NOTICE,
        })
        .concerning(merchants)
    })
    .await
}

/// Which merchant.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Credit code or registration number.
    #[param(value_type = String)]
    code: PartyCode,
}

/// Totals of a merchant's complaints (投诉汇总).
#[derive(Serialize, ToSchema)]
struct PublishedTotals {
    /// The code that was asked for.
    #[schema(value_type = String)]
    code: PartyCode,
    /// First day, by the day on which they ended.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// Complaints that ended with a result; null if there are fewer than may be told.
    closed: Option<u64>,
    /// How many of them by an agreement; null as above.
    settled: Option<u64>,
    /// Fewest that are told.
    smallest: u64,
    /// Does the answer rest on a parameter that is not settled?
    provisional: bool,
    /// How to read it, in Chinese.
    notice_zh: &'static str,
    /// The same in English.
    notice: &'static str,
}

async fn totals(_: Anybody, publicity: State<Publicity>, one: Path<One>) -> Result<Answer<PublishedTotals>, Fault> {
    let code = one.code;
    blocking(move || {
        let Totals { from, to, closed, settled, rules } = publicity.totals(code)?;
        Ok(Answer::new(PublishedTotals {
            code,
            from,
            to,
            closed,
            settled,
            smallest: rules.smallest_aggregate,
            provisional: rules.basis.iter().any(|basis| basis.provisional),
            notice_zh: NOTICE_ZH,
            notice: NOTICE,
        }))
    })
    .await
}

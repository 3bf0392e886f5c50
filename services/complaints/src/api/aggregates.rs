//! Complaints in the aggregate, for whoever asks.

use super::publicity::{NOTICE, NOTICE_ZH};
use crate::publicity::{Aggregate, Aggregates, Aggregation, Publicity};
use contracts::problem::Code;
use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Doc, Fault, Public, Query, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/aggregates",
        read,
        Doc::new("read_complaint_aggregates", "投诉汇总公示", "Complaints in the aggregate")
            .text(
                "Complaints of the last twelve months that ended with a result, by the area or trade of the merchant, or \
                 the type of problem, also those whose consumer does not agree to be shown. Groups of fewer than \
                 `smallest` are told together in `others`, or not at all where these are too few. Needs no login; \
                 counted anew every ten minutes.",
            )
            .errors(&[Code::Unavailable]),
    )
}

/// By what.
#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// By the area of the merchant, its trade, or the type of problem.
    #[param(inline)]
    by: Aggregation,
}

/// Complaints in the aggregate (投诉汇总公示).
#[derive(Serialize, ToSchema)]
struct ComplaintAggregates {
    /// First day, by the day on which they ended.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// By what was known at this instant.
    #[schema(value_type = String, format = DateTime)]
    known_at: Instant,
    /// Each group that is large enough, the largest first.
    items: Vec<ComplaintAggregate>,
    /// All others together; null if there are none, or fewer than may be told.
    others: Option<OtherComplaints>,
    /// Fewest that are told.
    smallest: u64,
    /// Does the answer rest on a parameter that is not settled?
    provisional: bool,
    /// How to read it, in Chinese.
    notice_zh: &'static str,
    /// The same in English.
    notice: &'static str,
}

/// Complaints of one group (一组投诉).
#[derive(Serialize, ToSchema)]
struct ComplaintAggregate {
    /// Area, section of trades or type of problem; null for those of which it is not known.
    value: Option<String>,
    /// The same for people.
    label: Option<String>,
    /// How many ended with a result.
    closed: u64,
    /// How many of them by an agreement.
    settled: u64,
}

/// Complaints of all groups that are too small (其余投诉).
#[derive(Serialize, ToSchema)]
struct OtherComplaints {
    /// How many ended with a result.
    closed: u64,
    /// How many of them by an agreement.
    settled: u64,
}

async fn read(
    _: Public,
    publicity: State<Publicity>,
    wanted: Query<Wanted>,
) -> Result<Answer<ComplaintAggregates>, Fault> {
    let by = wanted.into_inner().by;
    blocking(move || {
        let Aggregates { from, to, known_at, groups, others, rules } = publicity.aggregates(by)?;
        let item = |Aggregate { value, label, closed, settled }| ComplaintAggregate { value, label, closed, settled };
        Ok(Answer::new(ComplaintAggregates {
            from,
            to,
            known_at,
            items: groups.into_iter().map(item).collect(),
            others: others.map(|(closed, settled)| OtherComplaints { closed, settled }),
            smallest: rules.smallest_aggregate,
            provisional: rules.basis.iter().any(|basis| basis.provisional),
            notice_zh: NOTICE_ZH,
            notice: NOTICE,
        }))
    })
    .await
}

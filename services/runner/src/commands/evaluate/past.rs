//! A merchant's records on both sides of a day: what baselines look at, and what happened.

use crate::cli::OutcomeArguments;
use domain::day::Day;
use domain::record::{Inspection, Penalty, PenaltyKind, Records};

/// What one-column baselines know when the day begins; higher is worse.
pub(super) struct Past {
    /// External score of the last visit of the kind.
    pub(super) last: i64,
    /// Mean of all of them, in millionths.
    pub(super) mean: i64,
    /// The highest.
    pub(super) max: i64,
    /// Critical findings of all visits of any kind.
    pub(super) critical: i64,
    /// Closures.
    pub(super) closures: i64,
}

/// What happened within the horizon.
pub(super) struct Outcome {
    /// The next visit of the kind scored badly.
    pub(super) failed: bool,
    /// The business was closed or suspended.
    pub(super) closed: bool,
}

/// Splits a merchant's records at a day; nothing if it has no scored visit of the kind on one side.
pub(super) fn split(records: &Records<'_>, day: Day, wanted: &OutcomeArguments) -> Option<(Past, Outcome)> {
    let until = day.plus_days(i32::from(wanted.horizon));
    let of_kind = |visit: &&&Inspection| visit.visit_type.as_deref() == Some(wanted.visit_type.as_str());
    let mut scored: Vec<(Day, &str, i64)> = records
        .inspections
        .iter()
        .filter(of_kind)
        .filter_map(|visit| Some((visit.day, visit.number.as_str(), i64::from(visit.external_score?))))
        .collect();
    scored.sort_unstable();
    let (before, after) = scored.split_at(scored.partition_point(|visit| visit.0 < day));
    let next = after.first().filter(|visit| visit.0 < until)?;
    let last = before.last()?.2;
    let scores = before.iter().map(|visit| visit.2);
    let earlier = records.inspections.iter().filter(|visit| visit.day < day);
    let closures = || records.penalties.iter().filter(|penalty| closes(penalty)).map(|penalty| penalty.decided_on);
    let past = Past {
        last,
        mean: scores.clone().sum::<i64>() * 1_000_000 / i64::try_from(before.len()).ok()?,
        max: scores.max()?,
        critical: earlier.map(|visit| i64::from(visit.critical_findings.unwrap_or_default())).sum(),
        closures: i64::try_from(closures().filter(|closed| *closed < day).count()).ok()?,
    };
    let outcome =
        Outcome { failed: next.2 >= i64::from(wanted.failed_at), closed: closures().any(|c| c >= day && c < until) };
    Some((past, outcome))
}

fn closes(penalty: &Penalty) -> bool {
    penalty.kinds.iter().any(|kind| matches!(kind, PenaltyKind::BusinessSuspended | PenaltyKind::ClosureOrdered))
}

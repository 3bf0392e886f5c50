//! What is not settled (暂定规则), where it decided by which day a filing counts, and whether it was in time: rules of
//! clocks, and numbers of the ratios themselves.

use crate::measure::{ORDER_RETURN, T5_GRACE};
use crate::{Measure, Rules};
use domain::day::Day;
use domain::record::Content;
use domain::vocab::ComplaintOutcome;
use statute::clock::{Reading, State};
use statute::duties::{Duty, Limits};

/// What a filing counts by for a measure that is not settled, each by its name and first day. A last day that the filing
/// itself names needs no rule.
#[must_use]
pub fn unsettled(measure: Measure, content: &Content, as_of: Day, (limits, rules): (&Limits, &Rules)) -> Vec<String> {
    let Some(clock) = measure.clock() else { return Vec::new() };
    let Some(duty) = limits.duties(content).into_iter().find(|duty| duty.clock == clock) else { return Vec::new() };
    let Some(reading) = limits.read(&duty, as_of) else { return Vec::new() };
    let number = rules.basis_of(number(content, (&duty, &reading), as_of)).filter(|basis| basis.provisional);
    rule(&duty, &reading, limits).into_iter().chain(number.map(|basis| basis.reference.clone())).collect()
}

fn rule(duty: &Duty, reading: &Reading, limits: &Limits) -> Option<String> {
    let is_decided = duty.course.own.is_none() && reading.provisional;
    is_decided.then(|| Some(limits.clocks().get(duty.clock)?.on(duty.selected_on).basis.by.to_owned()))?
}

/// The number of the ratios that decides beside the clock: whether a late end because the time is over is still in time,
/// and whether an order that was handed back counts at all.
fn number(content: &Content, (duty, reading): (&Duty, &Reading), as_of: Day) -> &'static str {
    let order = content.handling().and_then(|handling| handling.order.as_ref());
    let is_returned = order.and_then(|order| order.returned_on).is_some_and(|returned| returned <= as_of);
    match (duty.clock, content) {
        ("complaint_mediation", Content::Complaint(complaint))
            if complaint.outcome == Some(ComplaintOutcome::T5) && reading.state == State::MetLate =>
        {
            T5_GRACE
        }
        ("work_order_answer", _) if is_returned => ORDER_RETURN,
        _ => "",
    }
}

//! Rules of clocks that are not settled (暂定规则), where they decided by which day a filing counts, and whether it was
//! in time.

use crate::measure::Measure;
use domain::day::Day;
use domain::record::Content;
use statute::duties::Limits;

/// The rule by which a filing counts for a measure, by its name and first day, if that is not settled. A last day that
/// the filing itself names needs no rule.
#[must_use]
pub fn unsettled(measure: Measure, content: &Content, as_of: Day, limits: &Limits) -> Option<String> {
    let clock = measure.clock()?;
    let duty = limits.duties(content).into_iter().find(|duty| duty.clock == clock)?;
    let is_decided = duty.course.own.is_none() && limits.read(&duty, as_of)?.provisional;
    is_decided.then(|| Some(limits.clocks().get(clock)?.on(duty.selected_on).basis.by.to_owned()))?
}

//! What became of an I07 (待后续处理更替), where a later version of the record put something in its place and does not
//! say when: it was replaced on the day of that version. So nobody makes a late replacement undone by sending it
//! without a day.

use domain::day::Day;
use domain::record::Inspection;
use domain::vocab::InspectionResult;

/// A version of a visit's record, with the day of its place in the order of versions, if it has one.
pub type Placed = (Option<Day>, Inspection);

/// The version that stands, with what those before it, in their order, tell of a published I07: when it was
/// published, and when it was replaced.
#[must_use]
pub fn replaced((placed, standing): Placed, before: &[Placed]) -> Inspection {
    let is_open = |one: &Inspection| !one.withdrawn && one.results().any(|result| result == InspectionResult::I07);
    if standing.withdrawn || is_open(&standing) {
        return standing;
    }
    let Some(at) = before.iter().rposition(|(_, one)| is_open(one)) else { return standing };
    let (open, behind) = before.split_at(at + 1);
    let published = open.last().and_then(|(_, one)| one.visit.as_deref()?.published_on);
    // What was never public as “to be handled” had not to be replaced in public.
    let Some(published) = published else { return standing };
    let settled = |one: &Inspection| one.visit.as_deref().and_then(|visit| visit.settled_on);
    let first = behind.iter().find(|(_, one)| !one.withdrawn);
    let day = settled(&standing)
        .or_else(|| first.and_then(|(placed, one)| settled(one).or(*placed)))
        .or(placed)
        .map(|day| day.max(published));
    let mut visit = standing.visit.unwrap_or_default();
    visit.settled_on = day;
    // A later day is that on which the replacement was published.
    visit.published_on = Some(visit.published_on.map_or(published, |day| day.min(published)));
    Inspection { visit: Some(visit), ..standing }
}

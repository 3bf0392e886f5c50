//! Leaving the abnormal list, or the mark (移出经营异常名录、恢复正常记载状态): who has made good what it was put there for.

use super::{Around, Asked, Judged, Refusal, Rules, missing};
use crate::abnormal::Ground;
use crate::tables::dated::Ruling;
use domain::day::Day;
use domain::span::Spans;

/// An entry of the abnormal list, or a mark, that is asked to end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Abnormal {
    /// On which ground: each is an entry of its own.
    pub ground: Ground,
    /// Code of the office that decided.
    pub office: String,
    /// Days on the list, or marked.
    pub listed: Spans,
}

/// The conditions of leaving, looked at on `on`, for an application of `filed_on`. There is no shortest time and nothing of
/// other conduct stands in the way; that the ground is gone [`Asked::duty_performed`] says. A bar after a false promise is no matter
/// of it: whoever is barred from repair is no less to be removed once there is no ground.
#[must_use]
pub fn of_abnormal_list(
    entry: &Abnormal,
    around: &Around<'_>,
    asked: &Asked<'_>,
    (filed_on, on): (Day, Day),
    rules: &Rules,
) -> Vec<Judged> {
    let mut judged = vec![
        Judged::stated(Refusal::WrongAuthority, asked.office == entry.office, &entry.office),
        Judged::stated(Refusal::NotDisplayed, entry.listed.contains(on), "membership"),
        Judged::stated(Refusal::AlreadyPending, !around.is_pending, "applications"),
        Judged::stated(Refusal::MaterialIncomplete, asked.complete, "application"),
        Judged::stated(Refusal::NoAuthority, asked.authority, "application"),
    ];
    let Ruling { value: by_ground, basis } = rules.of_abnormal_list(filed_on);
    let conditions = by_ground.get(&entry.ground).into_iter().flatten();
    judged.extend(conditions.filter_map(|refusal| Some(Judged::of(*refusal, missing(*refusal, asked)?, basis))));
    judged
}

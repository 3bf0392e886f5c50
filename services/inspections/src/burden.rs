//! How much a merchant is visited (检查频次): more often than the cap of its class allows, or again while it is protected
//! (settled readings, 22). It is told and listed; a visit that was made is never refused for it.

use draws::population::Visit;
use draws::rules::{Protects, Rules};

/// What says whether a merchant is over its cap.
pub(crate) const CAP: [&str; 2] = ["inspections.visit_caps", "inspections.unrated_class"];
/// What says whether it is protected.
pub(crate) const PROTECTION: [&str; 2] = ["inspections.repeat_protection", "inspections.repeat_protection_counts"];

/// Most visits of the office's own motion on the spot to a merchant of this class in a plan year; nothing if the rules do
/// not know the class. Whoever has none is judged as in draws.
pub(crate) fn cap(class: Option<&str>, rules: &Rules) -> Option<u32> {
    rules.caps.get(class.unwrap_or(&rules.unrated)).copied()
}

/// How many of these visits count towards the cap of a plan year.
pub(crate) fn counted<'v>(visits: impl IntoIterator<Item = &'v Visit>, year: i32) -> u32 {
    let counted = visits.into_iter().filter(|visit| visit.counts() && visit.on.year() == year).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}

/// Was a visit made while an earlier one, or another one of that day, protected the merchant?
pub(crate) fn is_within_protection(visit: &Visit, earlier: &Visit, rules: &Rules) -> bool {
    let protects = rules.protects == Protects::AnyBureau || earlier.higher;
    let is_behind = earlier.on <= visit.on && visit.on <= earlier.on.plus_months(rules.protection_months);
    visit.counts() && earlier.counts() && protects && is_behind
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::day::Day;
    use draws::population::VisitReason;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn rules() -> Rules {
        Rules::on(&policy::embedded::inspections().unwrap(), day("2026-03-02")).unwrap()
    }

    fn visit(on: &str) -> Visit {
        Visit { higher: false, on: day(on), on_site: true, reason: VisitReason::OwnMotion }
    }

    #[test]
    fn caps_are_those_of_the_class_and_of_whoever_has_none_as_in_draws() {
        let of = |class| cap(class, &rules());
        assert_eq!(["A", "B", "C", "D"].map(|class| of(Some(class))), [Some(1), Some(1), Some(2), Some(4)]);
        assert_eq!((of(None), of(Some("E"))), (Some(1), None));
    }

    #[test]
    fn only_visits_of_own_motion_on_the_spot_count_and_by_their_year() {
        let mut all = vec![visit("2026-01-01"), visit("2026-12-31"), visit("2025-12-31")];
        assert_eq!((counted(&all, 2026), counted(&all, 2025)), (2, 1));
        all[0].reason = VisitReason::Complaint;
        all[1].on_site = false;
        assert_eq!(counted(&all, 2026), 0);
    }

    #[test]
    fn protection_runs_through_its_last_day_and_by_the_rule_whose_visits_protect() {
        let (first, any) = (visit("2026-01-15"), rules());
        let within = |on| is_within_protection(&visit(on), &first, &any);
        assert_eq!(["2026-01-14", "2026-01-15", "2026-04-15", "2026-04-16"].map(within), [false, true, true, false]);
        let clue = Visit { reason: VisitReason::Clue, ..visit("2026-02-01") };
        assert!(!is_within_protection(&clue, &first, &any), "a visit for a clue is exempt");
        assert!(!is_within_protection(&visit("2026-02-02"), &clue, &any), "and does not protect");
        let higher = Rules { protects: Protects::HigherBureau, ..rules() };
        assert!(!is_within_protection(&visit("2026-02-01"), &first, &higher));
        let above = Visit { higher: true, ..first };
        assert!(is_within_protection(&visit("2026-02-01"), &above, &higher));
    }
}

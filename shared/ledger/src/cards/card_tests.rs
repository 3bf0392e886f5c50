//! What a card makes of counts that were written by hand.

use super::*;
use crate::cards::disputes::Decided;
use crate::cards::facts::Waiting as Waits;
use policy::embedded;
use proptest::prelude::*;

fn month() -> Month {
    Month::parse("2026-10").unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn arrived(kind: &str, lag: i64, number: u64) -> Arrivals {
    Arrivals { kind: kind.into(), is_history: false, is_first: true, is_withdrawal: false, lag: Some(lag), number }
}

fn of(facts: &Facts) -> SourceCard {
    let lateness = Lateness::on(&embedded::sources().unwrap(), month().first()).unwrap();
    card("d1", month(), day("2026-11-05"), facts, Some(&lateness))
}

#[test]
fn of_nothing_there_is_no_figure() {
    let card = of(&Facts::default());
    let freshness = &card.freshness;
    assert_eq!((freshness.permille, freshness.newest_event, freshness.days_since_receipt), (None, None, None));
    assert!(freshness.by_kind.is_empty() && card.completeness.is_empty() && card.contradictions.others.is_empty());
    assert_eq!(card.waiting.len(), 4);
    assert!(card.waiting.iter().all(|rows| rows.oldest_open_days.is_none() && rows.arrived == 0));
    assert_eq!((card.rows.accepted, card.as_of, card.running), (0, day("2026-10-31"), false));
}

#[test]
fn thousandths_are_cut() {
    assert_eq!(permille(2, 3), Some(666));
    assert_eq!(permille(999_999, 1_000_000), Some(999));
    assert_eq!((permille(0, 7), permille(7, 7), permille(0, 0)), (Some(0), Some(1_000), None));
}

#[test]
fn lags_are_told_by_kind_and_what_is_just_in_time_is_not_late() {
    // Ten visits: half within 3 days, nine of ten within 20, and 20 is not late yet.
    let arrivals = vec![
        arrived("inspections", -2, 1),
        arrived("inspections", 3, 4),
        arrived("inspections", 20, 4),
        arrived("inspections", 21, 1),
        arrived("complaints", 8, 1),
        Arrivals { lag: None, is_history: true, ..arrived("inspections", 0, 50) },
    ];
    let card = of(&Facts { arrivals, ..Facts::default() });
    let [complaints, visits] = &card.freshness.by_kind[..] else { panic!("{:?}", card.freshness) };
    assert_eq!((visits.records, visits.median_days, visits.ninetieth_days), (10, Some(3), Some(20)));
    assert_eq!((visits.late_after_days, visits.late, visits.permille), (Some(20), Some(1), Some(100)));
    assert_eq!((complaints.median_days, complaints.late, complaints.permille), (Some(8), Some(1), Some(1_000)));
    assert_eq!((card.freshness.late, card.freshness.judged, card.freshness.permille), (2, 11, Some(181)));
    assert_eq!((card.rows.accepted, card.rows.history, card.provisional), (61, 50, true));
}

#[test]
fn what_is_told_before_it_happens_comes_at_once() {
    let card = of(&Facts { arrivals: vec![arrived("inspections", -2, 3)], ..Facts::default() });
    let visits = &card.freshness.by_kind[0];
    assert_eq!((visits.median_days, visits.ninetieth_days, visits.late), (Some(0), Some(0), Some(0)));
}

#[test]
fn without_days_for_a_kind_nothing_is_late_and_nothing_in_time() {
    let facts = Facts { arrivals: vec![arrived("inspections", 90, 3)], ..Facts::default() };
    let card = card("d1", month(), day("2026-10-20"), &facts, None);
    let visits = &card.freshness.by_kind[0];
    assert_eq!((visits.late, visits.permille, visits.median_days), (None, None, Some(90)));
    assert_eq!((card.freshness.judged, card.freshness.permille, card.provisional), (0, None, false));
    assert_eq!((card.as_of, card.running), (day("2026-10-20"), true));
}

#[test]
fn a_conflict_with_two_others_is_one_conflict() {
    let others = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let decided = |in_favour, winners: &[&str]| Some(Decided { in_favour, winners: others(winners) });
    let disputes = vec![
        Dispute { others: others(&["a", "b"]), with_itself: false, decided: None },
        Dispute { others: others(&["a"]), with_itself: true, decided: decided(true, &[]) },
        Dispute { others: others(&["a", "b"]), with_itself: false, decided: decided(false, &["b"]) },
        Dispute { others: others(&[]), with_itself: true, decided: None },
    ];
    let told = of(&Facts { disputes, ..Facts::default() }).contradictions;
    assert_eq!((told.open, told.decided, told.in_favour, told.against, told.with_itself), (1, 2, 1, 1, 1));
    let of = |source: &str, open, decided, in_favour, against| Contradicting {
        source: Some(source.to_owned()),
        open,
        decided,
        in_favour,
        against,
    };
    assert_eq!(told.others, [of("a", 1, 2, 1, 0), of("b", 1, 1, 0, 1)]);
}

#[test]
fn what_came_before_is_open_and_what_came_in_the_month_is_followed() {
    let at = |text: &str| Instant::start_of(day(text));
    let waits = |is_of_month, then, now, number, since| Waits {
        disposition: "rejected".into(),
        is_of_month,
        then,
        now,
        number,
        since: at(since),
    };
    let waiting = vec![
        waits(false, Outcome::Open, Outcome::Mended, 2, "2026-09-01"),
        waits(true, Outcome::Open, Outcome::Discarded, 3, "2026-10-21"),
        waits(true, Outcome::Mended, Outcome::Mended, 4, "2026-10-02"),
    ];
    let rows = of(&Facts { waiting, ..Facts::default() }).waiting.pop().unwrap();
    assert_eq!((rows.reason.as_str(), rows.arrived, rows.open, rows.oldest_open_days), ("rejected", 7, 5, Some(60)));
    assert_eq!(rows.by_month_end, Fates { open: 3, mended: 4, discarded: 0 });
    assert_eq!(rows.by_now, Fates { open: 0, mended: 4, discarded: 3 });
}

proptest! {
    /// The quantile by counting equals the one by sorting.
    #[test]
    fn half_and_nine_of_ten_are_as_in_a_sorted_list(lags in prop::collection::vec(0_i64..40, 1..200)) {
        let mut counted: BTreeMap<i64, u64> = BTreeMap::new();
        lags.iter().for_each(|lag| *counted.entry(*lag).or_default() += 1);
        let mut sorted = lags;
        sorted.sort_unstable();
        for percent in [50, 90] {
            let at = (sorted.len() * percent).div_ceil(100) - 1;
            let told = quantile(&counted, sorted.len() as u64, percent as u64);
            prop_assert_eq!(told, Some(sorted[at]));
        }
    }
}

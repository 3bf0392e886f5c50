//! What becomes of a row: quota, cap, protection and the legal minimum.

use crate::support::{day, drawn, inputs, row, ten, visit};
use domain::area::AreaCode;
use domain::record::MerchantKind;
use draws::draw::{Barred, Drawn, Fate};
use draws::frozen::InputError;
use draws::population::{DrawnBefore, Group, Row, Standing, VisitReason};
use draws::rules::Protects;
use draws::{Frozen, Inputs};

fn visited(drawn: &Drawn) -> usize {
    drawn.outcomes.iter().filter(|outcome| outcome.fate.is_visited()).count()
}

/// A single merchant of class D, all of whom are drawn; `change` says what is peculiar about it.
fn fate_of_one(class: &str, change: impl Fn(&mut Row), rules: impl Fn(&mut Inputs)) -> Fate {
    let mut one = row("M", class);
    change(&mut one);
    let mut inputs = inputs(vec![one]);
    rules(&mut inputs);
    drawn(inputs).drawn.outcomes.remove(0).fate
}

fn visits(row: &mut Row, days: &[&str], reason: VisitReason) {
    row.visits.extend(days.iter().map(|on| visit(on, reason)));
}

#[test]
fn sizes_are_rounded_up_once_a_class_and_kind() {
    // 101 enterprises of class A at 1 % are two, 11 cooperatives among them; 30 sole traders at 0.1 % are one.
    let mut population: Vec<Row> = (0..131).map(|at| row(&format!("M{at:03}"), "A")).collect();
    for (at, row) in population.iter_mut().enumerate() {
        row.kind = match at {
            0..90 => MerchantKind::Enterprise,
            90..101 => MerchantKind::Cooperative,
            _ => MerchantKind::SoleTrader,
        };
        row.area = AreaCode::parse(["371502", "371503", "371521"][at % 3]).unwrap();
    }
    let drawn = drawn(inputs(population)).drawn;
    let sizes: Vec<_> = drawn.quotas.iter().map(|q| (q.group, q.population, q.size)).collect();
    assert_eq!(sizes, [(Group::Enterprise, 101, 2), (Group::SoleTrader, 30, 1)]);
    assert_eq!(visited(&drawn), 3);
}

#[test]
fn what_was_drawn_before_in_the_year_is_taken_off() {
    for (before, left) in [(0, 2), (1, 1), (2, 0), (9, 0)] {
        let mut inputs = ten();
        let class = "C".to_owned();
        inputs.drawn_before = vec![DrawnBefore { class, group: Group::Enterprise, visits: before }];
        assert_eq!(visited(&drawn(inputs).drawn), left, "{before}");
    }
}

#[test]
fn held_and_unrated_merchants_have_a_class() {
    let class = |standing: Standing| {
        let mut one = row("M", "A");
        one.class = standing;
        drawn(inputs(vec![one])).drawn.quotas.remove(0).class
    };
    assert_eq!(class(Standing::Held(Some("D".to_owned()))), "D");
    assert_eq!(class(Standing::Held(None)), "B");
    assert_eq!(class(Standing::Unrated), "B");
}

#[test]
fn the_cap_counts_own_visits_on_the_spot_of_the_year_and_those_to_be_made() {
    let fate = |days: &[&str], reason, pending| {
        let change = |row: &mut Row| {
            visits(row, days, reason);
            row.pending = pending;
        };
        fate_of_one("D", change, |_| {})
    };
    let four = ["2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05"];
    let seat = Fate::Drawn { place: 1, seats: 1 };
    assert_eq!(fate(&four, VisitReason::OwnMotion, 0), Fate::Barred(Barred::Capped { cap: 4, visits: 4 }));
    assert_eq!(fate(&four[..3], VisitReason::OwnMotion, 1), Fate::Barred(Barred::Capped { cap: 4, visits: 4 }));
    assert_eq!(fate(&four[..2], VisitReason::OwnMotion, 1), Fate::Barred(Barred::Pending));
    assert_eq!(fate(&four[..3], VisitReason::OwnMotion, 0), seat);
    for reason in [VisitReason::Complaint, VisitReason::Clue, VisitReason::FollowUp, VisitReason::LegalMinimum] {
        assert_eq!(fate(&four, reason, 0), seat, "{reason:?}");
    }
    let last_year = ["2025-01-05", "2025-02-05", "2025-03-05", "2025-12-31"];
    assert_eq!(fate(&last_year, VisitReason::OwnMotion, 0), seat);
    let in_writing = |row: &mut Row| {
        visits(row, &four, VisitReason::OwnMotion);
        row.visits.iter_mut().for_each(|visit| visit.on_site = false);
    };
    assert_eq!(fate_of_one("D", in_writing, |_| {}), seat);
}

#[test]
fn protection_holds_through_its_last_day() {
    // The task begins on 2026-11-05.
    let fate = |on: &str, reason| fate_of_one("D", |row| visits(row, &[on], reason), |_| {});
    let protected = Barred::Protected { last: day("2026-08-05"), until: day("2026-11-05") };
    let seat = Fate::Drawn { place: 1, seats: 1 };
    assert_eq!(fate("2026-08-05", VisitReason::OwnMotion), Fate::Barred(protected));
    assert_eq!(fate("2026-08-04", VisitReason::OwnMotion), seat);
    assert_eq!(fate("2026-10-30", VisitReason::Complaint), seat);
    assert_eq!(fate("2026-10-30", VisitReason::LegalMinimum), seat);
}

#[test]
fn protection_may_be_that_of_higher_bureaus_alone() {
    let higher_only = |inputs: &mut Inputs| inputs.rules.protects = Protects::HigherBureau;
    let own = |row: &mut Row| visits(row, &["2026-10-01"], VisitReason::OwnMotion);
    let higher = |row: &mut Row| {
        own(row);
        row.visits.iter_mut().for_each(|visit| visit.higher = true);
    };
    assert!(fate_of_one("D", own, higher_only).is_visited());
    assert!(!fate_of_one("D", higher, higher_only).is_visited());
    assert!(!fate_of_one("D", own, |_| {}).is_visited());
}

#[test]
fn the_legal_minimum_beats_cap_and_protection_and_says_so() {
    let due = |row: &mut Row| row.due = Some("食品C级".to_owned());
    let fate = |days: &[&str]| {
        let change = |row: &mut Row| {
            due(row);
            visits(row, days, VisitReason::OwnMotion);
        };
        fate_of_one("C", change, |_| {})
    };
    let legal = |beats| Fate::LegalMinimum { beats, ground: "食品C级".to_owned() };
    let protected = Barred::Protected { last: day("2026-10-01"), until: day("2027-01-01") };
    assert_eq!(fate(&[]), legal(None));
    assert_eq!(fate(&["2026-10-01"]), legal(Some(protected)));
    assert_eq!(fate(&["2026-01-01", "2026-10-01"]), legal(Some(Barred::Capped { cap: 2, visits: 2 })));
}

#[test]
fn legal_minima_count_towards_the_size_and_may_exceed_it() {
    for (due, all) in [(0, 2), (1, 2), (2, 2), (5, 5)] {
        let mut inputs = ten();
        inputs.population.iter_mut().take(due).for_each(|row| row.due = Some("法定".to_owned()));
        let drawn = drawn(inputs).drawn;
        assert_eq!(visited(&drawn), all, "{due}");
        assert_eq!(drawn.strata.iter().map(|s| s.seats).sum::<u64>(), all as u64);
    }
}

#[test]
fn whoever_cannot_be_drawn_counts_in_n_and_is_reported_as_shortfall() {
    // Two of ten, one seat an area; all of the second area are protected.
    let mut inputs = ten();
    inputs.population.iter_mut().skip(6).for_each(|row| visits(row, &["2026-10-01"], VisitReason::OwnMotion));
    let drawn = drawn(inputs).drawn;
    assert_eq!(drawn.quotas[0].population, 10);
    let strata: Vec<_> = drawn.strata.iter().map(|s| (s.key.as_str(), s.seats, s.shortfall)).collect();
    assert_eq!(strata, [("C/enterprise/food/371502", 1, 0), ("C/enterprise/food/371581", 1, 1)]);
    assert_eq!(visited(&drawn), 1);
}

#[test]
fn inputs_that_cannot_be_drawn_from_are_refused() {
    let refused = |change: fn(&mut Inputs)| {
        let mut inputs = ten();
        change(&mut inputs);
        Frozen::new(inputs).unwrap_err()
    };
    assert!(matches!(refused(|i| i.population[1].key = "M0".to_owned()), InputError::Twice { what: "merchant", .. }));
    assert!(matches!(refused(|i| i.inspectors[1].id = "I1".to_owned()), InputError::Twice { .. }));
    assert!(matches!(refused(|i| i.population[1].key = "M\0".to_owned()), InputError::Text { what: "key", .. }));
    assert!(matches!(refused(|i| i.population[1].sector = "a/b".to_owned()), InputError::Text { .. }));
    assert!(matches!(refused(|i| i.population[1].class = Standing::Issued("E".to_owned())), InputError::Class { .. }));
    let late = |i: &mut Inputs| i.population[1].visits.push(visit("2026-11-02", VisitReason::Clue));
    assert!(matches!(refused(late), InputError::Visit { .. }));
    assert!(matches!(refused(|i| i.task.year = 2027), InputError::Days { .. }));
    assert!(matches!(refused(|i| i.snapshot.day = i.task.from.next()), InputError::Days { .. }));
    assert!(matches!(refused(|i| i.rules.lead_days = 0), InputError::Rules(_)));
    assert!(matches!(refused(|i| i.rules.caps.clear()), InputError::Rules(_)));
    let twice = |i: &mut Inputs| {
        let before = DrawnBefore { class: "C".to_owned(), group: Group::Enterprise, visits: 1 };
        i.drawn_before = vec![before.clone(), DrawnBefore { visits: 2, ..before }];
    };
    assert!(matches!(refused(twice), InputError::Twice { what: "drawn before", .. }));
}

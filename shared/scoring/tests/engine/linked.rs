//! What one record does to another: results that stop with the penalties of their case, and records
//! that have not happened yet.

use crate::common::{Shop, day, default_program, stop};
use crate::random::{merchant, some_day, things};
use domain::facts::Facts;
use domain::points::Milli;
use proptest::prelude::*;
use scoring::explain::Subject;

fn score(facts: &Facts, on: &str) -> Milli {
    Subject::new(&default_program(), facts, 200).rate(day(on)).unwrap().score_milli
}

/// A penalty whose display ended on 2025-01-10, and a later finding in the same case.
fn old_case() -> Shop {
    let mut shop = Shop::clean();
    let old = shop.penalty("old", "2024-01-10", "general", "normal", false);
    old.case_no = Some("K".into());
    stop(old, "2025-01-10");
    shop.visit("again", "2025-06-01", "I06L").case_no = Some("K".into());
    shop
}

#[test]
fn a_new_finding_in_an_old_case_stands_alone() {
    assert_eq!(score(&old_case().0, "2026-01-15"), Milli::from_points(900));
}

#[test]
fn a_later_penalty_links_a_finding_from_its_decision_on() {
    let mut shop = old_case();
    let new = shop.penalty("new", "2026-03-01", "general", "normal", false);
    new.case_no = Some("K".into());
    stop(new, "2026-06-01");
    // Not decided yet; then counted once with the penalty; then stopped with it.
    assert_eq!(score(&shop.0, "2026-01-15"), Milli::from_points(900));
    assert_eq!(score(&shop.0, "2026-03-01"), Milli::from_points(860));
    assert_eq!(score(&shop.0, "2026-06-01"), Milli::from_points(940));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_record_of_a_later_day_does_not_count(things in things(), on in some_day()) {
        let program = default_program();
        let all = merchant(&things, Some(2000), None);
        let mut past = all.clone();
        past.facts.retain(|fact| fact.day <= on);
        let rated = |facts| Subject::new(&program, facts, 700).rate(on).map(|r| (r.score_milli, r.class, r.rules, r.flags));
        prop_assert_eq!(rated(&all), rated(&past));
    }
}

//! The worked scores of the scheme's own documentation, rule names included.

use crate::common::{Shop, annul, day, default_program, stop, today};
use domain::facts::{Derivation, Facts};
use domain::points::Milli;
use domain::vocab::{FactKind, StatusKind};
use scoring::explain::{Explanation, LineKind, Subject};

struct Expected<'e> {
    /// V, I, C, R, S in points.
    parts: [i64; 5],
    score: i64,
    band: &'e str,
    class: &'e str,
    rules: &'e [&'e str],
    too_little_data: bool,
}

fn check(name: &str, facts: &Facts, expected_thousandths: u32, wanted: &Expected<'_>) {
    let program = default_program();
    let subject = Subject::new(&program, facts, expected_thousandths);
    let found = subject.explain(today());
    let part = |id: &str| found.parts.iter().find(|p| p.id == id).unwrap();
    let side = |at: usize| part("X").sides[at].1.0;
    let parts = [side(0), side(1), -part("C").milli.0, -part("R").milli.0, part("S").milli.0];
    assert_eq!(parts.map(|p| p / 1000), wanted.parts, "{name}: parts");
    assert_eq!(found.score_milli, Milli::from_points(wanted.score), "{name}: score");
    assert_eq!((found.band, found.class), (Some(wanted.band), Some(wanted.class)), "{name}: class");
    assert_eq!(binding(&found), wanted.rules, "{name}: rules");
    assert_eq!(!found.flags.is_empty(), wanted.too_little_data, "{name}: too little data");
    assert_sum(&found);
}

fn binding<'e>(found: &'e Explanation<'_>) -> Vec<&'e str> {
    found.rules.iter().filter(|r| r.binding).map(|r| r.id).collect()
}

/// A score is its start plus its lines, exactly.
fn assert_sum(found: &Explanation<'_>) {
    let lines: Milli = found.lines.iter().map(|l| l.milli).sum();
    assert_eq!(found.start_milli + lines, found.score_milli);
}

macro_rules! wanted {
    ($parts:expr, $score:expr, $band:expr, $class:expr) => {
        wanted!($parts, $score, $band, $class, [])
    };
    ($parts:expr, $score:expr, $band:expr, $class:expr, $rules:expr) => {
        Expected { parts: $parts, score: $score, band: $band, class: $class, rules: &$rules, too_little_data: false }
    };
    ($parts:expr, $score:expr, $band:expr, $class:expr, $rules:expr, sparse) => {
        Expected { parts: $parts, score: $score, band: $band, class: $class, rules: &$rules, too_little_data: true }
    };
}

#[test]
fn s01_clean_grocer() {
    check("S01", &Shop::clean().0, 200, &wanted!([0, 0, 0, 0, 40], 940, "A", "A"));
}

#[test]
fn s02_snack_shop_four_months_old() {
    let mut shop = Shop::bare();
    shop.0.trading_from = Some(day("2026-07-20"));
    check("S02", &shop.0, 200, &wanted!([0, 0, 0, 0, 40], 940, "A", "B", ["BC1", "BC6"], sparse));
}

fn s03() -> Shop {
    let mut shop = Shop::clean();
    shop.penalty("p", "2026-06-10", "general", "normal", true);
    shop
}

#[test]
fn s03_one_general_food_penalty() {
    check("S03", &s03().0, 200, &wanted!([100, 0, 0, 0, 40], 840, "B", "B"));
}

#[test]
fn s04_the_same_after_repair() {
    let mut shop = s03();
    stop(shop.0.facts.last_mut().unwrap(), "2026-10-09");
    check("S04", &shop.0, 200, &wanted!([0, 0, 0, 0, 40], 940, "A", "A"));
}

fn s07() -> Shop {
    let mut shop = Shop::clean();
    for n in 0..60 {
        shop.complaint(&format!("c{n}"), "2026-05-05", if n < 40 { "T2" } else { "MEDIATED" });
    }
    shop.status(StatusKind::GroupAlert, "2026-09-01");
    shop.status(StatusKind::AbnormalUnreachable, "2026-08-20");
    shop.visit("v", "2026-08-12", "I05");
    shop
}

#[test]
fn s07_gym_with_many_complaints() {
    let shop = s07();
    check("S07", &shop.0, 6000, &wanted!([0, 50, 210, 70, 40], 610, "C", "C"));
    let program = default_program();
    let found = Subject::new(&program, &shop.0, 6000).explain(today());
    let of = |id: &str| found.lines.iter().find(|l| l.indicator == Some(id)).unwrap().milli.0;
    assert_eq!([of("C1"), of("C2"), of("C4")], [-110_000, -60_000, -40_000]);
}

#[test]
fn s08_the_same_on_the_serious_list() {
    let mut shop = s07();
    shop.status(StatusKind::SeriousList, "2026-10-01");
    check("S08", &shop.0, 6000, &wanted!([0, 50, 210, 70, 40], 610, "C", "D", ["DJ1"]));
}

fn s09() -> Shop {
    let mut shop = Shop::clean();
    shop.visit("v", "2026-05-06", "I06L").case_no = Some("K1".into());
    shop.penalty("p", "2026-06-01", "general", "normal", false).case_no = Some("K1".into());
    shop
}

#[test]
fn s09_one_conduct_counts_once() {
    let shop = s09();
    check("S09", &shop.0, 200, &wanted!([80, 0, 0, 0, 40], 860, "B", "B"));
    let program = default_program();
    let found = Subject::new(&program, &shop.0, 200).explain(today());
    let relief = found.lines.iter().find(|l| l.kind == LineKind::ReliefOncePerCase).unwrap();
    assert_eq!((relief.milli, relief.case_no, relief.records.len()), (Milli(40_000), Some("K1"), 2));
}

#[test]
fn s11_abnormal_for_a_missing_report() {
    let mut shop = Shop::clean();
    shop.status(StatusKind::AbnormalLateReport, "2026-07-05");
    shop.status(StatusKind::AnnualReportOverdue, "2026-07-01");
    check("S11", &shop.0, 200, &wanted!([0, 0, 0, 40, 40], 900, "A", "B", ["BC3"]));
}

#[test]
fn s13_serious_refusal_of_inspection() {
    let mut shop = Shop::clean();
    shop.visit("v", "2026-09-15", "I08");
    check("S13", &shop.0, 200, &wanted!([0, 120, 0, 0, 40], 820, "B", "D", ["DJ4"]));
}

#[test]
fn s15_three_broken_promises() {
    let mut shop = Shop::clean();
    shop.status(StatusKind::NoReasonReturn, "2025-01-01");
    for (n, on) in ["2026-02-01", "2026-05-01", "2026-08-01"].into_iter().enumerate() {
        shop.push(FactKind::Breach, &format!("b{n}"), on, &[]);
    }
    check("S15", &shop.0, 200, &wanted!([0, 0, 0, 0, 0], 900, "A", "B", ["BC5"]));
}

#[test]
fn s16_all_merits() {
    let mut shop = Shop::clean();
    for merit in
        [StatusKind::TitleProvince, StatusKind::NoReasonReturn, StatusKind::OdrUnit, StatusKind::ServiceStation]
    {
        shop.status(merit, "2025-01-01");
    }
    for n in 0..5 {
        let fact =
            shop.push(FactKind::OdrCase, &format!("o{n}"), "2026-06-01", &[(domain::vocab::Field::Settled, "yes")]);
        fact.dated_by = domain::vocab::DatedBy::Entered;
    }
    check("S16", &shop.0, 200, &wanted!([0, 0, 0, 0, 100], 1000, "A", "A"));
}

#[test]
fn s18_never_publishable_and_annulled_count_nothing() {
    let mut shop = Shop::clean();
    let simple = shop.penalty("simple", "2026-08-01", "minor", "normal", false);
    simple.publishable = false;
    simple.counts = domain::span::Spans::none();
    simple.shown = domain::span::Spans::none();
    annul(shop.penalty("annulled", "2026-03-01", "general", "normal", false), "2026-09-01");
    check("S18", &shop.0, 200, &wanted!([0, 0, 0, 0, 40], 940, "A", "A"));
}

#[test]
fn s20_the_result_stops_with_its_penalty() {
    let mut shop = s09();
    stop(shop.0.facts.last_mut().unwrap(), "2026-10-20");
    check("S20", &shop.0, 200, &wanted!([0, 0, 0, 0, 40], 940, "A", "A"));
}

#[test]
fn s22_exactly_twelve_months_takes_the_next_step() {
    let mut shop = Shop::clean();
    shop.penalty("p", "2025-11-23", "general", "lenient", false);
    check("S22", &shop.0, 200, &wanted!([36, 0, 0, 0, 40], 904, "A", "B", ["BC2"]));
    // S23: a day younger, still the first step.
    let mut younger = Shop::clean();
    younger.penalty("p", "2025-11-24", "general", "lenient", false);
    check("S23", &younger.0, 200, &wanted!([60, 0, 0, 0, 40], 880, "A", "B", ["BC2"]));
}

#[test]
fn s24_permit_expired_and_correction_overdue() {
    let mut shop = Shop::clean();
    shop.status(StatusKind::PermitExpired, "2026-10-01");
    shop.status(StatusKind::CorrectionOverdue, "2026-10-01");
    check("S24", &shop.0, 200, &wanted!([0, 0, 0, 80, 40], 860, "B", "B"));
}

#[test]
fn s26_a_visit_and_a_failed_food_test() {
    let mut shop = Shop::clean();
    shop.visit("v", "2026-05-06", "I03");
    shop.food_test("t", "2026-06-06", "FS1", "no");
    check("S26", &shop.0, 200, &wanted!([0, 80, 0, 0, 40], 860, "B", "B"));
}

#[test]
fn s28_nothing_on_file() {
    check("S28", &Shop::bare().0, 200, &wanted!([0, 0, 0, 0, 40], 940, "A", "B", ["BC6"], sparse));
}

#[test]
fn s29_one_visit_is_an_observation() {
    let mut shop = Shop::bare();
    shop.visit("v", "2026-03-02", "I06");
    check("S29", &shop.0, 200, &wanted!([0, 10, 0, 0, 40], 930, "A", "A"));
}

#[test]
fn s31_abnormal_for_two_reasons() {
    let mut shop = Shop::clean();
    shop.status(StatusKind::AbnormalLateReport, "2026-07-05");
    shop.status(StatusKind::AbnormalUnreachable, "2026-08-05");
    check("S31", &shop.0, 200, &wanted!([0, 0, 0, 70, 40], 870, "B", "C", ["CC1"]));
}

#[test]
fn lines_say_when_they_lapse_and_the_rating_when_it_changes() {
    let program = default_program();
    let shop = s03();
    let subject = Subject::new(&program, &shop.0, 200);
    let found = subject.explain(today());
    let line = &found.lines[0];
    let workings = line.workings.as_ref().unwrap();
    assert_eq!((workings.points, workings.age_months, workings.age_permille), (80, 5, 1000));
    assert_eq!(workings.factors, [("safety", 1250)]);
    assert_eq!(workings.next_step_on, Some(day("2027-06-10")));
    assert_eq!(line.lapses_on, Some(day("2029-06-10")));
    assert_eq!(found.next_change_day, Some(day("2027-06-10")));
    let rule = found.rules.iter().find(|r| r.id == "BC2").unwrap();
    assert!(!rule.binding && rule.lapses_on.is_none(), "a displayed penalty triggers its rules at any age");
}

#[test]
fn overdue_fines_add_points_and_after_sixty_days_a_rule() {
    let program = default_program();
    let mut shop = s03();
    crate::common::unpaid(shop.0.facts.last_mut().unwrap(), "2026-09-24");
    let subject = Subject::new(&program, &shop.0, 200);
    let at = |text: &str| subject.explain(day(text));
    assert_eq!(at("2026-09-24").score_milli, Milli::from_points(840));
    assert_eq!(at("2026-09-25").score_milli, Milli::from_points(810));
    assert!(!at("2026-11-23").rules.iter().any(|r| r.id == "CC4"));
    assert_eq!(at("2026-11-24").class, Some("C"));
    assert_eq!(at("2026-11-23").next_change_day, Some(day("2026-11-24")));
}

#[test]
fn repetition_of_a_cause_in_another_case_weighs_half_more() {
    let program = default_program();
    let mut shop = Shop::clean();
    shop.penalty("a", "2026-02-01", "general", "normal", false).cause = Some("价格".into());
    shop.penalty("b", "2026-08-01", "general", "normal", false).cause = Some("价格".into());
    let score = |shop: &Shop| Subject::new(&program, &shop.0, 200).explain(today()).score_milli;
    assert_eq!(score(&shop), Milli::from_points(940 - 80 - 120));
    let found = Subject::new(&program, &shop.0, 200).explain(today());
    assert_eq!(found.lines[0].workings.as_ref().unwrap().factors, [("repeat", 1500)]);
    // The earlier one stops: the later is no repetition any more.
    let earlier = shop.0.facts.iter_mut().find(|f| f.key.as_str() == "penalty:a").unwrap();
    stop(earlier, "2026-10-01");
    assert_eq!(score(&shop), Milli::from_points(940 - 80));
}

#[test]
fn a_deregistered_merchant_is_not_rated() {
    let program = default_program();
    let mut shop = Shop::clean();
    shop.0.gone_from = Some(day("2026-10-01"));
    let subject = Subject::new(&program, &shop.0, 200);
    assert!(subject.rate(today()).is_none());
    assert!(subject.rate(day("2026-09-30")).is_some());
    assert_eq!(subject.explain(today()).not_rated_since, Some(day("2026-10-01")));
    assert_eq!(subject.next_change_day(day("2026-09-01")), Some(day("2026-10-01")));
    shop.penalty("p", "2026-06-01", "general", "normal", false);
    assert_eq!(Subject::new(&program, &shop.0, 200).next_change_day(today()), None, "nothing is left to change");
}

#[test]
fn a_rule_tells_how_the_values_behind_it_were_derived() {
    let program = default_program();
    let mut shop = Shop::clean();
    let note = |what, value: &str| Derivation { what, value: value.into(), by: "a table".into(), provisional: true };
    // Aged to nothing: the penalty has no line, but its suspension still decides.
    shop.penalty("old", "2022-06-01", "serious", "normal", false).derivations.push(note("severity", "serious"));
    shop.status(StatusKind::SuspensionOrdered, "2022-06-01")
        .derivations
        .push(note("restriction_end", "while displayed"));
    let found = Subject::new(&program, &shop.0, 200).explain(today());
    assert!(found.lines.iter().all(|line| line.derivations.is_empty()));
    let told = |id: &str| {
        let rule = found.rules.iter().find(|rule| rule.id == id).unwrap();
        rule.derivations.iter().map(|d| d.what).collect::<Vec<_>>()
    };
    assert_eq!(told("DJ5"), ["restriction_end"]);
    assert_eq!(told("BC2"), ["severity"]);
}

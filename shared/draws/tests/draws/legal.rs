//! Of whom the law demands a visit, by the shipped policy: food a year A 1, B 1, C 2, D 3, and everybody in two years.

use crate::support::{day, row, visit};
use domain::industry::Industry;
use draws::legal::{Due, Merchant, Minima, seen_to_by};
use draws::population::{Row, VisitReason};
use policy::embedded;
use policy::set::PolicySet;

const FOOD: &str = "6210";

fn minima() -> Minima {
    Minima::on(&embedded::inspections().unwrap(), day("2026-03-02")).unwrap()
}

/// What is due of a merchant by the last day of a task of 2026.
fn due_in(row: &Row, industry: &str, registered_on: Option<&str>, until: &str) -> Option<Due> {
    let (class, industry) = (row.class.class().unwrap(), Industry::parse(industry).unwrap());
    let merchant = Merchant { row, class, industry, registered_on: registered_on.map(day) };
    minima().due(&merchant, (2026, day(until)))
}

/// By which rule, without its day.
fn rule(row: &Row, until: &str) -> Option<String> {
    // Registered so late that full coverage asks for nothing yet.
    let due = due_in(row, FOOD, Some("2026-01-02"), until)?;
    due.rule.split_once('@').map(|(id, _)| id.to_owned())
}

/// A merchant with visits on these days.
fn visited(class: &str, days: &[&str]) -> Row {
    let visits = days.iter().map(|on| visit(on, VisitReason::OwnMotion)).collect();
    Row { visits, ..row("M", class) }
}

/// The fewest visits of this year with which nobody of a class is due.
fn owed(class: &str, until: &str) -> usize {
    let days = ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08"];
    (0..=4).find(|made| rule(&visited(class, &days[..*made]), until).is_none()).unwrap()
}

#[test]
fn a_visit_is_owed_at_the_end_of_each_even_part_of_the_year() {
    for (until, [a, b, c, d]) in [
        ("2026-01-31", [0, 0, 0, 0]),
        ("2026-04-29", [0, 0, 0, 0]),
        ("2026-04-30", [0, 0, 0, 1]),
        ("2026-06-29", [0, 0, 0, 1]),
        ("2026-06-30", [0, 0, 1, 1]),
        ("2026-08-31", [0, 0, 1, 2]),
        ("2026-12-30", [0, 0, 1, 2]),
        ("2026-12-31", [1, 1, 2, 3]),
        ("2027-02-15", [1, 1, 2, 3]),
    ] {
        assert_eq!(["A", "B", "C", "D"].map(|class| owed(class, until)), [a, b, c, d], "{until}");
    }
    // A class of which the rule says nothing has no minimum.
    assert_eq!(owed("E", "2026-12-31"), 0);
}

#[test]
fn the_last_task_of_a_year_sees_to_what_the_whole_year_owes() {
    let by = |until, is_last| seen_to_by(day(until), 2026, is_last).to_string();
    assert_eq!([by("2026-12-20", true), by("2026-10-01", true)], ["2026-12-31"; 2]);
    assert_eq!(by("2026-12-20", false), "2026-12-20", "another one comes");
    assert_eq!(by("2026-09-30", true), "2026-09-30", "nobody knows yet what is planned");
    assert_eq!(by("2027-02-15", true), "2027-02-15");
    let about = |industry| minima().is_about(Industry::parse(industry).unwrap());
    assert_eq!(["6210", "5213", "5211", "80"].map(about), [true, true, false, false]);
}

#[test]
fn visits_on_the_spot_count_whatever_they_were_for_and_those_still_to_be_made() {
    let with = |reason, on, on_site| {
        let mut one = visited("B", &[]);
        one.visits.push(visit(on, reason));
        one.visits[0].on_site = on_site;
        rule(&one, "2026-12-31").is_some()
    };
    for reason in [
        VisitReason::OwnMotion,
        VisitReason::LegalMinimum,
        VisitReason::Complaint,
        VisitReason::Clue,
        VisitReason::FollowUp,
    ] {
        assert!(!with(reason, "2026-02-01", true), "{reason:?}");
    }
    assert!(with(VisitReason::OwnMotion, "2026-02-01", false), "in writing");
    assert!(with(VisitReason::OwnMotion, "2025-12-31", true), "of another year");
    assert!(rule(&Row { pending: 1, ..visited("B", &[]) }, "2026-12-31").is_none(), "it will be visited");
    assert!(rule(&Row { pending: 1, ..visited("D", &["2026-01-05"]) }, "2026-12-31").is_some(), "three are owed");
}

#[test]
fn only_industries_of_the_sector_are_due_and_the_ground_names_rule_and_article() {
    for (industry, is_food) in [
        ("6210", true),
        ("62", true),
        ("1411", true),
        ("5221", true),
        ("5212", true),
        ("5211", false),
        ("52", false),
        ("8040", false),
    ] {
        assert_eq!(due_in(&row("M", "D"), industry, Some("2026-01-02"), "2026-04-30").is_some(), is_food, "{industry}");
    }
    let due = due_in(&visited("D", &["2026-01-05"]), FOOD, None, "2026-08-31").unwrap();
    assert_eq!((due.rule.as_str(), due.sector.as_str()), ("inspections.legal_minimum@2016-12-01", "food"));
    for part in ["D 级每年 3 次", "2026-08-31", "应有 2 次", "已有 1 次", "食药监食监一〔2016〕115号", &due.rule]
    {
        assert!(due.ground.contains(part), "{part}: {}", due.ground);
    }
}

#[test]
fn everybody_is_visited_once_in_the_months_of_full_coverage() {
    // Class E has no yearly minimum, so that coverage alone is seen.
    let due = |days: &[&str], registered_on: Option<&str>, until: &str| {
        let due = due_in(&visited("E", days), FOOD, registered_on, until);
        due.map(|due| due.rule)
    };
    let coverage = Some("inspections.legal_coverage@2022-03-15".to_owned());
    // From the last visit.
    assert_eq!(due(&["2024-04-11"], None, "2026-04-10"), None, "it can still be visited on the day after the task");
    assert_eq!(due(&["2024-04-10"], None, "2026-04-10"), coverage);
    assert_eq!(due(&["2023-01-01", "2024-04-11"], None, "2026-04-10"), None, "the last one");
    // From the registration, if it came later.
    assert_eq!(due(&[], Some("2024-04-11"), "2026-04-10"), None);
    assert_eq!(due(&[], Some("2024-04-10"), "2026-04-10"), coverage);
    assert_eq!(due(&["2023-06-01"], Some("2024-06-01"), "2026-04-10"), None);
    // From the first day of the rule, if that came later still.
    assert_eq!(due(&[], None, "2024-03-14"), None);
    assert_eq!(due(&[], Some("2001-01-01"), "2024-03-15"), coverage);
    let waits = Row { pending: 1, ..visited("E", &[]) };
    assert_eq!(due_in(&waits, FOOD, None, "2026-04-10"), None, "it will be visited");
    let ground = due_in(&visited("E", &[]), FOOD, None, "2026-04-10").unwrap().ground;
    assert!(ground.contains("每 24 个月至少一次") && ground.contains("总局令第49号"), "{ground}");
    // The yearly minimum is named first where both demand a visit.
    assert!(
        due_in(&visited("A", &[]), FOOD, None, "2026-12-31").unwrap().rule.starts_with("inspections.legal_minimum")
    );
    assert_eq!(minima().longest_months(), 24);
}

#[test]
fn a_class_in_the_place_of_a_grade_is_provisional() {
    let basis = minima().basis;
    let of: Vec<(&str, bool)> =
        basis.iter().map(|one| (one.reference.split_once('@').unwrap().0, one.provisional)).collect();
    assert_eq!(
        of,
        [
            ("inspections.legal_coverage", false),
            ("inspections.legal_minimum", true),
            ("inspections.legal_sectors", true)
        ]
    );
}

#[test]
fn values_of_another_shape_are_faults_of_their_file() {
    let files = |path: &str, from: &str, to: &str| -> Vec<String> {
        let shipped = embedded::INSPECTIONS.iter().find(|(name, _)| *name == path).unwrap().1;
        let changed = shipped.replace(from, to);
        assert_ne!(changed, shipped);
        let set: PolicySet = embedded::inspections().unwrap().overlaid([(path, changed.as_str())]).unwrap();
        let faults = Minima::on(&set, day("2026-03-02")).unwrap_err();
        faults.into_iter().map(|fault| fault.file).collect()
    };
    for (path, from, to) in [
        ("inspections/legal_minimum.toml", "{ A = 1, B = 1, C = 2, D = 3 }", "1"),
        ("inspections/legal_minimum.toml", "A = 1", "A = 0"),
        ("inspections/legal_minimum.toml", "D = 3", "D = 367"),
        ("inspections/legal_minimum.toml", "{ food", "{ toys"),
        ("inspections/legal_minimum.toml", "\"count\"", "\"months\""),
        ("inspections/legal_coverage.toml", "{ food = 24 }", "24"),
        ("inspections/legal_coverage.toml", "food = 24", "toys = 24"),
        ("inspections/legal_sectors.toml", "\"13\"", "\"99\""),
    ] {
        assert_eq!(files(path, from, to), [path], "{to}");
    }
}

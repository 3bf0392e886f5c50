//! The promise checker: sound schemes pass, and each kind of sabotage is refused with a reason and,
//! where a file can show it, with a counterexample.

use crate::common::{SCHEME, changed};
use domain::points::Milli;
use policy::scheme::parse::read;
use scoring::check::{Violation, check};

fn violations(text: &str) -> Vec<Violation> {
    let scheme = read("sabotaged.toml", text).unwrap();
    check(&scheme).unwrap_err()
}

/// The passage is refused for breaking `promise`; for 1 to 3 with a file that shows it.
fn refused(promise: u8, text: &str, because: &str) {
    let found = violations(text);
    let violation = found.iter().find(|v| v.promise == promise && v.en.contains(because));
    let violation = violation.unwrap_or_else(|| panic!("no {because:?} among {found:#?}"));
    if promise == 4 {
        return;
    }
    let example = violation.example.as_ref().expect("a counterexample");
    assert_ne!(example.rated_before, example.rated_after);
    assert!(example.before.dossier().is_some() && example.after.dossier().is_some());
    let better = example.rated_after.0 > example.rated_before.0 || example.rated_after.1 < example.rated_before.1;
    assert_eq!(better, promise == 1);
}

fn faulty(text: &str, because: &str) {
    let faults = read("sabotaged.toml", text).unwrap_err();
    assert!(faults.iter().any(|f| f.cause.contains(because)), "{faults:#?}");
}

#[test]
fn the_shipped_schemes_keep_their_promises() {
    let proof = check(&read("lc", SCHEME).unwrap()).unwrap();
    assert_eq!(proof.score_bounds, (0, 1000));
    assert!(proof.cells > 300 && proof.merchants > 20, "{proof:?}");
    let fhrs = include_str!("../../../../policies/schemes/fhrs-2013.toml");
    check(&read("fhrs", fhrs).unwrap()).unwrap();
}

#[test]
fn an_older_record_that_weighs_more_is_refused() {
    refused(3, &changed("[[12, 1000], [24, 600], [36, 300]]", "[[12, 1000], [24, 1200], [36, 300]]"), "waiting hurts");
}

#[test]
fn a_rule_that_begins_with_age_is_refused() {
    let aged = r#"severity = "serious", age_months_from = 6, age_months_below = 24"#;
    refused(3, &changed(r#"severity = "serious", age_months_below = 12"#, aged), "waiting hurts");
}

#[test]
fn a_graver_penalty_that_weighs_less_is_refused() {
    refused(1, &changed("serious = 200", "serious = 50"), "a worse severity helps");
}

#[test]
fn a_grade_the_wrong_way_round_is_refused() {
    refused(1, &changed("lenient = 750", "lenient = 1600"), "a worse grade helps");
}

#[test]
fn a_safety_mark_that_lightens_is_refused() {
    refused(
        1,
        &changed(r#"{ field = "safety", permille = 1250 }"#, r#"{ field = "safety", permille = 800 }"#),
        "a worse safety helps",
    );
}

#[test]
fn a_repetition_that_weighs_less_is_refused() {
    refused(1, &changed("within_months = 12, permille = 1500", "within_months = 12, permille = 500"), "repetition");
}

#[test]
fn diligence_that_makes_it_worse_is_refused() {
    refused(
        1,
        &changed(r#"{ field = "diligence", permille = 250 }"#, r#"{ field = "diligence", permille = 4000 }"#),
        "a worse diligence helps",
    );
}

#[test]
fn a_rule_against_the_resolved_is_refused() {
    refused(
        2,
        &changed(r#"resolved = "no", age_months_below = 6"#, r#"resolved = "yes", age_months_below = 6"#),
        "resolving hurts",
    );
}

#[test]
fn complaints_that_add_points_are_refused() {
    let from = "en = \"Merchant refused mediation\"\npart = \"C\"";
    refused(1, &changed(from, "en = \"Merchant refused mediation\"\npart = \"S\""), "helps");
}

#[test]
fn breaches_that_add_points_are_refused() {
    refused(1, &changed("points = -20", "points = 20"), "adding breach helps");
}

#[test]
fn settled_complaints_that_add_points_are_refused() {
    // What a complaint takes hides what it gives until the part of complaints is full.
    let given = changed(
        "count = { record = \"breach\", window_months = 12 }\npoints = -20",
        "count = { record = \"complaint\", outcome = \"SELF_SETTLED\", window_months = 12 }\npoints = 5",
    );
    refused(1, &given, "adding complaint (outcome SELF_SETTLED");
}

#[test]
fn a_look_that_lifts_a_cap_too_often_is_refused() {
    refused(1, &changed("not_observed_months = 36", "not_observed_months = 6"), "a finding lifts rule BC6");
}

#[test]
fn a_problem_left_for_later_is_a_finding() {
    let counted = r#"
[[indicator]]
id = "S6"
zh = "待处理"
en = "Left for later"
part = "S"
kind = "count_points"
count = { record = "inspection", result = "I07", window_months = 12 }
points = 10
basis = ["x"]
"#;
    refused(1, &format!("{SCHEME}{counted}"), "adding inspection (result I07) helps");
}

#[test]
fn an_adverse_status_as_a_merit_is_refused() {
    refused(
        1,
        &changed("statuses = { service_station = 5 }", "statuses = { correction_overdue = 5 }"),
        "holding correction_overdue helps",
    );
}

#[test]
fn a_bonus_for_the_unsettled_is_refused() {
    refused(
        1,
        &changed(r#"dated_by = "entered", settled = "yes", window"#, r#"dated_by = "entered", settled = "no", window"#),
        "helps",
    );
}

#[test]
fn a_bonus_that_needs_a_listing_is_refused() {
    refused(
        1,
        &changed(r#"while_status = "odr_unit""#, r#"while_status = "serious_list""#),
        "holding serious_list helps",
    );
}

#[test]
fn a_worse_test_that_weighs_less_is_refused() {
    refused(1, &changed("SQ1 = 40, SQ2 = 80", "SQ1 = 40, SQ2 = 20"), "a worse result helps");
}

#[test]
fn parts_that_leave_the_scale_are_refused() {
    refused(4, &changed("max = 550", "max = 900"), "scores can reach -350 to 1000");
}

#[test]
fn a_rule_that_can_never_decide_is_refused() {
    let from = "when = { trading_months_below = 12 }\neffect = { not_above = \"B\" }";
    refused(
        4,
        &changed(from, "when = { trading_months_below = 12 }\neffect = { not_above = \"A\" }"),
        "rule BC1 is dead",
    );
}

#[test]
fn a_rule_in_the_shadow_of_another_is_refused() {
    let shadow = r#"
[[rule]]
id = "BC9"
zh = "影子"
en = "Shadow"
when = { event = "penalty", severity = "serious", age_months_below = 12 }
effect = { not_above = "B" }
basis = ["x"]
"#;
    refused(4, &format!("{SCHEME}{shadow}"), "rule BC9 is dead");
}

#[test]
fn a_class_nobody_can_reach_is_refused() {
    refused(4, &changed("bands = { A = 880", "bands = { A = 1001"), "class A can never be reached");
}

#[test]
fn gaps_overlaps_and_negative_points_are_faults_of_the_file() {
    faulty(&changed("C = 600, D = 0", "C = 600, D = 100"), "bands leave a gap");
    faulty(&changed("A = 880, B = 760", "A = 760, B = 760"), "bands overlap");
    faulty(&changed("minor = 30", "minor = -30"), "points must lie between");
    faulty(&changed("SQ0 = 0, SQ1 = 40", "SQ1 = 40"), "points_by leaves a gap");
    faulty(&changed("statuses = { permit_expired = 50 }", "statuses = { permit_lapsed = 50 }"), "no status");
    let all_three =
        "while = \"unpaid\"\npoints = 30\ncounts_unless = [\"display_stopped\", \"annulled\", \"never_publishable\"]";
    faulty(
        &changed(all_three, "while = \"unpaid\"\npoints = 30\ncounts_unless = [\"display_stopped\"]"),
        "may not be used",
    );
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let text =
        SCHEME.replace("minor = 30", "tiny = 30").replace("effect = { class = \"D\" }", "effect = { class = \"E\" }");
    let faults = read("x.toml", &text).unwrap_err();
    assert!(faults.len() >= 6, "{faults:#?}");
    assert!(faults.iter().all(|f| f.line > 1));
    assert!(faults.windows(2).all(|w| w[0].line <= w[1].line));
}

#[test]
fn a_counterexample_tells_scores() {
    let found = violations(&changed("points = -20", "points = 20"));
    let example = found[0].example.as_ref().unwrap();
    assert!(example.rated_after.0 > example.rated_before.0 && example.rated_before.0 > Milli(0));
}

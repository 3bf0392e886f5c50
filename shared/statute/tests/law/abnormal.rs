//! The abnormal list, the mark of a sole trader, leaving either and objecting to it: rules of the legal dossier,
//! its worked case C22, and its settled readings 5, 8, 9, 14 and 17 to 20.

use crate::procedure::{LIMITS, OFFICES, Written, actor, holds, procedure, told};
use crate::support::day;
use domain::day::Day;
use proptest::prelude::*;
use statute::abnormal::objection_in_time;
use statute::clock::State;
use statute::procedure::{Attempt, Case, Procedure, Role, Step, Taken, Way};
use std::collections::BTreeMap;

const ALL: [&str; 4] = ["abnormal_list", "abnormal_mark", "abnormal_objection", "abnormal_removal"];

/// A company that missed its report on 2026-06-30, listed and published on 2026-07-14.
fn published() -> Written {
    Written::of("abnormal_list").take("find_late_report", "2026-06-30", "wang").take("list", "2026-07-14", "li").take(
        "publish",
        "2026-07-14",
        "li",
    )
}

#[test]
fn c22_who_missed_its_report_is_listed_in_ten_working_days() {
    let found = Written::of("abnormal_list").take("find_late_report", "2026-06-30", "wang");
    assert_eq!(found.due("abnormal_listing", "2026-07-14"), (State::Due, Some(day("2026-07-14"))));
    assert_eq!(found.due("abnormal_listing", "2026-07-15").0, State::Overdue, "late, and still to be done");
    let listed = published();
    assert_eq!(listed.due("abnormal_listing", "2026-07-14"), (State::Met, Some(day("2026-07-14"))));
    assert_eq!(listed.due("reconsideration_request", "2026-07-14").0, State::Running);
    assert_eq!(listed.case().stage(), Some("published"));
}

#[test]
fn c22_who_filed_and_applied_is_removed_in_five_working_days() {
    let filed = Written::of("abnormal_removal").take("file", "2026-09-18", "shop");
    // Sunday the twentieth is worked.
    assert_eq!(filed.due("abnormal_removal", "2026-09-18"), (State::Running, Some(day("2026-09-24"))));
    let proposed = filed.take("propose", "2026-09-22", "wang");
    assert_eq!(proposed.causes("approve", "2026-09-24", "wang"), ["INVOLVED_BEFORE"]);
    let approved = proposed.take("approve", "2026-09-24", "li");
    assert_eq!(approved.due("abnormal_removal", "2026-09-24").0, State::Met);
    assert_eq!(effects(&approved, "approve"), ["leave_abnormal_list"], "off on the day of the decision");
    let removed = published().take("remove", "2026-09-24", "house");
    assert_eq!(removed.case().stage(), Some("removed"));
    assert_eq!(effects(&removed, "remove"), ["leave_abnormal_list"]);
    assert_eq!(removed.due("abnormal_objection_request", "2026-09-24").0, State::Ended);
}

/// What follows from a step of the version that governs the case.
fn effects<'w>(written: &'w Written, step: &str) -> &'w [String] {
    &written.case().way(day("2026-09-24")).value.step(step).unwrap().effects
}

#[test]
fn what_has_to_be_verified_runs_from_the_verification_and_missing_material_begins_anew() {
    let waits = Written::of("abnormal_removal").take("file_to_verify", "2026-09-01", "shop");
    assert_eq!(waits.case().reading("abnormal_removal", day("2026-09-10"), &LIMITS), None);
    assert_eq!(waits.causes("propose", "2026-09-10", "wang"), ["WRONG_STAGE"], "not before it was verified");
    let verified = waits.take("verify", "2026-09-18", "wang");
    assert_eq!(verified.due("abnormal_removal", "2026-09-18").1, Some(day("2026-09-24")));
    let asked =
        Written::of("abnormal_removal").take("file", "2026-09-07", "shop").take("ask_material", "2026-09-08", "li");
    assert_eq!(asked.due("abnormal_removal", "2026-09-30").0, State::Met);
    let complete = asked.take("complete", "2026-09-18", "shop");
    assert_eq!(complete.due("abnormal_removal", "2026-09-18"), (State::Running, Some(day("2026-09-24"))));
}

#[test]
fn nobody_is_listed_by_whoever_found_the_ground_or_without_one() {
    let found = Written::of("abnormal_list").take("find_unreachable", "2026-06-30", "wang");
    assert_eq!(found.causes("list", "2026-07-01", "wang"), ["INVOLVED_BEFORE"]);
    assert_eq!(found.causes("decline", "2026-07-01", "wang"), ["INVOLVED_BEFORE"]);
    let of = |name: &str, step: &str, code: &'static str| {
        let way = procedure(name).on(day("2020-01-01")).value;
        let step = way.step(step).unwrap_or_else(|| panic!("{name} has {step}"));
        let history = found_by(name, step);
        let case = Case { procedure: procedure(name), offices: OFFICES, history: &history };
        let by = actor("li", step.by);
        let has: Vec<&str> = step.needs.iter().map(String::as_str).collect();
        let attempt = Attempt { step: &step.id, on: day("2020-01-02"), by: &by, has: &has, accepted: &[] };
        let refused = case.attempt(&attempt, &LIMITS, |asked| told(asked != code)).unwrap_err();
        refused.iter().map(|refused| refused.cause.code().to_owned()).collect::<Vec<_>>()
    };
    for (name, decide) in [("abnormal_list", "list"), ("abnormal_mark", "mark")] {
        let finds = ["find_late_report", "find_false_information", "find_unreachable"];
        for step in finds {
            assert_eq!(of(name, step, "FOUND_ON_ANOTHER_DAY"), ["FOUND_ON_ANOTHER_DAY"], "{step}");
        }
        for step in finds.into_iter().chain([decide]) {
            assert_eq!(of(name, step, "NO_ABNORMAL_GROUND"), ["NO_ABNORMAL_GROUND"], "{step}");
        }
        assert_eq!(of(name, "find_unreachable", "LETTERS_NOT_APART"), ["LETTERS_NOT_APART"]);
    }
    assert_eq!(of("abnormal_list", "find_late_information", "NO_ABNORMAL_GROUND"), ["NO_ABNORMAL_GROUND"]);
    // A sole trader publishes no such information and is not marked for it.
    assert!(procedure("abnormal_mark").on(day("2020-01-01")).value.step("find_late_information").is_none());
}

/// What has to be behind a step that opens nothing: that somebody else found a ground.
fn found_by(name: &str, step: &Step) -> Vec<Taken> {
    let is_opening = step.from.is_empty();
    let law = procedure(name).on(day("2020-01-01")).basis.by.to_owned();
    let found = Taken {
        step: "find_late_report".to_owned(),
        on: day("2020-01-01"),
        by: actor("wang", Role::Official),
        law,
        days: BTreeMap::new(),
    };
    if is_opening { Vec::new() } else { vec![found] }
}

/// the five working days run from the filing of the report, whenever the house notices it, and from no day to come.
#[test]
fn the_days_of_restoring_run_from_the_report_and_not_from_when_it_was_noticed() {
    let marked = Written::of("abnormal_mark")
        .take("find_late_report", "2026-06-30", "wang")
        .take("mark", "2026-07-14", "li")
        .take("publish", "2026-07-20", "li");
    let noticed = |on: &str| marked.clone().take("receive_report", on, "house");
    let reported = noticed("2026-07-24").stating("reported_on", "2026-07-16");
    assert_eq!(reported.due("abnormal_removal", "2026-07-23"), (State::Due, Some(day("2026-07-23"))));
    assert_eq!(reported.due("abnormal_removal", "2026-07-24").0, State::Overdue, "late on the day of the notice");
    let ahead = noticed("2026-07-24").stating("reported_on", "2026-12-31");
    assert_eq!(ahead.due("abnormal_removal", "2026-07-24"), (State::Running, Some(day("2026-07-31"))));
}

#[test]
fn a_sole_trader_is_marked_and_restored_five_working_days_after_its_report_without_asking() {
    let marked = Written::of("abnormal_mark")
        .take("find_late_report", "2026-06-30", "wang")
        .take("mark", "2026-07-14", "li")
        .take("publish", "2026-07-14", "li");
    assert_eq!(marked.due("abnormal_listing", "2026-07-14"), (State::Met, Some(day("2026-07-14"))));
    assert_eq!(marked.causes("unmark_for_report", "2026-09-18", "li"), ["WRONG_STAGE"]);
    let reported = marked.take("receive_report", "2026-09-18", "house");
    assert_eq!(reported.due("abnormal_removal", "2026-09-18"), (State::Running, Some(day("2026-09-24"))));
    let way = reported.case().way(day("2026-09-18")).value;
    // A report helps nobody who was marked because nobody was reached.
    assert_eq!(way.step("receive_report").unwrap().requires, ["GROUND_TO_VERIFY", "REPORT_STILL_MISSING"]);
    let restored = reported.take("unmark_for_report", "2026-09-24", "wang");
    assert_eq!(restored.due("abnormal_removal", "2026-09-24").0, State::Met);
    assert_eq!(restored.case().stage(), Some("unmarked"));
}

#[test]
fn an_objection_is_accepted_in_five_working_days_answered_in_twenty_and_corrected_in_five() {
    let filed = Written::of("abnormal_objection").take("file", "2026-08-13", "shop");
    assert_eq!(filed.due("abnormal_objection_acceptance", "2026-08-13").1, Some(day("2026-08-20")));
    let accepted = filed.take("accept", "2026-08-20", "wang");
    assert_eq!(accepted.due("abnormal_objection_acceptance", "2026-08-20").0, State::Met);
    assert_eq!(accepted.due("abnormal_objection_answer", "2026-08-20").1, Some(day("2026-09-17")));
    let proposed = accepted.take("propose", "2026-09-10", "wang");
    assert_eq!(proposed.causes("uphold", "2026-09-17", "wang"), ["INVOLVED_BEFORE"]);
    assert_eq!(proposed.causes("reject", "2026-09-17", "wang"), ["INVOLVED_BEFORE"]);
    let upheld = proposed.take("uphold", "2026-09-17", "li");
    assert_eq!(upheld.due("abnormal_objection_answer", "2026-09-17").0, State::Met);
    // The twentieth, a Sunday, is worked.
    assert_eq!(upheld.due("abnormal_correction", "2026-09-17"), (State::Running, Some(day("2026-09-23"))));
    assert_eq!(effects(&upheld, "uphold"), ["unflag", "correct", "leave_abnormal_list"], "off with the decision");
    let corrected = upheld.take("confirm", "2026-09-24", "li");
    assert_eq!(corrected.due("abnormal_correction", "2026-09-24").0, State::MetLate);
    // In the listing's own case the house does what was decided here.
    assert_eq!(published().take("correct_as_objected", "2026-09-17", "house").case().stage(), Some("corrected"));
}

#[test]
fn an_objection_is_decided_by_somebody_who_had_nothing_to_do_with_the_listing() {
    let way = procedure("abnormal_objection").on(day("2026-09-17")).value;
    for step in ["uphold", "reject"] {
        assert_eq!(way.step(step).unwrap().requires, ["INVOLVED_IN_ITEM"], "{step}");
    }
}

#[test]
fn the_time_to_object_is_thirty_days_from_the_publication_and_rolls_over_days_off() {
    let in_time = |published: &str, filed: &str| objection_in_time(Some(day(published)), day(filed), &LIMITS);
    let holds = |published: &str, filed: &str| in_time(published, filed).holds;
    assert_eq!((holds("2026-07-14", "2026-08-13"), holds("2026-07-14", "2026-08-14")), (true, false));
    // The thirtieth day is the mid-autumn holiday, with a weekend behind it.
    assert_eq!((holds("2026-08-26", "2026-09-28"), holds("2026-08-26", "2026-09-29")), (true, false));
    // 2027-01-09 is a Saturday of a year whose working days are not published: nothing is lost on the Monday.
    assert!(holds("2026-12-10", "2027-01-11"));
    // Nothing has begun before the publication.
    assert!(objection_in_time(None, day("2026-08-14"), &LIMITS).holds && holds("2026-08-20", "2026-08-14"));
    let (old, new) = (in_time("2024-07-15", "2024-07-16"), in_time("2026-07-14", "2026-07-15"));
    assert_eq!((old.by.as_str(), old.provisional), ("clocks.abnormal_objection_request@2014-10-01", false));
    assert_eq!((new.by.as_str(), new.provisional), ("clocks.abnormal_objection_request@2025-05-01", true));
    // In the listing's case the merchant's right is told of, until it is used or over.
    assert_eq!(published().due("abnormal_objection_request", "2026-08-13"), (State::Due, Some(day("2026-08-13"))));
    assert_eq!(
        published().due("abnormal_objection_request", "2026-08-14").0,
        State::Ended,
        "a right, and nobody is late"
    );
    let objected = published().take("note_objection", "2026-08-03", "house");
    assert_eq!(objected.due("abnormal_objection_request", "2026-08-14").0, State::Met);
}

#[test]
fn what_came_too_late_is_not_accepted_and_told_so_and_nothing_else_is_a_ground() {
    let filed = Written::of("abnormal_objection").take("file", "2020-08-14", "shop");
    let by = actor("wang", Role::Official);
    let late = |code: &str| told(code != "OBJECTION_TOO_LATE");
    let accept = Attempt { step: "accept", on: day("2020-08-17"), by: &by, has: &[], accepted: &[] };
    let refused = filed.case().attempt(&accept, &LIMITS, late).unwrap_err();
    assert_eq!(refused.iter().map(|refused| refused.cause.code()).collect::<Vec<_>>(), ["OBJECTION_TOO_LATE"]);
    let not_accept = Attempt { step: "not_accept", has: &["reasons"], ..accept };
    assert_eq!(filed.case().attempt(&not_accept, &LIMITS, late).unwrap().to, "not_accepted");
    let refused = filed.case().attempt(&not_accept, &LIMITS, holds).unwrap_err();
    assert_eq!(refused.iter().map(|refused| refused.cause.code()).collect::<Vec<_>>(), ["NO_GROUND"]);
}

#[test]
fn a_listing_that_the_office_itself_finds_wrong_is_corrected_by_another_official() {
    let wrong = published().take("find_wrong", "2026-09-17", "wang");
    assert_eq!(wrong.due("abnormal_correction", "2026-09-17"), (State::Running, Some(day("2026-09-23"))));
    for step in ["correct", "stand"] {
        assert_eq!(wrong.causes(step, "2026-09-18", "wang"), ["INVOLVED_BEFORE"], "{step}");
    }
    let corrected = wrong.take("correct", "2026-09-23", "li");
    assert_eq!(corrected.due("abnormal_correction", "2026-09-23").0, State::Met);
    assert_eq!(effects(&corrected, "correct"), ["correct", "leave_abnormal_list"]);
    let stands = published().take("find_wrong", "2026-09-17", "wang").take("stand", "2026-09-18", "li");
    assert_eq!(stands.case().stage(), Some("published"));
}

#[test]
fn a_mark_that_is_found_wrong_is_corrected_by_another_official_too() {
    let wrong = Written::of("abnormal_mark")
        .take("find_false_information", "2026-06-30", "wang")
        .take("mark", "2026-07-14", "li")
        .take("publish", "2026-07-14", "li")
        .take("find_wrong", "2026-09-17", "wang");
    for step in ["correct", "stand"] {
        assert_eq!(wrong.causes(step, "2026-09-18", "wang"), ["INVOLVED_BEFORE"], "{step}");
    }
    assert_eq!(wrong.take("correct", "2026-09-23", "li").due("abnormal_correction", "2026-09-23").0, State::Met);
}

#[test]
fn the_house_carries_out_only_what_was_decided_elsewhere() {
    let decided = [
        ("abnormal_list", "remove", "REMOVAL_NOT_APPROVED"),
        ("abnormal_list", "restore", "REMOVAL_NOT_REVOKED"),
        ("abnormal_list", "correct_as_objected", "OBJECTION_NOT_UPHELD"),
        ("abnormal_list", "correct_after_end", "OBJECTION_NOT_UPHELD"),
        ("abnormal_list", "note_objection", "NOT_OBJECTED_TO"),
        ("abnormal_mark", "unmark", "REMOVAL_NOT_APPROVED"),
        ("abnormal_mark", "mark_again", "REMOVAL_NOT_REVOKED"),
        ("abnormal_mark", "correct_as_objected", "OBJECTION_NOT_UPHELD"),
        ("abnormal_mark", "correct_after_end", "OBJECTION_NOT_UPHELD"),
        ("abnormal_mark", "note_objection", "NOT_OBJECTED_TO"),
        ("serious_list", "remove", "REMOVAL_NOT_APPROVED"),
        ("serious_list", "restore", "REMOVAL_NOT_REVOKED"),
        ("serious_list", "correct_as_objected", "OBJECTION_NOT_UPHELD"),
        ("serious_list", "correct_after_end", "OBJECTION_NOT_UPHELD"),
    ];
    for (name, step, code) in decided {
        for way in versions(procedure(name)) {
            let step = way.step(step).unwrap();
            assert_eq!((step.by, step.requires.as_slice()), (Role::House, [code.to_owned()].as_slice()), "{name}");
        }
    }
}

#[test]
fn who_is_refused_is_told_why_and_may_go_to_court_and_what_a_remedy_quashed_is_taken_up_again() {
    let refused = Written::of("abnormal_removal")
        .take("file", "2026-09-18", "shop")
        .take("propose", "2026-09-21", "wang")
        .take("refuse", "2026-09-24", "li");
    assert_eq!(refused.due("abnormal_removal", "2026-09-24").0, State::Met);
    assert_eq!(refused.due("reconsideration_request", "2026-09-24").0, State::Running);
    assert!(refused.case().limit("suit_request").is_some_and(|suit| suit.course.stop.is_none()));
    let reopened = refused.take("reopen", "2026-12-01", "wang");
    assert_eq!(reopened.due("abnormal_removal", "2026-12-01"), (State::Running, Some(day("2026-12-08"))));
    let rejected =
        Written::of("abnormal_objection").take("file", "2026-08-03", "shop").take("ask_material", "2026-08-04", "wang");
    assert_eq!(rejected.due("abnormal_objection_acceptance", "2026-08-20").0, State::Met);
    let rejected = rejected
        .take("complete", "2026-08-13", "shop")
        .take("accept", "2026-08-20", "wang")
        .take("propose", "2026-09-10", "wang")
        .take("reject", "2026-09-17", "li");
    assert_eq!(rejected.due("abnormal_objection_answer", "2026-09-17").0, State::Met);
    let reopened = rejected.take("reopen", "2026-11-30", "zhao");
    assert_eq!(reopened.due("abnormal_objection_answer", "2026-11-30").1, Some(day("2026-12-28")));
}

#[test]
fn a_removal_that_was_got_by_falsehood_is_revoked_by_another_official_and_the_entry_restored() {
    let doubted = Written::of("abnormal_removal")
        .take("file", "2026-09-18", "shop")
        .take("propose", "2026-09-21", "wang")
        .take("approve", "2026-09-22", "li")
        .take("propose_revocation", "2026-10-12", "li");
    assert_eq!(doubted.causes("revoke", "2026-10-13", "li"), ["INVOLVED_BEFORE"]);
    let revoked = doubted.take("revoke", "2026-10-13", "wang");
    assert_eq!(revoked.case().stage(), Some("revoked"));
    assert_eq!(effects(&revoked, "revoke"), ["enter_abnormal_list"]);
    let restored = published().take("remove", "2026-09-22", "house").take("restore", "2026-10-13", "house");
    assert_eq!(restored.case().stage(), Some("published"));
    // Its publication was that of July, and so is the time to object.
    assert_eq!(restored.due("abnormal_objection_request", "2026-10-13").0, State::Ended);
}

#[test]
fn the_version_of_a_listing_is_that_of_its_decision_and_of_a_removal_that_of_its_application() {
    let listed = Written::of("abnormal_list").take("find_false_information", "2025-04-22", "wang");
    assert_eq!(listed.case().way(day("2025-04-30")).basis.by, "procedures.abnormal_list@2014-10-01");
    let listed = listed.take("list", "2025-05-06", "li");
    assert_eq!(listed.case().way(day("2025-05-06")).basis.by, "procedures.abnormal_list@2025-05-01");
    let removal =
        Written::of("abnormal_removal").take("file", "2025-04-28", "shop").take("propose", "2025-05-06", "wang");
    assert_eq!(removal.case().way(day("2025-05-06")).basis.by, "procedures.abnormal_removal@2014-10-01");
}

/// Every version of a procedure.
fn versions(procedure: &'static Procedure) -> [&'static Way; 2] {
    ["2014-10-01", "2025-05-01"].map(|on| procedure.on(day(on)).value)
}

/// Every step names its article, and both versions know the same stages and steps: only the law behind them is not read.
#[test]
fn order_101_is_presumed_to_know_the_same_steps_and_says_so() {
    for name in ALL {
        let [old, new] = versions(procedure(name));
        let told = |way: &Way| {
            let steps = way.steps().iter().map(|step| (step.id.clone(), step.from.clone(), step.to.clone()));
            steps.collect::<Vec<_>>()
        };
        assert_eq!(told(old), told(new), "{name}");
        assert!(old.steps().iter().chain(new.steps()).all(|step| !step.article.is_empty()));
        let provisional = |on: &str| procedure(name).on(day(on)).basis.provisional;
        assert!(!provisional("2025-04-30") && provisional("2025-05-01"), "{name}");
    }
}

/// Steps of a case of one of these procedures, each of those that are open there.
fn courses() -> impl Strategy<Value = (&'static str, i32, Vec<(prop::sample::Index, i32)>)> {
    let begins = day("2025-01-02").number()..day("2026-06-30").number();
    let tried = prop::collection::vec((any::<prop::sample::Index>(), 0..15_i32), 1..25);
    (prop::sample::select(&ALL[..]), begins, tried)
}

proptest! {
    /// Entering and leaving go by turns: nobody enters who is listed, whatever is decided in whatever order, and whoever
    /// stands at an end of the case is listed only where a removal was revoked. No time to correct or remove is left
    /// running where the case is over.
    #[test]
    fn a_case_enters_before_it_leaves_and_leaves_nothing_open_behind_it((name, begins, tried) in courses()) {
        let procedure = procedure(name);
        let (mut history, mut on) = (Vec::new(), Day::from_number(begins));
        let starts_inside = matches!(name, "abnormal_removal" | "abnormal_objection");
        let mut inside = starts_inside;
        for (at, later) in tried {
            on = on.plus_days(later);
            let case = Case { procedure, offices: OFFICES, history: &history };
            let way = case.way(on);
            let open: Vec<&Step> = way.value.out_of(case.stage()).collect();
            if open.is_empty() {
                break;
            }
            let step = open[at.index(open.len())];
            // Whoever must not have been involved is somebody new.
            let account = if step.not_by.is_empty() { "wang".to_owned() } else { format!("li {}", history.len()) };
            let by = actor(&account, step.by);
            let has: Vec<&str> = step.needs.iter().map(String::as_str).collect();
            let attempt = Attempt { step: &step.id, on, by: &by, has: &has, accepted: &[way.basis.by] };
            let moved = case.attempt(&attempt, &LIMITS, |code| told(!step.lacks.iter().any(|lack| lack == code)));
            let moved = moved.map_err(|refused| TestCaseError::fail(format!("{name} {}: {refused:?}", step.id)))?;
            for effect in &moved.step.effects {
                let enters = match effect.as_str() {
                    "enter_abnormal_list" => true,
                    "leave_abnormal_list" => false,
                    _ => continue,
                };
                prop_assert_ne!(inside, enters, "{} {}", name, step.id);
                inside = enters;
            }
            let law = moved.law.clone();
            history.push(Taken { step: step.id.clone(), on, by, law, days: BTreeMap::new() });
        }
        let case = Case { procedure, offices: OFFICES, history: &history };
        let way = case.way(on).value;
        let Some(stage) = case.stage() else { return Ok(()) };
        if way.stage(stage).is_some_and(|stage| stage.is_end) {
            prop_assert!(starts_inside || !inside, "{} ends in {} and is listed", name, stage);
            let of_office = |clock: &str| !clock.ends_with("_request");
            prop_assert!(case.limits().iter().all(|limit| limit.course.stop.is_some() || !of_office(limit.clock)));
        }
    }
}

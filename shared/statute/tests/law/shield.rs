//! The course of a temporary shield in reorganisation: worked case C34 of the legal dossier and its settled reading 15.

use crate::procedure::Written;
use crate::support::{day, days};
use domain::span::{Span, Spans};
use policy::embedded;
use statute::clock::State;
use statute::duties::Limits;
use statute::procedure::Procedures;

/// The court approved the plan on 2026-05-06; the request was filed the next day and approved on 2026-05-20.
fn shielded() -> Written {
    Written::of("shield")
        .take("file", "2026-05-07", "shop")
        .take("accept", "2026-05-11", "wang")
        .take("propose", "2026-05-18", "wang")
        .take("approve", "2026-05-20", "li")
}

fn shield(course: &Written) -> Spans {
    course.case().days_between("shield", "unshield")
}

fn suspended(course: &Written) -> Spans {
    course.case().days_between("suspend_measures", "resume_measures")
}

fn effects(course: &Written) -> Vec<String> {
    let last = course.case().steps().last().and_then(|(_, step)| step);
    last.unwrap().effects.clone()
}

#[test]
fn c34_the_shield_begins_with_the_approval_and_not_with_the_ruling_or_the_request() {
    let proposed = Written::of("shield").take("file", "2026-05-07", "shop").take("accept", "2026-05-11", "wang").take(
        "propose",
        "2026-05-18",
        "wang",
    );
    assert!(shield(&proposed).is_empty());
    assert_eq!(proposed.causes("approve", "2026-05-20", "wang"), ["INVOLVED_BEFORE"]);
    let open = Spans::one(Span::since(day("2026-05-20")));
    assert_eq!((shield(&shielded()), suspended(&shielded())), (open.clone(), open));
}

#[test]
fn c34_after_the_execution_ruling_it_stops_for_good() {
    let proposed = shielded().take("propose_execution", "2026-10-30", "wang");
    assert_eq!(proposed.causes("execute", "2026-11-02", "wang"), ["INVOLVED_BEFORE"]);
    let executed = proposed.take("execute", "2026-11-02", "li");
    assert_eq!(effects(&executed), ["unshield", "stop_display", "stop_use", "leave_list", "lift_measures"]);
    assert_eq!(shield(&executed), days(&[("2026-05-20", "2026-11-02")]));
    assert_eq!(executed.case().stage(), Some("executed"));
    assert_eq!(suspended(&executed), Spans::one(Span::since(day("2026-05-20"))), "measures do not come back");
}

#[test]
fn c34_if_the_plan_fails_display_and_measures_resume_on_the_day_of_that_decision() {
    let proposed = shielded().take("propose_restoration", "2026-10-30", "wang");
    assert_eq!(shield(&proposed), Spans::one(Span::since(day("2026-05-20"))), "proposed is not decided");
    let failed = proposed.take("fail", "2026-11-02", "li");
    let while_it_lasted = days(&[("2026-05-20", "2026-11-02")]);
    assert_eq!((shield(&failed), suspended(&failed)), (while_it_lasted.clone(), while_it_lasted));
    // A remedy against that decision may shield it again.
    let again = failed.take("restore_shield", "2027-01-11", "li").take("propose_restoration", "2027-02-01", "wang");
    let again = again.take("revoke", "2027-02-03", "li");
    let twice = days(&[("2026-05-20", "2026-11-02"), ("2027-01-11", "2027-02-03")]);
    assert_eq!((shield(&again), suspended(&again)), (twice.clone(), twice));
}

#[test]
fn what_begins_again_while_it_runs_goes_on_from_its_first_day() {
    let reopened = Written::of("objection")
        .take("file", "2026-05-07", "shop")
        .take("propose", "2026-05-08", "wang")
        .take("reject", "2026-05-09", "li")
        .take("reopen", "2026-07-01", "wang");
    let (flagged, open) = (reopened.case().days_between("flag", "unflag"), Span::since(day("2026-07-01")));
    assert_eq!(flagged, Spans::of([Span::new(day("2026-05-07"), day("2026-05-09")), open]));
    let uncorrected = reopened.case().days_between("flag", "correct");
    assert_eq!(uncorrected, Spans::one(Span::since(day("2026-05-07"))));
}

#[test]
fn a_proposal_to_end_it_that_nobody_follows_leaves_it_as_it_was() {
    for proposal in ["propose_execution", "propose_restoration"] {
        let proposed = shielded().take(proposal, "2026-10-30", "wang");
        assert_eq!(proposed.causes("keep", "2026-11-02", "wang"), ["INVOLVED_BEFORE"], "{proposal}");
        let kept = proposed.take("keep", "2026-11-02", "li");
        assert_eq!(kept.case().stage(), Some("shielded"));
        assert_eq!(shield(&kept), Spans::one(Span::since(day("2026-05-20"))));
    }
}

#[test]
fn what_ended_beneath_a_shield_closes_the_case_and_nothing_resumes() {
    let closed = shielded().take("close", "2027-03-11", "wang");
    assert_eq!(effects(&closed), ["unshield"]);
    assert_eq!(closed.case().stage(), Some("over"));
}

#[test]
fn a_shield_is_dealt_with_in_the_limits_of_a_repair_by_the_same_order() {
    let filed = Written::of("shield").take("file", "2026-05-07", "shop");
    assert_eq!(filed.due("gsxt_repair_acceptance", "2026-05-07"), (State::Running, Some(day("2026-05-09"))));
    let accepted = filed.take("accept", "2026-05-09", "wang");
    assert_eq!(accepted.due("gsxt_repair_decision", "2026-05-09").1, Some(day("2026-05-19")));
    let confirmed = shielded().take("confirm", "2026-05-22", "wang");
    assert_eq!(shielded().due("gsxt_repair_stop", "2026-05-20").1, Some(day("2026-05-25")));
    assert_eq!(confirmed.due("gsxt_repair_stop", "2026-05-22").0, State::Met);
}

#[test]
fn nothing_about_it_is_settled_law() {
    let limits = Limits::shipped().unwrap();
    let procedures = Procedures::read(&embedded::procedures().unwrap(), limits.clocks()).unwrap();
    assert!(procedures.get("shield").unwrap().on(day("2026-05-20")).basis.provisional);
}

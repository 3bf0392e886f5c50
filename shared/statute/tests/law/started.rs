//! Each clock of the law is set going by some record or by a step of a procedure, or is known to wait for its record.

use crate::beside::{merchant, named, permit};
use crate::duties::complaint;
use crate::steps::{listed, report, sample, visit};
use crate::support::{day, penalty};
use domain::day::Day;
use domain::record::*;
use domain::vocab::{ComplaintOutcome, InspectionResult, ReportDecision, StatusKind, TestResult};
use policy::library::Library;
use statute::duties::{Limits, OF_PROCEDURES};
use statute::procedure::Procedures;
use std::collections::BTreeSet;

/// Records that between them set going whatever can be.
fn records() -> Vec<Content> {
    let order = WorkOrder {
        number: "GD1".into(),
        dispatched_on: day("2026-08-03"),
        due_on: None,
        answered_on: None,
        returned_on: None,
    };
    let closed = Complaint {
        accepted_on: Some(day("2026-08-03")),
        closed_on: Some(day("2026-09-23")),
        outcome: Some(ComplaintOutcome::T3),
        handling: said(Handling { order: Some(order), ..Handling::default() }),
        publicity: said(Publicity { consent: Some(true), ..Publicity::default() }),
        ..complaint()
    };
    let decided = Report { decided_on: Some(day("2026-08-10")), decision: Some(ReportDecision::Filed), ..report() };
    let case = OdrCase {
        party: complaint().party,
        number: "1".into(),
        filed_on: day("2026-08-03"),
        due_on: day("2026-08-17"),
        answered_on: None,
        settled_on: None,
        void: false,
        withdrawn: false,
    };
    let annulled = Penalty {
        published_on: Some(day("2026-01-06")),
        annulled_on: Some(day("2026-02-02")),
        ..penalty("2026-01-05")
    };
    let pushed = Outward { home_province: Some(41), push_received_on: Some(day("2026-01-07")), ..Outward::default() };
    let pushed = Penalty { outward: said(pushed), ..penalty("2026-01-05") };
    let signed = Visit {
        signed_off_on: Some(day("2026-09-21")),
        published_on: Some(day("2026-09-22")),
        correct_by: Some(day("2026-10-20")),
        ..Visit::default()
    };
    let told =
        Sampling { told_on: Some(day("2026-09-10")), ordered_on: Some(day("2026-09-11")), ..Sampling::default() };
    let objected = Sampling { objected_on: Some(day("2026-12-01")), ..told.clone() };
    vec![
        closed.into(),
        decided.into(),
        case.into(),
        annulled.into(),
        pushed.into(),
        visit(InspectionResult::I07, signed).into(),
        sample(TestResult::Sq1, true, told.clone()).into(),
        sample(TestResult::Fs1, true, told).into(),
        sample(TestResult::Sq1, false, objected.clone()).into(),
        sample(TestResult::Fs1, false, objected).into(),
        listed(StatusKind::AbnormalLateReport, None).into(),
        permit("JY1", "2021-12-01", "2026-11-30", named("食品经营许可证")).into(),
        merchant("2015-01-01").into(),
    ]
}

#[test]
fn each_clock_is_set_going_by_a_record_or_a_step_or_waits_for_the_record_of_its_procedure() {
    let limits = Limits::shipped().unwrap();
    let all = records();
    let started = all.iter().flat_map(|content| limits.duties_beside(content, &all)).map(|duty| duty.clock);
    let started: BTreeSet<&str> = started.collect();
    let waiting: BTreeSet<&str> = OF_PROCEDURES.iter().map(|procedure| procedure.clock).collect();
    let both: Vec<&&str> = started.intersection(&waiting).collect();
    assert!(both.is_empty(), "set going and yet said to wait: {both:?}");
    let library = Library::shipped().unwrap();
    let known: BTreeSet<&str> =
        library.clocks.parameters().map(|parameter| parameter.id.trim_start_matches("clocks.")).collect();
    let procedures = Procedures::read(&library.procedures, limits.clocks()).unwrap();
    let steps = procedures.all().flat_map(|(_, procedure)| procedure.on(Day::FOREVER).value.steps());
    let by_steps: BTreeSet<&str> = steps.flat_map(|step| &step.starts).map(String::as_str).collect();
    assert!(by_steps.is_disjoint(&waiting), "set going by a step and yet said to wait");
    let accounted: BTreeSet<&str> = started.union(&waiting).chain(&by_steps).copied().collect();
    assert_eq!(accounted, known, "on the left: set going or waiting; on the right: policies/clocks");
    assert_eq!(waiting.len(), OF_PROCEDURES.len());
    for procedure in OF_PROCEDURES {
        let owner = &limits.clocks().get(procedure.clock).unwrap().owner;
        assert_eq!(owner, procedure.service, "{}", procedure.clock);
    }
}

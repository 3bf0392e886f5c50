//! Steps behind the first one: what is told, tested, extended, reported, withdrawn, corrected.

use crate::duties::{complaint, done, duties, lapsed, told};
use crate::support::{day, penalty};
use domain::record::*;
use domain::vocab::{ComplaintOutcome, InspectionResult, ReportDecision, StatusKind, TestResult};
use statute::clock::{Extension, Reading, State};
use statute::duties::{Duty, Limits};

fn read(duty: &Duty, on: &str) -> Reading {
    Limits::shipped().unwrap().read(duty, day(on)).unwrap()
}

fn handled(handling: Handling) -> Option<Box<Handling>> {
    said(handling)
}

pub(crate) fn report() -> Report {
    Report {
        party: complaint().party,
        number: "1".into(),
        received_on: day("2026-08-03"),
        real_name: true,
        extended_on: Vec::new(),
        decided_on: None,
        decision: None,
        duplicate: false,
        handling: handled(Handling { office: Some("371502SJ".into()), ..Handling::default() }),
        withdrawn: false,
    }
}

pub(crate) fn visit(result: InspectionResult, visit: Visit) -> Inspection {
    Inspection {
        party: complaint().party,
        number: "J1".into(),
        day: day("2026-09-20"),
        result,
        also: Vec::new(),
        case_no: None,
        visit_type: None,
        external_score: None,
        critical_findings: None,
        visit: said(visit),
        display_stopped_on: None,
        annulled_on: None,
        withdrawn: false,
    }
}

/// Tested on 2026-09-21, or final on that day.
pub(crate) fn sample(result: TestResult, is_final: bool, sampling: Sampling) -> Test {
    Test {
        party: complaint().party,
        number: "C1".into(),
        day: day("2026-09-21"),
        result,
        is_final,
        diligence: false,
        resolved_on: None,
        case_no: None,
        sampling: said(sampling),
        display_stopped_on: None,
        annulled_on: None,
        withdrawn: false,
    }
}

/// Listed on 2026-07-14, found on 2026-06-30, with an application for removal of 2026-09-21.
pub(crate) fn listed(kind: StatusKind, until: Option<&str>) -> Standing {
    Standing {
        party: complaint().party,
        kind: StandingKind::Status(kind),
        office: "371502SJ".into(),
        document_no: "1".into(),
        from: day("2026-07-14"),
        until: until.map(day),
        shielded: Vec::new(),
        case_no: None,
        permit: None,
        listing: said(Listing {
            found_on: Some(day("2026-06-30")),
            applied_on: Some(day("2026-09-21")),
            ..Listing::default()
        }),
        withdrawn: false,
    }
}

#[test]
fn acceptance_is_in_time_only_if_the_consumer_was_told() {
    let handling = handled(Handling { told_on: Some(day("2026-04-24")), ..Handling::default() });
    let late = Complaint { accepted_on: Some(day("2026-04-20")), handling, ..complaint() };
    let late = &duties(late)[0];
    assert_eq!(
        told(std::slice::from_ref(late)),
        [("complaint_acceptance", Some(day("2026-04-23")), done("2026-04-24"))]
    );
    assert_eq!(read(late, "2026-11-23").state, State::MetLate);
}

#[test]
fn who_is_told_before_anything_is_decided_is_told_of_no_decision() {
    let stop = |accepted: Option<&str>, ended: Option<(&str, ComplaintOutcome)>, told_on: &str| {
        let complaint = Complaint {
            accepted_on: accepted.map(day),
            closed_on: ended.map(|(on, _)| day(on)),
            outcome: ended.map(|(_, outcome)| outcome),
            handling: handled(Handling { told_on: Some(day(told_on)), ..Handling::default() }),
            ..complaint()
        };
        duties(complaint)[0].course.stop
    };
    assert_eq!(stop(Some("2026-04-24"), None, "2026-04-16"), done("2026-04-24"), "accepted too late");
    assert_eq!(stop(None, None, "2026-04-16"), None, "nothing is decided yet");
    let refused = Some(("2026-04-22", ComplaintOutcome::R3));
    assert_eq!(stop(None, refused, "2026-04-16"), done("2026-04-22"));
    assert_eq!(stop(None, refused, "2026-04-24"), done("2026-04-24"));
    let withdrawn = Some(("2026-04-22", ComplaintOutcome::WithdrawnBeforeAccept));
    assert_eq!(stop(None, withdrawn, "2026-04-16"), lapsed("2026-04-22"));
}

#[test]
fn testing_is_not_counted() {
    let testing = |until: Option<&str>| {
        handled(Handling {
            testing: vec![Testing { from: day("2026-08-10"), until: until.map(day) }],
            ..Handling::default()
        })
    };
    let mediated = |until| {
        let accepted_on = Some(day("2026-08-03"));
        duties(Complaint { received_on: day("2026-08-03"), accepted_on, handling: testing(until), ..complaint() })
    };
    assert_eq!(told(&mediated(Some("2026-08-20")))[1].1, Some(day("2026-10-12")), "T05 and ten days");
    assert_eq!(read(&mediated(None)[1], "2026-08-15").state, State::Paused);
}

#[test]
fn a_report_is_verified_and_longer_if_that_was_approved_in_time() {
    assert_eq!(told(&duties(report())), [("report_verification", Some(day("2026-08-24")), None)]);
    let extended = |on| duties(Report { extended_on: vec![day(on)], ..report() })[0].clone();
    assert_eq!(read(&extended("2026-08-24"), "2026-11-23").due, Some(day("2026-09-14")));
    let too_late = read(&extended("2026-08-25"), "2026-11-23");
    assert_eq!((too_late.due, too_late.extension), (Some(day("2026-08-24")), Extension::WithoutEffect));
    // T07: whoever gave a name is told within five working days.
    for (decision, real_name, is_told) in [
        (ReportDecision::Filed, true, true),
        (ReportDecision::NotFiled, true, true),
        (ReportDecision::Transferred, true, false),
        (ReportDecision::Filed, false, false),
    ] {
        let decided_on = Some(day("2026-09-28"));
        let decided = duties(Report { decided_on, decision: Some(decision), real_name, ..report() });
        let notice = [("reporter_notice", Some(day("2026-10-10")), None)];
        assert_eq!(told(&decided)[1..], notice[..usize::from(is_told)], "{decision:?}");
        assert_eq!(decided[0].course.stop, done("2026-09-28"));
    }
    assert_eq!(duties(Report { duplicate: true, ..report() }), []);
}

#[test]
fn a_work_order_keeps_its_own_last_day() {
    let order = |due_on: Option<&str>, answered_on: Option<&str>, returned_on: Option<&str>| {
        let order = WorkOrder {
            number: "GD1".into(),
            dispatched_on: day("2026-08-03"),
            due_on: due_on.map(day),
            answered_on: answered_on.map(day),
            returned_on: returned_on.map(day),
        };
        let handling = handled(Handling { order: Some(order), ..Handling::default() });
        told(&duties(Report { handling, ..report() }))[1]
    };
    assert_eq!(order(None, None, None), ("work_order_answer", Some(day("2026-08-10")), None));
    assert_eq!(order(Some("2026-08-06"), Some("2026-08-06"), None).1, Some(day("2026-08-06")));
    assert_eq!(order(Some("2026-08-06"), Some("2026-08-06"), None).2, done("2026-08-06"));
    assert_eq!(order(None, None, Some("2026-08-04")).2, lapsed("2026-08-04"));
}

#[test]
fn who_ends_mediation_tells_both_sides_and_publishes_what_may_be() {
    let ended = |outcome, consent, withheld| {
        let closed_on = Some(day("2026-09-23"));
        let publicity = said(Publicity { consent, withheld, ..Publicity::default() });
        let handling = handled(Handling { office: Some("371502SJ".into()), ..Handling::default() });
        let accepted_on = Some(day("2026-08-03"));
        let ended = Complaint { accepted_on, closed_on, outcome: Some(outcome), handling, publicity, ..complaint() };
        told(&duties(ended)).into_iter().skip(2).map(|(clock, due, _)| (clock, due)).collect::<Vec<_>>()
    };
    let notice = ("complaint_termination_notice", Some(day("2026-10-10")));
    let publication = ("complaint_publication", Some(day("2026-10-10")));
    use domain::vocab::Withheld;
    assert_eq!(ended(ComplaintOutcome::T3, Some(true), None), [notice, publication], "T11");
    assert_eq!(ended(ComplaintOutcome::Mediated, Some(true), None), [publication]);
    assert_eq!(ended(ComplaintOutcome::T3, Some(false), None), [notice], "the consumer refuses");
    assert_eq!(ended(ComplaintOutcome::T3, Some(true), Some(Withheld::Secret)), [notice], "an official withholds it");
    assert_eq!(ended(ComplaintOutcome::T6, Some(true), None), [notice], "an abuse");
    assert_eq!(ended(ComplaintOutcome::T3, None, None), [notice], "nobody asked the consumer");
}

/// §2.6: what is published are complaints that were accepted.
#[test]
fn what_was_never_accepted_is_not_to_be_published() {
    let settled = |accepted: Option<&str>| {
        let settled = Complaint {
            accepted_on: accepted.map(day),
            closed_on: Some(day("2026-09-23")),
            outcome: Some(ComplaintOutcome::SelfSettled),
            publicity: said(Publicity { consent: Some(true), ..Publicity::default() }),
            ..complaint()
        };
        duties(settled).iter().any(|duty| duty.clock == "complaint_publication")
    };
    assert_eq!([settled(Some("2026-08-03")), settled(None)], [true, false]);
}

#[test]
fn a_penalty_is_reported_pushed_and_withdrawn() {
    let with = |outward: Outward| Penalty { outward: said(outward), ..penalty("2025-09-18") };
    let reported = with(Outward { reported_on: Some(day("2025-09-29")), ..Outward::default() });
    let reporting = ("penalty_reporting", Some(day("2025-09-28")), done("2025-09-29"));
    assert_eq!(told(&duties(reported.clone())), [reporting], "of its publication nothing was kept in those days");
    assert_eq!(read(&duties(reported)[0], "2026-01-01").state, State::MetLate);
    // Registered in another province: ten working days to push, ten more there.
    let pushed = Outward {
        home_province: Some(41),
        pushed_on: Some(day("2025-09-20")),
        push_received_on: Some(day("2025-09-22")),
        ..Outward::default()
    };
    let pushed = Penalty { published_on: Some(day("2025-10-11")), ..with(pushed) };
    let wanted = [
        ("penalty_push", Some(day("2025-10-09")), done("2025-09-20")),
        ("penalty_publication_elsewhere", Some(day("2025-10-11")), done("2025-10-11")),
    ];
    assert_eq!(told(&duties(pushed)), wanted);
    let annulled = Outward {
        annulment_received_on: Some(day("2026-01-05")),
        withdrawn_on: Some(day("2026-01-09")),
        ..Outward::default()
    };
    let annulled = Penalty { annulled_on: Some(day("2026-01-04")), ..with(annulled) };
    assert_eq!(told(&duties(annulled.clone())), [], "what was never published need not be withdrawn");
    let published = Penalty { published_on: Some(day("2025-10-09")), ..annulled };
    assert_eq!(told(&duties(published))[1], ("penalty_withdrawal", Some(day("2026-01-08")), done("2026-01-09")));
}

#[test]
fn a_visit_is_published_replaced_and_what_it_ordered_corrected() {
    let signed_off_on = Some(day("2026-09-21"));
    let signed = visit(InspectionResult::I06, Visit { signed_off_on, ..Visit::default() });
    let publication = |stop| ("random_inspection_publication", Some(day("2026-10-26")), stop);
    assert_eq!(told(&duties(signed.clone())), [publication(None)], "T09");
    // Without a reason the kind of visit says it, here as where it is decided what is public.
    let called = |kind: &str| Inspection { visit_type: Some(kind.to_owned()), ..signed.clone() };
    assert_eq!(told(&duties(called("双随机检查"))), [publication(None)]);
    assert_eq!(duties(called("投诉举报核查")), [], "it is published with what becomes of the complaint");
    assert_eq!(
        told(&duties(Inspection { annulled_on: Some(day("2026-09-30")), ..signed })),
        [publication(lapsed("2026-09-30"))]
    );
    let published_on = Some(day("2026-10-12"));
    let pending = Visit { signed_off_on, published_on, ..Visit::default() };
    let replacement = |stop| ("pending_result", Some(day("2026-11-23")), stop);
    let open = duties(visit(InspectionResult::I07, pending.clone()));
    assert_eq!(told(&open), [publication(done("2026-10-12")), replacement(None)]);
    let settled = Visit { settled_on: Some(day("2026-11-20")), ..pending };
    assert_eq!(told(&duties(visit(InspectionResult::I06, settled)))[1], replacement(done("2026-11-20")));
    let ordered = Visit { correct_by: Some(day("2026-10-05")), ..Visit::default() };
    let ordered = &duties(visit(InspectionResult::I06, ordered))[0];
    let reading = read(ordered, "2026-10-08");
    let (due, last) = (Some(day("2026-10-05")), Some(day("2026-10-08")));
    assert_eq!((reading.due, reading.last, reading.state), (due, last, State::Due), "it rolls over the holidays");
}

#[test]
fn a_sample_is_published_once_it_is_final() {
    let way = Sampling { ordered_on: Some(day("2026-09-22")), ..Sampling::default() };
    let publication = ("sampling_publication", Some(day("2026-10-26")), None);
    let correction = ("product_correction", Some(day("2026-11-21")), None);
    assert_eq!(told(&duties(sample(TestResult::Sq1, true, way.clone()))), [publication, correction]);
    assert_eq!(told(&duties(sample(TestResult::Sq1, false, way.clone()))), [correction]);
    assert_eq!(told(&duties(sample(TestResult::Fs1, true, way))), [publication]);
    let earlier = Test { day: day("2025-12-31"), ..sample(TestResult::Fs1, true, Sampling::default()) };
    assert_eq!(duties(earlier.clone()), [], "nothing was kept of it in those days");
    let told_even_so = said(Sampling { published_on: Some(day("2026-01-05")), ..Sampling::default() });
    assert_eq!(duties(Test { sampling: told_even_so, ..earlier }).len(), 1);
    let state = |sampling: Sampling| sample(TestResult::Fs1, false, sampling).state();
    let (told_on, objected_on) = (Some(day("2026-09-10")), Some(day("2026-09-12")));
    assert_eq!(state(Sampling::default()), TestState::Tested);
    assert_eq!(state(Sampling { told_on, ..Sampling::default() }), TestState::Told);
    assert_eq!(state(Sampling { told_on, objected_on, ..Sampling::default() }), TestState::Objected);
    assert_eq!(sample(TestResult::Fs1, true, Sampling::default()).state(), TestState::Final);
}

#[test]
fn who_is_told_that_a_sample_failed_may_ask_for_another_test() {
    let told_on = Some(day("2026-09-10"));
    let way = || Sampling { told_on, ..Sampling::default() };
    let window = |test: Test| {
        let found = told(&duties(test)).into_iter().filter(|(clock, ..)| clock.ends_with("_retest_request"));
        found.collect::<Vec<_>>()
    };
    let product = |stop| ("product_retest_request", Some(day("2026-09-25")), stop);
    let food = |stop| ("food_retest_request", Some(day("2026-09-20")), stop);
    let open = |result| window(sample(result, false, way()));
    assert_eq!(open(TestResult::Sq2), [product(None)], "fifteen days, the last of which is a holiday");
    assert_eq!(open(TestResult::Fs2), [food(None)], "seven working days, the last a Sunday that is worked");
    assert_eq!(read(&duties(sample(TestResult::Sq2, false, way()))[0], "2026-09-28").state, State::Due, "it rolls");
    // It is a right: who does not use it is not late.
    assert_eq!(read(&duties(sample(TestResult::Sq2, false, way()))[0], "2026-09-29").state, State::Ended);
    // Nobody objects to what passed, or of what nobody was told.
    assert_eq!([open(TestResult::Sq0), open(TestResult::Fs0)], [[], []]);
    assert_eq!(window(sample(TestResult::Fs1, false, Sampling::default())), []);
    let objected = |on| Sampling { objected_on: Some(day(on)), ..way() };
    assert_eq!(window(sample(TestResult::Fs1, false, objected("2026-09-18"))), [food(done("2026-09-18"))]);
    // What is final is open to no objection, whatever day it says; one that came before stays what ended it.
    assert_eq!(window(sample(TestResult::Fs1, true, way())), [food(lapsed("2026-09-21"))]);
    assert_eq!(window(sample(TestResult::Fs1, true, objected("2026-09-18"))), [food(done("2026-09-18"))]);
    let reported = Test { day: day("2026-09-01"), ..sample(TestResult::Sq1, true, way()) };
    assert_eq!(window(reported), [product(lapsed("2026-09-10"))]);
    let annulled = Test { annulled_on: Some(day("2026-09-12")), ..sample(TestResult::Sq1, false, way()) };
    assert_eq!(window(annulled), [product(lapsed("2026-09-12"))]);
    // In those days nothing was kept of it.
    let before = Sampling { told_on: Some(day("2025-12-31")), ..Sampling::default() };
    assert_eq!(window(sample(TestResult::Sq1, false, before)), []);
}

#[test]
fn an_objection_is_accepted_or_decided_on_in_time() {
    let objected_on = Some(day("2026-12-01"));
    let way = || Sampling { told_on: Some(day("2026-11-30")), objected_on, ..Sampling::default() };
    let owed = |result, way: Sampling| {
        let found = told(&duties(sample(result, false, way))).into_iter();
        found.filter(|(clock, ..)| !clock.ends_with("_retest_request")).collect::<Vec<_>>()
    };
    let food = |stop| ("food_retest_acceptance", Some(day("2026-12-08")), stop);
    let product = |stop| ("product_objection_decision", Some(day("2026-12-04")), stop);
    assert_eq!(owed(TestResult::Fs1, way()), [food(None)]);
    assert_eq!(owed(TestResult::Sq1, way()), [product(None)]);
    let objection_accepted_on = Some(day("2026-12-03"));
    let accepted = Sampling { objection_accepted_on, ..way() };
    assert_eq!(owed(TestResult::Fs1, accepted.clone()), [food(done("2026-12-03"))]);
    assert_eq!(owed(TestResult::Sq1, accepted.clone()), [product(None)], "accepted is not decided");
    let decided = Sampling { objection_decided_on: Some(day("2026-12-07")), ..accepted };
    assert_eq!(owed(TestResult::Sq0, decided.clone()), [product(done("2026-12-07"))], "late, though it passed since");
    assert_eq!(owed(TestResult::Fs0, Sampling { objection_accepted_on: None, ..decided }), [food(done("2026-12-07"))]);
    let reading = read(&duties(sample(TestResult::Sq1, false, way()))[1], "2026-12-05");
    assert_eq!((reading.state, reading.provisional), (State::Overdue, true));
    // In those days the day of acceptance was not kept.
    let before = Sampling { objected_on: Some(day("2026-11-20")), ..Sampling::default() };
    assert_eq!(owed(TestResult::Fs1, before), []);
}

#[test]
fn who_is_to_be_listed_is_listed_and_who_corrected_is_removed() {
    let listing = ("abnormal_listing", Some(day("2026-07-14")), done("2026-07-14"));
    let removal = |stop| ("abnormal_removal", Some(day("2026-09-29")), stop);
    let late = StatusKind::AbnormalLateReport;
    assert_eq!(told(&duties(listed(late, None))), [listing, removal(None)]);
    // The last day on the list is the day before its removal.
    assert_eq!(told(&duties(listed(late, Some("2026-09-28")))), [listing, removal(done("2026-09-29"))]);
    assert_eq!(duties(listed(StatusKind::SeriousList, None)), []);
}

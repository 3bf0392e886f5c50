//! Which filings count, by which day, and whether they are as they should be.

use crate::support::{LIMITS, RULES, closed, complaint, day, odr_case, report, shares, told};
use domain::record::{Complaint, Handling, Publicity, Report, Testing, WorkOrder, said};
use domain::vocab::{ComplaintOutcome, FilingSource, ReportDecision};
use ratios::Measure::{K1, K1b, K2, K3, K4, K5, K6};
use ratios::Period;

fn on(day: &str, good: bool) -> Option<(String, bool)> {
    Some((day.to_owned(), good))
}

#[test]
fn k1_counts_by_the_unrolled_day_and_takes_what_was_done_by_the_rolled_one() {
    use ComplaintOutcome::{Mediated, SelfSettled, T6, T7};
    assert_eq!(told(K1, complaint()), on("2026-10-02", false), "open and overdue: a failure");
    for outcome in [Mediated, SelfSettled, T6, T7] {
        assert_eq!(told(K1, closed("2026-10-08", outcome)), on("2026-10-02", true), "{outcome:?}");
    }
    assert_eq!(told(K1, closed("2026-10-09", Mediated)), on("2026-10-02", false));
    let held = Complaint { held_from: Some(day("2026-08-04")), ..complaint() };
    assert_eq!(told(K1, held), on("2026-10-02", false), "a hold touches no ratio");
    assert_eq!(told(K1, Complaint { duplicate: true, ..complaint() }), None, "the main one stays");
    assert_eq!(told(K1, Complaint { accepted_on: None, ..complaint() }), None);
}

#[test]
fn nothing_is_counted_before_its_rolled_day_lies_behind() {
    for (as_of, counted) in [("2026-10-02", 0), ("2026-10-08", 0), ("2026-10-09", 1)] {
        assert_eq!(shares(K1, complaint(), as_of).len(), counted, "{as_of}");
    }
    // As of a day in between it had not ended yet.
    let later = closed("2026-10-20", ComplaintOutcome::Mediated);
    assert!(!shares(K1, later, "2026-10-09")[0].good);
}

#[test]
fn ending_what_took_too_long_is_in_time_on_the_first_working_day_after() {
    assert_eq!(told(K1, closed("2026-10-09", ComplaintOutcome::T5)), on("2026-10-02", true));
    assert_eq!(told(K1, closed("2026-10-10", ComplaintOutcome::T5)), on("2026-10-02", false));
    assert_eq!(told(K1, closed("2026-10-09", ComplaintOutcome::T3)), on("2026-10-02", false));
}

#[test]
fn ending_as_too_long_what_was_not_is_no_end_in_time() {
    let ended = |on| told(K1, closed(on, ComplaintOutcome::T5));
    assert_eq!(ended("2026-08-20"), on("2026-10-02", false), "long before the time was over");
    assert_eq!(ended("2026-10-02"), on("2026-10-02", false), "on the last day it was not over yet");
    assert_eq!(ended("2026-10-03"), on("2026-10-02", true), "over as the law counts it, the last day rolls");
    // Testing does not count: adjusted, the limit ends later.
    let testing = vec![Testing { from: day("2026-08-10"), until: Some(day("2026-08-20")) }];
    let tested = |on| Complaint {
        handling: said(Handling { testing: testing.clone(), ..Handling::default() }),
        ..closed(on, ComplaintOutcome::T5)
    };
    assert_eq!(told(K1, tested("2026-10-12")), on("2026-10-12", false));
    assert_eq!(told(K1, tested("2026-10-13")), on("2026-10-12", true));
    assert_eq!(
        told(K1, closed("2026-08-20", ComplaintOutcome::T3)),
        on("2026-10-02", true),
        "another end may be early"
    );
}

#[test]
fn what_was_handed_over_in_time_is_out_and_later_it_is_a_failure() {
    assert_eq!(told(K1, closed("2026-10-02", ComplaintOutcome::Transferred)), None);
    assert_eq!(told(K1, closed("2026-10-03", ComplaintOutcome::Transferred)), on("2026-10-02", false));
}

#[test]
fn what_nobody_knows_the_day_of_is_in_no_ratio() {
    let testing = |until: Option<&str>| {
        let testing = vec![Testing { from: day("2026-08-10"), until: until.map(day) }];
        Complaint { handling: said(Handling { testing, ..Handling::default() }), ..complaint() }
    };
    assert_eq!(told(K1, testing(None)), None, "paused");
    assert_eq!(told(K1, testing(Some("2026-08-20"))), on("2026-10-12", false), "ten days later");
    let ahead = Complaint { received_on: day("2026-11-20"), accepted_on: Some(day("2026-11-20")), ..complaint() };
    assert_eq!(told(K1, ahead), None, "its day lies ahead");
}

#[test]
fn k1b_asks_whether_it_was_decided_and_told() {
    let received = |accepted: Option<&str>, told_on: Option<&str>| Complaint {
        accepted_on: accepted.map(day),
        handling: said(Handling { told_on: told_on.map(day), ..Handling::default() }),
        ..complaint()
    };
    assert_eq!(told(K1b, received(Some("2026-08-12"), None)), on("2026-08-12", true));
    assert_eq!(told(K1b, received(Some("2026-08-12"), Some("2026-08-13"))), on("2026-08-12", false));
    assert_eq!(told(K1b, received(None, None)), on("2026-08-12", false));
    let refused = Complaint { accepted_on: None, ..closed("2026-08-12", ComplaintOutcome::R3) };
    assert_eq!(told(K1b, refused), on("2026-08-12", true));
    let taken_back = |on| Complaint { accepted_on: None, ..closed(on, ComplaintOutcome::WithdrawnBeforeAccept) };
    assert_eq!(told(K1b, taken_back("2026-08-12")), None);
    assert_eq!(told(K1b, taken_back("2026-08-13")), on("2026-08-12", false));
}

#[test]
fn k1b_looks_at_the_decision_and_at_no_end_of_mediation() {
    // The time of mediation was over on no day by which a complaint is to be accepted.
    let early = closed("2026-08-12", ComplaintOutcome::T5);
    assert_eq!(told(K1b, early.clone()), on("2026-08-12", true), "accepted in time");
    assert_eq!(told(K1, early), on("2026-10-02", false), "and not ended as the law asks");
    let late = Complaint { accepted_on: Some(day("2026-08-13")), ..closed("2026-08-13", ComplaintOutcome::T5) };
    assert_eq!(told(K1b, late), on("2026-08-12", false), "the grace is one of mediation");
    // Who was told before anything was decided was told nothing.
    let handling = said(Handling { told_on: Some(day("2026-08-05")), ..Handling::default() });
    let undecided = Complaint { accepted_on: None, handling: handling.clone(), ..complaint() };
    assert_eq!(told(K1b, undecided), on("2026-08-12", false));
    let accepted_late = Complaint { accepted_on: Some(day("2026-08-13")), handling, ..complaint() };
    assert_eq!(told(K1b, accepted_late), on("2026-08-12", false));
}

#[test]
fn k2_leaves_out_what_was_handed_over_in_time() {
    let handed_over = |on| report(Some((on, ReportDecision::Transferred)));
    assert_eq!(told(K2, handed_over("2026-08-24")), None);
    assert_eq!(told(K2, handed_over("2026-08-25")), on("2026-08-24", false), "not done by its last day");
}

#[test]
fn k2_takes_the_longer_limit_only_if_it_was_approved_within_the_first() {
    let decided = |on| report(Some((on, ReportDecision::NotFiled)));
    assert_eq!(told(K2, report(None)), on("2026-08-24", false));
    assert_eq!(told(K2, decided("2026-08-24")), on("2026-08-24", true));
    let extended = |approved| Report { extended_on: vec![day(approved)], ..decided("2026-09-10") };
    assert_eq!(told(K2, extended("2026-08-24")), on("2026-09-14", true));
    assert_eq!(told(K2, extended("2026-08-25")), on("2026-08-24", false));
}

#[test]
fn k3_leaves_out_what_is_handed_back_at_once() {
    let order = |answered: Option<&str>, returned: Option<&str>| {
        let order = WorkOrder {
            number: "GD1".into(),
            dispatched_on: day("2026-08-03"),
            due_on: None,
            answered_on: answered.map(day),
            returned_on: returned.map(day),
        };
        Complaint { handling: said(Handling { order: Some(order), ..Handling::default() }), ..complaint() }
    };
    assert_eq!(told(K3, order(Some("2026-08-10"), None)), on("2026-08-10", true));
    assert_eq!(told(K3, order(Some("2026-08-11"), None)), on("2026-08-10", false));
    assert_eq!(told(K3, order(None, Some("2026-08-04"))), None);
    assert_eq!(told(K3, order(None, Some("2026-08-05"))), on("2026-08-10", false), "not answered");
    assert_eq!(told(K3, complaint()), None, "it came without an order");
}

#[test]
fn k4_compares_what_the_parties_settled_with_all_that_ended_between_them() {
    use ComplaintOutcome::{Mediated, R1, SelfSettled, T1, T2, T3, T4, T5, T6, T7, T8, Transferred};
    assert_eq!(told(K4, closed("2026-09-01", SelfSettled)), on("2026-09-01", true));
    assert_eq!(told(K4, odr_case(Some("2026-09-01"))), on("2026-09-01", true), "its timeliness is another matter");
    for outcome in [Mediated, T2, T3, T4, T5, T8] {
        assert_eq!(told(K4, closed("2026-09-01", outcome)), on("2026-09-01", false), "{outcome:?}");
    }
    for outcome in [R1, T1, T6, T7, Transferred] {
        assert_eq!(told(K4, closed("2026-09-01", outcome)), None, "{outcome:?}");
    }
    let handling = said(Handling { source: Some(FilingSource::Station), ..Handling::default() });
    assert_eq!(told(K4, Complaint { handling, ..closed("2026-09-01", Mediated) }), on("2026-09-01", true));
    assert_eq!(told(K4, odr_case(None)), None);
}

#[test]
fn k5_counts_filings_by_their_end_and_cases_by_theirs() {
    let handling = Handling {
        case_no: Some("聊市监立〔2026〕1号".into()),
        case_filed_on: Some(day("2026-09-07")),
        ..Handling::default()
    };
    let filed = Report { handling: said(handling), ..report(Some(("2026-08-20", ReportDecision::Filed))) };
    let found = shares(K5, filed, "2026-11-28");
    let found: Vec<_> = found.iter().map(|share| (share.day, share.of, share.good)).collect();
    assert_eq!(found, [(day("2026-08-20"), true, false), (day("2026-09-07"), false, true)]);
}

#[test]
fn k5_takes_a_report_for_its_own_case_if_no_number_is_told() {
    let filed = shares(K5, report(Some(("2026-08-20", ReportDecision::Filed))), "2026-11-28");
    let told: Vec<_> = filed.iter().map(|share| (share.day, share.of, share.case_no.as_deref())).collect();
    assert_eq!(told, [(day("2026-08-20"), true, None), (day("2026-08-20"), false, Some("1"))]);
    let not_filed = shares(K5, report(Some(("2026-08-20", ReportDecision::NotFiled))), "2026-11-28");
    assert_eq!(not_filed.iter().map(|share| share.of).collect::<Vec<_>>(), [true]);
}

#[test]
fn k5_compares_with_no_filing_that_was_handed_over_in_time() {
    use ComplaintOutcome::Transferred;
    let handed_over = |on| report(Some((on, ReportDecision::Transferred)));
    assert_eq!([told(K5, handed_over("2026-08-24")), told(K5, closed("2026-10-02", Transferred))], [None, None]);
    assert_eq!(told(K5, handed_over("2026-08-25")), on("2026-08-25", false));
    assert_eq!(told(K5, closed("2026-10-03", Transferred)), on("2026-10-03", false));
    let unaccepted = |on| Complaint { accepted_on: None, ..closed(on, Transferred) };
    assert_eq!(told(K5, unaccepted("2026-08-12")), None);
    assert_eq!(told(K5, unaccepted("2026-08-13")), on("2026-08-13", false));
}

/// However long a complaint waited for its acceptance, mediation is counted from that.
#[test]
fn what_was_accepted_long_after_its_receipt_is_found_in_its_period() {
    let late = Complaint { received_on: day("2024-08-05"), ..complaint() };
    let period = Period { from: day("2026-10-01"), to: day("2026-10-31") };
    let found = ratios::shares(&[K1], &late.into(), period, day("2026-11-28"), (&LIMITS, &RULES));
    assert_eq!(found.len(), 1, "45 working days from 2026-08-03: {found:?}");
}

#[test]
fn k6_asks_whether_what_may_be_published_was() {
    let published = |consent, on: Option<&str>| Complaint {
        publicity: said(Publicity { consent, published_on: on.map(day), ..Publicity::default() }),
        ..closed("2026-09-23", ComplaintOutcome::Mediated)
    };
    assert_eq!(told(K6, published(Some(true), Some("2026-10-10"))), on("2026-10-10", true));
    assert_eq!(told(K6, published(Some(true), Some("2026-10-30"))), on("2026-10-10", true), "late, but published");
    assert_eq!(told(K6, published(Some(true), None)), on("2026-10-10", false));
    assert_eq!(told(K6, published(Some(false), None)), None, "the consumer does not agree");
    assert_eq!(told(K6, published(None, None)), None, "nobody asked");
    // Of what ended before anything was kept of publication, only those that were published would count.
    let earlier = Complaint {
        received_on: day("2025-08-04"),
        accepted_on: Some(day("2025-08-04")),
        closed_on: Some(day("2025-09-01")),
        ..published(Some(true), Some("2025-09-05"))
    };
    assert_eq!(told(K6, earlier), None);
}

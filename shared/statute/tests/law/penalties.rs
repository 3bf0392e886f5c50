//! What a penalty obliges its bureau to do, and what not: to publish, to report, to push and to withdraw.

use crate::duties::{done, duties, lapsed, told};
use crate::support::{day, penalty, published};
use domain::record::{Outward, PartyKind, Penalty, PenaltyKind, said};
use domain::vocab::{Severity, StopReason};
use statute::clock::State;
use statute::duties::Limits;

/// Names of the clocks that a penalty sets going.
fn clocks(penalty: Penalty) -> Vec<&'static str> {
    duties(penalty).into_iter().map(|duty| duty.clock).collect()
}

/// What ended the duty to publish.
fn publication(penalty: Penalty) -> Option<statute::clock::Stop> {
    let duty = duties(penalty).into_iter().find(|duty| duty.clock == "penalty_publication");
    duty.unwrap().course.stop
}

/// C32 and Shandong Art. 20: on no public page, so nobody is late with putting one there.
#[test]
fn nobody_is_bound_to_publish_or_push_what_is_about_a_natural_person() {
    let person = Penalty { party_kind: Some(PartyKind::NaturalPerson), ..penalty("2026-02-06") };
    assert_eq!(clocks(person.clone()), ["penalty_reporting"]);
    let elsewhere =
        Outward { home_province: Some(41), push_received_on: Some(day("2026-02-09")), ..Outward::default() };
    assert_eq!(clocks(Penalty { outward: said(elsewhere), ..person.clone() }), ["penalty_reporting"]);
    for kind in [None, Some(PartyKind::Organisation), Some(PartyKind::SoleTrader)] {
        let other = Penalty { party_kind: kind, ..person.clone() };
        assert_eq!(clocks(other), ["penalty_publication", "penalty_reporting"], "{kind:?}");
    }
}

#[test]
fn of_penalties_before_anything_was_kept_only_what_they_tell_is_followed() {
    let kept =
        [("penalty_publication", Some(day("2026-03-12")), None), ("penalty_reporting", Some(day("2026-02-24")), None)];
    assert_eq!(told(&duties(penalty("2026-02-06"))), kept, "C03");
    assert_eq!(duties(penalty("2025-12-31")), [], "or it would be overdue for ever");
    let told_even_so = published("2025-09-18", "2025-10-22", Severity::Minor);
    assert_eq!(told(&duties(told_even_so)), [("penalty_publication", Some(day("2025-10-22")), done("2025-10-22"))]);
}

#[test]
fn what_was_stopped_for_a_reason_is_not_to_be_published_any_more() {
    let stops = vec![day("2026-05-20"), day("2026-07-01")];
    let stopped =
        |reason| Penalty { display_stopped_on: stops.clone(), display_stop_reason: reason, ..penalty("2026-02-06") };
    for reason in StopReason::ALL {
        assert_eq!(publication(stopped(Some(*reason))), lapsed("2026-05-20"), "{reason:?}");
    }
    // A day without a reason may have been planned ahead: until it comes the duty runs.
    assert_eq!(publication(stopped(None)), None);
    let published = Penalty { published_on: Some(day("2026-03-02")), ..stopped(Some(StopReason::Repaired)) };
    assert_eq!(publication(published), done("2026-03-02"));
    let annulled = Penalty { annulled_on: Some(day("2026-04-01")), ..stopped(Some(StopReason::Other)) };
    assert_eq!(publication(annulled), lapsed("2026-04-01"));
}

/// Who revokes a stop lets it be shown again, so that it is to be published again.
#[test]
fn a_stop_that_was_revoked_ends_no_duty() {
    let of = |stops: &[&str], revoked: &[&str]| Penalty {
        display_stopped_on: stops.iter().map(|on| day(on)).collect(),
        stop_revoked_on: revoked.iter().map(|on| day(on)).collect(),
        display_stop_reason: Some(StopReason::Repaired),
        ..penalty("2026-02-06")
    };
    assert_eq!(publication(of(&["2026-03-02"], &["2026-04-01"])), None);
    // On one day a stop comes before its revocation.
    assert_eq!(publication(of(&["2026-03-02"], &["2026-03-02"])), None);
    assert_eq!(publication(of(&["2026-03-02"], &["2026-03-01"])), lapsed("2026-03-02"), "that revoked another one");
    // Stopped again, it need not be published from then on.
    assert_eq!(publication(of(&["2026-03-02", "2026-05-06"], &["2026-04-01"])), lapsed("2026-05-06"));
}

#[test]
fn what_was_stopped_or_annulled_is_not_to_be_pushed_any_more() {
    let elsewhere = |pushed: Option<&str>| Penalty {
        outward: said(Outward { home_province: Some(41), pushed_on: pushed.map(day), ..Outward::default() }),
        ..penalty("2026-02-06")
    };
    let push = |penalty: Penalty| duties(penalty).into_iter().find(|duty| duty.clock == "penalty_push").unwrap();
    let stopped = |penalty: Penalty| Penalty {
        display_stopped_on: vec![day("2026-02-20")],
        display_stop_reason: Some(StopReason::Corrected),
        ..penalty
    };
    assert_eq!(push(elsewhere(None)).course.stop, None);
    assert_eq!(push(stopped(elsewhere(None))).course.stop, lapsed("2026-02-20"));
    assert_eq!(push(stopped(elsewhere(Some("2026-02-11")))).course.stop, done("2026-02-11"));
    let annulled = Penalty { annulled_on: Some(day("2026-02-12")), ..stopped(elsewhere(None)) };
    assert_eq!(push(annulled).course.stop, lapsed("2026-02-12"));
    let revoked = Penalty { stop_revoked_on: vec![day("2026-03-02")], ..stopped(elsewhere(None)) };
    assert_eq!(push(revoked).course.stop, None);
}

/// Order 45 Art. 10: pushed within ten working days, published there within ten from the receipt.
#[test]
fn the_home_province_s_own_limit_runs_from_its_receipt_alone() {
    let limits = Limits::shipped().unwrap();
    let of = |pushed: Option<&str>, received: Option<&str>| {
        let (pushed_on, push_received_on) = (pushed.map(day), received.map(day));
        let outward = Outward { home_province: Some(41), pushed_on, push_received_on, ..Outward::default() };
        let duties = duties(Penalty { outward: said(outward), ..penalty("2026-03-02") });
        let there = duties.into_iter().find(|duty| duty.clock == "penalty_publication_elsewhere")?;
        let reading = limits.read(&there, day("2026-03-30")).unwrap();
        Some((there.course.started_on, reading.due.unwrap(), reading.provisional))
    };
    assert_eq!(of(None, None), None, "nothing was pushed");
    assert_eq!(of(Some("2026-03-09"), None), None, "what another province owes makes nobody here overdue");
    let received = Some((day("2026-03-11"), day("2026-03-25"), false));
    assert_eq!((of(Some("2026-03-09"), Some("2026-03-11")), of(None, Some("2026-03-11"))), (received, received));
    // By the day of receipt: before 2026 the office keeps nothing that would end it, whenever it was decided.
    let of_2025 = |received: &str| {
        let (pushed_on, push_received_on) = (Some(day("2025-12-24")), Some(day(received)));
        let outward = Outward { home_province: Some(41), pushed_on, push_received_on, ..Outward::default() };
        clocks(Penalty { outward: said(outward), ..penalty("2025-12-22") })
    };
    assert_eq!(of_2025("2025-12-31"), ["penalty_push"]);
    assert_eq!(of_2025("2026-01-04"), ["penalty_push", "penalty_publication_elsewhere"]);
}

/// Order 45 Arts. 9 and 13, §12.19: the display runs from the publication, and a missed limit stays open and overdue.
#[test]
fn a_missed_publication_stays_overdue_however_long_ago_it_was_decided() {
    let limits = Limits::shipped().unwrap();
    let outward = said(Outward { home_province: Some(41), ..Outward::default() });
    // 60,000 yuan: three months of an organisation, a year of a sole trader.
    for kind in [None, Some(PartyKind::Organisation), Some(PartyKind::SoleTrader)] {
        let here = Penalty { party_kind: kind, ..penalty("2026-02-06") };
        let there = Penalty { outward: outward.clone(), ..here.clone() };
        for (penalty, clock) in [(here, "penalty_publication"), (there, "penalty_push")] {
            let duty = duties(penalty).into_iter().find(|duty| duty.clock == clock).unwrap();
            assert_eq!(duty.moot_from, None, "{clock} of {kind:?}");
            for on in ["2026-05-07", "2027-02-07", "2031-11-23"] {
                let reading = limits.read(&duty, day(on)).unwrap();
                assert_eq!(
                    (reading.state, reading.provisional),
                    (State::Overdue, false),
                    "{clock} of {kind:?} on {on}"
                );
            }
        }
    }
}

/// Behind an end that the record states, whenever it was published, nobody may publish it.
#[test]
fn nobody_is_bound_to_publish_or_push_what_by_its_own_record_is_displayed_no_more() {
    let limits = Limits::shipped().unwrap();
    // 60,000 yuan of an organisation: minor, three months.
    let minor = Penalty { party_kind: Some(PartyKind::Organisation), ..penalty("2026-02-06") };
    let state = |penalty: &Penalty, clock: &str, on: &str| {
        let duty = duties(penalty.clone()).into_iter().find(|duty| duty.clock == clock).unwrap();
        let reading = limits.read(&duty, day(on)).unwrap();
        (reading.state, reading.provisional)
    };
    let publication = "penalty_publication";
    assert_eq!(state(&minor, publication, "2026-03-12"), (State::Due, false));
    let own_end = Penalty { display_until: Some(day("2026-04-30")), ..minor.clone() };
    assert_eq!(state(&own_end, publication, "2026-04-30"), (State::Overdue, false));
    assert_eq!(state(&own_end, publication, "2026-05-01"), (State::Ended, true));
    // Also where the longest display, counted from the decision, would be over before.
    let far_end = Penalty { display_until: Some(day("2026-06-30")), ..minor.clone() };
    assert_eq!(state(&far_end, publication, "2026-06-30").0, State::Overdue);
    assert_eq!(state(&far_end, publication, "2026-07-01").0, State::Ended);
    // A restriction that runs longer is displayed until its end, of kinds that can restrict.
    let restricted =
        |kind| Penalty { kinds: vec![kind], restriction_until: Some(day("2026-08-31")), ..own_end.clone() };
    assert_eq!(state(&restricted(PenaltyKind::BusinessRestricted), publication, "2026-08-31").0, State::Overdue);
    assert_eq!(state(&restricted(PenaltyKind::BusinessRestricted), publication, "2026-09-01").0, State::Ended);
    assert_eq!(state(&restricted(PenaltyKind::Fine), publication, "2026-05-01").0, State::Ended);
    // A stop that was planned, of which no reason is told.
    let planned = Penalty { display_stopped_on: vec![day("2026-04-01")], ..minor.clone() };
    assert_eq!(state(&planned, publication, "2026-03-31").0, State::Overdue);
    assert_eq!(state(&planned, publication, "2026-04-01").0, State::Ended);
    // Revoked, it ends nothing, and an end before that was said of an earlier display.
    let again = Penalty { stop_revoked_on: vec![day("2026-05-15")], ..planned };
    assert_eq!(state(&again, publication, "2027-11-23").0, State::Overdue);
    let again = Penalty { display_until: Some(day("2026-04-30")), ..again };
    assert_eq!(state(&again, publication, "2027-11-23").0, State::Overdue);
    let stopped_again = Penalty { display_stopped_on: vec![day("2026-04-01"), day("2026-06-01")], ..again };
    assert_eq!(state(&stopped_again, publication, "2026-05-31").0, State::Overdue);
    assert_eq!(state(&stopped_again, publication, "2026-06-01").0, State::Ended);
    // Late is late: who published it while it could be has done it.
    let late = Penalty { published_on: Some(day("2026-04-30")), ..own_end.clone() };
    assert_eq!(state(&late, publication, "2026-11-23").0, State::MetLate);
    let outward = said(Outward { home_province: Some(41), ..Outward::default() });
    let elsewhere = Penalty { outward, ..own_end.clone() };
    assert_eq!(state(&elsewhere, "penalty_push", "2026-04-30").0, State::Overdue);
    assert_eq!(state(&elsewhere, "penalty_push", "2026-05-01").0, State::Ended);
    // To report it to the credit platform is another duty.
    assert_eq!(state(&own_end, "penalty_reporting", "2026-11-23").0, State::Overdue);
}

#[test]
fn only_what_was_to_be_seen_on_the_day_of_its_annulment_is_to_be_withdrawn() {
    let is_withdrawn = |penalty: Penalty| clocks(penalty).contains(&"penalty_withdrawal");
    let annulled = |on: &str| Penalty {
        annulled_on: Some(day(on)),
        party_kind: Some(PartyKind::Organisation),
        ..published("2026-02-06", "2026-03-02", Severity::Minor)
    };
    assert!(is_withdrawn(annulled("2026-03-02")) && is_withdrawn(annulled("2026-06-02")));
    assert!(!is_withdrawn(annulled("2026-06-03")), "three months were over");
    assert!(!is_withdrawn(annulled("2026-03-01")), "it was published later, or that is a slip");
    let stopped = |on: &str| Penalty { display_stopped_on: vec![day("2026-04-01")], ..annulled(on) };
    assert!(is_withdrawn(stopped("2026-03-31")) && !is_withdrawn(stopped("2026-04-01")));
    // It may be a sole trader, whose fine of 60,000 yuan is general: a year.
    assert!(is_withdrawn(Penalty { party_kind: None, ..annulled("2026-06-03") }));
}

//! What a penalty obliges its bureau to do, and what not: to publish, to report, to push and to withdraw.

use crate::duties::{done, duties, lapsed, told};
use crate::support::{day, penalty, published};
use domain::record::{Outward, PartyKind, Penalty, said};
use domain::vocab::{Severity, StopReason};

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

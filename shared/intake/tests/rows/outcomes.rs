//! Outcomes of complaints that their course or the law of their day rules out wait as rows that cannot be.

use crate::{cells, faults, options, read};
use domain::record::{Content, RecordKind};
use domain::vocab::ComplaintOutcome;

/// Field and reasons of what is wrong with a complaint; nothing if it is kept.
fn wrong(received: &str, accepted: &str, outcome: &str) -> Vec<(String, String)> {
    let row = [
        ("code", "91371500795315494U"),
        ("number", "N1"),
        ("received_on", received),
        ("accepted_on", accepted),
        ("closed_on", "2026-06-01"),
        ("outcome", outcome),
    ];
    match read(RecordKind::Complaint, &cells(&row), &options()) {
        Ok(_) => Vec::new(),
        Err(issue) => faults(&issue).into_iter().map(|(field, why)| (field.to_owned(), why.to_owned())).collect(),
    }
}

fn refused(received: &str, accepted: &str, outcome: &str, because: &str) {
    let found = wrong(received, accepted, outcome);
    assert_eq!(found.len(), 1, "{outcome}: {found:?}");
    assert_eq!(found[0].0, "outcome");
    assert!(found[0].1.contains(because), "{outcome}: {found:?}");
}

const REFUSALS: [&str; 7] = ["R1", "R2", "R3", "R4", "R5", "R6", "R7"];
const ENDS: [&str; 8] = ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"];

#[test]
fn what_was_refused_was_not_accepted() {
    for outcome in REFUSALS {
        refused("2026-05-06", "2026-05-07", outcome, "but the complaint was accepted");
        assert_eq!(wrong("2026-05-06", "", outcome), [], "{outcome}");
    }
}

#[test]
fn a_mediation_that_ended_had_begun() {
    for outcome in ENDS {
        refused("2026-05-06", "", outcome, "but the complaint was not accepted");
        assert_eq!(wrong("2026-05-06", "2026-05-07", outcome), [], "{outcome}");
    }
    // An agreement in mediation is an end of mediation as well: without a day of acceptance it would be in no K1.
    refused("2026-05-06", "", "MEDIATED", "but the complaint was not accepted");
    assert_eq!(wrong("2026-05-06", "2026-05-07", "MEDIATED"), []);
    for outcome in ["SELF_SETTLED", "TRANSFERRED", "WITHDRAWN_BEFORE_ACCEPT", "WITHDRAWN_AS_MISTAKEN"] {
        assert_eq!(wrong("2026-05-06", "", outcome), [], "{outcome} says nothing of acceptance");
    }
}

#[test]
fn what_was_withdrawn_before_acceptance_was_not_accepted() {
    refused("2026-05-06", "2026-05-07", "WITHDRAWN_BEFORE_ACCEPT", "but the complaint was accepted");
    for outcome in ["SELF_SETTLED", "TRANSFERRED", "WITHDRAWN_AS_MISTAKEN"] {
        assert_eq!(wrong("2026-05-06", "2026-05-07", outcome), [], "{outcome}");
    }
}

#[test]
fn a_source_may_tell_the_two_of_t1_apart() {
    let outcome = |word: &str| {
        let row = [("code", "91371500795315494U"), ("number", "N1"), ("received_on", "2026-05-06")];
        let ended = [("accepted_on", "2026-05-07"), ("closed_on", "2026-06-01"), ("outcome", word)];
        let row = cells(&[&row[..], &ended].concat());
        let Content::Complaint(complaint) = read(RecordKind::Complaint, &row, &options()).unwrap().content else {
            panic!("{word}")
        };
        complaint.outcome
    };
    assert_eq!(outcome("T1a"), Some(ComplaintOutcome::SelfSettled));
    assert_eq!([outcome("T1b"), outcome("T1")], [Some(ComplaintOutcome::T1); 2]);
}

#[test]
fn only_who_ends_with_t2_refused() {
    let by = |outcome: &str, accepted: &str| {
        let row = [("code", "91371500795315494U"), ("number", "N1"), ("received_on", "2026-05-06")];
        let ended = [("accepted_on", accepted), ("closed_on", "2026-06-01"), ("outcome", outcome)];
        let row = cells(&[&row[..], &ended, &[("refused_by", "merchant")]].concat());
        let read = read(RecordKind::Complaint, &row, &options());
        read.err().map(|issue| faults(&issue)[0].0.to_owned())
    };
    assert_eq!(by("T2", "2026-05-07"), None);
    for (outcome, accepted) in [("T3", "2026-05-07"), ("MEDIATED", "2026-05-07"), ("R1", "")] {
        assert_eq!(by(outcome, accepted).as_deref(), Some("refused_by"), "{outcome}");
    }
    assert_eq!(by("NICE", "2026-05-07").as_deref(), Some("outcome"), "what cannot be read is told once");
}

#[test]
fn grounds_of_the_new_law_are_of_what_was_received_under_it() {
    refused("2026-04-14", "", "R6", "2026-04-15");
    refused("2026-04-14", "2026-04-20", "T7", "2026-04-15");
    assert_eq!(wrong("2026-04-15", "", "R6"), []);
    assert_eq!(wrong("2026-04-15", "2026-04-20", "T7"), []);
    for outcome in REFUSALS.into_iter().filter(|outcome| *outcome != "R6") {
        assert_eq!(wrong("2026-04-14", "", outcome), [], "{outcome}");
    }
    for outcome in ENDS.into_iter().filter(|outcome| *outcome != "T7") {
        assert_eq!(wrong("2026-04-14", "2026-04-20", outcome), [], "{outcome}");
    }
}

#[test]
fn a_day_that_cannot_be_read_is_told_once() {
    let found = wrong("2026-05-06", "soon", "T3");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "accepted_on");
}

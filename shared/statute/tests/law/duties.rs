//! Which time limits a record sets going, and what ends them.

use crate::support::{day, penalty};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Complaint, Content, OdrCase, PenaltyKind};
use domain::vocab::ComplaintOutcome;
use policy::library::Library;
use statute::clock::{Ending, State, Stop};
use statute::duties::{Duty, Limits};
use std::sync::LazyLock;

static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits::shipped().unwrap());

pub(crate) fn complaint() -> Complaint {
    Complaint {
        handling: None,
        publicity: None,
        party: PartyCode::parse("91371500795315494U").unwrap(),
        number: "1".into(),
        received_on: day("2026-04-14"),
        accepted_on: None,
        closed_on: None,
        outcome: None,
        refused_by: None,
        duplicate: false,
        held_from: None,
        held_until: None,
        withdrawn: false,
    }
}

pub(crate) fn duties(content: impl Into<Content>) -> Vec<Duty> {
    LIMITS.duties(&content.into())
}

pub(crate) fn done(on: &str) -> Option<Stop> {
    Some(Stop { on: day(on), ending: Ending::Done })
}

pub(crate) fn lapsed(on: &str) -> Option<Stop> {
    Some(Stop { on: day(on), ending: Ending::Lapsed })
}

/// Clock, last day as the law counts it, and what ended it.
pub(crate) fn told(duties: &[Duty]) -> Vec<(&'static str, Option<Day>, Option<Stop>)> {
    let due = |duty| LIMITS.read(duty, day("2026-11-23")).unwrap().due;
    duties.iter().map(|duty| (duty.clock, due(duty), duty.course.stop)).collect()
}

#[test]
fn a_complaint_is_to_be_accepted_and_then_ended_by_the_rule_of_its_receipt() {
    assert_eq!(told(&duties(complaint())), [("complaint_acceptance", Some(day("2026-04-23")), None)]);
    let accepted = Complaint { accepted_on: Some(day("2026-04-20")), ..complaint() };
    let acceptance = ("complaint_acceptance", Some(day("2026-04-23")), done("2026-04-20"));
    assert_eq!(told(&duties(accepted.clone())), [acceptance, ("complaint_mediation", Some(day("2026-06-25")), None)]);
    // One day later it is another law, which counts natural days.
    let later = Complaint { received_on: day("2026-04-15"), ..accepted.clone() };
    assert_eq!(told(&duties(later))[1].1, Some(day("2026-06-19")));
    for (outcome, stop) in [
        (ComplaintOutcome::Mediated, done("2026-05-20")),
        (ComplaintOutcome::T5, done("2026-05-20")),
        (ComplaintOutcome::Transferred, lapsed("2026-05-20")),
        (ComplaintOutcome::WithdrawnAsMistaken, lapsed("2026-05-20")),
    ] {
        let closed = Complaint { closed_on: Some(day("2026-05-20")), outcome: Some(outcome), ..accepted.clone() };
        assert_eq!(told(&duties(closed))[1].2, stop, "{outcome:?}");
    }
}

#[test]
fn an_office_may_have_the_rule_of_mediation_chosen_by_acceptance() {
    let shipped = Library::shipped().unwrap();
    let own = shipped.text("clocks.complaint_mediation").unwrap().replace("\"received\"", "\"accepted\"");
    let own = Limits::of(&shipped.overlaid([("clocks/complaint_mediation.toml", own.as_str())]).unwrap()).unwrap();
    // Received under the one law, accepted under the other.
    let accepted = Content::from(Complaint { accepted_on: Some(day("2026-04-20")), ..complaint() });
    let due = |limits: &Limits| limits.read(&limits.duties(&accepted)[1], day("2026-11-23")).unwrap().due;
    assert_eq!(due(&LIMITS), Some(day("2026-06-25")), "45 working days");
    assert_eq!(due(&own), Some(day("2026-06-19")), "60 days");
}

/// §2.2: which regime governs a complaint received before but open on 2026-04-15 is open.
#[test]
fn which_law_governs_what_was_open_when_it_changed_is_not_settled() {
    let is_provisional = |complaint: Complaint, as_of: &str| {
        let mediation = duties(complaint).into_iter().find(|duty| duty.clock == "complaint_mediation").unwrap();
        LIMITS.read(&mediation, day(as_of)).unwrap().provisional
    };
    let open = Complaint { received_on: day("2026-03-02"), accepted_on: Some(day("2026-03-03")), ..complaint() };
    let closed = |on| Complaint { closed_on: Some(day(on)), outcome: Some(ComplaintOutcome::Mediated), ..open.clone() };
    for (on, wanted) in [("2026-04-14", false), ("2026-04-15", true), ("2026-05-20", true)] {
        assert_eq!(is_provisional(closed(on), "2026-11-23"), wanted, "{on}");
    }
    assert!(is_provisional(open.clone(), "2026-11-23"));
    assert!(!is_provisional(open, "2026-04-14"), "the other law had not begun");
    // The limit of acceptance is the same in both.
    assert!(!LIMITS.read(&duties(complaint())[0], day("2026-11-23")).unwrap().provisional);
}

#[test]
fn a_complaint_that_is_refused_was_decided_and_one_that_went_away_need_not_be() {
    for (outcome, stop) in [
        (ComplaintOutcome::R3, done("2026-04-22")),
        // Nobody says when it was accepted, but it was.
        (ComplaintOutcome::Mediated, done("2026-04-22")),
        (ComplaintOutcome::T1, done("2026-04-22")),
        (ComplaintOutcome::WithdrawnBeforeAccept, lapsed("2026-04-22")),
        (ComplaintOutcome::Transferred, lapsed("2026-04-22")),
        (ComplaintOutcome::SelfSettled, lapsed("2026-04-22")),
    ] {
        let closed = Complaint { closed_on: Some(day("2026-04-22")), outcome: Some(outcome), ..complaint() };
        assert_eq!(told(&duties(closed))[0], ("complaint_acceptance", Some(day("2026-04-23")), stop), "{outcome:?}");
    }
    assert_eq!(duties(Complaint { duplicate: true, ..complaint() }), []);
    assert_eq!(duties(Complaint { withdrawn: true, ..complaint() }), []);
}

#[test]
fn a_decision_of_a_bureau_is_to_be_published_if_the_law_allows_it() {
    let decided = penalty("2026-02-06");
    let publication = |stop| Some(("penalty_publication", Some(day("2026-03-12")), stop));
    let first = |penalty: domain::record::Penalty| told(&duties(penalty)).into_iter().next();
    assert_eq!(first(decided.clone()), publication(None), "C03");
    let annulled = |on| Some(day(on));
    for (published, annulled, stop) in [
        (Some(day("2026-03-12")), None, done("2026-03-12")),
        (None, annulled("2026-02-27"), lapsed("2026-02-27")),
        (Some(day("2026-02-26")), annulled("2026-02-27"), done("2026-02-26")),
        (Some(day("2026-02-27")), annulled("2026-02-27"), done("2026-02-27")),
        (Some(day("2026-02-28")), annulled("2026-02-27"), lapsed("2026-02-27")),
    ] {
        let ended = domain::record::Penalty { published_on: published, annulled_on: annulled, ..decided.clone() };
        assert_eq!(first(ended), publication(stop), "{published:?} {annulled:?}");
    }
    let warned = domain::record::Penalty { kinds: vec![PenaltyKind::Warning], ..decided.clone() };
    let elsewhere = domain::record::Penalty { authority: "聊城市文化和旅游局".into(), ..decided.clone() };
    let taken_back = domain::record::Penalty { withdrawn: true, ..decided };
    assert_eq!([duties(warned), duties(elsewhere), duties(taken_back)].concat(), []);
}

#[test]
fn an_online_case_is_to_be_answered_or_settled() {
    let case = OdrCase {
        party: complaint().party,
        number: "1".into(),
        filed_on: day("2026-04-28"),
        due_on: day("2026-05-14"),
        answered_on: None,
        settled_on: None,
        void: false,
        withdrawn: false,
    };
    let settlement = |stop| [("odr_settlement", Some(day("2026-05-14")), stop)];
    assert_eq!(told(&duties(case.clone())), settlement(None), "T08");
    let settled = OdrCase { settled_on: Some(day("2026-05-15")), ..case.clone() };
    assert_eq!(told(&duties(settled.clone())), settlement(done("2026-05-15")));
    assert_eq!(LIMITS.read(&duties(settled.clone())[0], day("2026-06-01")).unwrap().state, State::MetLate);
    let answered = OdrCase { answered_on: Some(day("2026-05-12")), ..settled };
    assert_eq!(told(&duties(answered)), settlement(done("2026-05-12")));
    assert_eq!(duties(OdrCase { void: true, ..case }), []);
}

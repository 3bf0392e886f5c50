//! A right whose time is over has ended: nobody is late, and nothing is told of it. So has what can be done no more.

use crate::deadlines::level;
use crate::house::{House, merchant};
use crate::rows::{cells, penalty, with};
use contracts::access::Reach;
use domain::record::RecordKind;
use ledger::DueWanted;
use statute::clock::State;
use statute::duties::Limits;
use testkit::each_backend;

/// Clock and state of what is listed.
fn listed(house: &House, state: Option<State>) -> Vec<(String, State)> {
    let wanted = DueWanted { state, limit: 100, ..DueWanted::default() };
    let found = house.ledger.deadlines(&wanted, Reach::Everywhere).unwrap().0;
    found.into_iter().map(|due| (due.clock, due.state)).collect()
}

#[test]
fn a_right_that_was_not_used_has_ended_and_is_never_late() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::of(place.location(), std::sync::Arc::default(), &[RecordKind::Test]);
        house.clock.set("2026-09-10T04:00:00Z");
        let code = merchant(1);
        let sample = |number: &str, more: &[(&str, &str)]| {
            let row = [("code", code.as_str()), ("number", number), ("day", "2026-09-09"), ("result", "SQ2")];
            let told = [("is_final", "否"), ("told_on", "2026-09-10")];
            house.send(RecordKind::Test, &[cells(&[&row[..], &told, more].concat())]);
        };
        sample("unused", &[]);
        level(&house, &limits);
        let right = |state| vec![("product_retest_request".to_owned(), state)];
        // Fifteen days end on a holiday, and so with the first working day, 28 September.
        for (now, state) in [("2026-09-27T15:59:59Z", State::Running), ("2026-09-28T15:59:59Z", State::Due)] {
            house.clock.set(now);
            assert_eq!(listed(&house, None), right(state), "{}", place.backend);
            assert_eq!(listed(&house, Some(State::Ended)), []);
        }
        house.clock.set("2026-09-28T16:00:00Z");
        house.ledger.tell_expired().unwrap();
        assert_eq!(listed(&house, None), [], "{}", place.backend);
        assert_eq!(listed(&house, Some(State::Overdue)), []);
        assert_eq!(listed(&house, Some(State::Ended)), right(State::Ended));
        // What becomes known afterwards of one that is over changes as little.
        sample("known late", &[]);
        level(&house, &limits);
        assert_eq!(listed(&house, Some(State::Ended)).len(), 2, "{}", place.backend);
        assert_eq!(house.ledger.events(None, 100, Reach::Everywhere).unwrap(), []);
        // A request that came behind the last day came late.
        sample("unused", &[("objected_on", "2026-09-29")]);
        level(&house, &limits);
        assert_eq!(listed(&house, Some(State::MetLate)), right(State::MetLate), "{}", place.backend);
        assert_eq!(listed(&house, Some(State::Ended)).len(), 1);
    });
}

/// From the day of a stop on that was planned nobody may publish a penalty, and nobody is late with it any more.
#[test]
fn what_can_be_done_no_more_has_ended_and_stays_late_until_then() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-11-19T04:00:00Z");
        let decided = |number: &str| {
            // The stop is planned ahead, without a reason.
            let days = [("cf_jdrq", "2026-09-21"), ("display_stopped_on", "2026-11-20")];
            let blank = ["published_on", "cf_gsjzq", "display_stop_reason", "stop_revoked_on"].map(|id| (id, ""));
            let sent = house.send(RecordKind::Penalty, &[with(with(penalty(merchant(1), number), &days), &blank)]);
            assert!(matches!(sent[..], [ledger::Sent::Kept { .. }]), "{sent:?}");
            level(&house, &limits);
        };
        let of_state = |state| {
            let clock = Some("penalty_publication".to_owned());
            let wanted = DueWanted { state, clock, limit: 100, ..DueWanted::default() };
            let found = house.ledger.deadlines(&wanted, Reach::Everywhere).unwrap().0;
            found.into_iter().map(|due| (due.state, due.provisional)).collect::<Vec<_>>()
        };
        let expired = || {
            house.ledger.tell_expired().unwrap();
            let told = house.ledger.events(None, 100, Reach::Everywhere).unwrap();
            told.into_iter().filter(|event| event.clock == "penalty_publication").count()
        };
        decided("1号");
        assert_eq!(of_state(None), [(State::Overdue, false)], "{}", place.backend);
        assert_eq!((of_state(Some(State::Ended)), expired()), (vec![], 1));
        house.clock.set("2026-11-20T04:00:00Z");
        assert_eq!((of_state(None), of_state(Some(State::Overdue))), (vec![], vec![]), "{}", place.backend);
        assert_eq!(of_state(Some(State::Ended)), [(State::Ended, true)], "{}: nobody said why", place.backend);
        // It was late, and what was told of that stays; of one that is heard of now it is told no more.
        decided("2号");
        assert_eq!((of_state(Some(State::Ended)).len(), expired()), (2, 1), "{}", place.backend);
    });
}

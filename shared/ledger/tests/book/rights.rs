//! A right whose time is over has ended: nobody is late, and nothing is told of it.

use crate::deadlines::level;
use crate::house::{House, merchant};
use crate::rows::cells;
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

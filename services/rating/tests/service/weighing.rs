//! What is weighed as a mass event, when, and what becomes of one in which nobody waits any more.

use crate::holds::{MERCHANTS, classes, code, merchant, penalty, second};
use crate::support::{HandClock, MemoryFeed, day, operate, ruling, settle, start, start_with};
use crate::turning::revised;
use contracts::access::Reach;
use domain::day::Day;
use rating::{Hold, HoldState, Question, Service};
use std::sync::Arc;
use std::time::{Duration, Instant as Timer};
use testkit::{Place, each_backend};

/// A city of merchants that have been rated, the first load of all of them.
fn city(place: &Place) -> (Arc<MemoryFeed>, Arc<HandClock>, Service) {
    city_on(place, day("2026-11-23"))
}

fn city_on(place: &Place, today: Day) -> (Arc<MemoryFeed>, Arc<HandClock>, Service) {
    let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(today));
    (1..=MERCHANTS).for_each(|number| feed.history(1, number, &merchant(number)));
    let service = start(place, &feed, &clock);
    settle(&service);
    (feed, clock, service)
}

/// State of each hold, oldest first, and how many wait in it.
fn holds(service: &Service) -> Vec<(String, HoldState, i64)> {
    let waiting = |hold: &Hold| hold.moves.iter().map(|moves| moves.merchants).sum();
    let holds = service.ratings.holds(None, 10, Reach::Everywhere).unwrap();
    holds.iter().rev().map(|hold| (hold.origin.clone(), hold.state, waiting(hold))).collect()
}

fn open(import: &str, waiting: i64) -> (String, HoldState, i64) {
    (format!("import memory/{import}"), HoldState::Open, waiting)
}

fn empty(import: &str) -> (String, HoldState, i64) {
    (format!("import memory/{import}"), HoldState::Empty, 0)
}

#[test]
fn the_first_load_of_a_kind_is_never_held_and_the_next_one_may_be() {
    each_backend(|place| {
        let (feed, _, service) = city(place);
        let before = classes(&service);
        (1..=20).for_each(|number| feed.history(2, number, &penalty(number, false)));
        settle(&service);
        let after = classes(&service);
        assert_ne!(after, before, "{}: issued at once", place.backend);
        assert_eq!(holds(&service), [], "{}", place.backend);
        // Half of them are relieved, and sink again by more history, which is no first load any more.
        feed.at_once(|| (1..=20).for_each(|number| feed.import(Some(3), number, &penalty(number, true))));
        settle(&service);
        feed.at_once(|| (1..=20).for_each(|number| feed.history(4, number, &second(number, false))));
        settle(&service);
        assert_eq!((holds(&service), classes(&service)), (vec![open("4", 20)], before), "{}", place.backend);
    });
}

#[test]
fn history_of_a_kind_that_is_known_already_may_be_held() {
    each_backend(|place| {
        let (feed, _, service) = city(place);
        feed.add(MERCHANTS, &penalty(MERCHANTS, false));
        settle(&service);
        // Also where nobody noted down what came first.
        operate(place, "DELETE FROM note WHERE name LIKE 'first.%'");
        feed.at_once(|| (1..=20).for_each(|number| feed.history(2, number, &penalty(number, false))));
        settle(&service);
        assert_eq!(holds(&service), [open("2", 20)], "{}", place.backend);
    });
}

#[test]
fn an_ordinary_import_is_no_first_load() {
    each_backend(|place| {
        let (feed, _, service) = city(place);
        feed.at_once(|| (1..=20).for_each(|number| feed.import(Some(2), number, &penalty(number, false))));
        settle(&service);
        assert_eq!(holds(&service), [open("2", 20)], "{}", place.backend);
    });
}

#[test]
fn a_hold_in_which_nobody_waits_any_more_says_so() {
    each_backend(|place| {
        let (feed, _, service) = city(place);
        let before = classes(&service);
        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(2), number, &penalty(number, false))));
        settle(&service);
        assert_eq!(holds(&service), [open("2", 25)], "{}", place.backend);
        // All of them wait in a later one now.
        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(3), number, &second(number, false))));
        settle(&service);
        assert_eq!(holds(&service), [empty("2"), open("3", 25)], "{}", place.backend);
        assert_eq!(
            service.ratings.held(code(1)).unwrap().unwrap().hold_id,
            service.ratings.holds(None, 1, Reach::Everywhere).unwrap()[0].hold_id
        );
        // Of the later one everything is taken back: no hold is left in which anybody waits.
        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(4), number, &penalty(number, true))));
        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(4), number, &second(number, true))));
        settle(&service);
        assert_eq!(holds(&service), [empty("2"), empty("3")], "{}", place.backend);
        assert_eq!(classes(&service), before, "{}", place.backend);
        // More of the same import is looked at as well.
        feed.at_once(|| (1..=3).for_each(|number| feed.import(Some(3), number + 25, &second(number + 25, false))));
        settle(&service);
        assert_eq!(holds(&service), [empty("2"), open("3", 3)], "{}", place.backend);
    });
}

#[test]
fn every_change_of_scheme_is_weighed_by_itself() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        (1..=MERCHANTS).for_each(|number| feed.history(1, number, &merchant(number)));
        let rulings =
            vec![ruling(), revised("2.0", "2026-11-26", (960, 950)), revised("3.0", "2026-11-28", (880, 760))];
        let service = start_with(place, &feed, &clock, rulings);
        settle(&service);
        for (turned, number) in [("2026-11-26", 1), ("2026-11-28", 2)] {
            let before = classes(&service);
            clock.turn_to(day(turned));
            settle(&service);
            let all = service.ratings.holds(None, 10, Reach::Everywhere).unwrap();
            assert_eq!((all.len(), all[0].state), (number, HoldState::Open), "{}: {turned}", place.backend);
            assert_eq!(classes(&service), before, "{}: {turned}", place.backend);
            service.ratings.release(all[0].hold_id, ("official", Reach::Everywhere), "adopted").unwrap();
            settle(&service);
            assert_ne!(classes(&service), before, "{}: {turned}", place.backend);
        }
    });
}

#[test]
fn a_hold_that_was_rolled_back_is_none() {
    each_backend(|place| {
        let (feed, _, service) = city(place);
        // The hold is opened, and then nobody can be put into it.
        operate(place, "ALTER TABLE held RENAME TO away");
        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(2), number, &penalty(number, false))));
        let begun = Timer::now();
        while !service.is_failing() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{}: it does not fail", place.backend);
            std::thread::sleep(Duration::from_millis(1));
        }
        operate(place, "ALTER TABLE away RENAME TO held");
        settle(&service);
        assert!(!service.is_failing());
        assert_eq!(holds(&service), [open("2", 25)], "{}", place.backend);
        let hold_id = service.ratings.holds(None, 1, Reach::Everywhere).unwrap()[0].hold_id;
        assert_eq!(service.ratings.held(code(1)).unwrap().unwrap().hold_id, hold_id, "{}", place.backend);
    });
}

#[test]
fn what_is_held_is_computed_anew_each_day() {
    each_backend(|place| {
        // On this day the penalty weighs less, and nothing changes for whoever has none.
        let changes = day("2027-10-10");
        let (feed, clock, service) = city_on(place, changes.plus_days(-1));
        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(2), number, &penalty(number, false))));
        settle(&service);
        let ratings = &service.ratings;
        let first = ratings.held(code(1)).unwrap().unwrap();
        clock.turn_to(changes);
        settle(&service);
        let held = ratings.held(code(1)).unwrap().unwrap();
        assert!(held.score_milli > first.score_milli, "{}: it ages", place.backend);
        let told = ratings.explain(code(1), &Question::default(), Reach::Everywhere).unwrap().explanation;
        assert_eq!(told["rating"]["score_milli"], held.score_milli.0, "{}", place.backend);
        assert_eq!(told["rating"]["class"].as_str(), held.to.as_deref(), "{}", place.backend);
        assert_eq!(held.cause, first.cause, "{}: time is not what moved it", place.backend);
        // Nor is it the month, which computes everybody anew.
        clock.turn_to(changes.month_start().plus_months(1));
        settle(&service);
        assert_eq!(ratings.held(code(1)).unwrap().unwrap().cause, first.cause, "{}", place.backend);
    });
}

//! A merchant of whom something cannot be read is set aside; the others are rated as if it were not there.

use crate::holds::{at, code, merchant, penalty, second};
use crate::support::{HandClock, MemoryFeed, day, operate, settle, start};
use domain::record::{Complaint, Content};
use rating::Service;
use std::sync::Arc;
use testkit::each_backend;

fn complaint(number: i64) -> Content {
    Content::from(Complaint {
        handling: None,
        publicity: None,
        party: code(number),
        number: "T1".into(),
        received_on: day("2026-10-10"),
        accepted_on: None,
        closed_on: None,
        outcome: None,
        refused_by: None,
        duplicate: false,
        held_from: None,
        held_until: None,
        withdrawn: false,
    })
}

fn served(service: &Service) -> Vec<i64> {
    (1..=3).filter(|number| service.ratings.projection.find(code(*number)).is_some()).collect()
}

#[test]
fn a_merchant_that_cannot_be_rated_hinders_no_other() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        (1..=3).for_each(|number| feed.add(number, &merchant(number)));
        feed.garbled(1, &penalty(1, false));
        // Peers' tables look at complaints, and at everybody's.
        feed.garbled(2, &at(complaint(2), 1));
        let service = start(place, &feed, &clock);
        settle(&service);
        assert_eq!((served(&service), service.set_aside().unwrap()), (vec![3], 2), "{}", place.backend);
        // The others go on.
        let before = service.ratings.projection.find(code(3));
        feed.add(3, &penalty(3, false));
        settle(&service);
        assert_ne!(service.ratings.projection.find(code(3)), before, "{}", place.backend);

        // It is tried again when something is learnt of it, in vain as long as the record is there,
        feed.add(1, &second(1, false));
        settle(&service);
        assert_eq!((served(&service), service.set_aside().unwrap()), (vec![3], 2), "{}", place.backend);
        // and else of no avail until then,
        operate(place, "DELETE FROM fact WHERE subject_id IN (1, 2) AND content NOT LIKE '%name%'");
        settle(&service);
        assert_eq!(served(&service), [3], "{}", place.backend);
        feed.add(1, &second(1, false));
        settle(&service);
        assert_eq!((served(&service), service.set_aside().unwrap()), (vec![1, 3], 1), "{}", place.backend);
        // or on another day.
        clock.turn_to(day("2026-11-24"));
        settle(&service);
        assert_eq!((served(&service), service.set_aside().unwrap()), (vec![1, 2, 3], 0), "{}", place.backend);
    });
}

#[test]
fn whoever_was_set_aside_is_tried_again_at_the_next_start() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        (1..=2).for_each(|number| feed.add(number, &merchant(number)));
        feed.garbled(1, &penalty(1, false));
        let service = start(place, &feed, &clock);
        settle(&service);
        assert_eq!((served(&service), service.set_aside().unwrap()), (vec![2], 1), "{}", place.backend);
        drop(service);
        operate(place, "DELETE FROM fact WHERE subject_id = 1 AND content NOT LIKE '%name%'");
        let service = start(place, &feed, &clock);
        settle(&service);
        assert_eq!((served(&service), service.set_aside().unwrap()), (vec![1, 2], 0), "{}", place.backend);
    });
}

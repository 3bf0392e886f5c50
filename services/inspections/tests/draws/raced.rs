//! Who races gets one draw.

use crate::office::{BEGIN, IN_TIME, Office, draw_of, value};
use serde_json::json;
use std::sync::Barrier;
use std::thread;
use testkit::each_backend;

const RACERS: usize = 8;

/// The statuses that so many who ask at once are given.
fn race(ask: impl Fn(usize) -> u16 + Sync) -> Vec<u16> {
    let barrier = Barrier::new(RACERS);
    thread::scope(|scope| {
        let racers: Vec<_> = (0..RACERS)
            .map(|racer| {
                let (barrier, ask) = (&barrier, &ask);
                scope.spawn(move || {
                    barrier.wait();
                    ask(racer)
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    })
}

fn count(statuses: &[u16], wanted: u16) -> usize {
    statuses.iter().filter(|status| **status == wanted).count()
}

#[test]
fn a_second_draw_on_one_commitment_is_refused_whoever_races() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let draw = office.commit(office.task());
        office.clock.turn_to(IN_TIME);
        // Each with another value, as somebody would who wants to choose.
        let statuses = race(|racer| {
            let value = json!({ "value": format!("{racer}"), "published_at": "2026-03-04T13:16:00Z" });
            office.post(&format!("draws/{draw}/reveal"), &value).0
        });
        assert_eq!((count(&statuses, 200), count(&statuses, 409)), (1, RACERS - 1), "{}: {statuses:?}", place.backend);
        let visits = office.get(&format!("draws/{draw}/tasks"));
        assert_eq!(office.post(&format!("draws/{draw}/reveal"), &value()).0, 409);
        assert_eq!(office.get(&format!("draws/{draw}/tasks")), visits);
        assert_eq!(visits.as_array().unwrap().len(), 10, "the visits of one draw");
    });
}

#[test]
fn of_commitments_to_one_task_there_is_one() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let task = office.task();
        let statuses = race(|_| office.post("draws", &draw_of(task)).0);
        assert_eq!((count(&statuses, 201), count(&statuses, 409)), (1, RACERS - 1), "{}: {statuses:?}", place.backend);
        assert_eq!(office.get("draws")["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn of_draws_about_the_same_merchants_one_waits() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        office.task();
        let tasks: Vec<i64> = (0..RACERS).map(|_| office.task_of(1)).collect();
        let statuses = race(|racer| office.post("draws", &draw_of(tasks[racer])).0);
        assert_eq!((count(&statuses, 201), count(&statuses, 409)), (1, RACERS - 1), "{}: {statuses:?}", place.backend);
    });
}

//! What is told of time limits: once for each last day, in order, and taken back if it was not so.

use crate::deadlines::{COMPLAINT, complaint, level};
use crate::house::House;
use crate::http::Office;
use crate::town::{DONGCHANGFU, SHENXIAN, Town, within};
use contracts::access::{Reach, Role};
use ledger::Event;
use reqwest::{Method, StatusCode};
use statute::duties::Limits;
use testkit::each_backend;

#[test]
fn what_was_taken_back_can_run_out_again_and_what_lapsed_too_late_had_run_out() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-03-09T04:00:00Z");
        let days = [("received_on", "2026-02-10")];
        begin(&house, &limits);
        let says = |more: &[(&str, &str)]| {
            house.clock.forward(60_000_000);
            house.send(COMPLAINT, &[complaint(1, "T", &[&days[..], more].concat())]);
            level(&house, &limits);
            told(&house, Reach::Everywhere).iter().map(|(what, ..)| *what).collect::<Vec<_>>()
        };
        assert_eq!(says(&[]), ["expired"], "{}", place.backend);
        assert_eq!(says(&[("accepted_on", "2026-02-26")]), ["expired", "taken_back"], "it had been accepted");
        assert_eq!(says(&[]), ["expired", "taken_back", "expired"], "it had not");
        let handed_over = [("closed_on", "2026-03-05"), ("outcome", "TRANSFERRED")];
        assert_eq!(says(&handed_over).len(), 3, "handed over after its last day: that had passed");
        let in_time = [("closed_on", "2026-02-25"), ("outcome", "TRANSFERRED")];
        assert_eq!(says(&in_time)[3..], ["taken_back"], "handed over before");
    });
}

/// The first time everything is worked out anew, and what has run out is told of afterwards.
fn begin(house: &House, limits: &Limits) {
    level(house, limits);
    house.ledger.tell_expired().unwrap();
}

/// What was told: the word, the clock, the record and its last day.
fn told(house: &House, reach: Reach) -> Vec<(&'static str, String, String, String)> {
    let events: Vec<Event> = house.ledger.events(None, 100, reach).unwrap();
    assert!(events.is_sorted_by_key(|event| event.number));
    events.into_iter().map(|event| (event.what.token(), event.clock, event.key, event.last_on.to_string())).collect()
}

fn expired(key: &str, last_on: &str) -> (&'static str, String, String, String) {
    ("expired", "complaint_acceptance".to_owned(), format!("complaint:{key}"), last_on.to_owned())
}

#[test]
fn what_fell_due_meanwhile_is_told_in_order_and_once() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-11T04:00:00Z");
        house.send(COMPLAINT, &[complaint(2, "later", &[("received_on", "2026-02-11")])]);
        house.send(COMPLAINT, &[complaint(1, "first", &[("received_on", "2026-02-10")])]);
        level(&house, &limits);
        house.ledger.tell_expired().unwrap();
        assert_eq!(told(&house, Reach::Everywhere), [], "{}: nothing has run out", place.backend);
        // The last second of the last day, and the first of the day after.
        house.clock.set("2026-02-26T15:59:59Z");
        house.ledger.tell_expired().unwrap();
        assert_eq!(told(&house, Reach::Everywhere), []);
        house.clock.set("2026-02-26T16:00:00Z");
        house.ledger.tell_expired().unwrap();
        assert_eq!(told(&house, Reach::Everywhere), [expired("first", "2026-02-26")]);
        // The service was away for days; then somebody starts it twice.
        house.clock.set("2026-03-09T04:00:00Z");
        for _ in 0..2 {
            let again = House::open(place);
            again.clock.set("2026-03-09T04:00:00Z");
            again.ledger.tell_expired().unwrap();
        }
        let both = [expired("first", "2026-02-26"), expired("later", "2026-02-27")];
        assert_eq!(told(&house, Reach::Everywhere), both);
        // What arrives late, and is late already, is told as soon as it is worked out.
        house.send(COMPLAINT, &[complaint(3, "arrived late", &[("received_on", "2026-01-05")])]);
        level(&house, &limits);
        assert_eq!(told(&house, Reach::Everywhere)[2..], [expired("arrived late", "2026-01-14")]);
    });
}

#[test]
fn what_was_told_is_taken_back_if_it_was_not_so() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-03-09T04:00:00Z");
        let days = [("received_on", "2026-02-10")];
        for key in ["met", "met late", "moved"] {
            house.send(COMPLAINT, &[complaint(1, key, &days)]);
        }
        begin(&house, &limits);
        let all = told(&house, Reach::Everywhere);
        assert_eq!(all.len(), 3, "{}: {all:?}", place.backend);
        house.clock.set("2026-03-10T04:00:00Z");
        house.send(COMPLAINT, &[complaint(1, "met", &[days[0], ("accepted_on", "2026-02-26")])]);
        house.send(COMPLAINT, &[complaint(1, "met late", &[days[0], ("accepted_on", "2026-02-27")])]);
        house.send(COMPLAINT, &[complaint(1, "moved", &[("received_on", "2026-02-09")])]);
        level(&house, &limits);
        let taken_back = |key: &str| {
            ("taken_back", "complaint_acceptance".to_owned(), format!("complaint:{key}"), "2026-02-26".to_owned())
        };
        let mut more = told(&house, Reach::Everywhere).split_off(3);
        more.sort();
        assert_eq!(more, [expired("moved", "2026-02-25"), taken_back("met"), taken_back("moved")]);
        // Being worked out anew, by the same law or another, tells nothing again.
        level(&house, &Limits::shipped().unwrap());
        house.ledger.tell_expired().unwrap();
        assert_eq!(told(&house, Reach::Everywhere).len(), 6);
    });
}

#[test]
fn whoever_follows_asks_behind_a_number_and_within_a_reach() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-03-09T04:00:00Z");
        let town = Town::default();
        town.says(1, Some(DONGCHANGFU));
        town.says(2, Some(SHENXIAN));
        town.tells(&house);
        for party in [1, 2] {
            house.send(COMPLAINT, &[complaint(party, &format!("of {party}"), &[("received_on", "2026-02-10")])]);
        }
        begin(&house, &limits);
        let seen = |reach| told(&house, reach).into_iter().map(|(_, _, key, _)| key).collect::<Vec<_>>();
        assert_eq!(seen(within(SHENXIAN)), ["complaint:of 2"], "{}", place.backend);
        let office = Office::open(&house);
        let first = office.get("deadlines/events?limit=1");
        let event = &first["items"][0];
        assert_eq!((event["what"].as_str(), event["last_on"].as_str()), (Some("expired"), Some("2026-02-26")));
        assert_eq!(first["more"], true);
        let rest = office.get(&format!("deadlines/events?after={}", event["number"]));
        assert_eq!((rest["items"].as_array().unwrap().len(), rest["more"].as_bool()), (1, Some(false)));
        let bank = office.ask(Role::Bank, Method::GET, "deadlines/events").send().unwrap();
        assert_eq!(bank.status(), StatusCode::FORBIDDEN);
    });
}

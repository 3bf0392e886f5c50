//! An I07 that was replaced late stays late, whatever the version that replaced it leaves out.

use crate::deadlines::level;
use crate::house::{House, merchant};
use crate::rows::{cells, with};
use contracts::access::Reach;
use domain::record::RecordKind;
use ledger::DueWanted;
use statute::clock::State;
use statute::duties::Limits;
use testkit::each_backend;

/// Clock, state, last day and day of the end of what is listed.
fn listed(house: &House, state: State) -> Vec<(String, String, Option<String>)> {
    let wanted = DueWanted { state: Some(state), limit: 100, ..DueWanted::default() };
    let found = house.ledger.deadlines(&wanted, Reach::Everywhere).unwrap().0;
    let days =
        |due: ledger::Due| (due.clock, due.last_on.unwrap().to_string(), due.stopped_on.map(|day| day.to_string()));
    found.into_iter().map(days).filter(|(clock, ..)| clock == "pending_result").collect()
}

fn told(house: &House) -> Vec<&'static str> {
    let events = house.ledger.events(None, 100, Reach::Everywhere).unwrap();
    events.into_iter().filter(|event| event.clock == "pending_result").map(|event| event.what.token()).collect()
}

#[test]
fn an_i07_that_is_replaced_without_a_day_was_replaced_when_that_was_sent() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        let visit = |number: &str, result: &str, more: &[(&str, &str)]| {
            let code = merchant(1);
            let row =
                cells(&[("code", &code.to_string()), ("number", number), ("day", "2026-08-03"), ("result", result)]);
            house.send(RecordKind::Inspection, &[with(row, more)]);
        };
        house.clock.set("2026-08-08T04:00:00Z");
        // 30 working days from 08-07.
        visit("late", "I07", &[("published_on", "2026-08-07")]);
        visit("in time", "I07", &[("published_on", "2026-08-07")]);
        house.clock.set("2026-08-20T04:00:00Z");
        visit("in time", "I06", &[("published_on", "2026-08-07")]);
        house.clock.set("2026-10-12T04:00:00Z");
        level(&house, &limits);
        house.ledger.tell_expired().unwrap();
        let last = "2026-09-18".to_owned();
        let row = |day: Option<&str>| vec![("pending_result".to_owned(), last.clone(), day.map(str::to_owned))];
        assert_eq!(listed(&house, State::Overdue), row(None), "{}", place.backend);
        assert_eq!(listed(&house, State::Met), row(Some("2026-08-20")));
        assert_eq!(told(&house), ["expired"]);

        house.clock.set("2026-10-13T04:00:00Z");
        visit("late", "I06", &[]);
        level(&house, &limits);
        assert_eq!(listed(&house, State::MetLate), row(Some("2026-10-13")), "{}", place.backend);
        assert_eq!(
            (listed(&house, State::Overdue), told(&house)),
            (Vec::new(), vec!["expired"]),
            "nothing is taken back"
        );

        // Said again later, it was replaced no later; and with the day that was meant, on that day.
        house.clock.set("2026-10-20T04:00:00Z");
        visit("late", "I06", &[("visit_type", "双随机")]);
        level(&house, &limits);
        assert_eq!(listed(&house, State::MetLate), row(Some("2026-10-13")));
        house.clock.set("2026-10-21T04:00:00Z");
        visit("late", "I06", &[("published_on", "2026-08-07"), ("settled_on", "2026-09-17")]);
        level(&house, &limits);
        let mut met = listed(&house, State::Met);
        met.sort();
        assert_eq!(met, [row(Some("2026-08-20")), row(Some("2026-09-17"))].concat());
        assert_eq!(told(&house), ["expired", "taken_back"], "{}: it was not so", place.backend);
    });
}

/// Which of two contents at one place stands is decided by what they say, and not by which came first.
#[test]
fn of_two_contents_at_one_place_none_has_replaced_the_other() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-08-10T04:00:00Z");
        let code = merchant(1);
        let numbers: Vec<String> = (0..16).map(|number| format!("J{number}")).collect();
        for number in &numbers {
            let says = |result: &str| {
                let row = [("code", code.as_str()), ("number", number.as_str()), ("day", "2026-08-03")];
                let told = [("published_on", "2026-08-07"), ("changed_at", "2026-08-08T00:00:00Z")];
                with(cells(&row), &[&told[..], &[("result", result)]].concat())
            };
            house.send(RecordKind::Inspection, &[says("I07"), says("I06")]);
        }
        level(&house, &limits);
        let stands_open = |number: &&String| {
            let versions = house.versions(code, &format!("inspection:{number}"));
            assert!(versions.len() == 2 && versions.iter().all(|view| view.contested), "{versions:?}");
            versions.into_iter().find(|view| view.standing).unwrap().content.contains("I07")
        };
        let pending = numbers.iter().filter(stands_open).count();
        assert!(pending < numbers.len(), "{}: of some the other one stands", place.backend);
        assert_eq!(listed(&house, State::Running).len(), pending, "{}", place.backend);
        assert_eq!(listed(&house, State::Met), [], "{}: nothing was replaced", place.backend);
    });
}

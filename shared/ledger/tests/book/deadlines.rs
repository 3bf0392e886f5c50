//! Time limits that records set going: what is listed is what the records that stand say, whatever came when.

use crate::house::{House, merchant, until};
use crate::http::{Office, whole};
use crate::rows::{cells, penalty, with};
use crate::town::{DONGCHANGFU, SHENXIAN, Town, within};
use contracts::access::{Reach, Role};
use domain::day::Day;
use domain::record::RecordKind;
use intake::Cells;
use ledger::{Asker, Due, DueWanted, LedgerError, OnRecord};
use policy::library::Library;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use statute::clock::State;
use statute::duties::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use testkit::each_backend;

/// Takes in everything that was written, once nothing can come in between any more.
pub(crate) fn level(house: &House, limits: &Limits) {
    house.ledger.take_deadlines_over(limits).unwrap();
    until(|| {
        house.ledger.follow_deadlines(limits, Duration::ZERO).unwrap();
        house.ledger.knows_deadlines(limits).unwrap().then_some(())
    });
}

fn all(wanted: &DueWanted, house: &House, reach: Reach) -> Vec<Due> {
    house.ledger.deadlines(&DueWanted { limit: 100, ..wanted.clone() }, reach).unwrap().0
}

/// Clock, state and last day of each.
fn told(found: &[Due]) -> Vec<(&str, State, String)> {
    found
        .iter()
        .map(|due| (due.clock.as_str(), due.state, due.last_on.map_or_else(String::new, |day| day.to_string())))
        .collect()
}

pub(crate) fn complaint(party: u32, number: &str, days: &[(&str, &str)]) -> Cells {
    let code = merchant(party);
    with(cells(&[("code", code.as_str()), ("number", number)]), days)
}

pub(crate) const COMPLAINT: RecordKind = RecordKind::Complaint;

#[test]
fn a_record_sets_its_limits_going_and_ends_them() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-25T04:00:00Z");
        house.send(COMPLAINT, &[complaint(1, "T1", &[("received_on", "2026-02-10")])]);
        let open = || all(&DueWanted::default(), &house, Reach::Everywhere);
        let early = house.ledger.deadlines(&DueWanted::default(), Reach::Everywhere);
        assert!(matches!(early, Err(LedgerError::Counting)), "{}: nobody has worked it out yet", place.backend);
        level(&house, &limits);
        let last = |day: &str| day.to_owned();
        assert_eq!(told(&open()), [("complaint_acceptance", State::Running, last("2026-02-26"))]);
        house.clock.set("2026-02-26T04:00:00Z");
        assert_eq!(told(&open())[0].1, State::Due);
        house.clock.set("2026-02-27T04:00:00Z");
        assert_eq!(told(&open())[0].1, State::Overdue, "{}: with nothing done", place.backend);

        let accepted = [("received_on", "2026-02-10"), ("accepted_on", "2026-02-27")];
        house.send(COMPLAINT, &[complaint(1, "T1", &accepted)]);
        level(&house, &limits);
        assert_eq!(told(&open()), [("complaint_mediation", State::Running, last("2026-05-06"))], "{}", place.backend);
        let of_state =
            |state| all(&DueWanted { state: Some(state), ..DueWanted::default() }, &house, Reach::Everywhere);
        let late = of_state(State::MetLate);
        assert_eq!(told(&late), [("complaint_acceptance", State::MetLate, last("2026-02-26"))]);
        assert_eq!(late[0].stopped_on, Some(Day::parse("2026-02-27").unwrap()));
        assert_eq!(of_state(State::Met), []);

        // What is taken back obliges nobody.
        let by = Asker::house("王某");
        let on = OnRecord { code: merchant(1), key: "complaint:T1", version: 2, by, reason: "误录" };
        house.ledger.withdraw(on).unwrap();
        level(&house, &limits);
        assert_eq!((open(), of_state(State::MetLate)), (Vec::new(), Vec::new()), "{}", place.backend);
    });
}

#[test]
fn a_penalty_is_to_be_published_unless_it_may_not_be_or_another_authority_decided() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-11-24T04:00:00Z");
        let decided = |number: &str, more: &[(&str, &str)]| {
            let bare = [("cf_jdrq", "2026-09-21"), ("published_on", ""), ("display_stopped_on", ""), ("cf_gsjzq", "")];
            with(with(penalty(merchant(1), number), &bare), more)
        };
        let rows = [
            decided("1号", &[]),
            decided("2号", &[("published_on", "2026-10-26")]),
            decided("3号", &[("published_on", "2026-10-27")]),
            decided("4号", &[("cf_cfjg", "聊城市文化和旅游局")]),
            decided("5号", &[("cf_cflb", "警告"), ("cf_nr_fk", ""), ("cf_nr_wfff", "")]),
            decided("6号", &[("annulled_on", "2026-10-10")]),
        ];
        let sent = house.send(RecordKind::Penalty, &rows);
        assert!(sent.iter().all(|sent| matches!(sent, ledger::Sent::Kept { .. })), "{sent:?}");
        level(&house, &limits);
        let state_of = |number: &str| {
            let states = State::ALL.map(|(state, ..)| state);
            let found = states.into_iter().flat_map(|state| {
                let clock = Some("penalty_publication".to_owned());
                all(&DueWanted { state: Some(state), clock, ..DueWanted::default() }, &house, Reach::Everywhere)
            });
            found.filter(|due| due.key.ends_with(number)).map(|due| due.state).collect::<Vec<_>>()
        };
        assert_eq!(state_of("1号"), [State::Overdue], "{}: 20 working days from 09-21 are over", place.backend);
        assert_eq!((state_of("2号"), state_of("3号")), (vec![State::Met], vec![State::MetLate]));
        assert_eq!((state_of("4号"), state_of("5号")), (vec![], vec![]), "not ours, and never public");
        assert_eq!(state_of("6号"), [State::Ended], "{}", place.backend);
        let department = |code: &str| DueWanted { department: Some(code.to_owned()), ..DueWanted::default() };
        let open = all(&DueWanted::default(), &house, Reach::Everywhere);
        let own = open[0].department.clone().unwrap();
        assert_eq!(all(&department(&own), &house, Reach::Everywhere), open);
        assert_eq!(all(&department("nobody"), &house, Reach::Everywhere), []);
    });
}

/// Whether it was read step by step, or under another law before: it is what the records say.
#[test]
fn what_is_listed_is_the_same_however_it_was_read() {
    let limits = Limits::shipped().unwrap();
    let library = Library::shipped().unwrap();
    let text = library.text("severity.lower_fine").unwrap().replace("1_000_000", "1_000_001");
    let other = library.overlaid([("severity/lower_fine.toml", text.as_str())]).unwrap();
    let other = Limits::of(&other).unwrap();
    assert_ne!(limits.digest(), other.digest());
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-03-02T04:00:00Z");
        let everything = || {
            let states = State::ALL.map(|(state, ..)| state);
            let of = |state| all(&DueWanted { state: Some(state), ..DueWanted::default() }, &house, Reach::Everywhere);
            states.map(of).concat()
        };
        for step in 0..40u32 {
            let (party, number) = (step % 5, format!("T{}", step % 7));
            let day = |back: u32| Day::parse("2026-02-27").unwrap().plus_days(-(back as i32)).to_string();
            let (received, accepted, closed) = (day(20 + step % 3), day(10 + step % 4), day(step % 5));
            let mut days = vec![("received_on", received.as_str())];
            if step % 3 > 0 {
                days.push(("accepted_on", accepted.as_str()));
            }
            if step % 4 == 3 {
                // What was not accepted was not mediated.
                let outcome = if step % 3 > 0 { "MEDIATED" } else { "SELF_SETTLED" };
                days.extend([("closed_on", closed.as_str()), ("outcome", outcome)]);
            }
            if step % 11 == 10 {
                days.push(("duplicate", "是"));
            }
            house.clock.forward(60_000_000);
            house.send(COMPLAINT, &[complaint(party, &number, &days)]);
            if step % 2 == 0 {
                level(&house, &limits);
            }
        }
        level(&house, &limits);
        let step_by_step = everything();
        assert!(step_by_step.len() > 20, "{}", step_by_step.len());
        level(&house, &other);
        assert_eq!(everything(), step_by_step, "{}: by another law that says the same of these", place.backend);
        level(&house, &limits);
        assert_eq!(everything(), step_by_step, "{}: and by the first again", place.backend);
        assert_eq!(house.ledger.follow_deadlines(&limits, Duration::ZERO).unwrap(), 0);
        // Whoever does not count by that law any more takes nothing in.
        house.ledger.take_deadlines_over(&other).unwrap();
        assert_eq!(house.ledger.follow_deadlines(&limits, Duration::ZERO).unwrap(), 0);
        let while_counting = house.ledger.deadlines(&DueWanted::default(), Reach::Everywhere);
        assert!(matches!(while_counting, Err(LedgerError::Counting)), "{}", place.backend);
        assert!(!house.ledger.knows_deadlines(&limits).unwrap() && !house.ledger.knows_deadlines(&other).unwrap());
    });
}

/// Two processes of one service work out what is written meanwhile: none is lost, none is there twice.
#[test]
fn two_that_work_at_once_lose_and_double_nothing() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-13T04:00:00Z");
        let other = House::at(place.location(), Arc::clone(&house.register));
        house.ledger.take_deadlines_over(&limits).unwrap();
        let written = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for ledger in [&house.ledger, &other.ledger] {
                scope.spawn(|| {
                    until(|| {
                        ledger.follow_deadlines(&limits, Duration::ZERO).unwrap();
                        let is_over = written.load(Ordering::SeqCst) && ledger.knows_deadlines(&limits).unwrap();
                        is_over.then_some(())
                    });
                });
            }
            for round in 0..60 {
                let number = format!("T{round}");
                house.send(COMPLAINT, &[complaint(1, &number, &[("received_on", "2026-02-10")])]);
                if round % 3 == 0 {
                    house.clock.forward(60_000_000);
                    let accepted = [("received_on", "2026-02-10"), ("accepted_on", "2026-02-12")];
                    house.send(COMPLAINT, &[complaint(1, &number, &accepted)]);
                }
            }
            written.store(true, Ordering::SeqCst);
        });
        let found = all(&DueWanted::default(), &house, Reach::Everywhere);
        let of = |clock: &str| found.iter().filter(|due| due.clock == clock).count();
        assert_eq!((of("complaint_acceptance"), of("complaint_mediation")), (40, 20), "{}", place.backend);
    });
}

#[test]
fn limits_are_listed_by_day_page_by_page_and_within_an_area() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-13T04:00:00Z");
        let office = Office::open(&house);
        let busy = office.ask(Role::Official, Method::GET, "deadlines").send().unwrap();
        assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE, "{}: it is not followed yet", place.backend);
        let rows: Vec<Cells> = (0..6)
            .map(|n| complaint(1 + n % 2, &format!("T{n}"), &[("received_on", &format!("2026-02-{:02}", 10 + n / 2))]))
            .collect();
        house.send(COMPLAINT, &rows);
        let town = Town::default();
        town.says(1, Some(SHENXIAN));
        town.says(2, Some(DONGCHANGFU));
        town.tells(&house);
        let limits = Limits::shipped().unwrap();
        level(&house, &limits);
        let page = |query: &str| office.get(&format!("deadlines?{query}"));
        let whole_list = page("limit=100")["items"].as_array().unwrap().clone();
        let days: Vec<&str> = whole_list.iter().map(|item| item["last_on"].as_str().unwrap()).collect();
        assert!(days.is_sorted() && days[0] < days[5], "{days:?}");
        let (mut paged, mut after): (Vec<Value>, String) = (Vec::new(), String::new());
        loop {
            let some = page(&format!("limit=4{after}"));
            paged.extend(some["items"].as_array().unwrap().iter().cloned());
            let Some(next) = some["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(paged, whole_list, "{}", place.backend);
        let first = &whole_list[0];
        assert_eq!(first["clock"], "complaint_acceptance");
        assert_eq!((&first["state"], &first["state_zh"]), (&json!("running"), &json!("期限内")));
        assert!(first["title_zh"].is_string() && first["article"].as_str().unwrap().contains("消费者权益保护法"));
        assert!(first["href"].as_str().unwrap().starts_with("/complaints/v1/complaints/"), "{first}");

        let count = |query: &str| page(query)["items"].as_array().unwrap().len();
        let last = days[5];
        let before = days.iter().filter(|day| **day < last).count();
        assert_eq!((count(&format!("due_before={last}")), count(&format!("due_from={last}"))), (before, 6 - before));
        assert_eq!((count("state=running"), count("state=overdue"), count("clock=odr_settlement")), (6, 0, 0));
        assert_eq!(count(&format!("code={}", merchant(1))), 3);
        assert_eq!(count(&format!("code={}", merchant(9))), 0);
        let inside = |county: &str| all(&DueWanted::default(), &house, within(county)).len();
        assert_eq!([SHENXIAN, DONGCHANGFU, "371500", "371521"].map(inside), [3, 3, 6, 0], "{}", place.backend);

        for (query, field) in
            [("state=late", "state"), ("clock=abnormal_listing", "clock"), ("due_before=1", "due_before")]
        {
            let refused = office.ask(Role::Official, Method::GET, &format!("deadlines?{query}")).send().unwrap();
            assert_eq!(whole(refused, StatusCode::BAD_REQUEST)["errors"][0]["field"], field, "{query}");
        }
        let bank = office.ask(Role::Bank, Method::GET, "deadlines").send().unwrap();
        whole(bank, StatusCode::FORBIDDEN);
    });
}

/// As long as nobody knows which days are worked, a limit that runs into the year has no last day.
#[test]
fn a_limit_that_runs_into_a_year_that_is_not_published_is_counted_once_it_is() {
    let unknown = Library::shipped().unwrap();
    let year = "year = 2027\noff = [{ from = 2027-01-01, through = 2027-01-03, name = \"元旦\" }]\nworked = []\n\
                [source]\ntitle = \"t\"\npublished = 2026-11-30\n";
    let known = Limits::of(&unknown.clone().overlaid([("calendar/2027.toml", year)]).unwrap()).unwrap();
    let unknown = Limits::of(&unknown).unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2027-02-01T04:00:00Z");
        house.send(COMPLAINT, &[complaint(1, "T1", &[("received_on", "2026-12-28")])]);
        level(&house, &unknown);
        let of = |house: &House| {
            let due = all(&DueWanted::default(), house, Reach::Everywhere).remove(0);
            let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
            (due.state, text(due.due_on), text(due.last_on), text(due.not_before))
        };
        let none = String::new;
        // Three days of this year are worked; of the next, four at the earliest behind its first, a holiday by law.
        let earliest = "2027-01-05".to_owned();
        assert_eq!(of(&house), (State::Provisional, none(), none(), earliest), "{}: never late", place.backend);
        let register = Arc::clone(&house.register);
        drop(house);
        // The process is started again with the year.
        let house = House::at(place.location(), register);
        house.clock.set("2027-02-01T04:00:00Z");
        level(&house, &known);
        let last = "2027-01-07".to_owned();
        assert_eq!(of(&house), (State::Overdue, last.clone(), last, none()), "{}", place.backend);
    });
}

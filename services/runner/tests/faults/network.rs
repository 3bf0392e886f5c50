//! A network that cuts, slows down and half closes what goes through it, between services and in front of them.

use crate::asked::Asked;
use crate::city::SampleCity;
use crate::load::{Acknowledged, Load};
use crate::rounds::rounds;
use crate::scattered::SERVICES;
use crate::truth::{assert_true, settle};
use crate::{Installation, RESTAURANT, until};
use domain::code::{PartyCode, organisation_code};
use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use testkit::{Door, Place};

/// Longest time until feeds are level again.
const BACK: u64 = 120;

/// Longest wait of whoever needs a service that hangs up on everybody.
const SOON: Duration = Duration::from_secs(30);
/// The shortest pause before a second try.
const PAUSE: Duration = Duration::from_millis(100);

/// What happens on the way to a service.
type Mishap = (&'static str, fn(&Door));

const MISHAPS: [Mishap; 4] = [
    ("cut", Door::cut),
    ("shut", Door::shut),
    ("slow", |door| door.slow(Duration::from_millis(150))),
    ("half closed", Door::half_close),
];

#[test]
fn services_that_lose_each_other_find_each_other_again() {
    let city = SampleCity::of(120);
    let place = Place::postgres();
    let installation = Installation::apart(&place);
    let served = installation.serve();
    let load = Load::begin(&served, &city, 6);
    let mut seen = Acknowledged::default();
    for round in 0..rounds(MISHAPS.len()) {
        let (what, mishap) = MISHAPS[round % MISHAPS.len()];
        // Clients reach every service; the services reach each other through the doors.
        load.during(&served, || {
            load.until_more(&seen, 0);
            SERVICES.iter().for_each(|service| mishap(installation.door(service)));
            thread::sleep(Duration::from_millis(1_200));
            // Who does not need the others answers.
            assert!(served.is_ready("rating"), "{what}");
            SERVICES.iter().for_each(|service| installation.door(service).open());
            load.until_more_of_all(&load.acknowledged());
        });
        let begun = Instant::now();
        until(BACK, what, || crate::city::is_settled(&crate::city::rating_status(&served)).then_some(()));
        println!("{what}: level again after {:?}", begun.elapsed());
        let known = load.acknowledged();
        load.assert_kept(&served, &known, &seen);
        seen = known;
    }
    println!("{:?}", load.answers());
    seen.assert_all_kinds();
    load.wait_for_imports(&served, &seen);
    load.assert_kept(&served, &seen, &Acknowledged::default());
    settle(&served);
    assert_true(&served, &place, load.official());
}

#[test]
fn who_needs_a_service_that_is_away_is_told_soon_and_served_again_soon() {
    let place = Place::postgres();
    let installation = Installation::apart(&place);
    let served = installation.serve();
    let official = served.token("official", &[]);
    // Each is of a merchant of whom nobody has spoken, so that the registry must be asked whose the code is.
    let send = |number: usize| {
        let organisation = organisation_code(&format!("{:08}", 70_000_000 + number));
        let code = PartyCode::complete(&format!("91371500{organisation}")).unwrap();
        let row = json!({ "code": code, "number": format!("V{number}"), "day": "2026-05-06", "result": "I01" });
        let ask = served.request_with(Method::POST, "/inspections/v1/inspections", &official);
        let begun = Instant::now();
        let status = ask.json(&json!({ "rows": [row] })).send().unwrap().status().as_u16();
        (status, begun.elapsed())
    };
    assert_eq!(send(0).0, 200);
    let door = installation.door("registry");
    door.shut();
    // The first ones try several times; then nobody asks for a moment, and all are told at once.
    let told: Vec<(u16, Duration)> = (1..=8).map(send).collect();
    assert!(told.iter().all(|(status, _)| *status == 503), "{told:?}");
    assert!(told.iter().all(|(_, took)| *took < SOON), "{told:?}");
    // Whoever is told sooner than anybody pauses between two tries has not tried: the circuit is open.
    until(60, "an open circuit", || (send(9).1 < PAUSE).then_some(()));
    door.open();
    let begun = Instant::now();
    until(60, "a closed circuit", || (send(9).0 == 200).then_some(()));
    println!("shut: {:?} and {:?}; served again after {:?}", told[0].1, told[7].1, begun.elapsed());
}

#[test]
fn a_client_whose_way_is_cut_asks_again_and_nothing_is_there_twice() {
    let place = Place::postgres();
    let installation = Installation::new(&place);
    let served = installation.serve();
    let path = "/inspections/v1/inspections";
    let door = Door::to(served.url("inspections").trim_start_matches("http://"));
    let (url, http) = (format!("http://{}{path}", door.address()), Client::builder().no_proxy().build().unwrap());
    let token = served.token("official", &[]);
    let row = |number: usize| json!({ "code": RESTAURANT, "number": format!("V{number}"), "day": "2026-05-06", "result": "I01" });
    let (cuts, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // On goes the cutting until some answers were lost by it, as they are at once unless the machine is very slow.
    let is_enough = || cuts.load(Ordering::SeqCst) >= rounds(40) && lost.load(Ordering::SeqCst) > 0;
    thread::scope(|scope| {
        let cutter = scope.spawn(|| {
            until(120, "a lost answer", || {
                thread::sleep(Duration::from_millis(fastrand::u64(5..40)));
                door.cut();
                cuts.fetch_add(1, Ordering::SeqCst);
                is_enough().then_some(())
            });
        });
        let mut number = 0;
        while !cutter.is_finished() {
            // Whoever hears no answer sends the same again, under the same key: nothing is repeated by that.
            let heard = loop {
                let ask = Asked::new(http.post(&url)).bearer_auth(&token);
                let ask = ask.header("Idempotency-Key", format!("visit-{number}"));
                match ask.json(&json!({ "rows": [row(number)] })).send() {
                    Ok(answer) => break answer.json::<serde_json::Value>().unwrap(),
                    Err(_) => drop(lost.fetch_add(1, Ordering::SeqCst)),
                }
            };
            assert_eq!(heard["rows"][0]["outcome"], "new", "{heard}");
            number += 1;
        }
        let versions = crate::truth::records(&place, "inspections");
        assert_eq!(versions.len(), number, "each once");
        println!("{number} visits, {lost:?} answers lost by {cuts:?} cuts");
    });
}

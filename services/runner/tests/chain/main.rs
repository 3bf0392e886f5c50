//! Random histories through the whole chain, in one process: files and acts into the ledgers, the ledgers'
//! feeds into the rating service. What is served is what a rating from scratch gives over the versions that
//! the ledgers hold. `fire` does the same where something goes wrong on the way.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod files;
mod fire;
mod follower;
mod house;
#[path = "../../../rating/tests/service/scratch.rs"]
mod scratch;
mod tale;

use contracts::clock::Clock as _;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use house::House;
use rating::Ruling;
use samplecity::City;
use scratch::{HandClock, Said, day, ruling, settle};
use serde_json::Value;
use std::collections::BTreeMap;
use std::thread::JoinHandle;
use tale::{LARGE, Tale, Tally};
use testkit::Place;

/// Histories for each database; the number of each is its seed.
const CITIES: u64 = 16;
/// Every so many there is a city that is large enough for holds.
const EVERY: u64 = 4;

/// Class and score; nothing for whoever is not rated.
type Ratings = BTreeMap<PartyCode, Option<(String, i64)>>;

#[test]
fn whatever_happens_to_a_city_on_sqlite_it_is_rated_as_from_scratch() {
    whatever_happens(Place::sqlite);
}

#[test]
fn whatever_happens_to_a_city_on_postgres_it_is_rated_as_from_scratch() {
    whatever_happens(Place::postgres);
}

fn whatever_happens(at: fn() -> Place) {
    let ruling = ruling();
    let mut tally = Tally::default();
    let mut closing: Option<JoinHandle<()>> = None;
    for seed in 0..CITIES {
        let place = at();
        // Of a test that fails, the last line names the history.
        println!("city {seed} on {}", place.backend);
        let house = live(seed, &place, &mut tally);
        check(seed, &house, &ruling, &mut tally);
        // Whoever closes waits for the followers, which the next city need not.
        closing.into_iter().for_each(|closing| closing.join().unwrap());
        closing = Some(std::thread::spawn(move || drop((house, place))));
    }
    closing.into_iter().for_each(|closing| closing.join().unwrap());
    println!("{tally:?}");
    tally.assert_all_happened();
}

/// What happens to a city, from its first file to its last act, while it is rated.
fn live(seed: u64, place: &Place, tally: &mut Tally) -> House {
    let house = House::open(place, &HandClock::at_noon(day("2026-11-20")));
    let merchants = if seed.is_multiple_of(EVERY) { LARGE } else { 5 };
    let city = City { seed, anchor: day("2026-11-19"), merchants, alarming: false };
    let mut tale = Tale::new(&city, &house, tally);
    while tale.goes_on() {}
    settle(&house.rating);
    house
}

fn check(seed: u64, house: &House, ruling: &Ruling, tally: &mut Tally) {
    let (said, today) = (house.said(), house.clock.today());
    let from_scratch = said.rated(ruling, today, None);
    served_is(&from_scratch, house, tally);
    explained_is(seed, &said, house, ruling);
    house.rating.release_all();
    let held_before = tally.count("held");
    served_is(&from_scratch, house, tally);
    assert_eq!(tally.count("held"), held_before, "nobody is held any more");
}

/// Memory and table hold what a rating from scratch gives; of whoever is held, what would be served is it.
fn served_is(from_scratch: &Ratings, house: &House, tally: &mut Tally) {
    let ratings = &house.rating.ratings;
    let rated = house.rating.rated();
    assert_eq!(rated.keys().collect::<Vec<_>>(), from_scratch.keys().collect::<Vec<_>>(), "everybody, nobody else");
    assert_eq!(ratings.projection.len(), from_scratch.len());
    for (code, wanted) in from_scratch {
        let served = ratings.projection.find(*code).unwrap();
        let score = served.score().map(|score| score.0);
        let served = served.class.as_deref().map(str::to_owned).zip(score);
        assert_eq!(&served, &rated[code], "{code}: memory and table");
        match ratings.held(*code).unwrap() {
            None => assert_eq!(&served, wanted, "{code}"),
            Some(held) => {
                tally.happened("held");
                assert_eq!(served.map(|(class, _)| class), held.from, "{code}");
                assert_eq!(&held.to.map(|class| (class, held.score_milli.0)), wanted, "{code}: what waits");
            }
        }
    }
}

/// On other days, with what was known by then.
fn explained_is(seed: u64, said: &Said, house: &House, ruling: &Ruling) {
    let days = ["2023-01-01", "2024-02-29", "2026-01-31", "2026-11-01", "2026-11-21", "2027-03-01"].map(day);
    let known = ["2025-03-31T16:00:00Z", "2026-10-31T16:00:00Z", "2026-11-20T04:00:00.000100Z", "2026-11-21T00:00:00Z"];
    let mut dice = fastrand::Rng::with_seed(seed);
    for _ in 0..3 {
        let as_of: Day = days[dice.usize(..days.len())];
        let known_at = dice.choice(known).filter(|_| dice.bool()).map(|text| Instant::parse(text).unwrap());
        let wanted = said.rated(ruling, as_of, known_at);
        for code in said.rated(ruling, as_of, None).keys() {
            let Some(told) = house.rating.explained(*code, as_of, known_at) else {
                assert!(!wanted.contains_key(code), "{code} on {as_of} as known at {known_at:?}");
                continue;
            };
            assert_eq!(Some(&rating_of(&told)), wanted.get(code), "{code} on {as_of} as known at {known_at:?}");
        }
    }
}

/// Class and score that an explanation gives.
pub(crate) fn rating_of(told: &Value) -> Option<(String, i64)> {
    let class = told["rating"]["class"].as_str();
    class.map(|class| (class.to_owned(), told["rating"]["score_milli"].as_i64().unwrap()))
}

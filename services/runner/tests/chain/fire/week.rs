//! A follower that was stopped for a week while everything went on.

use super::another;
use crate::follower::Follower;
use crate::house::House;
use crate::rating_of;
use crate::scratch::{HandClock, day, ruling, settle};
use crate::tale::{Tale, Tally};
use contracts::clock::Clock as _;
use domain::instant::Instant;
use samplecity::City;
use testkit::each_backend;

const DAYS: i32 = 7;

/// What must have happened meanwhile.
const HAPPENED: [&str; 7] = ["history", "import", "repeat", "correction", "withdrawal", "move", "display stop"];

/// The month turns in between as well, and with it the table of peers.
#[test]
fn a_follower_that_is_a_week_behind_becomes_the_same_as_one_that_was_never_stopped() {
    each_backend(|place| {
        let begin = day("2026-11-27");
        let house = House::open(place, &HandClock::at_noon(begin));
        let city = City { seed: 5, anchor: begin.plus_days(-1), merchants: 24, alarming: false };
        let mut tally = Tally::default();
        let mut tale = Tale::new(&city, &house, &mut tally);
        (0..6).for_each(|_| tale.file());
        let own = another(place);
        let follower = Follower::start(&own, &house, house.feeds());
        follower.assert_same(&house.rating, begin);
        let cursors = |follower: &Follower| {
            house.feeds().iter().map(|f| follower.tables().cursor(f.service())).collect::<Vec<_>>()
        };
        let stopped_at = cursors(&follower);
        drop(follower);

        let so_far = HAPPENED.map(|what| tale.count(what));
        for number in 1..=DAYS {
            (0..3).for_each(|_| tale.file());
            (0..12).for_each(|_| tale.act());
            tale.repeat();
            tale.conflict();
            settle(&house.rating);
            house.clock.turn_to(begin.plus_days(number));
        }
        let is_all = |tale: &Tale<'_>| HAPPENED.iter().zip(so_far).all(|(what, before)| tale.count(what) > before);
        for _ in 0..1_000 {
            if is_all(&tale) {
                break;
            }
            tale.act();
        }
        assert!(is_all(&tale));
        println!("{}: {tally:?}", place.backend);
        let today = house.clock.today();
        assert_eq!(today, begin.plus_days(DAYS));
        settle(&house.rating);

        let follower = Follower::start(&own, &house, house.feeds());
        let said = house.said();
        follower.assert_from_scratch(&said, today);
        assert!(cursors(&follower).iter().zip(&stopped_at).all(|(now, then)| now != then), "every feed has gone on");
        follower.assert_same(&house.rating, today);
        // As of each day in between, with what was known by its end.
        let ruling = ruling();
        for number in 0..=DAYS {
            let as_of = begin.plus_days(number);
            let known_at = Some(Instant::from_micros(Instant::start_of(as_of.next()).micros() - 1));
            let wanted = said.rated(&ruling, as_of, known_at);
            assert!(!wanted.is_empty(), "{as_of}");
            for code in follower.rated().keys() {
                let told = follower.explained(*code, as_of, known_at);
                assert_eq!(told, house.rating.explained(*code, as_of, known_at), "{code} on {as_of}");
                assert_eq!(told.as_ref().map(rating_of).as_ref(), wanted.get(code), "{code} on {as_of}");
            }
        }
    });
}

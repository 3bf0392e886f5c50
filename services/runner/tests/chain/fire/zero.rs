//! A follower that starts from zero when everything has happened already.

use super::another;
use crate::follower::Follower;
use crate::scratch::{day, settle};
use crate::tale::Tally;
use contracts::clock::Clock as _;
use testkit::each_backend;

#[test]
fn a_follower_from_zero_is_the_same_as_one_that_has_followed_all_along() {
    each_backend(|place| {
        let mut tally = Tally::default();
        // Of some seeds little happens; of these there are files in parts, acts of all kinds and new days.
        let house = crate::live(3, place, &mut tally);
        println!("{}: {tally:?}", place.backend);
        let today = house.clock.today();
        assert!(today > day("2026-11-20") && tally.count("withdrawal") > 0 && tally.count("correction") > 0);
        let own = another(place);
        let follower = Follower::start(&own, &house, house.feeds());
        follower.assert_from_scratch(&house.said(), today);
        follower.assert_same(&house.rating, today);
        // Both go on alike.
        house.clock.turn_to(today.plus_days(40));
        settle(&house.rating);
        let today = house.clock.today();
        follower.assert_from_scratch(&house.said(), today);
        follower.assert_same(&house.rating, today);
        // Whoever has lost all tables begins again.
        drop(follower);
        let own = another(place);
        let follower = Follower::start(&own, &house, house.feeds());
        follower.assert_from_scratch(&house.said(), today);
        follower.assert_same(&house.rating, today);
    });
}

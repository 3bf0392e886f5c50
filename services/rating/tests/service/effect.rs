//! What a source does to classes: everybody of whom it told anything is rated with that and without it.

use crate::holds::{at, merchant, penalty};
use crate::succession::{succeeded, told_at, visit};
use crate::support::{HandClock, MemoryFeed, day, settle, start};
use domain::instant::Instant;
use domain::record::{Content, SuccessionGround};
use domain::version::Version;
use rating::{Effect, Month, Move, RatingError, Service};
use std::sync::Arc;
use testkit::each_backend;

const TODAY: &str = "2026-11-23";

fn month(text: &str) -> Option<Month> {
    Some(Month::try_from(text.to_owned()).unwrap())
}

fn known_since(text: &str, version: Version<Content>) -> Version<Content> {
    Version { known_from: Instant::start_of(day(text)), ..version }
}

fn class(service: &Service, number: i64) -> Option<String> {
    service.ratings.projection.find(crate::holds::code(number)).unwrap().class.as_deref().map(str::to_owned)
}

fn numbers(effect: &Effect) -> (u64, u64, u64) {
    (effect.merchants, effect.concerned, effect.failed)
}

fn moved(without: &str, with: &str, lowered: bool, merchants: u64) -> Move {
    Move { without: Some(without.to_owned()), with: Some(with.to_owned()), lowered, merchants }
}

#[test]
fn a_source_is_told_what_it_does_to_classes_and_a_registration_alone_does_nothing() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        for number in 1..=4 {
            feed.brought("fire", number, &merchant(number));
        }
        feed.brought("fire", 1, &known_since("2026-11-05", penalty(1, false)));
        feed.brought("health", 3, &penalty(3, false));
        feed.brought("fire", 4, &visit(4, "I01"));
        let service = start(place, &feed, &clock);
        settle(&service);
        let ratings = &service.ratings;
        // Somebody of whom little is known is no A; a visit without findings makes one, a serious penalty a D or so.
        let (clean, bad, seen) =
            (class(&service, 2).unwrap(), class(&service, 3).unwrap(), class(&service, 4).unwrap());
        assert!(clean != bad && clean != seen && bad != seen, "{}: {clean} {bad} {seen}", place.backend);

        let fire = ratings.effect("fire", None).unwrap();
        assert_eq!((numbers(&fire), fire.day, fire.known_at), ((2, 1, 0), day(TODAY), None), "{}", place.backend);
        assert_eq!(fire.moves, [moved(&clean, &seen, false, 1), moved(&clean, &bad, true, 1)], "{}", place.backend);
        let health = ratings.effect("health", None).unwrap();
        assert_eq!((numbers(&health), health.moves), ((1, 1, 0), vec![moved(&clean, &bad, true, 1)]));

        // In October the penalty of November was not known, and the visit was.
        let october = ratings.effect("fire", month("2026-10")).unwrap();
        let end = Instant::from_micros(Instant::start_of(day("2026-11-01")).micros() - 1);
        assert_eq!((october.day, october.known_at), (day("2026-10-31"), Some(end)), "{}", place.backend);
        assert_eq!((numbers(&october), october.moves), ((1, 0, 0), vec![moved(&clean, &seen, false, 1)]));

        assert!(matches!(ratings.effect("water", None), Err(RatingError::MissingSource)), "{}", place.backend);
        assert!(matches!(ratings.effect("fire", month("2026-12")), Err(RatingError::NotBegun(_))), "{}", place.backend);
    });
}

#[test]
fn what_others_say_of_the_same_record_stands_instead() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        feed.brought("registry", 1, &merchant(1));
        feed.brought("fire", 1, &penalty(1, false));
        // Health says the same later: without the one, the other stands.
        feed.brought("health", 1, &Version { order: Some(Instant::from_micros(9)), ..penalty(1, false) });
        let service = start(place, &feed, &clock);
        settle(&service);
        for source in ["fire", "health"] {
            let effect = service.ratings.effect(source, None).unwrap();
            assert_eq!((numbers(&effect), effect.moves), ((1, 1, 0), vec![]), "{}: {source}", place.backend);
        }
    });
}

#[test]
fn whoever_carries_somebody_on_is_concerned_by_what_was_told_of_that_one() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        feed.brought("registry", 1, &merchant(1));
        feed.brought("registry", 2, &merchant(2));
        feed.brought("registry", 3, &merchant(3));
        feed.brought("fire", 1, &penalty(1, false));
        let known_from = Instant::start_of(day("2026-11-15"));
        feed.brought("registry", 1, &told_at(succeeded(1, 2, SuccessionGround::Merger), known_from));
        let service = start(place, &feed, &clock);
        settle(&service);
        let (clean, burdened) = (class(&service, 3).unwrap(), class(&service, 2).unwrap());
        assert_eq!(class(&service, 1), None, "{}", place.backend);
        let effect = service.ratings.effect("fire", None).unwrap();
        assert_eq!((numbers(&effect), effect.moves), ((2, 1, 0), vec![moved(&clean, &burdened, true, 1)]));
    });
}

#[test]
fn what_was_followed_before_only_learns_its_source() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        feed.add(1, &merchant(1));
        feed.add(1, &penalty(1, false));
        let service = start(place, &feed, &clock);
        settle(&service);
        assert!(matches!(service.ratings.effect("fire", None), Err(RatingError::MissingSource)), "{}", place.backend);
        let before = class(&service, 1);
        drop(service);
        // The same versions, from the beginning, now with their source: as after an update.
        crate::support::operate(place, "DELETE FROM note WHERE name LIKE 'feed.%'");
        let again = Arc::new(MemoryFeed::default());
        again.brought("registry", 1, &merchant(1));
        again.brought("fire", 1, &at(penalty(1, false).content, 1));
        let service = start(place, &again, &clock);
        settle(&service);
        assert_eq!(numbers(&service.ratings.effect("fire", None).unwrap()), (1, 1, 0), "{}", place.backend);
        assert_eq!(class(&service, 1), before, "{}", place.backend);
        let history = service.ratings.history(crate::holds::code(1), contracts::access::Reach::Everywhere).unwrap();
        assert_eq!(history.len(), 1, "{}", place.backend);
    });
}

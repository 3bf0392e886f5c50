//! The display that travels in the feed is held against the one that is derived, and a difference is told.

use crate::holds::{code, merchant, penalty, second};
use crate::support::{HandClock, MemoryFeed, day, ruling, settle, start};
use contracts::change::{DecidedDisplay, DecidedInterval};
use domain::record::{Content, MerchantKind};
use domain::version::Version;
use statute::penalty::displayed;
use std::sync::Arc;
use testkit::each_backend;

/// The display of a penalty as the parameters in force give it.
fn display(version: &Version<Content>) -> DecidedDisplay {
    let (rulebook, kind) = (ruling().rulebook, MerchantKind::Enterprise);
    let Content::Penalty(penalty) = &version.content else { panic!("no penalty") };
    let reading = displayed(penalty, kind, &rulebook.tables);
    let counting = if penalty.withdrawn { Vec::new() } else { reading.display.counting() };
    let interval = |one: statute::display::Displayed| DecidedInterval {
        from: one.span.from,
        off: one.span.off,
        ended_by: one.ended_by.token().to_owned(),
        by: one.by,
        provisional: one.provisional,
    };
    DecidedDisplay {
        policies_digest: rulebook.policies.digest().to_string(),
        party_kind: kind,
        severity: reading.severity,
        channel: reading.display.channel.token().to_owned(),
        regime: String::new(),
        unpublished: None,
        intervals: counting.into_iter().map(interval).collect(),
        rules: Vec::new(),
    }
}

/// Makes another display of one that was decided.
type Distort = fn(&mut DecidedDisplay);

#[test]
fn a_display_that_was_decided_otherwise_by_the_same_parameters_is_told_until_it_is_right() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        feed.at_once(|| {
            (1..=5).for_each(|number| feed.add(number, &merchant(number)));
            let distortions: [(i64, Distort); 5] = [
                (1, |_| ()),
                (2, |display| display.intervals[0].off = day("2026-12-01")),
                (3, |display| display.intervals[0].ended_by = "repaired".to_owned()),
                (4, |display| display.intervals.clear()),
                // Decided by other parameters, it may well be another one.
                (5, |display| (display.policies_digest, display.intervals) = ("other".to_owned(), Vec::new())),
            ];
            for (number, distort) in distortions {
                let mut decided = display(&penalty(number, false));
                distort(&mut decided);
                feed.add(number, &penalty(number, false));
                feed.decide(decided);
            }
            // Nothing was decided of it.
            feed.add(1, &second(1, false));
        });
        let service = start(place, &feed, &clock);
        settle(&service);
        assert_eq!(service.displays_differing().unwrap(), 3, "{}", place.backend);
        // It goes by its own: with or without the difference, the same.
        let [right, wrong] = [5, 2].map(|number| service.ratings.projection.find(code(number)).unwrap());
        assert_eq!(
            (right.class.as_deref(), right.score()),
            (wrong.class.as_deref(), wrong.score()),
            "{}",
            place.backend
        );

        // The next version of it agrees: nothing of what was taken back is displayed.
        feed.at_once(|| {
            feed.add(2, &penalty(2, true));
            feed.decide(display(&penalty(2, true)));
        });
        settle(&service);
        assert_eq!(service.displays_differing().unwrap(), 2, "{}", place.backend);
        drop(service);
        let again = start(place, &feed, &clock);
        settle(&again);
        assert_eq!(again.displays_differing().unwrap(), 2, "{}: it is remembered", place.backend);
    });
}

//! Feeds under fire (变更流经受考验): whatever happens to those who write, to those who follow and to what is on the way
//! between them, in the end a follower holds each version once, and what it rates is what a rating from scratch gives
//! over the records of the ledgers. Five things happen, each on both databases with real ledgers and the real
//! follower of the rating service:
//!
//! - **A writer pauses before its commit** while others commit after it: [`paused`]. The feed alone:
//!   `ledger/tests/book/feed.rs`, also with twenty writers at once.
//! - **A follower is killed at any moment**, between a page and its commit as well: [`killed`]. Whole installations and
//!   services apart are killed in `runner/tests/services/killed.rs` and `runner/tests/faults/killed.rs`.
//! - **Pages are delivered twice**, overlap, are older than what was asked for or are lost on the way, and a restart
//!   asks again from an older cursor: [`twice`]; over HTTP through a connection that is cut, too. Between services
//!   apart: `runner/tests/faults/network.rs`.
//! - **A follower starts from zero** beside one that has followed all along, and both are the same bit by bit:
//!   [`zero`].
//! - **A follower is a week behind**, catches up at once, and is the same as one that was never stopped, also as of
//!   each day in between: [`week`].

mod killed;
mod paused;
mod twice;
mod week;
mod zero;

use crate::files::torn;
use crate::house::{House, Ledgers};
use crate::scratch::{HandClock, settle};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::RecordKind;
use fastrand::Rng;
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, Ledger, Sent};
use samplecity::City;
use std::time::{Duration, Instant as Timer};
use testkit::Place;

/// A place of its own on the same back-end.
fn another(place: &Place) -> Place {
    if place.backend == "sqlite" { Place::sqlite() } else { Place::postgres() }
}

/// A city that came in yesterday and is rated today.
fn town(place: &Place, merchants: u32, today: Day) -> House {
    let house = House::open(place, &HandClock::at_noon(today));
    let city = City { seed: 7, anchor: today.plus_days(-1), merchants, alarming: false };
    let mut parts = torn(&city, 1, &house.kinds(), &mut Rng::with_seed(7));
    // Merchants first, so that nobody is moved by what comes later: there is nothing to be released.
    parts.sort_by_key(|part| part.kind != RecordKind::Merchant);
    parts.iter().for_each(|part| house.import(part.kind, &part.text, true));
    settle(&house.rating);
    house
}

/// The merchants of a city.
fn codes(ledgers: &Ledgers) -> Vec<PartyCode> {
    let party = |content: &str| domain::record::Content::from_json(RecordKind::Merchant, content).unwrap().party();
    ledgers.standing(RecordKind::Merchant).iter().map(|view| party(&view.content)).collect()
}

/// Sends a visit of a merchant whose result costs points.
fn send(ledger: &Ledger, code: PartyCode, number: &str) {
    let cells = [("code", code.as_str()), ("number", number), ("day", "2026-11-18"), ("result", "I06")];
    let row: Cells = cells.into_iter().map(|(id, text)| (id.to_owned(), text.to_owned())).collect();
    let sent = ledger.send(Layout::of(RecordKind::Inspection), &[row], false, Asker::house("sender")).unwrap();
    assert!(matches!(sent[..], [Sent::Kept { .. }]), "{sent:?}");
}

/// Waits until something has happened, however long a slow machine takes.
fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Timer::now();
    while !happened() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(1));
    }
}

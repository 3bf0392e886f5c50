//! A follower that is a process of its own and is killed at any moment.

use super::{another, codes, send, town, until};
use crate::follower::{Follower, Tables};
use crate::house::Ledgers;
use crate::scratch::{HandClock, day};
use crate::tale::Tally;
use contracts::change::Change;
use contracts::port::{Feed, PortError};
use db::Location;
use domain::record::RecordKind;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use testkit::{Place, child, each_backend, role};

const TODAY: &str = "2026-11-20";
const KILLS: usize = 15;

/// When a follower says that it may be killed.
const MOMENTS: [&str; 3] = ["before the commit", "at any moment", "after the commit"];

/// Gives few changes at a time, and at one page says that the follower may be killed now.
struct Halting {
    feed: Arc<dyn Feed>,
    moment: String,
    /// Pages until then, of all feeds.
    left: Arc<AtomicUsize>,
    sign: PathBuf,
    /// The cursor of the page after whose commit the follower is to be killed.
    given: Mutex<Option<String>>,
}

impl Halting {
    /// Says which page it is about; the file is there whole or not at all.
    fn say(&self, cursor: &str) {
        let (service, beside) = (self.feed.service(), self.sign.with_extension("new"));
        std::fs::write(&beside, json!({ "service": service, "cursor": cursor }).to_string()).unwrap();
        std::fs::rename(beside, &self.sign).unwrap();
    }

    /// Does nothing more until it is killed.
    fn halt(&self) -> ! {
        loop {
            thread::sleep(Duration::from_secs(1));
        }
    }
}

impl Feed for Halting {
    fn service(&self) -> &'static str {
        self.feed.service()
    }

    fn changes(&self, after: Option<&str>, _: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        if let Some(cursor) = self.given.lock().unwrap().take() {
            self.say(&cursor);
            self.halt();
        }
        let page = self.feed.changes(after, fastrand::u16(1..12), wait)?;
        let Some(last) = page.last() else { return Ok(page) };
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            match self.moment.as_str() {
                "before the commit" => {
                    self.say(&last.cursor);
                    self.halt();
                }
                "after the commit" => *self.given.lock().unwrap() = Some(last.cursor.clone()),
                _ => self.say(&last.cursor),
            }
        }
        Ok(page)
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        self.feed.end()
    }
}

/// The process that is killed: it follows until then. Started as a test by itself it has nothing to do, and sees to it
/// that it is nobody's child.
#[test]
fn follows_until_it_is_killed() {
    let Some(role) = role() else { return assert!(role().is_none()) };
    let role: Value = serde_json::from_str(&role).unwrap();
    let text = |name: &str| role[name].as_str().unwrap().to_owned();
    let at = |name: &str| Place::of(Location::parse(&text(name)).unwrap());
    let ledgers = Ledgers::open(&at("ledgers"), &HandClock::at_noon(day(TODAY)));
    let left = Arc::new(AtomicUsize::new(fastrand::usize(1..8)));
    let feeds = ledgers.feeds().into_iter().map(|feed| -> Arc<dyn Feed> {
        let (left, sign) = (Arc::clone(&left), PathBuf::from(text("sign")));
        Arc::new(Halting { feed, moment: text("moment"), left, sign, given: Mutex::default() })
    });
    let _follower = Follower::start(&at("follower"), &ledgers, feeds.collect());
    loop {
        thread::sleep(Duration::from_secs(1));
    }
}

/// Subject, key and version of everything up to where a follower is.
fn up_to(tables: &Tables, ledgers: &Ledgers) -> Vec<String> {
    let mut all = Vec::new();
    for feed in ledgers.feeds() {
        let Some(cursor) = tables.cursor(feed.service()) else { continue };
        let changes = feed.changes(None, u16::MAX, Duration::ZERO).unwrap();
        let end = changes.iter().position(|change| change.cursor == cursor).unwrap();
        all.extend(changes[..=end].iter().map(|one| format!("{} {} {}", one.subject_id, one.key, one.version)));
    }
    all.sort();
    all
}

#[test]
fn a_follower_that_is_killed_at_any_moment_holds_everything_once() {
    each_backend(|place| {
        let today = day(TODAY);
        let house = town(place, 30, today);
        let (own, folder, codes) = (another(place), tempfile::tempdir().unwrap(), codes(&house));
        let ledger = &house.desk(RecordKind::Inspection).ledger;
        // Makes the tables, and is gone before it has heard anything.
        drop(Follower::start(&own, &house, Vec::new()));
        let tables = Tables::at(&own);
        let (mut number, mut tally) = (0, Tally::default());
        for kill in 0..KILLS {
            let (moment, sign) = (MOMENTS[kill % MOMENTS.len()], folder.path().join(format!("{kill}")));
            let role = json!({
                "ledgers": place.url(), "follower": own.url(), "sign": sign, "moment": moment,
            });
            let process = child("fire::killed::follows_until_it_is_killed", &role.to_string());
            // Somebody writes all the while, so that there is always more to be followed.
            until("a page", || {
                number += 1;
                send(ledger, codes[number % codes.len()], &format!("V{number}"));
                sign.exists()
            });
            thread::sleep(Duration::from_millis(fastrand::u64(0..8)));
            drop(process);
            let said: Value = serde_json::from_slice(&std::fs::read(&sign).unwrap()).unwrap();
            let is_committed = tables.cursor(said["service"].as_str().unwrap()).as_deref() == said["cursor"].as_str();
            match moment {
                "before the commit" => assert!(!is_committed, "{}: a page that nobody took in", place.backend),
                "after the commit" => {
                    assert!(is_committed, "{}: it goes on behind what it has taken in", place.backend)
                }
                _ => {}
            }
            tally.happened(moment);
            // What is there is what lies up to its cursors, no less and no more; a commit that was under way may still
            // become visible.
            until("one state", || tables.taken() == up_to(&tables, &house));
        }
        println!("{}: {tally:?}, {} versions when it was last killed", place.backend, tables.taken().len());
        assert!(MOMENTS.iter().all(|moment| tally.count(moment) > 0));
        let follower = Follower::start(&own, &house, house.feeds());
        follower.assert_from_scratch(&house.said(), today);
        follower.assert_same(&house.rating, today);
    });
}

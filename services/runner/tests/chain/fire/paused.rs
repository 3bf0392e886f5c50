//! A writer pauses before its commit, while others write after it.

use super::{another, codes, send, town, until};
use crate::follower::Follower;
use crate::scratch::{day, settle};
use contracts::change::Change;
use contracts::clock::Clock;
use contracts::port::{Feed, PortError};
use db::{Database, Pools};
use domain::record::RecordKind;
use ledger::{Ledger, LedgerError, Registered};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;
use testkit::each_backend;

/// Counts how often it was asked and has answered.
struct Counted {
    feed: Arc<dyn Feed>,
    answers: AtomicUsize,
}

impl Feed for Counted {
    fn service(&self) -> &'static str {
        self.feed.service()
    }

    fn changes(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        let page = self.feed.changes(after, limit, wait);
        self.answers.fetch_add(1, Ordering::SeqCst);
        page
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        self.feed.end()
    }
}

/// On PostgreSQL others commit meanwhile, with later numbers, and their changes must wait. SQLite has one writer: there
/// the others themselves wait, in another process as well. Either way nothing is stepped over, and nothing is applied
/// that may still come to nothing.
#[test]
fn a_writer_that_pauses_is_neither_stepped_over_nor_heard_early() {
    each_backend(|place| {
        let today = day("2026-11-20");
        let house = town(place, 20, today);
        let codes = codes(&house);
        let (own, mut feeds) = (another(place), house.feeds());
        let at = feeds.iter().position(|feed| feed.service() == inspections::SERVICE).unwrap();
        let counted = Arc::new(Counted { feed: Arc::clone(&feeds[at]), answers: AtomicUsize::new(0) });
        feeds[at] = Arc::<Counted>::clone(&counted);
        let follower = Follower::start(&own, &house, feeds);
        settle(&follower);

        // The same ledger, opened by somebody else.
        let db = Arc::new(Database::open(place.location(), inspections::SERVICE, Pools::default()).unwrap());
        let parties = Box::new(Registered(house.subjects()));
        let clock: Arc<dyn Clock> = Arc::<crate::HandClock>::clone(&house.clock);
        let slow = Ledger::open(Arc::clone(&db), inspections::KINDS, parties, clock).unwrap();
        let quick = &house.desk(RecordKind::Inspection).ledger;
        for commits in [true, false] {
            let before = follower.tables().taken();
            let ((written, has_written), (go_on, may_go_on)) = (channel(), channel::<()>());
            // The sender goes with this closure, so that a failure lets the writer end as well.
            thread::scope(|scope| {
                let go_on = go_on;
                let (db, slow, codes) = (&db, &slow, &codes);
                scope.spawn(move || {
                    let done = db.whole::<_, LedgerError>(|| {
                        send(slow, codes[0], &format!("slow-{commits}"));
                        written.send(()).unwrap();
                        may_go_on.recv().unwrap();
                        if commits { Ok(()) } else { Err(LedgerError::Missing("reason to commit")) }
                    });
                    assert_eq!(done.is_ok(), commits);
                });
                has_written.recv().unwrap();
                let later = scope.spawn(move || send(quick, codes[1], &format!("later-{commits}")));
                if place.backend == "postgres" {
                    until("a later commit", || later.is_finished());
                }
                // It looks again and again meanwhile.
                let answers = counted.answers.load(Ordering::SeqCst);
                until("answers", || counted.answers.load(Ordering::SeqCst) >= answers + 3);
                assert_eq!(follower.tables().taken(), before, "{}: nothing is heard early", place.backend);
                assert_eq!(later.is_finished(), place.backend == "postgres");
                // Whoever has not heard of what is committed is behind.
                assert_eq!(follower.is_level(), place.backend == "sqlite");
                go_on.send(()).unwrap();
            });
            follower.assert_from_scratch(&house.said(), today);
            let heard: Vec<String> =
                follower.tables().taken().into_iter().filter(|version| !before.contains(version)).collect();
            let is_heard = |what: &str| heard.iter().any(|version| version.contains(&format!("{what}-{commits}")));
            assert_eq!((is_heard("slow"), is_heard("later"), heard.len()), (commits, true, 1 + usize::from(commits)));
        }
        follower.assert_same(&house.rating, today);
    });
}

//! The feed: everything once and in order, whoever writes meanwhile.

use crate::house::{House, PATIENCE, merchant, until};
use crate::rows::{visit, with};
use contracts::change::Change;
use contracts::port::{Feed, PortError};
use db::Conn;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::record::RecordKind;
use intake::Cells;
use ledger::{Bell, Follower, LedgerError, Position};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};
use testkit::{Place, each_backend};

const WRITERS: usize = 20;
const SENDINGS: usize = 25;

/// A version of a record that everybody writes, and a record of one's own.
fn rows(writer: usize, sending: usize) -> [Cells; 2] {
    let said = format!("{writer}-{sending}");
    let shared = with(visit(merchant(0), &format!("J{}", sending % 3), "I06"), &[("visit_type", &said)]);
    [shared, visit(merchant(u32::try_from(writer).unwrap() + 1), &format!("J{sending}"), "I01")]
}

#[test]
fn a_follower_hears_everything_once_and_in_order_while_many_write() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.tick();
        let over = AtomicUsize::new(0);
        let mut heard: Vec<Change> = Vec::new();
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (house, over) = (&house, &over);
                scope.spawn(move || {
                    for sending in 0..SENDINGS {
                        house.send(RecordKind::Inspection, &rows(writer, sending));
                    }
                    over.fetch_add(1, Ordering::SeqCst);
                });
            }
            until(|| {
                let all_wrote = over.load(Ordering::SeqCst) == WRITERS;
                let after = heard.last().map(|change| change.cursor.clone());
                heard.extend(house.ledger.changes(after.as_deref(), 7, Duration::from_millis(20)).unwrap());
                (all_wrote && heard.len() >= 2 * WRITERS * SENDINGS).then_some(())
            });
        });
        assert_eq!(heard.len(), 2 * WRITERS * SENDINGS, "{}: nothing twice", place.backend);
        let mut last: BTreeMap<(i64, &str), i32> = BTreeMap::new();
        for change in &heard {
            let before = last.insert((change.subject_id, &change.key), change.version).unwrap_or(0);
            assert_eq!(change.version, before + 1, "{}: {change:?}", place.backend);
        }
        assert_eq!(last.len(), 3 + WRITERS * SENDINGS);
        assert_eq!(house.ledger.end().unwrap(), heard.last().map(|change| change.cursor.clone()));
    });
}

/// Numbers of changes as a query sees them that looks at the sequence alone.
#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

fn plainly(house: &House) -> Vec<i64> {
    let query = "SELECT seq FROM record WHERE seq > 0 ORDER BY seq";
    house
        .db
        .read::<_, LedgerError>(|conn| match conn {
            Conn::Sqlite(conn) => Ok(diesel::sql_query(query).load::<Numbered>(conn)?),
            Conn::Postgres(conn) => Ok(diesel::sql_query(query).load::<Numbered>(conn)?),
        })
        .unwrap()
        .iter()
        .map(|row| row.seq)
        .collect()
}

const PAUSING: &str = "INSERT INTO record (subject_id, kind, key, version, by_arrival, known_from, recorded_at, \
     event_day, content, withdrawn, standing, contested, act, actor) \
     VALUES (77, 'inspections', 'inspection:slow', 1, false, 0, 0, 0, '{}', false, true, false, 'sent', 'slow')";

/// Only on PostgreSQL can somebody else write while a writer pauses before its commit.
#[test]
fn a_follower_never_steps_over_a_writer_that_has_not_committed_yet() {
    let place = Place::postgres();
    let house = House::open(&place);
    house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
    let first = until(|| house.ledger.changes(None, 10, Duration::ZERO).unwrap().pop());
    let house = &house;
    let ((written, has_written), (go_on, may_go_on)) = (channel(), channel::<()>());
    // The sender goes with this closure, so that a failure lets the writer end as well.
    thread::scope(move |scope| {
        scope.spawn(move || {
            house
                .db
                .write_once::<_, LedgerError>(|conn| {
                    let Conn::Postgres(conn) = conn else { panic!("this is PostgreSQL") };
                    diesel::sql_query(PAUSING).execute(conn)?;
                    written.send(()).unwrap();
                    may_go_on.recv().unwrap();
                    Ok(())
                })
                .unwrap();
        });
        has_written.recv().unwrap();
        house.send(RecordKind::Inspection, &[visit(merchant(2), "J1", "I06")]);
        // Whoever followed the numbers alone would now see 1 and 3, and never ask for 2 again.
        assert_eq!(plainly(house), [1, 3]);
        let after = Some(first.cursor.as_str());
        assert_eq!(house.ledger.changes(after, 10, Duration::from_millis(600)).unwrap(), []);
        // It is not told yet, but whoever has not heard of it is behind.
        assert_ne!(house.ledger.end().unwrap().as_deref(), after);
        go_on.send(()).unwrap();
        let heard = until(|| {
            Some(house.ledger.changes(after, 10, Duration::from_millis(100)).unwrap()).filter(|heard| heard.len() == 2)
        });
        assert_eq!([heard[0].key.as_str(), heard[1].key.as_str()], ["inspection:slow", "inspection:J1"]);
        assert_eq!(plainly(house), [1, 2, 3]);
    });
}

#[test]
fn cursors_that_were_never_given_out_are_refused() {
    each_backend(|place| {
        let house = House::open(place);
        assert_eq!((house.ledger.changes(None, 10, Duration::ZERO), house.ledger.end()), (Ok(vec![]), Ok(None)));
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06"), visit(merchant(1), "J2", "I06")]);
        let given =
            until(|| Some(house.ledger.changes(None, 10, Duration::ZERO).unwrap()).filter(|all| all.len() == 2));
        let (tx, seq) = given[0].cursor.split_once('.').unwrap();
        let beyond = (format!("{tx}.{}", 99), format!("{}.{seq}", 1_i64 << 60), format!("{tx}.0"));
        let odd = (format!("+{tx}.{seq}"), format!("{tx}.0{seq}"), format!(" {tx}.{seq}"));
        let strange = [&beyond.0, &beyond.1, &beyond.2, &odd.0, &odd.1, &odd.2, "", ".", "x", "1", "0.0", "-1.-1"];
        for cursor in strange {
            let refused = house.ledger.changes(Some(cursor), 10, Duration::ZERO);
            assert!(matches!(refused, Err(PortError::Refused { .. })), "{cursor:?}: {refused:?}");
        }
        let rest = house.ledger.changes(Some(&given[0].cursor), 10, Duration::ZERO).unwrap();
        assert_eq!(rest, given[1..]);
    });
}

#[test]
fn a_follower_that_waits_is_woken_by_what_is_written() {
    each_backend(|place| {
        let house = House::open(place);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let begun = Instant::now();
                (house.ledger.changes(None, 10, PATIENCE).unwrap().len(), begun.elapsed())
            });
            house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
            let (heard, waited) = waiting.join().unwrap();
            assert!(heard == 1 && waited < PATIENCE, "{heard} after {waited:?}");
        });
    });
}

/// Long enough for somebody to have looked at the journal twice, and found it as before.
const QUIET: Duration = Duration::from_millis(600);

#[test]
fn a_cursor_that_was_never_given_out_is_refused_where_nothing_happens_too() {
    each_backend(|place| {
        let house = House::open(place);
        assert_eq!(house.ledger.changes(None, 10, QUIET), Ok(vec![]));
        let refused = house.ledger.changes(Some("0.0"), 10, QUIET);
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{refused:?}");
    });
}

#[test]
fn what_another_process_writes_is_heard_by_whoever_waits_where_nothing_happened() {
    each_backend(|place| {
        let (house, other) = (House::open(place), House::open(place));
        assert_eq!(house.ledger.changes(None, 10, QUIET), Ok(vec![]));
        thread::scope(|scope| {
            let waiting = [0, 1].map(|_| scope.spawn(|| house.ledger.changes(None, 10, PATIENCE).unwrap().len()));
            other.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
            assert_eq!(waiting.map(|one| one.join().unwrap()), [1, 1], "{}", place.backend);
        });
    });
}

#[test]
fn whoever_follows_ends_by_itself_once_nobody_is_to_wait() {
    let (bell, held) = (Arc::new(Bell::default()), Arc::new(()));
    let (own, its) = (Arc::clone(&bell), Arc::clone(&held));
    let step = move || {
        let _held = &its;
        own.wait(own.count(), PATIENCE, || Some(Position::default()));
        Ok::<_, Infallible>(0)
    };
    let follower = Follower::start(("ledger", "nothing"), &bell, step).unwrap();
    bell.hush();
    until(|| (Arc::strong_count(&held) == 1).then_some(()));
    drop(follower);
}

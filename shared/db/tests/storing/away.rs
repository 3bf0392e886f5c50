//! A server that is away is told soon, and found again soon once it is back.

use crate::{number, open, run};
use db::{Database, DbError, Location};
use std::thread;
use std::time::{Duration, Instant};
use testkit::{Door, Place};

fn one(db: &Database) -> Result<i64, DbError> {
    db.read(|conn| number(conn, "SELECT 1::bigint AS number"))
}

#[test]
fn a_server_that_is_away_is_told_within_a_moment_and_found_again() {
    let place = Place::postgres();
    let (door, url) = Door::before(&place);
    let db = open(&Location::parse(&url).unwrap());
    // Several connections, all of which will be cut.
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| db.read(|conn| run(conn, "SELECT pg_sleep(0.2)")).unwrap());
        }
    });
    door.shut();
    let begun = Instant::now();
    assert!(matches!(one(&db), Err(DbError::Away(_))));
    assert!(begun.elapsed() < Duration::from_secs(3), "a read: {:?}", begun.elapsed());
    let begun = Instant::now();
    assert!(matches!(db.write(|conn| run(conn, "SELECT 1")), Err(DbError::Away(_))));
    assert!(begun.elapsed() < Duration::from_secs(15), "a write: {:?}", begun.elapsed());
    door.open();
    let begun = Instant::now();
    while one(&db).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it is not found again");
    }
}

#[test]
fn a_connection_that_has_died_is_replaced_though_it_answered_a_moment_ago() {
    let place = Place::postgres();
    let (db, other) = (open(place.location()), open(place.location()));
    let glance = || db.glance(|conn| number(conn, "SELECT 1::bigint AS number"));
    assert!(matches!(glance(), Ok::<_, DbError>(1)));
    let ended = "SELECT count(pg_terminate_backend(pid)) AS number FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let end_all = || assert!(other.glance::<_, DbError>(|conn| number(conn, ended)).unwrap() > 0);
    end_all();
    let begun = Instant::now();
    while glance().is_err() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it is not replaced");
    }
    // The pool makes one more beside; all of them are to die.
    thread::sleep(Duration::from_millis(500));
    end_all();
    // One that has not answered for so long is asked before it is used.
    thread::sleep(Duration::from_millis(1_200));
    assert!(matches!(glance(), Ok(1)));
}

#[test]
fn a_server_that_is_busy_is_waited_for() {
    let place = Place::postgres();
    let db = open(place.location());
    // Twice as many as there are connections.
    thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| db.read(|conn| run(conn, "SELECT pg_sleep(0.4)")).unwrap());
        }
    });
    assert_eq!(one(&db).unwrap(), 1);
}

//! Several calls as one transaction: all of them or none, and again as a whole if somebody was faster.

use crate::transactions::{count, insert, prepared};
use crate::{number, run};
use db::{Conn, Database, DbError};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use testkit::each_backend;

fn add(db: &Database, name: &str) -> Result<usize, DbError> {
    db.write(|conn| run(conn, &insert(name)))
}

fn seen(conn: Conn<'_>) -> Result<i64, DbError> {
    number(conn, "SELECT count(*) AS number FROM mapping")
}

#[test]
fn calls_see_each_other_and_nobody_else_sees_them_before_the_end() {
    each_backend(|place| {
        let db = prepared(place);
        db.whole(|| {
            add(&db, "a")?;
            add(&db, "b")?;
            assert_eq!(db.read(seen)?, 2, "{}", place.backend);
            thread::scope(|scope| assert_eq!(scope.spawn(|| count(&db)).join().unwrap(), 0, "{}", place.backend));
            Ok::<_, DbError>(())
        })
        .unwrap();
        assert_eq!((count(&db), db.is_within_whole()), (2, false), "{}", place.backend);
    });
}

#[test]
fn a_glance_sees_what_is_committed_and_within_a_whole_what_that_wrote() {
    each_backend(|place| {
        let db = prepared(place);
        assert_eq!(db.glance(seen).unwrap(), 0, "{}", place.backend);
        add(&db, "a").unwrap();
        assert_eq!(db.glance(seen).unwrap(), 1, "{}", place.backend);
        let failed = db.whole(|| {
            add(&db, "b")?;
            assert_eq!(db.glance(seen)?, 2, "{}", place.backend);
            thread::scope(|scope| {
                let others = scope.spawn(|| db.glance(seen).unwrap()).join().unwrap();
                assert_eq!(others, 1, "{}: not committed", place.backend);
            });
            Err::<(), _>(DbError::Away("it ends here".to_owned()))
        });
        assert!(matches!(failed, Err(DbError::Away(_))), "{failed:?}");
        assert_eq!(db.glance(seen).unwrap(), 1, "{}", place.backend);
        // What goes wrong within it is told, and the connection serves whoever comes next.
        assert!(db.glance(|conn| run(conn, "SELECT nonsense")).is_err(), "{}", place.backend);
        assert_eq!(db.glance(seen).unwrap(), 1, "{}", place.backend);
    });
}

#[test]
fn what_fails_or_panics_at_its_end_has_written_nothing() {
    each_backend(|place| {
        let db = prepared(place);
        let failed = db.whole(|| {
            add(&db, "a")?;
            Err::<(), _>(DbError::Away("it ends here".to_owned()))
        });
        assert!(matches!(failed, Err(DbError::Away(_))), "{failed:?}");
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            db.whole(|| -> Result<(), DbError> {
                add(&db, "a")?;
                panic!("it panics here");
            })
        }));
        assert!(panicked.is_err() && !db.is_within_whole(), "{}", place.backend);
        assert_eq!(count(&db), 0, "{}", place.backend);
        add(&db, "a").unwrap();
        assert_eq!(count(&db), 1, "{}", place.backend);
    });
}

#[test]
fn a_call_that_fails_takes_back_itself_alone_if_the_whole_goes_on() {
    each_backend(|place| {
        let db = prepared(place);
        db.whole(|| {
            add(&db, "a")?;
            let failed = db.write(|mut conn| {
                run(conn.again(), &insert("b"))?;
                run(conn, "SELECT nonsense")
            });
            assert!(failed.is_err());
            add(&db, "c").map(drop)
        })
        .unwrap();
        assert_eq!(count(&db), 2, "{}", place.backend);
    });
}

#[test]
fn of_two_that_want_the_same_the_slower_does_all_of_it_again() {
    each_backend(|place| {
        let db = prepared(place);
        let (start, tries) = (Barrier::new(2), AtomicU32::new(0));
        let one = |own: &str| {
            start.wait();
            db.whole(|| {
                tries.fetch_add(1, Ordering::Relaxed);
                add(&db, own)?;
                // Both look before either has written, where the database lets them.
                match db.read(|conn| number(conn, "SELECT count(*) AS number FROM mapping WHERE name = 'same'"))? {
                    0 => add(&db, "same").map(|_| true),
                    _ => Ok(false),
                }
            })
        };
        let made = thread::scope(|scope| {
            let (left, right) = (scope.spawn(|| one("left")), scope.spawn(|| one("right")));
            [left.join().unwrap().unwrap(), right.join().unwrap().unwrap()]
        });
        assert_eq!((made.iter().filter(|made| **made).count(), count(&db)), (1, 3), "{}", place.backend);
        assert!((2..=3).contains(&tries.load(Ordering::Relaxed)), "{}", place.backend);
    });
}

#[test]
fn what_comes_afterwards_comes_once_it_is_committed_or_not_at_all() {
    each_backend(|place| {
        let db = prepared(place);
        let done = Rc::new(Cell::new(0));
        let later = |db: &Database| {
            let done = Rc::clone(&done);
            db.afterwards(move || done.set(done.get() + 1));
        };
        later(&db);
        assert_eq!(done.get(), 1, "outside of a whole it is done at once");
        db.whole(|| {
            later(&db);
            assert_eq!(done.get(), 1);
            add(&db, "a").map(drop)
        })
        .unwrap();
        assert_eq!(done.get(), 2, "{}", place.backend);
        let failed = db.whole(|| {
            later(&db);
            Err::<(), _>(DbError::Away(String::new()))
        });
        assert!(failed.is_err() && done.get() == 2, "{}", place.backend);
    });
}

#[test]
fn another_database_is_not_part_of_it() {
    each_backend(|place| {
        let (db, other) = (prepared(place), prepared(place));
        let failed = db.whole(|| {
            // It would wait for the whole if it were the same file.
            if place.backend == "postgres" {
                add(&other, "other")?;
            }
            add(&db, "own")?;
            Err::<(), _>(DbError::Away(String::new()))
        });
        assert!(failed.is_err() && !other.is_within_whole());
        assert_eq!(count(&db), i64::from(place.backend == "postgres"), "{}", place.backend);
    });
}

//! A read sees one instant; a write happens whole or not at all, and again if somebody was faster.

use crate::migrations::LEDGER;
use crate::{number, open, run};
use db::{Conn, Database, DbError, Transient};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use testkit::{Place, each_backend};

const COUNT: &str = "SELECT count(*) AS number FROM mapping";

pub(crate) fn insert(name: &str) -> String {
    format!("INSERT INTO mapping (name, text, actor, saved_at) VALUES ('{name}', '', '', 0)")
}

pub(crate) fn prepared(place: &Place) -> Database {
    let db = open(place.location());
    db.migrate(&[&LEDGER]).unwrap();
    db
}

pub(crate) fn count(db: &Database) -> i64 {
    db.read(|conn| number(conn, COUNT)).unwrap()
}

#[test]
fn everything_that_a_read_asks_is_answered_from_one_instant() {
    each_backend(|place| {
        let db = prepared(place);
        let counts = db.read(|mut conn| {
            let before = number(conn.again(), COUNT)?;
            thread::scope(|scope| scope.spawn(|| db.write(|conn| run(conn, &insert("a"))).unwrap()).join().unwrap());
            Ok::<_, DbError>((before, number(conn, COUNT)?))
        });
        assert_eq!((counts.unwrap(), count(&db)), ((0, 0), 1));
    });
}

#[test]
fn a_read_writes_nothing() {
    each_backend(|place| {
        let db = prepared(place);
        assert!(matches!(db.read(|conn| run(conn, &insert("a"))), Err(DbError::Refused(_))));
        assert_eq!(count(&db), 0);
    });
}

#[test]
fn a_write_that_fails_or_panics_has_written_nothing() {
    each_backend(|place| {
        let db = prepared(place);
        let failed = db.write_once(|mut conn| {
            run(conn.again(), &insert("a"))?;
            run(conn, "SELECT nonsense")
        });
        assert!(matches!(failed, Err(DbError::Refused(_))), "{failed:?}");
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            db.write_once(|conn| -> Result<(), DbError> {
                run(conn, &insert("b"))?;
                std::panic::resume_unwind(Box::new("the work panics"))
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(count(&db), 0);
        db.write(|conn| run(conn, &insert("c"))).unwrap();
        assert_eq!(count(&db), 1, "the connection is none the worse");
    });
}

#[test]
fn a_write_is_done_again_when_a_key_was_taken_meanwhile() {
    each_backend(|place| {
        let db = prepared(place);
        db.write(|conn| run(conn, &insert("1"))).unwrap();
        let tries = AtomicI64::new(0);
        // Takes the next free number, but believes the first time that nothing is there yet.
        db.write(|mut conn| {
            let seen = match tries.fetch_add(1, Ordering::SeqCst) {
                0 => 0,
                _ => number(conn.again(), COUNT)?,
            };
            run(conn, &insert(&(seen + 1).to_string()))
        })
        .unwrap();
        assert_eq!((tries.into_inner(), count(&db)), (2, 2));
    });
}

#[test]
fn a_write_that_never_gets_through_is_given_up_with_its_error() {
    each_backend(|place| {
        let db = prepared(place);
        db.write(|conn| run(conn, &insert("a"))).unwrap();
        let tries = AtomicU32::new(0);
        let given_up = db.write(|conn| {
            tries.fetch_add(1, Ordering::SeqCst);
            run(conn, &insert("a"))
        });
        assert!(matches!(&given_up, Err(error @ DbError::Overtaken(_)) if error.is_transient()), "{given_up:?}");
        assert!(tries.into_inner() > 5);
        // What no trying helps against is not tried again.
        let tries = AtomicU32::new(0);
        let refused = db.write(|conn| {
            tries.fetch_add(1, Ordering::SeqCst);
            run(conn, "INSERT INTO mapping (name) VALUES ('b')")
        });
        assert!(matches!(refused, Err(DbError::Refused(_))), "{refused:?}");
        assert_eq!(tries.into_inner(), 1);
    });
}

/// Serializable transactions are the database's own way of saying that somebody was faster.
#[test]
fn a_write_is_done_again_when_it_cannot_be_serialized_or_waits_for_itself() {
    let place = Place::postgres();
    let db = prepared(&place);
    db.write(|conn| run(conn, &insert("a"))).unwrap();
    let tries = AtomicU32::new(0);
    db.write(|mut conn| {
        run(conn.again(), "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")?;
        number(conn.again(), "SELECT saved_at AS number FROM mapping")?;
        if tries.fetch_add(1, Ordering::SeqCst) == 0 {
            let faster = || db.write(|conn| run(conn, "UPDATE mapping SET saved_at = saved_at + 1")).unwrap();
            thread::scope(|scope| scope.spawn(faster).join().unwrap());
        }
        run(conn, "UPDATE mapping SET saved_at = saved_at + 1")
    })
    .unwrap();
    assert_eq!(tries.into_inner(), 2);
    assert_eq!(db.read(|conn| number(conn, "SELECT saved_at AS number FROM mapping")).unwrap(), 2);
    // Two that lock two rows in opposite order.
    db.write(|conn| run(conn, &insert("b"))).unwrap();
    let update = |name: &str| format!("UPDATE mapping SET saved_at = saved_at + 1 WHERE name = '{name}'");
    let ((one_has, other_waits), (other_has, one_waits)) = (channel(), channel());
    thread::scope(|scope| {
        let (db, update) = (&db, &update);
        let both = move |first: &str,
                         second: &str,
                         has: &std::sync::mpsc::Sender<()>,
                         waits: &std::sync::mpsc::Receiver<()>| {
            let mut is_first = true;
            db.write(|mut conn| {
                run(conn.again(), &update(first))?;
                if std::mem::take(&mut is_first) {
                    has.send(()).unwrap();
                    waits.recv().unwrap();
                }
                run(conn, &update(second))
            })
            .unwrap();
        };
        scope.spawn(move || both("a", "b", &one_has, &one_waits));
        scope.spawn(move || both("b", "a", &other_has, &other_waits));
    });
    assert_eq!(db.read(|conn| number(conn, "SELECT sum(saved_at)::bigint AS number FROM mapping")).unwrap(), 6);
}

/// Readers and the writer are different connections; on SQLite many writers take turns.
#[test]
fn many_writers_count_without_losing_any() {
    each_backend(|place| {
        let db = prepared(place);
        db.write(|conn| run(conn, &insert("a"))).unwrap();
        let lock = |conn: Conn<'_>| match conn {
            Conn::Sqlite(_) => Ok(0),
            conn @ Conn::Postgres(_) => run(conn, "SELECT 1 FROM mapping FOR UPDATE"),
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        db.write(|mut conn| {
                            lock(conn.again())?;
                            let seen = number(conn.again(), "SELECT saved_at AS number FROM mapping")?;
                            run(conn, &format!("UPDATE mapping SET saved_at = {}", seen + 1))
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(db.read(|conn| number(conn, "SELECT saved_at AS number FROM mapping")).unwrap(), 200);
    });
}

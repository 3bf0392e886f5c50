//! A request that its caller has named counts once: sent again, also by several at a time or after a crash, it is
//! answered the same. On both databases.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contracts::clock::Clock;
use contracts::problem::Code;
use db::{Conn, Database, DbError, Pools, QueryError};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use domain::digest::Digest;
use domain::instant::Instant;
use receipts::{Cover, MIGRATIONS, ReceiptBook};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;
use testkit::{Place, each_backend};
use web::{Asked, Fault, Kept, Receipts, Told};

const HOUR: i64 = 3_600_000_000;

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Bytes {
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
}

fn run(conn: Conn<'_>, statement: &str) -> Result<usize, DbError> {
    Ok(match conn {
        Conn::Sqlite(conn) => diesel::sql_query(statement).execute(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(statement).execute(conn)?,
    })
}

fn load<T>(conn: Conn<'_>, query: &str) -> Vec<T>
where
    T: QueryableByName<diesel::sqlite::Sqlite> + QueryableByName<diesel::pg::Pg> + 'static,
{
    match conn {
        Conn::Sqlite(conn) => diesel::sql_query(query).load(conn).unwrap(),
        Conn::Postgres(conn) => diesel::sql_query(query).load(conn).unwrap(),
    }
}

/// A service whose work is a row in a table.
struct Office {
    db: Arc<Database>,
    clock: Arc<Hands>,
    book: ReceiptBook,
}

impl Office {
    fn open(place: &Place) -> Self {
        let db = Arc::new(Database::open(place.location(), "tried", Pools { readers: 8, ..Pools::default() }).unwrap());
        db.migrate(&[&MIGRATIONS]).unwrap();
        db.write(|conn| run(conn, "CREATE TABLE IF NOT EXISTS effect (number BIGINT NOT NULL PRIMARY KEY)")).unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(1_000 * HOUR)));
        let book = ReceiptBook::new(Arc::clone(&db), clock.clone());
        Self { db, clock, book }
    }

    fn effects(&self) -> i64 {
        let count = |conn: Conn<'_>| Ok::<_, DbError>(load::<Number>(conn, "SELECT count(*) AS number FROM effect"));
        self.db.read(count).unwrap()[0].number
    }

    /// One more row; its answer tells how many there are.
    fn work(&self) -> Result<Kept, Fault> {
        let number = self.effects() + 1;
        let insert = format!("INSERT INTO effect VALUES ({number})");
        self.db.write(|conn| run(conn, &insert)).map_err(Fault::unavailable)?;
        let body = format!("{{\"number\":{number}}}").into_bytes();
        Ok(Kept { status: 201, location: Some(format!("/effects/{number}")), tag: Some("\"a\"".to_owned()), body })
    }

    fn once(&self, asked: &Asked) -> Result<Told, Fault> {
        self.book.once(asked, &mut || self.work())
    }
}

fn asked(account: &str, key: &str, body: &str) -> Asked {
    Asked { account: account.to_owned(), key: key.to_owned(), digest: Digest::of_bytes(body.as_bytes()) }
}

#[test]
fn the_same_request_is_answered_the_same_and_counts_once() {
    each_backend(|place| {
        let office = Office::open(place);
        let first = office.once(&asked("li", "k", "a")).unwrap();
        assert!(!first.replayed && first.kept.body == b"{\"number\":1}");
        let again = office.once(&asked("li", "k", "a")).unwrap();
        assert_eq!(again, Told { replayed: true, ..first }, "{}", place.backend);
        // Another process of the service knows it as well.
        assert!(Office::open(place).once(&asked("li", "k", "a")).unwrap().replayed, "{}", place.backend);
        assert_eq!(office.effects(), 1, "{}", place.backend);
    });
}

#[test]
fn a_key_belongs_to_one_caller_and_one_request() {
    each_backend(|place| {
        let office = Office::open(place);
        office.once(&asked("li", "k", "a")).unwrap();
        let refused = office.once(&asked("li", "k", "b")).unwrap_err();
        assert_eq!(refused.code(), Code::IdempotencyMismatch, "{}", place.backend);
        assert!(!office.once(&asked("wang", "k", "b")).unwrap().replayed);
        assert!(!office.once(&asked("li", "k2", "b")).unwrap().replayed);
        assert_eq!(office.effects(), 3, "{}", place.backend);
    });
}

#[test]
fn work_that_fails_has_done_nothing_and_may_be_asked_again() {
    each_backend(|place| {
        let office = Office::open(place);
        let asked = asked("li", "k", "a");
        let failed = office.book.once(&asked, &mut || {
            office.work()?;
            Err(Fault::conflict("不行", "not now"))
        });
        assert_eq!((failed.unwrap_err().code(), office.effects()), (Code::Conflict, 0), "{}", place.backend);
        assert!(!office.once(&asked).unwrap().replayed, "{}", place.backend);
    });
}

#[test]
fn of_many_who_send_the_same_at_once_one_does_it_and_all_hear_the_same() {
    each_backend(|place| {
        let office = Office::open(place);
        for round in 1..=5 {
            let start = Barrier::new(6);
            let (asked, own) = (asked("li", &format!("k{round}"), "a"), asked("wang", &format!("k{round}"), "b"));
            let told: Vec<Told> = thread::scope(|scope| {
                let one = || {
                    start.wait();
                    office.once(&asked).unwrap()
                };
                let other = scope.spawn(|| {
                    start.wait();
                    office.once(&own).unwrap()
                });
                let all: Vec<_> = (0..5).map(|_| scope.spawn(one)).collect();
                assert!(!other.join().unwrap().replayed, "{}", place.backend);
                all.into_iter().map(|one| one.join().unwrap()).collect()
            });
            assert!(told.iter().all(|one| one.kept == told[0].kept), "{}: {told:?}", place.backend);
            assert_eq!(told.iter().filter(|one| !one.replayed).count(), 1, "{}", place.backend);
            assert_eq!(office.effects(), 2 * round, "{}", place.backend);
        }
    });
}

#[test]
fn an_answer_is_kept_for_three_days() {
    each_backend(|place| {
        let office = Office::open(place);
        let asked = asked("li", "k", "a");
        office.once(&asked).unwrap();
        office.clock.0.fetch_add(72 * HOUR, Ordering::SeqCst);
        assert!(office.once(&asked).unwrap().replayed, "{}", place.backend);
        office.clock.0.fetch_add(1, Ordering::SeqCst);
        assert!(!office.once(&asked).unwrap().replayed, "{}: it is asked anew", place.backend);
        // Of those that nobody asks for again nothing is left either.
        office.clock.0.fetch_add(73 * HOUR, Ordering::SeqCst);
        office.once(&asked_later()).unwrap();
        let kept = |conn: Conn<'_>| Ok::<_, DbError>(load::<Number>(conn, "SELECT count(*) AS number FROM receipt"));
        assert_eq!(office.db.read(kept).unwrap()[0].number, 1, "{}", place.backend);
    });
}

fn asked_later() -> Asked {
    asked("wang", "k", "a")
}

/// Turns every byte round, for who looks into the table.
struct Mirror;

impl Cover for Mirror {
    fn close(&self, name: &str, open: &[u8]) -> Result<Vec<u8>, String> {
        Ok([name.as_bytes(), b"|", &open.iter().map(|byte| !byte).collect::<Vec<_>>()].concat())
    }

    fn open(&self, name: &str, closed: &[u8]) -> Result<Vec<u8>, String> {
        let own = closed.strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"|"));
        Ok(own.ok_or("closed under another name")?.iter().map(|byte| !byte).collect())
    }
}

#[test]
fn what_tells_a_secret_lies_there_closed() {
    each_backend(|place| {
        let mut office = Office::open(place);
        office.book = ReceiptBook::new(Arc::clone(&office.db), office.clock.clone()).covered(Arc::new(Mirror));
        let asked = asked("li", "k", "a");
        let first = office.once(&asked).unwrap();
        let lies = |conn: Conn<'_>| Ok::<_, DbError>(load::<Bytes>(conn, "SELECT body FROM receipt"));
        let lies = String::from_utf8_lossy(&office.db.read(lies).unwrap()[0].body).into_owned();
        assert!(!lies.contains("number") && lies.contains("receipt li k"), "{}: {lies}", place.backend);
        assert_eq!(office.once(&asked).unwrap().kept, first.kept, "{}", place.backend);
        let moved = "UPDATE receipt SET account = 'wang'";
        office.db.write(|conn| run(conn, moved)).unwrap();
        let other = Asked { account: "wang".to_owned(), ..asked };
        assert_eq!(office.once(&other).unwrap_err().code(), Code::Internal, "{}", place.backend);
    });
}

/// Asks for one thing after the other until it is killed.
#[test]
fn a_child_that_asks() {
    let Some(role) = testkit::role() else { return };
    let place = Place::of(db::Location::parse(&role).unwrap());
    let office = Office::open(&place);
    for number in 0.. {
        office.once(&asked("li", &format!("k{number}"), "a")).unwrap();
    }
}

#[test]
fn whoever_is_killed_has_both_the_effect_and_the_answer_or_neither() {
    each_backend(|place| {
        let office = Office::open(place);
        for _ in 0..6 {
            let mut child = testkit::child("a_child_that_asks", &place.url());
            let begun = office.effects();
            while office.effects() < begun + 3 {
                thread::sleep(Duration::from_millis(5));
                assert!(child.try_wait().unwrap().is_none(), "{}: it asks", place.backend);
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
        // What the last one had begun is over once its connection is gone.
        let both = "SELECT (SELECT count(*) FROM effect) - (SELECT count(*) FROM receipt WHERE status = 201) AS number";
        let apart = |conn: Conn<'_>| Ok::<_, QueryError>(load::<Number>(conn, both)).map_err(DbError::from);
        assert_eq!(office.db.read(apart).unwrap()[0].number, 0, "{}", place.backend);
        let (before, mut replayed) = (office.effects(), 0);
        for number in 0..before {
            replayed += i64::from(office.once(&asked("li", &format!("k{number}"), "a")).unwrap().replayed);
        }
        assert_eq!((replayed, office.effects()), (before, before), "{}", place.backend);
    });
}

//! The tables of the rating service: queries once for both back-ends, what differs in `sqlite.rs` and
//! `postgres.rs`.

mod rows;
mod schema;

pub(crate) use rows::{
    DismissalRow, FactRow, GrowthRow, HeldRow, HoldRow, IssuedRow, PeersTableRow, PendingRow, RatedRow,
};

use db::{Conn, Migrations};
use diesel::QueryResult;

/// The tables of the ratings.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/rating", "../../migrations/postgres/rating");

/// What was followed.
pub(crate) trait Facts {
    /// Adds versions; one that is there already only learns which source brought it.
    fn add_facts(&mut self, facts: &[FactRow]) -> QueryResult<()>;
    /// Every version of everything about these subjects, by subject and key.
    fn facts(&mut self, subjects: &[i64]) -> QueryResult<Vec<FactRow>>;
    /// Every version of some kinds (all if none is named) of the subjects behind this one, by subject and
    /// key, at least of one subject and of about `limit` rows; whole subjects only.
    fn facts_behind(&mut self, after: i64, kinds: &[&str], limit: i64) -> QueryResult<Vec<FactRow>>;
    /// Subjects of whom a source told anything, in order.
    fn subjects_of(&mut self, source: &str) -> QueryResult<Vec<i64>>;
    /// What is remembered under a name.
    fn note(&mut self, name: &str) -> QueryResult<Option<String>>;
    /// Whatever is remembered under names that begin so.
    fn notes(&mut self, beginning: &str) -> QueryResult<Vec<String>>;
    /// Remembers something under a name.
    fn set_note(&mut self, name: &str, value: &str) -> QueryResult<()>;
    /// Which subjects codes name; a code that is there already keeps its subject.
    fn add_parties(&mut self, parties: &[(&str, i64)]) -> QueryResult<()>;
    /// The subject that a code names.
    fn party(&mut self, code: &str) -> QueryResult<Option<i64>>;
}

/// Who may carry on whom.
pub(crate) trait Successions {
    /// Adds that the registration of a subject names a code as its successor's.
    fn add_successions(&mut self, named: &[(i64, &str)]) -> QueryResult<()>;
    /// Those whom these subjects may carry on directly, each pair the successor first.
    fn predecessors(&mut self, subjects: &[i64]) -> QueryResult<Vec<(i64, i64)>>;
    /// Those who may carry on these subjects directly, each pair the predecessor first.
    fn successors(&mut self, subjects: &[i64]) -> QueryResult<Vec<(i64, i64)>>;
}

/// What is to be rated.
pub(crate) trait Queue {
    /// Puts subjects into the queue, or says of those that are there that more was learnt; those that were
    /// set aside wait again. Each comes with its cause and with the mass event that it is part of, if it may
    /// be held at all. Who waits as part of one, or is free, remains so whatever else is learnt.
    fn enqueue(&mut self, subjects: &[(i64, &str, &str)]) -> QueryResult<()>;
    /// Puts in everybody whose rating is valid only until this day or an earlier one, or was made for a later. How long one holds
    /// that is held is not known: all of them are put in, each still with its own cause.
    fn enqueue_due(&mut self, day: i32, cause: &str) -> QueryResult<usize>;
    /// Puts in everybody who is rated.
    fn enqueue_all(&mut self, cause: &str, origin: &str) -> QueryResult<usize>;
    /// The next in the queue.
    fn queued(&mut self, limit: i64) -> QueryResult<Vec<PendingRow>>;
    /// Those of a mass event that come behind this subject.
    fn queued_of(&mut self, origin: &str, after: i64, limit: i64) -> QueryResult<Vec<PendingRow>>;
    /// How many of a mass event wait.
    fn queue_length_of(&mut self, origin: &str) -> QueryResult<i64>;
    /// Takes subjects out, unless more was learnt since they were looked at.
    fn dequeue(&mut self, done: &[PendingRow]) -> QueryResult<()>;
    /// How many wait.
    fn queue_length(&mut self) -> QueryResult<i64>;
    /// Lets a subject wait no longer, since it cannot be rated, unless more was learnt meanwhile.
    fn set_aside(&mut self, row: &PendingRow, reason: &str) -> QueryResult<()>;
    /// How many are set aside.
    fn set_aside_count(&mut self) -> QueryResult<i64>;
    /// Lets those that are set aside wait again.
    fn take_up_again(&mut self) -> QueryResult<()>;
}

/// What was rated.
pub(crate) trait Ratings {
    /// The ratings of these subjects.
    fn rated(&mut self, subjects: &[i64]) -> QueryResult<Vec<RatedRow>>;
    /// The ratings of the subjects behind this one, by subject.
    fn rated_behind(&mut self, after: i64, limit: i64) -> QueryResult<Vec<RatedRow>>;
    /// Writes ratings in place of earlier ones.
    fn put_rated(&mut self, rows: &[RatedRow]) -> QueryResult<()>;
    /// Takes a rating away: nobody is known under it any more.
    fn drop_rated(&mut self, subjects: &[i64]) -> QueryResult<()>;
    /// Classes issued to a subject, oldest first.
    fn issued(&mut self, subject_id: i64) -> QueryResult<Vec<IssuedRow>>;
    /// Adds classes; their numbers are the next of each subject.
    fn add_issued(&mut self, rows: &[IssuedRow]) -> QueryResult<()>;
    /// A peers' table.
    fn peers(&mut self, month: i32, known_at: i64, scheme_digest: &str) -> QueryResult<Option<PeersTableRow>>;
    /// How many peers' tables of a generation are kept.
    fn peers_count(&mut self, generation: i64) -> QueryResult<i64>;
    /// Keeps a peers' table in place of one of an earlier generation.
    fn put_peers(&mut self, row: &PeersTableRow) -> QueryResult<()>;
}

/// From which class to which, and how many.
pub(crate) type Moves = (Option<String>, Option<String>, i64);

/// Mass events.
pub(crate) trait Holds {
    /// The mass event of this origin.
    fn hold_of(&mut self, origin: &str) -> QueryResult<Option<HoldRow>>;
    /// A mass event.
    fn hold(&mut self, hold_id: i64) -> QueryResult<Option<HoldRow>>;
    /// Mass events, newest first, with smaller numbers than `before`.
    fn holds(&mut self, before: Option<i64>, limit: i64) -> QueryResult<Vec<HoldRow>>;
    /// Holds a mass event; gives its number.
    fn open_hold(&mut self, origin: &str, at: i64) -> QueryResult<i64>;
    /// Releases it, at an instant and with what it moves; false if it is released already.
    fn release(&mut self, hold_id: i64, now: (i64, &str), actor: &str, reason: &str) -> QueryResult<bool>;
    /// Holds ratings, in place of what was held of the same subjects.
    fn put_held(&mut self, rows: &[HeldRow]) -> QueryResult<()>;
    /// Nothing of these subjects is held any more.
    fn drop_held(&mut self, subjects: &[i64]) -> QueryResult<()>;
    /// What is held of subjects.
    fn held_of(&mut self, subjects: &[i64]) -> QueryResult<Vec<HeldRow>>;
    /// Every subject that is held, with its mass event.
    fn all_held(&mut self) -> QueryResult<Vec<(i64, i64)>>;
    /// What a mass event holds, by code.
    fn held_by(&mut self, hold_id: i64, after: Option<&str>, limit: i64) -> QueryResult<Vec<HeldRow>>;
    /// How many a mass event would move, by class before and after.
    fn moves(&mut self, hold_id: i64) -> QueryResult<Vec<Moves>>;
    /// How many merchants are rated.
    fn rated_count(&mut self) -> QueryResult<i64>;
}

/// Growth of complaints.
pub(crate) trait Growths {
    /// The growth of a month, as it was last worked out.
    fn growth(&mut self, month: i32) -> QueryResult<Option<GrowthRow>>;
    /// Keeps the growth of a month in place of what was worked out earlier.
    fn put_growth(&mut self, row: &GrowthRow) -> QueryResult<()>;
    /// What of a month's growth was dismissed of these subjects, by subject, the most complaints last.
    fn dismissals(&mut self, month: i32, subjects: &[i64]) -> QueryResult<Vec<DismissalRow>>;
    /// Dismisses growth; false if it was with so many complaints already.
    fn dismiss(&mut self, row: &DismissalRow) -> QueryResult<bool>;
}

/// Everything that the service asks of its tables.
pub(crate) trait Store: Facts + Successions + Queue + Ratings + Holds + Growths {}
impl<T: Facts + Successions + Queue + Ratings + Holds + Growths> Store for T {}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Store + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

/// The statement that adds versions, of one row or of many as the dialect has it. One that is there already only learns
/// who brought it.
macro_rules! add_facts {
    ($conn:expr, $rows:expr) => {
        diesel::insert_into(fact::table)
            .values($rows)
            .on_conflict((fact::subject_id, fact::key, fact::version))
            .do_update()
            .set(fact::source.eq(diesel::upsert::excluded(fact::source)))
            .execute($conn)
    };
}

/// A subject as it comes into the queue.
macro_rules! queued {
    ($subject:expr) => {{
        let (subject_id, cause, origin) = *$subject;
        let mark = pending::mark.eq(0_i64);
        (pending::subject_id.eq(subject_id), mark, pending::cause.eq(cause), pending::origin.eq(origin))
    }};
}

/// The statement that puts subjects into the queue, of one row or of many as the dialect has it. More that is learnt
/// of one that is there sets its mark; relief outweighs a mass event, and a mass event whatever comes alone.
macro_rules! enqueue {
    ($conn:expr, $rows:expr) => {{
        use diesel::{dsl::case_when, upsert::excluded};
        let stays = pending::origin.eq(crate::cause::FREE).or(excluded(pending::origin).eq(""));
        diesel::insert_into(pending::table)
            .values($rows)
            .on_conflict(pending::subject_id)
            .do_update()
            .set((
                pending::mark.eq(pending::mark + 1),
                pending::cause.eq(excluded(pending::cause)),
                pending::origin.eq(case_when(stays, pending::origin).otherwise(excluded(pending::origin))),
                pending::set_aside.eq(None::<String>),
            ))
            .execute($conn)
    }};
}

#[path = "store"]
mod on_sqlite {
    use db::sqlite::{BINDS, Conn};

    #[path = "sqlite.rs"]
    mod dialect;
    #[path = "facts.rs"]
    mod facts;
    #[path = "growths.rs"]
    mod growths;
    #[path = "holds.rs"]
    mod holds;
    #[path = "queue.rs"]
    mod queue;
    #[path = "ratings.rs"]
    mod ratings;
    #[path = "successions.rs"]
    mod successions;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::{BINDS, Conn};

    #[path = "postgres.rs"]
    mod dialect;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "facts.rs"]
    mod facts;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "growths.rs"]
    mod growths;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "holds.rs"]
    mod holds;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "queue.rs"]
    mod queue;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "ratings.rs"]
    mod ratings;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "successions.rs"]
    mod successions;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::FREE;
    use db::{Database, DbError, Pools};
    use testkit::each_backend;

    #[test]
    fn relief_outweighs_an_import_and_an_import_whatever_comes_alone() {
        let (alone, import, later) = ("", "import a/1", "import a/2");
        let cases = [
            (alone, import, import),
            (import, alone, import),
            (import, later, later),
            (import, FREE, FREE),
            (FREE, import, FREE),
            (FREE, alone, FREE),
        ];
        each_backend(|place| {
            let db = Database::open(place.location(), crate::SERVICE, Pools::default()).unwrap();
            db.migrate(&[&MIGRATIONS]).unwrap();
            for (subject, (first, then, kept)) in (1..).zip(cases) {
                let queued = db.write::<_, DbError>(|conn| {
                    let store = store(conn);
                    store.enqueue(&[(subject, "one", first)])?;
                    store.enqueue(&[(subject, "two", then)])?;
                    Ok(store.queued(10)?)
                });
                let row = queued.unwrap().pop().unwrap();
                assert_eq!(
                    (row.cause.as_str(), row.origin.as_str()),
                    ("two", kept),
                    "{}: {first} {then}",
                    place.backend
                );
            }
        });
    }

    #[test]
    fn who_was_learnt_more_of_meanwhile_stays_in_the_queue() {
        each_backend(|place| {
            let db = Database::open(place.location(), crate::SERVICE, Pools::default()).unwrap();
            db.migrate(&[&MIGRATIONS]).unwrap();
            let left = db.write::<_, DbError>(|conn| {
                let store = store(conn);
                store.enqueue(&[(1, "one", ""), (2, "one", ""), (3, "one", "")])?;
                let looked_at = store.queued(10)?;
                store.enqueue(&[(2, "two", "")])?;
                store.dequeue(&looked_at)?;
                Ok(store.queued(10)?)
            });
            let left: Vec<(i64, String)> = left.unwrap().into_iter().map(|row| (row.subject_id, row.cause)).collect();
            assert_eq!(left, [(2, "two".to_owned())], "{}", place.backend);
        });
    }

    #[test]
    fn classes_are_numbered_in_their_order_subject_by_subject() {
        let row = |subject_id: i64, day: i32, class: Option<&str>| IssuedRow {
            subject_id,
            number: 0,
            day,
            issued_at: i64::from(day),
            class: class.map(str::to_owned),
            score_milli: 1,
            scheme: "LC-CONSUME 1.0".to_owned(),
            cause: "{}".to_owned(),
        };
        each_backend(|place| {
            let db = Database::open(place.location(), crate::SERVICE, Pools::default()).unwrap();
            db.migrate(&[&MIGRATIONS]).unwrap();
            let found = db.write::<_, DbError>(|conn| {
                let store = store(conn);
                store.add_issued(&[])?;
                store.add_issued(&[row(1, 5, Some("A")), row(2, 5, None), row(1, 3, Some("B"))])?;
                store.add_issued(&[row(2, 7, Some("C")), row(1, 7, None)])?;
                Ok([store.issued(1)?, store.issued(2)?])
            });
            let told = found.unwrap().map(|rows| {
                let told = rows.into_iter().map(|row| (row.number, row.day, row.class.unwrap_or_default()));
                told.collect::<Vec<_>>()
            });
            let of_one = [(1, 5, "A".to_owned()), (2, 3, "B".to_owned()), (3, 7, String::new())];
            let of_two = [(1, 5, String::new()), (2, 7, "C".to_owned())];
            assert_eq!(told, [of_one.to_vec(), of_two.to_vec()], "{}", place.backend);
        });
    }
}

//! What is to be rated: queries that both dialects understand.

use super::{Conn, dialect};
use crate::store::schema::{held, pending, rated};
use crate::store::{PendingRow, Queue};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

impl Queue for Conn {
    fn enqueue(&mut self, subjects: &[(i64, &str, &str)]) -> QueryResult<()> {
        dialect::enqueue(self, subjects)
    }

    fn enqueue_due(&mut self, day: i32, cause: &str) -> QueryResult<usize> {
        held::table
            .filter(held::subject_id.gt(i64::MIN))
            .select((held::subject_id, 0.into_sql::<BigInt>(), held::cause, "".into_sql::<Text>()))
            .insert_into(pending::table)
            .into_columns((pending::subject_id, pending::mark, pending::cause, pending::origin))
            .on_conflict_do_nothing()
            .execute(self)?;
        // A clock that was set back has ratings of the future behind it.
        let due = rated::table.filter(rated::valid_until.le(day).or(rated::day.gt(day)));
        due.select((rated::subject_id, 0.into_sql::<BigInt>(), cause.into_sql::<Text>(), "".into_sql::<Text>()))
            .insert_into(pending::table)
            .into_columns((pending::subject_id, pending::mark, pending::cause, pending::origin))
            .on_conflict_do_nothing()
            .execute(self)
    }

    fn enqueue_all(&mut self, cause: &str, origin: &str) -> QueryResult<usize> {
        // SQLite reads an upsert from a query only if the query has a condition.
        rated::table
            .filter(rated::subject_id.gt(i64::MIN))
            .select((rated::subject_id, 0.into_sql::<BigInt>(), cause.into_sql::<Text>(), origin.into_sql::<Text>()))
            .insert_into(pending::table)
            .into_columns((pending::subject_id, pending::mark, pending::cause, pending::origin))
            .on_conflict_do_nothing()
            .execute(self)
    }

    fn queued(&mut self, limit: i64) -> QueryResult<Vec<PendingRow>> {
        let waiting = pending::table.filter(pending::set_aside.is_null());
        waiting.order(pending::subject_id).limit(limit).select(PendingRow::as_select()).load(self)
    }

    fn queued_of(&mut self, origin: &str, after: i64, limit: i64) -> QueryResult<Vec<PendingRow>> {
        pending::table
            .filter(pending::origin.eq(origin).and(pending::subject_id.gt(after)).and(pending::set_aside.is_null()))
            .order(pending::subject_id)
            .limit(limit)
            .select(PendingRow::as_select())
            .load(self)
    }

    fn queue_length_of(&mut self, origin: &str) -> QueryResult<i64> {
        let waiting = pending::table.filter(pending::set_aside.is_null());
        waiting.filter(pending::origin.eq(origin)).count().get_result(self)
    }

    fn dequeue(&mut self, done: &[PendingRow]) -> QueryResult<()> {
        dialect::dequeue(self, done)
    }

    fn queue_length(&mut self) -> QueryResult<i64> {
        pending::table.filter(pending::set_aside.is_null()).count().get_result(self)
    }

    fn set_aside(&mut self, row: &PendingRow, reason: &str) -> QueryResult<()> {
        let same = pending::table.find(row.subject_id).filter(pending::mark.eq(row.mark));
        diesel::update(same).set(pending::set_aside.eq(reason)).execute(self).map(|_| ())
    }

    fn set_aside_count(&mut self) -> QueryResult<i64> {
        pending::table.filter(pending::set_aside.is_not_null()).count().get_result(self)
    }

    fn take_up_again(&mut self) -> QueryResult<()> {
        let aside = pending::table.filter(pending::set_aside.is_not_null());
        diesel::update(aside).set(pending::set_aside.eq(None::<String>)).execute(self).map(|_| ())
    }
}

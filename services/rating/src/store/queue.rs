//! What is to be rated: queries that both dialects understand.

use super::Conn;
use crate::store::schema::{pending, rated};
use crate::store::{PendingRow, Queue};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

impl Queue for Conn {
    fn enqueue(&mut self, subjects: &[(i64, &str, &str)]) -> QueryResult<()> {
        for (subject_id, cause, origin) in subjects {
            let new = (
                pending::subject_id.eq(subject_id),
                pending::mark.eq(0),
                pending::cause.eq(cause),
                pending::origin.eq(origin),
            );
            diesel::insert_into(pending::table)
                .values(new)
                .on_conflict(pending::subject_id)
                .do_update()
                .set((pending::mark.eq(pending::mark + 1), pending::cause.eq(cause), pending::origin.eq(origin)))
                .execute(self)?;
        }
        Ok(())
    }

    fn enqueue_due(&mut self, day: i32, cause: &str) -> QueryResult<usize> {
        let due = rated::table.filter(rated::valid_until.le(day));
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
        pending::table.order(pending::subject_id).limit(limit).select(PendingRow::as_select()).load(self)
    }

    fn queued_of(&mut self, origin: &str, after: i64, limit: i64) -> QueryResult<Vec<PendingRow>> {
        pending::table
            .filter(pending::origin.eq(origin).and(pending::subject_id.gt(after)))
            .order(pending::subject_id)
            .limit(limit)
            .select(PendingRow::as_select())
            .load(self)
    }

    fn queue_length_of(&mut self, origin: &str) -> QueryResult<i64> {
        pending::table.filter(pending::origin.eq(origin)).count().get_result(self)
    }

    fn dequeue(&mut self, done: &[PendingRow]) -> QueryResult<()> {
        for row in done {
            let same = pending::table.find(row.subject_id).filter(pending::mark.eq(row.mark));
            diesel::delete(same).execute(self)?;
        }
        Ok(())
    }

    fn queue_length(&mut self) -> QueryResult<i64> {
        pending::table.count().get_result(self)
    }
}

//! What SQLite does in its own way: row by row, since a statement is prepared once, while one for many rows would
//! be prepared each time.

use super::Conn;
use crate::store::schema::{fact, party, pending, rated};
use crate::store::{FactRow, IssuedRow, PendingRow, RatedRow};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

pub(super) fn add_facts(conn: &mut Conn, facts: &[FactRow]) -> QueryResult<()> {
    for row in facts {
        add_facts!(conn, row)?;
    }
    Ok(())
}

pub(super) fn add_parties(conn: &mut Conn, parties: &[(&str, i64)]) -> QueryResult<()> {
    for (code, subject_id) in parties {
        diesel::insert_into(party::table)
            .values((party::code.eq(code), party::subject_id.eq(subject_id)))
            .on_conflict_do_nothing()
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn enqueue(conn: &mut Conn, subjects: &[(i64, &str, &str)]) -> QueryResult<()> {
    for subject in subjects {
        enqueue!(conn, queued!(subject))?;
    }
    Ok(())
}

pub(super) fn dequeue(conn: &mut Conn, done: &[PendingRow]) -> QueryResult<()> {
    for row in done {
        let same = pending::table.find(row.subject_id).filter(pending::mark.eq(row.mark));
        diesel::delete(same).execute(conn)?;
    }
    Ok(())
}

pub(super) fn put_rated(conn: &mut Conn, rows: &[RatedRow]) -> QueryResult<()> {
    for row in rows {
        diesel::insert_into(rated::table)
            .values(row)
            .on_conflict(rated::subject_id)
            .do_update()
            .set(row)
            .execute(conn)?;
    }
    Ok(())
}

pub(super) fn add_issued(conn: &mut Conn, rows: &[IssuedRow]) -> QueryResult<()> {
    for row in rows {
        // Numbered in the order in which they are first met.
        diesel::sql_query(
            "INSERT INTO issued (subject_id, number, day, issued_at, class, score_milli, scheme, cause) \
             SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM issued WHERE subject_id = $1",
        )
        .bind::<BigInt, _>(row.subject_id)
        .bind::<Integer, _>(row.day)
        .bind::<BigInt, _>(row.issued_at)
        .bind::<Nullable<Text>, _>(&row.class)
        .bind::<BigInt, _>(row.score_milli)
        .bind::<Text, _>(&row.scheme)
        .bind::<Text, _>(&row.cause)
        .execute(conn)?;
    }
    Ok(())
}

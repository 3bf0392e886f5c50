//! What PostgreSQL does in its own way: many rows a statement, since every statement is a journey.

use super::Conn;
use crate::store::schema::{fact, party, pending, rated};
use crate::store::{FactRow, IssuedRow, PendingRow, RatedRow};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};

/// Rows of one statement, which takes 65,535 values.
const TOGETHER: usize = 2_000;

pub(super) fn add_facts(conn: &mut Conn, facts: &[FactRow]) -> QueryResult<()> {
    for some in facts.chunks(TOGETHER) {
        add_facts!(conn, some)?;
    }
    Ok(())
}

pub(super) fn add_parties(conn: &mut Conn, parties: &[(&str, i64)]) -> QueryResult<()> {
    for some in parties.chunks(TOGETHER) {
        let rows: Vec<_> = some.iter().map(|(code, id)| (party::code.eq(*code), party::subject_id.eq(*id))).collect();
        diesel::insert_into(party::table).values(rows).on_conflict_do_nothing().execute(conn)?;
    }
    Ok(())
}

/// Each subject comes once.
pub(super) fn enqueue(conn: &mut Conn, subjects: &[(i64, &str, &str)]) -> QueryResult<()> {
    for some in subjects.chunks(TOGETHER) {
        let rows: Vec<_> = some.iter().map(|subject| queued!(subject)).collect();
        enqueue!(conn, rows)?;
    }
    Ok(())
}

pub(super) fn dequeue(conn: &mut Conn, done: &[PendingRow]) -> QueryResult<()> {
    diesel::sql_query(
        "DELETE FROM pending USING unnest($1, $2) AS done (subject_id, mark) \
         WHERE pending.subject_id = done.subject_id AND pending.mark = done.mark",
    )
    .bind::<Array<BigInt>, _>(done.iter().map(|row| row.subject_id).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(done.iter().map(|row| row.mark).collect::<Vec<_>>())
    .execute(conn)
    .map(|_| ())
}

/// What was there goes first: one statement cannot set many rows, each to its own values.
pub(super) fn put_rated(conn: &mut Conn, rows: &[RatedRow]) -> QueryResult<()> {
    for some in rows.chunks(TOGETHER) {
        let before = rated::table.filter(rated::subject_id.eq_any(some.iter().map(|row| row.subject_id)));
        diesel::delete(before).execute(conn)?;
        diesel::insert_into(rated::table).values(some).execute(conn)?;
    }
    Ok(())
}

pub(super) fn add_issued(conn: &mut Conn, rows: &[IssuedRow]) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO issued (subject_id, number, day, issued_at, class, score_milli, scheme, cause) \
         SELECT subject_id, (SELECT COALESCE(MAX(number), 0) FROM issued WHERE subject_id = new.subject_id) \
         + row_number() OVER (PARTITION BY subject_id ORDER BY place), \
         day, issued_at, class, score_milli, scheme, cause \
         FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY \
         AS new (subject_id, day, issued_at, class, score_milli, scheme, cause, place)",
    )
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.subject_id).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(rows.iter().map(|row| row.day).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.issued_at).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(rows.iter().map(|row| row.class.as_deref()).collect::<Vec<_>>())
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.score_milli).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(rows.iter().map(|row| row.scheme.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(rows.iter().map(|row| row.cause.as_str()).collect::<Vec<_>>())
    .execute(conn)
    .map(|_| ())
}

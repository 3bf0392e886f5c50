//! What PostgreSQL does in its own way.

use super::Conn;
use crate::store::IdentifierRow;
use crate::store::schema::identifier;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// A number that was drawn.
#[derive(QueryableByName)]
struct Drawn {
    #[diesel(sql_type = BigInt)]
    subject_id: i64,
}

/// One statement for all.
pub(super) fn open(conn: &mut Conn, count: usize, at: i64) -> QueryResult<Vec<i64>> {
    let statement = "INSERT INTO subject (opened_at) SELECT $1 FROM generate_series(1, $2) RETURNING subject_id";
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let drawn: Vec<Drawn> = diesel::sql_query(statement).bind::<BigInt, _>(at).bind::<BigInt, _>(count).load(conn)?;
    Ok(drawn.into_iter().map(|drawn| drawn.subject_id).collect())
}

/// Many rows a statement.
pub(super) fn add(conn: &mut Conn, identifiers: &[IdentifierRow]) -> QueryResult<()> {
    for some in identifiers.chunks(2_000) {
        diesel::insert_into(identifier::table).values(some).on_conflict_do_nothing().execute(conn)?;
    }
    Ok(())
}

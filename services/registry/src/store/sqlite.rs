//! What SQLite does in its own way.

use super::Conn;
use crate::store::IdentifierRow;
use crate::store::schema::{identifier, subject};
use diesel::prelude::*;

/// Row by row: a statement for many rows would be prepared each time.
pub(super) fn open(conn: &mut Conn, count: usize, at: i64) -> QueryResult<Vec<i64>> {
    let new = || diesel::insert_into(subject::table).values(subject::opened_at.eq(at)).returning(subject::subject_id);
    (0..count).map(|_| new().get_result(conn)).collect()
}

/// Row by row, for the same reason.
pub(super) fn add(conn: &mut Conn, identifiers: &[IdentifierRow]) -> QueryResult<()> {
    for row in identifiers {
        diesel::insert_into(identifier::table).values(row).on_conflict_do_nothing().execute(conn)?;
    }
    Ok(())
}

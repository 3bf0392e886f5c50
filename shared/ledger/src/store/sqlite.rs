//! What SQLite does in its own way.

use super::Conn;
use crate::store::schema::{import_job, record};
use crate::store::{JobRow, NewVersion, Position, VersionRow};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

/// One bound text names all keys: two lists of values would be tried in every combination.
pub(super) fn versions(conn: &mut Conn, keys: &[(i64, &str)]) -> QueryResult<Vec<VersionRow>> {
    let wanted =
        serde_json::to_string(keys).map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    diesel::sql_query(
        "SELECT record.* FROM json_each(?) AS wanted CROSS JOIN record \
         ON record.subject_id = wanted.value ->> 0 AND record.key = wanted.value ->> 1 \
         ORDER BY record.subject_id, record.key, record.version",
    )
    .bind::<Text, _>(wanted)
    .load(conn)
}

/// Rows of one statement. Their number is part of its type, so that it is prepared once; a longer
/// statement is not faster.
const TOGETHER: usize = 16;

/// Many rows a statement, and what is left over row by row.
pub(super) fn append(conn: &mut Conn, versions: &[NewVersion]) -> QueryResult<()> {
    let (many, rest) = versions.as_chunks::<TOGETHER>();
    for some in many {
        diesel::insert_into(record::table).values(some).execute(conn)?;
    }
    for version in rest {
        diesel::insert_into(record::table).values(version).execute(conn)?;
    }
    Ok(())
}

/// There is one writer, so what is numbered lower was there earlier: everything is settled.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("1 = 1")
}

/// The next changes.
pub(super) fn changes(conn: &mut Conn, after: Position, limit: i64) -> QueryResult<Vec<VersionRow>> {
    record::table
        .filter(record::seq.gt(after.seq))
        .order(record::seq)
        .limit(limit)
        .select(VersionRow::as_select())
        .load(conn)
}

/// Nobody else writes while a transaction is open.
pub(super) fn claim(conn: &mut Conn) -> QueryResult<Option<JobRow>> {
    import_job::table
        .filter(import_job::state.eq("queued"))
        .order(import_job::import_id)
        .select(JobRow::as_select())
        .first(conn)
        .optional()
}

/// Nobody else writes while a transaction is open.
pub(super) fn hold_waiting(_: &mut Conn, _: i64, _: i64) -> QueryResult<()> {
    Ok(())
}

//! What PostgreSQL does in its own way.

use super::Conn;
use crate::store::schema::{import_job, import_row};
use crate::store::{JobRow, NewVersion, Position, VersionRow};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};

/// All keys as two arrays: one statement, whatever their number. `OFFSET 0` has each key looked up in the
/// index: a planner that has not counted the rows of a young table yet would go through all of it.
pub(super) fn versions(conn: &mut Conn, keys: &[(i64, &str)]) -> QueryResult<Vec<VersionRow>> {
    let (subjects, keys): (Vec<i64>, Vec<&str>) = keys.iter().copied().unzip();
    diesel::sql_query(
        "SELECT found.* FROM unnest($1, $2) AS wanted (subject_id, key) CROSS JOIN LATERAL ( \
         SELECT * FROM record WHERE record.subject_id = wanted.subject_id \
         AND record.key = wanted.key COLLATE \"C\" OFFSET 0) AS found \
         ORDER BY found.subject_id, found.key, found.version",
    )
    .bind::<Array<BigInt>, _>(subjects)
    .bind::<Array<Text>, _>(keys)
    .load(conn)
}

/// Each column as an array: one short statement for many rows.
pub(super) fn append(conn: &mut Conn, versions: &[NewVersion]) -> QueryResult<()> {
    for some in versions.chunks(5_000) {
        let column = |of: fn(&NewVersion) -> i64| some.iter().map(of).collect::<Vec<i64>>();
        let flag = |of: fn(&NewVersion) -> bool| some.iter().map(of).collect::<Vec<bool>>();
        let text = |of: fn(&NewVersion) -> &str| some.iter().map(of).collect::<Vec<&str>>();
        let number = |of: fn(&NewVersion) -> i32| some.iter().map(of).collect::<Vec<i32>>();
        let optional = |of: fn(&NewVersion) -> Option<i64>| some.iter().map(of).collect::<Vec<Option<i64>>>();
        diesel::sql_query(
            "INSERT INTO record (subject_id, kind, key, version, place, by_arrival, known_from, recorded_at, \
             event_day, content, withdrawn, standing, contested, act, actor, reason, import_id, source_row) \
             SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        )
        .bind::<Array<BigInt>, _>(column(|v| v.subject_id))
        .bind::<Array<Text>, _>(text(|v| v.kind))
        .bind::<Array<Text>, _>(text(|v| &v.key))
        .bind::<Array<Integer>, _>(number(|v| v.version))
        .bind::<Array<Nullable<BigInt>>, _>(optional(|v| v.place))
        .bind::<Array<Bool>, _>(flag(|v| v.by_arrival))
        .bind::<Array<BigInt>, _>(column(|v| v.known_from))
        .bind::<Array<BigInt>, _>(column(|v| v.recorded_at))
        .bind::<Array<Integer>, _>(number(|v| v.event_day))
        .bind::<Array<Text>, _>(text(|v| &v.content))
        .bind::<Array<Bool>, _>(flag(|v| v.withdrawn))
        .bind::<Array<Bool>, _>(flag(|v| v.standing))
        .bind::<Array<Bool>, _>(flag(|v| v.contested))
        .bind::<Array<Text>, _>(text(|v| v.act))
        .bind::<Array<Text>, _>(text(|v| &v.actor))
        .bind::<Array<Nullable<Text>>, _>(some.iter().map(|v| v.reason.as_deref()).collect::<Vec<_>>())
        .bind::<Array<Nullable<BigInt>>, _>(optional(|v| v.import_id))
        .bind::<Array<Nullable<BigInt>>, _>(optional(|v| v.source_row))
        .execute(conn)?;
    }
    Ok(())
}

/// Below every transaction that is still open nothing can appear any more; above it something may,
/// with a lower number than what is already there.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
}

/// The next changes that are settled, through the index by place.
pub(super) fn changes(conn: &mut Conn, after: Position, limit: i64) -> QueryResult<Vec<VersionRow>> {
    diesel::sql_query(
        "SELECT record.* FROM record \
         WHERE (tx, seq) > ($1, $2) AND tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint \
         ORDER BY tx, seq LIMIT $3",
    )
    .bind::<BigInt, _>(after.tx)
    .bind::<BigInt, _>(after.seq)
    .bind::<BigInt, _>(limit)
    .load(conn)
}

/// A job that another process reads is locked by it, until that process has finished or died.
pub(super) fn claim(conn: &mut Conn) -> QueryResult<Option<JobRow>> {
    import_job::table
        .filter(import_job::state.eq("queued"))
        .order(import_job::import_id)
        .select(JobRow::as_select())
        .for_update()
        .skip_locked()
        .first(conn)
        .optional()
}

/// Whoever settles a row keeps others from settling it at the same time.
pub(super) fn hold_waiting(conn: &mut Conn, import_id: i64, source_row: i64) -> QueryResult<()> {
    let held = import_row::table.find((import_id, source_row)).select(import_row::source_row).for_update();
    held.first::<i64>(conn).optional().map(|_| ())
}

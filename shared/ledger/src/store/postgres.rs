//! What PostgreSQL does in its own way.

use super::Conn;
use crate::store::schema::{deadline_event, import_job, import_row, record, subject_place};
use crate::store::{JobRow, NewEvent, NewVersion, Position, VersionRow};
use diesel::dsl::{AsExprOf, sql};
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel::upsert::excluded;

/// All keys as two arrays: one statement, whatever their number. `OFFSET 0` has each key looked up in the
/// index: a planner that has not counted the rows of a young table yet would go through all of it.
pub(super) fn versions(
    conn: &mut Conn,
    keys: &[(i64, &str)],
    span: Option<&(String, String)>,
) -> QueryResult<Vec<VersionRow>> {
    let (subjects, keys): (Vec<i64>, Vec<&str>) = keys.iter().copied().unzip();
    diesel::sql_query(
        "SELECT found.* FROM unnest($1, $2) AS wanted (subject_id, key) CROSS JOIN LATERAL ( \
         SELECT * FROM record WHERE record.subject_id = wanted.subject_id \
         AND record.key = wanted.key COLLATE \"C\" OFFSET 0) AS found \
         WHERE $3 IS NULL OR EXISTS (SELECT 1 FROM subject_place WHERE subject_place.subject_id = found.subject_id \
         AND area >= $3 COLLATE \"C\" AND area < $4 COLLATE \"C\") \
         ORDER BY found.subject_id, found.key, found.version",
    )
    .bind::<Array<BigInt>, _>(subjects)
    .bind::<Array<Text>, _>(keys)
    .bind::<Nullable<Text>, _>(span.map(|(from, _)| from))
    .bind::<Nullable<Text>, _>(span.map(|(_, until)| until))
    .load(conn)
}

/// Records that name this case, in the words of the index of them.
pub(super) fn of_case(case_no: &str) -> UncheckedBind<SqlLiteral<Bool>, AsExprOf<&str, Text>> {
    sql::<Bool>(
        "strpos(content, '\"case_no\"') > 0 \
         AND coalesce(content::jsonb ->> 'case_no', content::jsonb #>> '{handling,case_no}') = ",
    )
    .bind::<Text, _>(case_no)
}

/// Copied: nothing takes rows in faster, in the order in which they are given.
pub(super) fn append(conn: &mut Conn, versions: &[NewVersion]) -> QueryResult<()> {
    if versions.is_empty() {
        return Ok(());
    }
    diesel::copy_from(record::table).from_insertable(versions).execute(conn).map(|_| ())
}

/// Many rows a statement.
pub(super) fn put_places(conn: &mut Conn, places: &[(i64, &str)]) -> QueryResult<()> {
    let rows =
        places.iter().map(|(subject, area)| (subject_place::subject_id.eq(subject), subject_place::area.eq(area)));
    diesel::insert_into(subject_place::table)
        .values(rows.collect::<Vec<_>>())
        .on_conflict(subject_place::subject_id)
        .do_update()
        .set(subject_place::area.eq(excluded(subject_place::area)))
        .execute(conn)
        .map(|_| ())
}

/// Below every transaction that is still open nothing can appear any more; above it something may,
/// with a lower number than what is already there.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
}

/// Numbers from here on belong to transactions that have not begun.
pub(super) fn unreached() -> SqlLiteral<Bool> {
    sql::<Bool>("tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
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

/// Many rows a statement.
pub(super) fn tell(conn: &mut Conn, events: &[NewEvent]) -> QueryResult<()> {
    for some in events.chunks(1_000) {
        diesel::insert_into(deadline_event::table).values(some).execute(conn)?;
    }
    Ok(())
}

/// How the plan of a query is asked for, and what it then says.
#[cfg(test)]
pub(super) mod plan {
    use super::*;
    use testkit::Place;

    pub(in super::super) const EXPLAIN: &str = "EXPLAIN ";
    /// What the database does by itself before it plans: it counts rows.
    pub(in super::super) const COUNTED: &str = "ANALYZE record; ANALYZE subject_place";
    /// A line of a plan.
    pub(in super::super) type LineSql = Text;
    pub(in super::super) type Line = String;

    pub(in super::super) fn text(line: Line) -> String {
        line
    }

    /// Does this line say that the index is entered at a day?
    pub(in super::super) fn begins_at_a_day(line: &str) -> bool {
        line.contains("Index Cond") && line.contains("event_day <= ")
    }

    /// Does this line say that the index is entered at a subject?
    pub(in super::super) fn begins_at_a_subject(line: &str) -> bool {
        line.contains("Index Cond") && line.contains("subject_id = ")
    }

    /// Does this line say that the index is entered at each of several subjects?
    pub(in super::super) fn begins_at_subjects(line: &str) -> bool {
        line.contains("Index Cond") && line.contains("subject_id = ANY")
    }

    pub(in super::super) fn place() -> Place {
        Place::postgres()
    }

    pub(in super::super) fn own(conn: db::Conn<'_>) -> &mut Conn {
        match conn {
            db::Conn::Postgres(conn) => conn,
            db::Conn::Sqlite(_) => panic!("the place is of this dialect"),
        }
    }
}

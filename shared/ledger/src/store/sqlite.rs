//! What SQLite does in its own way.

use super::Conn;
use crate::store::schema::{deadline_event, import_job, record, subject_place};
use crate::store::{JobRow, NewEvent, NewVersion, Position, VersionRow};
use diesel::dsl::{AsExprOf, sql};
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use diesel::sqlite::Sqlite;
use diesel::upsert::excluded;

/// One bound text names all keys: two lists of values would be tried in every combination.
pub(super) fn versions(
    conn: &mut Conn,
    keys: &[(i64, &str)],
    span: Option<&(String, String)>,
) -> QueryResult<Vec<VersionRow>> {
    let wanted =
        serde_json::to_string(keys).map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    diesel::sql_query(
        "SELECT record.* FROM json_each(?1) AS wanted CROSS JOIN record \
         ON record.subject_id = wanted.value ->> 0 AND record.key = wanted.value ->> 1 \
         WHERE ?2 IS NULL OR EXISTS (SELECT 1 FROM subject_place WHERE subject_place.subject_id = record.subject_id \
         AND area >= ?2 AND area < ?3) \
         ORDER BY record.subject_id, record.key, record.version",
    )
    .bind::<Text, _>(wanted)
    .bind::<Nullable<Text>, _>(span.map(|(from, _)| from))
    .bind::<Nullable<Text>, _>(span.map(|(_, until)| until))
    .load(conn)
}

/// Records that name this case, in the words of the index of them.
pub(super) fn of_case(case_no: &str) -> UncheckedBind<SqlLiteral<Bool>, AsExprOf<&str, Text>> {
    sql::<Bool>(
        "instr(content, '\"case_no\"') > 0 \
         AND coalesce(content ->> '$.case_no', content ->> '$.handling.case_no') = ",
    )
    .bind::<Text, _>(case_no)
}

/// Many rows a statement, and what is left over row by row.
pub(super) fn append(conn: &mut Conn, versions: &[NewVersion]) -> QueryResult<()> {
    let (many, rest) = versions.as_chunks::<TOGETHER>();
    for some in many {
        Together(some).execute(conn)?;
    }
    for version in rest {
        diesel::insert_into(record::table).values(version).execute(conn)?;
    }
    Ok(())
}

/// Rows of one statement.
const TOGETHER: usize = 32;

/// One statement for many rows, prepared once, since their number is always the same.
struct Together<'v>(&'v [NewVersion; TOGETHER]);

/// The statement and its values, from one list of the columns. `OR FAIL`: otherwise every page is copied
/// before it is written, so that a statement that fails could be undone alone, which takes longer than to
/// write it. Here the whole transaction is undone.
macro_rules! columns {
    ($first:ident: $first_type:ty $(, $column:ident: $type:ty)+) => {
        const INSERT: &str =
            concat!("INSERT OR FAIL INTO record (", stringify!($first) $(, ", ", stringify!($column))+, ") VALUES ");

        fn bind<'b>(version: &'b NewVersion, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
            let NewVersion { $first $(, $column)+ } = version;
            out.push_bind_param::<$first_type, _>($first)?;
            $(
                out.push_sql(", ");
                out.push_bind_param::<$type, _>($column)?;
            )+
            Ok(())
        }
    };
}

columns! {
    subject_id: BigInt, kind: Text, key: Text, version: Integer, place: Nullable<BigInt>, by_arrival: Bool,
    known_from: BigInt, recorded_at: BigInt, event_day: Integer, content: Text, withdrawn: Bool, standing: Bool,
    contested: Bool, act: Text, actor: Text, reason: Nullable<Text>, import_id: Nullable<BigInt>,
    source_row: Nullable<BigInt>, source: Nullable<Text>
}

impl QueryFragment<Sqlite> for Together<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(INSERT);
        for (at, version) in self.0.iter().enumerate() {
            out.push_sql(if at == 0 { "(" } else { ", (" });
            bind(version, &mut out)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

impl QueryId for Together<'_> {
    type QueryId = Together<'static>;
}

impl RunQueryDsl<Conn> for Together<'_> {}

/// Row by row: the statement is prepared once.
pub(super) fn put_places(conn: &mut Conn, places: &[(i64, &str)]) -> QueryResult<()> {
    for (subject, area) in places {
        diesel::insert_into(subject_place::table)
            .values((subject_place::subject_id.eq(subject), subject_place::area.eq(area)))
            .on_conflict(subject_place::subject_id)
            .do_update()
            .set(subject_place::area.eq(excluded(subject_place::area)))
            .execute(conn)?;
    }
    Ok(())
}

/// There is one writer, so what is numbered lower was there earlier: everything is settled.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("1 = 1")
}

/// There are no numbers of transactions.
pub(super) fn unreached() -> SqlLiteral<Bool> {
    sql::<Bool>("1 = 0")
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

/// Row by row: the statement is prepared once.
pub(super) fn tell(conn: &mut Conn, events: &[NewEvent]) -> QueryResult<()> {
    for event in events {
        diesel::insert_into(deadline_event::table).values(event).execute(conn)?;
    }
    Ok(())
}

/// How the plan of a query is asked for, and what it then says.
#[cfg(test)]
pub(super) mod plan {
    use super::*;
    use testkit::Place;

    pub(in super::super) const EXPLAIN: &str = "EXPLAIN QUERY PLAN ";
    /// What the database does by itself before it plans: nothing.
    pub(in super::super) const COUNTED: &str = "";
    /// A line of a plan.
    pub(in super::super) type LineSql = (Integer, Integer, Integer, Text);
    pub(in super::super) type Line = (i32, i32, i32, String);

    pub(in super::super) fn text(line: Line) -> String {
        line.3
    }

    /// Does this line say that the index is entered at a day?
    pub(in super::super) fn begins_at_a_day(line: &str) -> bool {
        line.contains("record_listed (kind=? AND event_day<?)")
    }

    /// Does this line say that the index is entered at a subject?
    pub(in super::super) fn begins_at_a_subject(line: &str) -> bool {
        line.contains("(subject_id=?)")
    }

    /// Does this line say that the index is entered at each of several subjects?
    pub(in super::super) fn begins_at_subjects(line: &str) -> bool {
        line.contains("(subject_id=?)") && line.contains("SEARCH record")
    }

    pub(in super::super) fn place() -> Place {
        Place::sqlite()
    }

    pub(in super::super) fn own(conn: db::Conn<'_>) -> &mut Conn {
        match conn {
            db::Conn::Sqlite(conn) => conn,
            db::Conn::Postgres(_) => panic!("the place is of this dialect"),
        }
    }
}

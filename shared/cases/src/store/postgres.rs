//! What PostgreSQL does in its own way.

use crate::store::schema::case_law;
pub(super) use db::postgres::Conn;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Below every transaction that is still open nothing can appear any more; above it something may,
/// with a lower number than what is already there.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
}

/// Numbers from here on belong to transactions that have not begun.
pub(super) fn unreached() -> SqlLiteral<Bool> {
    sql::<Bool>("tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
}

/// Many hold it together; whoever takes the book over waits for them.
pub(super) fn held_law(conn: &mut Conn) -> QueryResult<Option<String>> {
    case_law::table.select(case_law::law).for_share().first(conn).optional()
}

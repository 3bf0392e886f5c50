//! What PostgreSQL does in its own way.

pub(super) use db::postgres::Conn;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
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

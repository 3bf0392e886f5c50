//! What SQLite does in its own way.

use crate::store::schema::case_law;
pub(super) use db::sqlite::Conn;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// There is one writer, so what is numbered lower was there earlier: everything is settled.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("1 = 1")
}

/// There are no numbers of transactions.
pub(super) fn horizon(_: &mut Conn) -> QueryResult<Option<i64>> {
    Ok(None)
}

/// There are no numbers of transactions.
pub(super) fn unreached() -> SqlLiteral<Bool> {
    sql::<Bool>("1 = 0")
}

/// There is one writer: whoever reads within a transaction that writes keeps everybody else from it.
pub(super) fn held_law(conn: &mut Conn) -> QueryResult<Option<String>> {
    case_law::table.select(case_law::law).first(conn).optional()
}

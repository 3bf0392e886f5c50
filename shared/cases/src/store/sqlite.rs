//! What SQLite does in its own way.

pub(super) use db::sqlite::Conn;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;

/// There is one writer, so what is numbered lower was there earlier: everything is settled.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("1 = 1")
}

/// There are no numbers of transactions.
pub(super) fn unreached() -> SqlLiteral<Bool> {
    sql::<Bool>("1 = 0")
}

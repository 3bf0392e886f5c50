//! The table of receipts, for both back-ends.

mod schema;

use db::{Conn, Migrations};
use diesel::QueryResult;
use schema::receipt;

/// The table of receipts, which comes into the tables of each service that keeps some.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/receipts", "../../migrations/postgres/receipts");

/// A receipt, as it stands in its table.
#[derive(diesel::Insertable, diesel::Queryable, diesel::Selectable, Clone, Debug)]
#[diesel(table_name = receipt)]
pub(crate) struct ReceiptRow {
    pub(crate) account: String,
    pub(crate) key: String,
    pub(crate) digest: String,
    pub(crate) at: i64,
    pub(crate) status: i32,
    pub(crate) location: Option<String>,
    pub(crate) tag: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// What is known of a receipt once the work is done.
#[derive(diesel::AsChangeset, Clone, Debug)]
#[diesel(table_name = receipt)]
pub(crate) struct Ending {
    pub(crate) status: i32,
    pub(crate) location: Option<String>,
    pub(crate) tag: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Receipts.
pub(crate) trait Store {
    /// A receipt, if it was begun at `since` or later.
    fn receipt(&mut self, account: &str, key: &str, since: i64) -> QueryResult<Option<ReceiptRow>>;
    /// Begins one, in the place of an older one of the key. Whoever begins one of the same key meanwhile waits, and
    /// then finds this one.
    fn begin(&mut self, row: &ReceiptRow, forget_before: i64) -> QueryResult<()>;
    /// Says what was answered.
    fn end(&mut self, account: &str, key: &str, ending: &Ending) -> QueryResult<()>;
    /// Forgets those of before an instant.
    fn forget(&mut self, before: i64) -> QueryResult<()>;
}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Store + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    use db::sqlite::Conn;
    #[path = "receipts.rs"]
    mod receipts;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::Conn;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "receipts.rs"]
    mod receipts;
}

//! The table of entries, for both back-ends.

mod schema;

use db::{Conn, Migrations};
use diesel::QueryResult;

pub(crate) static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/audit", "../../migrations/postgres/audit");

/// An entry, to be written.
#[derive(diesel::Insertable, Clone, Debug)]
#[diesel(table_name = schema::audit_entry, treat_none_as_default_value = false)]
pub(crate) struct NewEntry {
    pub(crate) at: i64,
    pub(crate) who: Option<String>,
    pub(crate) role: Option<&'static str>,
    pub(crate) department: Option<String>,
    pub(crate) action: String,
    pub(crate) target: String,
    pub(crate) merchant: Option<String>,
    pub(crate) status: i32,
    pub(crate) purpose: Option<String>,
    pub(crate) request_id: String,
    /// Part of the trail that it belongs to: each holds some thousands of entries that follow each other.
    pub(crate) part: i64,
}

/// An entry, as it stands in the table.
#[derive(diesel::Queryable, diesel::Selectable, Clone, Debug)]
#[diesel(table_name = schema::audit_entry)]
pub(crate) struct EntryRow {
    pub(crate) entry_id: i64,
    pub(crate) at: i64,
    pub(crate) who: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) department: Option<String>,
    pub(crate) action: String,
    pub(crate) target: String,
    pub(crate) merchant: Option<String>,
    pub(crate) status: i32,
    pub(crate) purpose: Option<String>,
    pub(crate) request_id: String,
}

/// Which entries, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) who: Option<String>,
    pub(crate) merchant: Option<String>,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    pub(crate) before: Option<i64>,
    pub(crate) limit: i64,
}

/// Entries.
pub(crate) trait Entries {
    /// Adds entries.
    fn add(&mut self, entries: &[NewEntry]) -> QueryResult<()>;
    /// The part that was begun last.
    fn last_part(&mut self) -> QueryResult<i64>;
    /// Some of them.
    fn list(&mut self, listing: &Listing) -> QueryResult<Vec<EntryRow>>;
}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Entries + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    use db::sqlite::Conn;

    /// Entries that one statement writes.
    const TOGETHER: usize = 100;

    #[path = "entries.rs"]
    mod entries;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::Conn;

    /// Entries that one statement writes.
    const TOGETHER: usize = 2_000;

    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "entries.rs"]
    mod entries;
}

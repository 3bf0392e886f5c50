//! Subjects and their codes: queries once for both back-ends, what differs in `sqlite.rs` and
//! `postgres.rs`.

mod schema;

use db::{Conn, Migrations};
use diesel::QueryResult;

/// The tables of the registry beside its ledger.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/registry", "../../migrations/postgres/registry");

/// A code of a subject.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::identifier, treat_none_as_default_value = false)]
pub(crate) struct IdentifierRow {
    pub(crate) subject_id: i64,
    pub(crate) code: String,
    /// Was it given up for another one?
    pub(crate) former: bool,
    /// The last day on which it was used, if that is known.
    pub(crate) until_day: Option<i32>,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
    /// Why, if an official attached it.
    pub(crate) reason: Option<String>,
}

/// Subjects and their codes.
pub(crate) trait Identifiers {
    /// The codes among these that are known, with their subjects.
    fn subjects(&mut self, codes: &[&str]) -> QueryResult<Vec<(String, i64)>>;
    /// Opens so many subjects; gives their numbers.
    fn open(&mut self, count: usize, at: i64) -> QueryResult<Vec<i64>>;
    /// Adds codes; those that somebody else has added meanwhile are left as they are.
    fn add(&mut self, identifiers: &[IdentifierRow]) -> QueryResult<()>;
    /// Former codes that begin so, in order, with their subjects.
    fn former(&mut self, beginning: &str, limit: i64) -> QueryResult<Vec<(String, i64)>>;
    /// The codes of a subject.
    fn of_subject(&mut self, subject_id: i64) -> QueryResult<Vec<IdentifierRow>>;
}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Identifiers + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    use db::sqlite::{BINDS, Conn};

    #[path = "sqlite.rs"]
    mod dialect;
    #[path = "identifiers.rs"]
    mod identifiers;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::{BINDS, Conn};

    #[path = "postgres.rs"]
    mod dialect;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "identifiers.rs"]
    mod identifiers;
}

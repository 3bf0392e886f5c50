//! Texts of decisions and their releases: queries once for both back-ends.

mod schema;

use db::{Conn, Migrations};
use diesel::QueryResult;

/// The tables of the service beside its ledger.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/violations", "../../migrations/postgres/violations");

/// A version of a text. It holds personal data and is therefore not printed.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone)]
#[diesel(table_name = schema::decision_text, treat_none_as_default_value = false)]
pub(crate) struct TextRow {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) version: i32,
    pub(crate) content: String,
    pub(crate) persons: String,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
}

/// A release, or the withdrawal of one.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, Debug)]
#[diesel(table_name = schema::text_release, treat_none_as_default_value = false)]
pub(crate) struct ReleaseRow {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) number: i32,
    pub(crate) text_version: i32,
    pub(crate) digest: Option<String>,
    pub(crate) summary_digest: Option<String>,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
}

/// Texts and their releases.
pub(crate) trait Texts {
    /// The last text of a penalty.
    fn text(&mut self, subject_id: i64, key: &str) -> QueryResult<Option<TextRow>>;
    /// Who put this very text of its penalty, as whichever version.
    fn writers(&mut self, text: &TextRow) -> QueryResult<Vec<String>>;
    /// Subject, key and persons of the texts of penalties with these subjects and keys, the last version of each behind
    /// those before.
    fn persons(&mut self, penalties: &[(i64, &str)]) -> QueryResult<Vec<(i64, String, String)>>;
    /// Adds a version.
    fn put(&mut self, text: &TextRow) -> QueryResult<()>;
    /// The last release or withdrawal.
    fn release(&mut self, subject_id: i64, key: &str) -> QueryResult<Option<ReleaseRow>>;
    /// The releases and withdrawals of penalties with these subjects and keys, the last of each behind those before.
    fn releases(&mut self, penalties: &[(i64, &str)]) -> QueryResult<Vec<ReleaseRow>>;
    /// Adds one.
    fn decide(&mut self, release: &ReleaseRow) -> QueryResult<()>;
}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Texts + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    use db::sqlite::Conn;

    #[path = "texts.rs"]
    mod texts;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::Conn;

    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "texts.rs"]
    mod texts;
}

//! Texts of decisions and their releases, and orders about displays: queries once for both back-ends.

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

/// An order about the display of a penalty, as it was given.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::display_order, treat_none_as_default_value = false)]
pub(crate) struct OrderRow {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) number: i32,
    pub(crate) what: String,
    pub(crate) on_day: i32,
    pub(crate) stop_reason: Option<String>,
    pub(crate) cause: String,
    pub(crate) reason: String,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
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

/// Orders about displays.
pub(crate) trait Orders {
    /// Every order about penalties of these subjects, by subject and key, in the order in which they were given.
    fn orders(&mut self, subjects: &[i64]) -> QueryResult<Vec<OrderRow>>;
    /// Adds one.
    fn add_order(&mut self, order: &OrderRow) -> QueryResult<()>;
}

/// Everything that the service asks of its tables beside the ledger.
pub(crate) trait Store: Texts + Orders {}
impl<T: Texts + Orders> Store for T {}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Store + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    use db::sqlite::{BINDS, Conn};

    #[path = "orders.rs"]
    mod orders;
    #[path = "texts.rs"]
    mod texts;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::{BINDS, Conn};

    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "orders.rs"]
    mod orders;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "texts.rs"]
    mod texts;
}

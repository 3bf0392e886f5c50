//! Filings that are held: queries once for both back-ends, what differs in `sqlite.rs` and `postgres.rs`.

mod schema;

use contracts::access::Reach;
use db::{Conn, Migrations};
use diesel::QueryResult;

/// The tables of complaints beside its ledger.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/complaints", "../../migrations/postgres/complaints");

/// What a hold is, but for its number.
#[derive(
    diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug,
)]
#[diesel(table_name = schema::filing_hold, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct Part {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) ground: String,
    pub(crate) party: String,
    pub(crate) beside: Option<String>,
    pub(crate) found_at: i64,
    pub(crate) from_day: i32,
    pub(crate) until_day: i32,
    pub(crate) provisional: bool,
    pub(crate) applied: bool,
    pub(crate) state: String,
    pub(crate) ended_at: Option<i64>,
    pub(crate) ended_by: Option<String>,
    pub(crate) reason: Option<String>,
}

/// A hold, as it stands in the table.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::filing_hold)]
pub(crate) struct Row {
    pub(crate) hold_id: i64,
    #[diesel(embed)]
    pub(crate) part: Part,
}

/// Which holds a list shows, newest first.
pub(crate) struct Listing {
    pub(crate) state: Option<&'static str>,
    pub(crate) ground: Option<&'static str>,
    pub(crate) subject_id: Option<i64>,
    /// With smaller numbers than this one.
    pub(crate) before: Option<i64>,
    /// Of merchants within this alone.
    pub(crate) reach: Reach,
    pub(crate) limit: i64,
}

/// Holds.
pub(crate) trait Holds {
    /// Lets nobody else change any until the transaction ends.
    fn lock_holds(&mut self) -> QueryResult<()>;
    /// All of some subjects, by number.
    fn of_subjects(&mut self, subjects: &[i64]) -> QueryResult<Vec<Row>>;
    /// One.
    fn one(&mut self, hold_id: i64) -> QueryResult<Option<Row>>;
    /// Those of a list.
    fn list(&mut self, listing: &Listing) -> QueryResult<Vec<Row>>;
    /// Subjects of holds that run and whose last day lies before this one.
    fn lapsing(&mut self, today: i32) -> QueryResult<Vec<i64>>;
    /// Adds some.
    fn place(&mut self, parts: &[Part]) -> QueryResult<()>;
    /// Changes one.
    fn change(&mut self, row: &Row) -> QueryResult<()>;
}

/// A group that an official found to be none.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::group_dismissal)]
pub(crate) struct Dismissal {
    pub(crate) subject_id: i64,
    pub(crate) problem: String,
    pub(crate) to_day: i32,
    pub(crate) complainants: i64,
    pub(crate) at: i64,
    pub(crate) actor: String,
    pub(crate) reason: String,
}

/// Groups that were found to be none.
pub(crate) trait Groups {
    /// All of some subjects; of one problem the last comes last.
    fn dismissals(&mut self, subjects: &[i64]) -> QueryResult<Vec<Dismissal>>;
    /// Notes one, unless it has been; tells whether it did.
    fn dismiss(&mut self, row: &Dismissal) -> QueryResult<bool>;
}

/// The same, of groups.
pub(crate) fn groups<'c>(conn: Conn<'c>) -> &'c mut (dyn Groups + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Holds + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    #[path = "sqlite.rs"]
    mod dialect;
    #[path = "groups.rs"]
    mod groups;
    #[path = "holds.rs"]
    mod holds;
}

#[path = "store"]
mod on_postgres {
    #[path = "postgres.rs"]
    mod dialect;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "groups.rs"]
    mod groups;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "holds.rs"]
    mod holds;
}

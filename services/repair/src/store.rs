//! What was not carried out: queries once for both back-ends.

mod schema;

use db::{Conn, Migrations};
use diesel::QueryResult;

/// The tables of the service beside its ledger and its cases.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/repair", "../../migrations/postgres/repair");

/// Subject, number of the case, and number of the step.
pub(crate) type Key = (i64, i64, i32);

/// An effect that was not carried out when its step was taken.
#[derive(
    diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug,
)]
#[diesel(table_name = schema::effect, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct EffectRow {
    pub(crate) subject_id: i64,
    pub(crate) case_no: i64,
    pub(crate) number: i32,
    pub(crate) is_open: bool,
    pub(crate) why: String,
    pub(crate) tries: i32,
    pub(crate) failed_at: i64,
    pub(crate) tried_at: i64,
    pub(crate) done_at: Option<i64>,
}

impl EffectRow {
    pub(crate) const fn key(&self) -> Key {
        (self.subject_id, self.case_no, self.number)
    }
}

/// Which of them a list shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EffectListing {
    /// Those that are still to be carried out, or those that were in the end.
    pub(crate) is_open: bool,
    /// Of this merchant alone.
    pub(crate) subject: Option<i64>,
    /// Behind this case and step.
    pub(crate) after: (i64, i32),
    /// At most so many.
    pub(crate) limit: i64,
}

/// Effects that were not carried out at once.
pub(crate) trait Store {
    /// One of them.
    fn effect(&mut self, key: Key) -> QueryResult<Option<EffectRow>>;
    /// The first of a case that is still to be carried out and comes before a step.
    fn open_before(&mut self, key: Key) -> QueryResult<Option<i32>>;
    /// Those that are still to be carried out and were tried longest ago.
    fn open(&mut self, limit: i64) -> QueryResult<Vec<EffectRow>>;
    /// By the numbers of their cases and steps.
    fn listed(&mut self, listing: EffectListing) -> QueryResult<Vec<EffectRow>>;
    /// Puts one down, or says what became of it.
    fn put(&mut self, row: &EffectRow) -> QueryResult<()>;
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

    #[path = "effects.rs"]
    mod effects;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::Conn;

    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "effects.rs"]
    mod effects;
}

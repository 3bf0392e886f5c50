//! What was not carried out, and corrections with whoever had received what was wrong: queries once for both back-ends.

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

/// A correction that was carried out.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::correction, treat_none_as_default_value = false)]
pub(crate) struct CorrectionRow {
    pub(crate) place: i64,
    pub(crate) subject_id: i64,
    pub(crate) case_no: i64,
    pub(crate) number: i32,
    pub(crate) code: String,
    pub(crate) procedure: String,
    pub(crate) office: String,
    pub(crate) kind: String,
    pub(crate) item: String,
    pub(crate) became: String,
    /// By field what it said and what it says now, as JSON.
    pub(crate) amended: String,
    pub(crate) on_day: i32,
    pub(crate) article: String,
    pub(crate) reason: String,
    pub(crate) wrong_since: i64,
    pub(crate) wrong_until: i64,
    pub(crate) recorded_at: i64,
    pub(crate) unnamed: i64,
}

/// Somebody to whom what was wrong had been given, by one operation.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::correction_recipient, treat_none_as_default_value = false)]
pub(crate) struct RecipientRow {
    pub(crate) place: i64,
    pub(crate) number: i32,
    pub(crate) who: String,
    pub(crate) role: Option<String>,
    pub(crate) department: Option<String>,
    pub(crate) operation: String,
    pub(crate) times: i64,
    pub(crate) last_at: i64,
}

/// What is known of an item before it is corrected, and is not afterwards.
#[derive(
    diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug,
)]
#[diesel(table_name = schema::correction_before, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct BeforeRow {
    pub(crate) subject_id: i64,
    pub(crate) case_no: i64,
    pub(crate) number: i32,
    /// Days on which it was public, as JSON.
    pub(crate) public: String,
    pub(crate) answered_at: Option<i64>,
}

/// Which corrections a list shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct CorrectionListing {
    /// Of this merchant alone.
    pub(crate) subject: Option<i64>,
    /// Those of this day or later.
    pub(crate) since: Option<i32>,
    /// Of items of this kind.
    pub(crate) kind: Option<String>,
    /// Of this case.
    pub(crate) case_no: Option<i64>,
    /// Of what was given to this account, or to anybody of this department.
    pub(crate) received_by: Option<(String, Option<String>)>,
    /// Behind this place.
    pub(crate) after: i64,
    /// At most so many.
    pub(crate) limit: i64,
}

/// Corrections, in the order in which they were carried out.
pub(crate) trait Corrections {
    /// That of a step.
    fn correction(&mut self, key: Key) -> QueryResult<Option<CorrectionRow>>;
    /// The place behind the last one: of two who take it at once one is refused, and comes behind the other.
    fn next_place(&mut self) -> QueryResult<i64>;
    /// Adds one, with everybody to whom it has to be told.
    fn add_correction(&mut self, row: &CorrectionRow, recipients: &[RecipientRow]) -> QueryResult<()>;
    /// What was known before the correction of a step.
    fn before(&mut self, key: Key) -> QueryResult<Option<BeforeRow>>;
    /// Puts it down, or says more of it.
    fn put_before(&mut self, row: &BeforeRow) -> QueryResult<()>;
    /// Those of a list.
    fn corrections(&mut self, listing: &CorrectionListing) -> QueryResult<Vec<CorrectionRow>>;
    /// To whom what was wrong had been given.
    fn recipients(&mut self, place: i64) -> QueryResult<Vec<RecipientRow>>;
}

/// Everything that the service asks of its own tables.
pub(crate) trait All: Store + Corrections {}
impl<T: Store + Corrections> All for T {}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn All + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    use db::sqlite::Conn;

    #[path = "corrections.rs"]
    mod corrections;
    #[path = "effects.rs"]
    mod effects;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::Conn;

    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "corrections.rs"]
    mod corrections;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "effects.rs"]
    mod effects;
}

//! The tables of the trail, for both back-ends.

pub(crate) mod schema;

use crate::entry::AuditEntry;
use crate::seal::{Checkpoint, Seal};
use db::{Conn, Migrations};
use diesel::QueryResult;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The tables of a trail.
pub static MIGRATIONS: Migrations = db::migrations!("../../migrations/sqlite/audit", "../../migrations/postgres/audit");

/// An entry that was written before there was a chain.
#[derive(diesel::Queryable, diesel::Selectable, Clone, Debug)]
#[diesel(table_name = schema::audit_unchained)]
pub(crate) struct Unchained {
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

impl Unchained {
    /// The same as an entry of the chain; what was not noted then stays unknown.
    pub(crate) fn into_entry(self) -> AuditEntry {
        AuditEntry {
            action: self.action,
            at: self.at,
            department: self.department,
            from: None,
            ground: None,
            merchant: self.merchant,
            merchants: None,
            number: 0,
            purpose: self.purpose,
            request_id: self.request_id,
            role: self.role,
            status: self.status,
            target: self.target,
            token: None,
            who: self.who,
            digest: String::new(),
            part: 0,
            merchants_first: None,
            merchants_last: None,
        }
    }
}

/// A checkpoint, as it stands in its table.
#[derive(diesel::Insertable, diesel::Queryable, diesel::Selectable, Clone, Debug)]
#[diesel(table_name = schema::audit_checkpoint)]
pub(crate) struct CheckpointRow {
    number: i64,
    digest: String,
    at: i64,
    algorithm: String,
    public_key: String,
    signature: String,
}

impl From<Checkpoint> for CheckpointRow {
    fn from(checkpoint: Checkpoint) -> Self {
        let Checkpoint { number, digest, at, seal: Seal { algorithm, public_key, value } } = checkpoint;
        Self { number, digest, at: at.micros(), algorithm, public_key, signature: value }
    }
}

impl From<CheckpointRow> for Checkpoint {
    fn from(row: CheckpointRow) -> Self {
        let CheckpointRow { number, digest, at, algorithm, public_key, signature } = row;
        let seal = Seal { algorithm, public_key, value: signature };
        Self { number, digest, at: Instant::from_micros(at), seal }
    }
}

/// How a request ended (结果).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AuditOutcome)]
pub(crate) enum Outcome {
    /// It was done: statuses below 400.
    Done,
    /// The caller was not known or may not: 401 and 403.
    Refused,
    /// The request was wrong otherwise: other statuses from 400 to 499.
    Wrong,
    /// The server failed: statuses from 500.
    Failed,
}

/// Which entries, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) who: Option<String>,
    pub(crate) merchant: Option<String>,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    /// Text within method and pattern.
    pub(crate) action: Option<String>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) request_id: Option<String>,
    /// Text within the purpose.
    pub(crate) purpose: Option<String>,
    pub(crate) before: Option<i64>,
    pub(crate) limit: i64,
}

/// Length of the texts of several merchants that a page holds at most, together: about a hundred such entries.
const TEXTS: i64 = 1 << 20;

/// How many of these, each with such a length, a page of so many entries holds: at least one.
fn fitting(found: &[(i64, i64)], limit: usize) -> usize {
    let mut length = 0_i64;
    let fits = |(_, one): &&(i64, i64)| {
        length = length.saturating_add(*one);
        length <= TEXTS
    };
    found.iter().take(limit).take_while(fits).count().max(found.len().min(1))
}

/// The trail.
pub(crate) trait Store {
    /// Number and digest of the end of the chain.
    fn head(&mut self) -> QueryResult<(i64, String)>;
    /// The same, held until the transaction ends.
    fn held_head(&mut self) -> QueryResult<(i64, String)>;
    /// Moves the end.
    fn advance(&mut self, head: &(i64, String)) -> QueryResult<()>;
    /// Adds entries.
    fn add(&mut self, entries: &[AuditEntry]) -> QueryResult<()>;
    /// The first entries that are not chained yet.
    fn unchained(&mut self, limit: i64) -> QueryResult<Vec<Unchained>>;
    /// Takes them away, up to this one.
    fn chained(&mut self, entry_id: i64) -> QueryResult<()>;
    /// Some entries, newest first, and whether there are more of them.
    fn list(&mut self, listing: &Listing) -> QueryResult<(Vec<AuditEntry>, bool)>;
    /// Entries in order: those with numbers above `after`, up to `last`.
    fn range(&mut self, after: i64, last: i64, limit: i64) -> QueryResult<Vec<AuditEntry>>;
    /// The lowest and the highest number of entries from an instant on and before another.
    fn span(&mut self, from: Option<i64>, until: Option<i64>) -> QueryResult<Option<(i64, i64)>>;
    /// The highest number, 0 if there is none.
    fn last(&mut self) -> QueryResult<i64>;
    /// The digest of an entry.
    fn digest(&mut self, number: i64) -> QueryResult<Option<String>>;
    /// Adds a checkpoint.
    fn add_checkpoint(&mut self, checkpoint: Checkpoint) -> QueryResult<()>;
    /// The last checkpoint.
    fn latest_checkpoint(&mut self) -> QueryResult<Option<Checkpoint>>;
    /// Checkpoints in order: those with numbers above `after`, up to `last`.
    fn checkpoints(&mut self, after: i64, last: i64) -> QueryResult<Vec<Checkpoint>>;
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
    use crate::store::schema::audit_head;
    use db::sqlite::Conn;
    use diesel::prelude::*;
    use diesel::sql_types::{Nullable, Text};

    /// Entries that one statement writes.
    const TOGETHER: usize = 100;

    diesel::define_sql_function! {
        /// Where a text lies within another, counted from one.
        #[sql_name = "instr"]
        fn place_of(text: Nullable<Text>, part: Text) -> Nullable<Integer>;
    }

    /// Whoever writes holds the whole file.
    fn held(conn: &mut Conn) -> QueryResult<(i64, String)> {
        audit_head::table.select((audit_head::number, audit_head::digest)).first(conn)
    }

    #[path = "entries.rs"]
    mod entries;
}

#[path = "store"]
mod on_postgres {
    use crate::store::schema::audit_head;
    use db::postgres::Conn;
    use diesel::prelude::*;
    use diesel::sql_types::{Nullable, Text};

    /// Entries that one statement writes.
    const TOGETHER: usize = 2_000;

    diesel::define_sql_function! {
        /// Where a text lies within another, counted from one.
        #[sql_name = "strpos"]
        fn place_of(text: Nullable<Text>, part: Text) -> Nullable<Integer>;
    }

    /// Other processes wait at this row.
    fn held(conn: &mut Conn) -> QueryResult<(i64, String)> {
        audit_head::table.select((audit_head::number, audit_head::digest)).for_update().first(conn)
    }

    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "entries.rs"]
    mod entries;
}

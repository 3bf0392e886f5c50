//! The tables of cases: queries once for both back-ends, what differs in `sqlite.rs` and `postgres.rs`.

mod rows;
mod schema;

pub(crate) use rows::{
    DraftRow, DueListing, FileListing, FilePart, FileRow, LimitRow, PaperPart, PaperRow, Standing, StepPart, StepRow,
    Which,
};

use crate::sight::Sight;
use contracts::access::Reach;
use db::{Conn, Migrations};
use diesel::QueryResult;
use ledger::Position;

/// The tables of cases, which come into the tables of each service that keeps some, beside those of its ledger: where
/// merchants are, that one knows.
pub static MIGRATIONS: Migrations = db::migrations!("../../migrations/sqlite/cases", "../../migrations/postgres/cases");

/// Subject and number of a case.
pub(crate) type Key = (i64, i64);

/// Cases.
pub(crate) trait Files {
    /// Is a merchant within a reach?
    fn sees(&mut self, subject_id: i64, reach: Reach) -> QueryResult<bool>;
    /// Adds one; gives its number.
    fn add_file(&mut self, part: &FilePart) -> QueryResult<i64>;
    /// One, if it is to be seen.
    fn file(&mut self, case_no: i64, sight: &Sight) -> QueryResult<Option<FileRow>>;
    /// Those of these numbers.
    fn files_of(&mut self, numbers: &[i64]) -> QueryResult<Vec<FileRow>>;
    /// Those of a merchant, in order of their numbers.
    fn files_of_subject(&mut self, subject_id: i64) -> QueryResult<Vec<FileRow>>;
    /// Those of several merchants that are not over, in order of their numbers.
    fn open_of_subjects(&mut self, subjects: &[i64]) -> QueryResult<Vec<FileRow>>;
    /// Those of a list, in order of their days.
    fn files(&mut self, listing: &FileListing) -> QueryResult<Vec<FileRow>>;
    /// Says where one stands now, and keeps others from doing so until the transaction ends; false if it has not as many
    /// steps as were expected, and then nothing is changed.
    fn move_file(&mut self, key: Key, expected: i32, standing: &Standing) -> QueryResult<bool>;
    /// Of those that are over, or of those that are not, those behind a number that were worked out by another law, in
    /// order of their numbers.
    fn outdated(&mut self, law: &str, over: bool, behind: i64, limit: i64) -> QueryResult<Vec<FileRow>>;
}

/// Steps.
pub(crate) trait Steps {
    /// Adds one.
    fn add_step(&mut self, part: &StepPart) -> QueryResult<()>;
    /// Those of a case, in their order.
    fn steps(&mut self, key: Key) -> QueryResult<Vec<StepRow>>;
    /// Those of several cases, in the order of each.
    fn steps_of(&mut self, keys: &[Key]) -> QueryResult<Vec<StepRow>>;
    /// Those of all cases behind a place that can no longer be overtaken, in order of writing: those below every
    /// transaction of the whole server that is open, or below the number that is given.
    fn changes(&mut self, after: Position, below: Option<i64>, limit: i64) -> QueryResult<Vec<StepRow>>;
    /// Below which number of a transaction nothing can come any more of those that write here, whatever is open elsewhere on
    /// the server; nothing where there are no such numbers. What is read by it is read behind it, from a later instant.
    fn horizon(&mut self) -> QueryResult<Option<i64>>;
    /// Is there one at this place?
    fn is_there(&mut self, place: Position) -> QueryResult<bool>;
    /// The place of the last one there is, if nothing can come before it any more.
    fn quiet_end(&mut self) -> QueryResult<Option<Position>>;
    /// The place of the last one there is.
    fn end(&mut self) -> QueryResult<Position>;
    /// How many there are in all cases of a merchant.
    fn steps_of_subject(&mut self, subject_id: i64) -> QueryResult<i64>;
    /// Counts one more of a merchant of whom there were so many; false if there are more by now, and then nothing is
    /// changed.
    fn count_step(&mut self, subject_id: i64, expected: i64) -> QueryResult<bool>;
    /// Are there numbers of transactions that the database itself has not reached?
    fn lies_ahead(&mut self) -> QueryResult<bool>;
}

/// Papers.
pub(crate) trait Papers {
    /// Adds one, unless the case holds the same.
    fn put_paper(&mut self, part: &PaperPart<'_>) -> QueryResult<()>;
    /// Those of a case, by the steps with which they came.
    fn papers(&mut self, key: Key) -> QueryResult<Vec<PaperRow>>;
    /// One, with what it holds.
    fn paper(&mut self, key: Key, digest: &str) -> QueryResult<Option<(PaperRow, Vec<u8>)>>;
}

/// Papers that were sent ahead.
pub(crate) trait Drafts {
    /// Removes those whose time is over.
    fn clear_drafts(&mut self, now: i64) -> QueryResult<()>;
    /// Bytes of those of an account.
    fn draft_bytes(&mut self, account: &str) -> QueryResult<i64>;
    /// Puts one, or puts off its end.
    fn put_draft(&mut self, row: &DraftRow) -> QueryResult<()>;
    /// Those of an account of these digests.
    fn drafts(&mut self, account: &str, digests: &[&str]) -> QueryResult<Vec<DraftRow>>;
}

/// Time limits.
pub(crate) trait Limits {
    /// Puts these into the place of those of a case.
    fn replace_limits(&mut self, key: Key, rows: &[LimitRow]) -> QueryResult<()>;
    /// Those of a case, in order of their beginning.
    fn limits(&mut self, key: Key) -> QueryResult<Vec<LimitRow>>;
    /// Those of a list, in order of their days.
    fn due(&mut self, listing: &DueListing) -> QueryResult<Vec<LimitRow>>;
}

/// By which law the book is kept, and how far its steps were carried out.
pub(crate) trait Marks {
    /// The law; until the transaction ends nobody takes the book over.
    fn law(&mut self) -> QueryResult<Option<String>>;
    /// Takes it over.
    fn set_law(&mut self, law: &str) -> QueryResult<()>;
    /// Up to where steps were carried out under a name.
    fn place_of(&mut self, name: &str) -> QueryResult<Option<String>>;
    /// Says so.
    fn set_place(&mut self, name: &str, cursor: &str) -> QueryResult<()>;
}

/// Everything.
pub(crate) trait Store: Files + Steps + Papers + Drafts + Limits + Marks {}

impl<T: Files + Steps + Papers + Drafts + Limits + Marks> Store for T {}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Store + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    #[path = "sqlite.rs"]
    mod dialect;
    #[path = "drafts.rs"]
    mod drafts;
    #[path = "files.rs"]
    mod files;
    #[path = "limits.rs"]
    mod limits;
    #[path = "marks.rs"]
    mod marks;
    #[path = "papers.rs"]
    mod papers;
    #[path = "steps.rs"]
    mod steps;
}

#[path = "store"]
mod on_postgres {
    #[path = "postgres.rs"]
    mod dialect;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "drafts.rs"]
    mod drafts;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "files.rs"]
    mod files;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "limits.rs"]
    mod limits;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "marks.rs"]
    mod marks;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "papers.rs"]
    mod papers;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "steps.rs"]
    mod steps;
}

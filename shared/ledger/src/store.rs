//! The tables of a record service. The queries stand once in `records.rs` and `imports.rs`, which are
//! compiled for each back-end as a module of its own; what differs between the dialects is a function of
//! the same name in `sqlite.rs` and `postgres.rs`.

#[cfg(test)]
mod guard;
mod reach;
mod rows;
mod schema;
mod source_rows;

pub(crate) use crate::position::Position;
pub use reach::span;
pub(crate) use rows::{
    DeadlineListing, DeadlineRow, EventListing, EventRow, ExportEnd, ExportRow, JobRow, Listing, MappingRow, Marks,
    NewEvent, NewExport, NewJob, NewVersion, OrderRow, Standing, UnresolvedRow, VersionRow, WaitingListing, WaitingRow,
};

pub(crate) use source_rows::{ActCount, ArrivalCount, ContentRow, WaitingCount};

use crate::asker::Asker;
use contracts::access::Reach;
use db::{Conn, Migrations};
use diesel::QueryResult;
use domain::area::AreaCode;

/// The tables of a record service.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/ledger", "../../migrations/postgres/ledger");

/// Versions of records. Whatever reads or changes what is held about a merchant is told within which reach: of
/// merchants outside it there is nothing, and a handler cannot forget to ask.
pub(crate) trait Records {
    /// Every version of these records, by subject and key, in order of their numbers.
    fn versions(&mut self, keys: &[(i64, &str)], reach: Reach) -> QueryResult<Vec<VersionRow>>;
    /// Is there any record of this kind?
    fn holds(&mut self, kind: &str) -> QueryResult<bool>;
    /// Appends versions, and says of others whether they stand. Everything must have been found to be within the
    /// reach before; what is outside even so is a fault of ours, and nothing is written.
    fn write(&mut self, appended: &[NewVersion], marked: &[Marked], reach: Reach) -> QueryResult<()>;
    /// Notes records, by subject and key, of which contents contradict each other.
    fn note_disputed(&mut self, records: &[(i64, String)]) -> QueryResult<()>;
    /// Every version of everything about a subject, by key and number.
    fn of_subject(&mut self, subject_id: i64, reach: Reach) -> QueryResult<Vec<VersionRow>>;
    /// Subjects behind this one of whom something was said in a kind that stands no more, in order.
    fn replaced(&mut self, kind: &str, behind: i64, limit: i64, reach: Reach) -> QueryResult<Vec<i64>>;
    /// Every version of one kind of these subjects, by subject, key and number.
    fn of_kind(&mut self, kind: &str, subjects: &[i64], reach: Reach) -> QueryResult<Vec<VersionRow>>;
    /// Versions that stand.
    fn list(&mut self, listing: &Listing) -> QueryResult<Vec<VersionRow>>;
    /// How many a list would show that had no limit.
    fn count(&mut self, listing: &Listing) -> QueryResult<i64>;
    /// Subject, key and content of what stands of a kind and was not taken back, behind a subject and key, in their
    /// order.
    fn standing(
        &mut self,
        kind: &str,
        behind: (i64, &str),
        limit: i64,
        reach: Reach,
    ) -> QueryResult<Vec<(i64, String, String)>>;
    /// The same of these subjects.
    fn standing_of(&mut self, kind: &str, subjects: &[i64], reach: Reach) -> QueryResult<Vec<(i64, String, String)>>;
    /// Keys of the records of a subject with the accounts that wrote a version of them, each once.
    fn writers_of(&mut self, subject_id: i64) -> QueryResult<Vec<(String, String)>>;
    /// Which of these records of a kind, each by its day and key, stand, whoever's they are, and were not taken back?
    fn stand(&mut self, kind: &str, records: &[(i32, &str)]) -> QueryResult<Vec<String>>;
    /// What follows a place in the journal and can no longer be overtaken. It is followed whole or not at all: within
    /// anything less than everywhere there is nothing.
    fn changes(&mut self, after: Position, limit: i64, reach: Reach) -> QueryResult<Vec<VersionRow>>;
    /// Is there a change at this place that can no longer be overtaken?
    fn is_settled(&mut self, place: Position) -> QueryResult<bool>;
    /// Does the journal hold numbers of transactions that the database itself has not reached?
    fn lies_ahead(&mut self) -> QueryResult<bool>;
    /// The last place of the journal that can no longer be overtaken.
    fn settled(&mut self) -> QueryResult<Position>;
    /// The last place of the journal there is, if it can no longer be overtaken.
    fn quiet_end(&mut self) -> QueryResult<Option<Position>>;
    /// The last place of the journal there is, also one that can still be overtaken.
    fn end(&mut self) -> QueryResult<Position>;
}

/// Subject, key and version of one whose marks change.
pub(crate) type Marked = (i64, String, i32, Marks);

/// Where merchants are registered.
pub(crate) trait Places {
    /// The areas of these subjects; nothing of those of whom it is not known.
    fn places(&mut self, subjects: &[i64]) -> QueryResult<Vec<(i64, String)>>;
    /// Subjects within a reach of whom it is known where they are, in order, behind one of them.
    fn placed_behind(&mut self, behind: i64, limit: i64, reach: Reach) -> QueryResult<Vec<i64>>;
    /// Says where subjects are from now on; nothing for those that are registered no more.
    fn put_places(&mut self, places: &[(i64, Option<AreaCode>)]) -> QueryResult<()>;
    /// How far a feed has been followed.
    fn followed(&mut self, feed: &str) -> QueryResult<Option<String>>;
    /// Moves on from where a feed had been followed to; false if somebody else has moved on meanwhile, and then this
    /// one must not write what it has read. Held until the transaction ends.
    fn move_followed(&mut self, feed: &str, from: Option<&str>, to: &str) -> QueryResult<bool>;
    /// Keeps others from moving on in a feed until the transaction ends.
    fn hold_followed(&mut self, feed: &str) -> QueryResult<()>;
    /// Remembers how far a feed has been followed.
    fn set_followed(&mut self, feed: &str, cursor: &str) -> QueryResult<()>;
}

/// Imports and the rows that wait. Whoever is limited to an area finds what they handed in themselves alone.
pub(crate) trait Imports {
    /// Adds a job; gives its number.
    fn add_job(&mut self, job: &NewJob) -> QueryResult<i64>;
    /// Adds a piece of a job's file.
    fn add_chunk(&mut self, import_id: i64, number: i32, bytes: &[u8]) -> QueryResult<()>;
    /// A piece of a job's file.
    fn chunk(&mut self, import_id: i64, number: i32) -> QueryResult<Option<Vec<u8>>>;
    /// Removes a job's file.
    fn drop_chunks(&mut self, import_id: i64) -> QueryResult<()>;
    /// A job.
    fn job(&mut self, import_id: i64, asker: Asker<'_>) -> QueryResult<Option<JobRow>>;
    /// Jobs, newest first, with smaller numbers than `before`.
    fn jobs(&mut self, before: Option<i64>, limit: i64, asker: Asker<'_>) -> QueryResult<Vec<JobRow>>;
    /// The oldest job that is queued and that nobody else is reading; held until the transaction ends.
    fn claim(&mut self) -> QueryResult<Option<JobRow>>;
    /// Ends a job that is queued; false if it is not queued any more.
    fn finish(&mut self, import_id: i64, state: &str, at: i64, outcome: &str) -> QueryResult<bool>;
    /// Adds a row that waits; false if another one that says the same waits already, or was settled.
    fn add_waiting(&mut self, row: &WaitingRow) -> QueryResult<bool>;
    /// Does a row that says this wait, or was one settled?
    fn is_waiting(&mut self, identity: &str) -> QueryResult<bool>;
    /// A row of a job (by the job's number and its own) that waits or waited; held until the transaction ends if it is to be `held`.
    fn waiting(&mut self, row: (i64, i64), held: bool, asker: Asker<'_>) -> QueryResult<Option<WaitingRow>>;
    /// Rows of a job.
    fn list_waiting(&mut self, listing: &WaitingListing, asker: Asker<'_>) -> QueryResult<Vec<WaitingRow>>;
    /// Every row that waits because nobody knows whose it is, in the order in which they came in.
    fn unresolved(&mut self, asker: Asker<'_>) -> QueryResult<Vec<UnresolvedRow>>;
    /// What stands of rows of which it was said after an instant whose they are.
    fn resolved(&mut self, since: i64) -> QueryResult<Vec<VersionRow>>;
    /// Says what became of a row.
    fn settle(&mut self, row: &WaitingRow) -> QueryResult<()>;
    /// Saves a mapping in place of an earlier one of its name.
    fn save_mapping(&mut self, mapping: &MappingRow) -> QueryResult<()>;
    /// Every mapping, by name.
    fn mappings(&mut self) -> QueryResult<Vec<MappingRow>>;
}

/// Time limits that records set going.
pub(crate) trait Deadlines {
    /// Forgets all of them.
    fn clear_deadlines(&mut self) -> QueryResult<()>;
    /// Forgets those of these records.
    fn drop_deadlines(&mut self, records: &[(i64, &str)]) -> QueryResult<()>;
    /// Adds some; of no record there may be any yet.
    fn add_deadlines(&mut self, rows: &[DeadlineRow]) -> QueryResult<()>;
    /// Those of a list, in order of their days.
    fn deadlines(&mut self, listing: &DeadlineListing) -> QueryResult<Vec<DeadlineRow>>;
    /// How many a list would show that had no limit.
    fn count_deadlines(&mut self, listing: &DeadlineListing) -> QueryResult<i64>;
}

/// What was told of time limits.
pub(crate) trait Events {
    /// Time limits that are open and whose last day lies before this one, behind one of them, in order of their days.
    fn expired(&mut self, before: i32, after: Option<&DueBehind>, limit: i64) -> QueryResult<Vec<DeadlineRow>>;
    /// Everything that was told of these records, in order of its numbers.
    fn told_of(&mut self, records: &[(i64, &str)]) -> QueryResult<Vec<EventRow>>;
    /// Tells.
    fn tell(&mut self, events: &[NewEvent]) -> QueryResult<()>;
    /// What was told, in order of its numbers.
    fn events(&mut self, listing: &EventListing) -> QueryResult<Vec<EventRow>>;
}

/// What came from a source (数据源), within a span of recorded instants: its first microsecond, and the first one behind.
/// A card is about a source as a whole, so that whoever is limited to an area is refused before.
pub(crate) trait Sources {
    /// The source behind another one, in order of their names.
    fn source_behind(&mut self, after: &str) -> QueryResult<Option<String>>;
    /// Has anything ever come from it?
    fn has_source(&mut self, source: &str) -> QueryResult<bool>;
    /// When something last came before an instant.
    fn newest_receipt(&mut self, source: &str, before: i64) -> QueryResult<Option<i64>>;
    /// The newest day on which something happened of what came.
    fn newest_event(&mut self, source: &str, span: (i64, i64)) -> QueryResult<Option<i32>>;
    /// How many versions came.
    fn accepted(&mut self, source: &str, span: (i64, i64)) -> QueryResult<i64>;
    /// The same, by all that is asked of them.
    fn arrivals(&mut self, source: &str, span: (i64, i64)) -> QueryResult<Vec<ArrivalCount>>;
    /// What those say that take nothing back, behind an instant and number, in the order of their arrival.
    fn contents(
        &mut self,
        source: &str,
        span: (i64, i64),
        behind: (i64, i64),
        limit: i64,
    ) -> QueryResult<Vec<ContentRow>>;
    /// Of how many merchants something came.
    fn merchants_told(&mut self, source: &str, span: (i64, i64)) -> QueryResult<i64>;
    /// Of how many merchants something of it stands now.
    fn merchants_concerned(&mut self, source: &str) -> QueryResult<i64>;
    /// Records behind one, by subject and key, of which it says something and of which contents have ever contradicted each
    /// other.
    fn disputed(&mut self, source: &str, behind: (i64, &str), limit: i64) -> QueryResult<Vec<(i64, String)>>;
    /// Rows that had to wait before the end of the span.
    fn waiting_of(&mut self, source: &str, span: (i64, i64)) -> QueryResult<Vec<WaitingCount>>;
    /// States and outcomes of its jobs that were over within the span.
    fn outcomes_of(&mut self, source: &str, span: (i64, i64)) -> QueryResult<Vec<(String, Option<String>)>>;
    /// What officials did to what it had said last.
    fn acts_on(&mut self, source: &str, span: (i64, i64)) -> QueryResult<Vec<ActCount>>;
}

/// Orders about records, which bind them. Nobody but the house gives or reads them, so that there is no reach.
pub(crate) trait Orders {
    /// Those about the records of these subjects, by subject, key and number.
    fn orders(&mut self, subjects: &[i64]) -> QueryResult<Vec<OrderRow>>;
    /// Adds one.
    fn add_order(&mut self, order: &OrderRow) -> QueryResult<()>;
}

/// Place of a time limit in a list: its day, subject, key and clock.
pub(crate) type DueBehind = (i32, i64, String, String);

/// Whose exports: an account, and the area within which it asked, or an empty text.
pub(crate) type Owner<'o> = (&'o str, &'o str);

/// Exports as jobs.
pub(crate) trait Exports {
    /// Adds a job.
    fn add_export(&mut self, export: &NewExport) -> QueryResult<()>;
    /// Those of somebody, newest first.
    fn exports(&mut self, owner: Owner<'_>) -> QueryResult<Vec<ExportRow>>;
    /// One of them.
    fn export(&mut self, export_id: &str, owner: Owner<'_>) -> QueryResult<Option<ExportRow>>;
    /// Takes the oldest one that waits or was left behind, but none of a process's `own`; nothing if there is none, or
    /// somebody else was faster.
    fn take_export(&mut self, now: i64, left_before: i64, own: &[String]) -> QueryResult<Option<ExportRow>>;
    /// Says how far one is that is being written, by its number and how often it was taken; false if it is to stop.
    fn beat_export(&mut self, taken: (i64, i64), rows: (i64, Option<i64>), now: i64) -> QueryResult<bool>;
    /// Lets go of one, so that it waits again.
    fn leave_export(&mut self, taken: (i64, i64)) -> QueryResult<()>;
    /// Says what became of one; false if it was stopped or taken over meanwhile.
    fn end_export(&mut self, taken: (i64, i64), end: &ExportEnd) -> QueryResult<bool>;
    /// Stops one that is not over; false if it is.
    fn cancel_export(&mut self, number: i64, now: i64) -> QueryResult<bool>;
    /// Removes one, with its file.
    fn drop_export(&mut self, number: i64) -> QueryResult<()>;
    /// Numbers of those that were asked for at this instant or before.
    fn exports_before(&mut self, created_at: i64) -> QueryResult<Vec<i64>>;
    /// Adds a piece of a file.
    fn add_export_chunk(&mut self, export_id: &str, number: i32, bytes: &[u8]) -> QueryResult<()>;
    /// A piece of a file.
    fn export_chunk(&mut self, export_id: &str, number: i32) -> QueryResult<Option<Vec<u8>>>;
}

/// Everything a record service asks of its tables.
pub(crate) trait Store: Records + Places + Imports + Exports + Deadlines + Events + Sources + Orders {}
impl<T: Records + Places + Imports + Exports + Deadlines + Events + Sources + Orders> Store for T {}

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

    #[path = "deadlines.rs"]
    mod deadlines;
    #[path = "sqlite.rs"]
    mod dialect;
    #[path = "events.rs"]
    mod events;
    #[path = "exports.rs"]
    mod exports;
    #[path = "imports.rs"]
    mod imports;
    #[path = "orders.rs"]
    mod orders;
    #[path = "places.rs"]
    mod places;
    #[cfg(test)]
    #[path = "plans.rs"]
    mod plans;
    #[path = "records.rs"]
    mod records;
    #[path = "sources.rs"]
    mod sources;
}

#[path = "store"]
mod on_postgres {
    use db::postgres::{BINDS, Conn};

    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "deadlines.rs"]
    mod deadlines;
    #[path = "postgres.rs"]
    mod dialect;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "events.rs"]
    mod events;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "exports.rs"]
    mod exports;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "imports.rs"]
    mod imports;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "orders.rs"]
    mod orders;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "places.rs"]
    mod places;
    #[cfg(test)]
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "plans.rs"]
    mod plans;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "records.rs"]
    mod records;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "sources.rs"]
    mod sources;
}

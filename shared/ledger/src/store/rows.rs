//! Rows of the tables.

use super::schema::{deadline, deadline_event, export_job, import_job, import_row, mapping, record, record_order};
use contracts::access::Reach;
use diesel::prelude::*;
use domain::day::Day;

/// A version of a record, to be written; its place in the journal is the database's to give.
#[derive(Insertable, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = record, treat_none_as_default_value = false)]
pub(crate) struct NewVersion {
    pub(crate) subject_id: i64,
    pub(crate) kind: &'static str,
    pub(crate) key: String,
    pub(crate) version: i32,
    pub(crate) place: Option<i64>,
    pub(crate) by_arrival: bool,
    pub(crate) known_from: i64,
    pub(crate) recorded_at: i64,
    pub(crate) event_day: i32,
    pub(crate) content: String,
    pub(crate) withdrawn: bool,
    pub(crate) standing: bool,
    pub(crate) contested: bool,
    pub(crate) act: &'static str,
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
    pub(crate) import_id: Option<i64>,
    pub(crate) source_row: Option<i64>,
    pub(crate) source: Option<String>,
}

/// A version of a record, as it stands in the table.
#[derive(Queryable, Selectable, QueryableByName, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = record)]
pub(crate) struct VersionRow {
    pub(crate) seq: i64,
    pub(crate) tx: i64,
    pub(crate) subject_id: i64,
    pub(crate) kind: String,
    pub(crate) key: String,
    pub(crate) version: i32,
    pub(crate) place: Option<i64>,
    pub(crate) by_arrival: bool,
    pub(crate) known_from: i64,
    pub(crate) recorded_at: i64,
    pub(crate) event_day: i32,
    pub(crate) content: String,
    pub(crate) withdrawn: bool,
    pub(crate) standing: bool,
    pub(crate) contested: bool,
    pub(crate) act: String,
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
    pub(crate) import_id: Option<i64>,
    pub(crate) source_row: Option<i64>,
    pub(crate) source: Option<String>,
}

/// Whether a version stands, and whether something contradicts it at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) standing: bool,
    pub(crate) contested: bool,
}

/// Which records a list is to show, newest event day first.
#[derive(Clone, Debug)]
pub(crate) struct Listing {
    pub(crate) kind: String,
    /// Of merchants within this alone.
    pub(crate) reach: Reach,
    pub(crate) subject_id: Option<i64>,
    /// First and last event day.
    pub(crate) days: (Option<i32>, Option<i32>),
    pub(crate) withdrawn: Option<bool>,
    pub(crate) contested: Option<bool>,
    /// Of the case of this number.
    pub(crate) case_no: Option<String>,
    /// Event day, subject and key of the last one already shown.
    pub(crate) after: Option<(i32, i64, String)>,
    pub(crate) limit: i64,
}

impl Listing {
    /// Every record of a kind within a reach.
    pub(crate) fn of(kind: &str, reach: Reach, limit: i64) -> Self {
        let (kind, days) = (kind.to_owned(), (None, None));
        Self {
            kind,
            reach,
            subject_id: None,
            days,
            withdrawn: None,
            contested: None,
            case_no: None,
            after: None,
            limit,
        }
    }
}

/// A job, to be written.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = import_job, treat_none_as_default_value = false)]
pub(crate) struct NewJob {
    pub(crate) layout: &'static str,
    pub(crate) file_name: String,
    pub(crate) mapping: Option<String>,
    pub(crate) history: bool,
    pub(crate) dry_run: bool,
    pub(crate) confirm: bool,
    pub(crate) actor: String,
    pub(crate) bytes: i64,
    pub(crate) digest: String,
    pub(crate) created_at: i64,
    pub(crate) state: &'static str,
    /// The area to which whoever hands it in is limited.
    pub(crate) area: Option<String>,
    /// As which source what it brings counts.
    pub(crate) source: String,
}

/// A job, as it stands in the table.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = import_job)]
pub(crate) struct JobRow {
    pub(crate) import_id: i64,
    pub(crate) layout: String,
    pub(crate) file_name: String,
    pub(crate) mapping: Option<String>,
    pub(crate) history: bool,
    pub(crate) dry_run: bool,
    pub(crate) confirm: bool,
    pub(crate) actor: String,
    pub(crate) bytes: i64,
    pub(crate) digest: String,
    pub(crate) created_at: i64,
    pub(crate) state: String,
    pub(crate) finished_at: Option<i64>,
    pub(crate) outcome: Option<String>,
    pub(crate) area: Option<String>,
    pub(crate) source: Option<String>,
}

/// A row that could not be kept.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = import_row, treat_none_as_default_value = false)]
pub(crate) struct WaitingRow {
    pub(crate) import_id: i64,
    pub(crate) source_row: i64,
    pub(crate) disposition: String,
    pub(crate) faults: String,
    pub(crate) entries: String,
    pub(crate) shown: String,
    pub(crate) state: String,
    pub(crate) actor: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) settled_at: Option<i64>,
    /// What it says, as a digest; nothing of a row that is only tried.
    pub(crate) identity: Option<String>,
}

/// A row that waits because nobody knows whose it is.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct UnresolvedRow {
    pub(crate) import_id: i64,
    pub(crate) source_row: i64,
    pub(crate) file_name: String,
    pub(crate) layout: String,
    pub(crate) entries: String,
    pub(crate) actor: String,
    /// The area to which whoever brought it was limited.
    pub(crate) area: Option<String>,
}

/// Which waiting rows a list is to show, in order of the file.
#[derive(Clone, Debug)]
pub(crate) struct WaitingListing {
    pub(crate) import_id: i64,
    pub(crate) disposition: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) after: Option<i64>,
    pub(crate) limit: i64,
}

/// A saved mapping.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = mapping)]
pub(crate) struct MappingRow {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) actor: String,
    pub(crate) saved_at: i64,
}

/// An export that was asked for.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = export_job)]
pub(crate) struct NewExport {
    pub(crate) export_id: String,
    pub(crate) actor: String,
    pub(crate) area: String,
    pub(crate) wanted: String,
    pub(crate) state: String,
    pub(crate) taken: i64,
    pub(crate) row_count: i64,
    pub(crate) created_at: i64,
    pub(crate) beat_at: i64,
}

/// An export.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = export_job)]
pub(crate) struct ExportRow {
    pub(crate) number: i64,
    pub(crate) export_id: String,
    pub(crate) actor: String,
    pub(crate) area: String,
    pub(crate) wanted: String,
    pub(crate) state: String,
    pub(crate) taken: i64,
    pub(crate) row_count: i64,
    pub(crate) rows_total: Option<i64>,
    pub(crate) bytes: Option<i64>,
    pub(crate) merchants: Option<String>,
    pub(crate) fault: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) finished_at: Option<i64>,
}

/// What became of an export.
#[derive(AsChangeset, Clone, Debug)]
#[diesel(table_name = export_job)]
pub(crate) struct ExportEnd {
    pub(crate) state: String,
    pub(crate) row_count: i64,
    pub(crate) rows_total: Option<i64>,
    pub(crate) bytes: Option<i64>,
    pub(crate) merchants: Option<String>,
    pub(crate) fault: Option<String>,
    pub(crate) finished_at: Option<i64>,
}

/// A time limit that a record set going.
#[derive(Insertable, AsChangeset, Queryable, Selectable, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = deadline, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct DeadlineRow {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) clock: String,
    pub(crate) kind: String,
    pub(crate) party: String,
    pub(crate) department: Option<String>,
    /// Name and first day of the rule that counted it.
    pub(crate) rule: String,
    pub(crate) started_on: i32,
    pub(crate) due_on: Option<i32>,
    pub(crate) last_on: Option<i32>,
    pub(crate) not_before: Option<i32>,
    /// The day by which it is listed: the last one, or the first that could be; of one that is paused, none.
    pub(crate) sort_on: i32,
    pub(crate) stopped_on: Option<i32>,
    /// How it ended; nothing of one that is open, whose state follows from the day.
    pub(crate) closed_as: Option<String>,
    pub(crate) paused: bool,
    /// Is it a right, which ends with its last day?
    pub(crate) lapses: bool,
    /// From this day on it has ended, if it is open; a sentinel where there is none.
    pub(crate) moot_from: i32,
    /// The day on which an extension was approved, and what became of it.
    pub(crate) extended_on: Option<i32>,
    pub(crate) extension: Option<String>,
    pub(crate) provisional: bool,
}

impl DeadlineRow {
    /// Is it open, and can it be done no more on a day?
    pub(crate) fn is_moot(&self, today: Day) -> bool {
        self.closed_as.is_none() && self.moot_from <= today.number()
    }
}

/// Which time limits a list shows.
#[derive(Clone, Debug)]
pub(crate) struct DeadlineListing {
    pub(crate) subject_id: Option<i64>,
    pub(crate) clock: Option<String>,
    pub(crate) clocks: Option<Vec<String>>,
    pub(crate) department: Option<String>,
    pub(crate) standing: Standing,
    /// The day for which it is listed.
    pub(crate) today: i32,
    /// First and last day by which they are listed.
    pub(crate) days: (Option<i32>, Option<i32>),
    /// Behind this one.
    pub(crate) after: Option<(i32, i64, String, String)>,
    pub(crate) limit: i64,
    pub(crate) reach: Reach,
}

/// How the time limits of a list stand.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// Not ended, whatever the day says.
    Open,
    /// Not ended, and with a last day that is known.
    Counted,
    /// Paused.
    Paused,
    /// Not known whether they are late, also of those that have ended.
    Provisional,
    /// It need not be met any more, or was a right whose time is over.
    Ended,
    /// Ended so.
    Closed(&'static str),
}

/// What was told of a time limit.
#[derive(Queryable, Selectable, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = deadline_event)]
pub(crate) struct EventRow {
    pub(crate) event_id: i64,
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) clock: String,
    pub(crate) what: String,
    pub(crate) last_on: i32,
    pub(crate) at: i64,
    pub(crate) party: String,
    pub(crate) department: Option<String>,
}

/// What is to be told of a time limit.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = deadline_event)]
pub(crate) struct NewEvent {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) clock: String,
    pub(crate) what: &'static str,
    pub(crate) last_on: i32,
    pub(crate) at: i64,
    pub(crate) party: String,
    pub(crate) department: Option<String>,
}

/// Which events a list shows.
#[derive(Clone, Debug)]
pub(crate) struct EventListing {
    /// Behind this number.
    pub(crate) after: i64,
    pub(crate) limit: i64,
    pub(crate) reach: Reach,
}

/// An order about a record.
#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = record_order, treat_none_as_default_value = false)]
pub(crate) struct OrderRow {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    /// In which order they were given.
    pub(crate) number: i32,
    pub(crate) what: String,
    /// Texts by column id, as JSON.
    pub(crate) cells: String,
    /// By field what it said and what it says now, as JSON.
    pub(crate) amended: String,
    pub(crate) on_day: i32,
    pub(crate) cause: String,
    pub(crate) reason: String,
    pub(crate) wrong_since: i64,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
}

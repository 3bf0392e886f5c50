//! Rows of the tables.

use super::schema::{case_draft, case_file, case_limit, case_paper, case_step};
use crate::sight::Sight;
use diesel::prelude::*;
use statute::procedure::Offices;

/// A case, but for its number, which is the database's to give.
#[derive(Queryable, Selectable, Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = case_file)]
pub(crate) struct FilePart {
    pub(crate) subject_id: i64,
    pub(crate) code: String,
    pub(crate) procedure: String,
    pub(crate) office: String,
    pub(crate) upper_office: Option<String>,
    /// A JSON list.
    pub(crate) about: String,
    pub(crate) opened_on: i32,
    pub(crate) stage: String,
    pub(crate) steps: i32,
    pub(crate) is_over: bool,
    pub(crate) due_on: Option<i32>,
    pub(crate) sort_on: i32,
    pub(crate) worked_by: String,
}

impl FilePart {
    /// Whose case it is.
    pub(crate) fn offices(&self) -> Offices<'_> {
        Offices { own: &self.office, upper: self.upper_office.as_deref() }
    }
}

/// A case.
#[derive(Queryable, Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = case_file)]
pub(crate) struct FileRow {
    pub(crate) case_no: i64,
    #[diesel(embed)]
    pub(crate) part: FilePart,
}

impl FileRow {
    /// Its key.
    pub(crate) const fn key(&self) -> super::Key {
        (self.part.subject_id, self.case_no)
    }
}

/// Where a case stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    pub(crate) stage: String,
    pub(crate) steps: i32,
    pub(crate) is_over: bool,
    pub(crate) due_on: Option<i32>,
    pub(crate) sort_on: i32,
    pub(crate) worked_by: String,
}

/// A step, but for its place in the journal, which is the database's to give.
#[derive(Queryable, Selectable, Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = case_step)]
pub(crate) struct StepPart {
    pub(crate) subject_id: i64,
    pub(crate) case_no: i64,
    pub(crate) number: i32,
    pub(crate) step: String,
    pub(crate) taken_on: i32,
    pub(crate) on_paper: bool,
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) actor_office: Option<String>,
    pub(crate) stage: String,
    /// JSON.
    pub(crate) stated: String,
    /// A JSON list.
    pub(crate) papers: String,
    pub(crate) law: String,
    /// A JSON list.
    pub(crate) rests_on: String,
    pub(crate) recorded_at: i64,
}

/// A step.
#[derive(Queryable, Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = case_step)]
pub(crate) struct StepRow {
    pub(crate) seq: i64,
    pub(crate) tx: i64,
    #[diesel(embed)]
    pub(crate) part: StepPart,
}

/// A paper, to be added.
#[derive(Insertable)]
#[diesel(table_name = case_paper)]
pub(crate) struct PaperPart<'p> {
    pub(crate) subject_id: i64,
    pub(crate) case_no: i64,
    pub(crate) digest: &'p str,
    pub(crate) number: i32,
    pub(crate) need: &'p str,
    pub(crate) name: &'p str,
    pub(crate) media: &'p str,
    pub(crate) size: i64,
    pub(crate) content: &'p [u8],
}

/// A paper, without what it holds.
#[derive(Queryable, Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = case_paper)]
pub(crate) struct PaperRow {
    pub(crate) case_no: i64,
    pub(crate) digest: String,
    pub(crate) number: i32,
    pub(crate) need: String,
    pub(crate) name: String,
    pub(crate) media: String,
    pub(crate) size: i64,
}

/// A paper that was sent ahead.
#[derive(Queryable, Selectable, Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = case_draft)]
pub(crate) struct DraftRow {
    pub(crate) account: String,
    pub(crate) digest: String,
    pub(crate) name: String,
    pub(crate) media: String,
    pub(crate) size: i64,
    pub(crate) content: Vec<u8>,
    pub(crate) until_at: i64,
}

/// A time limit of a case.
#[derive(Queryable, Selectable, Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = case_limit, treat_none_as_default_value = false)]
pub(crate) struct LimitRow {
    pub(crate) subject_id: i64,
    pub(crate) case_no: i64,
    /// Its place among those of the case, from 1.
    pub(crate) number: i32,
    pub(crate) code: String,
    pub(crate) procedure: String,
    pub(crate) office: String,
    pub(crate) upper_office: Option<String>,
    pub(crate) clock: String,
    /// Name and first day of the rule that counts it.
    pub(crate) rule: String,
    pub(crate) selected_on: i32,
    pub(crate) started_on: i32,
    /// A JSON list of days.
    pub(crate) approvals: String,
    /// What became of an extension.
    pub(crate) extension: Option<String>,
    pub(crate) stopped_on: Option<i32>,
    pub(crate) ending: Option<String>,
    pub(crate) due_on: Option<i32>,
    pub(crate) last_on: Option<i32>,
    pub(crate) not_before: Option<i32>,
    /// The day by which it is listed: the last one, or the first that could be.
    pub(crate) sort_on: i32,
    /// How it ended; nothing of one that is open, whose state follows from the day.
    pub(crate) closed_as: Option<String>,
    /// Is it a right, which ends with its last day?
    pub(crate) lapses: bool,
    pub(crate) provisional: bool,
}

/// Which cases a list shows.
#[derive(Clone, Debug)]
pub(crate) struct FileListing {
    pub(crate) procedure: Option<String>,
    pub(crate) stage: Option<String>,
    pub(crate) office: Option<String>,
    pub(crate) is_over: Option<bool>,
    /// With a duty that runs out before this day.
    pub(crate) due_before: Option<i32>,
    /// Day and number of the last one already shown.
    pub(crate) after: Option<(i32, i64)>,
    pub(crate) limit: i64,
    pub(crate) sight: Sight,
}

/// Which time limits a list shows, by what is asked of their table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    /// Open.
    Open,
    /// Open, with a last day that is known.
    Counted,
    /// Open, with a last day that is not known, or closed without it.
    Provisional,
    /// Ended: lapsed, or a right whose time is over.
    Ended,
    /// Closed in this way.
    Closed(&'static str),
}

/// Which time limits a list shows.
#[derive(Clone, Debug)]
pub(crate) struct DueListing {
    pub(crate) which: Which,
    pub(crate) today: i32,
    pub(crate) procedure: Option<String>,
    pub(crate) office: Option<String>,
    pub(crate) clock: Option<String>,
    pub(crate) clocks: Option<Vec<String>>,
    /// First and last day on which they run out.
    pub(crate) days: (Option<i32>, Option<i32>),
    /// Day, case and number of the last one already shown.
    pub(crate) after: Option<(i32, i64, i32)>,
    pub(crate) limit: i64,
    pub(crate) sight: Sight,
}

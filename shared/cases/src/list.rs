//! Lists of cases.

use crate::book::CaseBook;
use crate::error::CaseError;
use crate::file::CaseFile;
use crate::sight::Sight;
use crate::store::{FileListing, store};
use domain::day::Day;
use serde::{Deserialize, Serialize};

/// Most entries of a page.
pub(crate) const LONGEST_PAGE: i64 = 1_000;

/// Which cases a list shows.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Of this procedure alone.
    pub procedure: Option<String>,
    /// In this stage alone.
    pub stage: Option<String>,
    /// Of this office alone.
    pub office: Option<String>,
    /// Only those that are open, or only those that are over.
    pub open: Option<bool>,
    /// Only those with an open duty whose last day lies before this one; rights, which nobody is late with, do not count.
    pub due_before: Option<Day>,
    /// Behind this one.
    pub after: Option<After>,
    /// At most so many, from 1 to 1000.
    pub limit: i64,
    /// Of those that may be seen; of one merchant alone where its subject is named.
    pub sight: Sight,
}

impl Wanted {
    /// Every case that may be seen, at most so many.
    #[must_use]
    pub fn all(sight: Sight, limit: i64) -> Self {
        let (procedure, stage, office) = (None, None, None);
        Self { procedure, stage, office, open: None, due_before: None, after: None, limit, sight }
    }
}

/// Where a list goes on: the last case that was shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct After {
    day: i32,
    case_no: i64,
}

impl CaseBook {
    /// Cases, by the day on which the first of their duties runs out and then by their numbers, and where the list goes on.
    /// Those without such a day come last.
    ///
    /// # Errors
    /// [`CaseError::Database`], or what is kept cannot be read.
    pub fn list(&self, wanted: &Wanted) -> Result<(Vec<CaseFile>, Option<After>), CaseError> {
        let limit = wanted.limit.clamp(1, LONGEST_PAGE);
        let listing = FileListing {
            procedure: wanted.procedure.clone(),
            stage: wanted.stage.clone(),
            office: wanted.office.clone(),
            is_over: wanted.open.map(|open| !open),
            due_before: wanted.due_before.map(Day::number),
            after: wanted.after.map(|after| (after.day, after.case_no)),
            limit: limit + 1,
            sight: wanted.sight.clone(),
        };
        let mut rows = self.db.read::<_, CaseError>(|conn| Ok(store(conn).files(&listing)?))?;
        let shown = usize::try_from(limit).unwrap_or(0);
        let is_more = rows.len() > shown;
        rows.truncate(shown);
        let last = rows.last().filter(|_| is_more);
        let next = last.map(|row| After { day: row.part.sort_on, case_no: row.case_no });
        Ok((rows.iter().map(CaseFile::of).collect::<Result<_, _>>()?, next))
    }
}

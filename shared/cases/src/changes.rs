//! The feed (变更流): steps of all cases in the order in which they were written, for whoever follows.

use crate::book::CaseBook;
use crate::error::CaseError;
use crate::file::{About, CaseFile, StepTaken};
use crate::store::{Position, StepRow, store};
use std::collections::BTreeMap;

/// A step, as followers hear of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseChange {
    /// Its place in the feed.
    pub cursor: String,
    /// The case.
    pub case_no: i64,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// The procedure.
    pub procedure: String,
    /// The office whose case it is.
    pub office: String,
    /// What the case is about.
    pub about: Vec<About>,
    /// The step, with the stage that it led to.
    pub step: StepTaken,
}

impl Position {
    /// As followers keep it.
    fn cursor(self) -> String {
        format!("{}.{}", self.tx, self.seq)
    }

    fn of_cursor(cursor: &str) -> Option<Self> {
        let (tx, seq) = cursor.split_once('.')?;
        let position = Self { tx: tx.parse().ok()?, seq: seq.parse().ok()? };
        // Numbers can be written in other ways, too; this is not how it was given out.
        (position.cursor() == cursor).then_some(position)
    }
}

impl CaseBook {
    /// The next steps behind a place in the feed, at most so many. What is still being written by somebody is never
    /// stepped over: on PostgreSQL whatever was begun later waits until that is over.
    ///
    /// # Errors
    /// [`CaseError::Cursor`] if the cursor was not given out by this feed.
    pub fn changes(&self, after: Option<&str>, limit: u16) -> Result<Vec<CaseChange>, CaseError> {
        let after = after.map(|cursor| self.place(cursor)).transpose()?.unwrap_or_default();
        let (steps, files) = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let steps = store.changes(after, i64::from(limit))?;
            let mut numbers: Vec<i64> = steps.iter().map(|step| step.part.case_no).collect();
            numbers.sort_unstable();
            numbers.dedup();
            let files = store.files_of(&numbers)?;
            Ok((steps, files))
        })?;
        let files = files.iter().map(|row| Ok((row.case_no, CaseFile::of(row)?)));
        let files = files.collect::<Result<BTreeMap<i64, CaseFile>, CaseError>>()?;
        steps.iter().map(|row| change(row, files.get(&row.part.case_no))).collect()
    }

    /// The place of a cursor, if it was given out: there is such a step, and nothing can come before it any more.
    fn place(&self, cursor: &str) -> Result<Position, CaseError> {
        let is_there = |place| self.db.read::<_, CaseError>(|conn| Ok(store(conn).is_settled(place)?));
        match Position::of_cursor(cursor) {
            Some(place) if is_there(place)? => Ok(place),
            _ => Err(CaseError::Cursor(cursor.to_owned())),
        }
    }
}

fn change(row: &StepRow, file: Option<&CaseFile>) -> Result<CaseChange, CaseError> {
    let file = file.ok_or(CaseError::Missing("case"))?;
    Ok(CaseChange {
        cursor: Position { tx: row.tx, seq: row.seq }.cursor(),
        case_no: file.case_no,
        subject_id: file.subject_id,
        procedure: file.procedure.clone(),
        office: file.office.clone(),
        about: file.about.clone(),
        step: StepTaken::of(row)?,
    })
}

//! The feed (变更流): steps of all cases in the order in which they were written, for whoever follows.

use crate::book::CaseBook;
use crate::error::CaseError;
use crate::file::{About, CaseFile, StepTaken};
use crate::store::{StepRow, store};
use domain::code::PartyCode;
use ledger::Position;
use std::collections::BTreeMap;
use std::time::{Duration, Instant as Moment};

/// Steps that are carried out before their place is looked up again.
const TOGETHER: u16 = 100;
/// Steps that are read at once on a walk.
const AT_ONCE: u16 = 200;
/// Steps that one walk looks at: it may find less than was asked for, and the next goes on.
const MOST_LOOKED_AT: usize = 5_000;

/// What a walk through the feed has found, the place of the last step that was looked at, and whether there may be more
/// behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Walked<T> {
    /// What was found, in the order in which it was written.
    pub found: Vec<T>,
    /// Where it goes on; nothing if there is nothing yet.
    pub cursor: Option<String>,
    /// Is there more?
    pub is_more: bool,
}

/// A step, as followers hear of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseChange {
    /// Its place in the feed.
    pub cursor: String,
    /// The case.
    pub case_no: i64,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// The code under which it was known when the case was opened.
    pub code: PartyCode,
    /// The procedure.
    pub procedure: String,
    /// The office whose case it is.
    pub office: String,
    /// What the case is about.
    pub about: Vec<About>,
    /// The step, with the stage that it led to.
    pub step: StepTaken,
}

impl CaseBook {
    /// The next steps behind a place in the feed, at most so many. What is still being written here by somebody is never
    /// stepped over: on PostgreSQL whatever was begun later waits until that is over. What is written by other services of
    /// the same server, such as an import that takes minutes, holds nothing back.
    ///
    /// # Errors
    /// [`CaseError::Cursor`] if the cursor was not given out by this feed.
    pub fn changes(&self, after: Option<&str>, limit: u16) -> Result<Vec<CaseChange>, CaseError> {
        let after = after.map(|cursor| self.place(cursor)).transpose()?.unwrap_or_default();
        let (told, is_more) = self.settled(after, None, limit)?;
        if !is_more {
            return Ok(told);
        }
        // There is more, and something is open somewhere on the server. Who writes here is asked before it is read.
        match self.db.glance::<_, CaseError>(|conn| Ok(store(conn).horizon()?))? {
            Some(below) => Ok(self.settled(after, Some(below), limit)?.0),
            None => Ok(told),
        }
    }

    /// Steps behind a place that can no longer be overtaken, and whether there are more that are not told though there is
    /// room for them.
    fn settled(&self, after: Position, below: Option<i64>, limit: u16) -> Result<(Vec<CaseChange>, bool), CaseError> {
        let (steps, files, end) = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let steps = store.changes(after, below, i64::from(limit))?;
            let is_full = steps.len() >= usize::from(limit);
            let end = if is_full { None } else { Some(store.end()?) };
            let mut numbers: Vec<i64> = steps.iter().map(|step| step.part.case_no).collect();
            numbers.sort_unstable();
            numbers.dedup();
            let files = store.files_of(&numbers)?;
            Ok((steps, files, end))
        })?;
        let last = steps.last().map_or(after, |row| Position { tx: row.tx, seq: row.seq });
        let is_more = end.is_some_and(|end| end != last);
        let files = files.iter().map(|row| Ok((row.case_no, CaseFile::of(row)?)));
        let files = files.collect::<Result<BTreeMap<i64, CaseFile>, CaseError>>()?;
        let told = steps.iter().map(|row| change(row, files.get(&row.part.case_no)));
        Ok((told.collect::<Result<_, _>>()?, is_more))
    }

    /// The same; if there is nothing, waits a while for something.
    ///
    /// # Errors
    /// As [`CaseBook::changes`].
    pub fn changes_within(
        &self,
        after: Option<&str>,
        limit: u16,
        wait: Duration,
    ) -> Result<Vec<CaseChange>, CaseError> {
        let begun = Moment::now();
        let left = || wait.saturating_sub(begun.elapsed());
        if !self.bell.wait_if_quiet(after, wait, || self.quiet_end()) {
            return Ok(Vec::new());
        }
        loop {
            let count = self.bell.count();
            let changes = self.changes(after, limit)?;
            if !changes.is_empty() || !self.bell.wait(count, left(), || self.quiet_end()) {
                return Ok(changes);
            }
        }
    }

    /// The end, if nothing has to settle before it.
    fn quiet_end(&self) -> Option<Position> {
        // Whoever waits looks for itself if this cannot be told.
        self.db.glance::<_, CaseError>(|conn| Ok(store(conn).quiet_end()?)).ok().flatten()
    }

    /// What steps behind a place in the feed tell, at most so much of it (按变更顺序查阅).
    ///
    /// # Errors
    /// As [`CaseBook::changes`], and whatever `tells` gives.
    pub fn walk<T, E: From<CaseError>>(
        &self,
        after: Option<String>,
        limit: usize,
        mut tells: impl FnMut(&CaseChange) -> Result<Option<T>, E>,
    ) -> Result<Walked<T>, E> {
        let mut walked = Walked { found: Vec::new(), cursor: after, is_more: false };
        let mut looked_at = 0;
        loop {
            let changes = self.changes(walked.cursor.as_deref(), AT_ONCE)?;
            let is_last = changes.len() < usize::from(AT_ONCE);
            for change in changes {
                // One more than was asked for: the walk goes on behind the one before.
                let told = tells(&change)?;
                if told.is_some() && walked.found.len() >= limit {
                    return Ok(Walked { is_more: true, ..walked });
                }
                walked.cursor = Some(change.cursor);
                walked.found.extend(told);
                looked_at += 1;
            }
            if is_last || looked_at >= MOST_LOOKED_AT {
                return Ok(Walked { is_more: !is_last, ..walked });
            }
        }
    }

    /// The cursor of the last step there is; nothing if there is none.
    ///
    /// # Errors
    /// [`CaseError::Database`].
    pub fn end(&self) -> Result<Option<String>, CaseError> {
        let end = self.db.read::<_, CaseError>(|conn| Ok(store(conn).end()?))?;
        Ok((end != Position::default()).then(|| end.cursor()))
    }

    /// Has everything been carried out under this name?
    ///
    /// # Errors
    /// [`CaseError::Database`].
    pub fn is_carried_out(&self, name: &str) -> Result<bool, CaseError> {
        Ok(self.db.read::<_, CaseError>(|conn| Ok(store(conn).place_of(name)?))? == self.end()?)
    }

    /// Carries out what steps lead to (执行), one after the other in the order in which they were written, from where it
    /// was left; if there is nothing, waits a while. Tells how many steps that were. A step whose effect was begun when
    /// the process ended is carried out again: whoever is commanded knows a command by the case and its step.
    ///
    /// # Errors
    /// Whatever carrying out gives; then this step, and what follows it, is tried again the next time.
    pub fn carry_out<E: From<CaseError>>(
        &self,
        name: &str,
        wait: Duration,
        mut work: impl FnMut(&CaseChange) -> Result<(), E>,
    ) -> Result<usize, E> {
        let place = self.db.read::<_, CaseError>(|conn| Ok(store(conn).place_of(name)?))?;
        let changes = self.changes_within(place.as_deref(), TOGETHER, wait)?;
        for change in &changes {
            work(change)?;
            self.db.write::<_, CaseError>(|conn| Ok(store(conn).set_place(name, &change.cursor)?))?;
        }
        Ok(changes.len())
    }

    /// The place of a cursor, if there is such a step: when it was given out nothing could come before it any more.
    fn place(&self, cursor: &str) -> Result<Position, CaseError> {
        let is_there = |place| self.db.read::<_, CaseError>(|conn| Ok(store(conn).is_there(place)?));
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
        code: file.code,
        procedure: file.procedure.clone(),
        office: file.office.clone(),
        about: file.about.clone(),
        step: StepTaken::of(row)?,
    })
}

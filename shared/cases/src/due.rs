//! Lists of the time limits of cases (期限清单): what is due, what is late, and what was met, today.

use crate::book::CaseBook;
use crate::error::CaseError;
use crate::list::LONGEST_PAGE;
use crate::sight::Sight;
use crate::store::{DueListing, LimitRow, Which, store};
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::clock::{Extension, State};

/// Which time limits a list shows.
#[derive(Clone, Debug)]
pub struct DueWanted {
    /// Of cases of this procedure alone.
    pub procedure: Option<String>,
    /// Of cases of this office alone.
    pub office: Option<String>,
    /// Of this clock alone.
    pub clock: Option<String>,
    /// Of these clocks alone.
    pub clocks: Option<Vec<String>>,
    /// Only those in this state; without it all that have not ended.
    pub state: Option<State>,
    /// Only those that run out on this day or later.
    pub due_from: Option<Day>,
    /// Only those that run out before this day.
    pub due_before: Option<Day>,
    /// Behind this one.
    pub after: Option<DueAfter>,
    /// At most so many, from 1 to 1000.
    pub limit: i64,
    /// Of cases that may be seen; of one merchant alone where its subject is named.
    pub sight: Sight,
}

impl DueWanted {
    /// Everything that has not ended, at most so many.
    #[must_use]
    pub fn open(sight: Sight, limit: i64) -> Self {
        let (procedure, office, clock, clocks) = (None, None, None, None);
        let (state, due_from, due_before, after) = (None, None, None, None);
        Self { procedure, office, clock, clocks, state, due_from, due_before, after, limit, sight }
    }
}

/// Where a list goes on: the last one that was shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct DueAfter {
    /// The day by which it is listed.
    pub day: i32,
    /// The case.
    pub case_no: i64,
    /// Its place there.
    pub number: i32,
}

/// A time limit of a case (期限事项), today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// The case.
    pub case_no: i64,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// Its place among those of the case, from 1.
    pub number: i32,
    /// The code under which the merchant was known when the case was opened.
    pub code: PartyCode,
    /// The procedure.
    pub procedure: String,
    /// The office whose case it is.
    pub office: String,
    /// Name of its clock, without `clocks.`.
    pub clock: String,
    /// Its state today.
    pub state: State,
    /// Name and first day of the rule that counts it.
    pub rule: String,
    /// The day of the step that set it going.
    pub started_on: Day,
    /// The last day as the law counts it.
    pub due_on: Option<Day>,
    /// The last day on which it counts as met.
    pub last_on: Option<Day>,
    /// Where that is not known: it is no earlier day than this one.
    pub not_before: Option<Day>,
    /// The day of the step that met or ended it.
    pub stopped_on: Option<Day>,
    /// Days on which an extension was approved.
    pub approvals: Vec<Day>,
    /// What became of that.
    pub extension: Option<Extension>,
    /// Is it a right, which ends with its last day?
    pub lapses: bool,
    /// Does it rest on a rule that is not settled?
    pub provisional: bool,
    /// Its place in a list: where the list goes on behind it.
    pub after: DueAfter,
}

impl Due {
    fn of(row: LimitRow, today: Day) -> Result<Self, CaseError> {
        let day = |number: Option<i32>| number.map(Day::from_number);
        let state = match (row.closed_as.as_deref().and_then(State::from_token), day(row.last_on)) {
            (Some(closed), _) => closed,
            (None, Some(last)) => State::of_open(last, row.lapses, today),
            (None, None) => State::Provisional,
        };
        let after = DueAfter { day: row.sort_on, case_no: row.case_no, number: row.number };
        Ok(Self {
            state,
            after,
            approvals: serde_json::from_str(&row.approvals)?,
            extension: row.extension.as_deref().and_then(Extension::from_token),
            case_no: row.case_no,
            subject_id: row.subject_id,
            number: row.number,
            code: row.code.parse().map_err(|_unread| CaseError::Kept { case_no: row.case_no, what: "code" })?,
            procedure: row.procedure,
            office: row.office,
            clock: row.clock,
            rule: row.rule,
            started_on: Day::from_number(row.started_on),
            due_on: day(row.due_on),
            last_on: day(row.last_on),
            not_before: day(row.not_before),
            stopped_on: day(row.stopped_on),
            lapses: row.lapses,
            provisional: row.provisional,
        })
    }
}

/// First and last day on which something runs out, as far as they are asked for.
type Days = (Option<Day>, Option<Day>);

/// What is asked of the table for a state on a day, and the days from and before which it lies. In cases nothing pauses a
/// clock, so that none is found there.
fn within(state: Option<State>, today: Day) -> Option<(Which, Days)> {
    let known = match state {
        None => (Which::Open, (None, None)),
        Some(State::Running) => (Which::Counted, (Some(today.next()), None)),
        Some(State::Due) => (Which::Counted, (Some(today), Some(today.next()))),
        Some(State::Overdue) => (Which::Counted, (None, Some(today))),
        Some(State::Provisional) => (Which::Provisional, (None, None)),
        Some(State::Met) => (Which::Closed(State::Met.token()), (None, None)),
        Some(State::MetLate) => (Which::Closed(State::MetLate.token()), (None, None)),
        Some(State::Ended) => (Which::Ended, (None, None)),
        Some(State::Paused) => return None,
    };
    Some(known)
}

impl CaseBook {
    /// Time limits, by the day on which they run out, and where the list goes on.
    ///
    /// # Errors
    /// [`CaseError::Database`], or what is kept cannot be read.
    pub fn deadlines(&self, wanted: &DueWanted) -> Result<(Vec<Due>, Option<DueAfter>), CaseError> {
        let today = self.clock.today();
        let Some((which, (from, before))) = within(wanted.state, today) else { return Ok((Vec::new(), None)) };
        let first = wanted.due_from.max(from);
        let before = [wanted.due_before, before].into_iter().flatten().min();
        let limit = wanted.limit.clamp(1, LONGEST_PAGE);
        let listing = DueListing {
            which,
            today: today.number(),
            procedure: wanted.procedure.clone(),
            office: wanted.office.clone(),
            clock: wanted.clock.clone(),
            clocks: wanted.clocks.clone(),
            days: (first.map(Day::number), before.map(|day| day.plus_days(-1).number())),
            after: wanted.after.map(|after| (after.day, after.case_no, after.number)),
            limit: limit + 1,
            sight: wanted.sight.clone(),
        };
        let mut rows = self.db.read::<_, CaseError>(|conn| Ok(store(conn).due(&listing)?))?;
        let shown = usize::try_from(limit).unwrap_or(0);
        let is_more = rows.len() > shown;
        rows.truncate(shown);
        let found = rows.into_iter().map(|row| Due::of(row, today)).collect::<Result<Vec<_>, _>>()?;
        let next = found.last().filter(|_| is_more).map(|due| due.after);
        Ok((found, next))
    }
}

//! Lists of time limits (期限清单): what is due, what is late, and what was met, on a day.

mod entries;
mod told;

pub use entries::Entry;

use crate::book::Ledger;
use crate::deadlines::{DEADLINES, is_counting};
use crate::error::LedgerError;
use crate::store::{DeadlineListing, DeadlineRow, Standing, store};
use contracts::access::Reach;
use contracts::page::cut;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::clock::{Extension, State};

/// Which time limits a list shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DueWanted {
    /// Of this merchant alone.
    pub code: Option<PartyCode>,
    /// Of this clock alone.
    pub clock: Option<String>,
    /// Of these clocks alone.
    pub clocks: Option<Vec<String>>,
    /// Of decisions of this department alone.
    pub department: Option<String>,
    /// Only those in this state; without it all that have not ended.
    pub state: Option<State>,
    /// Only those that run out on this day or later.
    pub due_from: Option<Day>,
    /// Only those that run out before this day.
    pub due_before: Option<Day>,
    /// Behind this one.
    pub after: Option<DueAfter>,
    /// At most so many.
    pub limit: i64,
}

/// Where a list goes on: the last one that was shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct DueAfter {
    /// The day by which it is listed.
    pub day: i32,
    /// Whose it is, or which case.
    pub subject: i64,
    /// Key of the record, or its place in the case.
    pub key: String,
    /// Its clock.
    pub clock: String,
}

/// An extension that somebody approved (延长期限).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extended {
    /// On which day; of several the first.
    pub approved_on: Day,
    /// What became of it.
    pub what: Extension,
}

/// A time limit that a record set going (期限事项), on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// Name of its clock.
    pub clock: String,
    /// Its state today.
    pub state: State,
    /// Name and first day of the rule that counted it.
    pub rule: String,
    /// Kind of the record.
    pub kind: String,
    /// The merchant's code, as the record has it.
    pub party: PartyCode,
    /// Key of the record.
    pub key: String,
    /// The department that decided, where the record names one.
    pub department: Option<String>,
    /// The day of the event that set it going.
    pub started_on: Day,
    /// The last day as the law counts it.
    pub due_on: Option<Day>,
    /// The last day on which it counts as met.
    pub last_on: Option<Day>,
    /// Where that is not known: it is no earlier day than this one.
    pub not_before: Option<Day>,
    /// The day on which it was stopped.
    pub stopped_on: Option<Day>,
    /// What became of an extension, where somebody approved one.
    pub extension: Option<Extended>,
    /// Does it rest on a rule that is not settled?
    pub provisional: bool,
    /// Its place in a list: where the list goes on behind it.
    pub after: DueAfter,
}

impl Ledger {
    /// Time limits of merchants within a reach, by the day on which they run out, and where the list goes on.
    ///
    /// # Errors
    /// [`LedgerError::Counting`] as long as everything is being worked out anew: a list would lack some.
    pub fn deadlines(&self, wanted: &DueWanted, reach: Reach) -> Result<(Vec<Due>, Option<DueAfter>), LedgerError> {
        let today = self.clock.today();
        let Some(listing) = self.due_listing(wanted, today, reach)? else { return Ok((Vec::new(), None)) };
        let rows = self.db.read::<_, LedgerError>(|conn| {
            let store = store(conn);
            let noted = store.followed(DEADLINES)?;
            if noted.is_none_or(|noted| is_counting(&noted)) {
                return Err(LedgerError::Counting);
            }
            Ok(store.deadlines(&listing)?)
        })?;
        let shown = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
        let mut found = rows.into_iter().map(|row| Due::of(row, today)).collect::<Result<Vec<_>, _>>()?;
        let next = cut(&mut found, shown, |due| due.after.clone());
        Ok((found, next))
    }

    /// How many of records a list shows from its first page to its last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub(crate) fn count_deadlines(&self, wanted: &DueWanted, reach: Reach) -> Result<u64, LedgerError> {
        let Some(listing) = self.due_listing(wanted, self.clock.today(), reach)? else { return Ok(0) };
        let count = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).count_deadlines(&listing)?))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// What a list asks the table for; nothing if nobody has the code that is asked for.
    fn due_listing(
        &self,
        wanted: &DueWanted,
        today: Day,
        reach: Reach,
    ) -> Result<Option<DeadlineListing>, LedgerError> {
        let subject_id = match wanted.code {
            None => None,
            Some(code) => match self.parties.find(&[code])?.into_iter().next().flatten() {
                Some(subject_id) => Some(subject_id),
                None => return Ok(None),
            },
        };
        let (standing, (from, before)) = within(wanted.state, today);
        let days = (wanted.due_from.max(from), [wanted.due_before, before].into_iter().flatten().min());
        Ok(Some(DeadlineListing {
            subject_id,
            clock: wanted.clock.clone(),
            clocks: wanted.clocks.clone(),
            department: wanted.department.clone(),
            standing,
            today: today.number(),
            days: (days.0.map(Day::number), days.1.map(|day| day.number() - 1)),
            after: wanted.after.clone().map(|after| (after.day, after.subject, after.key, after.clock)),
            limit: wanted.limit + 1,
            reach,
        }))
    }
}

/// What is asked of the table for a state on a day, and the days from and before which it lies.
fn within(state: Option<State>, today: Day) -> (Standing, (Option<Day>, Option<Day>)) {
    match state {
        None => (Standing::Open, (None, None)),
        Some(State::Running) => (Standing::Counted, (Some(today.next()), None)),
        Some(State::Due) => (Standing::Counted, (Some(today), Some(today.next()))),
        Some(State::Overdue) => (Standing::Counted, (None, Some(today))),
        Some(State::Paused) => (Standing::Paused, (None, None)),
        Some(State::Provisional) => (Standing::Provisional, (None, None)),
        Some(State::Met) => (Standing::Closed(State::Met.token()), (None, None)),
        Some(State::MetLate) => (Standing::Closed(State::MetLate.token()), (None, None)),
        Some(State::Ended) => (Standing::Ended, (None, None)),
    }
}

impl Due {
    pub(crate) fn of(row: DeadlineRow, today: Day) -> Result<Self, LedgerError> {
        let day = |number: Option<i32>| number.map(Day::from_number);
        let closed = row.closed_as.as_deref().and_then(State::from_token);
        let is_moot = row.is_moot(today);
        let extension = row.extension.as_deref().and_then(Extension::from_token);
        let state = closed.unwrap_or(match day(row.last_on) {
            _ if is_moot => State::Ended,
            _ if row.paused => State::Paused,
            Some(last) => State::of_open(last, row.lapses, today),
            None => State::Provisional,
        });
        let after =
            DueAfter { day: row.sort_on, subject: row.subject_id, key: row.key.clone(), clock: row.clock.clone() };
        Ok(Self {
            clock: row.clock,
            state,
            rule: row.rule,
            kind: row.kind,
            party: PartyCode::parse(&row.party).ok().ok_or(LedgerError::Missing("merchant"))?,
            key: row.key,
            department: row.department,
            started_on: Day::from_number(row.started_on),
            due_on: day(row.due_on),
            last_on: day(row.last_on),
            not_before: day(row.not_before),
            stopped_on: day(row.stopped_on),
            extension: day(row.extended_on).zip(extension).map(|(approved_on, what)| Extended { approved_on, what }),
            // Such an end rests on a stand-in for what never came.
            provisional: row.provisional || is_moot,
            after,
        })
    }
}

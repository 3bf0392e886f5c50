//! Time limits (办理期限) that the records of a service set going: worked out from what stands as the journal grows,
//! and listed by the day on which they run out. They follow from the records and the law, and from nothing else: where
//! the law has changed, all of them are worked out anew.

mod told;

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::follower::Follower;
use crate::places::FollowError;
use crate::store::{DeadlineListing, DeadlineRow, Standing, VersionRow, store};
use contracts::access::Reach;
use contracts::port::Feed as _;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Content, RecordKind};
use serde::{Deserialize, Serialize};
use statute::clock::State;
use statute::duties::{Duty, Limits};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Changes that are taken in together.
const PAGE: u16 = 1_000;
/// How long a step waits for something to come; one that is to stop waits no longer either.
const WAIT: Duration = Duration::from_millis(250);
/// Under which name it is remembered how far the journal has been read, and by which law.
pub const DEADLINES: &str = "deadlines";

/// The time limits of a ledger, which are worked out as its journal grows (期限台账).
pub struct Deadlines {
    ledger: Arc<Ledger>,
    limits: Arc<Limits>,
    follower: OnceLock<Follower>,
}

impl Deadlines {
    /// Of a ledger, by these limits. Nothing is worked out yet.
    #[must_use]
    pub const fn of(ledger: Arc<Ledger>, limits: Arc<Limits>) -> Self {
        Self { ledger, limits, follower: OnceLock::new() }
    }

    /// Begins to work them out, by this law from now on: what others do by another law ends.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(&self) -> Result<(), std::io::Error> {
        let (ledger, limits, taken_over) = (Arc::clone(&self.ledger), Arc::clone(&self.limits), AtomicBool::new(false));
        let step = move || {
            if !taken_over.load(Ordering::Acquire) {
                ledger.take_deadlines_over(&limits)?;
                taken_over.store(true, Ordering::Release);
            }
            ledger.follow_deadlines(&limits, WAIT)
        };
        // Who is asked twice follows already.
        let _ = self.follower.set(Follower::start((self.ledger.service(), DEADLINES), step)?);
        Ok(())
    }

    /// By what they are counted.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Has everything been worked out that was written?
    ///
    /// # Errors
    /// [`FollowError`].
    pub fn is_level(&self) -> Result<bool, FollowError> {
        self.ledger.knows_deadlines(&self.limits)
    }
}

/// How far the journal was read, as it is noted: by which law, whether everything is being worked out anew, and the
/// place.
struct Noted {
    text: String,
    is_ours: bool,
    is_anew: bool,
    cursor: Option<String>,
}

impl Noted {
    fn of(text: String, limits: &Limits) -> Self {
        let (law, place) = text.split_once(' ').unwrap_or((&text, ""));
        let is_anew = law.ends_with(ANEW);
        let is_ours = law.trim_end_matches(ANEW) == limits.digest().to_string();
        let cursor = Some(place.to_owned()).filter(|place| !place.is_empty());
        Self { is_ours, is_anew, cursor, text }
    }

    fn text(limits: &Limits, is_anew: bool, cursor: &str) -> String {
        format!("{}{} {cursor}", limits.digest(), if is_anew { ANEW } else { "" })
    }
}

/// What follows the law while everything is worked out anew.
const ANEW: &str = "*";

/// Which time limits a list shows.
#[derive(Clone, Debug, Default)]
pub struct DueWanted {
    /// Of this merchant alone.
    pub code: Option<PartyCode>,
    /// Of this clock alone.
    pub clock: Option<String>,
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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DueAfter {
    day: i32,
    subject: i64,
    key: String,
    clock: String,
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
    /// Does it rest on a rule that is not settled?
    pub provisional: bool,
    pub(crate) after: DueAfter,
}

impl Ledger {
    /// Takes over from another law, if there was one: everything is worked out anew.
    ///
    /// # Errors
    /// [`FollowError`].
    pub fn take_deadlines_over(&self, limits: &Limits) -> Result<(), FollowError> {
        Ok(self.db.write::<_, LedgerError>(|conn| {
            let store = store(conn);
            let noted = store.followed(DEADLINES)?.map(|text| Noted::of(text, limits));
            if noted.as_ref().is_some_and(|noted| noted.is_ours) {
                return Ok(());
            }
            let before = noted.as_ref().map(|noted| noted.text.as_str());
            // Where somebody else was faster, he has taken over.
            if store.move_followed(DEADLINES, before, &Noted::text(limits, true, ""))? {
                store.clear_deadlines()?;
            }
            Ok(())
        })?)
    }

    /// Takes in the next changes of the own journal, at most after a while; tells how many there were. By another law
    /// than the one that took over last nothing is taken in.
    ///
    /// # Errors
    /// [`FollowError`]; then nothing has been taken in.
    pub fn follow_deadlines(&self, limits: &Limits, wait: Duration) -> Result<usize, FollowError> {
        let Some(noted) = self.noted(limits)?.filter(|noted| noted.is_ours) else {
            std::thread::sleep(wait);
            return Ok(0);
        };
        // While lists are refused, nothing is waited for.
        let changes = self.changes(noted.cursor.as_deref(), PAGE, if noted.is_anew { Duration::ZERO } else { wait })?;
        let is_level = noted.is_anew && changes.is_empty() && self.end()? == noted.cursor;
        let place = changes.last().map_or(noted.cursor.as_deref(), |last| Some(last.cursor.as_str()));
        let now = Noted::text(limits, noted.is_anew && !is_level, place.unwrap_or_default());
        if now == noted.text {
            if noted.is_anew {
                std::thread::sleep(wait);
            }
            return Ok(0);
        }
        let records: BTreeSet<(i64, &str)> =
            changes.iter().map(|change| (change.subject_id, change.key.as_str())).collect();
        let records: Vec<(i64, &str)> = records.into_iter().collect();
        let taken = self.db.write::<_, LedgerError>(|conn| {
            let store = store(conn);
            // Of several that have read the same, one writes it.
            if !store.move_followed(DEADLINES, Some(&noted.text), &now)? {
                return Ok(0);
            }
            store.drop_deadlines(&records)?;
            let standing = store.versions(&records, Reach::Everywhere)?.into_iter().filter(|row| row.standing);
            let rows = standing.map(|row| rows_of(&row, limits)).collect::<Result<Vec<_>, _>>()?;
            store.add_deadlines(&rows.concat())?;
            Ok(changes.len())
        });
        Ok(taken?)
    }

    /// Has everything been taken in that was written?
    ///
    /// # Errors
    /// [`FollowError`].
    pub fn knows_deadlines(&self, limits: &Limits) -> Result<bool, FollowError> {
        let noted = self.noted(limits)?.filter(|noted| noted.is_ours && !noted.is_anew);
        Ok(noted.is_some_and(|noted| self.end().is_ok_and(|end| end == noted.cursor)))
    }

    fn noted(&self, limits: &Limits) -> Result<Option<Noted>, LedgerError> {
        let noted = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).followed(DEADLINES)?))?;
        Ok(noted.map(|text| Noted::of(text, limits)))
    }

    /// Time limits of merchants within a reach, by the day on which they run out, and where the list goes on.
    ///
    /// # Errors
    /// [`LedgerError::Counting`] as long as everything is being worked out anew: a list would lack some.
    pub fn deadlines(&self, wanted: &DueWanted, reach: Reach) -> Result<(Vec<Due>, Option<DueAfter>), LedgerError> {
        let subject_id = match wanted.code {
            None => None,
            Some(code) => match self.parties.find(&[code])?.into_iter().next().flatten() {
                Some(subject_id) => Some(subject_id),
                None => return Ok((Vec::new(), None)),
            },
        };
        let today = self.clock.today();
        let (standing, (from, before)) = within(wanted.state, today);
        let days = (wanted.due_from.max(from), [wanted.due_before, before].into_iter().flatten().min());
        let listing = DeadlineListing {
            subject_id,
            clock: wanted.clock.clone(),
            department: wanted.department.clone(),
            standing,
            days: (days.0.map(Day::number), days.1.map(|day| day.number() - 1)),
            after: wanted.after.clone().map(|after| (after.day, after.subject, after.key, after.clock)),
            limit: wanted.limit + 1,
            reach,
        };
        let mut rows = self.db.read::<_, LedgerError>(|conn| {
            let store = store(conn);
            let noted = store.followed(DEADLINES)?;
            if noted.is_none_or(|noted| noted.split(' ').next().is_some_and(|law| law.ends_with(ANEW))) {
                return Err(LedgerError::Counting);
            }
            Ok(store.deadlines(&listing)?)
        })?;
        let shown = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
        let is_more = rows.len() > shown;
        rows.truncate(shown);
        let found = rows.into_iter().map(|row| Due::of(row, today)).collect::<Result<Vec<_>, _>>()?;
        let next = found.last().filter(|_| is_more).map(|due| due.after.clone());
        Ok((found, next))
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
        Some(State::Ended) => (Standing::Closed(State::Ended.token()), (None, None)),
    }
}

/// The time limits of a version that stands.
fn rows_of(row: &VersionRow, limits: &Limits) -> Result<Vec<DeadlineRow>, LedgerError> {
    let kind = RecordKind::from_token(&row.kind).ok_or(LedgerError::Missing("kind of the record"))?;
    let content = Content::from_json(kind, &row.content)?;
    let department = match &content {
        Content::Penalty(penalty) => Some(penalty.authority_code.clone()).filter(|code| !code.is_empty()),
        _ => None,
    };
    let of = |duty: Duty| {
        // Everything that is known, whenever it happened: whether what is open is late, each day says by itself.
        let reading = limits.read(&duty, Day::FOREVER)?;
        let stop = duty.course.stop;
        let sort_on = reading.last.or(reading.not_before).unwrap_or(Day::FOREVER);
        Some(DeadlineRow {
            subject_id: row.subject_id,
            key: row.key.clone(),
            clock: duty.clock.to_owned(),
            kind: row.kind.clone(),
            party: content.party().to_string(),
            department: department.clone(),
            rule: limits.clocks().get(duty.clock)?.on(duty.selected_on).basis.by.to_owned(),
            started_on: duty.course.started_on.number(),
            due_on: reading.due.map(Day::number),
            last_on: reading.last.map(Day::number),
            not_before: reading.not_before.map(Day::number),
            sort_on: sort_on.number(),
            stopped_on: stop.map(|stop| stop.on.number()),
            closed_as: stop.map(|_| reading.state.token().to_owned()),
            paused: reading.state == State::Paused,
            provisional: reading.provisional,
        })
    };
    Ok(limits.duties(&content).into_iter().filter_map(of).collect())
}

impl Due {
    fn of(row: DeadlineRow, today: Day) -> Result<Self, LedgerError> {
        let day = |number: Option<i32>| number.map(Day::from_number);
        let closed = row.closed_as.as_deref().and_then(State::from_token);
        let state = closed.unwrap_or(match day(row.last_on) {
            _ if row.paused => State::Paused,
            Some(last) => State::of_open(last, today),
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
            provisional: row.provisional,
            after,
        })
    }
}

//! What is told of time limits that ran out (期限事件): from 00:00 of the day after its last one, once for each last day,
//! however often the service is started in between. A fact that becomes known later and moves the day, or shows that it
//! was met or need not be met by then, takes back what was told; nothing is struck out. What had ended before anything
//! was known of it is told of nowhere.

use crate::book::Ledger;
use crate::deadlines::DEADLINES;
use crate::error::LedgerError;
use crate::store::{DeadlineRow, EventListing, EventRow, NewEvent, Store, store};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use std::collections::BTreeMap;

/// Time limits that are looked at together.
const PAGE: i64 = 1_000;

/// What is told of a time limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// 逾期: its last day has passed.
    Expired,
    /// 撤回: it had not, as is known now.
    TakenBack,
}

impl What {
    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::TakenBack => "taken_back",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Expired => "逾期",
            Self::TakenBack => "撤回",
        }
    }
}

/// Something that was told of a time limit (期限事件).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Its number: what is told later has a larger one.
    pub number: i64,
    /// What.
    pub what: What,
    /// The clock.
    pub clock: String,
    /// The merchant's code, as the record has it.
    pub party: PartyCode,
    /// Key of the record.
    pub key: String,
    /// The department whose duty it is, where the record names one.
    pub department: Option<String>,
    /// The last day that has passed.
    pub last_on: Day,
    /// When it was told.
    pub at: Instant,
}

impl Ledger {
    /// Tells of everything that has run out and of which nothing was told yet, in order of the days.
    ///
    /// # Errors
    /// [`LedgerError`]; what was told until then stays.
    pub fn tell_expired(&self) -> Result<usize, LedgerError> {
        let today = self.clock.today();
        let (mut told, mut after) = (0, None);
        loop {
            let page = self.db.write::<_, LedgerError>(|conn| {
                let store = store(conn);
                // One tells at a time: what is told next depends on what was told last.
                store.hold_followed(DEADLINES)?;
                let rows = store.expired(today.number(), after.as_ref(), PAGE)?;
                let records: Vec<(i64, &str)> = rows.iter().map(|row| (row.subject_id, row.key.as_str())).collect();
                let last = last_of(store.told_of(&records)?);
                store.tell(&self.expired(&rows, &last, today))?;
                Ok(rows)
            })?;
            told += page.len();
            match page.into_iter().next_back() {
                Some(DeadlineRow { sort_on, subject_id, key, clock, .. }) => {
                    after = Some((sort_on, subject_id, key, clock));
                }
                None => return Ok(told),
            }
        }
    }

    /// Tells of what has run out among the time limits of records that have just been worked out anew, and takes back
    /// what was told and no longer holds. While everything is worked out anew, what has run out is told of afterwards,
    /// in order of the days.
    pub(crate) fn tell_changed(
        &self,
        store: &mut dyn Store,
        records: &[(i64, &str)],
        (rows, is_anew): (&[DeadlineRow], bool),
    ) -> Result<(), LedgerError> {
        let today = self.clock.today();
        let last = last_of(store.told_of(records)?);
        let is_expired = |event: &&EventRow| event.what == What::Expired.token();
        let gone = last.values().filter(is_expired).filter(|event| !holds(event, rows));
        let taken_back = gone.map(|event| self.event(What::TakenBack, (event.into(), event.last_on)));
        let mut events: Vec<NewEvent> = taken_back.collect();
        if !is_anew {
            events.extend(self.expired(rows, &last, today));
        }
        Ok(store.tell(&events)?)
    }

    /// What is to be told of those that are open and whose last day has passed, and of which it is not what was told
    /// last.
    fn expired(&self, rows: &[DeadlineRow], last: &Last, today: Day) -> Vec<NewEvent> {
        let event = |row: &DeadlineRow| {
            let is_duty = row.closed_as.is_none() && !row.lapses && !row.is_moot(today);
            let last_on = row.last_on.filter(|last_on| is_duty && *last_on < today.number())?;
            let told = last.get(&(row.subject_id, row.key.clone(), row.clock.clone(), last_on));
            let is_told = told.is_some_and(|event| event.what == What::Expired.token());
            (!is_told).then(|| self.event(What::Expired, (row.into(), last_on)))
        };
        rows.iter().filter_map(event).collect()
    }

    fn event(&self, what: What, (of, last_on): (Of<'_>, i32)) -> NewEvent {
        NewEvent {
            subject_id: of.subject_id,
            key: of.key.to_owned(),
            clock: of.clock.to_owned(),
            what: what.token(),
            last_on,
            at: self.clock.now().micros(),
            party: of.party.to_owned(),
            department: of.department.map(str::to_owned),
        }
    }

    /// What was told behind a number, of merchants within a reach, in order.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn events(&self, after: Option<i64>, limit: i64, reach: Reach) -> Result<Vec<Event>, LedgerError> {
        let listing = EventListing { after: after.unwrap_or(0), limit, reach };
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).events(&listing)?))?;
        rows.into_iter().map(Event::of).collect()
    }
}

/// What was told last of each last day of a time limit, by subject, key, clock and day.
type Last = BTreeMap<(i64, String, String, i32), EventRow>;

fn last_of(told: Vec<EventRow>) -> Last {
    // In order of their numbers, so that the last of each stays.
    told.into_iter()
        .map(|event| ((event.subject_id, event.key.clone(), event.clock.clone(), event.last_on), event))
        .collect()
}

/// Had this last day passed, as is known now: is it still the last one of a duty, and nothing had ended it by then?
fn holds(event: &EventRow, rows: &[DeadlineRow]) -> bool {
    let is_same = |row: &&DeadlineRow| {
        let (of_row, of_event) = (Of::from(*row), Of::from(event));
        (of_row.subject_id, of_row.key, of_row.clock) == (of_event.subject_id, of_event.key, of_event.clock)
    };
    let row = rows.iter().find(is_same).filter(|row| row.last_on == Some(event.last_on));
    let is_moot_by_then = |row: &DeadlineRow| row.moot_from <= event.last_on;
    row.is_some_and(|row| {
        !row.lapses && !is_moot_by_then(row) && row.stopped_on.is_none_or(|stopped| stopped > event.last_on)
    })
}

/// Of what something is told.
struct Of<'e> {
    subject_id: i64,
    key: &'e str,
    clock: &'e str,
    party: &'e str,
    department: Option<&'e str>,
}

impl<'e> From<&'e DeadlineRow> for Of<'e> {
    fn from(row: &'e DeadlineRow) -> Self {
        let DeadlineRow { subject_id, key, clock, party, department, .. } = row;
        Self { subject_id: *subject_id, key, clock, party, department: department.as_deref() }
    }
}

impl<'e> From<&'e EventRow> for Of<'e> {
    fn from(event: &'e EventRow) -> Self {
        let EventRow { subject_id, key, clock, party, department, .. } = event;
        Self { subject_id: *subject_id, key, clock, party, department: department.as_deref() }
    }
}

impl Event {
    fn of(row: EventRow) -> Result<Self, LedgerError> {
        Ok(Self {
            number: row.event_id,
            what: if row.what == What::Expired.token() { What::Expired } else { What::TakenBack },
            clock: row.clock,
            party: PartyCode::parse(&row.party).ok().ok_or(LedgerError::Missing("merchant"))?,
            key: row.key,
            department: row.department,
            last_on: Day::from_number(row.last_on),
            at: Instant::from_micros(row.at),
        })
    }
}

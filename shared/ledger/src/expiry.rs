//! What is told of time limits that ran out (期限事件): from 00:00 of the day after its last one, once for each last day,
//! however often the service is started in between. A fact that becomes known later and moves the day, or shows that it
//! was met, takes back what was told; nothing is struck out.

use crate::book::Ledger;
use crate::deadlines::DEADLINES;
use crate::error::LedgerError;
use crate::store::{DeadlineRow, EventListing, EventRow, NewEvent, Store, store};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use statute::clock::State;

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
                // One tells at a time, or somebody could look between a number and the one before it.
                store.hold_followed(DEADLINES)?;
                let rows = store.expired(today.number(), after.as_ref(), PAGE)?;
                store.tell(&self.expired(&rows, today))?;
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
    /// what was told and no longer holds.
    pub(crate) fn tell_changed(
        &self,
        store: &mut dyn Store,
        records: &[(i64, &str)],
        rows: &[DeadlineRow],
    ) -> Result<(), LedgerError> {
        let today = self.clock.today();
        let at = self.clock.now().micros();
        let told = store.told_of(records)?;
        let holds = |event: &EventRow| {
            let same = |row: &&DeadlineRow| {
                (row.subject_id, &row.key, &row.clock, row.last_on)
                    == (event.subject_id, &event.key, &event.clock, Some(event.last_on))
            };
            let is_late =
                |row: &DeadlineRow| row.closed_as.as_deref().is_none_or(|ending| ending == State::MetLate.token());
            rows.iter().find(same).is_some_and(is_late)
        };
        let gone = told.iter().filter(|event| event.what == What::Expired.token() && !holds(event));
        let taken_back = gone.map(|event| NewEvent {
            subject_id: event.subject_id,
            key: event.key.clone(),
            clock: event.clock.clone(),
            what: What::TakenBack.token(),
            last_on: event.last_on,
            at,
            party: event.party.clone(),
            department: event.department.clone(),
        });
        let events: Vec<NewEvent> = taken_back.chain(self.expired(rows, today)).collect();
        Ok(store.tell(&events)?)
    }

    /// What is to be told of those that are open and whose last day has passed.
    fn expired(&self, rows: &[DeadlineRow], today: Day) -> Vec<NewEvent> {
        let at = self.clock.now().micros();
        let is_over =
            |row: &&DeadlineRow| row.closed_as.is_none() && row.last_on.is_some_and(|last| last < today.number());
        let event = |row: &DeadlineRow| {
            Some(NewEvent {
                subject_id: row.subject_id,
                key: row.key.clone(),
                clock: row.clock.clone(),
                what: What::Expired.token(),
                last_on: row.last_on?,
                at,
                party: row.party.clone(),
                department: row.department.clone(),
            })
        };
        rows.iter().filter(is_over).filter_map(event).collect()
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

//! How one hold goes: placed, lapsed by itself, ended. Pure.

use super::hold::HoldState;
use crate::store::{Part, Row};
use domain::day::Day;
use domain::instant::Instant;

/// First and last day of a hold.
pub(crate) type Days = (Day, Day);

/// How an end came about.
pub(crate) struct End<'e> {
    pub(crate) state: HoldState,
    pub(crate) at: Instant,
    /// Nobody if it came by itself.
    pub(crate) by: Option<&'e str>,
    pub(crate) reason: Option<&'e str>,
}

impl End<'_> {
    /// One that came by itself.
    pub(crate) const fn by_itself(state: HoldState, at: Instant) -> Self {
        Self { state, at, by: None, reason: None }
    }
}

impl Part {
    pub(crate) fn is(&self, state: HoldState) -> bool {
        self.state == state.token()
    }

    pub(crate) fn until(&self) -> Day {
        Day::from_number(self.until_day)
    }

    /// Ends it.
    pub(crate) fn end(&mut self, end: &End<'_>) {
        self.state = end.state.token().to_owned();
        self.ended_at = Some(end.at.micros());
        self.ended_by = end.by.map(str::to_owned);
        self.reason = end.reason.map(str::to_owned);
    }

    /// It runs, or has lapsed by itself, by its days. What has lapsed did so when its last day had ended, whenever that
    /// is noted.
    pub(crate) fn run(&mut self, today: Day) {
        if self.until() < today {
            self.end(&End::by_itself(HoldState::Lapsed, Instant::start_of(self.until().next())));
        } else {
            self.state = HoldState::Held.token().to_owned();
            (self.ended_at, self.ended_by, self.reason) = (None, None, None);
        }
    }

    /// On which days the filing does not count because of it.
    fn days(&self) -> Option<Days> {
        let (from, until) = (Day::from_number(self.from_day), self.until());
        let last = match HoldState::from_token(&self.state)? {
            HoldState::Held | HoldState::Lapsed | HoldState::Confirmed => until,
            // From the day of its release on it counts.
            HoldState::Released => until.min(Instant::from_micros(self.ended_at?).day().plus_days(-1)),
            HoldState::Replaced | HoldState::Gone => return None,
        };
        (self.applied && from <= last).then_some((from, last))
    }
}

/// On which days a filing does not count, as all of its holds together say: a record has one such span.
pub(crate) fn together<'r>(rows: impl Iterator<Item = &'r Row>) -> Option<Days> {
    let days = rows.filter_map(|row| row.part.days());
    days.reduce(|(from, last), (other_from, other_last)| (from.min(other_from), last.max(other_last)))
}

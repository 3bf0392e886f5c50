//! What was told of time limits: queries that both dialects understand.

use super::{BINDS, Conn};
use crate::store::reach::span;
use crate::store::rows::{DeadlineRow, EventListing, EventRow, NewEvent};
use crate::store::schema::{deadline, deadline_event, subject_place};
use crate::store::{DueBehind, Events};
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::BTreeSet;

impl Events for Conn {
    fn expired(&mut self, before: i32, after: Option<&DueBehind>, limit: i64) -> QueryResult<Vec<DeadlineRow>> {
        let mut query = deadline::table
            .filter(deadline::closed_as.is_null())
            .filter(deadline::lapses.eq(false))
            .filter(deadline::last_on.is_not_null())
            .filter(deadline::sort_on.lt(before))
            .order((deadline::sort_on, deadline::subject_id, deadline::key, deadline::clock))
            .limit(limit)
            .select(DeadlineRow::as_select())
            .into_boxed();
        if let Some((day, subject, key, clock)) = after {
            let behind_clock = deadline::key.eq(key).and(deadline::clock.gt(clock));
            let behind_key = deadline::subject_id.eq(subject).and(deadline::key.gt(key).or(behind_clock));
            let behind = deadline::sort_on.eq(day).and(deadline::subject_id.gt(subject).or(behind_key));
            query = query.filter(deadline::sort_on.ge(day)).filter(deadline::sort_on.gt(day).or(behind));
        }
        query.load(self)
    }

    fn told_of(&mut self, records: &[(i64, &str)]) -> QueryResult<Vec<EventRow>> {
        let wanted: BTreeSet<(i64, &str)> = records.iter().copied().collect();
        let subjects: BTreeSet<i64> = records.iter().map(|(subject, _)| *subject).collect();
        let subjects: Vec<i64> = subjects.into_iter().collect();
        let mut told = Vec::new();
        for some in subjects.chunks(BINDS) {
            let theirs = deadline_event::table.filter(deadline_event::subject_id.eq_any(some.iter().copied()));
            let theirs = theirs.order(deadline_event::event_id).select(EventRow::as_select()).load::<EventRow>(self)?;
            told.extend(theirs.into_iter().filter(|event| wanted.contains(&(event.subject_id, event.key.as_str()))));
        }
        Ok(told)
    }

    fn tell(&mut self, events: &[NewEvent]) -> QueryResult<()> {
        super::dialect::tell(self, events)
    }

    fn events(&mut self, listing: &EventListing) -> QueryResult<Vec<EventRow>> {
        let mut query = deadline_event::table
            .filter(deadline_event::event_id.gt(listing.after))
            .order(deadline_event::event_id)
            .limit(listing.limit)
            .select(EventRow::as_select())
            .into_boxed();
        if let Some((from, until)) = span(listing.reach) {
            let place = subject_place::table.filter(subject_place::subject_id.eq(deadline_event::subject_id));
            let inside = place.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until));
            query = query.filter(exists(inside));
        }
        query.load(self)
    }
}

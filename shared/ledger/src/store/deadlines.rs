//! Time limits: queries that both dialects understand.

use super::Conn;
use crate::store::Deadlines;
use crate::store::reach::span;
use crate::store::rows::{DeadlineListing, DeadlineRow, Standing};
use crate::store::schema::{deadline, subject_place};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// Rows of one statement.
const TOGETHER: usize = 1_000;

impl Deadlines for Conn {
    fn clear_deadlines(&mut self) -> QueryResult<()> {
        diesel::delete(deadline::table).execute(self).map(|_| ())
    }

    fn drop_deadlines(&mut self, records: &[(i64, &str)]) -> QueryResult<()> {
        for (subject_id, key) in records {
            let of_record = deadline::subject_id.eq(subject_id).and(deadline::key.eq(key));
            diesel::delete(deadline::table.filter(of_record)).execute(self)?;
        }
        Ok(())
    }

    fn add_deadlines(&mut self, rows: &[DeadlineRow]) -> QueryResult<()> {
        for some in rows.chunks(TOGETHER) {
            diesel::insert_into(deadline::table).values(some).execute(self)?;
        }
        Ok(())
    }

    fn deadlines(&mut self, listing: &DeadlineListing) -> QueryResult<Vec<DeadlineRow>> {
        asked_for(listing)
            .order((deadline::sort_on, deadline::subject_id, deadline::key, deadline::clock))
            .limit(listing.limit)
            .select(DeadlineRow::as_select())
            .load(self)
    }

    fn count_deadlines(&mut self, listing: &DeadlineListing) -> QueryResult<i64> {
        asked_for(listing).count().get_result(self)
    }
}

/// What a list asks for, in no order.
fn asked_for(listing: &DeadlineListing) -> deadline::BoxedQuery<'_, <Conn as diesel::Connection>::Backend> {
    let mut query = deadline::table.into_boxed();
    let is_past = deadline::last_on.is_not_null().and(deadline::sort_on.lt(listing.today));
    let is_moot = deadline::moot_from.le(listing.today);
    let is_over = deadline::closed_as.is_null().and(deadline::lapses.eq(true).and(is_past).or(is_moot));
    let is_open = deadline::closed_as.is_null().and(deadline::lapses.eq(false).or(not(is_past))).and(not(is_moot));
    query = match &listing.standing {
        Standing::Open => query.filter(is_open),
        Standing::Counted => query.filter(is_open.and(deadline::last_on.is_not_null())),
        Standing::Ended => query.filter(deadline::closed_as.eq("ended").or(is_over)),
        Standing::Paused => query.filter(is_open.and(deadline::paused.eq(true))),
        Standing::Provisional => {
            let is_unknown = is_open.and(deadline::paused.eq(false)).and(deadline::last_on.is_null());
            query.filter(is_unknown.or(deadline::closed_as.eq("provisional")))
        }
        Standing::Closed(ending) => query.filter(deadline::closed_as.eq(*ending)),
    };
    if let Some(subject_id) = listing.subject_id {
        query = query.filter(deadline::subject_id.eq(subject_id));
    }
    if let Some(clock) = &listing.clock {
        query = query.filter(deadline::clock.eq(clock));
    }
    if let Some(clocks) = &listing.clocks {
        query = query.filter(deadline::clock.eq_any(clocks));
    }
    if let Some(department) = &listing.department {
        query = query.filter(deadline::department.eq(department));
    }
    if let Some(first) = listing.days.0 {
        query = query.filter(deadline::sort_on.ge(first));
    }
    if let Some(last) = listing.days.1 {
        query = query.filter(deadline::sort_on.le(last));
    }
    if let Some((day, subject, key, clock)) = &listing.after {
        let behind_clock = deadline::key.eq(key).and(deadline::clock.gt(clock));
        let behind_key = deadline::subject_id.eq(subject).and(deadline::key.gt(key).or(behind_clock));
        let behind = deadline::sort_on.eq(day).and(deadline::subject_id.gt(subject).or(behind_key));
        // The days alone once more, so that the index is entered where the list goes on.
        query = query.filter(deadline::sort_on.ge(day)).filter(deadline::sort_on.gt(day).or(behind));
    }
    if let Some((from, until)) = span(listing.reach) {
        let place = subject_place::table.filter(subject_place::subject_id.eq(deadline::subject_id));
        let inside = place.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until));
        query = query.filter(exists(inside));
    }
    query
}

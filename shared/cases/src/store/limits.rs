//! Time limits: queries that both dialects understand.

use super::dialect::Conn;
use crate::store::schema::{case_limit, subject_place};
use crate::store::{DueListing, Key, LimitRow, Limits, Which};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use ledger::span;

impl Limits for Conn {
    fn replace_limits(&mut self, (subject_id, case_no): Key, rows: &[LimitRow]) -> QueryResult<()> {
        let of_case = case_limit::subject_id.eq(subject_id).and(case_limit::case_no.eq(case_no));
        diesel::delete(case_limit::table.filter(of_case)).execute(self)?;
        // One by one: a statement for many would be prepared anew for each number of them.
        rows.iter().try_for_each(|row| diesel::insert_into(case_limit::table).values(row).execute(self).map(drop))
    }

    fn limits(&mut self, (subject_id, case_no): Key) -> QueryResult<Vec<LimitRow>> {
        let of_case = case_limit::subject_id.eq(subject_id).and(case_limit::case_no.eq(case_no));
        case_limit::table.filter(of_case).order(case_limit::number).select(LimitRow::as_select()).load(self)
    }

    fn due(&mut self, listing: &DueListing) -> QueryResult<Vec<LimitRow>> {
        let mut query = case_limit::table
            .order((case_limit::sort_on, case_limit::case_no, case_limit::number))
            .limit(listing.limit)
            .select(LimitRow::as_select())
            .into_boxed();
        let is_past = case_limit::last_on.is_not_null().and(case_limit::sort_on.lt(listing.today));
        let is_over = case_limit::closed_as.is_null().and(case_limit::lapses.eq(true).and(is_past));
        let is_open = case_limit::closed_as.is_null().and(case_limit::lapses.eq(false).or(not(is_past)));
        query = match listing.which {
            Which::Open => query.filter(is_open),
            Which::Counted => query.filter(is_open.and(case_limit::last_on.is_not_null())),
            Which::Provisional => {
                let is_unknown = is_open.and(case_limit::last_on.is_null());
                query.filter(is_unknown.or(case_limit::closed_as.eq("provisional")))
            }
            Which::Ended => query.filter(case_limit::closed_as.eq("ended").or(is_over)),
            Which::Closed(ending) => query.filter(case_limit::closed_as.eq(ending)),
        };
        if let Some(procedure) = &listing.procedure {
            query = query.filter(case_limit::procedure.eq(procedure));
        }
        if let Some(office) = &listing.office {
            query = query.filter(case_limit::office.eq(office));
        }
        if let Some(clock) = &listing.clock {
            query = query.filter(case_limit::clock.eq(clock));
        }
        if let Some(clocks) = &listing.clocks {
            query = query.filter(case_limit::clock.eq_any(clocks));
        }
        if let Some(first) = listing.days.0 {
            query = query.filter(case_limit::sort_on.ge(first));
        }
        if let Some(last) = listing.days.1 {
            query = query.filter(case_limit::sort_on.le(last));
        }
        if let Some((day, case_no, number)) = listing.after {
            let behind_number = case_limit::case_no.eq(case_no).and(case_limit::number.gt(number));
            let behind = case_limit::sort_on.eq(day).and(case_limit::case_no.gt(case_no).or(behind_number));
            // The day alone once more, so that the index is entered where the list goes on.
            query = query.filter(case_limit::sort_on.ge(day)).filter(case_limit::sort_on.gt(day).or(behind));
        }
        if let Some(subject_id) = listing.sight.subject {
            query = query.filter(case_limit::subject_id.eq(subject_id));
        }
        if let Some((from, until)) = span(listing.sight.reach) {
            let place = subject_place::table.filter(subject_place::subject_id.eq(case_limit::subject_id));
            let inside = exists(place.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until)));
            query = match &listing.sight.office {
                None => query.filter(inside),
                Some(office) => {
                    let is_upper = case_limit::upper_office.is_not_null().and(case_limit::upper_office.eq(office));
                    let is_own = case_limit::office.eq(office);
                    query.filter(inside.or(is_own).or(is_upper.assume_not_null()))
                }
            };
        }
        query.load(self)
    }
}

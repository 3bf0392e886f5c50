//! Holds: queries that both dialects understand.

use super::dialect::{Conn, lock_holds};
use crate::store::schema::{filing_hold, subject_place};
use crate::store::{Holds, Listing, Part, Row};
use diesel::dsl::exists;
use diesel::prelude::*;
use ledger::span;

/// Subjects of one statement.
const SUBJECTS: usize = 1_000;

impl Holds for Conn {
    fn lock_holds(&mut self) -> QueryResult<()> {
        lock_holds(self)
    }

    fn of_subjects(&mut self, subjects: &[i64]) -> QueryResult<Vec<Row>> {
        let mut all = Vec::new();
        for some in subjects.chunks(SUBJECTS) {
            let theirs = filing_hold::table.filter(filing_hold::subject_id.eq_any(some.iter().copied()));
            all.extend(theirs.order(filing_hold::hold_id).select(Row::as_select()).load::<Row>(self)?);
        }
        Ok(all)
    }

    fn one(&mut self, hold_id: i64) -> QueryResult<Option<Row>> {
        filing_hold::table.find(hold_id).select(Row::as_select()).first(self).optional()
    }

    fn list(&mut self, listing: &Listing) -> QueryResult<Vec<Row>> {
        let mut query = filing_hold::table
            .order(filing_hold::hold_id.desc())
            .limit(listing.limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(state) = listing.state {
            query = query.filter(filing_hold::state.eq(state));
        }
        if let Some(ground) = listing.ground {
            query = query.filter(filing_hold::ground.eq(ground));
        }
        if let Some(subject_id) = listing.subject_id {
            query = query.filter(filing_hold::subject_id.eq(subject_id));
        }
        if let Some(before) = listing.before {
            query = query.filter(filing_hold::hold_id.lt(before));
        }
        if let Some((from, until)) = span(listing.reach) {
            let place = subject_place::table.filter(subject_place::subject_id.eq(filing_hold::subject_id));
            let inside = place.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until));
            query = query.filter(exists(inside));
        }
        query.load(self)
    }

    fn lapsing(&mut self, today: i32) -> QueryResult<Vec<i64>> {
        let over = filing_hold::state.eq("held").and(filing_hold::until_day.lt(today));
        filing_hold::table.filter(over).select(filing_hold::subject_id).distinct().load(self)
    }

    fn place(&mut self, parts: &[Part]) -> QueryResult<()> {
        // One by one: a statement for many would be prepared anew for each number of them.
        parts.iter().try_for_each(|row| diesel::insert_into(filing_hold::table).values(row).execute(self).map(drop))
    }

    fn change(&mut self, row: &Row) -> QueryResult<()> {
        diesel::update(filing_hold::table.find(row.hold_id)).set(&row.part).execute(self).map(drop)
    }
}

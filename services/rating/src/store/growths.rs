//! Growth of complaints: queries that both dialects understand.

use super::{BINDS, Conn};
use crate::store::schema::{growth, growth_dismissal};
use crate::store::{DismissalRow, GrowthRow, Growths};
use diesel::prelude::*;

impl Growths for Conn {
    fn growth(&mut self, month: i32) -> QueryResult<Option<GrowthRow>> {
        growth::table.find(month).select(GrowthRow::as_select()).first(self).optional()
    }

    fn put_growth(&mut self, row: &GrowthRow) -> QueryResult<()> {
        diesel::insert_into(growth::table)
            .values(row)
            .on_conflict(growth::month)
            .do_update()
            .set(row)
            .execute(self)
            .map(|_| ())
    }

    fn dismissals(&mut self, month: i32, subjects: &[i64]) -> QueryResult<Vec<DismissalRow>> {
        let mut all = Vec::new();
        // One place is for the month.
        for some in subjects.chunks(BINDS - 1) {
            let theirs = growth_dismissal::subject_id.eq_any(some.iter().copied());
            let rows = growth_dismissal::table
                .filter(growth_dismissal::month.eq(month).and(theirs))
                .order((growth_dismissal::subject_id, growth_dismissal::complaints))
                .select(DismissalRow::as_select())
                .load(self)?;
            all.extend(rows);
        }
        Ok(all)
    }

    fn dismiss(&mut self, row: &DismissalRow) -> QueryResult<bool> {
        let inserted =
            diesel::insert_into(growth_dismissal::table).values(row).on_conflict_do_nothing().execute(self)?;
        Ok(inserted == 1)
    }
}

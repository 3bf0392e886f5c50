//! Groups that were found to be none: queries that both dialects understand.

use super::dialect::Conn;
use crate::store::schema::group_dismissal;
use crate::store::{Dismissal, Groups};
use diesel::prelude::*;

/// Subjects of one statement.
const SUBJECTS: usize = 1_000;

impl Groups for Conn {
    fn dismissals(&mut self, subjects: &[i64]) -> QueryResult<Vec<Dismissal>> {
        let mut all = Vec::new();
        for some in subjects.chunks(SUBJECTS) {
            let theirs = group_dismissal::table.filter(group_dismissal::subject_id.eq_any(some.iter().copied()));
            let order = (group_dismissal::subject_id, group_dismissal::problem, group_dismissal::to_day);
            all.extend(theirs.order(order).select(Dismissal::as_select()).load::<Dismissal>(self)?);
        }
        Ok(all)
    }

    fn dismiss(&mut self, row: &Dismissal) -> QueryResult<bool> {
        let inserted =
            diesel::insert_into(group_dismissal::table).values(row).on_conflict_do_nothing().execute(self)?;
        Ok(inserted == 1)
    }
}

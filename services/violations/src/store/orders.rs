//! Orders about displays: queries that both dialects understand.

use super::{BINDS, Conn};
use crate::store::schema::display_order;
use crate::store::{OrderRow, Orders};
use diesel::dsl::exists;
use diesel::prelude::*;

impl Orders for Conn {
    fn orders(&mut self, subjects: &[i64]) -> QueryResult<Vec<OrderRow>> {
        let mut found = Vec::new();
        // Imports ask with every batch, and most installations have few orders or none.
        let any = exists(display_order::table.select(display_order::number));
        if subjects.is_empty() || !diesel::select(any).get_result::<bool>(self)? {
            return Ok(found);
        }
        for some in subjects.chunks(BINDS) {
            let of_subjects = display_order::table.filter(display_order::subject_id.eq_any(some));
            let ordered = of_subjects.order((display_order::subject_id, display_order::key, display_order::number));
            found.extend(ordered.select(OrderRow::as_select()).load::<OrderRow>(self)?);
        }
        Ok(found)
    }

    fn add_order(&mut self, order: &OrderRow) -> QueryResult<()> {
        diesel::insert_into(display_order::table).values(order).execute(self).map(|_| ())
    }
}

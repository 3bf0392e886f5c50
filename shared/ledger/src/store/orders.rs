//! Orders about records: queries that both dialects understand.

use super::{BINDS, Conn};
use crate::store::schema::record_order;
use crate::store::{OrderRow, Orders};
use diesel::dsl::exists;
use diesel::prelude::*;

impl Orders for Conn {
    fn orders(&mut self, subjects: &[i64]) -> QueryResult<Vec<OrderRow>> {
        let mut found = Vec::new();
        // Imports ask with every batch, and most installations have few orders or none.
        let any = exists(record_order::table.select(record_order::number));
        if subjects.is_empty() || !diesel::select(any).get_result::<bool>(self)? {
            return Ok(found);
        }
        for some in subjects.chunks(BINDS) {
            let of_subjects = record_order::table.filter(record_order::subject_id.eq_any(some));
            let ordered = of_subjects.order((record_order::subject_id, record_order::key, record_order::number));
            found.extend(ordered.select(OrderRow::as_select()).load::<OrderRow>(self)?);
        }
        Ok(found)
    }

    fn add_order(&mut self, order: &OrderRow) -> QueryResult<()> {
        diesel::insert_into(record_order::table).values(order).execute(self).map(|_| ())
    }
}

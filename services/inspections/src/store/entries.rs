//! Visits that came in as one request: queries that both dialects understand.

use super::dialect::Conn;
use crate::store::schema::visit_entry;
use crate::store::{Entries, EntryRow};
use diesel::prelude::*;

impl Entries for Conn {
    fn entry(&mut self, visit_key: &str) -> QueryResult<Option<EntryRow>> {
        visit_entry::table.find(visit_key).select(EntryRow::as_select()).first(self).optional()
    }

    fn begin_entry(&mut self, row: &EntryRow) -> QueryResult<()> {
        diesel::insert_into(visit_entry::table).values(row).execute(self).map(drop)
    }

    fn answer_entry(&mut self, visit_key: &str, answer: &str) -> QueryResult<()> {
        let entry = visit_entry::table.find(visit_key);
        diesel::update(entry).set(visit_entry::answer.eq(answer)).execute(self).map(drop)
    }
}

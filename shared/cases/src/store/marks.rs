//! Marks of a book: queries that both dialects understand.

use super::dialect::{Conn, held_law};
use crate::store::Marks;
use crate::store::schema::{case_law, case_place};
use diesel::prelude::*;
use diesel::upsert::excluded;

impl Marks for Conn {
    fn law(&mut self) -> QueryResult<Option<String>> {
        held_law(self)
    }

    fn set_law(&mut self, law: &str) -> QueryResult<()> {
        let values = (case_law::only_row.eq(1), case_law::law.eq(law));
        let insert = diesel::insert_into(case_law::table).values(values).on_conflict(case_law::only_row);
        insert.do_update().set(case_law::law.eq(excluded(case_law::law))).execute(self).map(drop)
    }

    fn place_of(&mut self, name: &str) -> QueryResult<Option<String>> {
        case_place::table.find(name).select(case_place::cursor).first(self).optional()
    }

    fn set_place(&mut self, name: &str, cursor: &str) -> QueryResult<()> {
        let values = (case_place::name.eq(name), case_place::cursor.eq(cursor));
        let insert = diesel::insert_into(case_place::table).values(values).on_conflict(case_place::name);
        insert.do_update().set(case_place::cursor.eq(excluded(case_place::cursor))).execute(self).map(drop)
    }
}

//! Mass events: queries that both dialects understand.

use super::{BINDS, Conn};
use crate::store::schema::{held, hold, rated};
use crate::store::{HeldRow, HoldRow, Holds, Moves};
use diesel::dsl::count_star;
use diesel::prelude::*;

impl Holds for Conn {
    fn hold_of(&mut self, origin: &str) -> QueryResult<Option<HoldRow>> {
        hold::table.filter(hold::origin.eq(origin)).select(HoldRow::as_select()).first(self).optional()
    }

    fn hold(&mut self, hold_id: i64) -> QueryResult<Option<HoldRow>> {
        hold::table.find(hold_id).select(HoldRow::as_select()).first(self).optional()
    }

    fn holds(&mut self, before: Option<i64>, limit: i64) -> QueryResult<Vec<HoldRow>> {
        hold::table
            .filter(hold::hold_id.lt(before.unwrap_or(i64::MAX)))
            .order(hold::hold_id.desc())
            .limit(limit)
            .select(HoldRow::as_select())
            .load(self)
    }

    fn open_hold(&mut self, origin: &str, at: i64) -> QueryResult<i64> {
        diesel::insert_into(hold::table)
            .values((hold::origin.eq(origin), hold::opened_at.eq(at)))
            .returning(hold::hold_id)
            .get_result(self)
    }

    fn release(&mut self, hold_id: i64, (at, moved): (i64, &str), actor: &str, reason: &str) -> QueryResult<bool> {
        let open = hold::table.find(hold_id).filter(hold::released_at.is_null());
        let released =
            (hold::released_at.eq(at), hold::actor.eq(actor), hold::reason.eq(reason), hold::moved.eq(moved));
        Ok(diesel::update(open).set(released).execute(self)? == 1)
    }

    fn put_held(&mut self, rows: &[HeldRow]) -> QueryResult<()> {
        for row in rows {
            diesel::insert_into(held::table)
                .values(row)
                .on_conflict(held::subject_id)
                .do_update()
                .set(row)
                .execute(self)?;
        }
        Ok(())
    }

    fn drop_held(&mut self, subjects: &[i64]) -> QueryResult<()> {
        for some in subjects.chunks(BINDS) {
            diesel::delete(held::table.filter(held::subject_id.eq_any(some.iter().copied()))).execute(self)?;
        }
        Ok(())
    }

    fn held_of(&mut self, subjects: &[i64]) -> QueryResult<Vec<HeldRow>> {
        let mut all = Vec::new();
        for some in subjects.chunks(BINDS) {
            let theirs = held::table.filter(held::subject_id.eq_any(some.iter().copied()));
            all.extend(theirs.select(HeldRow::as_select()).load(self)?);
        }
        Ok(all)
    }

    fn all_held(&mut self) -> QueryResult<Vec<(i64, i64)>> {
        held::table.select((held::subject_id, held::hold_id)).load(self)
    }

    fn held_by(&mut self, hold_id: i64, after: Option<&str>, limit: i64) -> QueryResult<Vec<HeldRow>> {
        held::table
            .filter(held::hold_id.eq(hold_id).and(held::code.gt(after.unwrap_or(""))))
            .order(held::code)
            .limit(limit)
            .select(HeldRow::as_select())
            .load(self)
    }

    fn moves(&mut self, hold_id: i64) -> QueryResult<Vec<Moves>> {
        held::table
            .filter(held::hold_id.eq(hold_id))
            .group_by((held::was, held::would_be))
            .select((held::was, held::would_be, count_star()))
            .load(self)
    }

    fn rated_count(&mut self) -> QueryResult<i64> {
        rated::table.count().get_result(self)
    }
}

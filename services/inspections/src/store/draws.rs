//! Draws: queries that both dialects understand.

use super::dialect::{Conn, hold, lock_draws};
use crate::store::schema::{draw, draw_file, plan, task};
use crate::store::{DrawPart, DrawRow, Draws, Ended, PlanRow, TaskRow, Whole};
use diesel::prelude::*;

/// The state of a commitment that waits.
const COMMITTED: &str = "committed";
/// That of one that was drawn on.
const DRAWN: &str = "drawn";

impl Draws for Conn {
    fn lock_draws(&mut self) -> QueryResult<()> {
        lock_draws(self)
    }

    fn draws(&mut self, before: Option<i64>, limit: i64) -> QueryResult<Vec<Whole>> {
        let whole = draw::table.inner_join(task::table.inner_join(plan::table));
        let mut query = whole
            .order(draw::draw_id.desc())
            .limit(limit)
            .select((DrawRow::as_select(), TaskRow::as_select(), PlanRow::as_select()))
            .into_boxed();
        if let Some(before) = before {
            query = query.filter(draw::draw_id.lt(before));
        }
        query.load(self)
    }

    fn draw(&mut self, draw_id: i64) -> QueryResult<Option<Whole>> {
        let whole = draw::table.inner_join(task::table.inner_join(plan::table)).filter(draw::draw_id.eq(draw_id));
        whole.select((DrawRow::as_select(), TaskRow::as_select(), PlanRow::as_select())).first(self).optional()
    }

    fn hold_draw(&mut self, draw_id: i64) -> QueryResult<Option<DrawRow>> {
        hold!(draw::table.find(draw_id).select(DrawRow::as_select()), self).optional()
    }

    fn draws_of_task(&mut self, task_id: i64) -> QueryResult<Vec<DrawRow>> {
        let of_task = draw::table.filter(draw::task_id.eq(task_id));
        of_task.order(draw::draw_id.desc()).select(DrawRow::as_select()).load(self)
    }

    fn drawn_tasks(&mut self, year: i32) -> QueryResult<Vec<i64>> {
        let drawn = draw::table.filter(draw::year.eq(year).and(draw::state.eq(DRAWN)));
        drawn.select(draw::task_id).load(self)
    }

    fn waiting(&mut self) -> QueryResult<Vec<(i64, TaskRow, PlanRow)>> {
        let whole = draw::table.inner_join(task::table.inner_join(plan::table));
        let waiting = whole.filter(draw::state.eq(COMMITTED)).order(draw::draw_id);
        waiting.select((draw::draw_id, TaskRow::as_select(), PlanRow::as_select())).load(self)
    }

    fn overdue(&mut self, now: i64) -> QueryResult<Vec<i64>> {
        let overdue = draw::state.eq(COMMITTED).and(draw::wait_until.lt(now));
        draw::table.filter(overdue).order(draw::draw_id).select(draw::draw_id).load(self)
    }

    fn add_draw(&mut self, part: &DrawPart, frozen: &str) -> QueryResult<i64> {
        let draw_id: i64 = diesel::insert_into(draw::table).values(part).returning(draw::draw_id).get_result(self)?;
        let file = (draw_file::draw_id.eq(draw_id), draw_file::frozen.eq(frozen));
        diesel::insert_into(draw_file::table).values(file).execute(self)?;
        Ok(draw_id)
    }

    fn frozen(&mut self, draw_id: i64) -> QueryResult<Option<String>> {
        let text = draw_file::table.find(draw_id).select(draw_file::frozen).first::<Option<String>>(self);
        text.optional().map(Option::flatten)
    }

    fn bundle(&mut self, draw_id: i64) -> QueryResult<Option<String>> {
        let text = draw_file::table.find(draw_id).select(draw_file::bundle).first::<Option<String>>(self);
        text.optional().map(Option::flatten)
    }

    fn end_draw(&mut self, draw_id: i64, ended: &Ended<'_>) -> QueryResult<bool> {
        let as_read = draw::table.filter(draw::draw_id.eq(draw_id).and(draw::state.eq(ended.before)));
        let changes = (
            draw::state.eq(ended.state),
            draw::course.eq(ended.course),
            draw::ended_by.eq(ended.by),
            draw::told.eq(ended.told),
        );
        Ok(diesel::update(as_read).set(changes).execute(self)? == 1)
    }

    fn add_bundle(&mut self, draw_id: i64, bundle: &str) -> QueryResult<()> {
        let changes = (draw_file::bundle.eq(bundle), draw_file::frozen.eq(None::<String>));
        diesel::update(draw_file::table.find(draw_id)).set(changes).execute(self).map(drop)
    }
}

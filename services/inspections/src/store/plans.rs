//! Plans and tasks: queries that both dialects understand.

use super::dialect::Conn;
use crate::store::schema::{plan, task};
use crate::store::{PlanPart, PlanRow, Plans, TaskPart, TaskRow};
use diesel::prelude::*;

impl Plans for Conn {
    fn plans(&mut self, year: Option<i32>) -> QueryResult<Vec<PlanRow>> {
        let mut query = plan::table.order(plan::plan_id.desc()).select(PlanRow::as_select()).into_boxed();
        if let Some(year) = year {
            query = query.filter(plan::year.eq(year));
        }
        query.load(self)
    }

    fn plan(&mut self, plan_id: i64) -> QueryResult<Option<PlanRow>> {
        plan::table.find(plan_id).select(PlanRow::as_select()).first(self).optional()
    }

    fn add_plan(&mut self, part: &PlanPart) -> QueryResult<i64> {
        diesel::insert_into(plan::table).values(part).returning(plan::plan_id).get_result(self)
    }

    fn tasks(&mut self, plan_id: i64) -> QueryResult<Vec<TaskRow>> {
        task::table.filter(task::plan_id.eq(plan_id)).order(task::task_id).select(TaskRow::as_select()).load(self)
    }

    fn tasks_of_year(&mut self, year: i32) -> QueryResult<Vec<(TaskRow, PlanRow)>> {
        let both = task::table.inner_join(plan::table).filter(plan::year.eq(year)).order(task::task_id);
        both.select((TaskRow::as_select(), PlanRow::as_select())).load(self)
    }

    fn task(&mut self, task_id: i64) -> QueryResult<Option<(TaskRow, PlanRow)>> {
        let both = task::table.inner_join(plan::table).filter(task::task_id.eq(task_id));
        both.select((TaskRow::as_select(), PlanRow::as_select())).first(self).optional()
    }

    fn add_task(&mut self, part: &TaskPart) -> QueryResult<i64> {
        diesel::insert_into(task::table).values(part).returning(task::task_id).get_result(self)
    }

    fn end_task(&mut self, task_id: i64, (at, by): (i64, &str)) -> QueryResult<bool> {
        let open = task::table.filter(task::task_id.eq(task_id).and(task::ended_at.is_null()));
        let ended = diesel::update(open).set((task::ended_at.eq(at), task::ended_by.eq(by))).execute(self)?;
        Ok(ended == 1)
    }
}

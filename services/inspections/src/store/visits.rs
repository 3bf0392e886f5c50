//! Visits that were drawn: queries that both dialects understand.

use super::dialect::{Conn, hold, insert};
use crate::store::schema::{draw, draw_visit, plan, task};
use crate::store::{Open, PlanRow, TaskRow, VisitRow, Visits};
use diesel::prelude::*;

impl Visits for Conn {
    fn add_visits(&mut self, rows: &[VisitRow]) -> QueryResult<()> {
        insert!(draw_visit::table, rows, self)
    }

    fn visits(&mut self, draw_id: i64) -> QueryResult<Vec<VisitRow>> {
        let of_draw = draw_visit::table.filter(draw_visit::draw_id.eq(draw_id));
        of_draw.order(draw_visit::place).select(VisitRow::as_select()).load(self)
    }

    fn hold_visit(&mut self, draw_id: i64, merchant: &str) -> QueryResult<Option<VisitRow>> {
        hold!(draw_visit::table.find((draw_id, merchant)).select(VisitRow::as_select()), self).optional()
    }

    fn settle_visit(&mut self, row: &VisitRow) -> QueryResult<()> {
        let changes = (
            draw_visit::state.eq(&row.state),
            draw_visit::record.eq(&row.record),
            draw_visit::reason.eq(&row.reason),
            draw_visit::settled_at.eq(row.settled_at),
            draw_visit::settled_by.eq(&row.settled_by),
        );
        diesel::update(draw_visit::table.find((row.draw_id, &row.merchant))).set(changes).execute(self).map(drop)
    }

    fn settled_by(&mut self, merchant: &str, record: &str) -> QueryResult<Option<i64>> {
        let settled = draw_visit::table.filter(draw_visit::merchant.eq(merchant).and(draw_visit::record.eq(record)));
        settled.select(draw_visit::draw_id).first(self).optional()
    }

    fn visits_of_year(&mut self, year: i32) -> QueryResult<Vec<VisitRow>> {
        draw_visit::table.filter(draw_visit::year.eq(year)).select(VisitRow::as_select()).load(self)
    }

    fn open_visits(&mut self, inspector_id: Option<&str>) -> QueryResult<Vec<Open>> {
        let whole = draw_visit::table.inner_join(draw::table.inner_join(task::table.inner_join(plan::table)));
        let mut query = whole
            .filter(draw_visit::state.eq("open"))
            .order((task::until_day, draw_visit::draw_id, draw_visit::place))
            .select((VisitRow::as_select(), TaskRow::as_select(), PlanRow::as_select(), draw::provisional))
            .into_boxed();
        if let Some(id) = inspector_id {
            query = query.filter(draw_visit::first_id.eq(id).or(draw_visit::second_id.eq(id)));
        }
        query.load(self)
    }
}

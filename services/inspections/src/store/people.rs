//! The register of inspectors: queries that both dialects understand.

use super::dialect::{Conn, hold};
use crate::store::schema::{inspector, recusal};
use crate::store::{InspectorRow, People, RecusalPart, RecusalRow};
use diesel::prelude::*;

impl People for Conn {
    fn inspectors(&mut self) -> QueryResult<Vec<InspectorRow>> {
        inspector::table.order(inspector::inspector_id).select(InspectorRow::as_select()).load(self)
    }

    fn hold_inspector(&mut self, inspector_id: &str) -> QueryResult<Option<InspectorRow>> {
        hold!(inspector::table.find(inspector_id).select(InspectorRow::as_select()), self).optional()
    }

    fn add_inspector(&mut self, row: &InspectorRow) -> QueryResult<()> {
        diesel::insert_into(inspector::table).values(row).execute(self).map(drop)
    }

    fn change_inspector(&mut self, row: &InspectorRow) -> QueryResult<()> {
        diesel::update(inspector::table.find(&row.inspector_id)).set(row).execute(self).map(drop)
    }

    fn recusals(&mut self, inspector_id: Option<&str>) -> QueryResult<Vec<RecusalRow>> {
        let mut query = recusal::table.order(recusal::recusal_id).select(RecusalRow::as_select()).into_boxed();
        if let Some(inspector_id) = inspector_id {
            query = query.filter(recusal::inspector_id.eq(inspector_id));
        }
        query.load(self)
    }

    fn hold_recusal(&mut self, recusal_id: i64) -> QueryResult<Option<RecusalRow>> {
        hold!(recusal::table.find(recusal_id).select(RecusalRow::as_select()), self).optional()
    }

    fn add_recusal(&mut self, part: &RecusalPart) -> QueryResult<i64> {
        diesel::insert_into(recusal::table).values(part).returning(recusal::recusal_id).get_result(self)
    }

    fn end_recusal(&mut self, recusal_id: i64, until_day: i32, (at, by): (i64, &str)) -> QueryResult<()> {
        let ended = (recusal::until_day.eq(until_day), recusal::ended_at.eq(at), recusal::ended_by.eq(by));
        diesel::update(recusal::table.find(recusal_id)).set(ended).execute(self).map(drop)
    }
}

//! Exports: queries that both dialects understand.

use super::Conn;
use crate::store::rows::{ExportEnd, ExportRow, NewExport};
use crate::store::schema::{export_chunk, export_job};
use crate::store::{Exports, Owner};
use diesel::prelude::*;

const QUEUED: &str = "queued";
const RUNNING: &str = "running";
const CANCELLED: &str = "cancelled";

impl Exports for Conn {
    fn add_export(&mut self, export: &NewExport) -> QueryResult<()> {
        diesel::insert_into(export_job::table).values(export).execute(self).map(|_| ())
    }

    fn exports(&mut self, (actor, area): Owner<'_>) -> QueryResult<Vec<ExportRow>> {
        export_job::table
            .filter(export_job::actor.eq(actor).and(export_job::area.eq(area)))
            .order(export_job::number.desc())
            .select(ExportRow::as_select())
            .load(self)
    }

    fn export(&mut self, export_id: &str, (actor, area): Owner<'_>) -> QueryResult<Option<ExportRow>> {
        export_job::table
            .filter(export_job::export_id.eq(export_id))
            .filter(export_job::actor.eq(actor).and(export_job::area.eq(area)))
            .select(ExportRow::as_select())
            .first(self)
            .optional()
    }

    fn take_export(&mut self, now: i64, left_before: i64, own: &[String]) -> QueryResult<Option<ExportRow>> {
        let is_left = export_job::state.eq(RUNNING).and(export_job::beat_at.lt(left_before));
        let next = export_job::table
            .filter(export_job::state.eq(QUEUED).or(is_left))
            .filter(export_job::export_id.ne_all(own))
            .order(export_job::number)
            .select(ExportRow::as_select())
            .first(self)
            .optional()?;
        let Some(next) = next else { return Ok(None) };
        // Of several processes that have seen it, one takes it.
        let as_seen = export_job::table.find(next.number).filter(export_job::taken.eq(next.taken));
        let free = as_seen.filter(export_job::state.eq_any([QUEUED, RUNNING]));
        let taken = (
            export_job::state.eq(RUNNING),
            export_job::taken.eq(next.taken + 1),
            export_job::row_count.eq(0),
            export_job::rows_total.eq(None::<i64>),
            export_job::beat_at.eq(now),
        );
        let is_ours = diesel::update(free).set(taken).execute(self)? == 1;
        if is_ours && next.taken > 0 {
            // Pieces that whoever left it has stored.
            let pieces = export_chunk::table.filter(export_chunk::export_id.eq(&next.export_id));
            diesel::delete(pieces).execute(self)?;
        }
        Ok(is_ours.then(|| ExportRow { state: RUNNING.to_owned(), taken: next.taken + 1, ..next }))
    }

    fn beat_export(
        &mut self,
        (number, taken): (i64, i64),
        (rows, total): (i64, Option<i64>),
        now: i64,
    ) -> QueryResult<bool> {
        let ours = export_job::table.find(number).filter(export_job::taken.eq(taken));
        let ours = ours.filter(export_job::state.eq(RUNNING));
        let beat = (export_job::row_count.eq(rows), export_job::rows_total.eq(total), export_job::beat_at.eq(now));
        Ok(diesel::update(ours).set(beat).execute(self)? == 1)
    }

    fn leave_export(&mut self, (number, taken): (i64, i64)) -> QueryResult<()> {
        let ours = export_job::table.find(number).filter(export_job::taken.eq(taken));
        let ours = ours.filter(export_job::state.eq(RUNNING));
        diesel::update(ours).set(export_job::state.eq(QUEUED)).execute(self).map(|_| ())
    }

    fn end_export(&mut self, (number, taken): (i64, i64), end: &ExportEnd) -> QueryResult<bool> {
        let ours = export_job::table.find(number).filter(export_job::taken.eq(taken));
        let ours = ours.filter(export_job::state.eq(RUNNING));
        Ok(diesel::update(ours).set(end).execute(self)? == 1)
    }

    fn cancel_export(&mut self, number: i64, now: i64) -> QueryResult<bool> {
        let open = export_job::table.find(number).filter(export_job::state.eq_any([QUEUED, RUNNING]));
        let over = (export_job::state.eq(CANCELLED), export_job::finished_at.eq(now));
        Ok(diesel::update(open).set(over).execute(self)? == 1)
    }

    fn drop_export(&mut self, number: i64) -> QueryResult<()> {
        let own = export_job::table.find(number).select(export_job::export_id);
        diesel::delete(export_chunk::table.filter(export_chunk::export_id.eq_any(own))).execute(self)?;
        diesel::delete(export_job::table.find(number)).execute(self).map(|_| ())
    }

    fn exports_before(&mut self, created_at: i64) -> QueryResult<Vec<i64>> {
        export_job::table.filter(export_job::created_at.le(created_at)).select(export_job::number).load(self)
    }

    fn add_export_chunk(&mut self, export_id: &str, number: i32, bytes: &[u8]) -> QueryResult<()> {
        let columns =
            (export_chunk::export_id.eq(export_id), export_chunk::number.eq(number), export_chunk::bytes.eq(bytes));
        diesel::insert_into(export_chunk::table).values(columns).execute(self).map(|_| ())
    }

    fn export_chunk(&mut self, export_id: &str, number: i32) -> QueryResult<Option<Vec<u8>>> {
        export_chunk::table.find((export_id, number)).select(export_chunk::bytes).first(self).optional()
    }
}

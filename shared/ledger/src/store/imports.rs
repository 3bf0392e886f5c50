//! Imports and the rows that wait: queries that both dialects understand.

use super::{BINDS, Conn, dialect};
use crate::asker::Asker;
use crate::store::schema::{import_chunk, import_job, import_row, mapping, record};
use crate::store::{Imports, JobRow, MappingRow, NewJob, UnresolvedRow, VersionRow, WaitingListing, WaitingRow};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::BTreeSet;

const QUEUED: &str = "queued";

impl Imports for Conn {
    fn add_job(&mut self, job: &NewJob) -> QueryResult<i64> {
        diesel::insert_into(import_job::table).values(job).returning(import_job::import_id).get_result(self)
    }

    fn add_chunk(&mut self, import_id: i64, number: i32, bytes: &[u8]) -> QueryResult<()> {
        let columns =
            (import_chunk::import_id.eq(import_id), import_chunk::number.eq(number), import_chunk::bytes.eq(bytes));
        diesel::insert_into(import_chunk::table).values(columns).execute(self).map(|_| ())
    }

    fn chunk(&mut self, import_id: i64, number: i32) -> QueryResult<Option<Vec<u8>>> {
        import_chunk::table.find((import_id, number)).select(import_chunk::bytes).first(self).optional()
    }

    fn drop_chunks(&mut self, import_id: i64) -> QueryResult<()> {
        let own = import_chunk::table.filter(import_chunk::import_id.eq(import_id));
        diesel::delete(own).execute(self).map(|_| ())
    }

    fn job(&mut self, import_id: i64, asker: Asker<'_>) -> QueryResult<Option<JobRow>> {
        let mut query = import_job::table.find(import_id).select(JobRow::as_select()).into_boxed();
        if let Some(own) = asker.own() {
            query = query.filter(import_job::actor.eq(own));
        }
        query.first(self).optional()
    }

    fn jobs(&mut self, before: Option<i64>, limit: i64, asker: Asker<'_>) -> QueryResult<Vec<JobRow>> {
        let mut query = import_job::table
            .filter(import_job::import_id.lt(before.unwrap_or(i64::MAX)))
            .order(import_job::import_id.desc())
            .limit(limit)
            .select(JobRow::as_select())
            .into_boxed();
        if let Some(own) = asker.own() {
            query = query.filter(import_job::actor.eq(own));
        }
        query.load(self)
    }

    fn claim(&mut self) -> QueryResult<Option<JobRow>> {
        dialect::claim(self)
    }

    fn finish(&mut self, import_id: i64, state: &str, at: i64, outcome: &str) -> QueryResult<bool> {
        let queued = import_job::table.find(import_id).filter(import_job::state.eq(QUEUED));
        let over = (import_job::state.eq(state), import_job::finished_at.eq(at), import_job::outcome.eq(outcome));
        Ok(diesel::update(queued).set(over).execute(self)? == 1)
    }

    fn add_waiting(&mut self, row: &WaitingRow) -> QueryResult<bool> {
        // Of one job no two rows have the same number, so it is the identity that is there already.
        let added = diesel::insert_into(import_row::table).values(row).on_conflict_do_nothing();
        Ok(added.execute(self)? == 1)
    }

    fn is_waiting(&mut self, identity: &str) -> QueryResult<bool> {
        diesel::select(diesel::dsl::exists(import_row::table.filter(import_row::identity.eq(identity))))
            .get_result(self)
    }

    fn waiting(
        &mut self,
        (import_id, source_row): (i64, i64),
        held: bool,
        asker: Asker<'_>,
    ) -> QueryResult<Option<WaitingRow>> {
        if self.job(import_id, asker)?.is_none() {
            return Ok(None);
        }
        if held {
            dialect::hold_waiting(self, import_id, source_row)?;
        }
        import_row::table.find((import_id, source_row)).select(WaitingRow::as_select()).first(self).optional()
    }

    fn list_waiting(&mut self, listing: &WaitingListing, asker: Asker<'_>) -> QueryResult<Vec<WaitingRow>> {
        let mut query = import_row::table
            .filter(import_row::import_id.eq(listing.import_id))
            .order(import_row::source_row)
            .limit(listing.limit)
            .select(WaitingRow::as_select())
            .into_boxed();
        if let Some(own) = asker.own() {
            let theirs = import_job::table.filter(import_job::import_id.eq(import_row::import_id));
            query = query.filter(diesel::dsl::exists(theirs.filter(import_job::actor.eq(own))));
        }
        if let Some(disposition) = &listing.disposition {
            query = query.filter(import_row::disposition.eq(disposition));
        }
        if let Some(state) = &listing.state {
            query = query.filter(import_row::state.eq(state));
        }
        if let Some(after) = listing.after {
            query = query.filter(import_row::source_row.gt(after));
        }
        query.load(self)
    }

    fn unresolved(&mut self, asker: Asker<'_>) -> QueryResult<Vec<UnresolvedRow>> {
        let mut query = import_row::table
            .inner_join(import_job::table.on(import_job::import_id.eq(import_row::import_id)))
            // In the words of the index, or it is not entered.
            .filter(sql::<Bool>("import_row.state = 'waiting' AND import_row.disposition = 'unresolved'"))
            .filter(import_job::dry_run.eq(false))
            .order((import_row::import_id, import_row::source_row))
            .select((
                import_row::import_id,
                import_row::source_row,
                import_job::file_name,
                import_job::layout,
                import_row::entries,
                import_job::actor,
                import_job::area,
            ))
            .into_boxed();
        if let Some(own) = asker.own() {
            query = query.filter(import_job::actor.eq(own));
        }
        query.load(self)
    }

    fn resolved(&mut self, since: i64) -> QueryResult<Vec<VersionRow>> {
        let rows: Vec<(i64, i64, Option<i64>, Option<String>)> = import_row::table
            .inner_join(import_job::table.on(import_job::import_id.eq(import_row::import_id)))
            .filter(sql::<Bool>("import_row.state = 'kept' AND import_row.disposition = 'unresolved'"))
            .filter(import_row::settled_at.gt(since))
            .select((import_row::import_id, import_row::source_row, import_row::settled_at, import_job::source))
            .load(self)?;
        let mut found = Vec::new();
        for some in rows.chunks(BINDS / 2 - 8) {
            // A row is settled at the instant at which its record is written, and that is what has an index.
            let at: BTreeSet<i64> = some.iter().filter_map(|(_, _, at, _)| *at).collect();
            let sources: BTreeSet<&String> = some.iter().filter_map(|(.., source)| source.as_ref()).collect();
            let standing = record::standing.eq(true).and(record::withdrawn.eq(false));
            let then = record::table.filter(record::recorded_at.eq_any(at)).filter(standing);
            let of_sources = then.clone().filter(record::source.eq_any(sources)).select(VersionRow::as_select());
            let mut of_some: Vec<VersionRow> = of_sources.load(self)?;
            if some.iter().any(|(.., source)| source.is_none()) {
                let of_none = then.filter(record::source.is_null()).select(VersionRow::as_select());
                of_some.extend(of_none.load::<VersionRow>(self)?);
            }
            let own: BTreeSet<(Option<i64>, Option<i64>)> =
                some.iter().map(|(import_id, row, ..)| (Some(*import_id), Some(*row))).collect();
            found.extend(of_some.into_iter().filter(|row| own.contains(&(row.import_id, row.source_row))));
        }
        Ok(found)
    }

    fn settle(&mut self, row: &WaitingRow) -> QueryResult<()> {
        let settled = (
            import_row::state.eq(&row.state),
            import_row::actor.eq(&row.actor),
            import_row::reason.eq(&row.reason),
            import_row::settled_at.eq(row.settled_at),
        );
        diesel::update(import_row::table.find((row.import_id, row.source_row))).set(settled).execute(self).map(|_| ())
    }

    fn save_mapping(&mut self, row: &MappingRow) -> QueryResult<()> {
        diesel::insert_into(mapping::table)
            .values(row)
            .on_conflict(mapping::name)
            .do_update()
            .set(row)
            .execute(self)
            .map(|_| ())
    }

    fn mappings(&mut self) -> QueryResult<Vec<MappingRow>> {
        mapping::table.order(mapping::name).select(MappingRow::as_select()).load(self)
    }
}

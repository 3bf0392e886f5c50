//! What was rated: queries that both dialects understand.

use super::{BINDS, Conn, dialect};
use crate::store::schema::{issued, peers, rated};
use crate::store::{IssuedRow, PeersTableRow, RatedRow, Ratings};
use diesel::prelude::*;

impl Ratings for Conn {
    fn rated(&mut self, subjects: &[i64]) -> QueryResult<Vec<RatedRow>> {
        let mut all = Vec::new();
        for some in subjects.chunks(BINDS) {
            let theirs = rated::table.filter(rated::subject_id.eq_any(some.iter().copied()));
            all.extend(theirs.select(RatedRow::as_select()).load(self)?);
        }
        Ok(all)
    }

    fn rated_behind(&mut self, after: i64, limit: i64) -> QueryResult<Vec<RatedRow>> {
        rated::table
            .filter(rated::subject_id.gt(after))
            .order(rated::subject_id)
            .limit(limit)
            .select(RatedRow::as_select())
            .load(self)
    }

    fn put_rated(&mut self, rows: &[RatedRow]) -> QueryResult<()> {
        dialect::put_rated(self, rows)
    }

    fn drop_rated(&mut self, subjects: &[i64]) -> QueryResult<()> {
        for some in subjects.chunks(BINDS) {
            diesel::delete(rated::table.filter(rated::subject_id.eq_any(some.iter().copied()))).execute(self)?;
        }
        Ok(())
    }

    fn issued(&mut self, subject_id: i64) -> QueryResult<Vec<IssuedRow>> {
        issued::table
            .filter(issued::subject_id.eq(subject_id))
            .order(issued::number)
            .select(IssuedRow::as_select())
            .load(self)
    }

    fn add_issued(&mut self, rows: &[IssuedRow]) -> QueryResult<()> {
        dialect::add_issued(self, rows)
    }

    fn peers(&mut self, month: i32, known_at: i64, scheme_digest: &str) -> QueryResult<Option<PeersTableRow>> {
        peers::table.find((month, known_at, scheme_digest)).select(PeersTableRow::as_select()).first(self).optional()
    }

    fn peers_count(&mut self, generation: i64) -> QueryResult<i64> {
        peers::table.filter(peers::generation.eq(generation)).count().get_result(self)
    }

    fn put_peers(&mut self, row: &PeersTableRow) -> QueryResult<()> {
        diesel::insert_into(peers::table)
            .values(row)
            .on_conflict((peers::month, peers::known_at, peers::scheme_digest))
            .do_update()
            .set(row)
            .execute(self)
            .map(|_| ())
    }
}

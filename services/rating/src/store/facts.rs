//! What was followed: queries that both dialects understand.

use super::{BINDS, Conn, dialect};
use crate::store::schema::{fact, note, party};
use crate::store::{FactRow, Facts};
use diesel::prelude::*;

impl Facts for Conn {
    fn add_facts(&mut self, facts: &[FactRow]) -> QueryResult<()> {
        dialect::add_facts(self, facts)
    }

    fn facts(&mut self, subjects: &[i64]) -> QueryResult<Vec<FactRow>> {
        let mut all = Vec::new();
        for some in subjects.chunks(BINDS) {
            let theirs = fact::table.filter(fact::subject_id.eq_any(some.iter().copied()));
            let ordered = theirs.order((fact::subject_id, fact::key, fact::version));
            all.extend(ordered.select(FactRow::as_select()).load(self)?);
        }
        Ok(all)
    }

    fn facts_behind(&mut self, after: i64, kinds: &[&str], limit: i64) -> QueryResult<Vec<FactRow>> {
        let behind = |conn: &mut Self, from: i64, until: Option<i64>, limit: Option<i64>| {
            let mut query = fact::table
                .filter(fact::subject_id.gt(from))
                .order((fact::subject_id, fact::key, fact::version))
                .select(FactRow::as_select())
                .into_boxed();
            if !kinds.is_empty() {
                query = query.filter(fact::kind.eq_any(kinds.iter().copied()));
            }
            if let Some(until) = until {
                query = query.filter(fact::subject_id.le(until));
            }
            if let Some(limit) = limit {
                query = query.limit(limit);
            }
            query.load::<FactRow>(conn)
        };
        let mut rows = behind(self, after, None, Some(limit))?;
        let is_cut = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
        if let (true, Some(last)) = (is_cut, rows.last().map(|row| row.subject_id)) {
            // The last one may go on behind the limit.
            rows.retain(|row| row.subject_id != last);
            rows.extend(behind(self, last - 1, Some(last), None)?);
        }
        Ok(rows)
    }

    fn subjects_of(&mut self, source: &str) -> QueryResult<Vec<i64>> {
        let theirs = fact::table.filter(fact::source.eq(source)).order(fact::subject_id);
        theirs.select(fact::subject_id).distinct().load(self)
    }

    fn note(&mut self, name: &str) -> QueryResult<Option<String>> {
        note::table.find(name).select(note::value).first(self).optional()
    }

    fn notes(&mut self, beginning: &str) -> QueryResult<Vec<String>> {
        note::table.filter(note::name.like(format!("{beginning}%"))).select(note::value).load(self)
    }

    fn set_note(&mut self, name: &str, value: &str) -> QueryResult<()> {
        diesel::insert_into(note::table)
            .values((note::name.eq(name), note::value.eq(value)))
            .on_conflict(note::name)
            .do_update()
            .set(note::value.eq(value))
            .execute(self)
            .map(|_| ())
    }

    fn add_parties(&mut self, parties: &[(&str, i64)]) -> QueryResult<()> {
        dialect::add_parties(self, parties)
    }

    fn party(&mut self, code: &str) -> QueryResult<Option<i64>> {
        party::table.find(code).select(party::subject_id).first(self).optional()
    }
}

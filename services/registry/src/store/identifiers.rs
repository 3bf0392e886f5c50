//! Subjects and their codes: queries that both dialects understand.

use super::{BINDS, Conn, dialect};
use crate::store::schema::identifier;
use crate::store::{IdentifierRow, Identifiers};
use diesel::prelude::*;

impl Identifiers for Conn {
    fn subjects(&mut self, codes: &[&str]) -> QueryResult<Vec<(String, i64)>> {
        let mut found = Vec::with_capacity(codes.len());
        for some in codes.chunks(BINDS) {
            let known = identifier::table.filter(identifier::code.eq_any(some.iter().copied()));
            found.extend(known.select((identifier::code, identifier::subject_id)).load::<(String, i64)>(self)?);
        }
        Ok(found)
    }

    fn open(&mut self, count: usize, at: i64) -> QueryResult<Vec<i64>> {
        dialect::open(self, count, at)
    }

    fn add(&mut self, identifiers: &[IdentifierRow]) -> QueryResult<()> {
        dialect::add(self, identifiers)
    }

    fn former(&mut self, beginning: &str, limit: i64) -> QueryResult<Vec<(String, i64)>> {
        // Behind every letter and digit.
        let behind = format!("{beginning}~");
        identifier::table
            .filter(identifier::former.eq(true))
            .filter(identifier::code.ge(beginning).and(identifier::code.lt(behind)))
            .order(identifier::code)
            .limit(limit)
            .select((identifier::code, identifier::subject_id))
            .load(self)
    }

    fn of_subject(&mut self, subject_id: i64) -> QueryResult<Vec<IdentifierRow>> {
        identifier::table
            .filter(identifier::subject_id.eq(subject_id))
            .order((identifier::former, identifier::code))
            .select(IdentifierRow::as_select())
            .load(self)
    }
}

//! Who may carry on whom: queries that both dialects understand.

use super::{BINDS, Conn};
use crate::store::Successions;
use crate::store::schema::{party, succession};
use diesel::prelude::*;

impl Successions for Conn {
    fn add_successions(&mut self, named: &[(i64, &str)]) -> QueryResult<()> {
        for (predecessor, code) in named {
            diesel::insert_into(succession::table)
                .values((succession::predecessor.eq(predecessor), succession::code.eq(code)))
                .on_conflict_do_nothing()
                .execute(self)?;
        }
        Ok(())
    }

    fn predecessors(&mut self, subjects: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
        let mut all = Vec::new();
        for some in subjects.chunks(BINDS) {
            let named = succession::table.inner_join(party::table.on(party::code.eq(succession::code)));
            let theirs = named.filter(party::subject_id.eq_any(some.iter().copied()));
            all.extend(
                theirs.select((party::subject_id, succession::predecessor)).distinct().load::<(i64, i64)>(self)?,
            );
        }
        Ok(all)
    }

    fn successors(&mut self, subjects: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
        let mut all = Vec::new();
        for some in subjects.chunks(BINDS) {
            let named = succession::table.inner_join(party::table.on(party::code.eq(succession::code)));
            let theirs = named.filter(succession::predecessor.eq_any(some.iter().copied()));
            all.extend(
                theirs.select((succession::predecessor, party::subject_id)).distinct().load::<(i64, i64)>(self)?,
            );
        }
        Ok(all)
    }
}

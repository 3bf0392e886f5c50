//! What PostgreSQL does in its own way.

use super::Conn;
use crate::store::FactRow;
use crate::store::schema::fact;
use diesel::prelude::*;

/// Many rows a statement.
pub(super) fn add_facts(conn: &mut Conn, facts: &[FactRow]) -> QueryResult<()> {
    for some in facts.chunks(2_000) {
        diesel::insert_into(fact::table).values(some).on_conflict_do_nothing().execute(conn)?;
    }
    Ok(())
}

//! What SQLite does in its own way.

use super::Conn;
use crate::store::FactRow;
use crate::store::schema::fact;
use diesel::prelude::*;

/// Row by row: the statement is prepared once, while one for many rows would be prepared each time.
pub(super) fn add_facts(conn: &mut Conn, facts: &[FactRow]) -> QueryResult<()> {
    for row in facts {
        diesel::insert_into(fact::table).values(row).on_conflict_do_nothing().execute(conn)?;
    }
    Ok(())
}

//! What PostgreSQL does in its own way.

pub(super) use db::postgres::Conn;
use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;

/// Others may read meanwhile.
pub(super) fn lock_holds(conn: &mut Conn) -> QueryResult<()> {
    conn.batch_execute("LOCK TABLE filing_hold IN SHARE ROW EXCLUSIVE MODE")
}

//! What PostgreSQL does in its own way.

pub(super) use db::postgres::Conn;
use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;

/// Rows of one statement, by the number of values that it may bind.
pub(super) const ROWS: usize = 2_000;

/// The first row of a query; nobody else may change it until the transaction ends.
macro_rules! hold {
    ($query:expr, $conn:expr) => {
        $query.for_update().first($conn)
    };
}
pub(super) use hold;

/// Others may read meanwhile.
pub(super) fn lock_draws(conn: &mut Conn) -> QueryResult<()> {
    conn.batch_execute("LOCK TABLE draw IN SHARE ROW EXCLUSIVE MODE")
}

/// Adds rows, many a statement.
macro_rules! insert {
    ($table:expr, $rows:expr, $conn:expr) => {
        $rows
            .chunks(super::dialect::ROWS)
            .try_for_each(|some| diesel::insert_into($table).values(some).execute($conn).map(drop))
    };
}
pub(super) use insert;

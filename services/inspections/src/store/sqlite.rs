//! What SQLite does in its own way.

pub(super) use db::sqlite::Conn;
use diesel::QueryResult;

/// The first row of a query; nobody else may change it until the transaction ends. SQLite has one writer.
macro_rules! hold {
    ($query:expr, $conn:expr) => {
        $query.first($conn)
    };
}
pub(super) use hold;

/// One writer is there anyhow.
pub(super) fn lock_draws(_: &mut Conn) -> QueryResult<()> {
    Ok(())
}

/// Adds rows.
macro_rules! insert {
    ($table:expr, $rows:expr, $conn:expr) => {
        // Row by row: a statement for many rows would be prepared each time.
        $rows.iter().try_for_each(|row| diesel::insert_into($table).values(row).execute($conn).map(drop))
    };
}
pub(super) use insert;

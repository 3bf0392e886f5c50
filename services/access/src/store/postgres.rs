//! What PostgreSQL does in its own way.

pub(super) use db::postgres::Conn;

/// The first row of a query; nobody else may change it until the transaction ends.
macro_rules! hold {
    ($query:expr, $conn:expr) => {
        $query.for_update().first($conn)
    };
}
pub(super) use hold;

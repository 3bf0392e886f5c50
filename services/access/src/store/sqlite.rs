//! What SQLite does in its own way.

pub(super) use db::sqlite::Conn;

/// The first row of a query; nobody else may change it until the transaction ends. SQLite has one writer.
macro_rules! hold {
    ($query:expr, $conn:expr) => {
        $query.first($conn)
    };
}
pub(super) use hold;

//! The dialect of PostgreSQL.

pub use diesel::PgConnection as Conn;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{CustomizeConnection, Error as PoolError};

/// Most values that one statement may bind, less some for what stands around a list.
pub const BINDS: usize = 65_000;

/// Sets up a connection of the pool.
#[derive(Debug)]
pub(crate) struct SetUp {
    /// The schema that alone is seen.
    pub(crate) schema: String,
}

impl CustomizeConnection<Conn, PoolError> for SetUp {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), PoolError> {
        conn.batch_execute(&format!("SET search_path TO \"{}\"; SET TIME ZONE 'UTC';", self.schema))
            .map_err(PoolError::QueryError)
    }
}

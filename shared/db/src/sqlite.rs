//! The dialect of SQLite.

pub use diesel::SqliteConnection as Conn;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{CustomizeConnection, Error as PoolError};
use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

/// Most values that one statement may bind, less some for what stands around a list.
pub const BINDS: usize = 32_000;

/// Makes a folder and an empty database in it that only their owner may read; what exists stays as it is.
/// The files that SQLite puts beside the database are as open as it is.
pub(crate) fn make(folder: &Path, file: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Bytes that must be free before a disk that was full counts as one that has room.
pub(crate) const ROOM: u64 = 1 << 20;

/// Bytes that are free where a folder lies, if the system says so.
pub(crate) fn room(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Sets up a connection of the pool.
#[derive(Debug)]
pub(crate) struct SetUp {
    /// May it write?
    pub(crate) writes: bool,
}

/// How long a connection waits for another process that holds the file, in milliseconds.
const BUSY_MS: u32 = 30_000;

impl CustomizeConnection<Conn, PoolError> for SetUp {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), PoolError> {
        // FULL: what is acknowledged outlives a power cut, since these records are evidence.
        let query_only = if self.writes { "OFF" } else { "ON" };
        conn.batch_execute(&format!(
            "PRAGMA busy_timeout = {BUSY_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; \
             PRAGMA mmap_size = 1073741824; PRAGMA query_only = {query_only};"
        ))
        .map_err(PoolError::QueryError)
    }
}

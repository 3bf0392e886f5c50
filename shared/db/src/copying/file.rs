//! A file of SQLite, copied while its service writes.

use super::{MIGRATIONS, Named, count, quoted};
use crate::error::{DbError, OpenError};
use crate::sqlite::Conn;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// What must not stand in the path of a URI.
const PATH: AsciiSet = CONTROLS.add(b'%').add(b'?').add(b'#');

/// What a copy holds.
pub struct FileCopy {
    /// Numbers of the migrations that were run.
    pub migrations: Vec<String>,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
}

/// Copies a file as it is at one instant; whoever writes into it does not wait, and is not waited for. The copy is
/// new, and its owner's alone.
///
/// # Errors
/// [`OpenError`] if there is no such file, or no copy can be made.
pub fn copy_file(from: &Path, to: &Path) -> Result<FileCopy, OpenError> {
    let folder = |source| OpenError::Folder { folder: to.display().to_string(), source };
    let mut conn = open(from)?;
    conn.batch_execute("PRAGMA busy_timeout = 30000").map_err(DbError::from)?;
    // SQLite fills a file that is empty, and leaves its mode as it is.
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(folder)?;
    let vacuum = sql_query("VACUUM INTO ?1").bind::<Text, _>(to.to_string_lossy());
    vacuum.execute(&mut conn).map_err(DbError::from)?;
    file.sync_all().map_err(folder)?;
    Ok(look(&mut open(to)?)?)
}

fn open(path: &Path) -> Result<Conn, OpenError> {
    let failed = |cause: String| OpenError::Connect { place: path.display().to_string(), cause };
    // A file that is not there is not made.
    let uri = format!("file:{}?mode=rw", utf8_percent_encode(&path.to_string_lossy(), &PATH));
    Conn::establish(&uri).map_err(|error| failed(error.to_string()))
}

fn look(conn: &mut Conn) -> Result<FileCopy, DbError> {
    let migrations = sql_query(format!("SELECT version AS name FROM {MIGRATIONS} ORDER BY version"));
    let migrations = migrations.load::<Named>(conn)?.into_iter().map(|found| found.name).collect();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
    let mut rows = BTreeMap::new();
    for Named { name } in sql_query(tables).load::<Named>(conn)?.into_iter().filter(|table| table.name != MIGRATIONS) {
        let counted = sql_query(format!("SELECT count(*) AS number FROM {}", quoted(&name))).get_result(conn)?;
        rows.insert(name, count(&counted));
    }
    Ok(FileCopy { migrations, rows })
}

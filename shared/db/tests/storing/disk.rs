//! A disk that is full is told as what it is, and found to have room once it has.

use crate::{open, run};
use db::{DbError, Transient as _};
use testkit::Place;

#[test]
fn a_full_disk_passes_but_not_in_a_moment() {
    let place = Place::sqlite();
    let db = open(place.location());
    for table in ["CREATE TABLE heap (bytes BLOB)", "CREATE TABLE __diesel_schema_migrations (run_on TEXT)"] {
        db.write(|conn| run(conn, table)).unwrap();
    }
    assert!(db.writable().is_ok());
    // The file may not grow any more, which SQLite tells as it tells a disk without room.
    let heap = "INSERT INTO heap VALUES (zeroblob(1000000))";
    let mut tries = 0;
    let full = db.write(|mut conn| {
        tries += 1;
        run(conn.again(), "PRAGMA max_page_count = 20")?;
        run(conn, heap)
    });
    let error = full.unwrap_err();
    assert!(matches!(error, DbError::Disk(_)), "{error}");
    assert!(error.will_pass() && !error.is_transient() && tries == 1, "{error} after {tries}");
    // So it is within a whole, which SQLite undoes under the feet of its calls.
    let whole = db.whole(|| db.write(|conn| run(conn, heap)).map(drop));
    assert!(matches!(whole, Err(DbError::Disk(_))), "{whole:?}");
    // The disk itself has room, so that a small write tells that it can be written again.
    assert!(db.writable().is_ok());
    db.write(|conn| run(conn, "PRAGMA max_page_count = 100000")).unwrap();
    db.write(|conn| run(conn, heap)).unwrap();
}

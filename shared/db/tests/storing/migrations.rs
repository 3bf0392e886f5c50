//! Migrations: once, whoever starts at the same time; all of them or none; down and up again.

use crate::parity::{Column, columns};
use crate::{number, open, run};
use db::diesel_migrations::MigrationHarness;
use db::{Conn, Database, DbError, Migrations, OpenError};
use std::collections::BTreeSet;
use std::fs;
use std::sync::Barrier;
use std::thread;
use testkit::{Place, each_backend};

pub(crate) static LEDGER: Migrations =
    db::migrations!("../../migrations/sqlite/ledger", "../../migrations/postgres/ledger");
pub(crate) static REGISTRY: Migrations =
    db::migrations!("../../migrations/sqlite/registry", "../../migrations/postgres/registry");
pub(crate) static RATING: Migrations =
    db::migrations!("../../migrations/sqlite/rating", "../../migrations/postgres/rating");
pub(crate) static ACCESS: Migrations =
    db::migrations!("../../migrations/sqlite/access", "../../migrations/postgres/access");
pub(crate) static AUDIT: Migrations =
    db::migrations!("../../migrations/sqlite/audit", "../../migrations/postgres/audit");
pub(crate) static INSPECTIONS: Migrations =
    db::migrations!("../../migrations/sqlite/inspections", "../../migrations/postgres/inspections");
pub(crate) static VIOLATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/violations", "../../migrations/postgres/violations");
pub(crate) static CASES: Migrations =
    db::migrations!("../../migrations/sqlite/cases", "../../migrations/postgres/cases");
pub(crate) static REPAIR: Migrations =
    db::migrations!("../../migrations/sqlite/repair", "../../migrations/postgres/repair");
pub(crate) static RECEIPTS: Migrations =
    db::migrations!("../../migrations/sqlite/receipts", "../../migrations/postgres/receipts");
pub(crate) static COMPLAINTS: Migrations =
    db::migrations!("../../migrations/sqlite/complaints", "../../migrations/postgres/complaints");
/// Its second one is wrong on both.
static BROKEN: Migrations = db::migrations!("tests/migrations/broken", "tests/migrations/broken");

/// Every folder of migrations, with its name.
pub(crate) static ALL: [(&str, &Migrations); 11] = [
    ("access", &ACCESS),
    ("audit", &AUDIT),
    ("cases", &CASES),
    ("complaints", &COMPLAINTS),
    ("inspections", &INSPECTIONS),
    ("ledger", &LEDGER),
    ("rating", &RATING),
    ("receipts", &RECEIPTS),
    ("registry", &REGISTRY),
    ("repair", &REPAIR),
    ("violations", &VIOLATIONS),
];

#[test]
fn every_folder_of_migrations_is_looked_at_here() {
    for backend in ["sqlite", "postgres"] {
        let folder = format!("{}/../../migrations/{backend}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort_unstable();
        assert_eq!(names, ALL.map(|(name, _)| name), "{backend}");
    }
}

/// Or a new one is not compiled in where no source has changed.
#[test]
fn whoever_compiles_migrations_in_watches_them() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let parts = ["services", "shared"].map(|part| fs::read_dir(format!("{root}/{part}")).unwrap());
    let mut found = BTreeSet::new();
    for folder in parts.into_iter().flatten().map(|entry| entry.unwrap().path()) {
        let [store, build] =
            ["src/store.rs", "build.rs"].map(|file| fs::read_to_string(folder.join(file)).unwrap_or_default());
        for (name, _) in ALL {
            for backend in ["sqlite", "postgres"] {
                let path = format!("../../migrations/{backend}/{name}\"");
                if store.contains(&path) {
                    let watched = build.contains(&format!("cargo:rerun-if-changed={path}"));
                    assert!(watched, "{} watches {backend}/{name}", folder.display());
                    found.insert((backend, name));
                }
            }
        }
    }
    assert_eq!(found.len(), 2 * ALL.len(), "{found:?}");
}

#[test]
fn two_migrations_of_one_number_are_refused() {
    each_backend(|place| {
        let db = open(place.location());
        let failed = db.migrate(&[&AUDIT, &AUDIT]);
        assert!(matches!(failed, Err(OpenError::Migrate { cause, .. }) if cause.contains("20261125")));
        db.migrate(&ALL.map(|(_, migrations)| migrations)).unwrap();
    });
}

/// How many migrations there are of a name.
fn folders(backend: &str, name: &str) -> i64 {
    let folder = format!("{}/../../migrations/{backend}/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_dir(folder).unwrap().count().try_into().unwrap()
}

#[test]
fn six_processes_that_start_at_once_migrate_once() {
    each_backend(|place| {
        let start = Barrier::new(6);
        thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    start.wait();
                    let db = open(place.location());
                    start.wait();
                    db.migrate(&[&LEDGER, &AUDIT]).unwrap();
                });
            }
        });
        let db = open(place.location());
        db.migrate(&[&LEDGER, &AUDIT]).unwrap();
        let ran = db.read(|conn| number(conn, "SELECT count(*) AS number FROM __diesel_schema_migrations"));
        assert_eq!(ran.unwrap(), ["ledger", "audit"].map(|name| folders(place.backend, name)).iter().sum::<i64>());
        db.write(|conn| run(conn, "INSERT INTO mapping (name, text, actor, saved_at) VALUES ('a', '', '', 0)"))
            .unwrap();
    });
}

#[test]
fn a_migration_that_fails_leaves_nothing_behind() {
    each_backend(|place| {
        let db = open(place.location());
        let failed = db.migrate(&[&AUDIT, &BROKEN]);
        assert!(matches!(&failed, Err(OpenError::Migrate { service, .. }) if service == "tried"), "{failed:?}");
        assert_eq!(tables(&db), Vec::<Column>::new(), "{}", place.backend);
        db.migrate(&[&AUDIT]).unwrap();
        assert!(!tables(&db).is_empty());
    });
}

#[test]
fn up_down_and_up_again_give_the_same_tables() {
    for (name, migrations) in ALL {
        each_backend(|place| {
            let db = open(place.location());
            db.migrate(&[migrations]).unwrap();
            let (once, indexes) = (tables(&db), indexes(&db));
            assert!(!once.is_empty() && indexes > 0);
            revert(&db, migrations);
            assert_eq!(tables(&db), Vec::<Column>::new(), "{name} on {}", place.backend);
            db.migrate(&[migrations]).unwrap();
            assert_eq!((tables(&db), self::indexes(&db)), (once, indexes), "{name} on {}", place.backend);
        });
    }
}

fn tables(db: &Database) -> Vec<Column> {
    db.read(columns).unwrap()
}

fn indexes(db: &Database) -> i64 {
    db.read(|conn| {
        let query = match &conn {
            Conn::Sqlite(_) => "SELECT count(*) AS number FROM sqlite_master WHERE type = 'index'",
            Conn::Postgres(_) => "SELECT count(*) AS number FROM pg_indexes WHERE schemaname = 'tried'",
        };
        number(conn, query)
    })
    .unwrap()
}

fn revert(db: &Database, migrations: &Migrations) {
    db.write_once::<_, DbError>(|conn| {
        match conn {
            Conn::Sqlite(conn) => conn.revert_all_migrations((migrations.sqlite)()).map(|_| ()),
            Conn::Postgres(conn) => conn.revert_all_migrations((migrations.postgres)()).map(|_| ()),
        }
        .unwrap_or_else(|error| panic!("{error}"));
        Ok(())
    })
    .unwrap();
}

/// An installation's tables lie apart: each service has a file or a schema of its own.
#[test]
fn services_do_not_see_each_others_tables() {
    each_backend(|place: &Place| {
        let one = open(place.location());
        let other = Database::open(place.location(), "other", db::Pools::default()).unwrap();
        one.migrate(&[&AUDIT]).unwrap();
        assert!(other.read(|conn| number(conn, "SELECT count(*) AS number FROM audit_entry")).is_err());
        other.migrate(&[&AUDIT]).unwrap();
        let entry = "INSERT INTO audit_entry (number, at, action, target, status, request_id, digest, part) \
                     VALUES (1, 0, '', '', 200, '', '', 0)";
        other.write(|conn| run(conn, entry)).unwrap();
        let entries =
            |db: &Database| db.read(|conn| number(conn, "SELECT count(*) AS number FROM audit_entry")).unwrap();
        assert_eq!((entries(&one), entries(&other)), (0, 1));
    });
}

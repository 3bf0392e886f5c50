//! Tables brought up to date.

use crate::database::{Conn, Database};
use crate::error::{DbError, OpenError};
use crate::postgres;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};
use std::collections::BTreeSet;

/// Migrations of one subject for both back-ends: same names, same tables and columns. The numbers of those
/// that come into one database are distinct.
pub struct Migrations {
    /// For SQLite.
    pub sqlite: fn() -> EmbeddedMigrations,
    /// For PostgreSQL.
    pub postgres: fn() -> EmbeddedMigrations,
}

/// Any number: every process of an installation asks for the same lock.
const LOCK: i64 = 0x0066_616e_6778_696e;

impl Database {
    /// Runs what has not been run yet. Several processes may do so at once: one of them does the work.
    ///
    /// # Errors
    /// [`OpenError`] if a migration fails; then nothing has changed.
    pub fn migrate(&self, sets: &[&Migrations]) -> Result<(), OpenError> {
        let service = self.service();
        let failed = |Failed(cause)| OpenError::Migrate { service: service.to_owned(), cause };
        distinct(sets).map_err(failed)?;
        self.once::<_, Failed>(|conn| match conn {
            // The transaction is the lock: no other process can write meanwhile.
            Conn::Sqlite(conn) => sets.iter().try_for_each(|set| run(conn, (set.sqlite)())),
            Conn::Postgres(conn) => {
                sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(conn)?;
                // A role that owns its schema and nothing else may not even ask for one that there is.
                if !postgres::has_schema(conn, service)? {
                    sql_query(format!("CREATE SCHEMA IF NOT EXISTS \"{service}\"")).execute(conn)?;
                }
                sets.iter().try_for_each(|set| run(conn, (set.postgres)()))
            }
        })
        .map_err(failed)
    }
}

/// Why: what the database or the migrations say.
struct Failed(String);

impl From<diesel::result::Error> for Failed {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<DbError> for Failed {
    fn from(error: DbError) -> Self {
        Self(error.to_string())
    }
}

/// Diesel knows a migration by its number alone: of two sets that share one, the second would never be run.
fn distinct(sets: &[&Migrations]) -> Result<(), Failed> {
    let mut seen = BTreeSet::new();
    for set in sets {
        let migrations = MigrationSource::<Sqlite>::migrations(&(set.sqlite)());
        for migration in migrations.map_err(|error| Failed(error.to_string()))? {
            let number = migration.name().version().to_string();
            if !seen.insert(number.clone()) {
                return Err(Failed(format!("two migrations have the number {number}")));
            }
        }
    }
    Ok(())
}

fn run<C, B>(conn: &mut C, set: EmbeddedMigrations) -> Result<(), Failed>
where
    C: MigrationHarness<B>,
    B: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<B>,
{
    conn.run_pending_migrations(set).map(|_| ()).map_err(|error| Failed(error.to_string()))
}

/// The migrations of two folders, one for each back-end, compiled in. Paths are relative to the crate
/// that names them; its build script must watch them, or a new migration is not compiled in.
#[macro_export]
macro_rules! migrations {
    ($sqlite:literal, $postgres:literal) => {
        $crate::Migrations {
            sqlite: || {
                use $crate::diesel_migrations::{self, EmbeddedMigrations, embed_migrations};
                const ALL: EmbeddedMigrations = embed_migrations!($sqlite);
                ALL
            },
            postgres: || {
                use $crate::diesel_migrations::{self, EmbeddedMigrations, embed_migrations};
                const ALL: EmbeddedMigrations = embed_migrations!($postgres);
                ALL
            },
        }
    };
}

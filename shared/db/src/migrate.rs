//! Tables brought up to date.

use crate::database::{Conn, Database};
use crate::error::OpenError;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_query;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

/// Migrations of one subject for both back-ends: same names, same tables and columns.
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
    /// [`OpenError`] if a migration fails; on both back-ends it then has changed nothing.
    pub fn migrate(&self, sets: &[&Migrations]) -> Result<(), OpenError> {
        let service = self.service();
        let failed = |cause: String| OpenError::Migrate { service: service.to_owned(), cause };
        self.outside_transactions(|conn| match conn {
            Conn::Sqlite(conn) => sets.iter().try_for_each(|set| run(conn, (set.sqlite)())),
            Conn::Postgres(conn) => {
                let text = |error: diesel::result::Error| error.to_string();
                sql_query(format!("SELECT pg_advisory_lock({LOCK})")).execute(conn).map_err(text)?;
                let done = sql_query(format!("CREATE SCHEMA IF NOT EXISTS \"{service}\""))
                    .execute(conn)
                    .map_err(text)
                    .and_then(|_| sets.iter().try_for_each(|set| run(conn, (set.postgres)())));
                sql_query(format!("SELECT pg_advisory_unlock({LOCK})")).execute(conn).map_err(text)?;
                done
            }
        })
        .map_err(failed)
    }
}

fn run<C, B>(conn: &mut C, set: EmbeddedMigrations) -> Result<(), String>
where
    C: MigrationHarness<B>,
    B: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<B>,
{
    conn.run_pending_migrations(set).map(|_| ()).map_err(|error| error.to_string())
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

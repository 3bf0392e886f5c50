//! Empty schemas of PostgreSQL filled with rows that were taken elsewhere: all of them or none.

use super::{Counted, Named, Table, count, listed, quoted};
use crate::database::{Inside, inside};
use crate::error::{DbError, OpenError};
use crate::location::Location;
use crate::migrate::Migrations;
use crate::postgres::{Conn, bounded};
use diesel::connection::SimpleConnection as _;
use diesel::migration::{Migration, MigrationConnection as _, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use diesel_migrations::MigrationHarness as _;

/// Rows of one statement, at most.
const ROWS: usize = 1_000;
/// Bytes of one statement, about.
const BYTES: usize = 4 << 20;

/// A database that is being filled.
pub struct Filling<'c> {
    conn: &'c mut Conn,
}

/// Fills a database by `work`, whole or not at all.
///
/// # Errors
/// [`OpenError`] if it is no PostgreSQL or does not answer, [`DbError`], or whatever `work` gives.
pub fn fill<E: From<DbError> + From<OpenError>>(
    location: &Location,
    work: impl FnOnce(&mut Filling<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let Location::Postgres(url) = location else { return Err(OpenError::Url(location.to_string()).into()) };
    let failed = |cause: String| OpenError::Connect { place: location.to_string(), cause };
    let mut conn = Conn::establish(&bounded(url)).map_err(|error| failed(error.to_string()))?;
    // In the driver's own transaction: migrations begin one of theirs inside.
    inside(conn.transaction(|conn| work(&mut Filling { conn }).map_err(Inside::Work)))?;
    // The planner counts rows by itself later; whoever asks before would wait.
    if let Err(error) = conn.batch_execute("ANALYZE") {
        tracing::warn!(%error, "the database has not counted its rows yet; it does so by itself");
    }
    Ok(())
}

impl Filling<'_> {
    /// Is there anything in a schema?
    ///
    /// # Errors
    /// [`DbError`].
    pub fn is_occupied(&mut self, schema: &str) -> Result<bool, DbError> {
        let query = "SELECT count(*) AS number FROM pg_class JOIN pg_namespace space ON space.oid = relnamespace \
                     WHERE space.nspname = $1";
        let counted = sql_query(query).bind::<Text, _>(schema).get_result::<Counted>(self.conn)?;
        Ok(count(&counted) > 0)
    }

    /// Makes the tables of a schema by these of the known migrations. What migrations put into the tables goes, and
    /// triggers rest until [`Filling::finish`]: they would refuse what is put in their place.
    ///
    /// # Errors
    /// [`OpenError::Migrate`].
    pub fn make(&mut self, schema: &str, numbers: &[String], known: &[&Migrations]) -> Result<(), OpenError> {
        let failed = |cause: String| OpenError::Migrate { service: schema.to_owned(), cause };
        let mut all: Vec<Box<dyn Migration<Pg>>> = Vec::new();
        for set in known {
            all.extend(
                MigrationSource::<Pg>::migrations(&(set.postgres)()).map_err(|error| failed(error.to_string()))?,
            );
        }
        let space = quoted(schema);
        let begin = format!("CREATE SCHEMA IF NOT EXISTS {space}; SET LOCAL search_path TO {space}");
        self.conn.batch_execute(&begin).map_err(DbError::from)?;
        // This makes the table of what was run.
        self.conn.setup().map_err(DbError::from)?;
        for number in numbers {
            let found = all.iter().find(|migration| migration.name().version().to_string() == *number);
            let migration = found.ok_or_else(|| failed(format!("there is no migration {number}")))?;
            self.conn.run_migration(&**migration).map_err(|error| failed(error.to_string()))?;
        }
        Ok(())
    }

    /// Empties a table of what migrations put into it, and gives its columns.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn begin(&mut self, schema: &str, table: &str) -> Result<Table, DbError> {
        let whole = format!("{}.{}", quoted(schema), quoted(table));
        self.conn.batch_execute(&format!("ALTER TABLE {whole} DISABLE TRIGGER USER; DELETE FROM {whole}"))?;
        let query = "SELECT attname::text AS name FROM pg_attribute \
                     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
        let columns = sql_query(query).bind::<Text, _>(&whole).load::<Named>(self.conn)?;
        Ok(Table { name: table.to_owned(), columns: columns.into_iter().map(|found| found.name).collect() })
    }

    /// Puts lines of JSON into a table; counts them.
    ///
    /// # Errors
    /// [`DbError`], or what reading a line gives.
    pub fn put<E: From<DbError>>(
        &mut self,
        schema: &str,
        table: &Table,
        lines: impl Iterator<Item = Result<String, E>>,
    ) -> Result<u64, E> {
        let (whole, columns) = (format!("{}.{}", quoted(schema), quoted(&table.name)), listed(&table.columns));
        let insert = format!(
            "INSERT INTO {whole} ({columns}) OVERRIDING SYSTEM VALUE \
             SELECT {columns} FROM json_populate_recordset(NULL::{whole}, $1::json)"
        );
        let mut put = |rows: &mut Vec<String>| -> Result<u64, DbError> {
            let array = format!("[{}]", rows.join(","));
            rows.clear();
            Ok(sql_query(&insert).bind::<Text, _>(array).execute(self.conn)? as u64)
        };
        let (mut rows, mut bytes, mut number) = (Vec::new(), 0, 0);
        for line in lines {
            let line = line?;
            bytes += line.len();
            rows.push(line);
            if rows.len() >= ROWS || bytes >= BYTES {
                number += put(&mut rows)?;
                bytes = 0;
            }
        }
        if !rows.is_empty() {
            number += put(&mut rows)?;
        }
        Ok(number)
    }

    /// Ends a table: its triggers watch again, and its own numbers go on behind those that are there.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn finish(&mut self, schema: &str, table: &Table) -> Result<(), DbError> {
        let whole = format!("{}.{}", quoted(schema), quoted(&table.name));
        self.conn.batch_execute(&format!("ALTER TABLE {whole} ENABLE TRIGGER USER"))?;
        let query = "SELECT attname::text AS name FROM pg_attribute \
                     WHERE attrelid = $1::regclass AND attidentity <> '' AND NOT attisdropped";
        for Named { name } in sql_query(query).bind::<Text, _>(&whole).load::<Named>(self.conn)? {
            let column = quoted(&name);
            sql_query(format!(
                "SELECT setval(pg_get_serial_sequence($1, $2), coalesce(max({column}), 1), max({column}) IS NOT NULL) \
                 AS number FROM {whole}"
            ))
            .bind::<Text, _>(&whole)
            .bind::<Text, _>(&name)
            .get_result::<Counted>(self.conn)?;
        }
        Ok(())
    }
}

impl Migrations {
    /// Numbers of these migrations.
    ///
    /// # Errors
    /// What the migrations say.
    pub fn numbers(&self) -> Result<Vec<String>, String> {
        let all = MigrationSource::<Pg>::migrations(&(self.postgres)()).map_err(|error| error.to_string())?;
        Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
    }
}

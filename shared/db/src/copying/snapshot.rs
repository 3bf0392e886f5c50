//! All schemas of a PostgreSQL database as they are at one instant.

use super::{MIGRATIONS, Named, Table, quoted};
use crate::error::{DbError, OpenError};
use crate::location::Location;
use crate::postgres::{Conn, bounded};
use diesel::connection::SimpleConnection as _;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Text};

/// A transaction that reads and sees nothing of what others do meanwhile. It holds up nobody who writes: it has no
/// number of its own.
pub struct Snapshot {
    conn: Conn,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    refers_to: Vec<String>,
}

/// Tables that somebody filled, not those of an extension; with those of the same schema that they refer to.
const TABLES: &str = "SELECT class.relname::text AS name, \
    (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute \
     WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped) AS columns, \
    ARRAY(SELECT other.relname::text FROM pg_constraint \
          JOIN pg_class other ON other.oid = confrelid \
          WHERE conrelid = class.oid AND contype = 'f' AND other.oid <> class.oid) AS refers_to \
    FROM pg_class class JOIN pg_namespace space ON space.oid = class.relnamespace \
    WHERE class.relkind = 'r' AND space.nspname = $1 ORDER BY name";

impl Snapshot {
    /// Takes the present as it is.
    ///
    /// # Errors
    /// [`OpenError`] if it is no PostgreSQL, or does not answer.
    pub fn take(location: &Location) -> Result<Self, OpenError> {
        let Location::Postgres(url) = location else { return Err(OpenError::Url(location.to_string())) };
        let failed = |cause: String| OpenError::Connect { place: location.to_string(), cause };
        let mut conn = Conn::establish(&bounded(url)).map_err(|error| failed(error.to_string()))?;
        // The first statement that reads decides which instant it is.
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT count(*) FROM pg_namespace";
        conn.batch_execute(begin).map_err(|error| failed(error.to_string()))?;
        Ok(Self { conn })
    }

    /// Numbers of the migrations that were run in a schema; nothing if there is no such schema, or nothing in it.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn migrations(&mut self, schema: &str) -> Result<Vec<String>, DbError> {
        if !self.tables_found(schema)?.iter().any(|table| table.name == MIGRATIONS) {
            return Ok(Vec::new());
        }
        let query = format!("SELECT version::text AS name FROM {}.{MIGRATIONS} ORDER BY version", quoted(schema));
        Ok(sql_query(query).load::<Named>(&mut self.conn)?.into_iter().map(|found| found.name).collect())
    }

    /// The tables of a schema, those that others refer to before them.
    ///
    /// # Errors
    /// [`DbError`].
    pub fn tables(&mut self, schema: &str) -> Result<Vec<Table>, DbError> {
        let mut found = self.tables_found(schema)?;
        found.retain(|table| table.name != MIGRATIONS);
        let mut ordered: Vec<Table> = Vec::new();
        while !found.is_empty() {
            let is_free =
                |table: &Found| table.refers_to.iter().all(|other| ordered.iter().any(|before| before.name == *other));
            // No table of the house refers to one that refers back to it.
            let next = found.iter().position(is_free).unwrap_or_default();
            let Found { name, columns, .. } = found.remove(next);
            ordered.push(Table { name, columns });
        }
        Ok(ordered)
    }

    fn tables_found(&mut self, schema: &str) -> Result<Vec<Found>, DbError> {
        Ok(sql_query(TABLES).bind::<Text, _>(schema).load(&mut self.conn)?)
    }

    /// Gives each row of a table as a line of JSON, and counts them. `computed` says what stands in a column instead
    /// of what it holds, as an expression over the table, which is called `own` there.
    ///
    /// # Errors
    /// [`DbError`], or whatever `each` gives.
    pub fn rows<E: From<DbError>>(
        &mut self,
        schema: &str,
        table: &Table,
        computed: impl Fn(&str) -> Option<String>,
        mut each: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<u64, E> {
        let column = |name: &String| match computed(name) {
            Some(expression) => format!("{expression} AS {}", quoted(name)),
            None => format!("own.{}", quoted(name)),
        };
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        let query = format!(
            "SELECT row_to_json(whole_row.*)::text AS name FROM (SELECT {} FROM {}.{} AS own) AS whole_row",
            columns.join(", "),
            quoted(schema),
            quoted(&table.name)
        );
        let rows = sql_query(query).load_iter::<Named, PgRowByRowLoadingMode>(&mut self.conn);
        let mut number = 0;
        for row in rows.map_err(DbError::from)? {
            each(&row.map_err(DbError::from)?.name)?;
            number += 1;
        }
        Ok(number)
    }
}

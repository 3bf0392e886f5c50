//! Roles of PostgreSQL: one for each service, which owns its schema and reaches no other.

use crate::error::OpenError;
use crate::location::Location;
use crate::postgres::{Conn, bounded};
use diesel::connection::{Connection as _, SimpleConnection as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A role of the database for one service (数据库角色).
pub struct Role<'r> {
    /// The service, whose name its schema bears as well.
    pub service: &'r str,
    /// Its password.
    pub password: &'r str,
}

impl Role<'_> {
    /// Its name: roles belong to a whole server, which may hold several installations.
    fn name(&self, database: &str) -> String {
        format!("{database}_{}", self.service)
    }

    /// The database that an administrator names, as this role reaches it; nothing if it is no PostgreSQL.
    #[must_use]
    pub fn of(&self, location: &Location) -> Option<Location> {
        let Location::Postgres(url) = location else { return None };
        let (scheme, rest) = url.split_once("://")?;
        let host = rest.split_once('@').map_or(rest, |(_, host)| host);
        let (role, password) = (self.name(database(url)?), utf8_percent_encode(self.password, NON_ALPHANUMERIC));
        Some(Location::Postgres(format!("{scheme}://{role}:{password}@{host}")))
    }

    /// Makes roles and their schemas where there are none, and gives each role its password anew; `location` is that
    /// of an administrator of the database. Nobody else may enter the database or use its public schema.
    ///
    /// # Errors
    /// [`OpenError`] if it is no PostgreSQL, cannot be reached, or the administrator may not do this.
    pub fn make(location: &Location, roles: &[Role<'_>]) -> Result<(), OpenError> {
        let Location::Postgres(url) = location else { return Err(OpenError::Url(location.to_string())) };
        let failed = |cause: String| OpenError::Connect { place: location.to_string(), cause };
        let mut conn = Conn::establish(&bounded(url)).map_err(|error| failed(error.to_string()))?;
        let database = database(url).ok_or_else(|| OpenError::Url(location.to_string()))?;
        let statements: String = roles.iter().map(|role| role.statements(database)).collect();
        let whole = format!("BEGIN; {CLOSED}{statements} COMMIT;");
        conn.batch_execute(&whole).map_err(|error| failed(error.to_string()))
    }

    fn statements(&self, database: &str) -> String {
        let (role, schema) = (self.name(database), self.service);
        // Such statements bind no values; a quotation mark is doubled, and nothing else has a meaning in a literal.
        let password = self.password.replace('\'', "''");
        format!(
            "DO $$ BEGIN CREATE ROLE \"{role}\" LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; \
             ALTER ROLE \"{role}\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'; \
             DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), '{role}'); END $$; \
             CREATE SCHEMA IF NOT EXISTS \"{schema}\" AUTHORIZATION \"{role}\"; {} ",
            owning(schema, &role)
        )
    }
}

/// Gives a schema and what is in it to a role: an administrator may have restored it. Numbers and indices of a table
/// go with it.
fn owning(schema: &str, role: &str) -> String {
    format!(
        "DO $$ DECLARE it RECORD; BEGIN \
         ALTER SCHEMA \"{schema}\" OWNER TO \"{role}\"; \
         FOR it IN SELECT format('ALTER TABLE %I.%I OWNER TO %I', nspname, relname, '{role}') AS act \
             FROM pg_class JOIN pg_namespace space ON space.oid = relnamespace JOIN pg_roles own ON own.oid = relowner \
             WHERE nspname = '{schema}' AND relkind = 'r' AND rolname <> '{role}' \
             UNION ALL SELECT format('ALTER FUNCTION %s OWNER TO %I', func.oid::regprocedure, '{role}') \
             FROM pg_proc func JOIN pg_namespace space ON space.oid = pronamespace JOIN pg_roles own ON own.oid = proowner \
             WHERE nspname = '{schema}' AND rolname <> '{role}' \
         LOOP EXECUTE it.act; END LOOP; END $$;"
    )
}

/// Shuts out whoever has no right of its own.
const CLOSED: &str = "DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$; \
                      REVOKE ALL ON SCHEMA public FROM PUBLIC; ";

/// The database that a URL names.
fn database(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (path, _) = rest.split_once('?').unwrap_or((rest, ""));
    let (_, name) = path.split_once('/')?;
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')).then_some(name)
}

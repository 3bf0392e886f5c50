//! The dialect of PostgreSQL.

pub use diesel::PgConnection as Conn;

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{
    ConnectionManager, CustomizeConnection, Error as PoolError, ManageConnection, Pool, PooledConnection,
};
use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

/// Most values that one statement may bind, less some for what stands around a list.
pub const BINDS: usize = 65_000;

/// Longest wait for a connection while others use all of them.
pub(crate) const PATIENCE: Duration = Duration::from_secs(4);
/// Wait for a connection after which it is asked whether there is any at all.
const GLANCE: Duration = Duration::from_millis(300);
/// What bounds a connection to a server that does not answer, unless the URL says otherwise: seconds to
/// connect, and milliseconds until what was sent must have arrived.
const BOUNDS: [(&str, &str); 2] = [("connect_timeout", "2"), ("tcp_user_timeout", "3000")];

/// How long a connection that has answered is believed to be still there: to ask each time whether it is would be as much
/// work as most of what is then read.
const BELIEVED: Duration = Duration::from_secs(1);

/// A connection, and when it last said that it is there.
pub(crate) struct Kept {
    conn: Conn,
    answered: Instant,
}

impl Deref for Kept {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Kept {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// Makes connections, and says which are still good.
pub(crate) struct Manager(ConnectionManager<Conn>);

impl Manager {
    /// For the server of a URL.
    pub(crate) fn of(url: &str) -> Self {
        Self(ConnectionManager::new(bounded(url)))
    }
}

impl ManageConnection for Manager {
    type Connection = Kept;
    type Error = PoolError;

    fn connect(&self) -> Result<Kept, PoolError> {
        Ok(Kept { conn: self.0.connect()?, answered: Instant::now() })
    }

    fn is_valid(&self, kept: &mut Kept) -> Result<(), PoolError> {
        if kept.answered.elapsed() >= BELIEVED {
            self.0.is_valid(&mut kept.conn)?;
            kept.answered = Instant::now();
        }
        Ok(())
    }

    fn has_broken(&self, kept: &mut Kept) -> bool {
        self.0.has_broken(&mut kept.conn)
    }
}

/// The URL with bounds for a server that does not answer.
pub(crate) fn bounded(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in BOUNDS {
        if !url.contains(&format!("{name}=")) {
            let mark = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{mark}{name}={value}"));
        }
    }
    url
}

/// A connection of a pool. If others use them all it is waited for; if the server is away, so that the pool
/// has none, that is told at once.
pub(crate) fn get(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, r2d2::Error> {
    let begun = Instant::now();
    loop {
        match pool.get_timeout(GLANCE) {
            Err(_) if pool.state().connections > 0 && begun.elapsed() < PATIENCE => {}
            got => return got,
        }
    }
}

/// Is there a schema of this name?
pub(crate) fn has_schema(conn: &mut Conn, name: &str) -> diesel::QueryResult<bool> {
    let query = diesel::sql_query("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS found");
    let answer: Found = query.bind::<diesel::sql_types::Text, _>(name).get_result(conn)?;
    Ok(answer.found)
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    found: bool,
}

/// Sets up a connection of the pool.
#[derive(Debug)]
pub(crate) struct SetUp {
    /// The schema that alone is seen.
    pub(crate) schema: String,
}

impl CustomizeConnection<Kept, PoolError> for SetUp {
    fn on_acquire(&self, conn: &mut Kept) -> Result<(), PoolError> {
        // Of a table that the server has not counted yet it expects thousands of rows where there are some, and to start
        // workers or compile a query for those takes ten times as long as the query.
        conn.batch_execute(&format!(
            "SET search_path TO \"{}\"; SET TIME ZONE 'UTC'; SET max_parallel_workers_per_gather TO 0; SET jit TO off;",
            self.schema
        ))
        .map_err(PoolError::QueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_bounded_unless_it_says_its_own() {
        assert_eq!(bounded("postgres://h/d"), "postgres://h/d?connect_timeout=2&tcp_user_timeout=3000");
        let own = "postgres://h/d?sslmode=require&connect_timeout=9";
        assert_eq!(bounded(own), format!("{own}&tcp_user_timeout=3000"));
    }
}

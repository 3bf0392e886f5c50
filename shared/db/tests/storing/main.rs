//! Opening, migrating, reading and writing, on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod away;
mod disk;
mod migrations;
mod parity;
mod transactions;
mod whole;
mod young;

use db::{Conn, Database, DbError, Location, Pools};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

fn open(location: &Location) -> Database {
    Database::open(location, "tried", Pools { readers: 8, ..Pools::default() }).unwrap()
}

/// Runs a statement; how many rows it touched.
fn run(conn: Conn<'_>, statement: &str) -> Result<usize, DbError> {
    Ok(match conn {
        Conn::Sqlite(conn) => diesel::sql_query(statement).execute(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(statement).execute(conn)?,
    })
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The one number that a query gives as `number`.
fn number(conn: Conn<'_>, query: &str) -> Result<i64, DbError> {
    Ok(match conn {
        Conn::Sqlite(conn) => diesel::sql_query(query).get_result::<Number>(conn)?.number,
        Conn::Postgres(conn) => diesel::sql_query(query).get_result::<Number>(conn)?.number,
    })
}

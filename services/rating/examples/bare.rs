//! The least that a rating from the databases could cost: reading every row that it rests on, and writing a
//! row for every merchant, by the fastest way that each driver has, without looking at any of it.
//!
//! `cargo run --release -p rating --example bare -- sqlite:DIR|postgres://…` prints seconds.
#![expect(clippy::print_stdout, reason = "an example that measures")]

use db::{Conn, Database, DbError, Location, Pools};
use diesel::pg::CopyFormat;
use diesel::prelude::*;
use diesel::sql_query;
use schema::fact;
use std::error::Error;
use std::io::Read;
use std::time::Instant;

mod schema {
    diesel::table! {
        fact (subject_id, key, version) {
            subject_id -> BigInt,
            key -> Text,
            version -> Integer,
            kind -> Text,
            place -> Nullable<BigInt>,
            known_from -> BigInt,
            content -> Text,
        }
    }
}

type Row = (i64, String, i32, String, Option<i64>, i64, String);

fn main() -> Result<(), Box<dyn Error>> {
    let place = std::env::args().nth(1).ok_or("which databases?")?;
    let db = Database::open(&Location::parse(&place)?, rating::SERVICE, Pools::default())?;
    let begun = Instant::now();
    let (rows, bytes) = db.read::<_, DbError>(|conn| Ok(scan(conn)?))?;
    let scanned = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    db.write::<_, DbError>(|conn| Ok(copy(conn)?))?;
    let written = begun.elapsed().as_secs_f64();
    db.write::<_, DbError>(|conn| Ok(execute(conn, "DROP TABLE bare_copy")?))?;
    println!(r#"{{"rows":{rows},"bytes":{bytes},"scan":{scanned:.3},"write":{written:.3}}}"#);
    Ok(())
}

/// Row after row on SQLite, everything as one stream on PostgreSQL.
fn scan(conn: Conn<'_>) -> QueryResult<(usize, usize)> {
    let (mut rows, mut bytes) = (0, 0);
    match conn {
        Conn::Sqlite(conn) => {
            for row in fact::table.load_iter::<Row, diesel::connection::DefaultLoadingMode>(conn)? {
                rows += 1;
                bytes += row?.6.len();
            }
        }
        Conn::Postgres(conn) => {
            rows = usize::try_from(fact::table.count().get_result::<i64>(conn)?).unwrap_or(0);
            let mut stream = diesel::copy_to(fact::table).with_format(CopyFormat::Text).load_raw(conn)?;
            let mut buffer = vec![0; 1 << 20];
            loop {
                let read =
                    stream.read(&mut buffer).map_err(|error| diesel::result::Error::QueryBuilderError(error.into()))?;
                if read == 0 {
                    break;
                }
                bytes += read;
            }
        }
    }
    Ok((rows, bytes))
}

/// The ratings once more, without leaving the database.
fn copy(conn: Conn<'_>) -> QueryResult<()> {
    execute(conn, "CREATE TABLE bare_copy AS SELECT * FROM rated")
}

fn execute(conn: Conn<'_>, statement: &str) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => sql_query(statement).execute(conn).map(drop),
        Conn::Postgres(conn) => sql_query(statement).execute(conn).map(drop),
    }
}

//! What the server thinks of a table that it has not counted yet delays nobody.

use crate::{open, run};
use db::{Conn, DbError};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::Text;
use testkit::Place;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    text: String,
}

#[test]
fn no_query_waits_for_workers_or_until_it_is_compiled() {
    let place = Place::postgres();
    let db = open(place.location());
    let lines: Vec<Line> = db
        .write::<_, DbError>(|mut conn| {
            run(conn.again(), "CREATE SCHEMA tried")?;
            run(conn.again(), "CREATE TABLE young (subject BIGINT PRIMARY KEY, content TEXT NOT NULL)")?;
            let many = "INSERT INTO young SELECT number, repeat('-', 100) FROM generate_series(1, 100000) AS number";
            run(conn.again(), many)?;
            let Conn::Postgres(conn) = conn else { panic!("a database of PostgreSQL") };
            let costly = "EXPLAIN SELECT count(*) FROM young, young AS other WHERE young.subject < other.subject";
            Ok(diesel::sql_query(costly).load(conn)?)
        })
        .unwrap();
    let plan: Vec<&str> = lines.iter().map(|line| line.text.trim_start()).collect();
    assert!(plan.iter().any(|line| line.contains("Scan on young")), "{plan:#?}");
    assert!(!plan.iter().any(|line| line.contains("Gather") || line.starts_with("JIT")), "{plan:#?}");
}

//! What a killed, stopped or slow process leaves of an export is in nobody's way, and in no file.

use crate::exports::{clerk, looked, ordered, over};
use crate::house::{House, merchant, until};
use crate::http::{Office, whole};
use crate::rows::visit;
use db::{Conn, DbError};
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl as _};
use domain::record::RecordKind;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::each_backend;

const MINUTE: i64 = 60 * 1_000_000;

/// A town of one merchant that was visited.
fn visited(house: &House) {
    house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
}

/// A list of one merchant: whoever writes it asks the registry, which does not answer while its gate is shut.
fn order() -> Value {
    json!({"list": "inspections", "format": "csv", "filters": {"code": merchant(1).as_str()}})
}

fn done(house: &House, statement: &str) -> usize {
    let done = house.db.write::<_, DbError>(|conn| match conn {
        Conn::Sqlite(conn) => Ok(diesel::sql_query(statement).execute(conn)?),
        Conn::Postgres(conn) => Ok(diesel::sql_query(statement).execute(conn)?),
    });
    done.unwrap()
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(house: &House, query: &str) -> i64 {
    let found = house.db.read::<Number, DbError>(|conn| match conn {
        Conn::Sqlite(conn) => Ok(diesel::sql_query(query).get_result(conn)?),
        Conn::Postgres(conn) => Ok(diesel::sql_query(query).get_result(conn)?),
    });
    found.unwrap().number
}

/// Pieces of files in the tables.
fn pieces(house: &House) -> i64 {
    number(house, "SELECT count(*) AS number FROM export_chunk")
}

fn file(office: &Office, href: &str) -> reqwest::blocking::Response {
    office.by(clerk("u-1"), Method::GET, &format!("{href}/file")).send().unwrap()
}

fn is_running(office: &Office, href: &str) -> bool {
    looked(office, &clerk("u-1"), href)["state"] == "running"
}

#[test]
fn pieces_of_whoever_was_killed_are_no_part_of_the_file() {
    each_backend(|place| {
        let house = House::open(place);
        let (office, own) = (Office::open(&house), clerk("u-1"));
        visited(&house);
        let href = ordered(&office, &own, &order());
        over(&office, &own, &href);
        let whole_file = file(&office, &href).text().unwrap();
        // It was killed after its second piece.
        let second = "INSERT INTO export_chunk (export_id, number, bytes) SELECT export_id, 1, bytes FROM export_chunk";
        let killed = "UPDATE export_job SET state = 'running', finished_at = NULL, bytes = NULL, merchants = NULL";
        assert_eq!([second, killed].map(|statement| done(&house, statement)), [1, 1]);
        house.clock.forward(MINUTE + 1);
        // Whoever asks for another one wakes those who write.
        over(&office, &own, &ordered(&office, &own, &order()));
        assert_eq!(over(&office, &own, &href)["state"], "done", "{}", place.backend);
        assert_eq!(file(&office, &href).text().unwrap(), whole_file, "{}", place.backend);
        assert_eq!(pieces(&house), 2, "{}: one for each file", place.backend);
    });
}

#[test]
fn of_one_that_was_stopped_nothing_is_kept_and_after_a_day_nothing_of_any() {
    each_backend(|place| {
        let house = House::open(place);
        let (office, own) = (Office::open(&house), clerk("u-1"));
        visited(&house);
        let gate = house.register.gate.lock().unwrap();
        let href = ordered(&office, &own, &order());
        until(|| is_running(&office, &href).then_some(()));
        let stopped = office.by(own.clone(), Method::DELETE, &href).send().unwrap();
        assert_eq!(stopped.status(), StatusCode::NO_CONTENT);
        drop(gate);
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(pieces(&house), 0, "{}", place.backend);
        let whole_one = ordered(&office, &own, &order());
        over(&office, &own, &whole_one);
        assert_eq!(pieces(&house), 1, "{}", place.backend);
        // A file of which a piece is gone is not given in part.
        assert_eq!(done(&house, "UPDATE export_chunk SET number = 1"), 1);
        whole(file(&office, &whole_one), StatusCode::NOT_FOUND);
        house.clock.forward(24 * 60 * MINUTE);
        let gate = house.register.gate.lock().unwrap();
        ordered(&office, &own, &order());
        let jobs = number(&house, "SELECT count(*) AS number FROM export_job");
        assert_eq!((jobs, pieces(&house)), (1, 0), "{}", place.backend);
        drop(gate);
    });
}

#[test]
fn who_comes_back_when_another_one_has_taken_over_changes_nothing() {
    each_backend(|place| {
        let slow = House::open(place);
        visited(&slow);
        let (there, own) = (Office::open(&slow), clerk("u-1"));
        let its_gate = slow.register.gate.lock().unwrap();
        let href = ordered(&there, &own, &order());
        until(|| is_running(&there, &href).then_some(()));
        // By the clock of another process nothing was heard of it for more than a minute.
        let house = House::at(place.location(), std::sync::Arc::default());
        house.register.knows(&[merchant(1)]);
        house.clock.forward(2 * MINUTE);
        let gate = house.register.gate.lock().unwrap();
        let office = Office::open(&house);
        let taken = || number(&house, "SELECT CAST(max(taken) AS BIGINT) AS number FROM export_job");
        until(|| (taken() == 2).then_some(()));
        drop(its_gate);
        std::thread::sleep(Duration::from_millis(1_500));
        assert!(is_running(&office, &href), "{}: it is not its any more", place.backend);
        assert_eq!(pieces(&house), 0, "{}", place.backend);
        drop(gate);
        assert_eq!(over(&office, &own, &href)["state"], "done", "{}", place.backend);
        assert_eq!(file(&office, &href).text().unwrap().lines().count(), 2, "{}", place.backend);
    });
}

#[test]
fn what_is_written_here_is_not_taken_over_here_however_slow_it_is() {
    each_backend(|place| {
        let house = House::open(place);
        let (office, own) = (Office::open(&house), clerk("u-1"));
        visited(&house);
        let gate = house.register.gate.lock().unwrap();
        let first = ordered(&office, &own, &order());
        until(|| is_running(&office, &first).then_some(()));
        // As if it could not have been said for long that it is being written.
        house.clock.forward(2 * MINUTE);
        let second = ordered(&office, &own, &order());
        until(|| is_running(&office, &second).then_some(()));
        assert_eq!(number(&house, "SELECT CAST(max(taken) AS BIGINT) AS number FROM export_job"), 1);
        drop(gate);
        for href in [first, second] {
            assert_eq!(over(&office, &own, &href)["state"], "done", "{}", place.backend);
        }
    });
}

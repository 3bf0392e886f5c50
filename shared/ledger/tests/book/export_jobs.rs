//! Exports as jobs: whose they are, how long they are kept, written in turn and by whoever is there, ordered once, fetched
//! at the price of a request.

use crate::exports::{clerk, fetched, looked, ordered, over};
use crate::house::{House, merchant, until};
use crate::http::{Office, whole};
use crate::rows::visit;
use crate::town::{SHENXIAN, area};
use contracts::access::Role;
use db::{Conn, DbError};
use diesel::RunQueryDsl as _;
use domain::record::RecordKind;
use reqwest::blocking::Response;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::each_backend;
use web::token::Grant;

#[test]
fn nobody_finds_the_export_of_somebody_else_or_after_a_day() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
        let own = clerk("u-1");
        let href = ordered(&office, &own, &json!({"list": "inspections", "format": "csv"}));
        over(&office, &own, &href);
        // The same account under another area is shown other rows, and so finds nothing of before either.
        for other in [clerk("u-2"), Grant { area: Some(area(SHENXIAN)), ..own.clone() }] {
            for (method, path) in [
                (Method::GET, href.clone()),
                (Method::GET, format!("{href}/file")),
                (Method::DELETE, href.clone()),
                (Method::GET, "/book/v1/exports/0".to_owned()),
            ] {
                let refused = office.by(other.clone(), method.clone(), &path).send().unwrap();
                whole(refused, StatusCode::NOT_FOUND);
            }
            assert_eq!(looked(&office, &other, "exports"), json!([]));
        }
        let bank = Grant::of_role("u-1", "某行", Role::Bank);
        assert_eq!(office.by(bank, Method::GET, "exports").send().unwrap().status(), StatusCode::FORBIDDEN);
        assert_eq!(looked(&office, &own, "exports")[0]["rows"], 1);
        let there = || office.by(own.clone(), Method::GET, &href).send().unwrap().status();
        house.clock.forward(24 * 60 * 60 * 1_000_000 - 1);
        assert_eq!(there(), StatusCode::OK, "{}", place.backend);
        house.clock.forward(1);
        assert_eq!(there(), StatusCode::NOT_FOUND, "{}", place.backend);
        assert_eq!(looked(&office, &own, "exports"), json!([]));
        // Any process of the service tells of it.
        let href = ordered(&office, &own, &json!({"list": "inspections", "format": "csv"}));
        let next = Office::open(&house);
        assert_eq!(over(&next, &own, &href)["rows"], 1);
        let file = next.by(own.clone(), Method::GET, &format!("{href}/file")).send().unwrap();
        assert_eq!(file.text().unwrap().lines().count(), 2, "{}", place.backend);
    });
}

/// What a process leaves in the tables that is killed while it writes.
pub(crate) fn killed_while_writing(house: &House) {
    for statement in ["DELETE FROM export_chunk", "UPDATE export_job SET state = 'running', finished_at = NULL"] {
        let done = house.db.write::<_, DbError>(|conn| match conn {
            Conn::Sqlite(conn) => Ok(diesel::sql_query(statement).execute(conn)?),
            Conn::Postgres(conn) => Ok(diesel::sql_query(statement).execute(conn)?),
        });
        assert_eq!(done.unwrap(), 1);
    }
}

#[test]
fn what_a_process_has_left_behind_another_one_writes_anew() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
        let own = clerk("u-1");
        let order = json!({"list": "inspections", "format": "csv", "filters": {"code": merchant(1).as_str()}});
        let href = ordered(&office, &own, &order);
        over(&office, &own, &href);
        killed_while_writing(&house);
        // Somebody may still be writing it.
        house.clock.forward(59_000_000);
        over(&office, &own, &ordered(&office, &own, &order));
        assert_eq!(looked(&office, &own, &href)["state"], "running", "{}", place.backend);
        house.clock.forward(2_000_000);
        over(&office, &own, &ordered(&office, &own, &order));
        assert_eq!(over(&office, &own, &href)["state"], "done", "{}", place.backend);
        let file = office.by(own.clone(), Method::GET, &format!("{href}/file")).send().unwrap();
        assert_eq!(file.text().unwrap().lines().count(), 2, "{}", place.backend);

        // Who ends leaves nothing undone: what waits there, others write.
        let closing = House::at(place.location(), std::sync::Arc::default());
        let there = Office::open(&closing);
        let gate = closing.register.gate.lock().unwrap();
        let hrefs: Vec<String> = (0..4).map(|_| ordered(&there, &own, &order)).collect();
        std::thread::scope(|scope| {
            scope.spawn(|| drop(there));
            std::thread::sleep(std::time::Duration::from_millis(100));
            drop(gate);
        });
        // One that is asked for here wakes whoever sleeps.
        ordered(&office, &own, &order);
        for href in hrefs {
            assert_eq!(over(&office, &own, &href)["state"], "done", "{}", place.backend);
        }
    });
}

#[test]
fn two_are_written_at_once_and_any_can_be_stopped() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
        let own = clerk("u-1");
        // A list of one merchant asks the registry, which does not answer before the gate is opened.
        let order = json!({"list": "inspections", "format": "csv", "filters": {"code": merchant(1).as_str()}});
        let gate = house.register.gate.lock().unwrap();
        let hrefs: Vec<String> = (0..4).map(|_| ordered(&office, &own, &order)).collect();
        let states = || -> Vec<String> {
            let jobs = looked(&office, &own, "exports");
            let states = jobs.as_array().unwrap().iter().rev();
            states.map(|job| job["state"].as_str().unwrap().to_owned()).collect()
        };
        until(|| (states() == ["running", "running", "queued", "queued"]).then_some(()));
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert_eq!(states(), ["running", "running", "queued", "queued"], "{}", place.backend);
        let delete = |href: &str| office.by(own.clone(), Method::DELETE, href).send().unwrap().status();
        let file = |href: &str| office.by(own.clone(), Method::GET, &format!("{href}/file")).send().unwrap().status();
        assert_eq!(file(&hrefs[0]), StatusCode::CONFLICT);
        assert_eq!((delete(&hrefs[1]), delete(&hrefs[2])), (StatusCode::NO_CONTENT, StatusCode::NO_CONTENT));
        assert_eq!(states(), ["running", "cancelled", "cancelled", "queued"], "{}", place.backend);
        drop(gate);
        assert_eq!(over(&office, &own, &hrefs[3])["state"], "done");
        assert_eq!(over(&office, &own, &hrefs[0])["state"], "done");
        assert_eq!(states(), ["done", "cancelled", "cancelled", "done"], "{}", place.backend);
        assert_eq!((file(&hrefs[0]), file(&hrefs[1])), (StatusCode::OK, StatusCode::CONFLICT));
        // What is over goes.
        assert_eq!((delete(&hrefs[0]), delete(&hrefs[1])), (StatusCode::NO_CONTENT, StatusCode::NO_CONTENT));
        assert_eq!((file(&hrefs[0]), delete(&hrefs[1])), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));

        let more = |who: Grant| office.by(who, Method::POST, "exports").json(&order).send().unwrap();
        (2..20).for_each(|_| drop(ordered(&office, &own, &order)));
        assert_eq!(whole(more(own.clone()), StatusCode::CONFLICT)["code"], "conflict", "{}", place.backend);
        whole(more(clerk("u-2")), StatusCode::ACCEPTED);
        delete(&hrefs[3]);
        whole(more(own.clone()), StatusCode::ACCEPTED);
    });
}

#[test]
fn an_export_that_cannot_be_written_says_so() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let own = clerk("u-1");
        for (order, field) in [
            (json!({"list": "merchants", "format": "csv"}), "list"),
            (json!({"list": "penalties", "format": "ods"}), "format"),
            (json!({"list": "penalties", "format": "csv", "filters": {"day_from": "yesterday"}}), "filters.day_from"),
            (
                json!({"list": "penalties", "format": "csv", "filters": {"day_from": "2026-05-07", "day_to": "2026-05-06"}}),
                "filters.day_to",
            ),
            (json!({"list": "penalties", "format": "csv", "filters": {"department": "1"}}), "filters.department"),
            (json!({"list": "penalties", "format": "csv", "filters": {"limit": "1"}}), "filters.limit"),
            (json!({"list": "deadlines", "format": "csv", "filters": {"state": "x"}}), "filters.state"),
            (json!({"list": "deadlines", "format": "csv", "filters": {"clock": "x"}}), "filters.clock"),
        ] {
            let refused = office.by(own.clone(), Method::POST, "exports").json(&order).send().unwrap();
            assert_eq!(whole(refused, StatusCode::BAD_REQUEST)["errors"][0]["field"], field, "{order}");
        }
        // Nobody has worked out what is due.
        let href = ordered(&office, &own, &json!({"list": "deadlines", "format": "csv"}));
        let failed = over(&office, &own, &href);
        assert_eq!(failed["state"], "failed", "{}: {failed}", place.backend);
        assert!(failed["fault"]["en"].as_str().unwrap().contains("worked out anew"), "{failed}");
        let file = office.by(own.clone(), Method::GET, &format!("{href}/file")).send().unwrap();
        whole(file, StatusCode::CONFLICT);
        // One that failed holds nobody up.
        fetched(&office, &own, &json!({"list": "penalties", "format": "xlsx"}));
    });
}

#[test]
fn an_export_that_is_ordered_again_under_its_key_is_the_same() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
        let own = clerk("u-1");
        let ask = |who: &Grant, format: &str| {
            let order = json!({"list": "inspections", "format": format});
            let request = office.by(who.clone(), Method::POST, "exports").header("Idempotency-Key", "k-1");
            request.json(&order).send().unwrap()
        };
        let said = |answer: Response| -> (Value, bool) {
            let replayed = answer.headers().contains_key("idempotency-replayed");
            assert!(answer.headers().contains_key("location"));
            (whole(answer, StatusCode::ACCEPTED)["export_id"].clone(), replayed)
        };
        let (first, replayed) = said(ask(&own, "csv"));
        assert!(!replayed, "{}", place.backend);
        assert_eq!(said(ask(&own, "csv")), (first.clone(), true), "{}", place.backend);
        assert_eq!(whole(ask(&own, "xlsx"), StatusCode::UNPROCESSABLE_ENTITY)["code"], "idempotency_mismatch");
        // A key is one caller's own.
        assert_ne!(said(ask(&clerk("u-2"), "csv")).0, first);
        assert_eq!(looked(&office, &own, "exports").as_array().unwrap().len(), 1, "{}", place.backend);
        // Whoever writes it was woken once it could be seen.
        let job = over(&office, &own, &format!("exports/{}", first.as_str().unwrap()));
        assert_eq!((&job["state"], &job["rows"]), (&json!("done"), &json!(1)), "{}", place.backend);
        assert_eq!(job["rows_total"], 1, "{}", place.backend);
        // What was asked for, the trail says each time.
        let targets = office.heard("POST /book/v1/exports");
        assert!(targets[..2].iter().all(|entry| entry.target.ends_with("?list=inspections&format=csv")), "{targets:?}");
    });
}

/// Merchants of a file: more than come back to whoever fetches it within the time that takes.
const CITY: u32 = 2_000;

#[test]
fn a_file_costs_one_request_and_the_trail_names_all_who_are_in_it() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let visits: Vec<_> = (1..=CITY).map(|number| visit(merchant(number), "J1", "I06")).collect();
        for some in visits.chunks(1_000) {
            house.send(RecordKind::Inspection, some);
        }
        let own = clerk("u-1");
        let href = ordered(&office, &own, &json!({"list": "inspections", "format": "csv"}));
        over(&office, &own, &href);
        let left = |path: &str| -> u32 {
            let answer = office.by(own.clone(), Method::GET, path).send().unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            let level = answer.headers()["ratelimit"].to_str().unwrap().to_owned();
            let left = level.split(';').find_map(|part| part.strip_prefix("r=")).unwrap().parse().unwrap();
            answer.bytes().unwrap();
            left
        };
        let before = left(&href);
        let file = format!("{href}/file");
        assert!(left(&file) + 1 >= before, "{}", place.backend);
        let heard = office.heard("GET /book/v1/exports/{export_id}/file");
        let mut named = heard[0].merchants.clone();
        named.sort_unstable();
        let mut all: Vec<_> = (1..=CITY).map(merchant).collect();
        all.sort_unstable();
        assert_eq!(named, all, "{}", place.backend);
    });
}

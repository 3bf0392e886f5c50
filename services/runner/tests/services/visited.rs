//! Visits that devices send to an installation: once whatever happens, within the area, and replaced later as the law
//! demands of I07.

use crate::{GYM, RESTAURANT, Served, each_form, small_city, until};
use domain::instant::Instant;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

const VISITS: &str = "/inspections/v1/visits";
const HOUR: i64 = 3_600_000_000;
/// In Shenxian; the restaurant is in Linqing.
const BOOKSHOP: &str = "92371522999990061A";

/// So many hours ago, by the machine's clock, as the servers go.
#[expect(clippy::disallowed_methods, reason = "the servers of this test go by the true time")]
fn ago(hours: i64) -> Instant {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(now.as_micros()).unwrap() - hours * HOUR)
}

fn key(number: u32) -> String {
    format!("0190f3a2-7c1e-7b60-9d0a-{number:012x}")
}

fn visit(number: u32, code: &str, seen_at: Instant, results: &[&str]) -> Value {
    json!({ "key": key(number), "code": code, "seen_at": seen_at, "inspectors": ["I1"], "results": results })
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[test]
fn a_visit_of_a_device_counts_once_and_outlives_the_server() {
    each_form(|installation| {
        let served = installation.serve();
        let seen = ago(26);
        let mut sent = visit(1, RESTAURANT, seen, &["I07"]);
        sent["correct_by"] = json!(ago(-20 * 24).day());
        sent["signed_off_on"] = json!(seen.day());
        let (status, taken) = served.post(VISITS, &sent);
        assert_eq!((status.as_u16(), &taken["day"]), (201, &json!(seen.day())), "{}: {taken}", installation.form());
        let correction = taken["clocks"].as_array().unwrap().iter().find(|one| one["clock"] == "correction_order");
        let due = correction.unwrap()["due_on"].clone();
        served.kill();
        drop(served);

        let served = installation.serve();
        assert_eq!(served.post(VISITS, &sent), (reqwest::StatusCode::OK, taken.clone()));
        let deadlines = || served.read(&format!("/inspections/v1/deadlines?code={RESTAURANT}&clock=correction_order"));
        let listed = until(60, "its clocks", || deadlines()["items"].as_array().unwrap().first().cloned());
        assert_eq!(listed["due_on"], due, "the clock that was told is the one that runs");

        // What was to be handled is replaced by what became of it, and the device does not bring it back.
        let href = taken["records"][0]["href"].as_str().unwrap();
        let cells = json!({ "result": "I06", "corrected_on": ago(0).day() });
        let (status, corrected) =
            served.act(&format!("{href}/corrections"), None, &json!({ "cells": cells, "reason": "复查合格" }));
        assert_eq!((status.as_u16(), &corrected["content"]["result"]), (200, &json!("I06")), "{corrected}");
        assert_eq!(served.post(VISITS, &sent), (reqwest::StatusCode::OK, taken.clone()));
        assert_eq!(served.read(href)["content"]["result"], "I06");
        let (status, problem) = served.post(VISITS, &visit(1, RESTAURANT, seen, &["I06"]));
        assert_eq!((status.as_u16(), fields(&problem)), (409, vec!["key"]), "{problem}");
        assert_eq!(served.read(&format!("{href}/versions")).as_array().unwrap().len(), 2);
    });
}

#[test]
fn an_offline_list_is_answered_item_by_item_and_the_trail_names_whom_it_was_about() {
    each_form(|installation| {
        let served = installation.serve();
        let visits = json!({ "visits": [
            visit(1, RESTAURANT, ago(50), &["I01"]),
            visit(2, GYM, ago(-1), &["I01"]),
            visit(3, GYM, ago(31 * 24), &["I01"]),
            visit(4, GYM, ago(49), &["I01", "I03"]),
            visit(1, RESTAURANT, ago(50), &["I03"]),
            visit(5, GYM, ago(48), &["I03", "I05"]),
        ] });
        let (status, answer) = served.post(&format!("{VISITS}/batch"), &visits);
        assert_eq!(status, 200, "{answer}");
        let items = answer["items"].as_array().unwrap();
        let told: Vec<(u64, Option<&str>)> = items
            .iter()
            .map(|item| (item["status"].as_u64().unwrap(), item["problem"]["errors"][0]["field"].as_str()))
            .collect();
        let wrong = |status, field| (status, Some(field));
        assert_eq!(
            told,
            [
                (201, None),
                wrong(422, "visits[1].seen_at"),
                wrong(422, "visits[2].seen_at"),
                wrong(422, "visits[3].results"),
                wrong(409, "visits[4].key"),
                (201, None)
            ],
            "{}",
            installation.form()
        );
        assert_eq!(served.read("/inspections/v1/inspections")["items"].as_array().unwrap().len(), 2);
        let entry = until(30, "the trail", || {
            served.trail("").into_iter().find(|entry| entry["action"] == "POST /inspections/v1/visits/batch")
        });
        assert_eq!(entry["merchants"], json!([GYM, RESTAURANT]), "those that were taken, in the order of codes");
    });
}

#[test]
fn a_device_of_a_county_writes_of_its_merchants_alone() {
    each_form(|installation| {
        let served: Served = installation.serve();
        served.import("merchants", &small_city("merchants.csv"), &[]);
        let official = |name: &str, area: &str| served.token_of(name, "official", &["--area", area]);
        let (li, wang) = (official("li", "371522"), official("wang", "371581"));
        let post = |token: &str, body: &Value| {
            let answer = served.request_with(Method::POST, VISITS, token).json(body).send().unwrap();
            (answer.status().as_u16(), answer.json::<Value>().unwrap())
        };
        let seen = ago(2);
        // Once the ledger has heard where the bookshop is.
        let own = visit(1, BOOKSHOP, seen, &["I01"]);
        let taken = until(60, "the places are known", || {
            let (status, taken) = post(&li, &own);
            (status == 201).then_some(taken)
        });
        let (status, problem) = post(&li, &visit(2, RESTAURANT, seen, &["I01"]));
        assert_eq!((status, fields(&problem)), (422, vec!["code"]), "{}: {problem}", installation.form());
        // Whoever does not reach the bookshop learns no more of the visit than that the key is taken.
        let (status, problem) = post(&wang, &own);
        assert_eq!((status, fields(&problem)), (409, vec!["key"]), "{problem}");
        assert!(!problem.to_string().contains(BOOKSHOP), "{problem}");
        let entry = taken["href"].as_str().unwrap();
        let status = |token: &str| served.ask(entry, token).status().as_u16();
        assert_eq!((status(&li), status(&wang), status(&official("all", "371500"))), (200, 404, 200));
        assert_eq!(served.read("/inspections/v1/inspections")["items"].as_array().unwrap().len(), 1);
    });
}

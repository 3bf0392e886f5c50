//! Visits that devices send: once for each key, all of it or nothing, and each fault by its name in the request.

use crate::office::{OFFICIAL, Office, Who, code};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::each_backend;

/// By the clock of the house.
pub(crate) const NOW: &str = "2026-03-12T01:00:00Z";

/// The key of a device.
pub(crate) fn key(number: u32) -> String {
    format!("0190f3a2-7c1e-7b60-9d0a-{number:012x}")
}

/// A visit of today with nothing found.
pub(crate) fn visit(number: u32) -> Value {
    json!({
        "key": key(number), "code": code(1), "seen_at": "2026-03-12T08:30:00+08:00", "inspectors": ["I1", "I2"],
        "results": ["I01"]
    })
}

/// The same with other fields.
pub(crate) fn with(mut visit: Value, changes: Value) -> Value {
    let fields = visit.as_object_mut().unwrap();
    fields.extend(changes.as_object().unwrap().clone());
    visit
}

/// The names of the fields that are wrong.
pub(crate) fn wrong(problem: &Value) -> BTreeSet<&str> {
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(errors.iter().all(|error| error["reason"] != "" && error["reason_zh"] != ""), "{problem}");
    errors.iter().map(|error| error["field"].as_str().unwrap()).collect()
}

pub(crate) fn records(office: &Office, kind: &str) -> Vec<Value> {
    office.get(kind)["items"].as_array().unwrap().clone()
}

#[test]
fn a_visit_becomes_records_and_twice_is_once() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let sent = with(
            visit(1),
            json!({
                "reason": "own_motion", "results": ["I03", "I06"], "correct_by": "2026-04-10",
                "signed_off_on": "2026-03-12", "note": "店主在场",
                "samples": [
                    { "number": "CJ1", "product": "food", "name": "酱牛肉", "batch": "20260301" },
                    { "number": "CJ2", "product": "product", "name": "插座", "result": "SQ1", "told": true }
                ]
            }),
        );
        let answer = office.ask(OFFICIAL, Method::POST, "visits", Some(&sent));
        assert_eq!(answer.status(), 201, "{}", place.backend);
        let href = format!("/inspections/v1/visits/{}", key(1));
        assert_eq!(answer.headers()["location"], href.as_str());
        let taken: Value = answer.json().unwrap();
        assert_eq!((&taken["day"], &taken["href"]), (&json!("2026-03-12"), &json!(href)), "{taken}");
        let clocks: Vec<_> =
            taken["clocks"].as_array().unwrap().iter().map(|one| (&one["clock"], &one["due_on"])).collect();
        let (publication, correction) = (json!("random_inspection_publication"), json!("correction_order"));
        let (retest, in_time) = (json!("product_retest_request"), json!("2026-04-10"));
        let expected = [(&publication, &in_time), (&correction, &in_time), (&retest, &json!("2026-03-27"))];
        assert_eq!(clocks, expected, "{taken}");

        let inspections = records(&office, "inspections");
        let content = &inspections[0]["content"];
        assert_eq!((inspections.len(), &content["number"]), (1, &json!(key(1))));
        assert_eq!((&content["result"], &content["also"]), (&json!("I03"), &json!(["I06"])));
        assert_eq!(content["visit"]["inspectors"], json!(["I1", "I2"]));
        assert_eq!(content["visit"]["noted_at"], "2026-03-12T00:30:00Z");
        let tests = records(&office, "tests");
        assert_eq!((tests.len(), &tests[0]["content"]["is_final"]), (1, &json!(false)));
        let hrefs: Vec<_> = taken["records"].as_array().unwrap().iter().map(|record| &record["href"]).collect();
        assert_eq!(hrefs, [&inspections[0]["href"], &tests[0]["href"]]);

        // The same in other words is the same, whoever sends it and however late.
        office.clock.turn_to("2026-06-01T00:00:00Z");
        let same =
            with(sent.clone(), json!({ "key": key(1).to_uppercase(), "seen_at": "2026-03-12T01:30:00.000+01:00" }));
        for again in [&sent, &same] {
            assert_eq!(office.post("visits", again), (200, taken.clone()), "{}", place.backend);
        }
        // Of other content it is told, and nothing changes.
        for change in [json!({ "results": ["I03"] }), json!({ "code": code(2) }), json!({ "note": "x" })] {
            let (status, problem) = office.post("visits", &with(sent.clone(), change));
            assert_eq!((status, wrong(&problem)), (409, BTreeSet::from(["key"])), "{problem}");
        }
        assert_eq!(records(&office, "inspections"), inspections);
        assert_eq!(records(&office, "tests"), tests);
        for who in [Who::Nobody, Who::Role(Role::Bank), Who::Role(Role::Auditor), Who::Merchant(code(1))] {
            let status = office.status(who, Method::POST, "visits", Some(&visit(9))).0;
            assert!(matches!(status, 401 | 403), "{status}");
        }
    });
}

#[test]
fn an_entry_tells_where_its_samples_stand() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let samples = json!([
            { "number": "CJ1", "product": "food", "name": "酱牛肉", "batch": "20260301" },
            { "number": "CJ2", "product": "product", "name": "插座", "result": "SQ1", "told": true },
            { "number": "CJ3", "product": "product", "name": "插座", "result": "SQ0" }
        ]);
        office.done("visits", &with(visit(1), json!({ "samples": samples, "note": "店主在场" })));
        let shown = || {
            let entry = office.get(&format!("visits/{}", key(1)));
            let of = |sample: &Value| (sample["state"].as_str().unwrap().to_owned(), sample["href"].is_string());
            (entry["samples"].as_array().unwrap().iter().map(of).collect::<Vec<_>>(), entry["note"].clone())
        };
        let state = |state: &str, has: bool| (state.to_owned(), has);
        let before = vec![state("taken", false), state("told", true), state("tested", true)];
        assert_eq!(shown(), (before, json!("店主在场")), "{}", place.backend);
        let row = json!({ "code": code(1), "number": "CJ1", "day": "2026-03-12", "result": "FS1" });
        office.done("tests", &json!({ "rows": [row] }));
        assert_eq!(shown().0[0], state("final", true));
        assert_eq!(office.status(OFFICIAL, Method::GET, &format!("visits/{}", key(2)), None).0, 404);
        assert_eq!(office.status(Who::Role(Role::Service), Method::GET, &format!("visits/{}", key(1)), None).0, 403);
    });
}

#[test]
fn the_day_of_a_visit_is_that_of_china_whatever_the_device_goes_by() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let day = |number, seen_at: &str| {
            let taken = office.done("visits", &with(visit(number), json!({ "seen_at": seen_at })));
            taken["day"].as_str().unwrap().to_owned()
        };
        // Written down offline, and by a clock on which it was still yesterday, or tomorrow already.
        assert_eq!(day(1, "2026-03-09T17:30:00+01:00"), "2026-03-10", "{}", place.backend);
        assert_eq!(day(2, "2026-03-10T04:30:00+13:00"), "2026-03-09");
        assert_eq!(day(3, "2026-03-09T23:59:59.999999+08:00"), "2026-03-09");
        assert_eq!(day(4, "2026-03-10T00:00:00+08:00"), "2026-03-10");
        // A clock that is some minutes ahead of the house's does not put a visit into tomorrow.
        office.clock.turn_to("2026-03-12T15:58:00Z");
        assert_eq!(day(5, "2026-03-13T00:02:30+08:00"), "2026-03-12");
        let seen = |number, seen_at: &str| {
            let (status, problem) = office.post("visits", &with(visit(number), json!({ "seen_at": seen_at })));
            (status, wrong(&problem).into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        let refused = (422, vec!["seen_at".to_owned()]);
        assert_eq!(seen(6, "2026-03-13T00:03:30+08:00"), refused, "the future");
        assert_eq!(seen(7, "2026-02-10T23:57:00+08:00"), refused, "more than thirty days ago");
        assert_eq!(seen(8, "2026-03-12T08:30:00"), refused, "nobody knows when that was");
        assert_eq!(seen(9, "2026-02-10T23:59:00+08:00").0, 201, "thirty days ago");
    });
}

#[test]
fn each_fault_is_told_by_its_name_in_the_request() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let refused = |change: Value| {
            let (status, problem) = office.post("visits", &with(visit(1), change));
            assert_eq!(status, 422, "{problem}");
            wrong(&problem).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(refused(json!({ "results": ["I01", "I03"] })), ["results"], "{}", place.backend);
        let all = refused(json!({
            "key": "1", "code": "91371500MA3000001X", "seen_at": "yesterday", "reason": "mood", "results": ["I99"],
            "inspectors": [], "correct_by": "soon", "signed_off_on": "2026-03-13", "draw_id": 7, "note": "x".repeat(2001),
            "samples": [
                { "number": " ", "product": "toy", "name": "", "batch": "\u{7}" },
                { "number": "CJ1", "product": "food", "name": "x", "result": "SQ0" },
                { "number": "CJ1", "product": "food", "name": "x", "told": true },
                { "number": "CJ3", "product": "food", "name": "x", "result": "FS9" }
            ]
        }));
        assert_eq!(
            all,
            [
                "code",
                "correct_by",
                "draw_id",
                "inspectors",
                "key",
                "note",
                "reason",
                "results",
                "samples[0].batch",
                "samples[0].name",
                "samples[0].number",
                "samples[0].product",
                "samples[1].result",
                "samples[2].number",
                "samples[2].told",
                "samples[3].result",
                "seen_at",
                "signed_off_on"
            ]
        );
        assert_eq!(refused(json!({ "correct_by": "2026-03-11" })), ["correct_by"], "before the visit");
        // What is no visit at all is no body.
        for (change, field) in [(json!({ "results": 5 }), "results"), (json!({ "colour": "red" }), "colour")] {
            let (status, problem) = office.post("visits", &with(visit(1), change));
            assert_eq!((status, wrong(&problem)), (400, BTreeSet::from([field])), "{problem}");
        }
        assert_eq!(records(&office, "inspections"), Vec::<Value>::new(), "nothing of all that was kept");
        assert_eq!(office.post("visits", &visit(1)).0, 201, "the key is free");
    });
}

#[test]
fn nothing_is_kept_of_a_visit_of_which_a_part_cannot_be() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let row = json!({ "code": code(1), "number": "CJ1", "day": "2026-03-01", "result": "FS0" });
        office.done("tests", &json!({ "rows": [row] }));
        let sample = |number: &str| json!({ "number": number, "product": "food", "name": "x", "result": "FS1" });
        let sent = with(visit(1), json!({ "samples": [sample("CJ0"), sample("CJ1")] }));
        let (status, problem) = office.post("visits", &sent);
        assert_eq!((status, wrong(&problem)), (422, BTreeSet::from(["samples[1].number"])), "{}", place.backend);
        assert_eq!(records(&office, "inspections").len(), 0);
        assert_eq!(records(&office, "tests").len(), 1);
        assert_eq!(office.post("visits", &with(visit(1), json!({ "samples": [sample("CJ0")] }))).0, 201);
        // A number that somebody has sent as a row stands for that row.
        let row = json!({ "code": code(1), "number": key(2), "day": "2026-03-01", "result": "I01" });
        office.done("inspections", &json!({ "rows": [row] }));
        assert_eq!(office.post("visits", &visit(2)).0, 409);
    });
}

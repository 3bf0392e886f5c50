//! Records over HTTP: sent, listed, looked at as they were known, corrected, taken back, moved.

use crate::{GYM, RESTAURANT, each_form, small_city};
use serde_json::{Value, json};

const LIST: &str = "/inspections/v1/inspections";

fn visit(number: usize) -> Value {
    json!({ "code": RESTAURANT, "number": format!("V{number}"), "day": "2026-05-06", "result": "I01" })
}

#[test]
fn a_list_goes_on_page_by_page_to_its_end() {
    each_form(|installation| {
        let served = installation.serve();
        let rows: Vec<Value> = (0..25).map(visit).collect();
        let (status, receipt) = served.post(LIST, &json!({ "rows": rows }));
        assert_eq!(status, 200, "{receipt}");
        assert!(receipt["rows"].as_array().unwrap().iter().all(|row| row["outcome"] == "new"), "{receipt}");
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = served.read(&format!("{LIST}?limit=10{after}"));
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let pages = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((pages, seen.len()), (25, 25), "each once");
        assert_eq!(served.read(&format!("{LIST}?code={GYM}"))["items"], json!([]));
        assert_eq!(served.read(&format!("{LIST}?day_from=2026-05-07"))["items"], json!([]));
    });
}

#[test]
fn a_correction_is_a_new_version_and_the_old_one_stays() {
    each_form(|installation| {
        let served = installation.serve();
        served.post(LIST, &json!({ "rows": [visit(1)] }));
        let first = served.read(LIST)["items"][0].clone();
        let href = first["href"].as_str().unwrap();
        let tag = || served.get(href, "official").headers()["etag"].to_str().unwrap().to_owned();
        let correct = |seen: &str, cells: Value, reason: &str| {
            served.act(&format!("{href}/corrections"), Some(seen), &json!({ "cells": cells, "reason": reason }))
        };
        let seen = tag();
        let (status, corrected) = correct(&seen, json!({ "result": "I05" }), "录入错误");
        assert_eq!((status.as_u16(), &corrected["version"]), (200, &json!(2)), "{corrected}");
        assert_eq!((&corrected["act"], &corrected["actor"]), (&json!("correction"), &json!("test-official")));
        // Whoever looked at the first version does not overwrite the second one.
        let (status, stale) = correct(&seen, json!({ "result": "I01" }), "晚了");
        assert_eq!((status.as_u16(), &stale["code"]), (412, &json!("precondition_failed")));
        assert_eq!(correct(&tag(), json!({ "result": "I01" }), " ").0, 400, "a reason is needed");
        assert_eq!(correct(&tag(), json!({ "result": "NICE" }), "x").1["errors"][0]["field"], "result");
        let versions = served.read(&format!("{href}/versions"));
        let standing: Vec<bool> =
            versions.as_array().unwrap().iter().map(|version| version["standing"] == json!(true)).collect();
        assert_eq!(standing, [false, true]);
        assert_ne!(versions[0]["content"], versions[1]["content"]);

        // It moves to a party that is known, not to a code that nobody has heard of.
        let to = |to: &str| served.act(&format!("{href}/moves"), None, &json!({ "to": to, "reason": "错户" }));
        let (status, unknown) = to(GYM);
        assert_eq!((status.as_u16(), &unknown["errors"][0]["field"]), (422, &json!("to")), "{unknown}");
        served.post(LIST, &json!({ "rows": [{ "code": GYM, "number": "G1", "day": "2026-05-06", "result": "I01" }] }));
        let (_, moved) = to(GYM);
        assert_eq!(moved["code"], GYM, "{moved}");
        let href = moved["href"].as_str().unwrap();
        let (status, gone) = served.act(&format!("{href}/withdrawal"), None, &json!({ "reason": "撤销" }));
        assert_eq!((status.as_u16(), &gone["withdrawn"]), (200, &json!(true)), "{gone}");
    });
}

#[test]
fn what_was_known_at_an_instant_can_be_asked() {
    each_form(|installation| {
        let served = installation.serve();
        served.import("penalties", &small_city("penalties.csv"), &["--history"]);
        let page = served.read(&format!("/violations/v1/penalties?code={RESTAURANT}"));
        let href = page["items"][0]["href"].as_str().unwrap();
        let at = |instant: &str| served.get(&format!("{href}?known_at={instant}"), "official").status();
        assert_eq!((at("2026-06-09T00:00:00Z").as_u16(), at("2026-06-13T00:00:00Z").as_u16()), (404, 200));
        let answer = served.get(href, "official");
        let tag = answer.headers()["etag"].clone();
        let again = served.request(reqwest::Method::GET, href, "official").header("If-None-Match", tag).send().unwrap();
        assert_eq!(again.status(), 304);
    });
}

#[test]
fn a_record_is_found_under_the_path_of_its_own_kind_alone() {
    each_form(|installation| {
        let served = installation.serve();
        served.post(LIST, &json!({ "rows": [visit(1)] }));
        let record = served.read(LIST)["items"][0].clone();
        let own = record["href"].as_str().unwrap();
        let other = own.replace("/v1/inspections/", "/v1/tests/");
        assert_eq!(served.get(own, "official").status(), 200);
        for path in [other.clone(), format!("{other}/versions")] {
            assert_eq!(served.get(&path, "official").status(), 404, "{path}");
        }
        let acts = [
            ("corrections", json!({ "cells": { "result": "I05" }, "reason": "错" })),
            ("withdrawal", json!({ "reason": "错" })),
            ("moves", json!({ "to": GYM, "reason": "错" })),
            ("decisions", json!({ "chosen": 1, "reason": "错" })),
        ];
        for (act, body) in acts {
            assert_eq!(served.act(&format!("{other}/{act}"), None, &body).0, 404, "{act}");
        }
        assert_eq!(served.read(own)["version"], 1, "nothing was done to it");
    });
}

#[test]
fn a_wait_that_is_too_long_is_refused_and_says_why() {
    each_form(|installation| {
        let served = installation.serve();
        for path in ["/inspections/v1/changes", "/access/v1/trust"] {
            assert_eq!(served.get(&format!("{path}?wait=0"), "service").status(), 200, "{path}");
            let refused = served.get(&format!("{path}?wait=26"), "service");
            assert_eq!(refused.status(), 400, "{path}");
            let problem: Value = refused.json().unwrap();
            assert_eq!(problem["errors"][0]["field"], "wait", "{problem}");
        }
    });
}

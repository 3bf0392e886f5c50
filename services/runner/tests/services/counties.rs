//! Two counties: the officials of each see and change what is theirs, whatever they ask, and the rest of the city
//! does not exist for them.

use crate::city::rating_status;
use crate::{GYM, RESTAURANT, Served, each_form, fangxin, small_city, told, until};
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// In Shenxian; the restaurant is in Linqing, and the dealer under a code that Chiping had before.
pub(crate) const BOOKSHOP: &str = "92371522999990061A";
const DEALER: &str = "91371523999990037B";
/// Nobody.
const NOBODY: &str = "91371500795315494U";

const FILES: [(&str, &str); 6] = [
    ("penalties", "penalties.csv"),
    ("payments", "payments.csv"),
    ("complaints", "complaints.csv"),
    ("inspections", "inspections.csv"),
    ("standing", "standing.csv"),
    ("merchants", "merchants.csv"),
];

/// An official of an area.
pub(crate) fn official(served: &Served, name: &str, area: &str) -> String {
    served.token_of(name, "official", &["--area", area])
}

/// The small city, told to everybody.
pub(crate) fn city(served: &Served) {
    for (kind, file) in FILES {
        served.import(kind, &small_city(file), &[]);
    }
    served.post(
        "/inspections/v1/inspections",
        &json!({ "rows": [{ "code": BOOKSHOP, "number": "S1", "day": "2026-05-06", "result": "I01" }] }),
    );
    let one = official(served, "anybody", "371522");
    let rated = format!("/rating/v1/merchants/{BOOKSHOP}");
    until(60, "the places are known", || {
        let lists = ["/registry/v1/merchants", "/inspections/v1/inspections"];
        let some = |path: &&str| !items(served, path, &one).is_empty();
        (lists.iter().all(some) && served.ask(&rated, &one).status() == 200).then_some(())
    });
    // Of the other ledgers nothing is in Shenxian: who sees everything of the city sees that they have heard.
    let all = official(served, "anybody", "371500");
    until(60, "the places are known everywhere", || {
        let whole = |path: &str| items(served, path, &all).len() == read(served, path).len();
        ["/violations/v1/penalties", "/complaints/v1/complaints"].into_iter().all(whole).then_some(())
    });
    until(60, "everybody is rated", || {
        let rating = rating_status(served);
        (rating["waiting"] == 0 && rating["settled"] == true).then_some(())
    });
}

fn items(served: &Served, path: &str, token: &str) -> Vec<Value> {
    let answer = served.ask(&format!("{path}?limit=1000"), token);
    assert_eq!(answer.status(), 200, "{path}");
    answer.json::<Value>().unwrap()["items"].as_array().unwrap().clone()
}

/// The same for whoever reaches everywhere.
fn read(served: &Served, path: &str) -> Vec<Value> {
    served.read(&format!("{path}?limit=1000"))["items"].as_array().unwrap().clone()
}

/// Operations whose path names a merchant, as the document says them.
fn of_merchants(served: &Served) -> Vec<(Method, String)> {
    let documents = served.documents();
    let paths = documents.iter().flat_map(|(_, document)| document["paths"].as_object().unwrap());
    // What is public has no limit.
    let is_public = |path: &str| path.starts_with("/violations/v1/displays/") || path.ends_with("/v1/published/{code}");
    let named = paths.filter(|(path, _)| path.contains("/v1/") && path.contains("{code}") && !is_public(path));
    let operations = named.flat_map(|(path, of)| {
        let methods =
            of.as_object().unwrap().keys().filter(|name| ["get", "post", "put", "delete"].contains(&name.as_str()));
        methods.map(move |method| (method.to_uppercase().parse().unwrap(), path.clone()))
    });
    operations.collect()
}

/// A body that each act on a record takes.
fn body(path: &str) -> Value {
    if path.contains("/visits/") {
        return json!({ "dropped": "核查" });
    }
    let mut body = match path.rsplit('/').next().unwrap() {
        "corrections" => json!({ "cells": { "record_state": "withdrawn" } }),
        "dismissal" if path.contains("/findings/") => json!({ "problem": "价格", "to": "2026-11-14" }),
        "withdrawal" | "dismissal" => json!({}),
        "moves" => json!({ "to": BOOKSHOP }),
        "decisions" => json!({ "chosen": 1 }),
        "text" => return json!({ "text": "正文" }),
        "outlook" => return json!({ "day": "2026-12-31" }),
        "release" => return json!({ "text_version": 1, "record_version": 1 }),
        "identifiers" => return json!({ "code": "371500600000012", "reason": "换照" }),
        other => panic!("nothing is known of {other}"),
    };
    body["reason"] = "核查".into();
    body
}

/// What is answered, without what belongs to the one request alone.
fn answer(served: &Served, token: &str, method: &Method, path: &str) -> (u16, Value) {
    let mut request = served.request_with(method.clone(), path, token);
    if *method != Method::GET {
        request = request.header("If-Match", "*").json(&body(path));
    }
    let answer = request.send().unwrap();
    let status = answer.status().as_u16();
    let mut told: Value = serde_json::from_slice(&answer.bytes().unwrap()).unwrap_or_default();
    for own in ["instance", "request_id"] {
        told.as_object_mut().unwrap_or(&mut Map::new()).remove(own);
    }
    (status, told)
}

#[test]
fn whatever_names_a_merchant_of_another_county_is_answered_as_if_there_were_none() {
    each_form(|installation| {
        let served = installation.serve();
        city(&served);
        let (li, wang) = (official(&served, "li", "莘县"), official(&served, "wang", "371581"));
        let operations = of_merchants(&served);
        assert!(operations.len() > 60, "{} operations name a merchant", operations.len());
        let mut found = BTreeSet::new();
        for (method, path) in &operations {
            let kind = path.split('/').nth(3).unwrap();
            let list = format!("/{}/{kind}", path.split('/').skip(1).take(2).collect::<Vec<_>>().join("/"));
            let key = match path.contains("{key}") {
                true => {
                    let records = read(&served, &list).into_iter().find(|record| record["code"] == RESTAURANT);
                    let key =
                        records.map(|record| record["href"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
                    key.unwrap_or_else(|| "test%3A1".to_owned())
                }
                false => String::new(),
            };
            // Of draws there is none here: what a limited official sees of one is a matter of its own tests.
            let path = path.replace("{draw_id}", "1").replace("{month}", "2026-10");
            let of = |code: &str| path.replace("{code}", code).replace("{key}", &key);
            let outside = answer(&served, &li, method, &of(RESTAURANT));
            let unknown = answer(&served, &li, method, &of(NOBODY));
            assert_eq!(outside, unknown, "{} {method} {path}", installation.form());
            assert_eq!(outside.0, 404, "{} {method} {path}", installation.form());
            if *method == Method::GET && answer(&served, &wang, method, &of(RESTAURANT)).0 == 200 {
                found.insert(path);
            }
        }
        // Those who may see it did: the answers above were not all of things that are not there.
        for path in [
            "/registry/v1/merchants/{code}/{key}",
            "/registry/v1/merchants/{code}/identifiers",
            "/violations/v1/penalties/{code}/{key}/display",
            "/violations/v1/penalties/{code}/{key}/publication",
            "/inspections/v1/inspections/{code}/{key}/versions",
            "/rating/v1/merchants/{code}",
            "/rating/v1/merchants/{code}/history",
            "/rating/v1/merchants/{code}/certificate",
            "/rating/v1/lookups/{code}",
        ] {
            assert!(found.contains(path), "{path}: {found:?}");
        }
    });
}

#[test]
fn lists_counts_and_lookups_hold_what_is_inside() {
    each_form(|installation| {
        let served = installation.serve();
        city(&served);
        let lists: Vec<String> = FILES
            .iter()
            .map(|(kind, _)| *kind)
            .zip(["violations", "violations", "complaints", "inspections", "registry", "registry"])
            .map(|(kind, service)| format!("/{service}/v1/{kind}"))
            .collect();
        let merchants: BTreeMap<String, String> = read(&served, "/rating/v1/merchants")
            .iter()
            .map(|one| (one["code"].as_str().unwrap().to_owned(), one["area"].as_str().unwrap().to_owned()))
            .collect();
        let (mut seen_of, mut counted) = (BTreeSet::new(), 0);
        for own in ["371522", "371581", "371526", "371503", "371502", "371500"] {
            let token = official(&served, &format!("of-{own}"), own);
            let inside = |code: &Value| {
                let area = &merchants[code.as_str().unwrap()];
                area == own || own == "371500"
            };
            for list in lists.iter().map(String::as_str).chain(["/rating/v1/merchants"]) {
                let all = read(&served, list);
                let expected: Vec<&Value> = all.iter().filter(|one| inside(&one["code"])).collect();
                let seen = items(&served, list, &token);
                assert_eq!(seen.iter().collect::<Vec<_>>(), expected, "{} {own} {list}", installation.form());
                seen_of.extend((!seen.is_empty()).then(|| (own, list.to_owned())));
            }
            let summary: Value = served.ask("/rating/v1/summary", &token).json().unwrap();
            let expected = merchants.keys().filter(|code| inside(&json!(code))).count();
            assert_eq!(summary["merchants"], expected, "{} {own}: {summary}", installation.form());
            counted += usize::from(summary["areas"].as_object().unwrap().len() > 1);

            let codes: Vec<&str> = merchants.keys().map(String::as_str).chain([NOBODY]).collect();
            let ask = |path: &str| -> Value {
                let request = served.request_with(Method::POST, path, &token).json(&json!({ "codes": codes }));
                request.send().unwrap().json().unwrap()
            };
            let (lookups, registrations) = (ask("/rating/v1/lookups"), ask("/registry/v1/subjects/registrations"));
            for (at, code) in codes.iter().enumerate() {
                let is_inside = merchants.contains_key(*code) && inside(&json!(code));
                let found = &lookups["items"][at];
                assert_eq!(found["found"].is_object(), is_inside, "{} {own}: {found}", installation.form());
                let reason = (!is_inside).then_some("there is no such merchant");
                assert_eq!(found["error"]["reason"].as_str(), reason, "{} {own}: {found}", installation.form());
                assert_eq!(
                    registrations["merchants"][at].is_object(),
                    is_inside,
                    "{} {own} {code}",
                    installation.form()
                );
            }
            if own != "371500" {
                assert_eq!(items(&served, "/rating/v1/holds", &token), Vec::<Value>::new());
            }
            // What is on display is everybody's to see.
            let displays = items(&served, "/violations/v1/displays", &token);
            assert_eq!(displays.len(), read(&served, "/violations/v1/displays").len());
            let past = "/violations/v1/displays?on=2026-07-01";
            let past: Value = served.ask(past, &token).json().unwrap();
            assert!(past["items"].as_array().unwrap().iter().all(|one| inside(&one["code"])), "{own}: {past}");
        }
        assert!(seen_of.len() > 12 && counted == 1, "{seen_of:?}");
        assert!(seen_of.contains(&("371503", "/rating/v1/merchants".to_owned())), "the dealer is in Chiping by now");
        assert_eq!(merchants[DEALER], "371503");
    });
}

#[test]
fn an_official_writes_about_merchants_of_the_county_alone() {
    each_form(|installation| {
        let served = installation.serve();
        city(&served);
        let (li, wang) = (official(&served, "li", "371522"), official(&served, "wang", "371581"));
        let post = |path: &str, token: &str, body: &Value| {
            let request = served.request_with(Method::POST, path, token).header("If-Match", "*");
            let answer = request.json(body).send().unwrap();
            (answer.status().as_u16(), serde_json::from_slice::<Value>(&answer.bytes().unwrap()).unwrap_or_default())
        };
        let visit =
            |code: &str, number: &str| json!({ "code": code, "number": number, "day": "2026-05-06", "result": "I01" });
        let list = "/inspections/v1/inspections";
        let (status, refused) = post(list, &li, &json!({ "rows": [visit(RESTAURANT, "L1"), visit(NOBODY, "L2")] }));
        assert_eq!((status, &refused["code"]), (422, &json!("unprocessable")), "{}", installation.form());
        let reasons: BTreeSet<&str> =
            refused["errors"].as_array().unwrap().iter().map(|one| one["reason_zh"].as_str().unwrap()).collect();
        assert_eq!(reasons, BTreeSet::from(["您的辖区 371522（莘县） 内没有登记该经营主体"]));
        let (status, mixed) = post(list, &li, &json!({ "rows": [visit(RESTAURANT, "L1"), visit(BOOKSHOP, "L2")] }));
        assert_eq!(
            (status, &mixed["rows"][0]["outcome"], &mixed["rows"][1]["outcome"]),
            (200, &json!("refused"), &json!("new"))
        );

        // A merchant is registered where its official is, and nowhere else.
        let shop = |code: &str, area: &str| json!({ "rows": [{ "code": code, "name": "新店", "kind": "企业", "size": "小型", "channel": "门店", "area": area, "industry": "5212" }] });
        let register = "/registry/v1/merchants";
        let (status, told) = post(register, &li, &shop(NOBODY, "临清市"));
        assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("area")), "{told}");
        let (status, told) = post(register, &li, &shop(NOBODY, "莘县"));
        assert_eq!(status, 200, "{} {told}", installation.form());
        assert_eq!(post(register, &wang, &shop(NOBODY, "临清市")).0, 422);
        until(60, "the place is known", || {
            (post(list, &li, &json!({ "rows": [visit(NOBODY, "L3")] })).0 == 200).then_some(())
        });
        let moved = items(&served, list, &li).into_iter().find(|one| one["code"] == NOBODY).unwrap();
        let path = format!("{}/moves", moved["href"].as_str().unwrap());
        let to = |code: &str| post(&path, &li, &json!({ "to": code, "reason": "错户" }));
        let (gym, nobody) = (to(GYM), to("91371526999990101N"));
        assert_eq!((gym.0, gym.1["errors"][0]["field"].as_str()), (422, Some("to")), "{}", gym.1);
        assert_eq!(gym.1["errors"][0]["reason"], nobody.1["errors"][0]["reason"], "{}", nobody.1);
        assert_eq!(to(BOOKSHOP).0, 200);
        let key = format!("{register}/{NOBODY}/merchant%3A{NOBODY}");
        // Each service follows by itself.
        until(60, "the registry knows the place as well", || (served.ask(&key, &li).status() == 200).then_some(()));
        let away = json!({ "cells": { "area": "临清市" }, "reason": "迁址" });
        let (status, told) = post(&format!("{key}/corrections"), &li, &away);
        assert_eq!((status, &told["code"]), (403, &json!("outside_reach")), "{} {told}", installation.form());
        let everywhere = official(&served, "city", "371500");
        assert_eq!(post(&format!("{key}/corrections"), &everywhere, &away).0, 200);
        until(60, "it has changed hands", || (served.ask(&key, &li).status() == 404).then_some(()));
        assert_eq!(served.ask(&key, &wang).status(), 200);

        // Whoever is limited follows nothing and sees their own imports alone.
        let jobs = items(&served, "/inspections/v1/imports", &li);
        assert!(jobs.is_empty() && !read(&served, "/inspections/v1/imports").is_empty());
        assert_eq!(served.ask("/inspections/v1/imports/1/rows", &li).status(), 404);
        let csv = format!("code,number,day,result\n{RESTAURANT},C1,2026-05-06,I01\n{BOOKSHOP},C2,2026-05-06,I01\n");
        let handed = served.request_with(Method::POST, "/inspections/v1/imports?layout=inspections&name=a.csv", &li);
        let job: Value = handed.body(csv).send().unwrap().json().unwrap();
        let path = format!("/inspections/v1/imports/{}", job["import_id"]);
        let job = until(60, "it is read", || {
            let job: Value = served.ask(&path, &li).json().unwrap();
            (job["state"] == "done").then_some(job)
        });
        assert_eq!((&job["outcome"]["new"], &job["outcome"]["rejected"]), (&json!(1), &json!(1)), "{job}");
        let rows = items(&served, &format!("{path}/rows"), &li);
        assert_eq!(rows[0]["disposition"], "rejected", "{rows:?}");
        assert_eq!(
            (served.ask(&path, &wang).status().as_u16(), served.ask(&path, &everywhere).status().as_u16()),
            (404, 404)
        );
        assert_eq!(served.get(&path, "official").status(), 200);
    });
}

#[test]
fn only_officials_and_departments_may_have_an_area() {
    each_form(|installation| {
        let served = installation.serve();
        city(&served);
        let department = served.token_of("tax", "department", &["--area", "371522"]);
        let codes: Vec<Value> =
            items(&served, "/rating/v1/merchants", &department).iter().map(|one| one["code"].clone()).collect();
        assert_eq!(codes, [json!(BOOKSHOP)]);
        for role in ["service", "auditor", "bank", "administrator"] {
            let data = served.data();
            let output = fangxin(&["token", "--role", role, "--sub", "x", "--area", "371522", "--data", &data]);
            assert_eq!(output.status.code(), Some(2), "{role}: {}", told(&output));
            assert!(told(&output).contains("for --role official and department alone"), "{}", told(&output));
        }
    });
}

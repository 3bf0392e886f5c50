//! Merchants found by what an official types, over HTTP.

use crate::{RESTAURANT, Served, each_form, small_city, until};
use reqwest::StatusCode;
use serde_json::{Value, json};

const SEARCH: &str = "/registry/v1/search";

fn names(found: &Value) -> Vec<&str> {
    found["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

/// Until the registry says that its names are level.
fn level(served: &Served) {
    let is_level = || served.status_of("registry")["services"]["registry"]["names_level"].as_bool();
    until(60, "the names", || is_level().filter(|is_level| *is_level));
}

#[test]
fn a_merchant_is_found_by_what_is_typed_in_both_forms() {
    each_form(|installation| {
        let served = installation.serve();
        served.import("merchants", &small_city("merchants.csv"), &[]);
        level(&served);
        for (typed, matched, zh) in [
            ("示例餐馆", "exact", "名称一致"),
            ("餐馆", "substring", "名称包含"),
            ("slcg", "initials", "拼音首字母"),
            ("canguan", "pinyin", "全拼"),
            (RESTAURANT, "code", "代码一致"),
        ] {
            let found = served.read(&format!("{SEARCH}?q={typed}"));
            let first = &found["items"][0];
            let told = (&first["code"], &first["matched"], &first["matched_zh"]);
            assert_eq!(told, (&json!(RESTAURANT), &json!(matched), &json!(zh)), "{}: {found}", installation.form());
        }
        let found = served.read(&format!("{SEARCH}?q=示例餐馆&area=临清市"));
        let first = &found["items"][0];
        assert_eq!((&first["area"], &first["status"]), (&json!("371581"), &json!("active")), "{found}");
        assert_eq!(first["industry"], "6210", "{found}");
        // The path is that of the registration.
        assert_eq!(served.read(first["href"].as_str().unwrap())["content"]["name"], "示例餐馆");
        assert_eq!(names(&served.read(&format!("{SEARCH}?q=示例餐馆&area=371522"))), Vec::<&str>::new());
        let some = served.read(&format!("{SEARCH}?q=示例&limit=2"));
        assert_eq!((names(&some).len(), &some["cut"]), (2, &json!(true)), "{some}");

        // The trail names each merchant that was shown.
        until(60, "each search in the trail", || {
            let entries = served.trail(&format!("merchant={RESTAURANT}&limit=1000"));
            let is_search = |entry: &&Value| entry["action"] == format!("GET {SEARCH}");
            (entries.iter().filter(is_search).count() == 6).then_some(())
        });

        // Who is limited to an area finds nobody elsewhere, not even by code.
        let token = served.token("official", &["--area", "371581"]);
        let seen = until(60, "the places", || {
            let found = served.ask_maybe(&format!("{SEARCH}?q=示例"), &token)?;
            (!names(&found).is_empty()).then_some(found)
        });
        assert!(seen["items"].as_array().unwrap().iter().all(|item| item["area"] == "371581"), "{seen}");
        let elsewhere = served.token("official", &["--area", "371522"]);
        let found: Value = served.ask(&format!("{SEARCH}?q={RESTAURANT}"), &elsewhere).json().unwrap();
        assert_eq!(names(&found), Vec::<&str>::new());

        // A new name: the one before finds it still, and says so; who is elsewhere does not learn of it.
        let registered = served.read(first["href"].as_str().unwrap());
        let cells = json!({ "cells": { "name": "新开餐馆" }, "reason": "更名" });
        let (status, renamed) =
            served.act(&format!("{}/corrections", registered["href"].as_str().unwrap()), None, &cells);
        assert_eq!(status, 200, "{renamed}");
        let found = until(60, "the former name", || {
            let found = served.read(&format!("{SEARCH}?q=示例餐馆"));
            found["items"][0]["former_name"].is_string().then_some(found)
        });
        let it = &found["items"][0];
        let told = ["code", "name", "former_name", "matched"].map(|field| it[field].as_str().unwrap());
        assert_eq!(told, [RESTAURANT, "新开餐馆", "示例餐馆", "exact"], "{}: {found}", installation.form());
        let found: Value = served.ask(&format!("{SEARCH}?q=示例餐馆"), &elsewhere).json().unwrap();
        assert!(!found.to_string().contains(RESTAURANT), "{}: {found}", installation.form());
        let found = served.read(&format!("{SEARCH}?q={}", &RESTAURANT[..10]));
        let it = &found["items"][0];
        let told = (&it["code"], &it["matched"], &it["matched_zh"], &it["former_code"]);
        assert_eq!(told, (&json!(RESTAURANT), &json!("code_prefix"), &json!("代码开头一致"), &Value::Null), "{found}");

        for (query, field) in [
            ("q=%20", "q"),
            (&*format!("q={}", "a".repeat(129)), "q"),
            ("q=a&area=nowhere", "area"),
            ("q=a&area=110101", "area"),
            ("q=a&limit=0", "limit"),
            ("q=a&limit=101", "limit"),
        ] {
            let answer = served.get(&format!("{SEARCH}?{query}"), "official");
            assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{query}");
            let told: Value = answer.json().unwrap();
            assert_eq!(
                (&told["code"], &told["errors"][0]["field"]),
                (&json!("invalid_query"), &json!(field)),
                "{told}"
            );
        }
        for role in ["bank", "merchant"] {
            let more: &[&str] = if role == "merchant" { &["--merchant", RESTAURANT] } else { &[] };
            assert_eq!(served.ask(&format!("{SEARCH}?q=示例"), &served.token(role, more)).status(), 403, "{role}");
        }
        assert_eq!(served.public(&format!("{SEARCH}?q=示例")).status(), StatusCode::UNAUTHORIZED);
        let metrics = served.bare_of("registry", reqwest::Method::GET, "/metrics");
        let metrics = metrics.bearer_auth(served.token("administrator", &[])).send().unwrap().text().unwrap();
        assert!(metrics.contains("fangxin_names_level{} 1"), "{metrics}");
    });
}

#[test]
fn after_a_restart_the_same_is_found() {
    each_form(|installation| {
        let served = installation.serve();
        served.import("merchants", &small_city("merchants.csv"), &[]);
        level(&served);
        let before = served.read(&format!("{SEARCH}?q=示例"));
        assert!(names(&before).len() > 2, "{before}");
        assert!(served.stop().success());
        let served = installation.serve();
        level(&served);
        assert_eq!(served.read(&format!("{SEARCH}?q=示例")), before, "{}", installation.form());
    });
}

//! The sandbox, served beside a city: its answers are what its list says, and neither knows of the other.

use crate::{RESTAURANT, SampleCity, Served, each_form, fangxin, told, until};
use rating::{Listed, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn json_of(served: &Served, path: &str, token: &str) -> Value {
    let answer = served.ask(path, token);
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().unwrap()
}

fn lookup(listed: &Listed) -> String {
    format!("/rating/v1/lookups/{}", listed.code)
}

fn many(served: &Served, codes: &[&str], token: &str) -> Vec<Value> {
    let asked = served.request_with(Method::POST, "/rating/v1/lookups", token).json(&json!({ "codes": codes }));
    let answer: Value = asked.send().unwrap().json().unwrap();
    answer["items"].as_array().unwrap().clone()
}

/// The code that an item is about, as it was sent.
fn asked_of(item: &Value) -> &str {
    item.get("asked").unwrap_or(&item["found"]["code"]).as_str().unwrap()
}

/// A line as the list writes it.
fn line(line: &Value) -> String {
    let of = match line["indicator"].as_str() {
        Some(indicator) => indicator.to_owned(),
        None => format!("{} {}", line["part"].as_str().unwrap(), line["kind"].as_str().unwrap()),
    };
    format!("{of} {:+}", line["milli"].as_i64().unwrap())
}

#[test]
fn each_answer_is_what_the_list_says_before_there_is_a_city_and_beside_one() {
    let (sandbox, city) = (Sandbox::shipped().unwrap(), SampleCity::of(60));
    let merchants = &sandbox.roster().merchants;
    each_form(|installation| {
        let served = installation.serve();
        let [official, bank] = ["official", "bank"].map(|role| served.token(role, &[]));
        let all: Vec<&str> = merchants.iter().map(|listed| listed.code.as_str()).collect();
        let before = many(&served, &all, &bank);
        city.import(&served);
        assert_eq!(many(&served, &all, &bank), before, "the city changed them");
        for (listed, item) in merchants.iter().zip(&before) {
            let (one, expected) = (json_of(&served, &lookup(listed), &bank), &listed.expected);
            assert_eq!(one, item["found"], "{}", listed.code);
            assert_eq!(one["sandbox"], true);
            assert_eq!(one["rating"]["class"], json!(expected.class), "{}", listed.code);
            assert_eq!(one["score_milli"], json!(expected.score_milli), "{}", listed.code);
            let href = one["href"].as_str().unwrap();
            let whole = json_of(&served, href, &official);
            assert_eq!(whole["sandbox"], true);
            assert_eq!(whole["served"], one["rating"], "{}", listed.code);
            let lines: Vec<String> = whole["rating"]["lines"].as_array().unwrap().iter().map(line).collect();
            assert_eq!(lines, expected.lines, "{}", listed.code);
            let ids = |list: &str| {
                let list = whole["rating"][list].as_array().unwrap().iter();
                list.map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
            };
            assert_eq!((ids("rules"), ids("flags")), (expected.rules.clone(), expected.flags.clone()));
            let history = json_of(&served, &format!("{href}/history"), &official);
            let last = history["issued"].as_array().unwrap().last().unwrap();
            assert_eq!((&history["sandbox"], &last["class"]), (&json!(true), &json!(expected.class)));
        }
    });
}

#[test]
fn the_list_is_public_and_leads_to_each() {
    let sandbox = Sandbox::shipped().unwrap();
    each_form(|installation| {
        let served = installation.serve();
        let list = served.public("/rating/v1/sandbox");
        assert_eq!(list.status(), 200);
        let list: Value = list.json().unwrap();
        assert_eq!(list["as_of"], json!(sandbox.roster().as_of));
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), sandbox.roster().merchants.len());
        let bank = served.token("bank", &[]);
        for item in items {
            let found = json_of(&served, item["href"].as_str().unwrap(), &bank);
            let told = |found: &Value| [found["code"].clone(), found["name"].clone(), found["score_milli"].clone()];
            // What is not rated has no score, which a look-up leaves out.
            assert_eq!(told(item), told(&found));
            assert_eq!((&item["class"], &item["as_of"]), (&found["rating"]["class"], &list["as_of"]));
            assert_eq!(item["held_by"], found["rating"]["held_by"]);
            for former in item["former_codes"].as_array().unwrap() {
                let former = format!("/rating/v1/lookups/{}", former.as_str().unwrap());
                assert_eq!(json_of(&served, &former, &bank), found);
            }
        }
    });
}

/// Everything that a city tells of all its merchants together.
const OF_ALL: [&str; 5] = [
    "/rating/v1/merchants?limit=1000",
    "/rating/v1/summary",
    "/registry/v1/merchants?limit=1000",
    "/violations/v1/displays?limit=1000",
    "/rating/v1/holds",
];

#[test]
fn the_city_does_not_know_of_them() {
    let (sandbox, city) = (Sandbox::shipped().unwrap(), SampleCity::of(60));
    let one = sandbox.roster().merchants[0].code;
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let official = served.token("official", &[]);
        let everything = || OF_ALL.map(|path| json_of(&served, path, &official));
        let before = everything();
        for listed in &sandbox.roster().merchants {
            json_of(&served, &lookup(listed), &official);
        }
        let row = json!({ "code": one, "number": "JC-1", "day": "2026-05-06", "result": "I01" });
        let (status, sent) = served.post("/inspections/v1/inspections", &json!({ "rows": [row] }));
        assert!(sent.to_string().contains("沙盒商户的代码"), "{status} {sent}");
        let resolved = served.request(Method::POST, "/registry/v1/subjects/resolve", "service");
        assert_eq!(resolved.json(&json!({ "codes": [one] })).send().unwrap().status(), 422);
        let record = json_of(&served, "/inspections/v1/inspections?limit=1", &official)["items"][0].clone();
        let path = format!("{}/moves", record["href"].as_str().unwrap());
        let (status, refused) = served.act(&path, None, &json!({ "to": one, "reason": "错户" }));
        assert_eq!((status.as_u16(), &refused["errors"][0]["field"]), (422, &json!("to")), "{refused}");
        let after = everything();
        assert_eq!(after, before);
        assert!(!after.iter().any(|answer| answer.to_string().contains("沙盒") || answer.to_string().contains("FX0")));
        assert_eq!(served.ask(&format!("/registry/v1/merchants/{one}"), &official).status(), 404);
    });
}

#[test]
fn who_may_ask_sees_them_and_a_code_that_nobody_has_is_not_there() {
    let (sandbox, city) = (Sandbox::shipped().unwrap(), SampleCity::of(60));
    let [listed, other] = [&sandbox.roster().merchants[0], &sandbox.roster().merchants[20]];
    let nobody = domain::code::PartyCode::complete("91000000FX9999990").unwrap();
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let [own, real] = [1, 2].map(|at| city.telling[at].to_string());
        let tokens = [
            served.token("official", &["--area", "莘县"]),
            served.token("department", &[]),
            served.token("bank", &[]),
            served.token("merchant", &["--merchant", &own]),
        ];
        for token in &tokens {
            let found = json_of(&served, &lookup(listed), token);
            assert_eq!((&found["sandbox"], &found["rating"]["class"]), (&json!(true), &json!("A")));
            assert_eq!(served.ask(&format!("/rating/v1/lookups/{nobody}"), token).status(), 404);
        }
        // Mixed with others, each in its place; a bank sees no class of a real one.
        let asked = [&real, listed.code.as_str(), nobody.as_str(), RESTAURANT, "4711", other.code.as_str()];
        let items = many(&served, &asked, &tokens[2]);
        assert_eq!(items.iter().map(asked_of).collect::<Vec<_>>(), asked);
        assert_eq!(items[0]["found"]["code"], json!(real));
        assert!(items[0]["found"].get("rating").is_none() && items[0]["found"].get("sandbox").is_none());
        assert_eq!(items[1]["found"]["rating"]["class"], "A");
        assert!(items[2..5].iter().all(|item| item.get("found").is_none() && item["error"].is_object()), "{items:?}");
        assert_eq!(items[5]["found"]["code"], json!(other.code));
        // On another day, by a day of its own; with an authorisation, which nobody gives.
        let path = format!("/rating/v1/merchants/{}", other.code);
        let classes: Vec<Value> = ["", "?as_of=2026-05-01"]
            .map(|query| json_of(&served, &format!("{path}{query}"), &tokens[1])["rating"]["class"].clone())
            .to_vec();
        assert_ne!(classes[0], classes[1], "{}", other.zh);
        for path in [lookup(listed), path] {
            assert_eq!(served.ask(&format!("{path}?authorisation=1"), &tokens[2]).status(), 403);
            assert_eq!(served.public(&path).status(), 401);
        }
        for path in ["history", "certificate"] {
            json_of(&served, &format!("/rating/v1/merchants/{}/{path}", listed.code), &tokens[0]);
        }
        until(60, "the trail", || {
            let entries = served.trail(&format!("merchant={}&limit=1000", listed.code));
            let mut grounds: BTreeMap<String, usize> = BTreeMap::new();
            entries
                .iter()
                .filter(|entry| entry["status"] == 200)
                .for_each(|entry| *grounds.entry(entry["ground"].to_string()).or_default() += 1);
            (grounds.get(r#""sandbox""#) == Some(&6)).then_some(())
        });
    });
}

#[test]
fn a_certificate_of_one_is_checked_like_any_and_says_sandbox() {
    let sandbox = Sandbox::shipped().unwrap();
    let listed = &sandbox.roster().merchants[20];
    let held = sandbox.roster().merchants.iter().find(|listed| listed.held_since.is_some()).unwrap();
    each_form(|installation| {
        let served = installation.serve();
        let path = |listed: &Listed| format!("/rating/v1/merchants/{}/certificate", listed.code);
        let certificate = served.read(&path(listed));
        assert_eq!(certificate["statement"]["sandbox"], true);
        assert_eq!(certificate["statement"]["result"]["class"], json!(listed.expected.class));
        assert_eq!(served.get(&path(held), "official").status(), 409, "its newer class is held");
        assert_eq!(served.get(&format!("{}?as_of=2026-07-01", path(held)), "official").status(), 200);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("certificate.json");
        std::fs::write(&file, certificate.to_string()).unwrap();
        let verified = fangxin(&["verify", &file.display().to_string(), "--key", &served.public_key("rating")]);
        assert_eq!(verified.status.code(), Some(0), "{}", told(&verified));
        assert!(told(&verified).contains("沙盒"), "{}", told(&verified));
        // Who takes the word out is found out.
        std::fs::write(&file, certificate.to_string().replace(r#""sandbox":true,"#, "")).unwrap();
        let forged = fangxin(&["verify", &file.display().to_string()]);
        assert_eq!(forged.status.code(), Some(1), "{}", told(&forged));
    });
}

#[test]
fn the_page_of_the_sandbox_says_what_is_served() {
    let output = fangxin(&["openapi", "--sandbox"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sandbox.md");
    let written = String::from_utf8(output.stdout).unwrap();
    let kept = std::fs::read_to_string(page).unwrap();
    assert!(
        written.trim_end() == kept.trim_end(),
        "docs/sandbox.md is not what is served: `fangxin openapi --sandbox --out docs/sandbox.md`"
    );
}

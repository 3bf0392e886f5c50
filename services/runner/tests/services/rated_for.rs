//! To whom what is shown of a rating, the trail of who asked, and the certificate that anybody can check.

use crate::{GYM, Installation, SampleCity, Served, each_form, fangxin, told, until};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::Place;

fn fields(answer: &Value) -> BTreeSet<&str> {
    answer.as_object().unwrap().keys().map(String::as_str).collect()
}

/// An error without what belongs to the one request alone.
fn refusal(served: &Served, path: &str, token: &str) -> Value {
    let answer = served.ask(path, token);
    assert_eq!(answer.status(), 404, "{path}");
    let mut problem: Value = answer.json().unwrap();
    let own = problem.as_object_mut().unwrap();
    assert!(own.remove("instance").is_some() && own.remove("request_id").is_some(), "{own:?}");
    problem
}

/// How often something is in the trail about a merchant: who asked, and what became of it.
fn trail(served: &Served, merchant: &str) -> Vec<(Value, Value)> {
    let entries = served.trail(&format!("merchant={merchant}&limit=1000"));
    entries.iter().map(|entry| (entry["who"].clone(), entry["status"].clone())).collect()
}

#[test]
fn each_role_is_shown_what_is_its_own_and_the_trail_says_so() {
    let city = SampleCity::of(120);
    let [own, foreign] = [1, 2].map(|at| city.telling[at].to_string());
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let (path, other) = (format!("/rating/v1/merchants/{own}"), format!("/rating/v1/merchants/{foreign}"));
        let official = served.read(&path);
        assert!(official["rating"]["class"].is_string() && official["served"]["class"].is_string(), "{official}");

        let bank: Value = served.get(&path, "bank").json().unwrap();
        assert_eq!(fields(&bank), BTreeSet::from(["merchant", "public"]));
        assert_eq!((&bank["merchant"], &bank["public"]), (&official["merchant"], &official["public"]));
        assert_eq!(bank["public"]["penalties"].as_array().unwrap().len(), 1, "the restaurant's is on display: {bank}");
        let past: Value = served.get(&format!("{path}?as_of=2025-01-01&scheme=LC-CONSUME"), "bank").json().unwrap();
        assert_eq!(fields(&past), BTreeSet::from(["merchant", "public"]));
        for closed in [format!("{path}/history"), format!("{path}/certificate"), "/rating/v1/merchants".to_owned()] {
            assert_eq!(served.get(&closed, "bank").status(), 403, "{closed}");
        }

        let token = served.token("merchant", &["--merchant", &own]);
        let owner: Value = served.ask(&path, &token).json().unwrap();
        assert_eq!((&owner["rating"], &owner["served"]), (&official["rating"], &official["served"]));
        assert_eq!(served.ask(&format!("{path}/history"), &token).status(), 200);
        for more in ["", "/history", "/certificate"] {
            let refused = refusal(&served, &format!("{other}{more}"), &token);
            let unknown = refusal(&served, &format!("/rating/v1/merchants/{GYM}{more}"), &token);
            assert_eq!(refused, unknown, "a merchant cannot find out who else there is");
        }
        assert_eq!(served.ask("/rating/v1/merchants", &token).status(), 403);
        for closed in [&path, &other, &format!("{path}/history"), &format!("{path}/certificate")] {
            assert_eq!(served.public(closed).status(), 401, "{closed}");
        }

        let wanted = |who: Value, status: u16| (who, json!(status));
        until(60, "the trail", || {
            let (mine, others) = (trail(&served, &own), trail(&served, &foreign));
            let count = |entries: &[(Value, Value)], one: &(Value, Value)| entries.iter().filter(|e| *e == one).count();
            let is_told = count(&mine, &wanted("test-official".into(), 200)) == 1
                && count(&mine, &wanted("test-bank".into(), 200)) == 2
                && count(&mine, &wanted("test-bank".into(), 403)) == 2
                && count(&mine, &wanted("test-merchant".into(), 200)) == 2
                && count(&mine, &wanted(Value::Null, 401)) == 3
                && count(&others, &wanted("test-merchant".into(), 404)) == 3
                && count(&others, &wanted(Value::Null, 401)) == 1
                && count(&trail(&served, GYM), &wanted("test-merchant".into(), 404)) == 3;
            is_told.then_some(())
        });
    });
}

#[test]
fn a_certificate_is_checked_from_its_file_and_the_key_of_the_installation_alone() {
    let city = SampleCity::of(120);
    each_form(|installation| {
        let elsewhere = Place::sqlite();
        let (served, theirs) = (installation.serve(), Installation::new(&elsewhere));
        city.import(&served);
        let (key, folder) = (served.public_key("rating"), tempfile::tempdir().unwrap());
        let file = folder.path().join("certificate.json");
        let name = file.display().to_string();
        let questions = ["", "?as_of=2026-06-30", "?as_of=2026-06-30&known_at=2026-08-15T04:30:00Z&scheme=LC-CONSUME"];
        let save = |path: &str| {
            let answer = served.get(path, "official");
            assert_eq!(answer.status(), 200, "{path}");
            let text = answer.text().unwrap();
            std::fs::write(&file, &text).unwrap();
            text
        };
        let verified = |key: &str| fangxin(&["verify", &name, "--key", key]);
        for (code, question) in city.telling.iter().take(4).flat_map(|code| questions.map(|q| (code, q))) {
            let path = format!("/rating/v1/merchants/{code}/certificate{question}");
            let certificate: Value = serde_json::from_str(&save(&path)).unwrap();
            let sound = verified(&key);
            assert_eq!(sound.status.code(), Some(0), "{path}: {}", told(&sound));
            let rated = served.read(&path.replace("/certificate", ""));
            assert_eq!(certificate["statement"]["result"], rated["rating"], "{path}");
        }
        let text = save(&format!("/rating/v1/merchants/{}/certificate", city.telling[0]));
        assert_eq!(
            verified(&theirs.serve().public_key("rating")).status.code(),
            Some(1),
            "the key of another installation"
        );
        let changed = text.replacen("\"score_milli\":", "\"score_milli\":1", 1);
        assert_ne!(changed, text);
        std::fs::write(&file, changed).unwrap();
        assert_eq!(verified(&key).status.code(), Some(1), "a changed score");
    });
}

#[test]
fn a_lookup_tells_in_short_what_the_whole_answer_tells_and_no_more() {
    let city = SampleCity::of(120);
    let [own, foreign] = [1, 2].map(|at| city.telling[at].to_string());
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let whole = served.read(&format!("/rating/v1/merchants/{own}"));
        let (path, other) = (format!("/rating/v1/lookups/{own}"), format!("/rating/v1/lookups/{foreign}"));
        let official = served.read(&path);
        assert_eq!(official["rating"], whole["served"], "{official}");
        assert_eq!(official["score_milli"], whole["rating"]["score_milli"]);
        assert_eq!(official["public"]["penalties"], whole["public"]["penalties"].as_array().unwrap().len());
        assert_eq!(official["href"], format!("/rating/v1/merchants/{own}"));
        for name in ["code", "name", "area", "industry"] {
            assert_eq!(official[name], whole["merchant"][name], "{name}");
        }

        let answer = served.get(&path, "bank");
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let bank: Value = answer.json().unwrap();
        assert_eq!(fields(&bank), BTreeSet::from(["code", "name", "area", "industry", "public", "href"]));
        assert_eq!(bank["public"], official["public"]);
        assert_ne!(served.get(&path, "official").headers()["etag"], tag.as_str(), "another caller, another answer");
        let again = served.request(Method::GET, &path, "bank").header("if-none-match", &tag).send().unwrap();
        assert_eq!(again.status(), 304);

        let token = served.token("merchant", &["--merchant", &own]);
        let mine: Value = served.ask(&path, &token).json().unwrap();
        assert_eq!(mine, official, "the default table shows a merchant its own class");
        let unknown = refusal(&served, &format!("/rating/v1/lookups/{GYM}"), &token);
        assert_eq!(refusal(&served, &other, &token), unknown, "a merchant cannot find out who else there is");
        assert_eq!(served.public(&path).status(), 401);
        assert_eq!(
            served.get("/rating/v1/lookups/91371502MA00000A06", "bank").status(),
            400,
            "a wrong check character"
        );
    });
}

fn look_many_up(served: &Served, token: &str, wanted: &Value) -> reqwest::blocking::Response {
    served.request_with(Method::POST, "/rating/v1/lookups", token).json(wanted).send().unwrap()
}

#[test]
fn many_are_looked_up_at_once_as_each_would_be_alone() {
    let city = SampleCity::of(120);
    let [own, foreign] = [1, 2].map(|at| city.telling[at].to_string());
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let small = own.to_lowercase();
        let codes = [own.as_str(), "91371502MA00000A06", GYM, foreign.as_str(), own.as_str(), &small];
        let ask = |token: &str, codes: &Value| look_many_up(&served, token, &json!({ "codes": codes }));
        let merchant = served.token("merchant", &["--merchant", &own]);
        for token in [served.token("official", &[]), served.token("bank", &[]), merchant.clone()] {
            let many: Value = ask(&token, &json!(codes)).json().unwrap();
            let items = many["items"].as_array().unwrap();
            assert_eq!(items.len(), codes.len());
            for (item, code) in items.iter().zip(codes) {
                let alone = served.ask(&format!("/rating/v1/lookups/{code}"), &token);
                // The code is said again where it does not stand in what was found.
                let own = item["found"]["code"].as_str();
                assert_eq!(item.get("asked").and_then(Value::as_str), Some(code).filter(|_| own != Some(code)));
                if alone.status() == 200 {
                    assert_eq!(item["found"], alone.json::<Value>().unwrap());
                } else {
                    assert!(item.get("found").is_none() && item["error"]["reason_zh"].is_string(), "{item}");
                }
            }
            assert_eq!(items[1]["error"]["field"], "codes[1]", "a wrong check character: {}", items[1]);
        }
        let mine: Value = ask(&merchant, &json!([GYM, foreign])).json().unwrap();
        let error = |at: usize| mine["items"][at]["error"]["reason"].clone();
        assert_eq!(error(0), error(1), "a merchant cannot find out who else there is");
        // Each merchant is in the trail, whoever else was asked for.
        until(60, "the trail", || {
            let trail = served.trail(&format!("merchant={foreign}"));
            let many = |entry: &&Value| entry["action"] == "POST /rating/v1/lookups";
            (trail.iter().filter(many).count() == 4).then_some(())
        });
        let official = served.token("official", &[]);
        let too_many = ask(&official, &json!(vec![own.as_str(); 10_001]));
        assert_eq!(too_many.status(), 400);
        assert_eq!(ask(&official, &json!(vec![own.as_str(); 10_000])).status(), 200);
        assert_eq!(ask(&official, &json!([])).json::<Value>().unwrap()["items"], json!([]));
    });
}

#[test]
fn of_many_that_is_told_which_is_wanted_and_may_be_seen() {
    let city = SampleCity::of(120);
    let own = city.telling[1].to_string();
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        for role in ["official", "bank"] {
            let token = served.token(role, &[]);
            let found = |wanted: &Value| {
                let answer: Value = look_many_up(&served, &token, wanted).json().unwrap();
                answer["items"][0]["found"].as_object().unwrap().clone()
            };
            let whole = found(&json!({ "codes": [own] }));
            assert!(!whole.contains_key("class"), "{whole:?}");
            for field in ["name", "area", "industry", "public", "rating", "score_milli", "href"] {
                let mut wanted = whole.clone();
                wanted.retain(|name, _| name == "code" || name == field);
                assert_eq!(found(&json!({ "codes": [own], "fields": [field] })), wanted, "{role} {field}");
            }
            let class = found(&json!({ "codes": [own], "fields": ["class"] }));
            assert_eq!(class.get("class"), whole.get("rating").map(|rating| &rating["class"]), "{role}");
            assert_eq!(found(&json!({ "codes": [own], "fields": [] })).len(), 1, "there is one: {role}");
            let wrong = look_many_up(&served, &token, &json!({ "codes": [own], "fields": ["name", "colour"] }));
            assert_eq!(wrong.status(), 400);
            assert_eq!(wrong.json::<Value>().unwrap()["errors"][0]["field"], "fields[1]");
        }
    });
}

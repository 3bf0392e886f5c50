//! Texts of decisions: unmasked they stay inside, masked they go out once somebody else has looked.

use super::corpus::planted;
use super::office::{BAKER, CARTER, Office, penalty};
use super::publication::{paths, reasons};
use contracts::access::Role;
use masking::Kind;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

const WRITER: (&str, Option<&str>) = ("writer", None);
const READER: (&str, Option<&str>) = ("reader", None);

/// A penalty on display with the paths of its text, its publication and what everybody sees.
struct Case<'o> {
    office: &'o Office,
    text: String,
    publication: String,
    public: String,
}

impl<'o> Case<'o> {
    fn of(office: &'o Office, code: &str, number: &str) -> Self {
        let display = office.send(&penalty(code, number, "2026-02-10", &[]));
        let (publication, public) = paths(&display);
        Self { office, text: display.replace("/display", "/text"), publication, public }
    }

    fn put(&self, who: (&str, Option<&str>), body: &Value) -> (u16, Value) {
        self.office.act(who, Method::PUT, &self.text, body)
    }

    fn release(&self, who: (&str, Option<&str>), version: i32) -> (u16, Value) {
        let path = format!("{}/release", self.publication);
        let record_version = self.office.get(&self.publication)["version"].clone();
        let looked_at = json!({ "text_version": version, "record_version": record_version });
        self.office.act(who, Method::POST, &path, &looked_at)
    }

    fn withdraw(&self, reason: &str) -> (u16, Value) {
        let path = format!("{}/withdrawal", self.publication);
        self.office.act(READER, Method::POST, &path, &json!({ "reason": reason }))
    }

    fn to_public(&self) -> Value {
        let answer = self.office.ask(Role::Bank, &self.public);
        assert_eq!(answer.status(), 200);
        answer.json().unwrap()
    }

    fn why_not(&self) -> Vec<String> {
        let told = self.office.get(&self.publication);
        reasons(&told["text_shown_by_us"]).into_iter().map(str::to_owned).collect()
    }
}

#[test]
fn a_text_is_shown_after_somebody_else_has_released_that_version() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, BAKER, "1");
        assert_eq!(case.why_not(), ["no_text"]);
        assert_eq!(case.release(READER, 1).0, 404);
        let first = json!({ "text": "面包店（经营者：钱三多），电话：13800138000。", "persons": ["钱三多"] });
        let (status, put) = case.put(WRITER, &first);
        assert_eq!((status, &put["version"], &put["put_by"]), (200, &json!(1), &json!("writer")), "{put}");
        assert!(case.to_public()["text"].is_null());
        assert_eq!(case.why_not(), ["not_released"]);
        assert_eq!(case.withdraw("没有放行").0, 409);

        assert_eq!(case.release(WRITER, 1).0, 403, "{}: by whoever put it", place.backend);
        assert!(case.to_public()["text"].is_null());
        let (status, told) = case.release(READER, 1);
        assert_eq!((status, reasons(&told["text_shown_by_us"])), (200, vec![]), "{told}");
        assert_eq!(told["text"]["release"]["by"], "reader");
        let shown = case.to_public();
        assert_eq!(shown["text"]["text"], "面包店（经营者：钱某），电话：***。", "its own punctuation stays");

        // Another text needs another release, and names what it replaces and why.
        let second = |more: Value| {
            let mut body = json!({ "text": "第二稿。电话13900139000", "persons": [] });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        assert_eq!(case.put(WRITER, &second(json!({}))).0, 412, "there is one already");
        assert_eq!(case.put(WRITER, &second(json!({ "replaces": 1 }))).0, 400, "a change has a reason");
        assert_eq!(case.put(WRITER, &second(json!({ "replaces": 7, "reason": "更正" }))).0, 412);
        assert_eq!(case.put(WRITER, &second(json!({ "replaces": 1, "reason": "更正" }))).0, 200);
        assert!(case.to_public()["text"].is_null(), "what was released is another text");
        assert_eq!(case.why_not(), ["text_changed"]);
        assert_eq!(case.release(READER, 1).0, 412, "it has changed meanwhile");
        assert_eq!(case.release(READER, 2).0, 200);
        assert_eq!(case.to_public()["text"]["text"], "第二稿。电话***");

        assert_eq!(case.withdraw(" ").0, 400);
        let (status, told) = case.withdraw("发现遗漏");
        assert_eq!((status, reasons(&told["text_shown_by_us"])), (200, vec!["release_withdrawn"]), "{told}");
        assert!(case.to_public()["text"].is_null());
        assert_eq!(case.withdraw("再次").0, 409);
        assert_eq!(case.release(READER, 2).0, 200);
        assert!(case.to_public()["text"].is_object());
    });
}

/// Who else is named beside it makes the same text another version, and whoever wrote it still does not release it.
#[test]
fn whoever_put_the_same_text_before_does_not_release_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, BAKER, "1");
        assert_eq!(case.put(WRITER, &json!({ "text": "甄不漏知情。" })).0, 200);
        let named = json!({ "text": "甄不漏知情。", "persons": ["甄不漏"], "replaces": 1, "reason": "补录姓名" });
        assert_eq!(case.put(("second", None), &named).0, 200);
        assert_eq!(case.release(WRITER, 2).0, 403, "{}", place.backend);
        assert_eq!(case.release(("second", None), 2).0, 403, "{}", place.backend);
        assert!(case.to_public()["text"].is_null());
        assert_eq!(case.release(READER, 2).0, 200);
        // Of another text the first writer wrote nothing.
        let other = json!({ "text": "另有知情人。", "replaces": 2, "reason": "更正" });
        assert_eq!(case.put(("second", None), &other).0, 200);
        assert_eq!((case.release(("second", None), 3).0, case.release(WRITER, 3).0), (403, 200), "{}", place.backend);
    });
}

/// §8a: names of the party fields become 姓+某, in the summary as in the text, wherever it is published.
#[test]
fn the_persons_beside_a_text_are_masked_in_the_summary_too() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let cells = [("cf_wfxw", "店主钱三多伙同甄不漏虚假宣传"), ("cf_nr", "对钱三多罚款，甄不漏知情")];
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &cells));
        let (publication, public) = paths(&display);
        let case = Case { office: &office, text: display.replace("/display", "/text"), publication, public };
        let listed = |role| -> Value { office.ask(role, "displays").json::<Value>().unwrap()["items"][0].clone() };
        // Without a text an official sees what the rule finds by itself, and the public nothing of it.
        let looked_at = || office.get(&case.publication)["summary"]["content"]["text"].clone();
        assert_eq!(looked_at(), "对钱某罚款，甄不漏知情", "{}", place.backend);
        let text = json!({ "text": "正文", "persons": ["钱三多", "甄不漏"] });
        assert_eq!(case.put(WRITER, &text).0, 200);
        assert_eq!(looked_at(), "对钱某罚款，甄某知情");
        assert_eq!(case.release(READER, 1).0, 200);
        for role in [Role::Bank, Role::Official] {
            assert_eq!(listed(role)["conduct"], "店主钱某伙同甄某虚假宣传", "{}: {role}", place.backend);
        }
        let summary = &case.to_public()["summary"];
        assert_eq!(summary["conduct"]["text"], "店主钱某伙同甄某虚假宣传");
        assert_eq!(summary["content"]["text"], "对钱某罚款，甄某知情");
        // Another merchant's penalty of the same number names somebody else.
        let other = office.send(&penalty(CARTER, "2", "2026-02-11", &cells));
        office.release(&other, &[]);
        let others: Value = office.ask(Role::Bank, &format!("displays?code={CARTER}")).json().unwrap();
        assert_eq!(others["items"][0]["conduct"], "店主钱某伙同甄不漏虚假宣传");
        // Who decides about the record reads it as it is.
        let (_, record) = office.act(READER, Method::GET, case.text.trim_end_matches("/text"), &Value::Null);
        assert!(record.to_string().contains("甄不漏"), "{record}");
    });
}

/// §8a: free text that a person wrote needs an official's release before publication.
#[test]
fn what_a_person_wrote_of_a_penalty_is_published_once_an_official_has_looked_at_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        // The rule finds no name here.
        let said = |conduct: &str| penalty(BAKER, "1", "2026-02-10", &[("cf_wfxw", conduct), ("cf_nr", "买买提知情")]);
        let display = office.send(&said("销售过期食品"));
        let (publication, public) = paths(&display);
        let case = Case { office: &office, text: display.replace("/display", "/text"), publication, public };
        let why_not = || -> Vec<String> {
            let told = office.get(&case.publication);
            reasons(&told["summary_shown_by_us"]).into_iter().map(str::to_owned).collect()
        };
        let words = || {
            let (shown, listed) = (case.to_public(), office.get("displays")["items"][0].clone());
            assert_eq!(shown["summary_released"], listed["summary_released"], "{}", place.backend);
            assert_eq!(shown["summary"]["conduct"]["text"], listed["conduct"]);
            assert_eq!((&shown["cause"], &listed["kinds"]), (&listed["cause"], &shown["kinds"]));
            let is_released = shown["summary_released"].as_bool().unwrap();
            assert_eq!(shown["summary"]["content"]["text"], if is_released { "买买提知情" } else { "" });
            (is_released, listed["conduct"].as_str().unwrap().to_owned(), listed["cause"].clone())
        };
        let (nothing, tabled) = (String::new(), json!("经营超过保质期的食品"));
        assert_eq!(words(), (false, nothing.clone(), tabled.clone()), "the cause by the table and the kinds alone");
        assert_eq!(why_not(), ["not_released"]);
        assert_eq!(case.put(WRITER, &json!({ "text": "正文" })).0, 200);
        assert!(!words().0);
        assert_eq!(case.release(READER, 1).0, 200);
        assert_eq!(words(), (true, "销售过期食品".to_owned(), tabled));
        assert_eq!(why_not(), [""; 0]);

        // The record says something else by now, which nobody has looked at; the text is still the same.
        office.send(&said("与买买提合伙销售过期食品"));
        assert_eq!(words(), (false, nothing, Value::Null), "and no table knows it");
        assert_eq!((why_not(), case.why_not()), (vec!["masked_otherwise".to_owned()], vec![]));
        assert!(case.to_public()["text"].is_object());
        let looked_at = |version: i32| {
            let body = json!({ "text_version": 1, "record_version": version });
            office.act(READER, Method::POST, &format!("{}/release", case.publication), &body).0
        };
        assert_eq!(looked_at(1), 412, "it has changed meanwhile");
        assert_eq!(looked_at(2), 200);
        assert_eq!(words(), (true, "与买买提合伙销售过期食品".to_owned(), Value::Null));
        assert_eq!(case.withdraw("发现姓名").0, 200);
        assert!(!words().0);
        assert_eq!(why_not(), ["release_withdrawn"]);
    });
}

#[test]
fn what_cannot_be_a_text_is_refused() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, BAKER, "1");
        for body in [
            json!({ "text": "  " }),
            json!({ "text": "正文", "persons": ["张"] }),
            json!({ "text": "正文", "persons": ["张".repeat(65)] }),
        ] {
            assert_eq!(case.put(WRITER, &body).0, 400, "{}", place.backend);
        }
        assert_eq!(case.put(WRITER, &json!({ "text": "长".repeat(400_000) })).0, 413, "more than 1 MiB");
        let none = format!("penalties/{BAKER}/penalty%3Anone/text");
        assert_eq!(office.act(WRITER, Method::PUT, &none, &json!({ "text": "正文" })).0, 404);
        let payment = format!("penalties/{BAKER}/payment%3A1/text");
        assert_eq!(office.act(WRITER, Method::PUT, &payment, &json!({ "text": "正文" })).0, 404);
        assert_eq!(office.act(WRITER, Method::GET, &case.text, &Value::Null).0, 404, "nothing was kept");
    });
}

#[test]
fn the_planted_corpus_goes_in_and_no_number_comes_out() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let (mut texts, mut numbers) = (0, 0);
        for seed in 0..60 {
            let it = planted(seed);
            let case = Case::of(&office, if seed % 2 == 0 { BAKER } else { CARTER }, &seed.to_string());
            let persons: Vec<&String> = it.names.iter().filter(|name| name.chars().count() > 1).collect();
            assert_eq!(case.put(WRITER, &json!({ "text": it.text, "persons": persons })).0, 200);
            assert_eq!(case.release(READER, 1).0, 200);
            let told = case.to_public();
            let shown = told["text"]["text"].as_str().unwrap();
            // What stands between the secrets stands there still; a secret is what stood between two plain parts.
            let mut rest = it.text.as_str();
            for (kind, pair) in it.secrets.iter().zip(it.plains.windows(2)) {
                rest = &rest[pair[0].len()..];
                let end = if pair[1].is_empty() { rest.len() } else { rest.find(pair[1].as_str()).unwrap() };
                let secret = &rest[..end];
                rest = &rest[end..];
                if !matches!(kind, Kind::Name | Kind::Address) {
                    assert!(!secret.is_empty() && !shown.contains(secret), "{}: {kind:?}", place.backend);
                    numbers += 1;
                }
            }
            let masks = told["text"]["masked"].as_array().unwrap();
            assert!(masks.len() >= it.secrets.len() / 2, "{told}");
            texts += 1;
        }
        assert!(texts == 60 && numbers > 100, "{numbers}");
    });
}

#[test]
fn the_unmasked_text_stays_inside() {
    // Nothing of this is like anything else there is.
    const MARKER: &str = "13800138765";
    const PERSON: &str = "甄不漏";
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, BAKER, "1");
        let text = json!({ "text": format!("经营者{PERSON}，电话{MARKER}。"), "persons": [PERSON], "reason": "补录" });
        let mut answers = vec![case.put(WRITER, &text).1.to_string(), case.release(READER, 1).1.to_string()];
        let wrong = case.put(WRITER, &text);
        assert_eq!(wrong.0, 412);
        answers.push(wrong.1.to_string());
        let record = case.text.trim_end_matches("/text").to_owned();
        for (role, path) in [
            (Role::Official, case.publication.clone()),
            (Role::Bank, case.public.clone()),
            (Role::Bank, "displays".to_owned()),
            (Role::Official, record.clone()),
            (Role::Official, format!("{record}/versions")),
            (Role::Official, format!("{record}/display")),
            (Role::Official, "penalties".to_owned()),
            (Role::Service, "changes".to_owned()),
        ] {
            let answer = office.ask(role, &path);
            assert_eq!(answer.status(), 200, "{path}");
            answers.push(answer.text().unwrap());
        }
        for role in [Role::Bank, Role::Merchant, Role::Department, Role::Service, Role::Auditor, Role::Administrator] {
            let answer = office.ask_as(role, Some(BAKER), &case.text);
            assert_eq!(answer.status(), 403, "{role}");
            answers.push(answer.text().unwrap());
        }
        for answer in &answers {
            assert!(!answer.contains(MARKER) && !answer.contains(PERSON), "{answer}");
        }
        // Whoever decides sees it, and the trail says so, without a word of it.
        let (status, read) = office.act(READER, Method::GET, &case.text, &Value::Null);
        assert_eq!((status, read["text"].as_str().unwrap().contains(MARKER)), (200, true));
        let entries = office.entries.all();
        let is_read = |action: &str, who: &str, status| {
            entries.iter().any(|entry| {
                entry.action == action
                    && entry.who.as_deref() == Some(who)
                    && entry.status == status
                    && entry.merchants.iter().any(|code| code.as_str() == BAKER)
            })
        };
        for (action, who) in [
            ("GET /violations/v1/penalties/{code}/{key}/text", "reader"),
            ("PUT /violations/v1/penalties/{code}/{key}/text", "writer"),
            ("POST /violations/v1/penalties/{code}/{key}/publication/release", "reader"),
        ] {
            assert!(is_read(action, who, 200), "{action}");
        }
        let told = format!("{entries:?}");
        assert!(!told.contains(MARKER) && !told.contains(PERSON), "{told}");
    });
}

#[test]
fn whoever_is_limited_elsewhere_finds_nothing_to_put_read_or_release() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, BAKER, "1");
        let elsewhere = ("elsewhere", Some("371523"));
        let body = json!({ "text": "正文" });
        assert_eq!(case.put(elsewhere, &body).0, 404);
        assert_eq!(case.put(WRITER, &body).0, 200);
        assert_eq!(office.act(elsewhere, Method::GET, &case.text, &Value::Null).0, 404);
        assert_eq!(office.act(elsewhere, Method::GET, &case.publication, &Value::Null).0, 404);
        assert_eq!(case.release(elsewhere, 1).0, 404);
        assert_eq!(case.release(READER, 1).0, 200);
        // What is on display is everybody's.
        let (status, told) = office.act(elsewhere, Method::GET, &case.public, &Value::Null);
        assert_eq!((status, &told["text"]["text"]), (200, &json!("正文")));
    });
}

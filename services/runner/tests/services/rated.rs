//! What is served of a merchant is what its files give, on any day, with what was known at any instant.

use crate::scratch::{asked, class_and_score, from_files, listed};
use crate::{SampleCity, Served, each_form, fangxin, told};
use serde_json::Value;
use std::collections::BTreeSet;

/// Before the scheme, on its first day, leap day, ends and beginnings of months and years, and to come.
const DAYS: [&str; 10] = [
    "2022-06-01",
    "2023-01-01",
    "2024-02-29",
    "2024-12-31",
    "2025-04-01",
    "2026-01-15",
    "2026-06-30",
    "2026-11-01",
    "2026-11-23",
    "2027-05-01",
];

/// Everything, and what was known by two instants.
const KNOWN: [Option<&str>; 3] = [None, Some("2025-03-31T16:00:00Z"), Some("2026-08-15T04:30:00Z")];

/// Of these days the telling merchants are compared with every reason.
const EXPLAINED: [usize; 3] = [0, 6, 8];

fn path(code: &str, day: &str, known: Option<&str>) -> String {
    let known = known.map_or_else(String::new, |at| format!("&known_at={at}"));
    format!("/rating/v1/merchants/{code}?as_of={day}{known}&scheme=LC-CONSUME")
}

/// What is served of one merchant; nothing if it was not known by then.
fn served_of(served: &Served, path: &str, token: &str) -> Option<(String, String)> {
    let answer = served.ask(path, token);
    if answer.status() == 404 {
        return None;
    }
    let status = answer.status();
    let answer: Value = answer.json().unwrap();
    assert_eq!(status, 200, "{path}: {answer}");
    Some(class_and_score(&answer["rating"]))
}

#[test]
fn every_merchant_is_served_as_its_files_rate_it_on_any_day_and_as_known_at_any_instant() {
    let city = SampleCity::of(120);
    let files = city.files();
    let everything = DAYS.iter().flat_map(|day| KNOWN.map(|known| (*day, known)));
    let expected: Vec<_> = everything.map(|(day, known)| (day, known, from_files(&files, day, known))).collect();
    let all: Vec<&String> = expected[0].2.keys().collect();
    let known_then = |known: Option<&str>| expected.iter().find(|(_, at, _)| *at == known).unwrap().2.len();
    assert!(all.len() >= 115 && known_then(KNOWN[1]) < all.len(), "{} {}", all.len(), known_then(KNOWN[1]));
    let on_anchor = expected.iter().find(|(day, known, _)| (*day, *known) == ("2026-11-23", None)).unwrap();
    let classes: BTreeSet<&str> = on_anchor.2.values().map(|(class, _)| class.as_str()).collect();
    assert!(classes.is_superset(&BTreeSet::from(["A", "B", "C", "D"])), "{classes:?}");
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let token = served.token("official", &["--minutes", "60"]);
        for (day, known, ratings) in &expected {
            for code in &all {
                let found = served_of(&served, &path(code, day, *known), &token);
                assert_eq!(found.as_ref(), ratings.get(*code), "{}: {code} on {day} {known:?}", installation.form());
            }
        }
        let today = served.read(&format!("/rating/v1/merchants/{}", all[0]))["served"]["day"].clone();
        assert_eq!(
            listed(&served, &token),
            from_files(&files, today.as_str().unwrap(), None),
            "{}",
            installation.form()
        );
        assert_eq!(served.stop().code(), Some(0));
    });
}

#[test]
fn every_reason_is_served_as_the_files_explain_it() {
    let city = SampleCity::of(120);
    let files = city.files();
    let mut expected: Vec<(String, Option<Value>)> = Vec::new();
    for (day, code) in EXPLAINED.iter().flat_map(|at| city.telling.iter().map(|code| (DAYS[*at], code.to_string()))) {
        for known in KNOWN {
            let output = fangxin(&[&["explain", &code, "--json"][..], &asked(&files, day, known)].concat());
            // Code 3: no such merchant was known by then.
            assert!(matches!(output.status.code(), Some(0 | 3)), "{}", told(&output));
            let explained = (output.status.code() == Some(0)).then(|| serde_json::from_slice(&output.stdout).unwrap());
            assert!(explained.is_some() || told(&output).contains("was known by"), "{}", told(&output));
            expected.push((path(&code, day, known), explained));
        }
    }
    let unknown = expected.iter().filter(|(_, explained)| explained.is_none()).count();
    assert!(unknown > 0 && unknown < expected.len(), "{unknown}");
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let token = served.token("official", &[]);
        for (path, explained) in &expected {
            let answer = served.ask(path, &token);
            assert_eq!(answer.status().as_u16(), if explained.is_some() { 200 } else { 404 }, "{path}");
            let answer: Value = answer.json().unwrap();
            for (field, told) in explained.iter().filter_map(Value::as_object).flatten() {
                assert_eq!(&answer[field], told, "{}: {field} of {path}", installation.form());
            }
        }
    });
}

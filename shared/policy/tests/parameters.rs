//! Parameter files: what is refused and where, and what a set of them answers.
#![cfg(test)]

use domain::day::Day;
use policy::embedded;
use policy::parameter::read::{id_of_path, read};
use policy::set::{LookupError, PolicySet};
use proptest::prelude::*;

const PATH: &str = "policies/payment/due_days.toml";
const GOOD: &str = r#"id = "payment.due_days"
title = { zh = "期限", en = "Days" }
unit = "days"
owner = "statute"

[[from]]
day = 2020-01-01
value = 15
source = { title = "行政处罚法", article = "Art. 67", confidence = "P" }

[[from]]
day = 2022-01-01
value = 20
provisional = true
source = { title = "行政处罚法", article = "Art. 67", confidence = "OPEN" }

[[from]]
day = 2024-01-01
ended = true
source = { title = "行政处罚法", article = "Art. 67" }

[review]
checked = 2026-11-23
"#;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The fault of the good file with one change.
fn fault(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    let faults = read(PATH, &GOOD.replacen(from, to, 1)).unwrap_err();
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
}

#[test]
fn every_kind_of_fault_is_named_with_its_line() {
    assert!(read(PATH, GOOD).is_ok());
    let cases = [
        (
            "value = 15\nsource = { title = \"行政处罚法\", article = \"Art. 67\", confidence = \"P\" }",
            "value = 15",
            ":6: source is missing",
        ),
        ("day = 2022-01-01", "day = 2020-01-01", ":11: days must rise"),
        ("value = 15\n", "value = 15\nended = true\n", ":6: an interval has either"),
        ("value = 15\n", "", ":6: an interval has either"),
        ("ended = true", "ended = false", ":17: an interval has either"),
        ("\"days\"", "\"weeks\"", ":3: unit \"weeks\" is unknown; known are fen"),
        ("owner = \"statute\"", "owner = \"statute\"\nauthor = \"x\"", ":5: author is no key of a parameter"),
        ("provisional = true", "provisionel = true", ":14: provisionel is no key of [[from]]"),
        (
            "article = \"Art. 67\", confidence = \"P\"",
            "article = \"Art. 67\", page = \"P\"",
            ":9: page is no key of source",
        ),
        ("value = 15", "value = 15.0", ":8: a float"),
        ("value = 15", "value = \"15\"", ":8: a value in days cannot be a string"),
        ("value = 15", "value = { a = [1, 2.5] }", ":8: a float"),
        ("value = 15", "value = 99999999999999999999", ":8: 99999999999999999999 is too large"),
        ("id = \"payment.due_days\"", "id = \"payment.due\"", ":1: id \"payment.due\" does not fit"),
        ("provisional = true\n", "", ":11: a source tagged OPEN"),
        ("\"OPEN\"", "\"SURE\"", ":15: confidence \"SURE\" is unknown"),
        ("day = 2022-01-01", "day = 2022-02-30", ":12: "),
        ("day = 2022-01-01", "day = 2022-01-01T00:00:00", ":11: 2022-01-01T00:00:00 is not a day"),
        ("owner = \"statute\"\n", "", "missing field `owner`"),
        ("title = { zh = \"期限\", en = \"Days\" }", "title = { zh = \"期限\" }", ":2: missing field `en`"),
    ];
    for (from, to, wanted) in cases {
        let found = fault(from, to);
        assert!(found.contains(wanted), "{from:?} -> {to:?}: {found}");
    }
}

#[test]
fn all_faults_of_all_files_come_at_once() {
    let first =
        GOOD.replace("value = 15", "value = 1.5").replace("\"days\"", "\"weeks\"").replace("day = 2022", "day = 2019");
    let second = GOOD.replace("source =", "sauce =");
    let faults = PolicySet::read([("a/payment/due_days.toml", first.as_str()), (PATH, second.as_str())]).unwrap_err();
    assert_eq!(faults.iter().filter(|f| f.file.starts_with("a/")).count(), 3);
    assert_eq!(faults.iter().filter(|f| f.file == PATH).count(), 6);
    let twice = PolicySet::read([("a/payment/due_days.toml", GOOD), (PATH, GOOD)]).unwrap_err();
    assert!(twice[0].cause.contains("given by two files"));
}

#[test]
fn a_look_up_says_what_it_rests_on() {
    let set = PolicySet::read([(PATH, GOOD)]).unwrap();
    let at = |text: &str| set.at("payment.due_days", day(text));
    let early = at("2019-12-31").unwrap();
    assert!(early.before_first && !early.provisional);
    assert_eq!(early.reference(), "payment.due_days@2020-01-01");
    let later = at("2022-01-01").unwrap();
    assert_eq!((later.value.integer(), later.provisional, later.before_first), (Some(20), true, false));
    assert_eq!(later.source.to_string(), "行政处罚法 Art. 67");
    assert!(matches!(at("2024-01-01"), Err(LookupError::Ended { .. })));
    assert!(matches!(set.at("payment.none", day("2024-01-01")), Err(LookupError::Unknown { .. })));
}

#[test]
fn an_id_follows_from_the_path() {
    assert_eq!(id_of_path("/etc/policies/severity/lower_fine.toml").as_deref(), Some("severity.lower_fine"));
    assert_eq!(id_of_path("severity\\lower_fine.toml").as_deref(), Some("severity.lower_fine"));
    assert_eq!(id_of_path("lower_fine.toml"), None);
    assert_eq!(id_of_path("severity/lower_fine.json"), None);
}

#[test]
fn the_digest_names_the_texts_and_nothing_else() {
    let set = embedded::policies().unwrap();
    let again = PolicySet::read(set.files()).unwrap();
    assert_eq!(again, set);
    let elsewhere: Vec<(String, &str)> =
        set.files().map(|(path, text)| (format!("/etc/fangxin/{path}"), text)).collect();
    let elsewhere = PolicySet::read(elsewhere.iter().rev().map(|(path, text)| (path.as_str(), *text))).unwrap();
    assert_eq!(elsewhere.digest(), set.digest());
    let overlaid = set.overlaid([(PATH, GOOD)]).unwrap();
    assert_ne!(overlaid.digest(), set.digest());
    assert_eq!(overlaid.parameters().count(), set.parameters().count());
}

proptest! {
    #[test]
    fn a_look_up_is_a_naive_scan(gaps in prop::collection::vec(1i32..400, 1..6), ask in 10_000i32..13_000) {
        let mut text = String::from("id = \"payment.due_days\"\ntitle = { zh = \"\", en = \"\" }\nunit = \"days\"\nowner = \"x\"\n");
        let mut at = 10_500;
        let mut days = Vec::new();
        for gap in gaps {
            at += gap;
            days.push(at);
            let from = Day::from_number(at);
            text += &format!("[[from]]\nday = {from}\nvalue = {at}\nsource = {{ title = \"t\", article = \"a\" }}\n");
        }
        let parameter = read(PATH, &text).unwrap();
        let found = parameter.at(Day::from_number(ask)).unwrap();
        let wanted = days.iter().copied().filter(|d| *d <= ask).max();
        prop_assert_eq!(found.before_first, wanted.is_none());
        prop_assert_eq!(found.value.integer(), Some(i64::from(wanted.unwrap_or(days[0]))));
    }
}

//! A city rated, a merchant explained, the past answered.

use crate::{DEALER, GYM, HOTEL, RESTAURANT, explained, fangxin, json, said, small_city, told};
use serde_json::Value;
use std::fs;

#[test]
fn a_city_is_rated_from_its_files() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let (city, out_text) = (small_city(), out.display().to_string());
    let summary = json(&["rate", "--from", &city, "--as-of", "2026-11-23", "--out", &out_text, "--json"]);
    let classes = &summary["classes"];
    let counts: Vec<u64> = ["A", "B", "C", "D", "not_rated"].iter().map(|c| classes[c].as_u64().unwrap()).collect();
    assert_eq!(counts, [1, 3, 1, 1, 1]);
    assert_eq!(summary["by_area"]["371503 茌平区"]["D"], 1, "the old code 371523 stands for its successor");
    let ratings = fs::read_to_string(out.join("ratings.csv")).unwrap();
    assert!(ratings.starts_with('\u{feff}') && ratings.contains(&format!("{GYM},示例健身馆")));
    let unresolved = fs::read_to_string(out.join("unresolved.csv")).unwrap();
    assert!(unresolved.contains("complaints.csv,63,"), "{unresolved}");
    assert!(fs::read_dir(&out).unwrap().all(|e| !e.unwrap().file_name().to_string_lossy().starts_with('.')));
}

#[test]
fn one_merchant_is_explained_as_a_city_rates_it() {
    let gym = explained(GYM, &[]);
    assert_eq!((gym["rating"]["score_milli"].as_i64(), gym["rating"]["class"].as_str()), (Some(610_000), Some("C")));
    let dealer = explained(DEALER, &[]);
    let binding: Vec<&str> = dealer["rating"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|r| r["binding"] == true)
        .map(|r| r["id"].as_str().unwrap())
        .collect();
    assert_eq!(binding, ["DJ1", "DJ5"], "on the serious list, and its ordered suspension is displayed");
    let hotel = explained(HOTEL, &[]);
    assert_eq!(hotel["rating"]["score_milli"], 904_000);
    // Decided a year ago to the day; its display ends a year after publication.
    assert_eq!(hotel["rating"]["next_change_day"], "2026-11-29");
    let gone = explained("92371522999990061A", &[]);
    assert_eq!(
        (&gone["rating"]["not_rated_since"], &gone["rating"]["class"]),
        (&Value::from("2026-02-01"), &Value::Null)
    );
}

#[test]
fn the_past_is_answered_with_what_was_known_then() {
    let before = explained(RESTAURANT, &["--known-at", "2026-06-09T00:00:00+08:00"]);
    assert_eq!(before["rating"]["score_milli"], 900_000, "only the visit was known, not the penalty");
    let city = small_city();
    let earlier = json(&["explain", RESTAURANT, "--from", &city, "--as-of", "2026-06-09", "--json"]);
    assert_eq!(earlier["rating"]["score_milli"], 900_000);
    assert_eq!(earlier["rating"]["trial"], false);
}

#[test]
fn an_explanation_for_people_folds_what_is_light() {
    let city = small_city();
    let text = said(&fangxin(&["explain", RESTAURANT, "--from", &city, "--as-of", "2026-11-23"]));
    for wanted in
        ["得分 Score 840.000", "一事一计抵减", "消费者权益保护法 Art. 56", "临市监立〔2026〕88号", "下一次自动变化"]
    {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
}

#[test]
fn a_scheme_is_tried_outside_its_force_only_if_it_is_named() {
    let (city, day) = (small_city(), ["--as-of", "2022-06-09"]);
    let rate = [&["rate", "--from", &city, "--json"], &day[..]].concat();
    let explain = [&["explain", RESTAURANT, "--from", &city, "--json"], &day[..]].concat();
    for command in [&rate, &explain] {
        let refused = fangxin(command);
        assert_eq!(refused.status.code(), Some(2));
        assert!(told(&refused).contains("没有生效的评价方案") && told(&refused).contains("no scheme is in force"));
    }
    let named = ["--scheme", "LC-CONSUME"];
    assert_eq!(json(&[&rate[..], &named].concat())["trial"], true);
    assert_eq!(json(&[&explain[..], &named].concat())["rating"]["trial"], true);
    assert_eq!(json(&["rate", "--from", &city, "--as-of", "2026-11-23", "--json"])["trial"], false);
    let compare = [&["compare", "LC-CONSUME", "UK-FHRS", "--from", &city], &day[..]].concat();
    assert_eq!(json(&[&compare[..], &["--json"]].concat())["trial"], true);
    assert!(said(&fangxin(&compare)).contains("试算 trial"));
}

#[test]
fn a_merchant_is_known_from_its_registration_on() {
    let city = small_city();
    let known = |instant: &str| {
        let asked = ["--as-of", "2026-11-23", "--known-at", instant];
        json(&[&["rate", "--from", &city, "--json"], &asked[..]].concat())
    };
    assert_eq!(known("2026-07-20T00:00:00+08:00")["merchants"], 7);
    assert_eq!(known("2026-07-19T23:59:59+08:00")["merchants"], 6, "the snack shop was registered on 20 July");
    assert_eq!(known("1900-01-01T00:00:00+08:00")["merchants"], 0);
    // Its only row says that the bookshop was deregistered; before that day it was there and rated.
    let bookshop = "92371522999990061A";
    let asked = ["--as-of", "2026-01-15", "--known-at", "2026-01-15T00:00:00+08:00", "--json"];
    let before = json(&[&["explain", bookshop, "--from", &city], &asked[..]].concat());
    assert!(before["rating"]["class"].is_string(), "{before}");
}

#[test]
fn every_row_that_contradicts_the_standing_one_is_named_with_it() {
    let place = tempfile::tempdir().unwrap();
    let (from, out) = (place.path().join("in"), place.path().join("out"));
    fs::create_dir(&from).unwrap();
    fs::copy(format!("{}/merchants.csv", small_city()), from.join("merchants.csv")).unwrap();
    let row = |result: &str| format!("{GYM},J1,2026-05-06,{result}\n");
    let rows: String = ["I01", "I06", "I07", "I08", "I06"].map(row).concat();
    fs::write(from.join("inspections.csv"), format!("统一社会信用代码,检查编号,结果日期,检查结果\n{rows}")).unwrap();
    let (from, out_text) = (from.display().to_string(), out.display().to_string());
    let summary = json(&["rate", "--from", &from, "--as-of", "2026-11-23", "--out", &out_text, "--json"]);
    assert_eq!((&summary["conflicting"], &summary["said_again"]), (&3.into(), &1.into()));
    let conflicts = fs::read_to_string(out.join("conflicts.csv")).unwrap();
    let standing: Vec<&str> = conflicts.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert!(standing.len() == 3 && standing.iter().all(|row| *row == standing[0]), "{conflicts}");
}

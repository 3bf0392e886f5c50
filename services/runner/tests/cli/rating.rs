//! A city rated, a merchant explained, the past answered, the demo.

use crate::{DEALER, GYM, HOTEL, RESTAURANT, explained, fangxin, json, said, small_city};
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
    let trial = json(&["explain", RESTAURANT, "--from", &city, "--as-of", "2022-06-09", "--json"]);
    assert_eq!(trial["rating"]["trial"], true);
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
fn the_demo_makes_a_city_once_and_rates_it_from_its_files() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().display().to_string();
    let demo = || {
        let output = fangxin(&["demo", "--out", &out, "--merchants", "300", "--as-of", "2026-11-23"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        said(&output)
    };
    let first = demo();
    for wanted in ["等级 Class A", "等级 Class B", "等级 Class C", "等级 Class D", "信息不足", "接下来可以试"]
    {
        assert!(first.contains(wanted), "{wanted} is missing");
    }
    let made = fs::metadata(place.path().join("files/penalties.csv")).unwrap().modified().unwrap();
    assert_eq!(demo(), first);
    assert_eq!(fs::metadata(place.path().join("files/penalties.csv")).unwrap().modified().unwrap(), made);
    let rejected = fs::read_to_string(place.path().join("results/rejected.csv")).unwrap();
    assert!(rejected.contains("金额含千分位分隔符") && rejected.contains("2025-02-30"));
}

//! Real records that nobody on the project wrote; `FANGXIN_DATA` names their folder.

#[path = "../../examples/prepare_nyc/prepare.rs"]
mod prepare;

use crate::{fangxin, json};
use domain::code::{PartyCode, organisation_code};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

#[expect(clippy::disallowed_methods, reason = "the folder of real data is named by the environment")]
fn data(folder: &str) -> PathBuf {
    PathBuf::from(std::env::var("FANGXIN_DATA").unwrap()).join(folder)
}

/// The UK scheme gives the published rating of every rated establishment of the Isle of Wight.
#[test]
#[ignore = "needs FANGXIN_DATA"]
fn another_scheme_is_a_file() {
    let data = data("fhrs_isle_of_wight").join("establishments.csv");
    let place = tempfile::tempdir().unwrap();
    let (from, out) = (place.path().join("in"), place.path().join("out"));
    fs::create_dir(&from).unwrap();
    let mut merchants = String::from("code,name,kind,area,industry\n");
    let mut assessments = String::from("code,number,day,state,item_hygiene,item_structural,item_confidence\n");
    let mut published = BTreeMap::new();
    for row in csv::Reader::from_path(&data).unwrap().deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let number: u32 = row["FHRSID"].parse().unwrap();
        let code = PartyCode::complete(&format!("91371502{}", organisation_code(&format!("{number:08}")))).unwrap();
        merchants.push_str(&format!("{code},n{number},enterprise,371502,62\n"));
        let state = match row["RatingValue"].as_str() {
            "AwaitingInspection" => "awaiting_inspection",
            "Exempt" => "exempt",
            rating => {
                published.insert(code.to_string(), rating.to_owned());
                ""
            }
        };
        let day = if row["RatingDate"].is_empty() { "2025-03-01" } else { row["RatingDate"].as_str() };
        let items = ["Hygiene", "Structural", "ConfidenceInManagement"].map(|item| row[item].as_str()).join(",");
        assessments.push_str(&format!("{code},{number},{day},{state},{items}\n"));
    }
    assert_eq!(published.len(), 1_492);
    fs::write(from.join("merchants.csv"), merchants).unwrap();
    fs::write(from.join("assessments.csv"), assessments).unwrap();
    let (from, out_text) = (from.display().to_string(), out.display().to_string());
    json(&["rate", "--from", &from, "--as-of", "2025-03-13", "--scheme", "UK-FHRS", "--out", &out_text, "--json"]);
    let ratings = fs::read_to_string(out.join("ratings.csv")).unwrap();
    let mut rated = 0;
    for row in csv::Reader::from_reader(ratings.trim_start_matches('\u{feff}').as_bytes()).records() {
        let row = row.unwrap();
        match published.get(&row[0]) {
            Some(rating) => {
                assert_eq!(&row[4], rating, "{row:?}");
                rated += 1;
            }
            None => assert_eq!(&row[4], "", "{row:?}"),
        }
    }
    assert_eq!(rated, 1_492);
}

/// What restaurants did tells what they do next about as well as published baselines, which come out
/// the same on the same population.
#[test]
#[ignore = "needs FANGXIN_DATA"]
fn real_conduct_is_rated_and_the_published_baselines_come_out_the_same() {
    let data = data("nyc_restaurant_inspections");
    let place = tempfile::tempdir().unwrap();
    let city = place.path().join("city");
    prepare::prepare(&data, &city).unwrap();
    let city = city.display().to_string();
    let then = ["--as-of", "2015-01-01", "--scheme", "LC-CONSUME"];
    let summary = json(&[&["rate", "--from", &city, "--json"], &then[..]].concat());
    assert_eq!((&summary["merchants"], &summary["trial"]), (&Value::from(24_806), &Value::from(true)));
    let kept: u64 = summary["files"].as_array().unwrap().iter().map(|f| f["kept"].as_u64().unwrap()).sum();
    assert_eq!(kept, 24_806 + 182_370 + 2_872, "every row of the prepared files is a record");

    let published = data.join("baselines.json").display().to_string();
    let evaluate = |day: &str, horizon: &str| {
        let period = ["--as-of", day, "--horizon", horizon, "--baselines", &published, "--json"];
        json(&[&["evaluate", "--from", &city], &period[..]].concat())
    };
    let told = evaluate("2015-01-01", "365");
    assert_eq!(told["population"], 18_063);
    let score = |outcome: &str| {
        let findings = told["findings"].as_array().unwrap();
        let found = findings.iter().find(|f| f["outcome"] == outcome && f["by"] == "score").unwrap();
        (found["positives"].as_u64().unwrap(), found["auc"].as_str().unwrap().to_owned())
    };
    // The figures of docs/real-conduct.md: a change of the scheme or the engine changes both.
    assert_eq!(score("next_visit_failed"), (1_779, "0.5985".to_owned()));
    assert_eq!(score("closed"), (443, "0.6733".to_owned()));
    evaluate("2014-07-01", "184");
    evaluate("2015-07-01", "184");

    let wrong = fs::read_to_string(&published).unwrap().replace("0.6172", "0.6173");
    let file = place.path().join("wrong.json");
    fs::write(&file, wrong).unwrap();
    let file = file.display().to_string();
    let refused = fangxin(&["evaluate", "--from", &city, "--as-of", "2015-01-01", "--baselines", &file]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("next_initial_score>=28 by mean"));
}

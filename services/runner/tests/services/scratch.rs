//! Ratings from scratch, as the command line makes them, and as a server tells them.

use crate::{Served, fangxin, told};
use domain::points::Milli;
use serde_json::Value;
use std::collections::BTreeMap;

/// Class and score of each merchant, as a table of results tells them.
pub(crate) type Ratings = BTreeMap<String, (String, String)>;

pub(crate) fn asked<'a>(files: &'a str, day: &'a str, known: Option<&'a str>) -> Vec<&'a str> {
    let mut arguments = vec!["--from", files, "--as-of", day, "--scheme", "LC-CONSUME"];
    arguments.extend(known.map(|at| ["--known-at", at]).into_iter().flatten());
    arguments
}

/// What files, or the databases of an installation, give for everybody.
pub(crate) fn from_files(files: &str, day: &str, known: Option<&str>) -> Ratings {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().display().to_string();
    let output = fangxin(&[&["rate", "--out", &out][..], &asked(files, day, known)].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let mut table = csv::Reader::from_path(place.path().join("ratings.csv")).unwrap();
    let column = |table: &mut csv::Reader<_>, name: &str| {
        table.headers().unwrap().iter().position(|header| header.trim_start_matches('\u{feff}') == name).unwrap()
    };
    let [code, class, score] = ["统一社会信用代码", "等级", "得分"].map(|name| column(&mut table, name));
    let rows = table.records().map(Result::unwrap);
    rows.map(|row| (row[code].to_owned(), (row[class].to_owned(), row[score].to_owned()))).collect()
}

/// As a table of results writes them: nothing for whoever is not rated.
pub(crate) fn class_and_score(rating: &Value) -> (String, String) {
    match rating["class"].as_str() {
        Some(class) => (class.to_owned(), Milli(rating["score_milli"].as_i64().unwrap()).to_string()),
        None => (String::new(), String::new()),
    }
}

/// What is served of everybody, as the list tells it today.
pub(crate) fn listed(served: &Served, token: &str) -> Ratings {
    let page: Value = served.ask("/rating/v1/merchants?limit=1000", token).json().unwrap();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| (item["code"].as_str().unwrap().to_owned(), class_and_score(item))).collect()
}

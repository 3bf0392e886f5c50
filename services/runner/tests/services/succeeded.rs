//! Merchants who carry others on: what is served of them is what the files give, with every reason, and a certificate
//! that rests on their predecessors' records computes again.

use crate::scratch::{asked, from_files, listed};
use crate::{SampleCity, each_form, fangxin, told};
use serde_json::Value;
use std::fs;

/// The day of the first successions, and of those that follow on them.
const DAYS: [&str; 2] = ["2026-06-15", "2026-08-01"];

/// Of rows and what the registry calls the ground: every fifth merchant is carried on by the next one, and every tenth
/// through that one by the one behind.
fn with_successions(city: &SampleCity) -> Vec<(String, String)> {
    let path = format!("{}/merchants.csv", city.files());
    let mut table = csv::Reader::from_path(&path).unwrap();
    let mut header = table.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column.trim_start_matches('\u{feff}') == name).unwrap();
    let [code, status, since] = ["统一社会信用代码", "登记状态", "状态起始日期"].map(column);
    let mut rows: Vec<Vec<String>> =
        table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let mut pairs = Vec::new();
    let codes: Vec<String> = rows.iter().map(|row| row[code].clone()).collect();
    for at in 0..rows.len() {
        let which = match at % 10 {
            0 | 5 => Some(DAYS[0]),
            1 => Some(DAYS[1]),
            _ => None,
        };
        let ground = ["合并", "转型", "换码", "分立"][at / 10 % 4];
        let cells = match (which, codes.get(at + 1)) {
            (Some(day), Some(by)) => {
                pairs.push((codes[at].clone(), by.clone()));
                if rows[at][status] == "在营" {
                    rows[at][status] = "注销".to_owned();
                    rows[at][since] = day.to_owned();
                }
                [by.as_str(), ground, day]
            }
            _ => ["", "", ""],
        };
        rows[at].extend(cells.map(str::to_owned));
    }
    ["承继主体代码", "承继事由", "承继日期"].iter().for_each(|name| header.push_field(name));
    let mut written = csv::Writer::from_path(&path).unwrap();
    written.write_record(&header).unwrap();
    rows.iter().for_each(|row| written.write_record(row).unwrap());
    written.flush().unwrap();
    pairs
}

fn explained(files: &str, code: &str, day: &str) -> Option<Value> {
    let output = fangxin(&[&["explain", code, "--json"][..], &asked(files, day, None)].concat());
    (output.status.code() == Some(0)).then(|| serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn whoever_carries_others_on_is_served_as_the_files_rate_it_in_both_forms() {
    let city = SampleCity::of(200);
    let pairs = with_successions(&city);
    let files = city.files();
    let is_named = |whole: &Value, code: &str| whole["rating"]["lines"].to_string().contains(&format!("\"{code}/"));
    let mut expected = Vec::new();
    let mut naming = Vec::new();
    for (before, by) in &pairs {
        // Some rows of the city wait, since their codes are wrong.
        let Some(earlier) = explained(&files, by, "2026-06-14") else { continue };
        assert!(!is_named(&earlier, before), "{before} counts with {by} too early");
        let whole = explained(&files, by, DAYS[0]).unwrap();
        if is_named(&whole, before) {
            naming.push(by.clone());
        }
        expected.push((format!("/rating/v1/merchants/{by}?as_of={}&scheme=LC-CONSUME", DAYS[0]), whole));
    }
    assert!(naming.len() >= 3, "{naming:?}");
    // What rests on a predecessor's records is computed again from the certificate alone.
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    let day = ["--from", &files, "--as-of", DAYS[0]];
    let made = fangxin(
        &[&["certificate", &naming[0], "--out", &path("one.json"), "--data", &path("data")], &day[..]].concat(),
    );
    assert_eq!(made.status.code(), Some(0), "{}", told(&made));
    assert!(fs::read_to_string(path("one.json")).unwrap().contains("\"predecessors\""));
    let sound = fangxin(&["verify", &path("one.json")]);
    assert_eq!(sound.status.code(), Some(0), "{}", told(&sound));

    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let token = served.token("official", &["--minutes", "60"]);
        for (path, explained) in &expected {
            let answer: Value = served.ask(path, &token).json().unwrap();
            for (field, told) in explained.as_object().unwrap() {
                assert_eq!(&answer[field], told, "{}: {field} of {path}", installation.form());
            }
        }
        // A reason's record of a predecessor is found where the predecessor's records are.
        let answer: Value =
            served.ask(&expected.iter().find(|(path, _)| path.contains(&naming[0])).unwrap().0, &token).json().unwrap();
        let links = answer["records"].as_object().unwrap();
        let (_, href) = links.iter().find(|(key, _)| !key.split('/').next().unwrap().contains(':')).unwrap();
        assert_eq!(served.ask(href.as_str().unwrap(), &token).status(), 200, "{href}");
        let today = answer["public"]["day"].as_str().unwrap();
        assert_eq!(listed(&served, &token), from_files(&files, today, None), "{}", installation.form());
        assert_eq!(served.stop().code(), Some(0));
    });
}

//! The demo: a city made once, rated from its files.

use crate::{fangxin, json, said, told};
use std::fs;
use std::process::Output;

const SMALL: [&str; 6] = ["demo", "--no-serve", "--merchants", "300", "--as-of", "2026-11-23"];

fn demo(out: &str) -> Output {
    let output = fangxin(&[&SMALL[..], &["--out", out]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    output
}

#[test]
fn the_demo_makes_a_city_once_and_rates_it_from_its_files() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().display().to_string();
    let first = said(&demo(&out));
    for wanted in ["等级 Class A", "等级 Class B", "等级 Class C", "等级 Class D", "信息不足", "接下来可以试"]
    {
        assert!(first.contains(wanted), "{wanted} is missing");
    }
    let made = || fs::metadata(place.path().join("files/penalties.csv")).unwrap().modified().unwrap();
    let then = made();
    let again = demo(&out);
    assert_eq!((said(&again), told(&again)), (first.clone(), String::new()));
    assert_eq!(made(), then);
    let rejected = fs::read_to_string(place.path().join("results/rejected.csv")).unwrap();
    assert!(rejected.contains("金额含千分位分隔符") && rejected.contains("2025-02-30"));

    // A changed file is no longer the city's, even if it is as long as before.
    let file = place.path().join("files/complaints.csv");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("123", "321", 1)).unwrap();
    let mended = demo(&out);
    assert!(told(&mended).contains("made again"), "{}", told(&mended));
    assert_eq!((said(&mended), fs::read_to_string(&file).unwrap()), (first, text));
    fs::remove_file(place.path().join("files/merchants.csv")).unwrap();
    assert!(told(&demo(&out)).contains("重新生成"));
}

#[test]
fn the_demo_touches_no_files_but_its_own() {
    let place = tempfile::tempdir().unwrap();
    let (out, files) = (place.path().display().to_string(), place.path().join("files"));
    fs::create_dir(&files).unwrap();
    fs::write(files.join("merchants.csv"), "MINE").unwrap();
    let refused = || fangxin(&[&SMALL[..], &["--out", &out]].concat());
    assert_eq!(refused().status.code(), Some(3));
    assert_eq!(fs::read_to_string(files.join("merchants.csv")).unwrap(), "MINE");
    fs::remove_file(files.join("merchants.csv")).unwrap();
    demo(&out);
    // A stranger among the city's files, and one of them changed: nothing is written.
    fs::write(files.join("mine.csv"), "MINE").unwrap();
    fs::write(files.join("merchants.csv"), "changed").unwrap();
    let output = refused();
    assert!(output.status.code() == Some(3) && told(&output).contains("mine.csv"), "{}", told(&output));
    assert_eq!(fs::read_to_string(files.join("merchants.csv")).unwrap(), "changed");
}

#[test]
fn the_demo_answers_machines_too() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().display().to_string();
    let answer = json(&[&SMALL[..], &["--out", &out, "--json"]].concat());
    assert_eq!(answer["summary"]["merchants"], 300);
    let telling = answer["telling"].as_array().unwrap();
    assert!(telling.len() == 5 && telling.iter().all(|one| one["explanation"]["rating"].is_object()));
}

#[test]
fn a_day_that_no_demo_can_have_is_refused_before_anything_is_written() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("city");
    for day in ["1950-01-01", "2022-12-31", "2139-12-31"] {
        let out = out.display().to_string();
        let output = fangxin(&["demo", "--no-serve", "--merchants", "5", "--out", &out, "--as-of", day]);
        assert_eq!(output.status.code(), Some(2), "{day}");
        assert!(!place.path().join("city").exists());
    }
    let out = out.display().to_string();
    let first = fangxin(&["demo", "--no-serve", "--merchants", "5", "--out", &out, "--as-of", "2023-01-01"]);
    assert_eq!(first.status.code(), Some(0), "{}", told(&first));
}

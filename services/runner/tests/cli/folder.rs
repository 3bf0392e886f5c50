//! A folder of files: what is read, what stops the run, what is passed over, and mappings.

use crate::{GYM, fangxin, json, small_city, told};
use serde_json::json as list;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder that can be rated.
fn city() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::copy(format!("{}/merchants.csv", small_city()), place.path().join("merchants.csv")).unwrap();
    place
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn what_looks_like_data_and_cannot_be_read_stops_the_run() {
    for (name, zh, en) in [
        ("penalties.xls", "另存为", "save it as .xlsx or .csv"),
        ("2026.XLSM", "另存为", "save it as .xlsx or .csv"),
        ("penalties.json", "另存为", "save it as"),
        ("penalties.tsv", "另存为", "save it as"),
        ("notes.txt", "另存为", "save it as"),
        ("数据.et", "另存为", "save it as"),
        ("行政处罚.docx", "另存为", "save it as"),
        ("penalties.csv.zip", "解压", "unpack it"),
        ("merchants.xlsx.gz", "解压", "unpack it"),
        ("license.xls", "另存为", "save it as"),
        ("penalties.csv/", "文件夹", "this is a folder"),
        ("penalties/", "文件夹", "this is a folder"),
        ("complaints.csv@", "链接无目标", "a link to nothing"),
    ] {
        let place = city();
        let path = place.path().join(name.trim_end_matches(['/', '@']));
        match name.chars().last() {
            Some('/') => fs::create_dir(&path).unwrap(),
            Some('@') => std::os::unix::fs::symlink("/nowhere", &path).unwrap(),
            _ => fs::write(&path, "x").unwrap(),
        }
        for command in ["rate", "check-files"] {
            let output = fangxin(&[command, "--from", &text(place.path())]);
            assert_eq!(output.status.code(), Some(3), "{name}");
            let told = told(&output);
            let named = path.file_name().unwrap().to_str().unwrap();
            assert!(told.contains(named) && told.contains(zh) && told.contains(en), "{name}: {told}");
        }
    }
}

#[test]
fn plainly_no_data_is_passed_over_and_every_other_name_is_listed() {
    let place = city();
    for aside in ["README.md", "readme.txt", ".DS_Store", "~$penalties.xlsx", "._merchants.csv", "Thumbs.db"] {
        fs::write(place.path().join(aside), "x").unwrap();
    }
    for other in ["照片.jpg", "minutes.docx"] {
        fs::write(place.path().join(other), "x").unwrap();
    }
    fs::create_dir(place.path().join("old")).unwrap();
    let (from, not_read) = (text(place.path()), list!(["minutes.docx", "old/", "照片.jpg"]));
    assert_eq!(json(&["rate", "--from", &from, "--json"])["not_read"], not_read);
    let checked = json(&["check-files", "--from", &from, "--json"]);
    assert_eq!((&checked["not_read"], checked["files"].as_array().unwrap().len()), (&not_read, 1));
    let said = crate::said(&fangxin(&["rate", "--from", &from]));
    assert!(said.contains("files not read: minutes.docx, old/, 照片.jpg"), "{said}");
}

const MAPPING: &str = "layout = \"inspections\"\nkey_columns = [\"日期\"]\n[columns]\ncode = \"代码\"\nday = \"日期\"\nresult = \"结论\"\n";

#[test]
fn a_mapping_without_its_file_is_an_error() {
    let place = city();
    let from = text(place.path());
    let visits = place.path().join("visits.csv");
    fs::write(&visits, format!("代码,日期,结论\n{GYM},2026-05-06,I01\n")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let mapping = text(&elsewhere.path().join("m.toml"));
    fs::write(&mapping, MAPPING).unwrap();
    let rate = ["rate", "--from", &from, "--json"];
    let mapped = |name: &str| format!("{name}={mapping}");
    let summary = json(&[&rate[..], &["--mapping", &mapped("visits.csv")]].concat());
    assert_eq!(summary["files"][1]["kept"], 1);
    let refused = |more: &[&str], wanted: [&str; 2]| {
        let output = fangxin(&[&rate[..], more].concat());
        assert_eq!(output.status.code(), Some(3));
        assert!(wanted.iter().all(|w| told(&output).contains(w)), "{wanted:?} is missing in {}", told(&output));
    };
    refused(&["--mapping", &mapped("visit.csv")], ["没有读取名为 visit.csv", "there is no file visit.csv"]);
    let twice = mapped("visits.csv");
    refused(&["--mapping", &twice, "--mapping", &twice], ["多次", "more than once"]);
    // Beside its file a mapping is found by itself; one whose file is gone is not passed over.
    fs::write(place.path().join("visits.csv.mapping.toml"), MAPPING).unwrap();
    assert_eq!(json(&rate)["files"][1]["kept"], 1);
    fs::rename(&visits, place.path().join("visits-2026.csv")).unwrap();
    refused(&[], ["没有与之对应的文件 visits.csv", "there is no file visits.csv"]);
    let beside = format!("visits-2026.csv={from}/visits.csv.mapping.toml");
    assert_eq!(json(&[&rate[..], &["--mapping", &beside]].concat())["files"][1]["kept"], 1);
}

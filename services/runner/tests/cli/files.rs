//! Files as offices send them, and files that cannot be used.

use crate::{fangxin, json, root, small_city};
use std::fs;

#[test]
fn bad_input_is_named_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    let from = place.path().join("in");
    fs::create_dir(&from).unwrap();
    fs::copy(root().join("examples/small-city/merchants.csv"), from.join("merchants.csv")).unwrap();
    fs::write(from.join("penalties.csv"), "cf_xdr_mc,cf_wsh\n某店,1号\n").unwrap();
    let (from, out) = (from.display().to_string(), place.path().join("out"));
    let refused = fangxin(&["rate", "--from", &from, "--out", &out.display().to_string()]);
    assert_eq!(refused.status.code(), Some(3));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("penalties.csv") && told.contains("处罚决定日期（cf_jdrq）"), "{told}");
    assert!(!out.exists());
    assert_eq!(fangxin(&["rate", "--from", "/nowhere"]).status.code(), Some(3));
    assert_eq!(fangxin(&["rate"]).status.code(), Some(2));
    assert_eq!(fangxin(&["explain", "91371500795315494U", "--from", &small_city()]).status.code(), Some(3));
}

#[test]
fn templates_are_filled_in_and_read_back() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("templates");
    let written = json(&["templates", "--out", &out.display().to_string(), "--json"]);
    assert_eq!(written["written"].as_array().unwrap().len(), 18, "nine layouts as CSV and XLSX");
    let filled = place.path().join("filled");
    fs::create_dir(&filled).unwrap();
    for entry in fs::read_dir(&out).unwrap().map(|e| e.unwrap()) {
        let to = filled.join(entry.file_name());
        if entry.path().extension().is_some_and(|e| e == "csv") {
            let text = fs::read_to_string(entry.path()).unwrap();
            fs::write(to, text.replacen("# 示例 ", "", 1)).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    let summary = json(&["rate", "--from", &filled.display().to_string(), "--json"]);
    for file in summary["files"].as_array().unwrap() {
        let csv = file["file"].as_str().unwrap().ends_with(".csv");
        assert_eq!(file["read"], u64::from(csv), "{file}: an example counts once its mark is taken away");
    }
}

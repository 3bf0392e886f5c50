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
fn templates_are_written_and_read_back() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().display().to_string();
    assert_eq!(fangxin(&["templates", "--out", &out]).status.code(), Some(0));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 9);
    let summary = json(&["rate", "--from", &out, "--json"]);
    assert_eq!(summary["files"].as_array().unwrap().len(), 9);
}

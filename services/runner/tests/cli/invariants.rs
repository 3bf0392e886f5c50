//! What must always hold, over a whole made-up city: one as many, then as now, in any order.

use crate::{fangxin, json};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const DAY: &str = "2026-11-23";

/// A small made-up city, and where its files lie.
fn city(place: &Path, merchants: &str) -> PathBuf {
    let out = place.join("city");
    let made = fangxin(&["demo", "--no-serve", "--out", &text(&out), "--merchants", merchants, "--as-of", DAY]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    out.join("files")
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Class and score of every merchant by its code, as `rate` writes them.
fn rated(files: &Path, out: &Path, more: &[&str]) -> BTreeMap<String, (String, String)> {
    json(&[&["rate", "--from", &text(files), "--as-of", DAY, "--out", &text(out), "--json"], more].concat());
    let mut reader = csv::Reader::from_path(out.join("ratings.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[0].to_owned(), (row[4].to_owned(), row[5].to_owned()))).collect()
}

#[test]
fn one_merchant_is_rated_as_in_its_city_and_every_certificate_is_computed_again() {
    let place = tempfile::tempdir().unwrap();
    let files = city(place.path(), "40");
    let all = rated(&files, &place.path().join("out"), &[]);
    assert!(all.len() > 30);
    let (certificate, data) = (text(&place.path().join("c.json")), text(&place.path().join("data")));
    for (code, (class, score)) in &all {
        let alone = json(&["explain", code, "--from", &text(&files), "--as-of", DAY, "--json"]);
        let rating = &alone["rating"];
        assert_eq!(rating["class"].as_str().unwrap_or_default(), class, "{code}");
        if !class.is_empty() {
            let thousandths = rating["score_milli"].as_i64().unwrap();
            assert_eq!(format!("{}.{:03}", thousandths / 1000, thousandths % 1000), *score, "{code}");
        }
        let signed = ["certificate", code, "--from", &text(&files), "--as-of", DAY, "--out", &certificate];
        assert_eq!(fangxin(&[&signed[..], &["--data", &data]].concat()).status.code(), Some(0), "{code}");
        let stated: Value = serde_json::from_str(&fs::read_to_string(&certificate).unwrap()).unwrap();
        assert_eq!(stated["statement"]["result"], *rating, "{code}");
        assert_eq!(json(&["verify", &certificate, "--json"])["sound"], true, "{code}");
    }
}

#[test]
fn order_and_repetition_of_rows_never_matter() {
    let place = tempfile::tempdir().unwrap();
    let files = city(place.path(), "200");
    let other = place.path().join("other");
    fs::create_dir(&other).unwrap();
    for entry in fs::read_dir(&files).unwrap() {
        let path = entry.unwrap().path();
        let whole = fs::read_to_string(&path).unwrap();
        let (header, rows) = whole.split_once('\n').unwrap();
        // Backwards, and every third row twice.
        let mut turned: Vec<&str> = rows.lines().rev().collect();
        turned.extend(rows.lines().step_by(3));
        let written = format!("{header}\n{}\n", turned.join("\n"));
        fs::write(other.join(path.file_name().unwrap()), written).unwrap();
    }
    for known in [&[][..], &["--known-at", "2025-06-01T00:00:00+08:00"][..]] {
        let (first, second) = (place.path().join("first"), place.path().join("second"));
        assert_eq!(rated(&files, &first, known), rated(&other, &second, known));
    }
}

//! A hold that a file tells of lapses after ten working days, as one that the services keep.

use crate::{GYM, json, small_city};
use std::fs;

/// The score of the gym on a day, if all of its complaints say these days of a hold.
fn score(held: Option<(&str, &str)>, as_of: &str) -> i64 {
    let place = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(small_city()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, place.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    if let Some((from, until)) = held {
        let path = place.path().join("complaints.csv");
        let text = fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        let header = format!("{},暂缓起始日期,暂缓截止日期", lines.next().unwrap());
        let rows =
            lines.map(|row| if row.starts_with(GYM) { format!("{row},{from},{until}") } else { format!("{row},,") });
        let lines: Vec<String> = std::iter::once(header).chain(rows).collect();
        fs::write(&path, lines.join("\n")).unwrap();
    }
    let from = place.path().display().to_string();
    let told = json(&["explain", GYM, "--from", &from, "--as-of", as_of, "--json"]);
    told["rating"]["score_milli"].as_i64().unwrap()
}

#[test]
fn a_hold_lapses_after_ten_working_days_whatever_end_it_names() {
    // Ten working days behind 2026-11-06, a Friday, end on the 20th.
    let (open, ended) = (Some(("2026-11-06", "")), Some(("2026-11-06", "2026-11-20")));
    for as_of in ["2026-11-20", "2026-11-23"] {
        assert_eq!(score(open, as_of), score(ended, as_of), "{as_of}");
    }
    assert!(score(open, "2026-11-20") > score(None, "2026-11-20"), "on its last day nothing counts");
    assert_eq!(score(open, "2026-11-23"), score(None, "2026-11-23"), "behind it everything does");
    let longer = Some(("2026-11-06", "2026-12-31"));
    assert_eq!(score(longer, "2026-11-20"), score(open, "2026-11-20"));
    assert_eq!(score(longer, "2026-11-23"), score(None, "2026-11-23"), "a later end that is named does not hold it");
    let shorter = Some(("2026-11-06", "2026-11-13"));
    assert_eq!(score(shorter, "2026-11-16"), score(None, "2026-11-16"), "an earlier one ends it");
}

//! Schemes checked, refused and compared.

use crate::{fangxin, json, root, small_city};
use serde_json::Value;
use std::fs;

#[test]
fn shipped_schemes_are_proved_and_a_sabotaged_one_is_refused_with_files_that_show_it() {
    let schemes = root().join("policies/schemes");
    for file in fs::read_dir(&schemes).unwrap() {
        let file = file.unwrap().path().display().to_string();
        assert_eq!(fangxin(&["check-scheme", &file]).status.code(), Some(0), "{file}");
    }
    let place = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(schemes.join("lc-consume-1.0.toml")).unwrap();
    let sabotaged = text.replace("points = -20", "points = 20").replace("serious = 200", "serious = 50");
    let file = place.path().join("sabotaged.toml");
    fs::write(&file, sabotaged).unwrap();
    let (file, folder) = (file.display().to_string(), place.path().join("examples"));
    let output = fangxin(&["check-scheme", &file, "--counterexamples", &folder.display().to_string(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let violations = told["violations"].as_array().unwrap();
    let mut shown = 0;
    for (n, violation) in violations.iter().enumerate().filter(|(_, v)| v["before"].is_object()) {
        for side in ["before", "after"] {
            let from = folder.join(format!("{:02}", n + 1)).join(side).display().to_string();
            let day = violation[side]["day"].as_str().unwrap();
            // A refused scheme rates nobody; the counterexample is shown by the engine as a trial.
            let rated = json(&["rate", "--from", &from, "--as-of", day, "--scheme", &file, "--unproved", "--json"]);
            let class = violation[side]["class"].as_str().unwrap();
            assert_eq!(rated["classes"][class], 1, "{violation}");
        }
        shown += 1;
    }
    assert!(shown >= 2, "{told}");
    assert_eq!(fangxin(&["rate", "--from", &small_city(), "--scheme", &file]).status.code(), Some(3));
}

#[test]
fn of_the_schemes_of_a_folder_the_latest_in_force_rates() {
    let place = tempfile::tempdir().unwrap();
    let shipped = fs::read_to_string(root().join("policies/schemes/lc-consume-1.0.toml")).unwrap();
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).unwrap();
    let later = shipped.replace("effective_from = 2023-01-01", "effective_from = 2026-06-01");
    write("copy.toml", &shipped);
    write("later.toml", &later.replace("version = \"1.0\"", "version = \"1.1\""));
    let (city, schemes) = (small_city(), place.path().display().to_string());
    let rate = |day: &str| fangxin(&["rate", "--from", &city, "--as-of", day, "--schemes", &schemes, "--json"]);
    let scheme = |day: &str| serde_json::from_slice::<Value>(&rate(day).stdout).unwrap()["scheme"].to_string();
    assert!(scheme("2026-05-31").contains("1.0") && scheme("2026-06-01").contains("1.1"), "{}", scheme("2026-06-01"));
    // Which of two of one name would rate is not left to chance.
    write("other.toml", &later.replace("general = 80", "general = 40"));
    let refused = rate("2026-06-01");
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("only one can rate"));
}

#[test]
fn two_schemes_are_compared_merchant_by_merchant() {
    let place = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join("policies/schemes/lc-consume-1.0.toml")).unwrap();
    let milder = place.path().join("milder.toml");
    fs::write(&milder, text.replace("general = 80", "general = 40").replace("version = \"1.0\"", "version = \"1.1\""))
        .unwrap();
    let (milder, out, city) = (milder.display().to_string(), place.path().join("who.csv"), small_city());
    let out_text = out.display().to_string();
    let told = json(&[
        "compare",
        "LC-CONSUME",
        &milder,
        "--from",
        &city,
        "--as-of",
        "2026-11-23",
        "--out",
        &out_text,
        "--json",
    ]);
    // The restaurant leaves band B, but its displayed penalty keeps it there; nobody's class moves.
    assert_eq!(told["moved"], 0);
    let harder = place.path().join("harder.toml");
    fs::write(&harder, text.replace("A = 880, B = 760", "A = 960, B = 850")).unwrap();
    let harder = harder.display().to_string();
    let told = json(&[
        "compare",
        "LC-CONSUME",
        &harder,
        "--from",
        &city,
        "--as-of",
        "2026-11-23",
        "--out",
        &out_text,
        "--json",
    ]);
    assert_eq!(told["moved"], 2, "the grocer falls to B, the restaurant to C: {told}");
    let who = fs::read_to_string(&out).unwrap();
    assert!(who.contains("示例杂货店") && who.contains("示例餐馆"), "{who}");
}

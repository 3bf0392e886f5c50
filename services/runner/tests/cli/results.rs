//! Results appear whole or not at all, and nothing of anybody else is lost.

use crate::{GYM, fangxin, json, small_city, told};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn names(place: &Path) -> Vec<String> {
    let entries = fs::read_dir(place).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_run_that_cannot_place_all_its_files_changes_none() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir_all(place.path().join("peers.csv/mine")).unwrap();
    fs::write(place.path().join("ratings.csv"), "old").unwrap();
    let output = fangxin(&["rate", "--from", &small_city(), "--out", &place.path().display().to_string()]);
    assert_eq!(output.status.code(), Some(3));
    assert!(told(&output).contains("peers.csv") && told(&output).contains("移开"), "{}", told(&output));
    assert_eq!(names(place.path()), ["peers.csv", "ratings.csv"]);
    assert_eq!(fs::read_to_string(place.path().join("ratings.csv")).unwrap(), "old");
}

#[test]
fn results_of_an_earlier_run_go_and_files_of_others_stay() {
    let place = tempfile::tempdir().unwrap();
    let (city, out) = (small_city(), place.path().display().to_string());
    let rate = [&["rate", "--from", &city, "--out", &out, "--json"], &DAY[..]].concat();
    json(&rate);
    fs::write(place.path().join("notes.txt"), "mine").unwrap();
    assert!(names(place.path()).contains(&"peers.csv".to_owned()));
    json(&[&rate[..], &["--scheme", "UK-FHRS"]].concat());
    let left = names(place.path());
    assert!(!left.contains(&"peers.csv".to_owned()) && left.contains(&"notes.txt".to_owned()), "{left:?}");
    fangxin(&["check-files", "--from", &city, "--out", &out]);
    let left = names(place.path());
    assert!(!left.contains(&"ratings.csv".to_owned()) && left.contains(&"files.json".to_owned()), "{left:?}");
}

#[test]
fn results_do_not_lie_among_the_files_that_are_read() {
    let place = tempfile::tempdir().unwrap();
    let from = place.path().join("in");
    fs::create_dir(&from).unwrap();
    fs::copy(format!("{}/merchants.csv", small_city()), from.join("merchants.csv")).unwrap();
    std::os::unix::fs::symlink(&from, place.path().join("link")).unwrap();
    let text = |name: &str| place.path().join(name).display().to_string();
    let read = text("in");
    for out in ["in", "in/new/deep", "in/../in", "link", "link/out"] {
        let out = text(out);
        for command in [
            &["rate", "--from", &read, "--out", &out][..],
            &["check-files", "--from", &read, "--out", &out],
            &["compare", "LC-CONSUME", "LC-CONSUME", "--from", &read, "--out", &out],
            &["certificate", GYM, "--from", &read, "--out", &out],
        ] {
            let output = fangxin(command);
            assert_eq!(output.status.code(), Some(2), "{command:?}");
            assert!(told(&output).contains("outside the folder"), "{}", told(&output));
        }
    }
    assert_eq!(names(&from), ["merchants.csv"]);
    json(&["rate", "--from", &read, "--out", &text("in-results"), "--json"]);
}

#[test]
fn a_row_stands_once_among_those_that_wait_however_much_is_wrong_with_it() {
    let place = tempfile::tempdir().unwrap();
    let (from, out) = (place.path().join("in"), place.path().join("out"));
    fs::create_dir(&from).unwrap();
    let header = "统一社会信用代码,检查编号,结果日期,检查结果\n";
    fs::write(from.join("inspections.csv"), format!("{header}{GYM},J1,2025-02-30,NICE\n")).unwrap();
    fangxin(&["check-files", "--from", &from.display().to_string(), "--out", &out.display().to_string()]);
    let rejected = fs::read_to_string(out.join("rejected.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(rejected.as_bytes());
    let originals: Vec<String> = reader.records().map(|row| row.unwrap()[6].to_owned()).collect();
    assert_eq!(originals.len(), 2, "{rejected}");
    assert!(originals[0].contains(GYM) && originals[1].is_empty(), "{rejected}");
}

#[test]
fn templates_that_were_filled_in_are_not_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("templates").display().to_string();
    let make = |more: &[&str]| fangxin(&[&["templates", "--out", &out], more].concat());
    assert_eq!(make(&[]).status.code(), Some(0));
    assert_eq!(make(&[]).status.code(), Some(0), "templates as they were made may be made again");
    let (filled, gone) = (format!("{out}/penalties.csv"), format!("{out}/tests.csv"));
    fs::write(&filled, "my work").unwrap();
    fs::remove_file(&gone).unwrap();
    let refused = make(&[]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(told(&refused).contains("penalties.csv") && told(&refused).contains("--force"), "{}", told(&refused));
    assert_eq!((fs::read_to_string(&filled).unwrap().as_str(), Path::new(&gone).exists()), ("my work", false));
    assert_eq!(make(&["--force"]).status.code(), Some(0));
    assert!(Path::new(&gone).exists() && fs::read_to_string(&filled).unwrap() != "my work");
}

/// Waits until a process does something else about Ctrl-C than to end there and then, or is over.
fn until_it_listens(running: &Child) {
    let begun = Instant::now();
    let status = format!("/proc/{}/status", running.id());
    // A mask of signals; that of Ctrl-C is the second. One that is over and has not been waited for catches none.
    let listens = |status: &str| {
        let of = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let caught = of("SigCgt:").and_then(|mask| u64::from_str_radix(mask, 16).ok());
        caught.is_some_and(|mask| mask & 2 != 0) || of("State:").is_some_and(|state| state.starts_with('Z'))
    };
    while !listens(&fs::read_to_string(&status).unwrap()) {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not listen");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Whenever Ctrl-C comes, the answer is given whole or not at all.
#[test]
fn ctrl_c_stops_at_every_time() {
    let place = tempfile::tempdir().unwrap();
    let city = place.path().display().to_string();
    let made = json(&["demo", "--no-serve", "--merchants", "8000", "--out", &city, "--as-of", "2026-11-23", "--json"]);
    let gym = made["telling"][2]["explanation"]["merchant"]["code"].as_str().unwrap();
    let from = format!("{city}/files");
    for command in [&["rate", "--json"][..], &["explain", gym], &["compare", "LC-CONSUME", "LC-CONSUME", "--json"]] {
        let run = || {
            let mut program = Command::new(env!("CARGO_BIN_EXE_fangxin"));
            program.args(command).args(["--from", &from]).args(DAY).stdout(Stdio::piped()).stderr(Stdio::piped());
            program.spawn().unwrap()
        };
        let begun = Instant::now();
        run().wait_with_output().unwrap();
        let whole = begun.elapsed();
        let mut stopped = 0;
        for tenths in [0, 2, 5, 8].repeat(3) {
            let running = run();
            until_it_listens(&running);
            std::thread::sleep(whole * tenths / 10);
            Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
            let output = running.wait_with_output().unwrap();
            if output.status.code() == Some(130) {
                assert!(output.stdout.is_empty() && told(&output).contains("已停止"), "{}", told(&output));
                stopped += 1;
            } else {
                assert_eq!(output.status.code(), Some(0));
            }
        }
        assert!(stopped > 0, "{command:?} took {whole:?}");
    }
}

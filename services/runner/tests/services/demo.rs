//! The demo serves its own city: imported once, with commands that work as they are printed.

use crate::Served;
use crate::house::program;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

fn demo(out: &Path, more: &[&str]) -> Command {
    let mut program = program();
    program.args(["demo", "--merchants", "60", "--listen", "127.0.0.1:0", "--out", &out.display().to_string()]);
    program.args(["--clock", "fixed:2026-11-23T12:00:00+08:00"]).args(more);
    program
}

/// Runs a demo until it has printed everything, and gives what it printed.
fn printed(out: &Path) -> String {
    let mut child = demo(out, &[]).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut text = String::new();
    for line in lines {
        text.push_str(&format!("{line}\n"));
        if line.starts_with("按 Ctrl-C 停止") {
            break;
        }
    }
    for line in text.lines().filter(|line| line.starts_with("curl ")) {
        let answer = Command::new("sh").args(["-c", &format!("{line} --fail")]).output().unwrap();
        let shown = String::from_utf8_lossy(&answer.stdout).into_owned();
        assert!(answer.status.success() && shown.starts_with('{'), "{line}: {shown}");
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    text
}

#[test]
fn the_demo_imports_its_city_once_and_every_command_it_prints_works() {
    let place = tempfile::tempdir().unwrap();
    let first = printed(place.path());
    assert_eq!(first.matches("已完成 done").count(), 8, "{first}");
    assert_eq!(first.lines().filter(|line| line.starts_with("curl ")).count(), 4, "one for each kind of user");
    let imports = |text: &str| -> Vec<String> {
        let told = text.lines().filter(|line| line.contains("已完成 done") || line.contains("读取 read"));
        told.map(str::to_owned).collect()
    };
    assert_eq!(imports(&printed(place.path())), imports(&first), "the same jobs, not new ones");
}

#[test]
fn the_time_of_a_demo_is_its_own() {
    let place = tempfile::tempdir().unwrap();
    let program = demo(place.path(), &[]);
    let served = Served::start(program, Arc::new(place));
    let status: Value = served.public("/status").json().unwrap();
    assert_eq!(status["now"], "2026-11-23T04:00:00Z");
}

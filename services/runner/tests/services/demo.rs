//! The demo serves its own city: imported once, with commands that work as they are printed.

use crate::{Served, program, told, until};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

const DAY: &str = "2026-11-23";
const SMALL: [&str; 2] = ["--merchants", "60"];
const NOON: &str = "T12:00:00+08:00";

fn demo(out: &Path, day: &str, more: &[&str]) -> Command {
    let mut program = program();
    program.args(["demo", "--listen", "127.0.0.1:0", "--out", &out.display().to_string()]);
    program.args(["--clock", &format!("fixed:{day}{NOON}")]).args(more);
    program
}

/// Runs a demo of a day until it has printed everything, asks whatever it prints, and gives what it printed.
fn printed(out: &Path, day: &str, more: &[&str]) -> String {
    alive(out, day, more, |_| true)
}

/// Does a list show something?
fn shows(answer: &Value) -> bool {
    answer["items"].as_array().is_none_or(|items| !items.is_empty())
}

/// The same; whatever is asked gives in the end what is wanted of it.
fn alive(out: &Path, day: &str, more: &[&str], wanted: fn(&Value) -> bool) -> String {
    let mut child = demo(out, day, more).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut text = String::new();
    for line in lines {
        text.push_str(&format!("{line}\n"));
        if line.starts_with("按 Ctrl-C 停止") {
            break;
        }
    }
    let token = text.lines().find_map(|line| line.strip_prefix("TOKEN=")).unwrap();
    for line in text.lines().map(str::trim).filter(|line| line.starts_with("curl ")) {
        until(60, line, || {
            let asked =
                Command::new("sh").env("TOKEN", token).args(["-c", &format!("{line} --fail")]).output().unwrap();
            let answer = serde_json::from_slice::<Value>(&asked.stdout).ok().filter(|_| asked.status.success());
            answer.filter(wanted).map(drop)
        });
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    text
}

#[test]
fn the_demo_imports_its_city_once_and_every_command_it_prints_shows_something() {
    let place = tempfile::tempdir().unwrap();
    let first = alive(place.path(), DAY, &SMALL, shows);
    assert_eq!(first.matches("已完成 done").count(), 9, "{first}");
    assert_eq!(first.lines().filter(|line| line.starts_with("curl ")).count(), 5, "one for each kind of user");
    let imports = |text: &str| -> Vec<String> {
        let told = text.lines().filter(|line| line.contains("已完成 done") || line.contains("读取 read"));
        told.map(str::to_owned).collect()
    };
    let again = printed(place.path(), DAY, &[]);
    assert_eq!(imports(&again), imports(&first), "the same jobs, not new ones");
    let draw = |text: &str| -> Vec<String> {
        let told = text.lines().filter(|line| {
            ["  承诺", "  公开值", "  抽中 drawn", "  由存证包"].iter().any(|start| line.starts_with(start))
        });
        told.map(str::to_owned).collect()
    };
    assert_eq!((draw(&first).len(), draw(&again)), (5, draw(&first)), "one draw, whatever is run again: {first}");
    assert!(draw(&first)[2].contains("并非公开来源"), "an example says so: {first}");
}

/// Runs a demo of a day until it has told everything as JSON; whoever wants to know more asks as the official.
fn asked<T>(out: &Path, day: &str, more: &[&str], question: impl FnOnce(&Value, &dyn Fn(&str) -> String) -> T) -> T {
    let mut child = demo(out, day, &[more, &["--json"]].concat()).stdout(Stdio::piped()).spawn().unwrap();
    let told: Value =
        serde_json::Deserializer::from_reader(child.stdout.take().unwrap()).into_iter().next().unwrap().unwrap();
    let url = told["server"]["url"].as_str().unwrap();
    let answer = question(&told, &|path| {
        let asked = reqwest::blocking::Client::builder().no_proxy().build().unwrap().get(format!("{url}{path}"));
        let answer = asked.bearer_auth(told["server"]["tokens"]["official"].as_str().unwrap()).send().unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().unwrap()
    });
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    answer
}

#[test]
fn a_demo_has_a_case_in_every_stage_that_there_can_be_by_now_made_once() {
    let place = tempfile::tempdir().unwrap();
    let cases = |ask: &dyn Fn(&str) -> String| {
        let services = ["listing", "repair"].map(|service| {
            let of = |what: &str| serde_json::from_str::<Value>(&ask(&format!("/{service}/v1/{what}"))).unwrap();
            let (cases, procedures) = (of("cases?limit=1000"), of("procedures"));
            assert_eq!(cases["next"], Value::Null, "{service}: all of them");
            (cases["items"].as_array().unwrap().clone(), procedures["items"].as_array().unwrap().clone())
        });
        let [(listing, lists), (repair, repairs)] = services;
        ([listing, repair], [lists, repairs].concat())
    };
    let number = asked(place.path(), DAY, &["--merchants", "5000"], |told, ask| {
        let (cases, procedures) = cases(ask);
        let (mut there, mut missing) = (0, Vec::new());
        for procedure in &procedures {
            for stage in procedure["stages"].as_array().unwrap() {
                let (procedure, stage) = (&procedure["procedure"], &stage["stage"]);
                let is_in = |one: &Value| one["procedure"] == *procedure && one["stage"] == *stage;
                match cases.iter().flatten().any(is_in) {
                    true => there += 1,
                    false => missing.push(serde_json::json!({ "procedure": procedure, "stage": stage })),
                }
            }
        }
        // Its law is of May 2024, and its term three years.
        let not_yet = serde_json::json!([{ "procedure": "serious_list_false_data", "stage": "expired" }]);
        assert_eq!(Value::Array(missing), not_yet);
        let told = &told["cases"];
        assert_eq!((told["made"].as_array().unwrap().len(), &told["missing"]), (there, &not_yet));
        cases.map(|cases| cases.len())
    });
    let again = asked(place.path(), "2026-12-01", &[], |_, ask| cases(ask).0.map(|cases| cases.len()));
    assert_eq!(again, number, "made once");
}

/// What a demo serves: its draw is that of the city, and anybody who may see its bundle repeats it.
#[test]
fn the_draw_of_a_demo_can_be_repeated_and_gives_an_inspector_something_to_do() {
    let place = tempfile::tempdir().unwrap();
    asked(place.path(), DAY, &SMALL, |told, ask| {
        let draw = &told["draw"];
        let path = format!("/inspections/v1/draws/{}", draw["draw_id"]);
        let bundle = draws::Bundle::read(&ask(&format!("{path}/bundle"))).unwrap();
        bundle.verify().unwrap();
        assert_eq!(serde_json::to_value(&bundle.commitment).unwrap(), draw["commitment"]);
        let lead = bundle.commitment.value_at.micros() - bundle.commitment.committed_at.micros();
        assert!(lead >= 24 * 3_600_000_000, "{lead}");
        let classes = draw["classes"].as_object().unwrap();
        let sum = |of: &str| classes.values().map(|class| class[of].as_u64().unwrap() as usize).sum::<usize>();
        assert_eq!(
            (sum("population"), sum("drawn")),
            (bundle.frozen.inputs().population.len(), bundle.drawn.visits.len())
        );
        assert!(classes.len() > 2 && sum("drawn") > 0 && sum("drawn") < sum("population"), "{draw}");
        let assigned: Value = serde_json::from_str(&ask("/inspections/v1/visits/assigned?limit=1000")).unwrap();
        assert_eq!(assigned["items"].as_array().unwrap().len(), sum("drawn"));
    });
}

#[test]
fn the_time_of_a_demo_is_its_own() {
    let place = tempfile::tempdir().unwrap();
    let program = demo(place.path(), DAY, &SMALL);
    let served = Served::start(program, Arc::new(place));
    let status: Value = served.public("/status").json().unwrap();
    assert_eq!(status["now"], "2026-11-23T04:00:00Z");
}

/// What a demo that does not start says.
fn refused(out: &Path, day: &str, more: &[&str]) -> String {
    let output = demo(out, day, more).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    told(&output)
}

/// Every class of the results from the files is served; how many are in each, cases have changed since.
fn served_classes(printed: &str, out: &Path) {
    let line = printed.lines().find(|line| line.starts_with("服务中的分类")).unwrap();
    let mut results = csv::Reader::from_path(out.join("results/ratings.csv")).unwrap();
    let at = results.headers().unwrap().iter().position(|title| title == "等级").unwrap();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for row in results.records() {
        *counts.entry(row.unwrap()[at].to_owned()).or_default() += 1;
    }
    counts.remove("");
    assert!(counts.len() > 2, "{counts:?}");
    for class in counts.keys() {
        assert!(line.contains(&format!(" {class} ")), "{counts:?} from the files: {line}");
    }
}

#[test]
fn a_folder_keeps_its_city_while_its_days_go_by() {
    let place = tempfile::tempdir().unwrap();
    let first = printed(place.path(), DAY, &SMALL);
    served_classes(&first, place.path());
    let results = || std::fs::read(place.path().join("results/ratings.csv")).unwrap();
    let first_results = results();
    let files = || std::fs::read(place.path().join("files/penalties.csv")).unwrap();
    let made = files();
    // A year later the same penalty is on display no more.
    let later = printed(place.path(), "2028-01-03", &[]);
    assert!(files() == made, "the city is not made again");
    assert_eq!(later.matches("已完成 done").count(), 9, "{later}");
    served_classes(&later, place.path());
    assert!(results() != first_results, "its classes have changed with the days");
    let earlier = refused(place.path(), "2028-01-02", &[]);
    assert!(earlier.contains("served up to 2028-01-03") && earlier.contains("--clock"), "{earlier}");
    for other in [["--merchants", "61"], ["--seed", "2"], ["--as-of", "2026-11-22"]] {
        let refusal = refused(place.path(), "2028-01-03", &other);
        assert!(refusal.contains("--out") && refusal.contains(other[0]), "{refusal}");
    }
    assert!(files() == made);
}

#[test]
fn a_city_of_a_day_to_come_is_made_whole() {
    let place = tempfile::tempdir().unwrap();
    let city = printed(place.path(), "2139-12-31", &SMALL);
    assert!(city.contains("开业四个月"), "{city}");
    assert!(refused(&place.path().join("other"), "9999-12-31", &[]).contains("can be rated"));
}

//! Look-ups over HTTP, one by one and by the thousand, and how soon a new record shows, beside the least that each
//! could cost.

use super::measure::json_of;
use super::program::{EXAMPLES, FANGXIN, FOLDER, build};
use super::{page, part};
use crate::packages;
use crate::postgres::{Safety, Server};
use anyhow::Result;
use serde_json::Value;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// How much to measure.
pub(crate) struct City {
    pub(crate) merchants: u32,
    pub(crate) rounds: u32,
}

/// Measures everything and writes its part of the page.
pub(crate) fn run(city: &City) -> Result<()> {
    build(&["runner", "web"])?;
    if Command::new("wrk").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        packages::install("wrk", &["wrk"])?;
    }
    println!("== look-ups");
    let served = served(city)?;
    println!("== services apart");
    let apart = apart(city)?;
    part::put("look-ups", &text(&served, &apart))
}

/// The demo, asked by many at a time.
fn served(city: &City) -> Result<Value> {
    let (fangxin, constant, folder) =
        (FANGXIN, format!("{EXAMPLES}/constant"), format!("{FOLDER}/served-{}", city.merchants));
    let (merchants, rounds) = (city.merchants.to_string(), city.rounds.to_string());
    json_of(Command::new("python3").args(["bench/served.py", fangxin, &constant, &folder, &merchants, &rounds]))
}

/// Records that are sent one after the other to services that run apart.
const RECORDS: &str = "300";

/// Six processes on PostgreSQL: from the record that one has kept to the class that another serves.
fn apart(city: &City) -> Result<Value> {
    let server = Server::start(Safety::Full)?;
    let (postgres, merchants) = (format!("{}/postgres", server.url), city.merchants.to_string());
    let folder = format!("{FOLDER}/served-{}", city.merchants);
    json_of(Command::new("python3").args(["bench/apart.py", FANGXIN, &postgres, &folder, &merchants, RECORDS]))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// The part of the page.
fn text(served: &Value, apart: &Value) -> String {
    let mut text = format!(
        "## Look-ups\n\n\
         Written by `cargo xtask bench-lookups`; everything on the same two threads, clients included.\n\n\
         {} merchants, chosen at random, by a caller with a token that is checked; every request leaves its audit \
         entry on disk. Beside it, in turns and asked by the same client in the same way: a handler that returns a \
         constant of the same size, without token or trail.\n\n\
         | | bytes | a second | constant | ratio | goal |\n|---|---|---|---|---|---|\n",
        served["merchants"]
    );
    let kinds = [
        ("lookup", "`/rating/v1/lookups/{code}`, official", Some(0.5)),
        ("bank", "the same, bank", Some(0.5)),
        ("explanation", "`/rating/v1/merchants/{code}`: every reason, from the tables", None),
    ];
    let mut row = |found: &Value, what: &str, goal: Option<f64>| {
        let ratio = number(&found["ratio"]);
        let goal = goal.map_or_else(String::new, |goal| format!("at least {goal}: {}", page::verdict(ratio >= goal)));
        let (ours, most) = (number(&found["ours"]), number(&found["constant"]));
        // Writing into a String cannot fail.
        let _ = writeln!(text, "| {what} | {} | {ours:.0} | {most:.0} | {ratio:.2} | {goal} |", found["bytes"]);
    };
    for (key, what, goal) in kinds {
        row(&served["lookups"][key], what, goal);
    }
    let batches = &served["batches"];
    let many = [
        ("whole", "all fields, official", Some(0.5)),
        ("class", "`fields: [\"class\"]`, official", Some(0.5)),
        ("public", "`fields: [\"public\"]`, bank", Some(0.5)),
    ];
    for (key, what, goal) in many {
        let what = format!("`POST /rating/v1/lookups` of {} codes, {what} †", batches[key]["codes"]);
        row(&batches[key], &what, goal);
    }
    let (median, worst) = (number(&served["new_record_ms"]["median"]), number(&served["new_record_ms"]["worst"]));
    let apart = &apart["new_record_ms"];
    let (apart_median, apart_most) = (number(&apart["median"]), number(&apart["p99"]));
    let _ = write!(
        text,
        "\n† Beside a handler that reads the codes and echoes them, without looking anything up; the trail names each \
         merchant.\n\nFrom the answer that a new record is kept until a look-up shows the class made of it: median {median:.0} ms \
         (worst of a hundred {worst:.0} ms); goal under 50 ms: {}. With every service a process of its own, on \
         PostgreSQL with `fsync`: median {apart_median:.0} ms (99 of a hundred within {apart_most:.0} ms); goal under \
         300 ms: {}.\n",
        page::verdict(median < 50.0),
        page::verdict(apart_median < 300.0)
    );
    text
}

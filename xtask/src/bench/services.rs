//! The services: imports and a large installation, each beside the least that it could cost.

use super::measure::json_of;
use super::program::{EXAMPLES, FANGXIN, FOLDER, build};
use super::{page, part};
use crate::postgres::{Safety, Server};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// How much to measure.
pub(crate) struct Cities {
    /// Rows that are imported.
    pub(crate) imports: u32,
    /// Complaints too, and not penalties alone?
    pub(crate) complaints: bool,
    pub(crate) large: u32,
    pub(crate) rounds: u32,
}

/// Measures everything and writes its part of the page.
pub(crate) fn run(cities: &Cities) -> Result<()> {
    build(&["runner", "ledger", "rating"])?;
    println!("== imports");
    let imports = imports(cities)?;
    let mut large = Vec::new();
    for name in ["SQLite", "PostgreSQL 15"] {
        println!("== a large installation on {name}");
        large.push((name, installation(cities, name)?));
    }
    part::put("services", &text(cities, &imports, &large))
}

/// Microseconds of each thing that is measured about imports, in every round.
struct Imports {
    rows: u64,
    micros: BTreeMap<String, Vec<f64>>,
}

fn imports(cities: &Cities) -> Result<Imports> {
    let server = Server::start(Safety::Full)?;
    let out = Command::new(format!("{EXAMPLES}/import_speed"))
        .arg(cities.imports.to_string())
        .arg(if cities.complaints { "both" } else { "penalties" })
        .arg(format!("{}/postgres", server.url))
        .stderr(Stdio::inherit())
        .output()
        .context("import_speed could not be started")?;
    if !out.status.success() {
        bail!("import_speed failed");
    }
    let mut imports = Imports { rows: 0, micros: BTreeMap::new() };
    for line in String::from_utf8_lossy(&out.stdout).lines() {
        let told: Value = serde_json::from_str(line).with_context(|| format!("{line}: no JSON"))?;
        imports.rows = told["rows"].as_u64().unwrap_or(0);
        let what = told["what"].as_str().unwrap_or_default().to_owned();
        imports.micros.entry(what).or_default().extend(told["micros"].as_f64());
    }
    Ok(imports)
}

/// A large city, from its files to a rating from its databases.
fn installation(cities: &Cities, name: &str) -> Result<Value> {
    let folder = tempfile::Builder::new().prefix("large-").tempdir_in(FOLDER).context("no folder")?;
    let path = folder.path().display().to_string();
    let server = if name == "SQLite" { None } else { Some(Server::start(Safety::Full)?) };
    let place = server.as_ref().map_or(format!("sqlite:{path}/db"), |server| format!("{}/postgres", server.url));
    let (bare, large, rounds) = (format!("{EXAMPLES}/bare"), cities.large.to_string(), cities.rounds.to_string());
    json_of(Command::new("python3").args(["bench/large.py", FANGXIN, &bare, &path, &large, &rounds, &place]))
}

/// The part of the page.
fn text(cities: &Cities, imports: &Imports, large: &[(&str, Value)]) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let mut text = format!(
        "## Services\n\n\
         Written by `cargo xtask bench-services`; PostgreSQL with `fsync`, everything on the same two threads, \
         clients included.\n\n\
         ### Imports\n\n\
         {} {}. Reading them and keeping nothing is what parsing and checking cost; \
         `bare` is one statement that copies the same rows from one table into another like it, so no import can be \
         faster than that.\n\n\
         | | rows a second | share of reading alone | share of bare | goal |\n|---|---|---|---|---|\n",
        imports.rows,
        if cities.complaints { "rows of penalties and complaints" } else { "penalties" }
    );
    let median = |what: &str| page::median(imports.micros.get(what).cloned().unwrap_or_default());
    let alone = median("read alone");
    let rate = |micros: f64| imports.rows as f64 / micros * 1e6;
    let _ = writeln!(text, "| reading alone | {:.0} | | | |", rate(alone));
    for name in ["SQLite", "PostgreSQL"] {
        let (taken, bare) = (median(&format!("into {name}")), median(&format!("bare {name}")));
        let share = alone / taken;
        let _ = writeln!(
            text,
            "| into {name} | {:.0} | {share:.2} | {:.2} | at least 0.5 of reading: {} |\n| bare {name} | {:.0} | {:.2} | | |",
            rate(taken),
            bare / taken,
            page::verdict(share >= 0.5),
            rate(bare),
            alone / bare
        );
    }
    for (name, found) in large {
        let (loaded, start, ratio) = (&found["loaded"], &found["start"], number(&found["ratio"]));
        let first = number(&start["first_answer"]);
        let _ = write!(
            text,
            "\n### A large installation on {name}\n\n\
             {} rows imported over HTTP in {:.0} s, everybody rated {:.0} s after the start.\n\n\
             | | seconds | goal |\n|---|---|---|\n\
             | from starting the program to its first answer | {first:.2} | under 2: {} |\n\
             | until its memory is whole | {:.2} | |\n\
             | reading {} rows without looking at them | {:.1} | |\n\
             | writing a row for every merchant, inside the database | {:.1} | |\n\
             | `fangxin rate --from`, with all results written | {:.1} | at most 3 times both: {ratio:.1}, {} |\n",
            loaded["rows"],
            number(&loaded["imported"]),
            number(&loaded["rated"]),
            page::verdict(first < 2.0),
            number(&start["ready"]),
            found["rows"],
            number(&found["scan"]),
            number(&found["write"]),
            number(&found["rate"]),
            page::verdict(ratio <= 3.0)
        );
    }
    text
}

//! A large installation, beside the least that it could cost.

use super::measure::json_of;
use super::program::{EXAMPLES, FANGXIN, FOLDER, build};
use super::{page, part};
use crate::postgres::{Safety, Server};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write as _;
use std::process::Command;

/// How much to measure.
pub(crate) struct Cities {
    pub(crate) large: u32,
    pub(crate) rounds: u32,
}

/// Measures everything and writes its part of the page.
pub(crate) fn run(cities: &Cities) -> Result<()> {
    build(&["runner", "rating"])?;
    let mut large = Vec::new();
    for name in ["SQLite", "PostgreSQL 15"] {
        println!("== a large installation on {name}");
        large.push((name, installation(cities, name)?));
    }
    part::put("services", &text(&large))
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
fn text(large: &[(&str, Value)]) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let mut text = String::from(
        "## Large installations\n\n\
         Written by `cargo xtask bench-services`; PostgreSQL with `fsync`, everything on the same two threads, \
         clients included.\n",
    );
    for (name, found) in large {
        let (loaded, start, ratio) = (&found["loaded"], &found["start"], number(&found["ratio"]));
        let first = number(&start["first_answer"]);
        let _ = write!(
            text,
            "\n### On {name}\n\n\
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

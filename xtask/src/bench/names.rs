//! Searches by name among many merchants, as the registry does them, beside a plain scan.

use super::measure::json_of;
use super::program::{EXAMPLES, build};
use super::{page, part};
use crate::postgres::{Safety, Server};
use anyhow::Result;
use serde_json::Value;
use std::fmt::Write as _;
use std::process::Command;

/// How much to measure.
pub(crate) struct Roll {
    pub(crate) merchants: u32,
    pub(crate) searches: u32,
}

/// Longest that 99 of a hundred searches may take, in microseconds.
const GOAL: f64 = 2_000.0;

/// Measures everything and writes its part of the page.
pub(crate) fn run(roll: &Roll) -> Result<()> {
    build(&["registry"])?;
    let on = |place: Option<String>| -> Result<Value> {
        let sizes = [roll.merchants.to_string(), roll.searches.to_string()];
        json_of(Command::new(format!("{EXAMPLES}/name_speed")).args(sizes).args(place))
    };
    println!("== names on SQLite");
    let sqlite = on(None)?;
    println!("== names on PostgreSQL");
    let server = Server::start(Safety::Full)?;
    let postgres = on(Some(format!("{}/postgres", server.url)))?;
    part::put("names", &text(&[("SQLite", sqlite), ("PostgreSQL 15", postgres)]))
}

/// The part of the page.
fn text(measured: &[(&str, Value)]) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let mut text = String::from(
        "## Names\n\nWritten by `cargo xtask bench-names`.\n\n\
         Searches as the registry does them for whoever asks, without HTTP: in the index in memory, and what stands of \
         twenty-one merchants from the database. Texts of one to ten characters, but for codes and whole names. Beside \
         it a scan that looks whether each name contains the text, and knows neither pinyin nor errors.\n",
    );
    for (place, told) in measured {
        let p99 = number(&told["p99_us"]);
        // Writing into a String cannot fail.
        let _ = write!(
            text,
            "\n### {} merchants on {place}\n\n\
             Read into memory {:.1} s after the start, before which a search is refused.\n\n\
             | | median | 99 of a hundred within | a scan | ratio of medians | goal |\n|---|---|---|---|---|---|\n",
            told["merchants"],
            number(&told["read_s"]),
        );
        for (shape, told) in told["shapes"].as_object().into_iter().flatten() {
            let (median, scan) = (number(&told["median_us"]), number(&told["scan_us"]));
            let _ = writeln!(
                text,
                "| {shape} | {:.2} ms | {:.2} ms | {:.0} ms | {:.0} | |",
                median / 1e3,
                number(&told["p99_us"]) / 1e3,
                scan / 1e3,
                scan / median
            );
        }
        let _ = writeln!(
            text,
            "| {} searches, mixed | {:.2} ms | {:.2} ms | | | under 2 ms: {} |\n\n\
             Each was done three times in a row, and the first counts above. Of the least of three, which leaves out \
             what else ran on the machine, but also what was not in a cache yet, 99 of a hundred took no longer than \
             {:.2} ms.",
            told["searches"],
            number(&told["median_us"]) / 1e3,
            p99 / 1e3,
            page::verdict(p99 < GOAL),
            number(&told["p99_least_us"]) / 1e3,
        );
    }
    text
}

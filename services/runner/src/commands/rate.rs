//! `fangxin rate`: every merchant's class from a folder of files.

pub(super) mod report;
pub(super) mod results;

use crate::city::City;
use crate::cli::CityArguments;
use crate::{output, stop};
use anyhow::Result;
use results::Row;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &CityArguments, scheme: Option<&str>, out: Option<&Path>) -> Result<ExitCode> {
    arguments.files.keep_apart(out)?;
    let city = City::open(arguments, scheme)?;
    let (rows, summary) = rated(&city, out)?;
    if arguments.json {
        output::say_json(&summary)?;
    } else {
        output::say(&report::text(&city, &rows, out))?;
    }
    // The program ends: freeing a city record by record would only take time.
    std::mem::forget(city);
    Ok(ExitCode::SUCCESS)
}

/// Rates a city and writes the results if a folder is named; gives the ratings and their summary.
pub(super) fn rated(city: &City, out: Option<&Path>) -> Result<(Vec<Row>, Value)> {
    let rows = results::rate(city)?;
    let summary = report::summary(city, &rows);
    match out {
        Some(out) => report::write(out, city, &rows, &summary)?,
        None => stop::check()?,
    }
    Ok((rows, summary))
}

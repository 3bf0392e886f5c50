//! `fangxin rate`: every merchant's class from a folder of files.

pub(super) mod report;
pub(super) mod results;
pub(super) mod tally;

use crate::city::City;
use crate::cli::CityArguments;
use crate::{output, stop};
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;
use tally::Tally;

pub(super) fn run(arguments: &CityArguments, scheme: Option<&str>, out: Option<&Path>) -> Result<ExitCode> {
    arguments.files.keep_apart(out)?;
    let city = City::open(arguments, scheme)?;
    let tally = rated(&city, out)?;
    if arguments.json {
        output::say_json(&report::summary(&city, &tally))?;
    } else {
        output::say(&report::text(&city, &tally, out))?;
    }
    // The program ends: freeing a city record by record would only take time.
    std::mem::forget(city);
    Ok(ExitCode::SUCCESS)
}

/// Rates a city and writes the results if a folder is named; gives the numbers of merchants a class.
pub(super) fn rated(city: &City, out: Option<&Path>) -> Result<Tally> {
    let rows = results::rate(city)?;
    let tally = Tally::of(city, &rows);
    match out {
        Some(out) => report::write(out, city, &rows, &report::summary(city, &tally))?,
        None => stop::check()?,
    }
    Ok(tally)
}

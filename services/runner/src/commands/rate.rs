//! `fangxin rate`: every merchant's class from a folder of files.

pub(super) mod report;
pub(super) mod results;

use crate::city::City;
use crate::cli::CityArguments;
use crate::output;
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &CityArguments, scheme: &str, out: Option<&Path>) -> Result<ExitCode> {
    let city = City::open(arguments, scheme)?;
    output::say(&rate_into(&city, arguments, out)?)?;
    // The program ends: freeing a city record by record would only take time.
    std::mem::forget(city);
    Ok(ExitCode::SUCCESS)
}

/// Rates a city, writes the results if a folder is named, and gives what to say.
pub(super) fn rate_into(city: &City, arguments: &CityArguments, out: Option<&Path>) -> Result<String> {
    let rows = results::rate(city)?;
    let summary = report::summary(city, &rows, arguments.known_at);
    if let Some(out) = out {
        report::write(out, city, &rows, &summary)?;
    }
    if arguments.json {
        Ok(format!("{}\n", serde_json::to_string_pretty(&summary)?))
    } else {
        Ok(report::text(city, &rows, out))
    }
}

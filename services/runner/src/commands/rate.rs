//! `fangxin rate`: every merchant's class from a folder of files.

mod report;
mod results;

use super::City;
use crate::cli::CityArguments;
use crate::output;
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &CityArguments, out: Option<&Path>) -> Result<ExitCode> {
    let city = City::open(arguments)?;
    let rows = results::rate(&city)?;
    let summary = report::summary(&city, &rows, arguments.known_at);
    if let Some(out) = out {
        report::write(out, &city, &rows, &summary)?;
    }
    if arguments.json {
        output::say_json(&summary)?;
    } else {
        output::say(&report::text(&city, &rows, out))?;
    }
    Ok(ExitCode::SUCCESS)
}

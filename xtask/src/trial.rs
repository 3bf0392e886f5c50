//! The trial on real conduct in one command: prepare, rate, evaluate. See `docs/real-conduct.md`.

use crate::steps::{data_folder, step};
use anyhow::{Context, Result};

/// Day of the rating, and days of the horizon, as the published baselines have them.
const PERIODS: [(&str, &str); 3] = [("2014-07-01", "184"), ("2015-01-01", "365"), ("2015-07-01", "184")];

const RUN: [&str; 5] = ["run", "--release", "--locked", "--quiet", "--"];

/// Prepares, rates and evaluates; stops where a published baseline does not come out the same.
pub(crate) fn run(out: &str) -> Result<()> {
    let data = data_folder()?.context("FANGXIN_DATA must name the folder of real data")?;
    let from = data.join("nyc_restaurant_inspections").display().to_string();
    let published = format!("{from}/baselines.json");
    let prepare = ["run", "--release", "--locked", "--quiet", "-p", "runner", "--example", "prepare_nyc", "--"];
    step("prepare", "cargo", &[&prepare[..], &[&from, out]].concat(), &[])?;
    // Named, because it was not in force then.
    let rate = ["rate", "--from", out, "--as-of", "2015-01-01", "--scheme", "LC-CONSUME"];
    step("rate", "cargo", &[&RUN[..], &rate].concat(), &[])?;
    for (day, horizon) in PERIODS {
        let evaluate = ["evaluate", "--from", out, "--as-of", day, "--horizon", horizon, "--baselines", &published];
        step(&format!("evaluate {day}"), "cargo", &[&RUN[..], &evaluate].concat(), &[])?;
    }
    Ok(())
}

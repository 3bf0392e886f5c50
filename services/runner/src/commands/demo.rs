//! `fangxin demo`: makes a sample city as files, rates it from them, hands them in to services of its own,
//! tells what to try next, and serves until it is stopped.

mod sample;
mod served;
mod users;

use super::explain::answered;
use super::rate::{rated, report};
use crate::city::City;
use crate::cli::{CityArguments, DemoServing};
use crate::exit::Usage;
use crate::{output, rulebook, serve};
use anyhow::{Result, bail};
use domain::day::Day;
use samplecity::{PLANTED, Telling};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is asked of the demo.
pub(crate) struct Wish {
    pub(crate) out: PathBuf,
    pub(crate) merchants: u32,
    pub(crate) seed: u64,
    pub(crate) anchor: Option<Day>,
    pub(crate) serving: DemoServing,
    pub(crate) json: bool,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode> {
    let clock = wish.serving.clock.clock();
    let (first, today) = (rulebook::first_day()?, clock.today());
    let anchor = wish.anchor.unwrap_or(today);
    if anchor < first || anchor > today {
        bail!(Usage(format!(
            "--as-of {anchor}：样例城市的日期须在 {first}（评价方案生效）至 {today}（今天）之间 \
             the day of a sample city lies between {first}, when the scheme came into force, and today, {today}"
        )));
    }
    // An address that is taken is told before anything is made.
    let listener = (!wish.serving.no_serve).then(|| serve::listener(&wish.serving.listen)).transpose()?;
    let sample = samplecity::City { seed: wish.seed, anchor, merchants: wish.merchants };
    sample::make(&sample, &wish.out)?;
    let rated = from_files(wish, &sample)?;
    let Some(listener) = listener else {
        if wish.json {
            output::say_json(&rated)?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    served::run(served::Wish {
        listener,
        out: &wish.out,
        clock,
        pace: wish.serving.clock,
        telling: &sample.telling()?,
        json: wish.json.then_some(rated),
    })
}

/// Rates the city from its files and tells the result, or gives it as JSON if that is wanted.
fn from_files(wish: &Wish, sample: &samplecity::City) -> Result<Value> {
    let (files, results) = (sample::files(&wish.out), wish.out.join("results"));
    let city = City::open(&CityArguments::plain(&files, sample.anchor), None)?;
    let tally = rated(&city, Some(&results))?;
    let telling = sample.telling()?;
    if wish.json {
        return Ok(json!({
            "city": { "seed": sample.seed, "day": sample.anchor, "merchants": sample.merchants },
            "files": files, "results": results, "summary": report::summary(&city, &tally),
            "planted": PLANTED.map(|p| json!({ "file": p.file.file_name(), "zh": p.zh, "en": p.en })),
            "telling": telling.iter().map(|one| told(&city, one)).collect::<Result<Vec<_>>>()?,
        }));
    }
    output::say(&report::text(&city, &tally, Some(&results)))?;
    super::say("\n故意放入的问题行 Rows planted to be found:")?;
    for planted in PLANTED {
        super::say(&format!("  {}: {} {}", planted.file.file_name(), planted.zh, planted.en))?;
    }
    for one in &telling {
        super::say(&format!("\n——— {} {} ———", one.zh, one.en))?;
        answered(&city, one.code, |reply| output::say(&reply.text(false)))?;
    }
    next(&telling, &files, &results, sample.anchor)?;
    Ok(Value::Null)
}

/// A merchant that tells something, with its explanation.
fn told(city: &City, one: &Telling) -> Result<Value> {
    let explanation = answered(city, one.code, |reply| reply.json())?;
    Ok(json!({ "zh": one.zh, "en": one.en, "explanation": explanation }))
}

fn next(telling: &[Telling], files: &Path, results: &Path, anchor: Day) -> Result<()> {
    let gym = telling.get(2).map_or_else(String::new, |t| t.code.to_string());
    let (files, results) = (files.display(), results.display());
    super::say(&format!(
        "\n文件 files: {files}\n结果 results: {results} (ratings.csv, rejected.csv, …)\n\n接下来可以试 What to try next:\n  \
         cargo run --release -- explain {gym} --from {files} --as-of {anchor} --all\n  \
         cargo run --release -- explain {gym} --from {files} --as-of {} --json\n  \
         cargo run --release -- check-scheme policies/schemes/lc-consume-1.0.toml\n  \
         cargo run --release -- templates",
        anchor.plus_months(12)
    ))
}

//! `fangxin demo`: makes a sample city as files, rates it from them, hands them in to services of its own,
//! tells what to try next, and serves until it is stopped.

mod cases;
mod drawn;
mod label;
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
use label::Label;
use samplecity::{PLANTED, Telling};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Merchants of a city, unless its folder or somebody says otherwise.
const MERCHANTS: u32 = 20_000;
/// Seed of a city, unless its folder or somebody says otherwise.
const SEED: u64 = 1;

/// What is asked of the demo; what is not said is as the folder has it.
pub(crate) struct Wish {
    pub(crate) out: PathBuf,
    pub(crate) merchants: Option<u32>,
    pub(crate) seed: Option<u64>,
    pub(crate) anchor: Option<Day>,
    pub(crate) serving: DemoServing,
    pub(crate) json: bool,
}

pub(super) fn run(wish: &Wish) -> Result<ExitCode> {
    let label = Label::read(&wish.out)?;
    let clock = wish.serving.clock.clock(label.as_ref().map(Label::newest));
    let today = clock.today();
    let sample = match &label {
        Some(label) => again(wish, label, today)?,
        None => anew(wish, today)?,
    };
    // An address that is taken is told before anything is made.
    let listener = (!wish.serving.no_serve).then(|| serve::listener(&wish.serving.listen)).transpose()?;
    sample::make(&sample, &wish.out, label.as_ref())?;
    // What is printed is what is served: of the day of the clock.
    let day = if listener.is_some() { today } else { sample.anchor };
    let rated = from_files(wish, &sample, day)?;
    let Some(listener) = listener else {
        if wish.json {
            output::say_json(&rated)?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let ended = served::run(served::Wish {
        listener,
        out: &wish.out,
        clock: Arc::clone(&clock),
        pace: wish.serving.clock,
        telling: &sample.telling()?,
        json: wish.json.then_some(rated),
    })?;
    // Days may have passed meanwhile, above all by a fast clock.
    label::served(&wish.out, clock.today())?;
    Ok(ended)
}

/// A city in a folder that has none yet.
fn anew(wish: &Wish, today: Day) -> Result<samplecity::City> {
    let (first, anchor) = (rulebook::first_day()?, wish.anchor.unwrap_or(today));
    if anchor < first || anchor > today {
        bail!(Usage(format!(
            "--as-of {anchor}：样例城市的日期须在 {first}（评价方案生效）至 {today}（今天）之间 \
             the day of a sample city lies between {first}, when the scheme came into force, and today, {today}"
        )));
    }
    let (seed, merchants) = (wish.seed.unwrap_or(SEED), wish.merchants.unwrap_or(MERCHANTS));
    Ok(samplecity::City { seed, anchor, merchants, alarming: true })
}

/// The city that a folder has. Another one over the same databases would contradict its records, and
/// ratings of days to come cannot be taken back.
fn again(wish: &Wish, label: &Label, today: Day) -> Result<samplecity::City> {
    let (kept, out) = (label.city, wish.out.display());
    let differs = [
        ("--as-of", wish.anchor.is_some_and(|anchor| anchor != kept.anchor), kept.anchor.to_string()),
        (
            "--merchants",
            wish.merchants.is_some_and(|merchants| merchants != kept.merchants),
            kept.merchants.to_string(),
        ),
        ("--seed", wish.seed.is_some_and(|seed| seed != kept.seed), kept.seed.to_string()),
    ];
    let differing: Vec<String> = differs
        .into_iter()
        .filter(|(_, differs, _)| *differs)
        .map(|(name, _, kept)| format!("{name} {kept}"))
        .collect();
    if !differing.is_empty() {
        bail!(Usage(format!(
            "{out}：其中已有另一座样例城市（{kept}）；请换一个文件夹（--out），或先删除该文件夹 \
             this folder holds another sample city ({kept}); choose another folder with --out, or delete this one first",
            kept = differing.join(" ")
        )));
    }
    let newest = label.newest();
    if !wish.serving.no_serve && today < newest {
        bail!(Usage(format!(
            "{out}：其中的城市已服务到 {newest}，而时钟为 {today}；请用 --clock fixed:{newest}T12:00:00+08:00 \
             或更晚的时刻，或换一个文件夹（--out） the city of this folder has been served up to {newest}, and the \
             clock says {today}; use --clock fixed:{newest}T12:00:00+08:00 or later, or another folder with --out"
        )));
    }
    Ok(kept)
}

/// Rates the city from its files and tells the result, or gives it as JSON if that is wanted.
fn from_files(wish: &Wish, sample: &samplecity::City, day: Day) -> Result<Value> {
    let (files, results) = (sample::files(&wish.out), wish.out.join("results"));
    let city = City::open(&CityArguments::plain(&files, day), None)?;
    let tally = rated(&city, Some(&results))?;
    let telling = sample.telling()?;
    if wish.json {
        return Ok(json!({
            "city": { "seed": sample.seed, "day": sample.anchor, "rated_on": day, "merchants": sample.merchants },
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
    next(&telling, &files, &results, day)?;
    Ok(Value::Null)
}

/// A merchant that tells something, with its explanation.
fn told(city: &City, one: &Telling) -> Result<Value> {
    let explanation = answered(city, one.code, |reply| reply.json())?;
    Ok(json!({ "zh": one.zh, "en": one.en, "explanation": explanation }))
}

fn next(telling: &[Telling], files: &Path, results: &Path, day: Day) -> Result<()> {
    let gym = telling.get(2).map_or_else(String::new, |t| t.code.to_string());
    let (files, results) = (files.display(), results.display());
    super::say(&format!(
        "\n文件 files: {files}\n结果 results: {results} (ratings.csv, rejected.csv, …)\n\n接下来可以试 What to try next:\n  \
         cargo run --release -- explain {gym} --from {files} --as-of {day} --all\n  \
         cargo run --release -- explain {gym} --from {files} --as-of {} --json\n  \
         cargo run --release -- check-scheme policies/schemes/lc-consume-1.0.toml\n  \
         cargo run --release -- templates",
        day.plus_months(12)
    ))
}

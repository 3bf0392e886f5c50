//! `fangxin demo`: makes a sample city as files, rates it from them, and tells what to try next.

use super::rate::rate_into;
use crate::city::City;
use crate::cli::{CityArguments, DEFAULT_SCHEME};
use crate::output::Folder;
use crate::{clock, output, progress, stop};
use anyhow::{Context, Result};
use domain::day::Day;
use samplecity::FileKind;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is asked of the demo.
pub(crate) struct Wish {
    pub(crate) out: PathBuf,
    pub(crate) merchants: u32,
    pub(crate) seed: u64,
    pub(crate) anchor: Option<Day>,
}

/// Says which city lies in the folder; written last, so that half a city is never taken for one.
const LABEL: &str = "city.txt";

pub(super) fn run(wish: &Wish) -> Result<ExitCode> {
    let anchor = wish.anchor.unwrap_or_else(clock::today);
    let sample = samplecity::City { seed: wish.seed, anchor, merchants: wish.merchants };
    let files = wish.out.join("files");
    make(&sample, &files)?;
    let arguments = CityArguments::plain(&files, anchor);
    let city = City::open(&arguments, DEFAULT_SCHEME)?;
    let results = wish.out.join("results");
    let text = rate_into(&city, &arguments, Some(&results))?;
    output::say(&text)?;
    super::say("\n故意放入的问题行 Rows planted to be found:")?;
    for planted in samplecity::PLANTED {
        super::say(&format!("  {}: {} {}", planted.file.file_name(), planted.zh, planted.en))?;
    }
    for telling in sample.telling()? {
        super::say(&format!("\n——— {} {} ———", telling.zh, telling.en))?;
        output::say(&super::explain::text(&city, &arguments, telling.code.as_str(), false)?)?;
    }
    next(&sample, &files, &results, anchor)?;
    Ok(ExitCode::SUCCESS)
}

fn make(sample: &samplecity::City, files: &Path) -> Result<()> {
    let label = format!(
        "seed {} anchor {} merchants {} version {}\n",
        sample.seed,
        sample.anchor,
        sample.merchants,
        env!("CARGO_PKG_VERSION")
    );
    if fs::read_to_string(files.join(LABEL)).is_ok_and(|found| found == label) {
        return Ok(());
    }
    let mut folder = Folder::begin(files)?;
    for kind in FileKind::ALL {
        let bar = progress::bar(kind.file_name(), u64::from(sample.merchants))?;
        let mut file = folder.create(kind.file_name())?;
        sample.write(kind, &mut file, &mut |done| bar.set_position(u64::from(done)))?;
        file.flush().with_context(|| format!("writing {}", kind.file_name()))?;
        bar.finish_and_clear();
        stop::check()?;
    }
    folder.write(LABEL, label.as_bytes())?;
    folder.finish()?;
    Ok(())
}

fn next(sample: &samplecity::City, files: &Path, results: &Path, anchor: Day) -> Result<()> {
    let gym = sample.telling()?.get(2).map_or_else(String::new, |t| t.code.to_string());
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

//! The measurements: programs are run and what they tell is read.

use super::Size;
use crate::python;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::Instant;

const CITY_SPEED: &str = "target/release/examples/city_speed";
const FANGXIN: &str = "target/release/fangxin";
const EXPORT: &str = "target/bench/city";
const FILES: &str = "target/bench/files";

/// The engine on a city in memory, interleaved with a copy of the bytes it must read and write.
pub(super) fn in_memory(size: &Size) -> Result<Value> {
    let rounds = size.rounds.to_string();
    json_of(Command::new(CITY_SPEED).args([&size.merchants.to_string(), &rounds, "--export", EXPORT]))
}

/// DuckDB and polars on what [`in_memory`] has exported.
pub(super) fn elsewhere(size: &Size) -> Result<Value> {
    let python = python::with("bench", &["duckdb", "polars", "numpy"])?;
    json_of(Command::new(python).args(["bench/elsewhere.py", EXPORT, &size.rounds.to_string()]))
}

/// What the engine does for one merchant, counted exactly.
pub(super) struct Instructions {
    pub(super) instructions: u64,
    pub(super) branches: u64,
    pub(super) mispredicted: u64,
}

/// Instructions and branches of a merchant's rating by cachegrind, or nothing if it is not installed.
/// Two runs that differ in the number of ratings alone: building the city drops out.
pub(super) fn instructions() -> Result<Option<Instructions>> {
    const MERCHANTS: u64 = 20_000;
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        return Ok(None);
    }
    let count = |rounds: u64| -> Result<[u64; 3]> {
        let out = Command::new("valgrind")
            .args(["--tool=cachegrind", "--cache-sim=no", "--branch-sim=yes", "--cachegrind-out-file=/dev/null"])
            .args([CITY_SPEED, &MERCHANTS.to_string(), &rounds.to_string(), "--no-explain"])
            .env("RAYON_NUM_THREADS", "1")
            .output()
            .context("valgrind could not be started")?;
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        let number = |name: &str| -> Result<u64> {
            let line = told.lines().find(|line| line.contains(name)).with_context(|| format!("no {name} in {told}"))?;
            let digits: String = line.split(':').next_back().unwrap_or_default().trim().replace(',', "");
            let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().with_context(|| format!("{line}: a number"))
        };
        Ok([number("I   refs:")?, number("Branches:")?, number("Mispredicts:")?])
    };
    let (few, many) = (count(1)?, count(11)?);
    let each = |at: usize| match (many.get(at), few.get(at)) {
        (Some(many), Some(few)) => many.saturating_sub(*few) / 10 / MERCHANTS,
        _ => 0,
    };
    Ok(Some(Instructions { instructions: each(0), branches: each(1), mispredicted: each(2) }))
}

/// Files from beginning to end.
pub(super) struct Files {
    pub(super) rows: u64,
    pub(super) megabytes: u64,
    /// Seconds of reading and checking alone, of a rating with its summary, and of one with all results.
    pub(super) seconds: Vec<[f64; 3]>,
}

/// `check-files` and `rate` on the same files, in turns.
pub(super) fn end_to_end(size: &Size) -> Result<Files> {
    let city = format!("{FILES}-{}", size.files);
    let made = Command::new(FANGXIN)
        .args(["demo", "--no-serve", "--out", &city, "--merchants", &size.files.to_string(), "--as-of", "2026-11-23"])
        .stdout(Stdio::null())
        .status()
        .context("the sample city")?;
    if !made.success() {
        bail!("the sample city could not be made");
    }
    let from = format!("{city}/files");
    let check = || timed(&["check-files", "--from", &from]);
    let rate = || timed(&["rate", "--from", &from, "--as-of", "2026-11-23"]);
    let write = || timed(&["rate", "--from", &from, "--as-of", "2026-11-23", "--out", &format!("{city}/again")]);
    let (mut rows, mut megabytes) = (0, 0);
    for entry in std::fs::read_dir(&from).with_context(|| format!("{from} cannot be read"))? {
        let bytes = std::fs::read(entry?.path())?;
        rows += bytes.iter().filter(|b| **b == b'\n').count() as u64;
        megabytes += bytes.len() as u64 / 1_000_000;
    }
    let seconds = (0..size.rounds).map(|_| Ok([check()?, rate()?, write()?])).collect::<Result<_>>()?;
    Ok(Files { rows, megabytes, seconds })
}

/// Seconds that a run of the program takes. Rows that wait for somebody give exit code 1.
fn timed(arguments: &[&str]) -> Result<f64> {
    let begun = Instant::now();
    let status = Command::new(FANGXIN).args(arguments).stdout(Stdio::null()).status().context("fangxin")?;
    if !matches!(status.code(), Some(0 | 1)) {
        bail!("fangxin {} failed", arguments.join(" "));
    }
    Ok(begun.elapsed().as_secs_f64())
}

pub(super) fn json_of(command: &mut Command) -> Result<Value> {
    let out = command.stderr(Stdio::inherit()).output().with_context(|| format!("{command:?} could not be started"))?;
    if !out.status.success() {
        bail!("{command:?} failed");
    }
    serde_json::from_slice(&out.stdout).with_context(|| format!("{command:?} gave no JSON"))
}

//! Speed of rating a city in memory, beside a copy of the bytes that it must read and write.
//!
//! `cargo run --release -p scoring --example city_speed -- [merchants] [rounds] [--no-explain]
//! [--export FOLDER]`.
//!
//! `--export` writes the records as plain tables, the rows made of them, the compiled tables and the
//! answers for `bench/elsewhere.py`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line example")]

#[path = "city_speed/made_up.rs"]
mod made_up;
#[path = "city_speed/records.rs"]
mod records;

use domain::day::Day;
use policy::scheme::parse::read;
use rayon::prelude::*;
use scoring::city::{City, CityBuilder, Packet, Ratings};
use scoring::explain::Subject;
use scoring::program::Program;
use serde_json::json;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Day of the rating.
const AS_OF: &str = "2026-11-23";
/// What peers would have, for everybody: the table itself is not part of this measurement.
const EXPECTED: u32 = 900;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = match arguments.iter().position(|a| a == "--export") {
        Some(at) => arguments.drain(at..).nth(1),
        None => None,
    };
    let with_explain = !arguments.iter().any(|a| a == "--no-explain");
    arguments.retain(|a| a != "--no-explain");
    let merchants: u32 = arguments.first().map_or(Ok(1_000_000), |n| n.parse())?;
    let rounds: usize = arguments.get(1).map_or(Ok(7), |n| n.parse())?;
    let scheme = scheme()?;
    let program = Program::compile(&scheme)?;
    let (city, records, prepared) = build(&program, merchants);
    eprintln!("prepared {merchants} merchants, {records} records, {} rows in {prepared:.1?}", city.rows());
    let day = Day::parse(AS_OF)?;
    let bytes = city.bytes();
    let source = vec![1u8; bytes];
    let mut target = vec![0u8; bytes];
    let (mut copies, mut ratings) = (Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..rounds {
        copies.push(timed(|| copy(&source, &mut target)));
        let mut answer = None;
        ratings.push(timed(|| answer = Some(black_box(city.rate(day)))));
        last = answer;
    }
    let (explain_median, explain_p99) = if with_explain { explain_speed(&program, day) } else { (0.0, 0.0) };
    let rate = median(&mut ratings.clone());
    let told = json!({
        "threads": rayon::current_num_threads(),
        "merchants": merchants,
        "records": records,
        "rows": city.rows(),
        "bytes": bytes,
        "prepare_ms": [ms(prepared)],
        "rate_ms": ratings.iter().map(|t| ms(*t)).collect::<Vec<_>>(),
        "copy_ms": copies.iter().map(|t| ms(*t)).collect::<Vec<_>>(),
        "million_records_a_second": records as f64 / rate.as_secs_f64() / 1e6,
        "explain_median_us": explain_median,
        "explain_p99_us": explain_p99,
        "peak_memory_mb": peak_megabytes()?,
        "classes": last.as_ref().map(|ratings| summary(ratings, scheme.classes.len())),
    });
    println!("{}", serde_json::to_string_pretty(&told)?);
    if let (Some(folder), Some(ratings)) = (folder, last) {
        export(Path::new(&folder), &city, day, &ratings)?;
        records::export(&Path::new(&folder).join("records"), merchants, EXPECTED)?;
    }
    Ok(())
}

/// The shipped default scheme.
fn scheme() -> Result<policy::scheme::Scheme, Box<dyn Error>> {
    let text = include_str!("../../../policies/schemes/lc-consume-1.0.toml");
    read("lc-consume-1.0.toml", text).map_err(|faults| format!("{faults:?}").into())
}

/// The city, how many records it has, and how long it took to make columns of them: making them up
/// is not part of it.
fn build(program: &Program, merchants: u32) -> (City<'_>, u64, Duration) {
    const CHUNK: u32 = 4_000;
    let mut builder = CityBuilder::new(program);
    let (mut records, mut prepared) = (0, Duration::ZERO);
    let mut begin = 0;
    while begin < merchants {
        let end = merchants.min(begin + CHUNK);
        let made_up: Vec<_> = (begin..end).into_par_iter().map(made_up::merchant).collect();
        prepared += timed(|| {
            let packets: Vec<_> = made_up.par_iter().map(|(facts, _)| Packet::of(program, facts)).collect();
            packets.into_iter().for_each(|packet| builder.push(packet, EXPECTED));
        });
        records += made_up.iter().map(|(_, count)| count).sum::<u64>();
        begin = end;
    }
    let begun = Instant::now();
    let city = builder.build();
    (city, records, prepared + begun.elapsed())
}

/// Copies on as many threads as the rating uses.
fn copy(source: &[u8], target: &mut [u8]) {
    let chunk = source.len().div_ceil(rayon::current_num_threads()).max(1);
    target.par_chunks_mut(chunk).zip(source.par_chunks(chunk)).for_each(|(to, from)| to.copy_from_slice(from));
    black_box(&target);
}

/// The most memory that this process has had, building the city included.
fn peak_megabytes() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
}

fn export(folder: &Path, city: &City<'_>, day: Day, ratings: &Ratings) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let export = city.export(day);
    fs::write(folder.join("program.json"), export.program.to_string())?;
    for (name, bytes) in export.columns {
        fs::write(folder.join(name), bytes)?;
    }
    let bytes = |numbers: &mut dyn Iterator<Item = Vec<u8>>| numbers.flatten().collect::<Vec<u8>>();
    let answers = [
        ("score.i32", bytes(&mut ratings.score_milli.iter().map(|n| n.to_le_bytes().to_vec()))),
        ("class.u8", ratings.class.to_vec()),
        ("rules.u32", bytes(&mut ratings.rules.iter().map(|n| n.to_le_bytes().to_vec()))),
        ("flags.u8", ratings.flags.to_vec()),
        ("heaviest.u64", bytes(&mut ratings.heaviest.iter().map(|n| n.to_le_bytes().to_vec()))),
    ];
    for (name, bytes) in answers {
        fs::write(folder.join(format!("answer_{name}")), bytes)?;
    }
    Ok(())
}

/// Median and 99th percentile of explaining one merchant, in microseconds.
fn explain_speed(program: &Program, day: Day) -> (f64, f64) {
    let facts: Vec<_> = (0..2000).map(|index| made_up::merchant(index).0).collect();
    let subjects: Vec<_> = facts.iter().map(|f| Subject::new(program, f, EXPECTED)).collect();
    let mut each: Vec<Duration> = subjects.iter().map(|s| timed(|| drop(black_box(s.explain(day))))).collect();
    let middle = median(&mut each);
    let slowest = each.get(each.len() * 99 / 100).copied().unwrap_or_default();
    (ms(middle) * 1e3, ms(slowest) * 1e3)
}

/// Merchants a class.
fn summary(ratings: &Ratings, classes: usize) -> Vec<u64> {
    let mut count = vec![0u64; classes];
    for class in &ratings.class {
        if let Some(slot) = count.get_mut(usize::from(*class)) {
            *slot += 1;
        }
    }
    count
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

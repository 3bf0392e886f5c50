//! BENCHMARKS.md: what was measured, as ratios.

use super::measure::{Files, Instructions};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

pub(super) fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

pub(super) fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "**not reached**" }
}

/// The page.
pub(super) fn text(
    before: &Value,
    after: &Value,
    others: &Value,
    counted: Option<&Instructions>,
    files: &Files,
) -> String {
    let both = |key: &str| [numbers(&before[key]), numbers(&after[key])].concat();
    let (rate, copy) = (median(both("rate_ms")), median(both("copy_ms")));
    let to_copy = rate / copy;
    let number = |key: &str| before[key].as_f64().unwrap_or(f64::NAN);
    let other = |name: &str| {
        let found = &others[name];
        let seconds = median(numbers(&found["seconds"]));
        let differing: u64 = found["differing"].as_object().into_iter().flatten().filter_map(|(_, n)| n.as_u64()).sum();
        (found["version"].as_str().unwrap_or("?").to_owned(), seconds, seconds * 1e3 / rate, differing)
    };
    let prepare = median(both("prepare_ms"));
    let (duck_version, duck_s, duck, duck_differs) = other("duckdb_records");
    let (_, rows_s, from_rows, rows_differ) = other("duckdb");
    let (polars_version, polars_s, polars, polars_differs) = other("polars");
    let share = |at: usize| median(files.seconds.iter().filter_map(|s| Some(s.first()? / s.get(at)?)).collect());
    let seconds = |at: usize| median(files.seconds.iter().filter_map(|s| s.get(at).copied()).collect());
    let (shown, written) = (share(1), share(2));
    let rows_a_second = |at: usize| files.rows as f64 / seconds(at) / 1e6;
    let counts = counted.map_or_else(
        || "cachegrind was not installed in this run.".to_owned(),
        |c| {
            format!(
                "A merchant's rating takes {} instructions and {} branches, of which cachegrind's simple \
                 predictor misses {}.",
                c.instructions, c.branches, c.mispredicted
            )
        },
    );
    let engine = others["polars"]["engine"].as_str().unwrap_or("?");
    format!(
        "Written by `cargo xtask bench`, with {} threads.\n\n\
         ## A city in memory\n\n\
         {} merchants, {} records, {} rows, the whole default scheme (repeated conduct, once per case, rules, flags), \
         score, class and the five heaviest lines for everybody. This engine rates rows that it has prepared from the \
         records once, when they were loaded; they serve every day. DuckDB starts from the records as tables, loaded \
         before, and does all of the scheme in one query; for information it starts from our prepared rows and \
         compiled tables too, as polars does. Every answer of theirs is compared with ours.\n\n\
         | | median | ratio | goal | |\n|---|---|---|---|---|\n\
         | this engine | {rate:.0} ms | | | {:.0} million records a second |\n\
         | preparing its rows from the records, once | {:.2} s | {:.0} ratings | | DuckDB's query below takes {:.1} times preparing and one rating |\n\
         | copy of the bytes it must read and write ({:.0} MB) | {copy:.1} ms | {to_copy:.1} copies | at most 20 | {} |\n\
         | DuckDB {duck_version}, from the records | {duck_s:.2} s | {duck:.0} times slower | at least 50 | {}; {duck_differs} answers differ |\n\
         | DuckDB, from our prepared rows | {rows_s:.2} s | {from_rows:.0} times slower | | {rows_differ} answers differ |\n\
         | polars {polars_version} ({engine}), from our prepared rows | {polars_s:.2} s | {polars:.0} times slower | at least 25 | {}; {polars_differs} answers differ |\n\
         | peak memory | {:.0} MB | | under 1 GB | {} |\n\
         | explain one merchant | {:.1} µs (99th percentile {:.0} µs) | | under 50 µs | {} |\n\n\
         {counts}\n\n\
         ## A city from its files\n\n\
         {} rows in {} MB of CSV, eight files. `check-files` reads and checks every row and keeps none; `rate` also \
         finds what is known, makes the peers' table, rates and reports.\n\n\
         | | median | rows a second | share of `check-files` | goal |\n|---|---|---|---|---|\n\
         | `check-files` | {:.2} s | {:.1} million | | |\n\
         | `rate` | {:.2} s | {:.1} million | {shown:.2} | at least 0.5: {} |\n\
         | `rate --out` (all results written) | {:.2} s | {:.1} million | {written:.2} | |\n",
        before["threads"],
        before["merchants"],
        before["records"],
        before["rows"],
        number("records") / rate / 1e3,
        prepare / 1e3,
        prepare / rate,
        duck_s * 1e3 / (prepare + rate),
        number("bytes") / 1e6,
        verdict(to_copy <= 20.0),
        verdict(duck >= 50.0),
        verdict(polars >= 25.0),
        number("peak_memory_mb"),
        verdict(number("peak_memory_mb") < 1000.0),
        number("explain_median_us"),
        number("explain_p99_us"),
        verdict(number("explain_median_us") < 50.0),
        files.rows,
        files.megabytes,
        seconds(0),
        rows_a_second(0),
        seconds(1),
        rows_a_second(1),
        verdict(shown >= 0.5),
        seconds(2),
        rows_a_second(2),
    )
}

//! Imports, beside reading alone and beside a bare copy of the same rows.

use super::program::{EXAMPLES, build};
use super::{page, part};
use crate::postgres::{Safety, Server};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// How much to measure.
pub(crate) struct Files {
    /// Rows that are imported.
    pub(crate) rows: u32,
    /// Complaints too, and not penalties alone?
    pub(crate) complaints: bool,
}

/// Measures everything and writes its part of the page.
pub(crate) fn run(files: &Files) -> Result<()> {
    build(&["ledger"])?;
    println!("== imports");
    part::put("imports", &text(files, &measured(files)?))
}

/// Microseconds of each thing that is measured, in every round.
struct Imports {
    rows: u64,
    micros: BTreeMap<String, Vec<f64>>,
}

fn measured(files: &Files) -> Result<Imports> {
    let server = Server::start(Safety::Full)?;
    let out = Command::new(format!("{EXAMPLES}/import_speed"))
        .arg(files.rows.to_string())
        .arg(if files.complaints { "both" } else { "penalties" })
        .arg(format!("{}/postgres", server.url))
        .stderr(Stdio::inherit())
        .output()
        .context("import_speed could not be started")?;
    if !out.status.success() {
        bail!("import_speed failed");
    }
    let mut imports = Imports { rows: 0, micros: BTreeMap::new() };
    for line in String::from_utf8_lossy(&out.stdout).lines() {
        let told: Value = serde_json::from_str(line).with_context(|| format!("{line}: no JSON"))?;
        imports.rows = told["rows"].as_u64().unwrap_or(0);
        let what = told["what"].as_str().unwrap_or_default().to_owned();
        imports.micros.entry(what).or_default().extend(told["micros"].as_f64());
    }
    Ok(imports)
}

/// The part of the page.
fn text(files: &Files, imports: &Imports) -> String {
    let mut text = format!(
        "## Imports\n\n\
         Written by `cargo xtask bench-imports`; PostgreSQL with `fsync`, everything on the same two threads.\n\n\
         {} {}. Reading them and keeping nothing is what parsing and checking cost; \
         `bare` is one statement that copies the same rows from one table into another like it, so no import can be \
         faster than that.\n\n\
         | | rows a second | share of reading alone | share of bare | goal |\n|---|---|---|---|---|\n",
        imports.rows,
        if files.complaints { "rows of penalties and complaints" } else { "penalties" }
    );
    let median = |what: &str| page::median(imports.micros.get(what).cloned().unwrap_or_default());
    let alone = median("read alone");
    let rate = |micros: f64| imports.rows as f64 / micros * 1e6;
    let _ = writeln!(text, "| reading alone | {:.0} | | | |", rate(alone));
    for name in ["SQLite", "PostgreSQL"] {
        let (taken, bare) = (median(&format!("into {name}")), median(&format!("bare {name}")));
        let share = alone / taken;
        let _ = writeln!(
            text,
            "| into {name} | {:.0} | {share:.2} | {:.2} | at least 0.5 of reading: {} |\n| bare {name} | {:.0} | {:.2} | | |",
            rate(taken),
            bare / taken,
            page::verdict(share >= 0.5),
            rate(bare),
            alone / bare
        );
    }
    text
}

//! Speed, beside other engines on the same input, in the same run. Ratios are what counts: absolute
//! times say more about the machine.

mod decisions;
mod imports;
mod lookups;
mod measure;
mod names;
mod page;
mod part;
mod program;
mod services;

use crate::steps::step;
use anyhow::Result;
pub(crate) use decisions::{Decisions, run as decisions};
pub(crate) use imports::{Files, run as imports};
pub(crate) use lookups::{City, run as lookups};
use measure::{elsewhere, end_to_end, in_memory, instructions};
pub(crate) use names::{Roll, run as names};
pub(crate) use services::{Cities, run as services};

/// How much to measure.
pub(crate) struct Size {
    pub(crate) merchants: u32,
    pub(crate) files: u32,
    pub(crate) rounds: u32,
}

/// Measures everything and writes the page.
pub(crate) fn run(size: &Size) -> Result<()> {
    let build = ["build", "--release", "--locked", "--quiet", "-p", "runner", "-p", "scoring", "--bins", "--examples"];
    step("build", "cargo", &build, &[])?;
    println!("== in memory");
    let before = in_memory(size)?;
    println!("== DuckDB and polars");
    let others = elsewhere(size)?;
    println!("== in memory again");
    let after = in_memory(size)?;
    println!("== instructions");
    let instructions = instructions()?;
    println!("== files");
    let files = end_to_end(size)?;
    let text = page::text(&before, &after, &others, instructions.as_ref(), &files);
    part::put("engine", &text)
}

//! The program as it is shipped, and the examples that stand beside it.

use crate::steps::step;
use anyhow::{Context, Result};
use std::fs;

pub(super) const FANGXIN: &str = "target/release/fangxin";
pub(super) const EXAMPLES: &str = "target/release/examples";
/// Where cities lie that are measured.
pub(super) const FOLDER: &str = "target/bench";

/// Builds the program alone, as the README's first command does.
pub(super) fn build_program() -> Result<()> {
    place()?;
    step("build", "cargo", &["build", "--release", "--locked", "--quiet", "--bin", "fangxin"], &[])
}

/// Builds the programs and examples of these crates.
pub(super) fn build(crates: &[&str]) -> Result<()> {
    place()?;
    let build = ["build", "--release", "--locked", "--quiet", "--bins", "--examples"];
    let crates = crates.iter().flat_map(|name| ["-p", name]);
    step("build", "cargo", &build.into_iter().chain(crates).collect::<Vec<_>>(), &[])
}

/// Makes the folder of cities.
fn place() -> Result<()> {
    fs::create_dir_all(FOLDER).with_context(|| format!("{FOLDER} cannot be made"))
}

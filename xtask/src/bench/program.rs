//! The program as it is shipped, and the examples that stand beside it.

use crate::steps::step;
use anyhow::Result;

pub(super) const FANGXIN: &str = "target/release/fangxin";
pub(super) const EXAMPLES: &str = "target/release/examples";
/// Where cities lie that are measured.
pub(super) const FOLDER: &str = "target/bench";

/// Builds the programs and examples of these crates.
pub(super) fn build(crates: &[&str]) -> Result<()> {
    let build = ["build", "--release", "--locked", "--quiet", "--bins", "--examples"];
    let crates = crates.iter().flat_map(|name| ["-p", name]);
    step("build", "cargo", &build.into_iter().chain(crates).collect::<Vec<_>>(), &[])
}

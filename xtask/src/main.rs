//! Development tasks: `cargo xtask test | ci | trial | tidy | dag`.
#![expect(clippy::print_stdout, reason = "a command-line tool")]

mod dag;
mod licences;
mod metadata;
mod steps;
mod tidy;
mod trial;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Development tasks of Fangxin.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Checks that everything the tests need is there, then runs all of them.
    Test,
    /// Tests, formatting, lints, documentation, tidy and dag.
    Ci {
        /// The tests have just been run.
        #[arg(long)]
        after_test: bool,
    },
    /// Prepares, rates and evaluates the real conduct of the folder that `FANGXIN_DATA` names.
    Trial {
        /// Folder for the prepared files.
        #[arg(long, default_value = "target/nyc-city")]
        out: String,
    },
    /// File sizes, module docs, licences, citations of policy.
    Tidy,
    /// Allowed edges between crates, and their picture in ARCHITECTURE.md.
    Dag {
        /// Writes the picture instead of comparing it.
        #[arg(long)]
        write: bool,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Test => steps::test(),
        Task::Ci { after_test } => steps::ci(after_test),
        Task::Trial { out } => trial::run(&out),
        Task::Tidy => tidy::run(),
        Task::Dag { write } => dag::run(write),
    }
}

//! Development tasks: `cargo xtask test | clients | faults | ci | bench | bench-lookups | bench-names | bench-imports |
//! bench-services | bench-decisions | trial | probe | tidy | k8s | dag`.
#![expect(clippy::print_stdout, reason = "a command-line tool")]

mod bench;
mod clients;
mod dag;
mod k8s;
mod licences;
mod metadata;
mod packages;
mod postgres;
mod probe;
mod provider;
mod python;
mod served;
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
    /// Installs and starts what the tests need, then runs all of them.
    Test {
        /// Passed on to `cargo test` in place of `--workspace`: `cargo xtask test -- -p ledger`.
        #[arg(last = true)]
        only: Vec<String>,
    },
    /// Generates the clients in Python and TypeScript, checks them and runs their examples.
    Clients,
    /// Kills, stops, fills and cuts for as long as it takes, as the tests do a few times.
    Faults {
        /// Processes that are killed in all; everything else happens as much more often.
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
        kills: u32,
    },
    /// Tests, formatting, lints, documentation, tidy and dag.
    Ci {
        /// The tests have just been run.
        #[arg(long)]
        after_test: bool,
    },
    /// Measures speed beside other engines and writes BENCHMARKS.md.
    Bench {
        /// Merchants of the city in memory.
        #[arg(long, default_value_t = 1_000_000)]
        merchants: u32,
        /// Merchants of the city of files.
        #[arg(long, default_value_t = 200_000)]
        files: u32,
        /// Pairs of measurements.
        #[arg(long, default_value_t = 5)]
        rounds: u32,
    },
    /// Measures look-ups beside the least that they could cost, and writes their part of BENCHMARKS.md.
    BenchLookups {
        /// Merchants of the city that is asked.
        #[arg(long, default_value_t = 20_000)]
        merchants: u32,
        /// Pairs of measurements.
        #[arg(long, default_value_t = 3)]
        rounds: u32,
    },
    /// Measures searches by name beside a plain scan.
    BenchNames {
        /// Merchants that are registered.
        #[arg(long, default_value_t = 1_000_000)]
        merchants: u32,
        /// Searches of each shape.
        #[arg(long, default_value_t = 1_000)]
        searches: u32,
    },
    /// Measures imports beside reading alone and beside a bare copy.
    BenchImports {
        /// Rows that are imported.
        #[arg(long, default_value_t = 1_000_000)]
        rows: u32,
        /// Import complaints too, and not penalties alone.
        #[arg(long)]
        complaints: bool,
    },
    /// Measures a large installation.
    BenchServices {
        /// Merchants of the large city; a merchant has six records or so.
        #[arg(long, default_value_t = 1_640_000)]
        large: u32,
        /// Pairs of measurements.
        #[arg(long, default_value_t = 3)]
        rounds: u32,
    },
    /// Measures how soon a decision shows in the class that is served.
    BenchDecisions {
        /// Merchants of the city.
        #[arg(long, default_value_t = 20_000)]
        merchants: u32,
        /// Decisions, one after the other.
        #[arg(long, default_value_t = 200)]
        decisions: u32,
    },
    /// Prepares, rates and evaluates the real conduct of the folder that `FANGXIN_DATA` names.
    Trial {
        /// Folder for the prepared files.
        #[arg(long, default_value = "target/nyc-city")]
        out: String,
    },
    /// Asks everything that is served with the token of each role, and compares the answers with the document.
    Probe {
        /// Only this role.
        #[arg(long)]
        role: Option<String>,
    },
    /// File sizes, module docs, licences, citations of policy.
    Tidy,
    /// The manifests against the schemas of Kubernetes.
    K8s,
    /// Allowed edges between crates, and their picture in ARCHITECTURE.md.
    Dag {
        /// Writes the picture instead of comparing it.
        #[arg(long)]
        write: bool,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Test { only } => steps::test(&only),
        Task::Clients => served::build().and_then(|()| clients::run()),
        Task::Faults { kills } => steps::faults(kills),
        Task::Ci { after_test } => steps::ci(after_test),
        Task::Bench { merchants, files, rounds } => bench::run(&bench::Size { merchants, files, rounds }),
        Task::BenchLookups { merchants, rounds } => bench::lookups(&bench::City { merchants, rounds }),
        Task::BenchNames { merchants, searches } => bench::names(&bench::Roll { merchants, searches }),
        Task::BenchImports { rows, complaints } => bench::imports(&bench::Files { rows, complaints }),
        Task::BenchServices { large, rounds } => bench::services(&bench::Cities { large, rounds }),
        Task::BenchDecisions { merchants, decisions } => bench::decisions(&bench::Decisions { merchants, decisions }),
        Task::Trial { out } => trial::run(&out),
        Task::Probe { role } => served::build().and_then(|()| probe::run(role.as_deref(), probe::Depth::Whole)),
        Task::Tidy => tidy::run(),
        Task::K8s => k8s::run(),
        Task::Dag { write } => dag::run(write),
    }
}

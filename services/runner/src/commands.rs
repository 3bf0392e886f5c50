//! The commands, one file each.

mod audit;
mod backup;
mod certificate;
mod check_files;
mod check_scheme;
mod compare;
mod demo;
mod evaluate;
mod explain;
mod export;
mod import;
mod imports;
mod migrate;
mod openapi;
mod policies;
mod prepare;
mod rate;
mod restore;
mod serve;
mod templates;
mod token;
mod verify;

use crate::cli::Command;
use crate::{clock, output};
use anyhow::Result;
use std::process::ExitCode;

/// Every file that a folder of results may hold: those of an earlier run must not lie among new ones.
const RESULTS: [&str; 9] = [
    "summary.json",
    "files.json",
    "ratings.csv",
    "peers.csv",
    "conflicts.csv",
    "rejected.csv",
    "quarantined.csv",
    "unresolved.csv",
    "awaiting_confirmation.csv",
];

/// Runs a command; the code is what the shell sees.
pub(crate) fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Demo { out, merchants, seed, as_of, serving, json } => {
            demo::run(&demo::Wish { out, merchants, seed, anchor: as_of, serving, json })
        }
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Migrate(place) => migrate::run(&place),
        Command::Prepare(arguments) => prepare::run(&arguments),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Restore(arguments) => restore::run(&arguments),
        Command::Openapi { out, sandbox: true, .. } => openapi::sandbox(out.as_deref()),
        Command::Openapi { out, roles, .. } => openapi::run(out.as_deref(), roles),
        Command::Token(arguments) => token::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Imports(arguments) => imports::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Rate { city, by, out } => rate::run(&city, by.scheme.as_deref(), out.as_deref()),
        Command::Explain { code, city, by, all } => explain::run(code, &city, by.scheme.as_deref(), all),
        Command::Compare { scheme_a, scheme_b, city, out } => {
            compare::run([&scheme_a, &scheme_b], &city, out.as_deref())
        }
        Command::Evaluate { city, by, outcome } => evaluate::run(&city, by.scheme.as_deref(), &outcome),
        Command::Certificate { code, city, by, out, data } => {
            certificate::run(code, &city, by.scheme.as_deref(), (&out, &data))
        }
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::CheckScheme { file, counterexamples, json } => {
            check_scheme::run(&file, counterexamples.as_deref(), json)
        }
        Command::Policies { id: Some(id), policy, .. } => policies::show(&id, &policy),
        Command::Policies { as_of, provisional, policy, json, .. } => {
            let day = as_of.unwrap_or_else(clock::today);
            policies::run(&policies::Wish { day, provisional, policy: &policy, json })
        }
        Command::CheckFiles { files, out, json } => check_files::run(&files, out.as_deref(), json),
        Command::Templates { out, force, json } => templates::run(&out, force, json),
    }
}

/// Tells a line of text.
fn say(text: &str) -> Result<()> {
    output::say(&format!("{text}\n"))
}

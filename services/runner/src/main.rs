//! The one binary, `fangxin`: rates a city from its files, explains every rating, and serves the records
//! of an installation.

mod answer;
mod backup;
mod certificate;
mod city;
mod cli;
mod clock;
mod commands;
mod exit;
mod importing;
mod keys;
mod known;
mod load;
mod office;
mod output;
mod pipeline;
mod progress;
mod reading;
mod rulebook;
mod serve;
mod show;
mod stop;
mod waiting;

use clap::Parser;
use std::process::ExitCode;

/// Rating a city makes and drops many small things on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match stop::listen().and_then(|()| commands::run(arguments.command)) {
        Ok(code) => code,
        Err(error) => exit::explain(&error),
    }
}

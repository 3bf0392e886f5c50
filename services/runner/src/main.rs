//! The one binary, `fangxin`: rates a city from its files and explains every rating.

mod answer;
mod certificate;
mod cli;
mod clock;
mod commands;
mod exit;
mod keys;
mod known;
mod load;
mod output;
mod pipeline;
mod show;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match commands::run(cli::Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => exit::explain(&error),
    }
}

//! The log: one line an event on stderr, as text or as JSON.

use crate::exit::Usage;
use anyhow::{Result, anyhow};
use clap::ValueEnum;
use std::io::stderr;
use tracing_subscriber::EnvFilter;

/// Form of the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Form {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Logs what the filter lets pass, such as `info` or `warn,web=debug`, from now on.
pub(crate) fn begin(filter: &str, form: Form) -> Result<()> {
    let filter = EnvFilter::try_new(filter)
        .map_err(|error| Usage(format!("--log {filter}：不是日志过滤条件 is no filter of a log: {error}")))?;
    // A log that cannot be written is no reason to write about it.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).with_ansi(false);
    let log = log.log_internal_errors(false);
    let begun = match form {
        Form::Text => log.try_init(),
        Form::Json => log.json().flatten_event(true).try_init(),
    };
    begun.map_err(|error| anyhow!("日志无法开始 the log cannot begin: {error}"))
}

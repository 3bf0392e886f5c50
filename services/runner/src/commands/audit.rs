//! `fangxin audit`: the trail of a running server taken away, to be verified elsewhere.

use crate::cli::{AuditArguments, AuditCommand};
use crate::{importing, output};
use anyhow::{Context as _, Result};
use clients::Trail;
use std::process::ExitCode;

pub(super) fn run(arguments: &AuditArguments) -> Result<ExitCode> {
    let trail = Trail::new(importing::server(&arguments.server)?);
    let AuditCommand::Export { out, from, until, first, last } = &arguments.what;
    let bounds = [
        ("from", from.map(|at| at.to_string())),
        ("until", until.map(|at| at.to_string())),
        ("first", first.map(|number| number.to_string())),
        ("last", last.map(|number| number.to_string())),
    ];
    let query: Vec<(&str, &str)> = bounds.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
    let mut export = trail.export(&query).map_err(importing::told)?;
    output::write_stream(out, |file| {
        std::io::copy(&mut export, file).with_context(|| output::unwritable(out))?;
        file.flush().with_context(|| output::unwritable(out))
    })?;
    super::say(&out.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}

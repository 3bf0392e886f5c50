//! `fangxin audit`: the trail of a running server taken away and verified, to be verified elsewhere as well.

use super::verify::audit::exported;
use crate::cli::{AuditArguments, AuditCommand};
use crate::exit::{NO, Usage};
use crate::serve::wire::AUDIT;
use crate::{importing, output};
use anyhow::{Context as _, Result, bail};
use clients::{ClientError, Trail};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &AuditArguments) -> Result<ExitCode> {
    let trail = Trail::new(importing::server(&arguments.server)?);
    let AuditCommand::Export { out, trail: only, from, until, first, last } = &arguments.what;
    let bounds = [
        ("from", from.map(|at| at.to_string())),
        ("until", until.map(|at| at.to_string())),
        ("first", first.map(|number| number.to_string())),
        ("last", last.map(|number| number.to_string())),
    ];
    let query: Vec<(&str, &str)> = bounds.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?))).collect();
    let names = match only {
        Some(only) => vec![only.clone()],
        None => trail.names().map_err(importing::told)?,
    };
    let sound = match names.as_slice() {
        [one] => {
            let service = (one != AUDIT).then_some(one.as_str());
            kept(trail.export(service, &query).map_err(importing::told)?, out)?
        }
        _ if first.is_some() || last.is_some() => bail!(Usage(format!(
            "编号只在一份审计记录内有效，用 --trail 指定 numbers are those of one trail, which --trail names: {}",
            names.join(", ")
        ))),
        _ => all(&trail, &names, &query, out)?,
    };
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// Takes every trail away, each into a file of the folder `out`. Are all of them sound?
fn all(trail: &Trail, names: &[String], query: &[(&str, &str)], out: &Path) -> Result<bool> {
    let (mut files, mut sound) = (0, true);
    for name in names {
        match trail.export(Some(name), query) {
            Ok(export) => {
                sound &= kept(export, &out.join(format!("{name}.jsonl")))?;
                files += 1;
            }
            Err(ClientError::Problem(problem)) if problem.status == 404 => {
                output::note(&format!("{name}：该范围内没有审计记录 there are no entries in this range"));
            }
            Err(error) => return Err(importing::told(error).context(format!("{name}：无法导出 cannot be exported"))),
        }
    }
    if files == 0 {
        bail!("该范围内没有审计记录 there are no entries in this range");
    }
    Ok(sound)
}

/// Writes an export, and verifies what was written.
fn kept(mut export: impl Read, out: &Path) -> Result<bool> {
    output::write_stream(out, |file| {
        std::io::copy(&mut export, file).with_context(|| output::unwritable(out))?;
        file.flush().with_context(|| output::unwritable(out))
    })?;
    exported(out)
}

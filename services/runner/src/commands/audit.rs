//! `fangxin audit`: the trail of a running server taken away and verified, to be verified elsewhere as well.

use super::verify::audit::exported;
use crate::cli::{AuditArguments, AuditCommand};
use crate::exit::{NO, Usage};
use crate::output::Folder;
use crate::serve::plan::CALLS;
use crate::serve::wire::AUDIT;
use crate::{importing, output};
use anyhow::{Context as _, Result, bail};
use clients::{ClientError, Trail};
use contracts::problem::Code;
use std::io::{Read, Write as _};
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
        [one] => kept(trail.export(kept_by(one), &query).map_err(importing::told)?, out)?,
        _ if first.is_some() || last.is_some() => bail!(Usage(format!(
            "编号只在一份审计记录内有效，用 --trail 指定 numbers are those of one trail, which --trail names: {}",
            names.join(", ")
        ))),
        _ => all(&trail, &names, &query, out)?,
    };
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// The service that keeps a trail; nothing for that of a process of several services.
fn kept_by(name: &str) -> Option<&str> {
    (name != AUDIT).then_some(name)
}

/// Every name that a trail can have.
fn known() -> impl Iterator<Item = &'static str> {
    CALLS.iter().map(|(service, _)| *service).chain([AUDIT])
}

/// Takes every trail away, each into a file of the folder `out`, all of them or none. Are they sound?
fn all(trail: &Trail, names: &[String], query: &[(&str, &str)], out: &Path) -> Result<bool> {
    // What a server calls them becomes names of files.
    if let Some(strange) = names.iter().find(|name| known().all(|known| known != name.as_str())) {
        bail!("{strange:?}：服务器所说的审计记录不存在 the server speaks of a trail that there cannot be");
    }
    let file = |name: &str| format!("{name}.jsonl");
    let mut folder = Folder::begin(out, known().map(file))?;
    let mut taken = false;
    for name in names {
        let refused = |error| importing::told(error).context(format!("{name}：无法导出 cannot be exported"));
        match trail.export(kept_by(name), query) {
            Ok(mut export) => {
                let mut into = folder.create(&file(name))?;
                std::io::copy(&mut export, &mut into).with_context(|| output::unwritable(&out.join(file(name))))?;
                into.flush().with_context(|| output::unwritable(&out.join(file(name))))?;
                taken = true;
            }
            Err(ClientError::Problem(problem)) if problem.code == Code::NothingInRange => {
                output::note(&format!("{name}：该范围内没有审计记录 there are no entries in this range"));
            }
            Err(error) => return Err(refused(error)),
        }
    }
    if !taken {
        bail!("该范围内没有审计记录 there are no entries in this range");
    }
    let mut sound = true;
    for path in folder.finish()? {
        sound &= exported(&path)?;
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

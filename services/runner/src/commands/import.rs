//! `fangxin import`: a file handed in to a running server, as any other system would.

use crate::cli::ImportArguments;
use crate::exit::{INPUT, NO, STOPPED, Usage};
use crate::output::{self, Folder};
use crate::serve::wire;
use crate::{importing, stop};
use anyhow::{Context as _, Result, bail};
use clients::{Handing, Imports};
use contracts::import::{Job, JobState};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Longest name of a mapping, in characters.
const LONGEST_NAME: usize = 80;

pub(super) fn run(arguments: &ImportArguments) -> Result<ExitCode> {
    if arguments.file.is_dir() {
        bail!("{}：是文件夹，请指明其中的一个文件 this is a folder; name one of its files", arguments.file.display());
    }
    let imports = Imports::new(importing::server(&arguments.server)?, wire::owner(arguments.kind.kind));
    let mapping = arguments.mapping.clone().or_else(|| beside(&arguments.file));
    let mapping = mapping.map(|path| save(&imports, &path)).transpose()?;
    let job = imports.hand_in(&Handing {
        file: &arguments.file,
        name: &name(&arguments.file)?,
        layout: arguments.kind.id,
        mapping: mapping.as_deref(),
        history: arguments.history,
        dry_run: arguments.dry_run,
        confirm: arguments.confirm,
    });
    let file = || format!("{}：未能导入 was not imported", arguments.file.display());
    let mut job = job.map_err(importing::told).with_context(file)?;
    if !arguments.no_wait {
        job = importing::follow(&imports, job)?;
    }
    let written = arguments.out.as_deref().map(|out| download(&imports, &job, out)).transpose()?;
    if arguments.json {
        output::say_json(&json!({
            "service": imports.service(), "import": job, "address": imports.address(job.import_id),
            "written": written.unwrap_or_default(),
        }))?;
    } else {
        super::say(&importing::text(&imports, &job))?;
        for path in written.into_iter().flatten() {
            super::say(&format!("  {}", path.display()))?;
        }
    }
    Ok(ended(&imports, &job))
}

/// What the shell sees of a job.
fn ended(imports: &Imports, job: &Job) -> ExitCode {
    match job.state {
        JobState::Done => ExitCode::SUCCESS,
        JobState::Failed => ExitCode::from(INPUT),
        JobState::Cancelled => ExitCode::from(NO),
        JobState::Queued if stop::asked() => {
            let address = imports.address(job.import_id);
            output::note(&format!("不再等待；服务器会继续导入 no longer waited for; the server goes on: {address}"));
            ExitCode::from(STOPPED)
        }
        JobState::Queued => ExitCode::SUCCESS,
    }
}

fn name(file: &Path) -> Result<String> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(name.ok_or_else(|| Usage(format!("{}：不是文件 this is no file", file.display())))?)
}

/// The mapping that lies beside a file.
fn beside(file: &Path) -> Option<PathBuf> {
    let mut path = file.as_os_str().to_owned();
    path.push(".mapping.toml");
    Some(PathBuf::from(path)).filter(|path| path.is_file())
}

/// Saves a mapping at the server under the name of its file; gives the name.
fn save(imports: &Imports, path: &Path) -> Result<String> {
    let stem = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = stem.trim_end_matches(".toml");
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = stem.chars().map(plain).take(LONGEST_NAME).collect();
    let saved = imports.save_mapping(&name, &output::read_text(path)?);
    saved.map_err(importing::told).with_context(|| path.display().to_string())?;
    Ok(name)
}

/// Fetches the rows that wait, one file for each reason.
fn download(imports: &Imports, job: &Job, out: &Path) -> Result<Vec<PathBuf>> {
    let waiting = job.outcome.as_ref().map(|outcome| outcome.waiting()).unwrap_or_default();
    let file = |token: &str| format!("{token}.csv");
    let mut folder = Folder::begin(out, waiting.iter().map(|(token, _, _)| file(token)))?;
    for (token, _, _) in waiting.iter().filter(|(_, _, rows)| *rows > 0) {
        let mut to = folder.create(&file(token))?;
        imports.download(job.import_id, token, &mut to).map_err(importing::told)?;
        std::io::Write::flush(&mut to).with_context(|| output::unwritable(out))?;
    }
    folder.finish()
}

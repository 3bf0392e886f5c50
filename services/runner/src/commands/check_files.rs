//! `fangxin check-files`: reads and checks files without rating anybody, so that an office can mend
//! them before they are used.

use crate::cli::FileArguments;
use crate::exit::NO;
use crate::output::{self, Folder};
use crate::reading::{self, Nowhere};
use crate::{clock, load, waiting};
use anyhow::Result;
use intake::{Disposition, FileReport};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &FileArguments, out: Option<&Path>, json: bool) -> Result<ExitCode> {
    let mut reports: Vec<FileReport> = Vec::new();
    let mut kept = Vec::new();
    for read in load::each::<Nowhere>(arguments, clock::today())? {
        reports.push(read.report);
        kept.push(read.waiting);
    }
    if let Some(out) = out {
        let mut folder = Folder::begin(out)?;
        folder.write("files.json", serde_json::to_string_pretty(&reports)?.as_bytes())?;
        waiting::write(&mut folder, &kept, (Disposition::Unresolved, std::iter::empty()))?;
        folder.finish()?;
    }
    if json {
        output::say_json(&json!({ "files": reports }))?;
    } else {
        output::say(&reading::text(&reports))?;
    }
    let is_clean = reports.iter().all(|report| report.read == report.kept);
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

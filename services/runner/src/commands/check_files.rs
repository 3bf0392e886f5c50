//! `fangxin check-files`: reads and checks files without rating anybody, so that an office can mend
//! them before they are used.

use crate::cli::FileArguments;
use crate::exit::NO;
use crate::load::{self, Listing};
use crate::output::{self, Folder};
use crate::reading::{self, Nowhere};
use crate::{clock, waiting};
use anyhow::Result;
use intake::{Disposition, FileReport};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &FileArguments, out: Option<&Path>, json: bool) -> Result<ExitCode> {
    arguments.keep_apart(out)?;
    let listing = Listing::of(arguments)?;
    let mut reports: Vec<FileReport> = Vec::new();
    let mut kept = Vec::new();
    for read in load::each::<Nowhere>(&listing, arguments.confirm, clock::today())? {
        reports.push(read.report);
        kept.push(read.waiting);
    }
    let summary = json!({ "files": reports, "not_read": listing.not_read });
    if let Some(out) = out {
        let mut folder = Folder::begin(out, super::RESULTS)?;
        folder.write("files.json", serde_json::to_string_pretty(&summary)?.as_bytes())?;
        waiting::write(&mut folder, &kept, (Disposition::Unresolved, std::iter::empty()))?;
        folder.finish()?;
    }
    if json {
        output::say_json(&summary)?;
    } else {
        output::say(&reading::text(&reports, &listing.not_read))?;
    }
    let is_clean = reports.iter().all(|report| report.read == report.kept);
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

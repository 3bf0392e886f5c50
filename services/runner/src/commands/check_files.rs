//! `fangxin check-files`: reads and checks files without rating anybody, so that an office can mend
//! them before they are used.

use crate::cli::FileArguments;
use crate::exit::NO;
use crate::output::{self, Folder};
use crate::reading::{self, Waiting};
use crate::{clock, load};
use anyhow::Result;
use intake::{Disposition, RowIssue};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &FileArguments, out: Option<&Path>, json: bool) -> Result<ExitCode> {
    let read = load::each::<Waiting>(arguments, clock::today())?;
    let (reports, waiting): (Vec<_>, Vec<Waiting>) = read.into_iter().unzip();
    let issues: Vec<RowIssue> = waiting.into_iter().flat_map(|w| w.issues).collect();
    if let Some(out) = out {
        let mut folder = Folder::begin(out)?;
        folder.write("files.json", serde_json::to_string_pretty(&reports)?.as_bytes())?;
        reading::write(&mut folder, &reports, &issues, (Disposition::Unresolved, &mut std::iter::empty()))?;
        folder.finish()?;
    }
    if json {
        output::say_json(&json!({ "files": reports, "waiting": issues.len() }))?;
    } else {
        output::say(&reading::text(&reports))?;
    }
    Ok(if issues.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

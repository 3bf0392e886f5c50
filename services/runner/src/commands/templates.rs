//! `fangxin templates`: one CSV and one XLSX a layout, with an example and notes that readers skip.

use crate::output::{self, Folder};
use anyhow::Result;
use intake::layout::Layout;
use intake::template;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(out: &Path, json: bool) -> Result<ExitCode> {
    let mut folder = Folder::begin(out)?;
    for layout in Layout::ALL {
        folder.write(&format!("{}.csv", layout.id), &template::csv(layout)?)?;
        folder.write(&format!("{}.xlsx", layout.id), &template::xlsx(layout)?)?;
    }
    let written: Vec<String> = folder.finish()?.iter().map(|path| path.display().to_string()).collect();
    if json {
        output::say_json(&json!({ "written": written }))?;
    } else {
        super::say(&written.join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

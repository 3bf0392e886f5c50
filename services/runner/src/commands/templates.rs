//! `fangxin templates`: one CSV and one XLSX a layout, with an example and notes that readers skip.

use crate::output::{self, Folder};
use anyhow::{Result, bail};
use intake::layout::Layout;
use intake::template;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(out: &Path, force: bool, json: bool) -> Result<ExitCode> {
    let mut templates = Vec::new();
    for layout in Layout::ALL {
        templates.push((format!("{}.csv", layout.id), template::csv(layout)?));
        templates.push((format!("{}.xlsx", layout.id), template::xlsx(layout)?));
    }
    // A template is filled in where it lies: whatever is no longer a template is somebody's work.
    let is_work = |(name, bytes): &&(String, Vec<u8>)| std::fs::read(out.join(name)).is_ok_and(|found| found != *bytes);
    let work: Vec<&str> = templates.iter().filter(is_work).map(|(name, _)| name.as_str()).collect();
    if !force && !work.is_empty() {
        bail!(
            "{}：这些文件已有内容，未作覆盖（--force 强制覆盖）：{work} \
             these files have been filled in and were not overwritten (--force does): {work}",
            out.display(),
            work = work.join(", ")
        );
    }
    let mut folder = Folder::begin(out, templates.iter().map(|(name, _)| name.as_str()))?;
    for (name, bytes) in &templates {
        folder.write(name, bytes)?;
    }
    let written: Vec<String> = folder.finish()?.iter().map(|path| path.display().to_string()).collect();
    if json {
        output::say_json(&json!({ "written": written }))?;
    } else {
        super::say(&written.join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

//! `fangxin templates`: one CSV a layout, with an example and notes that readers skip.

use crate::output::Folder;
use anyhow::Result;
use intake::layout::Layout;
use intake::template;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(out: &Path) -> Result<ExitCode> {
    let mut folder = Folder::begin(out)?;
    for layout in Layout::ALL {
        folder.write(&format!("{}.csv", layout.id), &template::csv(layout)?)?;
    }
    for path in folder.finish()? {
        super::say(&path.display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

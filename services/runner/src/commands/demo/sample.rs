//! The files of a sample city: made once, and again if they are no longer what was made.

use super::label::{self, Label};
use crate::output::{self, Folder};
use crate::{progress, stop};
use anyhow::{Context, Result, bail};
use samplecity::{City, FileKind};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where the files of the city lie.
pub(super) fn files(out: &Path) -> PathBuf {
    out.join("files")
}

/// Makes the city, unless exactly its files lie there already.
pub(super) fn make(city: &City, out: &Path, label: Option<&Label>) -> Result<()> {
    let files = files(out);
    if let Some(label) = label {
        if label.is_of(city, &files) {
            return Ok(());
        }
        output::note(&format!(
            "{}：文件不是所要的样例城市，重新生成 these are not the files of this city; it is made again",
            files.display()
        ));
    }
    let ours = FileKind::ALL.map(FileKind::file_name);
    let strange = strangers(&files, label.is_some(), &ours);
    if !strange.is_empty() {
        bail!(
            "{}：其中有不属于样例城市的文件，请换一个文件夹（--out） \
             files that are no sample city stand there, choose another folder with --out: {}",
            files.display(),
            strange.join(", ")
        );
    }
    // Earlier programs put the label among the files.
    let mut folder = Folder::begin(&files, ours.into_iter().chain([label::NAME]))?;
    for kind in FileKind::ALL {
        let bar = progress::bar(kind.file_name(), u64::from(city.merchants))?;
        let mut file = folder.create(kind.file_name())?;
        let written = city.write(kind, &mut file, &mut |done| {
            bar.set_position(u64::from(done));
            !stop::asked()
        });
        bar.finish_and_clear();
        stop::check()?;
        let unwritable = || output::unwritable(&files.join(kind.file_name()));
        written.with_context(unwritable)?;
        file.flush().with_context(unwritable)?;
    }
    folder.finish()?;
    Label::write(city, out, &files, label.map(|label| label.past).unwrap_or_default())
}

/// What stands where the files should go and is not ours; without a label nothing there is.
fn strangers(files: &Path, is_labelled: bool, ours: &[&str]) -> Vec<String> {
    let found = fs::read_dir(files).into_iter().flatten().flatten();
    let names: Vec<String> = found.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let is_labelled = is_labelled || names.iter().any(|name| name == label::NAME);
    let is_ours = |name: &String| is_labelled && (name == label::NAME || ours.contains(&name.as_str()));
    names.into_iter().filter(|name| !is_ours(name) && !name.starts_with('.')).collect()
}

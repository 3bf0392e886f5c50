//! What leaves the program: text on stdout, and folders of files that appear whole or not at all.

use crate::stop;
use anyhow::{Context, Result};
use serde_json::Value;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Writes a text to stdout; a reader that has gone away is no error.
pub(crate) fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("writing to stdout"),
    }
}

/// Writes JSON to stdout.
pub(crate) fn say_json(value: &Value) -> Result<()> {
    say(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Writes one file, whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let (mut folder, name) = beside(path)?;
    folder.write(&name, bytes)?;
    folder.finish().map(|_| ())
}

/// Writes one table as CSV, whole or not at all.
pub(crate) fn table_file(path: &Path, rows: Vec<Vec<String>>) -> Result<()> {
    let (mut folder, name) = beside(path)?;
    folder.table(&name, rows)?;
    folder.finish().map(|_| ())
}

fn beside(path: &Path) -> Result<(Folder, String)> {
    let place = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
    Ok((Folder::begin(place)?, name.to_string_lossy().into_owned()))
}

/// Files that are written beside their folder and moved into it once all of them are whole.
pub(crate) struct Folder {
    target: PathBuf,
    partial: PathBuf,
    files: Vec<String>,
}

impl Folder {
    /// Begins a folder of results.
    pub(crate) fn begin(target: &Path) -> Result<Self> {
        fs::create_dir_all(target).with_context(|| format!("{} cannot be made", target.display()))?;
        let partial = target.join(format!(".partial-{}", std::process::id()));
        fs::create_dir_all(&partial).with_context(|| format!("{} cannot be made", partial.display()))?;
        Ok(Self { target: target.to_owned(), partial, files: Vec::new() })
    }

    /// Begins one file.
    pub(crate) fn create(&mut self, name: &str) -> Result<BufWriter<File>> {
        let path = self.partial.join(name);
        let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        self.files.push(name.to_owned());
        Ok(BufWriter::new(file))
    }

    /// Writes one file of bytes.
    pub(crate) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut file = self.create(name)?;
        file.write_all(bytes).and_then(|()| file.flush()).with_context(|| format!("writing {name}"))
    }

    /// Writes a table as CSV with a byte order mark, so that Excel takes it for UTF-8.
    pub(crate) fn table(&mut self, name: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Result<()> {
        self.try_table(name, rows.into_iter().map(Ok))
    }

    /// Writes a table whose rows may fail to come.
    pub(crate) fn try_table(&mut self, name: &str, rows: impl IntoIterator<Item = Result<Vec<String>>>) -> Result<()> {
        let mut file = self.create(name)?;
        file.write_all("\u{feff}".as_bytes()).with_context(|| format!("writing {name}"))?;
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
        for row in rows {
            stop::check()?;
            writer.write_record(row?.iter().map(|cell| defused(cell).into_owned()))?;
        }
        writer.flush().with_context(|| format!("writing {name}"))
    }

    /// Moves every file to its place.
    pub(crate) fn finish(mut self) -> Result<Vec<PathBuf>> {
        stop::check()?;
        let mut placed = Vec::with_capacity(self.files.len());
        for name in std::mem::take(&mut self.files) {
            let to = self.target.join(&name);
            fs::rename(self.partial.join(&name), &to).with_context(|| format!("{} cannot be placed", to.display()))?;
            placed.push(to);
        }
        Ok(placed)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Whatever was not placed is worth nothing; failing to remove it changes no answer.
        let _ = fs::remove_dir_all(&self.partial);
    }
}

/// A cell that a spreadsheet would run as a formula is written as text.
fn defused(cell: &str) -> Cow<'_, str> {
    let risky =
        cell.starts_with(['=', '@', '\t', '\r']) || (cell.starts_with(['+', '-']) && cell.parse::<f64>().is_err());
    if risky { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::begin(place.path()).unwrap();
        folder.write("a.txt", b"a").unwrap();
        assert!(!place.path().join("a.txt").exists());
        drop(folder);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
        let mut folder = Folder::begin(place.path()).unwrap();
        folder.write("a.txt", b"a").unwrap();
        assert_eq!(folder.finish().unwrap(), [place.path().join("a.txt")]);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn formulas_are_defused_and_numbers_stay() {
        assert_eq!(defused("=1+1"), "'=1+1");
        assert_eq!(defused("-80.000"), "-80.000");
        assert_eq!(defused("-cmd"), "'-cmd");
    }
}

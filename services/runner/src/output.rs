//! What goes in and out as whole texts and files: stdout, stderr, and files that appear whole or not
//! at all.

mod cells;
mod folder;

pub(crate) use folder::Folder;

use crate::exit::Usage;
use crate::stop;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes a text to stdout; a reader that has gone away is no error.
pub(crate) fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("无法写到标准输出 cannot write to stdout"),
    }
}

/// Writes JSON to stdout.
pub(crate) fn say_json(value: &Value) -> Result<()> {
    say(&format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// Writes a line to stderr. If nobody can take it there is nobody left to tell.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Reads a whole text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{}：无法读取 cannot be read", path.display()))
}

/// Why a place cannot be written, for people.
pub(crate) fn unwritable(path: &Path) -> String {
    format!("{}：无法写入 cannot be written", path.display())
}

/// An error with what it means, unless somebody asked to stop: then nothing is wrong.
fn unless_stopped(error: anyhow::Error, meaning: impl FnOnce() -> String) -> anyhow::Error {
    if error.is::<stop::Stopped>() { error } else { error.context(meaning()) }
}

/// Writes one file, whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    whole(path, |file| file.write_all(bytes).with_context(|| unwritable(path)))
}

/// Writes one file piece by piece, whole or not at all.
pub(crate) fn write_stream(path: &Path, write: impl FnOnce(&mut dyn std::io::Write) -> Result<()>) -> Result<()> {
    whole(path, |file| write(file))
}

/// Writes one table as CSV, whole or not at all.
pub(crate) fn table_file(path: &Path, rows: Vec<Vec<String>>) -> Result<()> {
    whole(path, |file| {
        cells::write(file, rows.into_iter().map(Ok)).map_err(|error| unless_stopped(error, || unwritable(path)))
    })
}

fn whole(path: &Path, write: impl FnOnce(&mut NamedTempFile) -> Result<()>) -> Result<()> {
    let name = path.file_name().with_context(|| unwritable(path))?;
    let place = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(place).with_context(|| unwritable(place))?;
    let mut prefix = std::ffi::OsString::from(".partial-");
    prefix.push(name);
    // As any new file: for everybody whom the user lets.
    let open = Permissions::from_mode(0o666);
    let file = tempfile::Builder::new().prefix(&prefix).permissions(open).tempfile_in(place);
    let mut file = file.with_context(|| unwritable(path))?;
    write(&mut file)?;
    stop::check()?;
    file.persist(path).map_err(|failed| failed.error).with_context(|| unwritable(path))?;
    Ok(())
}

/// Refuses results among the files that are read: the next run would read them too.
pub(crate) fn keep_apart(from: &Path, out: &Path) -> Result<()> {
    if settled(out).starts_with(settled(from)) {
        bail!(Usage(format!(
            "--out {}：不能写入所读取的文件夹 --from {} --out must lie outside the folder that is read",
            out.display(),
            from.display()
        )));
    }
    Ok(())
}

/// Where a path leads, also if its end does not exist yet.
fn settled(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut existing = path.ancestors().filter_map(|part| Some((part, fs::canonicalize(part).ok()?)));
    match existing.next() {
        Some((part, place)) => place.join(path.strip_prefix(part).unwrap_or(Path::new(""))),
        None => path,
    }
}

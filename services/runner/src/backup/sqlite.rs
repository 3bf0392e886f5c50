//! Backups of a folder of SQLite files: copies of them, each of one instant.

use super::manifest::{Form, Manifest, Service, Table};
use super::stage::Stage;
use super::{ORDER, files};
use crate::{keys, stop};
use anyhow::{Context as _, Result, bail};
use db::copying::{FileCopy, copy_file};
use indicatif::ProgressBar;
use std::fs;
use std::path::Path;

fn file(service: &str) -> String {
    format!("{service}.db")
}

pub(super) fn take(folder: &Path, stage: &Stage, bar: &ProgressBar) -> Result<Manifest> {
    if let Some(missing) = ORDER.iter().find(|service| !folder.join(file(service)).exists()) {
        bail!(
            "{}：没有数据库 {missing}.db，请核对文件夹 there is no database {missing}.db; check the folder",
            folder.display()
        );
    }
    let size = |service: &str| fs::metadata(folder.join(file(service))).map_or(0, |found| found.len());
    bar.set_length(ORDER.iter().map(|service| size(service)).sum());
    let mut manifest = Manifest::begin(Form::Sqlite);
    for service in ORDER {
        stop::check()?;
        let path = folder.join(file(service));
        let copied = copy_file(&path, &stage.path().join(file(service)));
        let FileCopy { migrations, rows } =
            copied.with_context(|| format!("{}：无法复制 cannot be copied", path.display()))?;
        let table = |(name, rows)| Table { name, rows, columns: Vec::new(), file: None };
        let tables = rows.into_iter().map(table).collect();
        manifest.services.insert(service.to_owned(), Service { migrations, tables });
        bar.inc(size(service));
    }
    Ok(manifest)
}

/// The files, ready to be put in their place at once, and the key with them if it lies in the same folder.
pub(super) fn restored(
    (from, manifest): (&Path, &Manifest),
    folder: &Path,
    with_key: bool,
    bar: &ProgressBar,
) -> Result<Stage> {
    let stage = Stage::begin(folder)?;
    bar.set_position(0);
    let is_key = |name: &str| [keys::SECRET, keys::PUBLIC].contains(&name);
    for (name, stored) in manifest.files.iter().filter(|(name, _)| with_key || !is_key(name)) {
        stop::check()?;
        let copy = stage.path().join(name);
        files::copy(&from.join(name), &copy)?;
        files::check(&copy, stored)?;
        bar.inc(stored.bytes);
    }
    Ok(stage)
}

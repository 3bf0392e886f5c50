//! Folders of results: built beside their place, and there whole or not at all.

use super::{cells, unless_stopped, unwritable};
use crate::stop;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Files of one run. A folder that does not exist yet appears with all of them at once. In one that
/// does they take the place of what an earlier run left; if one cannot be placed, everything is put
/// back as it was. Files that this program does not write are never touched.
pub(crate) struct Folder {
    target: PathBuf,
    /// On the same disk as the target; goes away with everything in it.
    stage: TempDir,
    /// What the folder may hold of ours, written by this run or by an earlier one.
    ours: BTreeSet<String>,
    files: Vec<String>,
}

impl Folder {
    /// Begins a folder; files called like `ours` that this run does not write are an earlier run's,
    /// and go.
    pub(crate) fn begin<N: Into<String>>(target: &Path, ours: impl IntoIterator<Item = N>) -> Result<Self> {
        let nearest = target.ancestors().find(|place| place.exists()).unwrap_or(Path::new("."));
        if !nearest.is_dir() {
            bail!("{}：不是文件夹 this is no folder", nearest.display());
        }
        let stage = tempfile::Builder::new().prefix(".partial-").tempdir_in(nearest);
        let stage = stage.with_context(|| unwritable(target))?;
        let folder = Self {
            target: target.to_owned(),
            stage,
            ours: ours.into_iter().map(Into::into).collect(),
            files: Vec::new(),
        };
        fs::create_dir(folder.new_files()).with_context(|| unwritable(target))?;
        Ok(folder)
    }

    fn new_files(&self) -> PathBuf {
        self.stage.path().join("new")
    }

    /// Begins one file.
    pub(crate) fn create(&mut self, name: &str) -> Result<BufWriter<File>> {
        let file = File::create(self.new_files().join(name)).with_context(|| self.unwritable(name))?;
        self.files.push(name.to_owned());
        Ok(BufWriter::new(file))
    }

    /// Writes one file of bytes.
    pub(crate) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut file = self.create(name)?;
        file.write_all(bytes).and_then(|()| file.flush()).with_context(|| self.unwritable(name))
    }

    /// Writes a table as CSV.
    pub(crate) fn table(&mut self, name: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Result<()> {
        self.try_table(name, rows.into_iter().map(Ok))
    }

    /// Writes a table whose rows may fail to come.
    pub(crate) fn try_table(&mut self, name: &str, rows: impl IntoIterator<Item = Result<Vec<String>>>) -> Result<()> {
        let file = self.create(name)?;
        cells::write(file, rows).map_err(|error| unless_stopped(error, || self.unwritable(name)))
    }

    fn unwritable(&self, name: &str) -> String {
        unwritable(&self.target.join(name))
    }

    /// Puts the files in their place.
    pub(crate) fn finish(self) -> Result<Vec<PathBuf>> {
        stop::check()?;
        if self.target.exists() {
            self.exchange()?;
        } else {
            if let Some(parent) = self.target.parent() {
                fs::create_dir_all(parent).with_context(|| unwritable(parent))?;
            }
            fs::rename(self.new_files(), &self.target).with_context(|| unwritable(&self.target))?;
        }
        Ok(self.files.iter().map(|name| self.target.join(name)).collect())
    }

    /// Exchanges what an earlier run left for the files of this one.
    fn exchange(&self) -> Result<()> {
        let in_the_way: Vec<&str> =
            self.files.iter().map(String::as_str).filter(|name| self.target.join(name).is_dir()).collect();
        if !in_the_way.is_empty() {
            bail!(
                "{}：其中的文件夹占用了结果文件的名称，请移开：{names} \
                 folders stand where results should be written; move them away: {names}",
                self.target.display(),
                names = in_the_way.join(", ")
            );
        }
        let old_files = self.stage.path().join("old");
        fs::create_dir(&old_files).with_context(|| unwritable(&self.target))?;
        let left = |name: &&String| fs::symlink_metadata(self.target.join(name)).is_ok_and(|found| !found.is_dir());
        let old: BTreeSet<&String> = self.ours.iter().chain(&self.files).filter(left).collect();
        let away = old.into_iter().map(|name| (self.target.join(name), old_files.join(name)));
        let into_place = self.files.iter().map(|name| (self.new_files().join(name), self.target.join(name)));
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        for (from, to) in away.chain(into_place) {
            if let Err(error) = fs::rename(&from, &to) {
                for (from, to) in moved.iter().rev() {
                    // The error that is told is the first one; this only puts back what can be.
                    let _ = fs::rename(to, from);
                }
                return Err(error).with_context(|| unwritable(&self.target));
            }
            moved.push((from, to));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(place: &Path) -> Vec<String> {
        let entries = fs::read_dir(place).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn written(target: &Path, files: &[&str]) -> Folder {
        let mut folder = Folder::begin(target, ["a.txt", "b.txt"]).unwrap();
        for name in files {
            folder.write(name, b"new").unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("deep/out");
        let folder = written(&target, &["a.txt"]);
        assert!(!place.path().join("deep").exists());
        drop(folder);
        assert!(names(place.path()).is_empty());
        assert_eq!(written(&target, &["a.txt"]).finish().unwrap(), [target.join("a.txt")]);
        assert_eq!((names(place.path()), names(&target)), (vec!["deep".to_owned()], vec!["a.txt".to_owned()]));
    }

    #[test]
    fn what_an_earlier_run_left_goes_and_everything_foreign_stays() {
        let place = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt", "mine.txt"] {
            fs::write(place.path().join(name), "old").unwrap();
        }
        written(place.path(), &["a.txt"]).finish().unwrap();
        assert_eq!(names(place.path()), ["a.txt", "mine.txt"]);
        assert_eq!(fs::read_to_string(place.path().join("a.txt")).unwrap(), "new");
    }

    #[test]
    fn nothing_is_changed_if_one_file_cannot_be_placed() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("b.txt"), "old").unwrap();
        fs::create_dir(place.path().join("c.txt")).unwrap();
        let refused = written(place.path(), &["a.txt", "c.txt"]).finish().unwrap_err();
        assert!(refused.to_string().contains("c.txt"));
        assert_eq!(names(place.path()), ["b.txt", "c.txt"]);
        // A file that vanishes on the way: what had been moved comes back.
        let folder = written(place.path(), &["a.txt", "d.txt"]);
        fs::remove_file(folder.new_files().join("d.txt")).unwrap();
        assert!(folder.finish().is_err());
        assert_eq!(names(place.path()), ["b.txt", "c.txt"]);
        assert_eq!(fs::read_to_string(place.path().join("b.txt")).unwrap(), "old");
    }
}

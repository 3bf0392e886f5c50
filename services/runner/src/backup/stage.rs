//! A folder that is built beside its place, and is there whole or not at all.

use super::files;
use super::manifest::Manifest;
use crate::{clock, keys, output, stop};
use anyhow::{Context as _, Result, bail};
use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder on its way; its owner's alone. It goes away with everything in it unless it is finished.
pub(crate) struct Stage {
    target: PathBuf,
    folder: TempDir,
}

impl Stage {
    /// Begins a folder where there is none, or an empty one.
    pub(crate) fn begin(target: &Path) -> Result<Self> {
        let unwritable = || output::unwritable(target);
        match fs::read_dir(target).map(|mut entries| entries.next().is_some()) {
            Ok(true) => {
                bail!("{}：文件夹不是空的 the folder is not empty", target.display())
            }
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error).with_context(unwritable),
            _ => {}
        }
        // So that the last step is one on the same disk.
        let place = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(place).with_context(unwritable)?;
        // An empty folder makes way at the end, but not one that a disk is mounted on, or that has no name.
        let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
        if target.file_name().is_none() || device(target).is_some_and(|own| device(place) != Some(own)) {
            bail!(
                "{}：请指定其下的一个子文件夹：当前目录和挂载点不能被替换 \
                 name a folder below it: the present folder and mount points cannot be replaced",
                target.display()
            );
        }
        let own = Permissions::from_mode(0o700);
        let folder = tempfile::Builder::new().prefix(".partial-").permissions(own).tempdir_in(place);
        let folder = folder.with_context(unwritable)?;
        Ok(Self { target: target.to_owned(), folder })
    }

    /// Where its files are written meanwhile.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Adds the key of an installation to a backup.
    pub(crate) fn add_key(&self, data: &Path) -> Result<()> {
        let key = keys::existing(data)?.with_context(|| {
            format!("{}：没有签名密钥，请核对文件夹 there is no signing key; check the folder", data.display())
        })?;
        keys::keep(self.path(), &key)
    }

    /// Ends a backup: its files are known by their digests, and the manifest says so.
    pub(crate) fn seal(&self, manifest: &mut Manifest) -> Result<()> {
        for entry in fs::read_dir(self.path()).with_context(|| output::unwritable(&self.target))? {
            let entry = entry.with_context(|| output::unwritable(&self.target))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            manifest.files.insert(name, files::stored(&entry.path())?);
        }
        manifest.ended_at = clock::now();
        manifest.write(self.path())
    }

    /// Puts the folder in its place.
    pub(crate) fn finish(self) -> Result<()> {
        stop::check()?;
        let unwritable = || output::unwritable(&self.target);
        let synced = |path: &Path| File::open(path).and_then(|folder| folder.sync_all()).with_context(unwritable);
        synced(self.path())?;
        // An empty folder makes way.
        fs::rename(self.path(), &self.target).with_context(unwritable)?;
        let parent = self.target.parent().filter(|parent| !parent.as_os_str().is_empty());
        synced(parent.unwrap_or(Path::new(".")))
    }
}

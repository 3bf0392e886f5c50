//! One process for the databases of a folder: two would each rate and each remember for themselves.

use crate::output;
use anyhow::{Context as _, Result, bail};
use db::Location;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

const NAME: &str = "fangxin.lock";

/// Held for as long as the services are open; the system lets go of it however the process ends.
pub(crate) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Takes the lock of a folder of SQLite files, which is made if there is none. PostgreSQL needs none:
    /// its services are made for several processes.
    pub(crate) fn take(location: &Location) -> Result<Self> {
        let Location::Sqlite(folder) = location else { return Ok(Self { _file: None }) };
        let unusable = || format!("{location}：数据库无法使用 the databases cannot be used");
        private_folder(folder).with_context(unusable)?;
        let path = folder.join(NAME);
        // Nothing is written into it, so what stands there may stay.
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.with_context(|| output::unwritable(&path)).with_context(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => bail!(
                "{location}：另一个进程正在使用该文件夹的数据库 \
                 another process is using the databases of this folder"
            ),
            Err(TryLockError::Error(error)) => Err(error).with_context(unusable),
        }
    }
}

/// Makes a folder that only its owner may enter; one that exists stays as it is.
pub(crate) fn private_folder(folder: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| output::unwritable(folder))
}

//! Files of a backup: their owner's alone, on the disk before anybody relies on them, and known by their digests.

use super::manifest::Stored;
use crate::{output, stop};
use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Bytes that are read together.
const PIECE: usize = 1 << 20;

/// A new file that only its owner may read.
pub(super) fn create(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| output::unwritable(path))
}

/// Writes a whole file.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(|| output::unwritable(path))
}

/// What a file holds.
pub(super) fn stored(path: &Path) -> Result<Stored> {
    let unreadable = || format!("{}：无法读取 cannot be read", path.display());
    let mut file = File::open(path).with_context(unreadable)?;
    let (mut digest, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        stop::check()?;
        let read = file.read(&mut piece).with_context(unreadable)?;
        if read == 0 {
            let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            return Ok(Stored { bytes, sha256 });
        }
        digest.update(&piece[..read]);
        bytes += read as u64;
    }
}

/// Is a file as it was when the backup was made?
pub(super) fn check(path: &Path, expected: &Stored) -> Result<()> {
    let found = stored(path)?;
    if found.bytes != expected.bytes {
        let (found, expected) = (found.bytes, expected.bytes);
        bail!(
            "{}：有 {found} 字节，应为 {expected} 字节，备份已损坏 \
             it has {found} bytes instead of {expected}; the backup is damaged",
            path.display()
        );
    }
    if found != *expected {
        bail!("{}：内容有变，备份已损坏 its content has changed; the backup is damaged", path.display());
    }
    Ok(())
}

/// Copies a file, which is then on the disk.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut source = File::open(from).with_context(|| format!("{}：无法读取 cannot be read", from.display()))?;
    let mut target = create(to)?;
    let copied = io::copy(&mut source, &mut target).and_then(|_| target.sync_all());
    copied.with_context(|| output::unwritable(to))
}

//! What a backup says of itself. The manifest names the digest of every file, and a file beside it its own.

use super::files;
use crate::{clock, keys, output};
use anyhow::{Context as _, Result, bail};
use domain::digest::Digest;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Component, Path};

const NAME: &str = "manifest.json";
/// As `sha256sum` writes and checks it.
const DIGEST: &str = "manifest.sha256";
/// The layout of backups that this program writes and reads.
const FORMAT: u32 = 1;

/// What a backup holds (备份清单).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Layout of the folder.
    format: u32,
    /// Version of the program that made it.
    pub(crate) program: String,
    /// On which kind of database.
    pub(crate) form: Form,
    /// Everything that was acknowledged before this is in it.
    pub(crate) begun_at: Instant,
    /// Nothing that happened after this is.
    pub(crate) ended_at: Instant,
    /// What each service had.
    pub(crate) services: BTreeMap<String, Service>,
    /// Every file but those of the manifest.
    pub(crate) files: BTreeMap<String, Stored>,
}

/// The kind of database.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Form {
    /// Files as they are.
    Sqlite,
    /// Tables as compressed lines of JSON.
    Postgres,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// The tables of a service.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Service {
    /// Numbers of the migrations that made them.
    pub(crate) migrations: Vec<String>,
    /// The tables, those that others refer to before them.
    pub(crate) tables: Vec<Table>,
}

/// A table of a service.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) rows: u64,
    /// Its columns, and the file that holds its rows; nothing where a file of SQLite holds all tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) columns: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
}

/// A file of a backup.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stored {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

impl Manifest {
    /// Of a backup that begins now.
    pub(super) fn begin(form: Form) -> Self {
        let (now, program) = (clock::now(), env!("CARGO_PKG_VERSION").to_owned());
        let (services, files) = (BTreeMap::new(), BTreeMap::new());
        Self { format: FORMAT, program, form, begun_at: now, ended_at: now, services, files }
    }

    /// Rows of all tables.
    pub(crate) fn rows(&self) -> u64 {
        self.services.values().flat_map(|service| &service.tables).map(|table| table.rows).sum()
    }

    /// Is the installation's key in it?
    pub(crate) fn has_key(&self) -> bool {
        self.files.contains_key(keys::SECRET)
    }

    /// Every file that it names lies in the folder itself, and is known by its digest. Whoever can write a manifest can
    /// write its digest as well.
    pub(super) fn stays_inside(&self) -> Result<()> {
        let is_plain = |name: &str| {
            let mut parts = Path::new(name).components();
            matches!((parts.next(), parts.next()), (Some(Component::Normal(part)), None) if part == name)
        };
        if let Some(name) = self.files.keys().find(|name| !is_plain(name)) {
            bail!("{name:?} 不是文件名 is no name of a file");
        }
        let named = self.services.values().flat_map(|service| &service.tables).filter_map(|table| table.file.as_ref());
        match named.into_iter().find(|name| !self.files.contains_key(*name)) {
            Some(name) => bail!("{name:?} 没有摘要 has no digest"),
            None => Ok(()),
        }
    }

    /// Writes it into a folder, as the last of its files.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = format!("{}\n", serde_json::to_string_pretty(self)?);
        files::write(&folder.join(NAME), text.as_bytes())?;
        let line = format!("{}  {NAME}\n", Digest::of_bytes(text.as_bytes()));
        files::write(&folder.join(DIGEST), line.as_bytes())
    }

    /// Reads that of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let no_backup = || format!("{}：不是完整的备份 this is no whole backup", folder.display());
        let unreadable = |path: &Path| format!("{}：无法读取 cannot be read", path.display());
        let bytes = fs::read(&path).with_context(|| unreadable(&path)).with_context(no_backup)?;
        let line = output::read_text(&folder.join(DIGEST)).with_context(no_backup)?;
        if line != format!("{}  {NAME}\n", Digest::of_bytes(&bytes)) {
            bail!(
                "{}：与 {DIGEST} 中的摘要不符，备份已损坏 it has not the digest of {DIGEST}; the backup is damaged",
                path.display()
            );
        }
        let manifest: Self = serde_json::from_slice(&bytes).with_context(|| unreadable(&path))?;
        if manifest.format != FORMAT {
            bail!("{}：未知的备份格式 this layout of backups is not known: {}", path.display(), manifest.format);
        }
        Ok(manifest)
    }
}

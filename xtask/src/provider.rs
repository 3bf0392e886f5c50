//! An OpenID Connect provider for tests: a package of npm, as its lock file says, beside our script that starts it.

use crate::metadata;
use crate::steps::step;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where our script and its lock file lie.
const SOURCE: &str = "services/access/tests/oidc";
/// The lock file, which also says of what is installed that it is whole.
const LOCK: &str = "package-lock.json";

/// Installs it, unless what this lock file asks for is there; gives its folder.
pub(crate) fn install() -> Result<PathBuf> {
    let (_, root) = metadata::read()?;
    let (source, folder) = (root.join(SOURCE), root.join("target/oidc-provider"));
    fs::create_dir_all(&folder).context("no folder for the provider")?;
    for file in ["package.json", LOCK, "provider.mjs"] {
        fs::copy(source.join(file), folder.join(file)).with_context(|| format!("{SOURCE}/{file} cannot be copied"))?;
    }
    node()?;
    packages("provider", &folder)?;
    Ok(folder)
}

/// Installs the packages that the lock file of a folder names, unless they are there.
pub(crate) fn packages(name: &str, folder: &Path) -> Result<()> {
    let (wanted, mark) = (fs::read(folder.join(LOCK))?, folder.join("installed"));
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let place = folder.display().to_string();
    step(name, "npm", &["ci", "--prefix", &place, "--ignore-scripts", "--no-audit", "--no-fund"], &[])?;
    Ok(fs::write(mark, wanted)?)
}

/// Installs Node.js from the system's packages, unless it is there.
pub(crate) fn node() -> Result<()> {
    let is_there =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|out| out.status.success());
    if is_there("node") && is_there("npm") {
        return Ok(());
    }
    crate::packages::install("Node.js", &["nodejs", "npm"])?;
    if !(is_there("node") && is_there("npm")) {
        bail!("node or npm is missing: the tests of access need both");
    }
    Ok(())
}

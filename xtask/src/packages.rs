//! Packages of the system, installed when something is missing.

use crate::steps::step;
use anyhow::Result;

/// Installs packages of Debian, as root or by sudo.
pub(crate) fn install(name: &str, packages: &[&str]) -> Result<()> {
    let packages = packages.join(" ");
    let get = "DEBIAN_FRONTEND=noninteractive apt-get";
    let install = format!("{get} update && {get} install -y --no-install-recommends {packages}");
    let command = format!("if [ $(id -u) = 0 ]; then {install}; else sudo sh -c '{install}'; fi");
    step(name, "sh", &["-c", &command], &[])
}

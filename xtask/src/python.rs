//! Python packages in an environment of their own below `target`.

use crate::packages;
use crate::steps::step;
use anyhow::Result;
use std::process::Command;

/// The interpreter of an environment that has these packages, and was made for no others.
pub(crate) fn with(name: &str, packages: &[&str]) -> Result<String> {
    let folder = format!("target/python-{name}");
    let python = format!("{folder}/bin/python");
    let ready = format!("{folder}/ready");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&ready).is_ok_and(|made| made == wanted) {
        return Ok(python);
    }
    let made = Command::new("python3").args(["-m", "venv", "--clear", &folder]).status();
    if made.map_or(true, |status| !status.success()) {
        packages::install("python", &["python3", "python3-venv"])?;
        step("python", "python3", &["-m", "venv", "--clear", &folder], &[])?;
    }
    let mut arguments = vec!["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    arguments.extend(packages);
    step("python packages", &python, &arguments, &[])?;
    std::fs::write(&ready, wanted)?;
    Ok(python)
}

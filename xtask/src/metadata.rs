//! What cargo knows of the workspace.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

/// A package of the dependency graph.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: String,
    pub(crate) is_ours: bool,
    /// Names of its normal dependencies.
    pub(crate) dependencies: BTreeSet<String>,
}

/// Every package, and the root folder of the workspace.
pub(crate) fn read() -> Result<(Vec<Package>, PathBuf)> {
    let out = Command::new("cargo")
        .args(["metadata", "--locked", "--format-version", "1"])
        .output()
        .context("cargo metadata could not be started")?;
    let all: Value = serde_json::from_slice(&out.stdout).context("cargo metadata gave no JSON")?;
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let packages = all["packages"].as_array().context("cargo metadata names no packages")?;
    let packages = packages
        .iter()
        .map(|package| Package {
            name: text(package, "name"),
            version: text(package, "version"),
            licence: text(package, "license"),
            is_ours: package["source"].is_null(),
            dependencies: package["dependencies"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| text(dependency, "name"))
                .collect(),
        })
        .collect();
    Ok((packages, text(&all, "workspace_root").into()))
}

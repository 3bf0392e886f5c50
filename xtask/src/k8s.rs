//! The manifests against the schemas of Kubernetes, by a validator from the Python registry.

use crate::python;
use crate::steps::step;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// The validator, which carries the schemas with it, and the version of Kubernetes that is meant.
const VALIDATOR: &str = "kubernetes-validate==1.37.0";
const KUBERNETES: &str = "1.35";

/// Checks every manifest, and that each is named by the kustomization beside it.
pub(crate) fn run() -> Result<()> {
    let manifests = manifests(Path::new("k8s"))?;
    if manifests.is_empty() {
        bail!("k8s: there are no manifests");
    }
    let python = python::with("k8s", &[VALIDATOR])?;
    let files: Vec<String> = manifests.iter().map(|path| path.display().to_string()).collect();
    let mut arguments = vec!["-m", "kubernetes_validate", "--strict", "--kubernetes-version", KUBERNETES];
    arguments.extend(files.iter().map(String::as_str));
    step("k8s", &python, &arguments, &[])
}

/// Every manifest below a folder, in order of path.
fn manifests(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let kustomization = fs::read_to_string(folder.join("kustomization.yaml")).unwrap_or_default();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(manifests(&path)?);
            continue;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name == "kustomization.yaml" || !name.ends_with(".yaml") {
            continue;
        }
        if !kustomization.contains(&format!("- {name}")) {
            bail!("k8s: {} is not named by its kustomization", path.display());
        }
        found.push(path);
    }
    found.sort();
    Ok(found)
}

//! Order in the house: small files with a doc, allowed licences, cited policy, nothing unfinished.

use crate::{licences, metadata};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// Lines that a reader holds in mind; tests at the end of a file are not counted.
const LONGEST: usize = 400;

/// Runs every check and reports all findings at once.
pub(crate) fn run() -> Result<()> {
    let (packages, root) = metadata::read()?;
    let mut findings = Vec::new();
    for package in packages.iter().filter(|p| !p.is_ours && !licences::is_allowed(&p.licence)) {
        findings
            .push(format!("{} {}: licence {:?} is not on the list", package.name, package.version, package.licence));
    }
    let files = tracked(&root)?;
    let mut sources = String::new();
    for path in files.iter().filter(|path| path.ends_with(".rs")) {
        let text = std::fs::read_to_string(root.join(path)).with_context(|| format!("{path} cannot be read"))?;
        source(path, &text, &mut findings);
        sources.push_str(&text);
    }
    for path in files.iter().filter(|path| path.starts_with("policies/") && path.ends_with(".toml")) {
        let text = std::fs::read_to_string(root.join(path)).with_context(|| format!("{path} cannot be read"))?;
        policy(path, &text, &sources, &mut findings);
    }
    if !findings.is_empty() {
        bail!("tidy:\n  {}", findings.join("\n  "));
    }
    println!("== tidy: {} files, {} packages", files.len(), packages.len());
    Ok(())
}

fn tracked(root: &Path) -> Result<Vec<String>> {
    let out = Command::new("git").arg("ls-files").current_dir(root).output().context("git could not be started")?;
    Ok(String::from_utf8_lossy(&out.stdout).lines().map(str::to_owned).collect())
}

fn source(path: &str, text: &str, findings: &mut Vec<String>) {
    let body = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let lines = body.lines().count();
    if lines > LONGEST && !path.contains("/tests/") {
        findings.push(format!("{path}: {lines} lines; find the two subjects in it"));
    }
    if !text.starts_with("//!") {
        findings.push(format!("{path}: no module doc"));
    }
    // Spelled in two halves, so that this file is not among its own findings.
    for (first, second) in [("todo", "!("), ("unimplemented", "!("), ("dbg", "!("), ("#[allow", "(")] {
        if text.contains(&format!("{first}{second}")) {
            findings.push(format!("{path}: {first}{second}"));
        }
    }
}

/// A parameter is cited in each interval and used somewhere; a scheme's indicators and rules are cited.
fn policy(path: &str, text: &str, sources: &str, findings: &mut Vec<String>) {
    let blocks = |head: &str| text.split("\n[[").filter(|block| block.starts_with(head)).collect::<Vec<_>>();
    if path.starts_with("policies/schemes/") {
        for block in [blocks("indicator]]"), blocks("rule]]")].concat() {
            if !block.contains("\nbasis = [\"") {
                findings.push(format!(
                    "{path}: an indicator or rule without basis: {}",
                    block.lines().nth(1).unwrap_or("")
                ));
            }
        }
        return;
    }
    if blocks("from]]").iter().any(|block| !block.contains("source")) {
        findings.push(format!("{path}: an interval without source"));
    }
    let id = path.trim_start_matches("policies/").trim_end_matches(".toml").replace('/', ".");
    // Years, clocks and procedures are read as a whole, each by what it is called.
    let is_of_a_whole = ["policies/calendar/", "policies/clocks/", "policies/procedures/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    if !is_of_a_whole && !sources.contains(&format!("\"{id}\"")) {
        findings.push(format!("{path}: parameter {id} is used nowhere"));
    }
}

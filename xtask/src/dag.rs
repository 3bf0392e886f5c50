//! Who may know whom: allowed edges between the crates of the house.

use crate::metadata;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const BEGIN: &str = "<!-- dag:begin -->";
const END: &str = "<!-- dag:end -->";

/// Each crate with the crates of the house that it may use. No service knows another: they meet in `contracts`.
const ALLOWED: [(&str, &[&str]); 30] = [
    ("domain", &[]),
    ("policy", &["domain"]),
    ("statute", &["domain", "policy"]),
    ("masking", &["domain"]),
    ("draws", &["domain", "policy"]),
    ("names", &["domain"]),
    ("ratios", &["domain", "policy", "statute"]),
    ("alerts", &["domain", "policy"]),
    ("scoring", &["domain", "policy"]),
    ("intake", &["domain", "policy"]),
    ("samplecity", &["domain", "intake"]),
    ("contracts", &["domain"]),
    ("clients", &["domain", "contracts"]),
    ("db", &["domain"]),
    ("web", &["domain", "contracts"]),
    ("audit", &["domain", "contracts", "db", "web"]),
    ("receipts", &["domain", "contracts", "db", "web"]),
    ("ledger", &["domain", "statute", "contracts", "db", "intake", "receipts", "web"]),
    ("cases", &["domain", "policy", "statute", "contracts", "db", "ledger", "web"]),
    ("registry", &["domain", "policy", "statute", "contracts", "db", "intake", "ledger", "names", "web"]),
    ("violations", &["domain", "policy", "statute", "masking", "contracts", "db", "intake", "ledger", "web"]),
    (
        "complaints",
        &["domain", "policy", "statute", "contracts", "db", "intake", "ledger", "masking", "ratios", "alerts", "web"],
    ),
    (
        "inspections",
        &["domain", "policy", "statute", "draws", "contracts", "db", "intake", "ledger", "receipts", "web"],
    ),
    ("listing", &["domain", "policy", "statute", "contracts", "db", "ledger", "cases", "web"]),
    ("repair", &["domain", "policy", "statute", "masking", "contracts", "db", "ledger", "cases", "web"]),
    ("rating", &["alerts", "domain", "policy", "statute", "scoring", "contracts", "db", "intake", "receipts", "web"]),
    ("access", &["domain", "contracts", "db", "receipts", "web"]),
    ("testkit", &["domain", "contracts", "db"]),
    ("runner", EVERYTHING),
    ("xtask", &[]),
];

/// The one that wires all others.
const EVERYTHING: &[&str] = &[
    "domain",
    "policy",
    "statute",
    "scoring",
    "draws",
    "intake",
    "samplecity",
    "contracts",
    "clients",
    "db",
    "web",
    "receipts",
    "access",
    "audit",
    "ledger",
    "registry",
    "violations",
    "complaints",
    "inspections",
    "cases",
    "listing",
    "repair",
    "rating",
];

/// Compares the edges with the table and the picture with ARCHITECTURE.md, or writes the picture.
pub(crate) fn run(write: bool) -> Result<()> {
    let (packages, root) = metadata::read()?;
    let ours: BTreeSet<&str> = packages.iter().filter(|p| p.is_ours).map(|p| p.name.as_str()).collect();
    let mut picture = String::from("```text\n");
    let mut wrong = Vec::new();
    for (name, allowed) in ALLOWED {
        let Some(package) = packages.iter().find(|p| p.is_ours && p.name == name) else { continue };
        let uses: Vec<&str> = package.dependencies.iter().map(String::as_str).filter(|d| ours.contains(d)).collect();
        wrong.extend(uses.iter().filter(|d| !allowed.contains(d)).map(|d| format!("{name} -> {d}")));
        // Writing into a String cannot fail.
        let _ = writeln!(picture, "{name:<10} -> {}", if uses.is_empty() { "-".to_owned() } else { uses.join(", ") });
    }
    picture.push_str("```");
    let strangers: Vec<&&str> = ours.iter().filter(|name| !ALLOWED.iter().any(|(known, _)| known == *name)).collect();
    if !wrong.is_empty() || !strangers.is_empty() {
        bail!("dag: edges that are not allowed: {wrong:?}; crates not in the table: {strangers:?}");
    }
    let path = root.join("ARCHITECTURE.md");
    let text = std::fs::read_to_string(&path).context("ARCHITECTURE.md cannot be read")?;
    let (before, rest) = text.split_once(BEGIN).with_context(|| format!("ARCHITECTURE.md lacks {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("ARCHITECTURE.md lacks {END}"))?;
    let drawn = format!("{before}{BEGIN}\n{picture}\n{END}{after}");
    if write {
        std::fs::write(&path, drawn).context("ARCHITECTURE.md cannot be written")?;
    } else if drawn != text {
        bail!("dag: the picture in ARCHITECTURE.md is old; cargo xtask dag --write draws it");
    }
    println!("== dag: {} crates, every edge allowed", ours.len());
    Ok(())
}

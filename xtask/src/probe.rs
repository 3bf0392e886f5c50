//! Everything that is served, asked by schemathesis with the token of each role: right and wrong data, invented from
//! the document itself; whatever comes back must be what the document promises.

use crate::python;
use crate::served::{self, FANGXIN, Served, token};
use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};

/// The prober, which makes requests out of the document.
const PROBER: &str = "schemathesis==4.32.5";
const CONFIGURATION: &str = "shared/contracts/openapi/schemathesis.toml";
const CITY: &str = "examples/small-city";

/// Kinds of files, merchants last: nobody is rated before everything is known.
const FILES: [&str; 6] = ["penalties", "payments", "inspections", "complaints", "standing", "merchants"];

/// Each role with what its token says more; the administrator last, for he ends accounts and keys of others.
const ROLES: [(&str, &[&str]); 7] = [
    ("official", &[]),
    ("department", &[]),
    ("service", &[]),
    ("bank", &[]),
    ("merchant", &["--merchant", "91371581999990010K"]),
    ("auditor", &[]),
    ("administrator", &[]),
];

/// Probes a server of its own with every role, or with one of them.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let python = python::with("schemathesis", &[PROBER])?;
    served::build()?;
    let folder = tempfile::tempdir().context("no folder can be made")?;
    let data = folder.path().display().to_string();
    let served = Served::start(&data)?;
    let official = token(&data, "official", &[])?;
    for file in FILES {
        let path = format!("{CITY}/{file}.csv");
        let status = Command::new(FANGXIN)
            .args(["import", file, &path, "--history", "--json", "--server", &served.url])
            .env("FANGXIN_TOKEN", &official)
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("{FANGXIN} could not be started"))?;
        // 1 says that rows wait for somebody, as some of the sample do.
        if !matches!(status.code(), Some(0 | 1)) {
            bail!("{path} could not be imported");
        }
    }
    let document = format!("{}/openapi.json", served.url);
    for (role, more) in ROLES.into_iter().filter(|(role, _)| only.is_none_or(|only| only == *role)) {
        println!("== probe as {role}");
        let bearer = format!("Authorization: Bearer {}", token(&data, role, more)?);
        let arguments = ["-m", "schemathesis.cli", "--config-file", CONFIGURATION, "run", &document];
        let status = Command::new(&python)
            .args(arguments)
            .args(["--header", &bearer])
            .status()
            .with_context(|| format!("{python} could not be started"))?;
        if !status.success() {
            bail!("the probe as {role} found something: {PROBER} says what above");
        }
    }
    Ok(())
}

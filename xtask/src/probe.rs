//! Everything that is served, asked by schemathesis with the token of each role: right and wrong data, invented from
//! the document itself; whatever comes back must be what the document promises.

use crate::python;
use crate::served::{FANGXIN, Served, token};
use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The prober, which makes requests out of the document.
const PROBER: &str = "schemathesis==4.32.5";
const CONFIGURATION: &str = "shared/contracts/openapi/schemathesis.toml";
const CITY: &str = "examples/small-city";

/// Kinds of files, merchants last: nobody is rated before everything is known.
const FILES: [&str; 6] = ["penalties", "payments", "inspections", "complaints", "standing", "merchants"];

/// How many roles are probed at a time.
const AT_ONCE: usize = 2;

/// Asks alone and after all others, for he ends accounts and keys of others.
const LAST: &str = "administrator";

/// Whose tokens open most: as this role everything is asked in every way that the document lets expect. As the others a
/// quick probe asks less, for most of what they may not ask is refused whatever is sent.
const WIDEST: &str = "official";

/// The ways of asking of a quick probe: all but the one that goes through every bound of every argument.
const QUICK: [&str; 2] = ["--phases", "examples,fuzzing,stateful"];

/// How much is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Everything, as every role.
    Whole,
    /// Everything as one role, less as the others.
    Quick,
}

/// Lines of what the prober says that are shown also if all is well.
const COUNTS: [&str; 2] = ["generated,", "API Links:"];

/// Each role with what its token says more.
const ROLES: [(&str, &[&str]); 7] = [
    ("official", &[]),
    ("department", &[]),
    ("service", &[]),
    ("bank", &[]),
    ("merchant", &["--merchant", "91371581999990010K"]),
    ("auditor", &[]),
    ("administrator", &[]),
];

/// Probes a server of its own with every role, or with one of them. The program has been built.
pub(crate) fn run(only: Option<&str>, depth: Depth) -> Result<()> {
    let python = python::with("schemathesis", &[PROBER])?;
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
    let asked = |role: &str| only.is_none_or(|only| only == role);
    let tokens = ROLES.into_iter().filter(|(role, _)| asked(role));
    let tokens = tokens.map(|(role, more)| Ok((role, token(&data, role, more)?))).collect::<Result<Vec<_>>>()?;
    let (last, others): (Vec<_>, Vec<_>) = tokens.into_iter().partition(|(role, _)| *role == LAST);
    for some in others.chunks(AT_ONCE).chain(last.chunks(AT_ONCE)) {
        std::thread::scope(|scope| {
            let probes: Vec<_> = some
                .iter()
                .map(|(role, token)| scope.spawn(|| probe(&python, &document, (role, token), ways(role, depth))))
                .collect();
            probes.into_iter().try_for_each(|probe| probe.join().unwrap_or_else(|_| bail!("a probe panicked")))
        })?;
    }
    Ok(())
}

/// The ways in which a role asks; all of them if none is named.
fn ways(role: &str, depth: Depth) -> &'static [&'static str] {
    if depth == Depth::Whole || role == WIDEST { &[] } else { &QUICK }
}

/// Asks as one role; what the prober says is shown if it found something.
fn probe(python: &str, document: &str, (role, token): (&str, &str), ways: &[&str]) -> Result<()> {
    let begun = Instant::now();
    let output = Command::new(python)
        .args(["-m", "schemathesis.cli", "--config-file", CONFIGURATION, "run", document])
        .args(ways)
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .output()
        .with_context(|| format!("{python} could not be started"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("the probe as {role} found something\n{said}\n{errors}");
    }
    let summary: Vec<&str> = said.lines().filter(|line| COUNTS.iter().any(|count| line.contains(count))).collect();
    println!("== probe as {role}: {:.0} s: {}", begun.elapsed().as_secs_f64(), summary.join(" ").trim());
    Ok(())
}

//! Everything that is served, asked by schemathesis with the token of each role: right and wrong data, invented from
//! the document itself; whatever comes back must be what the document promises.

use crate::python;
use crate::steps::step;
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The prober, which makes requests out of the document.
const PROBER: &str = "schemathesis==4.32.5";
const CONFIGURATION: &str = "shared/contracts/openapi/schemathesis.toml";
const FANGXIN: &str = "target/debug/fangxin";
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
    step("build", "cargo", &["build", "--locked", "--quiet", "-p", "runner"], &[])?;
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

/// A token of a role.
fn token(data: &str, role: &str, more: &[&str]) -> Result<String> {
    let output = Command::new(FANGXIN)
        .args(["token", "--role", role, "--sub", &format!("probe-{role}"), "--minutes", "60", "--data", data])
        .args(more)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{FANGXIN} could not be started"))?;
    if !output.status.success() {
        bail!("no token for {role}");
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A running server; ended when it is dropped.
struct Served {
    child: Child,
    url: String,
    /// Held open: a server that cannot say anything any more would end.
    _out: BufReader<ChildStdout>,
}

impl Served {
    fn start(data: &str) -> Result<Self> {
        let arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--log", "error"];
        let mut child = Command::new(FANGXIN)
            .args(arguments)
            .args(["--rate", "address=unlimited"])
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{FANGXIN} could not be started"))?;
        let out = child.stdout.take().context("the server has no output")?;
        let (mut served, mut line) = (Self { child, url: String::new(), _out: BufReader::new(out) }, String::new());
        while !line.contains("http://") {
            line.clear();
            if served._out.read_line(&mut line).context("the server says nothing")? == 0 {
                bail!("the server did not start");
            }
        }
        served.url = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        Ok(served)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It is gone already if it failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! A server for a step of the tests, started as its users start it.

use crate::steps::step;
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The program.
pub(crate) const FANGXIN: &str = "target/debug/fangxin";

/// Builds the program, unless it is there as the sources are.
pub(crate) fn build() -> Result<()> {
    step("build", "cargo", &["build", "--locked", "--quiet", "-p", "runner"], &[])
}

/// A token of a role at an installation.
pub(crate) fn token(data: &str, role: &str, more: &[&str]) -> Result<String> {
    let output = Command::new(FANGXIN)
        .args(["token", "--role", role, "--sub", &format!("xtask-{role}"), "--minutes", "60", "--data", data])
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
pub(crate) struct Served {
    child: Child,
    /// Where it listens.
    pub(crate) url: String,
    /// Held open: a server that cannot say anything any more would end.
    _out: BufReader<ChildStdout>,
}

impl Served {
    /// Starts it with the data of a folder, and waits until it says where it listens.
    pub(crate) fn start(data: &str) -> Result<Self> {
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

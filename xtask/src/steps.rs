//! The steps of testing and of continuous integration, each a command that can be typed by hand.

use crate::postgres::{Safety, Server};
use crate::{clients, packages, provider};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// Tests of a suite that run beside each other. Most of them wait for servers and databases: with three on two cores these
/// are idle for more than half of the time.
const TEST_THREADS: &str = "5";

/// Runs every test. Tests on real data need `FANGXIN_DATA`; without it they are left out, and said.
pub(crate) fn test(only: &[String]) -> Result<()> {
    linker()?;
    shell()?;
    let provider = provider::install()?.display().to_string();
    let postgres = Server::start(Safety::None)?;
    let mut arguments = vec!["test", "--locked", "--quiet"];
    if only.is_empty() {
        // That examples can be built, the lints say.
        arguments.extend(["--workspace", "--lib", "--bins", "--tests"]);
    }
    arguments.extend(only.iter().map(String::as_str));
    match data_folder()? {
        Some(folder) => {
            println!("tests on real data run with {}", folder.display());
            let behind = if only.iter().any(|word| word == "--") { &[][..] } else { &["--"] };
            arguments.extend(behind);
            arguments.push("--include-ignored");
        }
        None => println!("FANGXIN_DATA is not set: tests on real data do not run"),
    }
    let environment = [
        ("FANGXIN_TEST_POSTGRES", postgres.url.as_str()),
        ("FANGXIN_TEST_OIDC", &provider),
        ("RUST_TEST_THREADS", TEST_THREADS),
    ];
    step("tests", "cargo", &arguments, &environment)?;
    if !only.is_empty() {
        return Ok(());
    }
    step("tests of documentation", "cargo", &["test", "--locked", "--quiet", "--workspace", "--doc"], &[])?;
    // The tests of all crates have built the program.
    clients::run()
}

/// The tests of what goes wrong, with so many kills, one after the other.
pub(crate) fn faults(kills: u32) -> Result<()> {
    linker()?;
    let postgres = Server::start(Safety::None)?;
    let tests = ["test", "--locked", "-p", "runner", "--test", "faults", "--", "--nocapture", "--test-threads", "1"];
    let kills = kills.to_string();
    step("faults", "cargo", &tests, &[("FANGXIN_TEST_POSTGRES", &postgres.url), ("FANGXIN_FAULTS", &kills)])
}

/// Everything that must be green.
pub(crate) fn ci(after_test: bool) -> Result<()> {
    if !after_test {
        test(&[])?;
    }
    step("format", "cargo", &["fmt", "--all", "--check"], &[])?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"];
    step("lints", "cargo", &clippy, &[])?;
    let doc = ["doc", "--workspace", "--no-deps", "--locked", "--quiet"];
    step("documentation", "cargo", &doc, &[("RUSTDOCFLAGS", "-D warnings")])?;
    crate::tidy::run()?;
    crate::k8s::run()?;
    crate::dag::run(false)?;
    // The tests have built the program.
    crate::probe::run(None, crate::probe::Depth::Quick)
}

/// The folder of real data, which must be absolute and there if it is named at all.
#[expect(clippy::disallowed_methods, reason = "the one variable that the tests are given")]
pub(crate) fn data_folder() -> Result<Option<PathBuf>> {
    let Ok(named) = std::env::var("FANGXIN_DATA") else { return Ok(None) };
    let folder = PathBuf::from(named);
    if !folder.is_absolute() || !folder.is_dir() {
        bail!("FANGXIN_DATA must be the absolute path of a folder, but is {}", folder.display());
    }
    Ok(Some(folder))
}

/// Building needs a C linker; a fresh system may lack it.
fn linker() -> Result<()> {
    if is_there("cc") { Ok(()) } else { packages::install("C linker", &["gcc", "libc6-dev"]) }
}

/// The commands of docs/walk.md, which are tested, ask by `curl` and read answers by `jq`.
fn shell() -> Result<()> {
    if is_there("curl") && is_there("jq") { Ok(()) } else { packages::install("commands", &["curl", "jq"]) }
}

/// Can this program be run?
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|out| out.status.success())
}

/// Runs a command with its output shown; a failure names it.
pub(crate) fn step(name: &str, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    println!("== {name}: {program} {}", arguments.join(" "));
    let begun = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .with_context(|| format!("{program} could not be started"))?;
    if !status.success() {
        bail!("{name} failed: {program} {}", arguments.join(" "));
    }
    println!("== {name}: {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

//! Clients in other languages: generated from the document of the interface by generators that their registries have,
//! checked by their compilers, and tried in short examples against a server, with the credentials of a bank.

use crate::provider;
use crate::python;
use crate::served::{Served, token};
use crate::steps::step;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// From what the clients are generated.
const DOCUMENT: &str = "shared/contracts/openapi/fangxin-v1.json";
/// The examples, and what each of them prints.
const EXAMPLES: &str = "examples/clients";
/// Where the clients are generated, beside copies of the examples.
const PLACE: &str = "target/clients";
/// The program of the bank.
const BANK: &str = "loans";

/// Generates, checks and runs them against the program as it is built.
pub(crate) fn run() -> Result<()> {
    let python = python()?;
    typescript()?;
    let folder = tempfile::tempdir().context("no folder can be made")?;
    let data = folder.path().display().to_string();
    let served = Served::start(&data)?;
    let secret = told(
        &python,
        &["open_account.py"],
        "python",
        &[("FANGXIN_URL", &served.url), ("FANGXIN_TOKEN", &token(&data, "administrator", &[])?)],
    )?;
    let bank = [("FANGXIN_URL", served.url.as_str()), ("FANGXIN_CLIENT", BANK), ("FANGXIN_SECRET", secret.trim())];
    let expected = fs::read_to_string(format!("{EXAMPLES}/output.txt")).context("output.txt cannot be read")?;
    for (language, program, arguments) in
        [("python", python.as_str(), ["look_up.py"]), ("typescript", "node", ["built/look_up.js"])]
    {
        let output = told(program, &arguments, language, &bank)?;
        if output != expected {
            bail!("the example in {language} prints something else than {EXAMPLES}/output.txt:\n{output}");
        }
        println!("== the client in {language} gives what it should");
    }
    Ok(())
}

/// The client in Python, generated and checked; gives the interpreter that has what it needs.
fn python() -> Result<String> {
    let source = format!("{EXAMPLES}/python");
    let pinned = fs::read_to_string(format!("{source}/requirements.txt")).context("requirements.txt cannot be read")?;
    let python = python::with("clients", &pinned.lines().collect::<Vec<_>>())?;
    // Run in another folder, so by its whole path; what an environment's interpreter is called through tells it so.
    let python = std::path::absolute(&python)?.display().to_string();
    let place = copied(&source, &format!("{PLACE}/python"), &["open_account.py", "look_up.py"])?;
    let (config, package) = (format!("{source}/generator.yml"), format!("{place}/fangxin_client"));
    let generate = ["-m", "openapi_python_client", "generate", "--path", DOCUMENT, "--meta", "none", "--overwrite"];
    let more = ["--fail-on-warning", "--config", &config, "--output-path", &package];
    step("client in Python", &python, &[&generate[..], &more].concat(), &[])?;
    let examples = ["open_account.py", "look_up.py"].map(|file| format!("{place}/{file}"));
    let strict = ["-m", "mypy", "--strict", "--cache-dir", "target/clients/mypy", &examples[0], &examples[1]];
    step("types in Python", &python, &strict, &[("MYPYPATH", &place)])?;
    Ok(python)
}

/// The client in TypeScript, generated, checked and compiled.
fn typescript() -> Result<()> {
    let files = ["package.json", "package-lock.json", "tsconfig.json", "openapi-ts.config.mjs", "look_up.ts"];
    let place = copied(&format!("{EXAMPLES}/typescript"), &format!("{PLACE}/typescript"), &files)?;
    provider::node()?;
    provider::packages("client packages", Path::new(&place))?;
    let document = std::path::absolute(DOCUMENT)?.display().to_string();
    let run = |script: &str| {
        step(
            "client in TypeScript",
            "npm",
            &["run", "--silent", "--prefix", &place, script],
            &[("FANGXIN_DOCUMENT", &document)],
        )
    };
    run("generate")?;
    run("build")
}

/// Copies files to where something is generated beside them.
fn copied(source: &str, place: &str, files: &[&str]) -> Result<String> {
    fs::create_dir_all(place).with_context(|| format!("{place} cannot be made"))?;
    for file in files {
        fs::copy(format!("{source}/{file}"), format!("{place}/{file}"))
            .with_context(|| format!("{source}/{file} cannot be copied"))?;
    }
    Ok(place.to_owned())
}

/// What an example prints.
fn told(program: &str, arguments: &[&str], language: &str, environment: &[(&str, &str)]) -> Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(format!("{PLACE}/{language}"))
        .envs(environment.iter().copied())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{program} could not be started"))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("{} failed: {told}", arguments.join(" "));
    }
    Ok(told)
}

//! How soon a decision shows in the class that is served.

use super::measure::json_of;
use super::program::{FANGXIN, FOLDER, build_program};
use super::{page, part};
use crate::postgres::{Safety, Server};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write as _;
use std::process::Command;

/// How much to measure.
pub(crate) struct Decisions {
    pub(crate) merchants: u32,
    pub(crate) decisions: u32,
}

/// Milliseconds within which a decision has to show.
const GOAL: f64 = 1_000.0;

/// Measures everything and writes its part of the page.
pub(crate) fn run(decisions: &Decisions) -> Result<()> {
    build_program()?;
    let mut found = Vec::new();
    for name in ["SQLite", "PostgreSQL 15"] {
        println!("== decisions on {name}");
        found.push((name, on(decisions, name)?));
    }
    part::put("decisions", &text(&found))
}

/// All services in one process.
fn on(decisions: &Decisions, name: &str) -> Result<Value> {
    let folder = tempfile::Builder::new().prefix("decisions-").tempdir_in(FOLDER).context("no folder")?;
    let server = if name == "SQLite" { None } else { Some(Server::start(Safety::Full)?) };
    let own = format!("sqlite:{}", folder.path().display());
    let place = server.as_ref().map_or(own, |server| format!("{}/postgres", server.url));
    let city = format!("{FOLDER}/served-{}", decisions.merchants);
    let (merchants, number) = (decisions.merchants.to_string(), decisions.decisions.to_string());
    json_of(Command::new("python3").args(["bench/decisions.py", FANGXIN, &city, &merchants, &number, &place]))
}

/// The part of the page.
fn text(found: &[(&str, Value)]) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let mut text = String::from(
        "## From a decision to the class\n\n\
         Written by `cargo xtask bench-decisions`; all services in one process, PostgreSQL with `fsync`, everything on the \
         same two threads, client included.\n\n",
    );
    if let Some((_, first)) = found.first() {
        // Writing into a String cannot fail.
        let _ = write!(
            text,
            "A city of {} merchants with all their records. A credit repair is approved, one after the other, {} times: from \
             sending the request that approves it until a look-up shows the new class. In between the decision is written, the \
             display of the penalty is ordered to stop, ratings follow that, and the merchant is rated anew. The class is asked \
             for all the while, as often as it is answered.\n\n",
            first["merchants"], first["decisions"]
        );
    }
    text.push_str("| | median | 99 of a hundred within | worst | goal |\n|---|---|---|---|---|\n");
    for (name, measured) in found {
        for (key, what, goal) in
            [("answered_ms", "the decision is answered", None), ("shown_ms", "its class is served", Some(GOAL))]
        {
            let [median, p99, worst] = ["median", "p99", "worst"].map(|which| number(&measured[key][which]));
            let goal =
                goal.map_or_else(String::new, |goal| format!("under {goal:.0} ms: {}", page::verdict(worst < goal)));
            let _ = writeln!(text, "| {name}: {what} | {median:.1} ms | {p99:.1} ms | {worst:.1} ms | {goal} |");
        }
    }
    text
}

//! The commands, one file each.

mod certificate;
mod check_scheme;
mod compare;
mod demo;
mod evaluate;
mod explain;
mod rate;
mod templates;
mod verify;

use crate::cli::{CityArguments, Command};
use crate::known::Known;
use crate::load::{Loaded, folder};
use crate::pipeline::{Rulebook, all_facts, peers_rows};
use crate::{clock, output};
use anyhow::{Context, Result, anyhow, bail};
use domain::day::Day;
use domain::facts::Facts;
use scoring::peers::{PeersRow, PeersTable};
use std::process::ExitCode;

/// Runs a command; the code is what the shell sees.
pub(crate) fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Demo { out, merchants, seed, as_of } => demo::run(&demo::Wish { out, merchants, seed, anchor: as_of }),
        Command::Rate { city, by, out } => rate::run(&city, &by.scheme, out.as_deref()),
        Command::Explain { code, city, by, all } => explain::run(&code, &city, &by.scheme, all),
        Command::Compare { scheme_a, scheme_b, city, out } => {
            compare::run([&scheme_a, &scheme_b], &city, out.as_deref())
        }
        Command::Evaluate { city, by, outcome } => evaluate::run(&city, &by.scheme, &outcome),
        Command::Certificate { code, city, by, out, data } => certificate::run(&code, &city, &by.scheme, (&out, &data)),
        Command::Verify { file, key, json } => verify::run(&file, key.as_deref(), json),
        Command::CheckScheme { file, counterexamples, json } => {
            check_scheme::run(&file, counterexamples.as_deref(), json)
        }
        Command::Templates { out, json } => templates::run(&out, json),
    }
}

/// A city, read and ready to be rated.
pub(crate) struct City {
    pub(crate) rulebook: Rulebook,
    /// Text of the scheme's file.
    pub(crate) scheme_text: String,
    pub(crate) day: Day,
    /// Is the scheme used outside its force, or without its promises?
    pub(crate) trial: bool,
    pub(crate) loaded: Loaded,
    pub(crate) known: Known,
    /// In the order of the dossiers.
    pub(crate) facts: Vec<Facts>,
    pub(crate) peers_table: Option<PeersTable>,
    /// In the order of the dossiers; empty for a scheme without peers.
    pub(crate) peers: Vec<PeersRow>,
}

impl City {
    /// Reads the files and everything that follows from them.
    pub(crate) fn open(arguments: &CityArguments, scheme: &str) -> Result<Self> {
        let today = clock::today();
        let day = arguments.as_of.unwrap_or(today);
        let earliest = Day::from_ymd(1990, 1, 1).unwrap_or(Day::DAWN);
        let latest = Day::from_ymd(2140, 1, 1).unwrap_or(Day::FOREVER);
        if day < earliest || day > latest {
            bail!("--as-of {day}: days between {earliest} and {latest} can be rated");
        }
        let (rulebook, scheme_text) = rulebook(scheme, arguments.unproved)?;
        let loaded = folder(&arguments.from, &arguments.mappings, arguments.confirm, today)?;
        let known = Known::at(&loaded.batch, arguments.known_at)?;
        let facts = all_facts(&known.dossiers, &rulebook.tables);
        let (peers_table, peers) =
            peers_rows(&rulebook.scheme, &loaded.batch, &facts, &rulebook.tables, day, arguments.known_at)?;
        let trial = arguments.unproved || !rulebook.scheme.in_force(day);
        Ok(Self { rulebook, scheme_text, day, trial, loaded, known, facts, peers_table, peers })
    }

    /// What the peers of a merchant would have, in thousandths.
    pub(crate) fn expected(&self, at: usize) -> u32 {
        self.peers.get(at).map_or(0, |row| row.expected_thousandths)
    }
}

/// A shipped scheme by its id, else a file that keeps the promises; with its text.
fn rulebook(scheme: &str, unproved: bool) -> Result<(Rulebook, String)> {
    let shipped = policy::embedded::scheme(scheme).map_err(|faults| crate::pipeline::faulty(&faults))?;
    if let Some(shipped) = shipped {
        return Ok((Rulebook::read(shipped.path, shipped.text)?, shipped.text.to_owned()));
    }
    let text = std::fs::read_to_string(scheme)
        .with_context(|| format!("{scheme} is neither a shipped scheme nor a file that can be read"))?;
    let rulebook = Rulebook::read(scheme, &text)?;
    if unproved {
        return Ok((rulebook, text));
    }
    if let Err(broken) = scoring::check::check(&rulebook.scheme) {
        let lines: Vec<String> = broken.iter().map(|v| format!("{scheme}:{}: {} / {}", v.line, v.zh, v.en)).collect();
        return Err(anyhow!("the scheme breaks its promises; fangxin check-scheme shows how\n{}", lines.join("\n")));
    }
    Ok((rulebook, text))
}

/// Tells a line of text.
fn say(text: &str) -> Result<()> {
    output::say(&format!("{text}\n"))
}

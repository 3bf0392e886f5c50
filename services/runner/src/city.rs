//! A city read from its files, under a scheme. Facts are made when they are asked for: a city has
//! many more of them than a rating needs at a time.

use crate::cli::CityArguments;
use crate::clock;
use crate::known::Known;
use crate::load::{Loaded, folder};
use crate::pipeline::{self, Rulebook, all_peers};
use anyhow::{Context, Result, anyhow, bail};
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::Facts;
use domain::instant::Instant;
use domain::record::{Dossier, Merchant};
use scoring::peers::{PeersRow, PeersTable};
use std::sync::Arc;

/// What the files say, whatever the scheme.
pub(crate) struct Files {
    pub(crate) day: Day,
    pub(crate) known_at: Option<Instant>,
    pub(crate) loaded: Loaded,
    pub(crate) known: Known,
}

/// A city, ready to be rated.
pub(crate) struct City {
    pub(crate) files: Arc<Files>,
    pub(crate) rulebook: Rulebook,
    /// Text of the scheme's file.
    pub(crate) scheme_text: String,
    /// Is the scheme used outside its force, or without its promises?
    pub(crate) trial: bool,
    pub(crate) peers_table: Option<PeersTable>,
    /// In order of code; empty for a scheme without peers.
    pub(crate) peers: Vec<PeersRow>,
}

impl Files {
    /// Reads a folder.
    pub(crate) fn read(arguments: &CityArguments) -> Result<Self> {
        let today = clock::today();
        let day = arguments.as_of.unwrap_or(today);
        let earliest = Day::from_ymd(1990, 1, 1).unwrap_or(Day::DAWN);
        let latest = Day::from_ymd(2140, 1, 1).unwrap_or(Day::FOREVER);
        if day < earliest || day > latest {
            bail!("--as-of {day}: days between {earliest} and {latest} can be rated");
        }
        let loaded = folder(&arguments.files, today)?;
        let known = Known::at(&loaded.batch, arguments.known_at)?;
        Ok(Self { day, known_at: arguments.known_at, loaded, known })
    }
}

impl City {
    /// Reads the files and everything that follows from them under a scheme.
    pub(crate) fn open(arguments: &CityArguments, scheme: &str) -> Result<Self> {
        // The scheme first: it is soon read, and a fault in it should not wait for the files.
        let rules = rulebook(scheme, arguments.unproved)?;
        Self::under(Arc::new(Files::read(arguments)?), rules, arguments.unproved)
    }

    /// The same files under another scheme.
    pub(crate) fn under(files: Arc<Files>, rules: (Rulebook, String), unproved: bool) -> Result<Self> {
        let (rulebook, scheme_text) = rules;
        let (peers_table, peers) = all_peers(&rulebook, &files)?;
        let trial = unproved || !rulebook.scheme.in_force(files.day);
        Ok(Self { files, rulebook, scheme_text, trial, peers_table, peers })
    }

    /// Day of the rating.
    pub(crate) fn day(&self) -> Day {
        self.files.day
    }

    /// Number of merchants.
    pub(crate) fn len(&self) -> usize {
        self.files.known.len()
    }

    /// The merchants, in order of code.
    pub(crate) fn merchants(&self) -> impl Iterator<Item = &Merchant> {
        (0..self.len()).filter_map(|at| self.files.known.merchant(&self.files.loaded.batch, at))
    }

    /// A merchant's facts, by its place in the order of codes.
    pub(crate) fn facts(&self, at: usize) -> Result<Facts> {
        let records = self.files.known.records(&self.files.loaded.batch, at).context("every merchant has a file")?;
        Ok(pipeline::facts(&records, &self.rulebook.tables))
    }

    /// Everything known about one merchant, and its place in the order of codes.
    pub(crate) fn dossier(&self, code: &str) -> Result<(usize, Dossier)> {
        let unknown = || format!("{code}: 文件中没有该经营主体 no merchant of the files has this code");
        let (known, batch) = (&self.files.known, &self.files.loaded.batch);
        let at = PartyCode::parse(code).ok().and_then(|party| known.find(party)).with_context(unknown)?;
        Ok((at, known.records(batch, at).with_context(unknown)?.to_dossier()))
    }

    /// What the peers of a merchant would have, in thousandths.
    pub(crate) fn expected(&self, at: usize) -> u32 {
        self.peers.get(at).map_or(0, |row| row.expected_thousandths)
    }
}

/// A shipped scheme by its id, else a file that keeps the promises; with its text.
pub(crate) fn rulebook(scheme: &str, unproved: bool) -> Result<(Rulebook, String)> {
    let shipped = policy::embedded::scheme(scheme).map_err(|faults| pipeline::faulty(&faults))?;
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

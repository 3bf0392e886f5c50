//! A city read from its files, under a scheme. Facts are made when they are asked for: a city has
//! many more of them than a rating needs at a time.

use crate::cli::CityArguments;
use crate::clock;
use crate::known::Known;
use crate::load::{Loaded, database, folder};
use crate::office::Office;
use crate::pipeline::all_peers;
use crate::rulebook::{self, Rulebook};
use crate::stop;
use anyhow::{Context, Result};
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::Facts;
use domain::instant::Instant;
use domain::record::{Dossier, Merchant};
use rating::judge::facts;
use scoring::peers::{PeersRow, PeersTable};
use statute::succession::pruned;
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
    /// Is the scheme used outside its force, or without its promises?
    pub(crate) trial: bool,
    pub(crate) peers_table: Option<PeersTable>,
    /// By place; empty for a scheme without peers.
    pub(crate) peers: Vec<PeersRow>,
}

impl Files {
    /// Reads a folder, or the databases of an installation.
    pub(crate) fn read(arguments: &CityArguments, office: &Office, day: Day) -> Result<Self> {
        let loaded = match arguments.files.database() {
            Some(location) => database(&location)?,
            // Who rates a day to come means its records to have been made by then.
            None => folder(&arguments.files, office, day.max(clock::today()))?,
        };
        let known = Known::at(&loaded.batch, arguments.known_at)?;
        Ok(Self { day, known_at: arguments.known_at, loaded, known })
    }
}

impl City {
    /// Reads the files and everything that follows from them under a scheme.
    pub(crate) fn open(arguments: &CityArguments, scheme: Option<&str>) -> Result<Self> {
        let day = arguments.day();
        // The scheme first: it is soon read, and a fault in it should not wait for the files.
        let office = Office::of(&arguments.policy)?;
        let rulebook = rulebook::chosen(scheme, &office, day, arguments.unproved)?;
        Self::under(Arc::new(Files::read(arguments, &office, day)?), rulebook, arguments.unproved)
    }

    /// The same files under another scheme.
    pub(crate) fn under(files: Arc<Files>, rulebook: Rulebook, unproved: bool) -> Result<Self> {
        let (peers_table, peers) = all_peers(&rulebook, &files)?;
        let trial = unproved || !rulebook.scheme.in_force(files.day);
        Ok(Self { files, rulebook, trial, peers_table, peers })
    }

    /// Day of the rating.
    pub(crate) fn day(&self) -> Day {
        self.files.day
    }

    /// Number of merchants.
    pub(crate) fn len(&self) -> usize {
        self.files.known.len()
    }

    /// The merchants by their places.
    pub(crate) fn merchants(&self) -> impl Iterator<Item = &Merchant> {
        (0..self.len()).filter_map(|at| self.files.known.merchant(&self.files.loaded.batch, at))
    }

    /// The merchants in order of code, as results list them, each with its place.
    pub(crate) fn by_code(&self) -> Vec<(usize, &Merchant)> {
        let mut merchants: Vec<(usize, &Merchant)> = self.merchants().enumerate().collect();
        merchants.sort_unstable_by_key(|(_, merchant)| merchant.code);
        merchants
    }

    /// A merchant's facts, by its place.
    pub(crate) fn facts(&self, at: usize) -> Result<Facts> {
        stop::check()?;
        let records = self.files.known.records(&self.files.loaded.batch, at).context("every merchant has a file")?;
        Ok(facts(&records, &self.rulebook.tables))
    }

    /// Everything known about one merchant, and its place.
    pub(crate) fn dossier(&self, code: PartyCode) -> Result<(usize, Dossier)> {
        let unknown = || match self.files.known_at {
            None => format!("{code}：文件中没有该经营主体 no merchant of the files has this code"),
            Some(at) => format!("{code}：截至 {at} 未知有该经营主体 no merchant with this code was known by {at}"),
        };
        let (known, batch) = (&self.files.known, &self.files.loaded.batch);
        let at = known.find(code).with_context(unknown)?;
        let records = known.records(batch, at).with_context(unknown)?;
        Ok((at, pruned(records, &self.rulebook.tables).to_dossier()))
    }

    /// What the peers of a merchant would have, in thousandths.
    pub(crate) fn expected(&self, at: usize) -> u32 {
        self.peers.get(at).map_or(0, |row| row.expected_thousandths)
    }
}

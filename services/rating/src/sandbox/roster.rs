//! Who lives in the sandbox: what each merchant shows, and what is expected of it.

use super::files::SandboxError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::points::Milli;
use policy::scheme::Peers;
use scoring::peers::{Stratum, Totals};
use serde::Deserialize;

/// The shipped list.
const TEXT: &str = include_str!("../../../../examples/sandbox/sandbox.toml");

/// Everybody in the sandbox (沙盒名册).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The day that it is to them.
    pub as_of: Day,
    /// What their peers have, in every window.
    pub peers: Totals,
    /// The merchants, in order of code.
    #[serde(rename = "merchant")]
    pub merchants: Vec<Listed>,
}

/// A merchant of the sandbox.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Its code.
    pub code: PartyCode,
    /// Former codes of it.
    #[serde(default)]
    pub former: Vec<PartyCode>,
    /// Indicators, parts, rules and flags of the scheme that it shows.
    pub shows: Vec<String>,
    /// What it shows, in Chinese.
    pub zh: String,
    /// What it shows, in English.
    pub en: String,
    /// The day that it is to this one, if it is another: for rules that came later.
    #[serde(default)]
    pub as_of: Option<Day>,
    /// First day of a mass event for whose release its newer class waits.
    #[serde(default)]
    pub held_since: Option<Day>,
    /// What is expected.
    pub expected: Expected,
}

/// What the rating of a merchant is on its day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The class that is served; nothing if it is not rated.
    pub class: Option<String>,
    /// The score that is served; nothing if it is not rated.
    pub score_milli: Option<Milli>,
    /// The lines of the computed rating: of what, and its milli-points.
    pub lines: Vec<String>,
    /// The rules that hold.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The flags that hold.
    #[serde(default)]
    pub flags: Vec<String>,
}

impl Roster {
    /// The shipped list.
    pub(super) fn shipped() -> Result<Self, SandboxError> {
        Ok(toml::from_str(TEXT)?)
    }
}

/// The table of a scheme's peers: all others together, whatever their trade, at the widest level of its ladder.
pub(super) fn strata(peers: &Peers, others: Totals) -> [(Stratum, Totals); 1] {
    let level = u8::try_from(peers.ladder.len().saturating_sub(1)).unwrap_or(u8::MAX);
    [(Stratum { level, division: None, section: None, size: None, channel: None }, others)]
}

//! From what is known to ratings: the statute reads penalties, the rest is gathered, the peers'
//! table is made, and the engine rates. One path for one merchant and for a city.

use crate::known::Known;
use anyhow::{Context, Result, anyhow};
use domain::day::Day;
use domain::facts::Facts;
use domain::instant::Instant;
use domain::record::{Dossier, Payment};
use intake::Batch;
use policy::scheme::{Method, Scheme};
use policy::set::PolicySet;
use rayon::prelude::*;
use scoring::gather::gather;
use scoring::peers::{PeersRow, PeersTable, window};
use statute::penalty::{PenaltyReading, derive};
use statute::tables::Tables;

/// What decides: a scheme, the parameters, and the tables read from them.
pub(crate) struct Rulebook {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// The parameters.
    pub(crate) policies: PolicySet,
    /// The parameters as the statute uses them.
    pub(crate) tables: Tables,
}

impl Rulebook {
    /// Reads a scheme's text over the shipped parameters.
    pub(crate) fn read(name: &str, scheme_text: &str) -> Result<Self> {
        let policies = policy::embedded::policies().map_err(|faults| faulty(&faults))?;
        Self::with(name, scheme_text, policies)
    }

    /// Reads a scheme's text with these parameters.
    pub(crate) fn with(name: &str, scheme_text: &str, policies: PolicySet) -> Result<Self> {
        let scheme = policy::scheme::parse::read(name, scheme_text).map_err(|faults| faulty(&faults))?;
        let tables = Tables::read(&policies).map_err(|faults| faulty(&faults))?;
        Ok(Self { scheme, policies, tables })
    }
}

/// Every fault of policy files as one error.
pub(crate) fn faulty(faults: &[policy::fault::Fault]) -> anyhow::Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow!("{}", lines.join("\n"))
}

/// A merchant's records as facts.
pub(crate) fn facts(dossier: &Dossier, tables: &Tables) -> Facts {
    let readings = dossier.penalties.iter().map(|penalty| {
        let own = |p: &&Payment| p.authority_code == penalty.authority_code && p.decision_no == penalty.decision_no;
        let payments: Vec<&Payment> = dossier.payments.iter().filter(own).collect();
        let PenaltyReading { fact, statuses } = derive(penalty, &payments, &dossier.merchant, tables);
        (fact, statuses)
    });
    gather(dossier, readings.collect())
}

/// A city's merchants as facts, in the order of the dossiers.
pub(crate) fn all_facts(dossiers: &[Dossier], tables: &Tables) -> Vec<Facts> {
    dossiers.par_iter().map(|dossier| facts(dossier, tables)).collect()
}

/// The peers' rows of a city's merchants, in the order of `facts`; empty for a scheme without peers.
pub(crate) fn peers_rows(
    scheme: &Scheme,
    batch: &Batch,
    facts: &[Facts],
    tables: &Tables,
    day: Day,
    known_at: Option<Instant>,
) -> Result<(Option<PeersTable>, Vec<PeersRow>)> {
    let Method::Points(method) = &scheme.method else { return Ok((None, Vec::new())) };
    let Some(peers) = &method.peers else { return Ok((None, Vec::new())) };
    let (_, month) = window(peers, day);
    let known_then = known_at.map_or(month, |at| at.min(month));
    // Mostly nothing of what the table looks at was learnt since: then the same facts serve.
    let newer = |known_from: Instant| known_from > known_then;
    let same = !batch.merchants.iter().any(|v| newer(v.known_from))
        && !batch.complaints.iter().any(|v| newer(v.known_from))
        && !batch.odr_cases.iter().any(|v| newer(v.known_from));
    let then: Vec<Facts>;
    let known: &[Facts] = if same {
        facts
    } else {
        let dossiers = Known::for_peers(batch, known_then).context("reading what the peers' table knew")?;
        then = all_facts(&dossiers, tables);
        &then
    };
    let table = PeersTable::make(peers, day, known_then, known);
    let row = |now: &Facts| {
        let at = known.binary_search_by(|f| f.code.cmp(&now.code)).ok();
        table.row(now, at.and_then(|at| known.get(at)))
    };
    let rows = facts.par_iter().map(row).collect();
    Ok((Some(table), rows))
}

//! Certificates: a rating with everything it rests on, signed, so that anyone can compute it again
//! from the file alone.

mod check;
mod exact;

pub(crate) use check::{Finding, findings, read};

use crate::pipeline::facts;
use crate::rulebook::{Rulebook, faulty};
use anyhow::{Context, Result};
use domain::day::Day;
use domain::digest::{Digest, canonical_json};
use domain::instant::Instant;
use domain::record::Dossier;
use policy::scheme::Method;
use policy::set::PolicySet;
use scoring::explain::{SEMANTICS, Subject};
use scoring::peers::PeersRow;
use scoring::program::Program;
use scoring::worst_item;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The form of the file.
pub(crate) const FORMAT: &str = "fangxin-certificate/1";

/// What is signed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(crate) format: String,
    /// The day of the rating.
    pub(crate) day: Day,
    /// What was known by then; everything in the files if it is not said.
    pub(crate) known_at: Option<Instant>,
    /// Meaning of the engine.
    pub(crate) engine: String,
    /// `id version` of the scheme.
    pub(crate) scheme: String,
    /// Was the scheme used outside its force?
    pub(crate) trial: bool,
    pub(crate) scheme_digest: Digest,
    /// Digest of each parameter file, by path.
    pub(crate) policies: BTreeMap<String, Digest>,
    /// Digest of the merchant's records.
    pub(crate) records_digest: Digest,
    /// Digest of the row of the peers' table, for schemes that compare.
    pub(crate) peers_digest: Option<Digest>,
    /// The rating with every line.
    pub(crate) result: Value,
}

/// What the statement rests on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) records: Dossier,
    pub(crate) scheme: String,
    /// Text of each parameter file, by path.
    pub(crate) policies: BTreeMap<String, String>,
    pub(crate) peers: Option<PeersRow>,
}

/// Who vouches for the statement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Signature {
    /// `Ed25519`, over the canonical JSON of the statement.
    pub(crate) algorithm: String,
    /// The signer's public key, base64.
    pub(crate) public_key: String,
    /// The signature, base64.
    pub(crate) value: String,
}

/// A whole certificate.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Certificate {
    pub(crate) statement: Statement,
    pub(crate) evidence: Evidence,
    pub(crate) signature: Signature,
}

impl Statement {
    /// States what evidence gives on a day.
    pub(crate) fn of(evidence: &Evidence, day: Day, known_at: Option<Instant>) -> Result<Self> {
        let policies = evidence.policies.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let policies = PolicySet::read(policies).map_err(|faults| faulty(&faults))?;
        let rulebook = Rulebook::with("scheme", &evidence.scheme, policies)?;
        let result = result(&rulebook, evidence, day)?;
        Ok(Self {
            format: FORMAT.to_owned(),
            day,
            known_at,
            engine: SEMANTICS.to_owned(),
            scheme: rulebook.scheme.label(),
            trial: !rulebook.scheme.in_force(day),
            scheme_digest: rulebook.scheme.digest.clone(),
            policies: rulebook.policies.entries().map(|(path, file)| (path.to_owned(), file.digest.clone())).collect(),
            records_digest: Digest::of(&evidence.records)?,
            peers_digest: evidence.peers.as_ref().map(PeersRow::digest).transpose()?,
            result,
        })
    }

    /// The bytes that are signed.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>> {
        Ok(canonical_json(self)?.into_bytes())
    }
}

fn result(rulebook: &Rulebook, evidence: &Evidence, day: Day) -> Result<Value> {
    let facts = facts(&evidence.records.records(), &rulebook.tables);
    match &rulebook.scheme.method {
        Method::Points(_) => {
            let program = Program::compile(&rulebook.scheme)?;
            let expected = evidence.peers.as_ref().map_or(0, |row| row.expected_thousandths);
            let explanation = Subject::new(&program, &facts, expected).explain(day);
            serde_json::to_value(&explanation).context("an explanation is JSON")
        }
        Method::WorstItem(method) => {
            let by_items = worst_item::rate(method, &facts, day);
            Ok(crate::answer::by_items_json(&rulebook.scheme, &by_items))
        }
    }
}

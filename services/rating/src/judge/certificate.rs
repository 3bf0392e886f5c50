//! Certificates: a rating with everything it rests on, signed, so that anyone can compute it again
//! from the file alone.

use super::answer;
use super::facts;
use super::rulebook::{Faults, JudgeError, Rulebook};
use contracts::signature::Signature;
use domain::day::Day;
use domain::digest::{Digest, canonical_json};
use domain::instant::Instant;
use domain::record::Dossier;
use policy::scheme::Method;
use policy::set::PolicySet;
use scoring::explain::{Explanation, SEMANTICS, Subject};
use scoring::peers::PeersRow;
use scoring::program::Program;
use scoring::worst_item;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The form of the file.
pub const FORMAT: &str = "fangxin-certificate/1";

/// What is signed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Statement {
    /// The form of the file.
    pub format: String,
    /// The day of the rating.
    pub day: Day,
    /// What was known by then; everything in the files if it is not said.
    pub known_at: Option<Instant>,
    /// Meaning of the engine.
    pub engine: String,
    /// `id version` of the scheme.
    pub scheme: String,
    /// Was the scheme used outside its force?
    pub trial: bool,
    /// Digest of the scheme's text.
    pub scheme_digest: Digest,
    /// `true` of a merchant of the sandbox (沙盒), who is made up; left out of all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<bool>,
    /// Digest of each parameter file, by path.
    pub policies: BTreeMap<String, Digest>,
    /// Digest of the merchant's records.
    pub records_digest: Digest,
    /// Digest of the row of the peers' table, for schemes that compare.
    pub peers_digest: Option<Digest>,
    /// The rating with every line. A service certifies ratings by points alone.
    #[schema(value_type = Explanation)]
    pub result: Value,
}

/// What the statement rests on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// The merchant's records.
    pub records: Dossier,
    /// Text of the scheme.
    pub scheme: String,
    /// Text of each parameter file, by path.
    pub policies: BTreeMap<String, String>,
    /// The merchant's row of the peers' table.
    pub peers: Option<PeersRow>,
}

/// A whole certificate.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Certificate {
    /// What is signed.
    pub statement: Statement,
    /// What it rests on.
    pub evidence: Evidence,
    /// Who vouches for it.
    pub signature: Signature,
}

impl Statement {
    /// States what evidence gives on a day.
    ///
    /// # Errors
    /// [`JudgeError`] if the evidence cannot be computed.
    pub fn of(evidence: &Evidence, day: Day, known_at: Option<Instant>) -> Result<Self, JudgeError> {
        let policies = evidence.policies.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let policies = PolicySet::read(policies).map_err(Faults)?;
        let rulebook = Rulebook::read("scheme", &evidence.scheme, policies)?;
        let result = result(&rulebook, evidence, day)?;
        Ok(Self {
            format: FORMAT.to_owned(),
            day,
            known_at,
            engine: SEMANTICS.to_owned(),
            scheme: rulebook.scheme.label(),
            trial: !rulebook.scheme.in_force(day),
            scheme_digest: rulebook.scheme.digest.clone(),
            sandbox: evidence.records.merchant.code.is_sandbox().then_some(true),
            policies: rulebook.policies.entries().map(|(path, file)| (path.to_owned(), file.digest.clone())).collect(),
            records_digest: Digest::of(&evidence.records)?,
            peers_digest: evidence.peers.as_ref().map(PeersRow::digest).transpose()?,
            result,
        })
    }

    /// The bytes that are signed.
    ///
    /// # Errors
    /// Never in practice.
    pub fn bytes(&self) -> Result<Vec<u8>, JudgeError> {
        Ok(canonical_json(self)?.into_bytes())
    }
}

fn result(rulebook: &Rulebook, evidence: &Evidence, day: Day) -> Result<Value, JudgeError> {
    let facts = facts(&evidence.records.records(), &rulebook.tables);
    match &rulebook.scheme.method {
        Method::Points(_) => {
            let program = Program::compile(&rulebook.scheme)?;
            let expected = evidence.peers.as_ref().map_or(0, |row| row.expected_thousandths);
            let explanation = Subject::new(&program, &facts, expected).explain(day);
            Ok(serde_json::to_value(&explanation)?)
        }
        Method::WorstItem(method) => {
            let by_items = worst_item::rate(method, &facts, day);
            Ok(answer::by_items(&rulebook.scheme, &by_items))
        }
    }
}

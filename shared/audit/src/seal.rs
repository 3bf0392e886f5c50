//! What the installation signs of its trail.

use crate::error::TrailError;
use domain::digest::canonical_json;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// Names what is signed, so that no signature of one thing passes for one of another.
const CHECKPOINT: &str = "fangxin-audit-checkpoint/1";

/// Signs with the installation's key (签章).
pub trait Signer: Send + Sync {
    /// The public half of the key, as text.
    fn public_key(&self) -> String;

    /// Signs bytes.
    fn sign(&self, bytes: &[u8]) -> Seal;
}

/// Who vouches for it (签名).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuditSeal)]
pub struct Seal {
    /// `Ed25519`, over canonical JSON.
    pub algorithm: String,
    /// The signer's public key, base64.
    pub public_key: String,
    /// The signature, base64.
    pub value: String,
}

/// The end of the chain as it was once, signed (检查点).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuditCheckpoint)]
pub struct Checkpoint {
    /// Number of the last entry.
    pub number: i64,
    /// Its digest.
    pub digest: String,
    /// When it was signed.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// The signature.
    pub seal: Seal,
}

impl Checkpoint {
    /// Signs the end of the chain.
    pub(crate) fn sign(
        (number, digest): (i64, String),
        at: Instant,
        signer: &dyn Signer,
    ) -> Result<Self, serde_json::Error> {
        let seal = signer.sign(&bytes(number, &digest, at)?);
        Ok(Self { number, digest, at, seal })
    }

    /// What is signed.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, TrailError> {
        Ok(bytes(self.number, &self.digest, self.at)?)
    }
}

fn bytes(number: i64, digest: &str, at: Instant) -> Result<Vec<u8>, serde_json::Error> {
    let text = canonical_json(&json!({ "format": CHECKPOINT, "number": number, "digest": digest, "at": at }))?;
    Ok(text.into_bytes())
}

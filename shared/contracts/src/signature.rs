//! Signatures of the installation (签章): what it has said, everybody can check with its public key.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who vouches for a statement (签名).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    /// `Ed25519`, over the canonical JSON of the statement.
    pub algorithm: String,
    /// The signer's public key, base64.
    pub public_key: String,
    /// The signature, base64.
    pub value: String,
}

/// Signs with the installation's key (签章).
pub trait Signer: Send + Sync {
    /// Signs the bytes of a statement.
    fn sign(&self, statement: &[u8]) -> Signature;
}

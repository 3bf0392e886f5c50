//! Public keys as a JSON Web Key Set (RFC 7517, RFC 8037).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::digest::canonical_json;
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

/// One public key (公钥).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Jwk {
    /// Kind of key: `OKP`.
    pub kty: String,
    /// Curve: `Ed25519`.
    pub crv: String,
    /// The key, base64url.
    pub x: String,
    /// Its thumbprint (RFC 7638), which tokens name.
    pub kid: String,
    /// What it is for: `sig`.
    #[serde(rename = "use")]
    pub usage: String,
    /// Algorithm: `EdDSA`.
    pub alg: String,
}

/// The public keys of an installation (公钥集).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Jwks {
    /// The keys; during a change of keys there are several.
    pub keys: Vec<Jwk>,
}

/// Why a key of a set is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Another kind, curve or algorithm.
    #[error("key {0:?} is not an Ed25519 key for signatures")]
    Kind(String),
    /// Not 32 bytes that are a point of the curve.
    #[error("key {0:?} is not a public key of Ed25519")]
    Point(String),
    /// The set is empty.
    #[error("there is no key")]
    None,
}

impl Jwk {
    /// The public key as a member of a set, named by its thumbprint.
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Self {
        let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
        // RFC 7638 digests the required members in byte order, which is canonical JSON.
        let members = canonical_json(&serde_json::json!({"crv": "Ed25519", "kty": "OKP", "x": x})).unwrap_or_default();
        Self {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x,
            kid: URL_SAFE_NO_PAD.encode(Sha256::digest(members)),
            usage: "sig".to_owned(),
            alg: "EdDSA".to_owned(),
        }
    }

    /// The key itself.
    ///
    /// # Errors
    /// [`KeyError`] if it is not a public key of Ed25519.
    pub fn key(&self) -> Result<VerifyingKey, KeyError> {
        if (self.kty.as_str(), self.crv.as_str(), self.alg.as_str()) != ("OKP", "Ed25519", "EdDSA") {
            return Err(KeyError::Kind(self.kid.clone()));
        }
        URL_SAFE_NO_PAD
            .decode(&self.x)
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
            .ok_or_else(|| KeyError::Point(self.kid.clone()))
    }
}

impl<'a> FromIterator<&'a VerifyingKey> for Jwks {
    fn from_iter<I: IntoIterator<Item = &'a VerifyingKey>>(keys: I) -> Self {
        Self { keys: keys.into_iter().map(Jwk::of).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_rfc_8037() {
        let x = URL_SAFE_NO_PAD.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
        let key = VerifyingKey::from_bytes(&x.try_into().unwrap()).unwrap();
        let jwk = Jwk::of(&key);
        assert_eq!(jwk.kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(jwk.key().unwrap(), key);
    }

    #[test]
    fn other_kinds_of_keys_are_refused() {
        let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
        let rsa = Jwk { kty: "RSA".to_owned(), ..Jwk::of(&key) };
        assert!(matches!(rsa.key(), Err(KeyError::Kind(_))));
        let short = Jwk { x: "AAAA".to_owned(), ..Jwk::of(&key) };
        assert!(matches!(short.key(), Err(KeyError::Point(_))));
    }
}

//! Content digests: SHA-256 over canonical JSON.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest as lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// Digest of raw bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::from(Sha256::new().chain_update(bytes))
    }

    /// Digest of a value's canonical JSON.
    ///
    /// # Errors
    /// If the value cannot be written as JSON (a map with keys that are not text).
    pub fn of<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        canonical_json(value).map(|text| Self::of_bytes(text.as_bytes()))
    }
}

/// The digest of what was taken in piece by piece.
impl From<Sha256> for Digest {
    fn from(hash: Sha256) -> Self {
        let digit = |half: u8| char::from_digit(u32::from(half), 16);
        Self(hash.finalize().iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(digit).collect())
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// JSON with object keys in byte order and no white space, so that equal values give equal bytes.
/// Values hold integers and text only; nothing here writes a float.
///
/// # Errors
/// If the value cannot be written as JSON.
pub fn canonical_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    // serde_json's own map is ordered by key, so a round through Value sorts every object.
    serde_json::to_string(&serde_json::to_value(value)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn key_order_does_not_matter() {
        let a: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":{"d":2,"c":3}}"#).unwrap();
        assert_eq!(canonical_json(&a).unwrap(), r#"{"a":{"c":3,"d":2},"b":1}"#);
        assert_eq!(Digest::of(&a).unwrap(), Digest::of(&json!({"a":{"c":3,"d":2},"b":1})).unwrap());
    }

    #[test]
    fn sha256_of_nothing() {
        assert!(Digest::of_bytes(b"").0.starts_with("e3b0c44298fc1c14"));
    }
}

//! Hashes and secrets of 32 bytes, written as lower-case hexadecimal, and every hash that a draw takes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// What stands first in the seed of a draw: the name of this rule and its version.
const RULE: &[u8] = b"fangxin-draw/1";
const SALT: &[u8] = b"fangxin-salt/1";

/// A SHA-256 value; its order is that of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not 64 lower-case hexadecimal digits")]
pub struct HashError(pub String);

impl Hash {
    /// The hash of some bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::of(&[bytes])
    }

    /// The hash of some pieces after each other.
    #[must_use]
    pub(crate) fn of(pieces: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        pieces.iter().for_each(|piece| hash.update(piece));
        Self(hash.finalize().into())
    }

    /// Parses 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`HashError`] with the text.
    pub fn parse(text: &str) -> Result<Self, HashError> {
        let bad = || HashError(text.to_owned());
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(bad()),
        };
        let bytes = text.bytes().map(digit).collect::<Result<Vec<u8>, _>>()?;
        let (pairs, rest) = bytes.as_chunks::<2>();
        let whole: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        match <[u8; 32]>::try_from(whole) {
            Ok(hash) if rest.is_empty() => Ok(Self(hash)),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// 32 random bytes that are kept secret for a time: the nonce of a commitment, the salt of a bundle. What
/// prints it for a log shows nothing.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Hash);

impl Secret {
    /// A secret of these bytes, which must come from the operating system's generator.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Hash(bytes))
    }

    /// Its hash, which may be published.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of_bytes(&self.0.0)
    }

    const fn bytes(&self) -> &[u8] {
        &self.0.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The seed of a draw: `SHA-256("fangxin-draw/1" ‖ digest ‖ nonce ‖ value)` (settled readings, 18).
#[must_use]
pub fn seed(digest: &Hash, nonce: &Secret, value: &str) -> Hash {
    Hash::of(&[RULE, &digest.0, nonce.bytes(), value.as_bytes()])
}

/// The rank of a row: `SHA-256(seed ‖ 0 ‖ stratum key ‖ 0 ‖ row key)` (settled readings, 19).
#[must_use]
pub fn rank(seed: &Hash, stratum: &str, key: &str) -> Hash {
    Hash::of(&[&seed.0, &[0], stratum.as_bytes(), &[0], key.as_bytes()])
}

/// The place of a visit among those that get inspectors: `SHA-256(seed ‖ "task" ‖ key)` (settled readings, 23).
#[must_use]
pub fn order(seed: &Hash, key: &str) -> Hash {
    Hash::of(&[&seed.0, b"task", key.as_bytes()])
}

/// The place of an inspector among those with the same load, for one visit.
#[must_use]
pub fn inspector(seed: &Hash, key: &str, id: &str) -> Hash {
    Hash::of(&[&seed.0, b"inspector", &[0], key.as_bytes(), &[0], id.as_bytes()])
}

/// The salt of one row's leaf, which tells nothing of another row's.
#[must_use]
pub fn row_salt(salt: &Secret, key: &str) -> Hash {
    Hash::of(&[SALT, salt.bytes(), key.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_strict() {
        let hash = Hash::of_bytes(b"");
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hash.to_string(), text);
        assert_eq!(Hash::parse(text), Ok(hash));
        for bad in [&text[1..], &text.to_uppercase(), &format!("{text}0"), &format!("{text}00"), ""] {
            assert!(Hash::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_secret_does_not_print() {
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret(…)");
    }
}

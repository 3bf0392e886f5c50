//! The bundle of a draw (抽查存证包): all that is needed to repeat it, for the roles that may see it, and
//! what is public once the task has ended (settled readings, 24).

use crate::commitment::{Commitment, Value};
use crate::draw::{Drawn, draw};
use crate::frozen::{Frozen, InputError};
use crate::hash::{Hash, Secret};
use crate::merkle;
use serde::{Deserialize, Serialize};

/// A draw with everything that it rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// What was published beforehand.
    pub commitment: Commitment,
    /// What the draw gave.
    pub drawn: Drawn,
    /// The inputs.
    pub frozen: Frozen,
    /// The nonce.
    pub nonce: Secret,
    /// What is public afterwards.
    pub public: Public,
    /// Secret from which the salts of the rows are made. It decides nothing.
    pub salt: Secret,
    /// The public value.
    pub value: Value,
}

/// What is public after the task has ended, besides the commitment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Public {
    /// Digest of the commitment.
    pub commitment: Hash,
    /// Keys of the merchants visited, in the order of the visits.
    pub drawn: Vec<String>,
    /// Root of the salted Merkle tree over the rows.
    pub root: Hash,
    /// The seed.
    pub seed: Hash,
    /// The public value.
    pub value: Value,
}

/// A text that is no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("no bundle of a draw: {0}")]
    Shape(String),
    /// It reads as a bundle, but is not how a bundle is written: bytes were changed, or rows moved.
    #[error("the bundle is not in canonical form: it differs from byte {at} on")]
    Form {
        /// First byte that differs, from 0.
        at: usize,
    },
}

impl Bundle {
    /// Draws, and puts everything together.
    ///
    /// # Errors
    /// [`InputError::Json`], which no checked inputs give.
    pub(crate) fn new(
        commitment: Commitment,
        frozen: Frozen,
        nonce: Secret,
        value: Value,
        salt: Secret,
        seed: Hash,
    ) -> Result<Self, InputError> {
        let drawn = draw(&frozen, &seed);
        let leaves = merkle::leaves(&frozen.inputs().population, &drawn.outcomes, &salt);
        let public = Public {
            commitment: commitment.hash()?,
            drawn: drawn.visits.iter().map(|visit| visit.key.clone()).collect(),
            root: merkle::root(leaves.map_err(|error| InputError::Json(error.to_string()))?),
            seed,
            value: value.clone(),
        };
        Ok(Self { commitment, drawn, frozen, nonce, public, salt, value })
    }

    /// Its canonical JSON.
    ///
    /// # Errors
    /// [`InputError::Json`], which no bundle gives.
    pub fn text(&self) -> Result<String, InputError> {
        // Fields stand in byte order, so this is `canonical_json` without a second copy of a city in memory.
        serde_json::to_string(self).map_err(|error| InputError::Json(error.to_string()))
    }

    /// Reads canonical JSON, and nothing that merely means the same.
    ///
    /// # Errors
    /// [`ReadError`]. Of a bundle that is read, [`Bundle::verify`] says whether it is right.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let bundle: Self = serde_json::from_str(text).map_err(|error| ReadError::Shape(error.to_string()))?;
        let written = bundle.text().map_err(|error| ReadError::Shape(error.to_string()))?;
        if written == text {
            return Ok(bundle);
        }
        let same = written.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        Err(ReadError::Form { at: same })
    }
}

//! Commitments to draws (抽查承诺): what is published beforehand, and what opens it.

use crate::frozen::{Frozen, InputError};
use crate::hash::{self, Hash, Secret};
use domain::digest::canonical_json;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};

const DAY_MICROS: i64 = 86_400 * 1_000_000;
/// Longest public value, in bytes.
const LONGEST: usize = 4_096;

/// What is published, signed, before anybody can know the public value (settled readings, 18).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Instant of its publication.
    pub committed_at: Instant,
    /// Digest of the frozen inputs.
    pub digest: Hash,
    /// The commitment that this one follows, if it is a redraw (重新抽取).
    pub follows: Option<Redraw>,
    /// SHA-256 of the nonce.
    pub nonce_hash: Hash,
    /// Source of the public value outside the office, so named that anybody finds the one value of it that
    /// is meant.
    pub source: String,
    /// Name of the task.
    pub task: String,
    /// Instant at which the source will publish the value.
    pub value_at: Instant,
}

/// Why a task is drawn for once more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redraw {
    /// Digest of the earlier commitment, which has lapsed, is void or aborted.
    pub commitment: Hash,
    /// Reason.
    pub reason: String,
}

/// A public value (公开随机值).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// Instant at which the source published it.
    pub published_at: Instant,
    /// The value as published, without white space around it.
    pub text: String,
}

/// Why nothing was committed to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The public value would come too soon.
    #[error("the public value must come at least {days} times 24 hours after the commitment")]
    Lead {
        /// Least days of 24 hours.
        days: u32,
    },
    /// No source or no reason.
    #[error("a {what} is needed")]
    Missing {
        /// Which.
        what: &'static str,
    },
    /// The earlier commitment still waits, or was drawn on.
    #[error("the earlier commitment is {state}: only one that lapsed, is void or aborted is followed by another")]
    Earlier {
        /// Its state.
        state: &'static str,
    },
    /// The redraw is for another task.
    #[error("the earlier commitment is for task {task}")]
    Task {
        /// The earlier task.
        task: String,
    },
    /// The inputs cannot be written.
    #[error(transparent)]
    Inputs(#[from] InputError),
}

/// What does not open a commitment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// These are not the inputs committed to.
    #[error("the inputs have digest {found}, committed was {committed}")]
    Inputs {
        /// Digest of the inputs.
        found: Hash,
        /// Digest in the commitment.
        committed: Hash,
    },
    /// The inputs are for another task.
    #[error("the inputs are for another task than the commitment")]
    Task,
    /// This is not the nonce committed to.
    #[error("the nonce does not fit its hash in the commitment")]
    Nonce,
    /// The value was public before the instant named.
    #[error("the value was published before the instant of the commitment")]
    Early,
    /// The value was not public in time: the draw is void.
    #[error("the value was published too late: the draw is void")]
    Late,
    /// The value is empty, too long, or has white space around it.
    #[error("the value is empty, longer than {LONGEST} bytes, or has white space around it")]
    Text,
    /// The inputs cannot be written.
    #[error(transparent)]
    Unwritten(#[from] InputError),
}

impl Commitment {
    /// Its own digest: SHA-256 of its canonical JSON.
    ///
    /// # Errors
    /// [`InputError::Json`], which no commitment gives.
    pub fn hash(&self) -> Result<Hash, InputError> {
        let text = canonical_json(self).map_err(|error| InputError::Json(error.to_string()))?;
        Ok(Hash::of_bytes(text.as_bytes()))
    }

    /// What the office signs when it publishes it: canonical JSON that says what it is, so that no signature of one thing
    /// passes for one of another.
    ///
    /// # Errors
    /// [`InputError::Json`].
    pub fn statement(&self) -> Result<Vec<u8>, InputError> {
        let json = |error: serde_json::Error| InputError::Json(error.to_string());
        let stated = serde_json::json!({ "commitment": self, "states": "fangxin-draw-commitment/1" });
        Ok(canonical_json(&stated).map_err(json)?.into_bytes())
    }

    /// Does it come early enough before its value, by the frozen rules?
    ///
    /// # Errors
    /// [`CommitError::Lead`].
    pub fn leads(&self, frozen: &Frozen) -> Result<(), CommitError> {
        let days = frozen.inputs().rules.lead_days;
        if self.value_at < after(self.committed_at, days) { Err(CommitError::Lead { days }) } else { Ok(()) }
    }

    /// The seed, if inputs, nonce and value are those committed to and the value came in time.
    ///
    /// # Errors
    /// The first [`OpenError`].
    pub fn open(&self, frozen: &Frozen, nonce: &Secret, value: &Value) -> Result<Hash, OpenError> {
        let found = frozen.digest()?;
        if found != self.digest {
            return Err(OpenError::Inputs { found, committed: self.digest });
        }
        if frozen.inputs().task.id != self.task {
            return Err(OpenError::Task);
        }
        if nonce.hash() != self.nonce_hash {
            return Err(OpenError::Nonce);
        }
        if value.published_at < self.value_at {
            return Err(OpenError::Early);
        }
        if value.published_at > after(self.value_at, frozen.inputs().rules.wait_days) {
            return Err(OpenError::Late);
        }
        let text = value.text.as_str();
        if text.is_empty() || text.len() > LONGEST || text.trim() != text {
            return Err(OpenError::Text);
        }
        Ok(hash::seed(&found, nonce, text))
    }
}

/// `days` of 24 hours after an instant.
pub(crate) fn after(at: Instant, days: u32) -> Instant {
    Instant::from_micros(at.micros().saturating_add(i64::from(days) * DAY_MICROS))
}

//! Commitments to draws (抽查承诺) and what becomes of them: one draw, or none.

use crate::bundle::Bundle;
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
    /// Digest of the earlier commitment, which was void or aborted.
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
    #[error("the earlier commitment is {state}: only a void or aborted one is followed by another")]
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

fn after(at: Instant, days: u32) -> Instant {
    Instant::from_micros(at.micros().saturating_add(i64::from(days) * DAY_MICROS))
}

/// A commitment with its state. Only its own methods change the state, and none leads out of an end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    commitment: Commitment,
    state: State,
    /// Days for which the value is waited for, as frozen.
    wait_days: u32,
}

/// State of a commitment (承诺状态).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// 已承诺: published and not drawn on.
    Committed,
    /// 已抽取: revealed, and drawn with this seed.
    Drawn {
        /// When.
        at: Instant,
        /// The seed.
        seed: Hash,
    },
    /// 作废: no public value in time.
    Void {
        /// When that was found.
        at: Instant,
    },
    /// 中止
    Aborted {
        /// Could the office have known the draw by then? Whoever aborts afterwards may have disliked it.
        after_value: bool,
        /// When.
        at: Instant,
        /// Reason.
        reason: String,
    },
}

impl State {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Drawn { .. } => "drawn",
            Self::Void { .. } => "void",
            Self::Aborted { .. } => "aborted",
        }
    }
}

/// Why a commitment was not drawn on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevealError {
    /// 一个承诺只抽取一次: it was drawn on before.
    #[error("this commitment was drawn on at {at}: a second draw on one commitment is refused")]
    SecondDraw {
        /// When.
        at: Instant,
    },
    /// It is void or aborted.
    #[error("the commitment is {state}")]
    Ended {
        /// Its state.
        state: &'static str,
    },
    /// The value is said to be published later than now.
    #[error("the value is not published yet")]
    NotYet,
    /// What was revealed does not open it.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Why a commitment does not end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndError {
    /// It has ended or was drawn on.
    #[error("the commitment is {state}")]
    Ended {
        /// Its state.
        state: &'static str,
    },
    /// The value may still come.
    #[error("the public value is waited for until {until}")]
    Waiting {
        /// Last instant.
        until: Instant,
    },
    /// No reason.
    #[error("a reason is needed")]
    Reason,
}

impl Course {
    /// Commits to inputs and a nonce.
    ///
    /// # Errors
    /// [`CommitError`] if the value would come too soon, or the source has no name.
    pub fn commit(
        frozen: &Frozen,
        nonce: &Secret,
        source: &str,
        value_at: Instant,
        now: Instant,
    ) -> Result<Self, CommitError> {
        if source.trim().is_empty() {
            return Err(CommitError::Missing { what: "source" });
        }
        let commitment = Commitment {
            committed_at: now,
            digest: frozen.digest()?,
            follows: None,
            nonce_hash: nonce.hash(),
            source: source.to_owned(),
            task: frozen.inputs().task.id.clone(),
            value_at,
        };
        commitment.leads(frozen)?;
        Ok(Self { commitment, state: State::Committed, wait_days: frozen.inputs().rules.wait_days })
    }

    /// Marks a fresh commitment as a redraw for the task of an earlier one that came to nothing, and says why.
    ///
    /// # Errors
    /// [`CommitError`] if the earlier one still waits, was drawn on or is for another task, or without reason.
    pub fn following(mut self, earlier: &Self, reason: &str) -> Result<Self, CommitError> {
        if matches!(earlier.state, State::Committed | State::Drawn { .. }) {
            return Err(CommitError::Earlier { state: earlier.state.name() });
        }
        if earlier.commitment.task != self.commitment.task {
            return Err(CommitError::Task { task: earlier.commitment.task.clone() });
        }
        if reason.trim().is_empty() {
            return Err(CommitError::Missing { what: "reason" });
        }
        self.commitment.follows = Some(Redraw { commitment: earlier.commitment.hash()?, reason: reason.to_owned() });
        Ok(self)
    }

    /// What is published.
    #[must_use]
    pub const fn commitment(&self) -> &Commitment {
        &self.commitment
    }

    /// Its state.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Reveals the nonce once the value is public, and draws.
    ///
    /// # Errors
    /// [`RevealError`]; then the state stays as it was.
    pub fn reveal(
        &mut self,
        frozen: Frozen,
        nonce: Secret,
        value: Value,
        salt: Secret,
        now: Instant,
    ) -> Result<Bundle, RevealError> {
        match self.state {
            State::Committed => {}
            State::Drawn { at, .. } => return Err(RevealError::SecondDraw { at }),
            State::Void { .. } | State::Aborted { .. } => {
                return Err(RevealError::Ended { state: self.state.name() });
            }
        }
        if value.published_at > now {
            return Err(RevealError::NotYet);
        }
        let seed = self.commitment.open(&frozen, &nonce, &value)?;
        let bundle = Bundle::new(self.commitment.clone(), frozen, nonce, value, salt, seed).map_err(OpenError::from)?;
        self.state = State::Drawn { at: now, seed };
        Ok(bundle)
    }

    /// Ends a commitment whose public value did not appear in time. The source stands in the commitment, so
    /// whoever doubts that it was silent can look there.
    ///
    /// # Errors
    /// [`EndError`] while the value may still come, or if the commitment has ended.
    pub fn void(&mut self, now: Instant) -> Result<(), EndError> {
        self.is_open()?;
        let until = after(self.commitment.value_at, self.wait_days);
        if now <= until {
            return Err(EndError::Waiting { until });
        }
        self.state = State::Void { at: now };
        Ok(())
    }

    /// Ends a commitment for a reason, a failure to reveal among them.
    ///
    /// # Errors
    /// [`EndError`] without a reason, or if the commitment has ended.
    pub fn abort(&mut self, reason: &str, now: Instant) -> Result<(), EndError> {
        self.is_open()?;
        if reason.trim().is_empty() {
            return Err(EndError::Reason);
        }
        let after_value = now >= self.commitment.value_at;
        self.state = State::Aborted { after_value, at: now, reason: reason.to_owned() };
        Ok(())
    }

    fn is_open(&self) -> Result<(), EndError> {
        match self.state {
            State::Committed => Ok(()),
            _ => Err(EndError::Ended { state: self.state.name() }),
        }
    }
}

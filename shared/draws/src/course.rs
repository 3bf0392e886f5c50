//! What becomes of a commitment (承诺的办理): one draw, or none.

use crate::bundle::Bundle;
use crate::commitment::{CommitError, Commitment, OpenError, Redraw, Value, after};
use crate::frozen::Frozen;
use crate::hash::{Hash, Secret};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};

/// A commitment with its state. Only its own methods change the state, and none leads out of an end but one: of what has
/// lapsed somebody may still state why.
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
    /// 逾期未揭示: when the wait was over, nobody had stated or revealed a value. Whether there was one, this does not say.
    Lapsed {
        /// Could the office have known the draw by then?
        after_value: bool,
        /// When that was found.
        at: Instant,
        /// Reason.
        reason: String,
    },
    /// 作废: no public value in time.
    Void {
        /// When that was found, or stated.
        at: Instant,
        /// What the official who looked says of the source; those of before it had to be stated say nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
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
            Self::Lapsed { .. } => "lapsed",
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
    /// It has lapsed, is void or aborted.
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
            State::Lapsed { .. } | State::Void { .. } | State::Aborted { .. } => {
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

    /// Ends a commitment that nobody opened in time. That the source was silent is not said by it: somebody may as well have
    /// known the draw and have kept it to himself.
    ///
    /// # Errors
    /// [`EndError`] while the value may still come, without a reason, or if the commitment has ended.
    pub fn lapse(&mut self, reason: &str, now: Instant) -> Result<(), EndError> {
        self.is_open()?;
        self.is_over(now)?;
        let reason = reason_of(reason)?;
        self.state = State::Lapsed { after_value: now >= self.commitment.value_at, at: now, reason };
        Ok(())
    }

    /// States that the public value did not appear in time, of a commitment that waited for it or has lapsed. The source
    /// stands in the commitment, so whoever doubts that it was silent can look there.
    ///
    /// # Errors
    /// [`EndError`] while the value may still come, without a reason, or if the commitment has ended otherwise.
    pub fn void(&mut self, reason: &str, now: Instant) -> Result<(), EndError> {
        if !matches!(self.state, State::Lapsed { .. }) {
            self.is_open()?;
        }
        self.is_over(now)?;
        self.state = State::Void { at: now, reason: Some(reason_of(reason)?) };
        Ok(())
    }

    /// Ends a commitment for a reason.
    ///
    /// # Errors
    /// [`EndError`] without a reason, or if the commitment has ended.
    pub fn abort(&mut self, reason: &str, now: Instant) -> Result<(), EndError> {
        self.is_open()?;
        let reason = reason_of(reason)?;
        self.state = State::Aborted { after_value: now >= self.commitment.value_at, at: now, reason };
        Ok(())
    }

    fn is_open(&self) -> Result<(), EndError> {
        match self.state {
            State::Committed => Ok(()),
            _ => Err(EndError::Ended { state: self.state.name() }),
        }
    }

    fn is_over(&self, now: Instant) -> Result<(), EndError> {
        let until = after(self.commitment.value_at, self.wait_days);
        if now <= until { Err(EndError::Waiting { until }) } else { Ok(()) }
    }
}

fn reason_of(text: &str) -> Result<String, EndError> {
    if text.trim().is_empty() { Err(EndError::Reason) } else { Ok(text.to_owned()) }
}

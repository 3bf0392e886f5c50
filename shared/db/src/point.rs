//! Named points (故障点) at which a test ends this process as `kill -9` does: between two of them lies everything that may
//! be half done when a machine stops. A release build has none.

/// A point that a process may have come to when it ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Point {
    /// A step of a case is planned, and nothing of it written.
    StepUnwritten,
    /// It is written, and not committed.
    StepUncommitted,
    /// It is committed, and nobody has been told: neither who took it nor who follows.
    StepCommitted,
    /// What it leads to is about to be sent.
    EffectUnsent,
    /// Whoever was commanded has done it, and that is not put down.
    EffectHeard,
    /// A follower has heard of a change, and not taken it in.
    ChangeUntaken,
    /// It is taken in, and what follows from it is still to be worked out.
    ChangeTaken,
}

impl Point {
    /// All of them, in the order in which a decision comes to them.
    pub const ALL: [Self; 7] = [
        Self::StepUnwritten,
        Self::StepUncommitted,
        Self::StepCommitted,
        Self::EffectUnsent,
        Self::EffectHeard,
        Self::ChangeUntaken,
        Self::ChangeTaken,
    ];

    /// Its name.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::StepUnwritten => "step_unwritten",
            Self::StepUncommitted => "step_uncommitted",
            Self::StepCommitted => "step_committed",
            Self::EffectUnsent => "effect_unsent",
            Self::EffectHeard => "effect_heard",
            Self::ChangeUntaken => "change_untaken",
            Self::ChangeTaken => "change_taken",
        }
    }

    /// The process has come to this point with something: a step by its name, a feed by that of its service. It ends here
    /// if `FANGXIN_ENDS_AT` names both, as `step_committed approve`.
    #[cfg(debug_assertions)]
    pub fn reached(self, with: &str) {
        let wanted = ENDS_AT.get_or_init(ends_at).as_deref().and_then(|wanted| wanted.split_once(' '));
        if wanted == Some((self.token(), with)) {
            // Nothing is left to tell if it cannot be killed: then it goes on, and the test sees that.
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        }
    }

    /// The process goes on.
    #[cfg(not(debug_assertions))]
    pub const fn reached(self, _with: &str) {}
}

/// Where this process is to end.
#[cfg(debug_assertions)]
static ENDS_AT: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();

#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "how a test says where a process ends; no release build asks")]
fn ends_at() -> Option<String> {
    std::env::var("FANGXIN_ENDS_AT").ok()
}

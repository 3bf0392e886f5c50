//! How long to wait before a transaction is done again.

use std::time::Duration;

/// Tries of one transaction; the last waits are about half a second, all of them about six. Twelve were too few
/// for twenty writers of three records on a machine with more to do.
pub(crate) const MOST_TRIES: u32 = 20;

/// Tries while the database is away: a second connection helps if only the first one was cut.
pub(crate) const TRIES_AWAY: u32 = 3;

/// Doubles from 2 ms to half a second; a random half keeps those who collided once from colliding again.
pub(crate) fn pause(tries: u32) -> Duration {
    let most = 2_u64.saturating_pow(tries.saturating_add(1)).min(512);
    Duration::from_millis(most / 2 + fastrand::u64(0..=most / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_bounded() {
        assert!(pause(0) <= Duration::from_millis(2));
        for tries in 0..40 {
            assert!(pause(tries) <= Duration::from_millis(512));
        }
    }
}

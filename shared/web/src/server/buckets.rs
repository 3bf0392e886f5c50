//! Token buckets by key, in many parts, so that threads seldom wait for each other, and in bounded memory.

use crate::rates::Rate;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const NANOS: u64 = 1_000_000_000;
/// Parts, each behind a lock of its own.
const PARTS: usize = 64;
/// Buckets that a part remembers.
const REMEMBERED: usize = 1_024;

/// When a bucket will be full again, in nanoseconds since the beginning: all that must be known of it.
#[derive(Clone, Copy)]
struct Bucket {
    full_at: u64,
    /// Was its owner refused the last time?
    is_refusing: bool,
}

/// What is left in a bucket (余量).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    /// Whole tokens.
    pub(super) left: u32,
    /// Seconds until it is full, rounded up.
    pub(super) full_in: u64,
}

/// The bucket is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty {
    pub(super) level: Level,
    /// Seconds until there is a token again, rounded up.
    pub(super) wait: u64,
    /// Was there one the time before?
    pub(super) is_first: bool,
}

/// Everybody's buckets (令牌桶).
pub(super) struct Buckets {
    begun: Instant,
    keys: RandomState,
    parts: Box<[Mutex<HashMap<u64, Bucket>>]>,
}

impl Buckets {
    pub(super) fn new() -> Self {
        let parts = (0..PARTS).map(|_| Mutex::default()).collect();
        Self { begun: Instant::now(), keys: RandomState::new(), parts }
    }

    /// The key of whoever it is. It is made with a secret, so that nobody can choose somebody else's.
    pub(super) fn key(&self, whose: impl Hash) -> u64 {
        self.keys.hash_one(whose)
    }

    /// Time since the beginning.
    pub(super) fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Takes a token if there is one.
    pub(super) fn take(&self, key: u64, rate: Rate, now: Duration) -> Result<Level, Empty> {
        let (gap, now) = (gap(rate), nanos(now));
        self.with(key, now, |bucket| {
            let missing = bucket.full_at.saturating_sub(now);
            let most = gap.saturating_mul(u64::from(rate.burst()) - 1);
            if missing > most {
                let is_first = !std::mem::replace(&mut bucket.is_refusing, true);
                let wait = (missing - most).div_ceil(NANOS).max(1);
                return Err(Empty { level: level(missing, gap, rate), wait, is_first });
            }
            bucket.is_refusing = false;
            bucket.full_at = now.saturating_add(missing).saturating_add(gap);
            Ok(level(missing.saturating_add(gap), gap, rate))
        })
    }

    /// Takes so many tokens more, whether they are there or not: what they paid for has been given already. Nobody
    /// owes more than a burst.
    pub(super) fn owe(&self, key: u64, rate: Rate, cost: u32, now: Duration) -> Level {
        let (gap, now) = (gap(rate), nanos(now));
        self.with(key, now, |bucket| {
            let missing = bucket.full_at.saturating_sub(now).saturating_add(gap.saturating_mul(cost.into()));
            let missing = missing.min(gap.saturating_mul(2 * u64::from(rate.burst())));
            bucket.full_at = now.saturating_add(missing);
            level(missing, gap, rate)
        })
    }

    fn with<T>(&self, key: u64, now: u64, work: impl FnOnce(&mut Bucket) -> T) -> T {
        let place = usize::try_from(key % PARTS as u64).unwrap_or_default();
        let mut part = self.parts[place].lock().unwrap_or_else(PoisonError::into_inner);
        if part.len() >= REMEMBERED && !part.contains_key(&key) {
            make_room(&mut part, now);
        }
        work(part.entry(key).or_insert(Bucket { full_at: now, is_refusing: false }))
    }
}

/// Forgets buckets that are full, which is as good as knowing them; if none is, the one that will be full first.
fn make_room(part: &mut HashMap<u64, Bucket>, now: u64) {
    part.retain(|_, bucket| bucket.full_at > now);
    if part.len() >= REMEMBERED
        && let Some(key) = part.iter().min_by_key(|(_, bucket)| bucket.full_at).map(|(key, _)| *key)
    {
        part.remove(&key);
    }
}

/// Nanoseconds in which a token comes.
fn gap(rate: Rate) -> u64 {
    NANOS / u64::from(rate.second())
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn level(missing: u64, gap: u64, rate: Rate) -> Level {
    let whole = gap.saturating_mul(rate.burst().into());
    let left = u32::try_from(whole.saturating_sub(missing) / gap).unwrap_or(u32::MAX);
    Level { left, full_in: missing.div_ceil(NANOS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    fn rate(second: u32, burst: u32) -> Rate {
        Rate::new(second, burst).unwrap()
    }

    #[test]
    fn a_burst_passes_and_then_as_many_as_come_back() {
        let (buckets, rate) = (Buckets::new(), rate(10, 5));
        for left in (0..5).rev() {
            assert_eq!(buckets.take(1, rate, START).map(|level| level.left), Ok(left));
        }
        let empty = buckets.take(1, rate, START).unwrap_err();
        assert_eq!((empty.level.left, empty.wait, empty.is_first), (0, 1, true));
        assert!(!buckets.take(1, rate, START).unwrap_err().is_first);
        assert!(buckets.take(2, rate, START).is_ok(), "another one has a bucket of his own");
        let later = START + Duration::from_millis(100);
        assert_eq!(buckets.take(1, rate, later).map(|level| level.left), Ok(0));
        assert!(buckets.take(1, rate, later).unwrap_err().is_first, "there was one in between");
        let full = START + Duration::from_secs(60);
        assert_eq!(buckets.take(1, rate, full).map(|level| level.left), Ok(4), "no more than a burst");
    }

    #[test]
    fn what_a_request_cost_is_owed_up_to_a_burst() {
        let (buckets, rate) = (Buckets::new(), rate(10, 100));
        assert_eq!(buckets.take(1, rate, START).map(|level| level.left), Ok(99));
        assert_eq!(buckets.owe(1, rate, 9, START), Level { left: 90, full_in: 1 });
        assert_eq!(buckets.owe(1, rate, 1_000_000, START), Level { left: 0, full_in: 20 });
        assert_eq!(buckets.take(1, rate, START).unwrap_err().wait, 11, "a hundred owed, and one to be had");
        assert!(buckets.take(1, rate, START + Duration::from_secs(11)).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_who_owes_is_remembered() {
        let (buckets, rate) = (Buckets::new(), rate(1, 5));
        buckets.owe(0, rate, 10, START);
        (1..200_000).for_each(|key| assert!(buckets.take(key, rate, START).is_ok()));
        let held: usize = buckets.parts.iter().map(|part| part.lock().unwrap().len()).sum();
        assert_eq!(held, PARTS * REMEMBERED);
        assert!(buckets.take(0, rate, START).is_err());
        // A part whose buckets are all full again begins anew.
        let key = 200_000;
        assert!(buckets.take(key, rate, START + Duration::from_secs(60)).is_ok());
        assert_eq!(buckets.parts[key as usize % PARTS].lock().unwrap().len(), 1);
    }
}

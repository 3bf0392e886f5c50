//! Turns at what takes a while and much memory: so many at a time, a few wait, and nobody waits for long.

use crate::error::AccessError;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Who has a turn and who waits for one.
pub(crate) struct Turns {
    /// Most that have one at a time.
    at_a_time: usize,
    /// Most that wait for one.
    waiting: usize,
    /// How long they wait.
    patience: Duration,
    /// How many have one, and wait for one.
    now: Mutex<(usize, usize)>,
    free: Condvar,
}

/// A turn, which ends when it is dropped.
pub(crate) struct Turn<'t>(&'t Turns);

impl Turns {
    pub(crate) const fn new(at_a_time: usize, waiting: usize, patience: Duration) -> Self {
        Self { at_a_time, waiting, patience, now: Mutex::new((0, 0)), free: Condvar::new() }
    }

    /// A turn, perhaps after waiting for it.
    ///
    /// # Errors
    /// [`AccessError::Busy`] if too many wait already, or it took too long.
    pub(crate) fn take(&self) -> Result<Turn<'_>, AccessError> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.0 >= self.at_a_time {
            if now.1 >= self.waiting {
                return Err(AccessError::Busy);
            }
            now.1 += 1;
            let is_taken = |now: &mut (usize, usize)| now.0 >= self.at_a_time;
            let woken = self.free.wait_timeout_while(now, self.patience, is_taken);
            let (guard, late) = woken.unwrap_or_else(PoisonError::into_inner);
            now = guard;
            now.1 -= 1;
            if late.timed_out() {
                return Err(AccessError::Busy);
            }
        }
        now.0 += 1;
        Ok(Turn(self))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner).0 -= 1;
        self.0.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn whoever_waits_gets_the_next_turn() {
        let turns = Turns::new(1, 2, LONG);
        let now = || *turns.now.lock().unwrap();
        let first = turns.take().unwrap();
        thread::scope(|scope| {
            let later = [0, 1].map(|_| scope.spawn(|| turns.take().map(drop).is_ok()));
            while now() != (1, 2) {
                assert!(later.iter().all(|one| !one.is_finished()), "both wait");
                thread::yield_now();
            }
            drop(first);
            assert!(later.into_iter().all(|one| one.join().unwrap()));
        });
        assert_eq!(now(), (0, 0));
    }

    #[test]
    fn nobody_waits_where_too_many_do_or_for_too_long() {
        let turns = Turns::new(1, 0, LONG);
        let turn = turns.take().unwrap();
        assert!(matches!(turns.take(), Err(AccessError::Busy)));
        drop(turn);
        drop(turns.take().unwrap());

        let hasty = Turns::new(1, 1, Duration::from_millis(1));
        let _turn = hasty.take().unwrap();
        assert!(matches!(hasty.take(), Err(AccessError::Busy)));
        assert_eq!(*hasty.now.lock().unwrap(), (1, 0));
    }
}

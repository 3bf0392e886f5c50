//! Tells whoever waits in this process that the journal has grown.

use crate::position::Position;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Moment};

/// How often the journal is looked at while anybody waits: another process may have written, whose bell is not heard
/// here, and what was written may have to settle.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Rung after every write (变更提示). Who waits misses none that is rung after looking at the count. However many wait,
/// one of them looks at the journal for all.
#[derive(Default)]
pub struct Bell {
    state: Mutex<State>,
    waiting: Condvar,
}

#[derive(Default)]
struct State {
    rung: u64,
    /// Is nobody to wait any more?
    is_over: bool,
    /// When somebody last began to look at the journal.
    looked_at: Option<Moment>,
    /// The end that was seen then; nothing if something was still to settle.
    end: Option<Position>,
    /// How often it had been rung, if nothing was written while it was looked.
    quiet_since: Option<u64>,
}

impl Bell {
    /// How often it has been rung.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.state().rung
    }

    /// Something was written.
    pub fn ring(&self) {
        self.state().rung += 1;
        self.waiting.notify_all();
    }

    /// Nobody waits any more, for whoever follows is to stop.
    pub fn hush(&self) {
        self.state().is_over = true;
        self.waiting.notify_all();
    }

    /// Is nobody to wait any more?
    #[must_use]
    pub fn is_hushed(&self) -> bool {
        self.state().is_over
    }

    /// If it was seen a moment ago that nothing follows the place of a cursor, waits as [`Bell::wait`] does; tells whether
    /// something may follow. Whoever does not wait at all wants to know what is there now.
    pub fn wait_if_quiet(&self, after: Option<&str>, patience: Duration, look: impl Fn() -> Option<Position>) -> bool {
        let count = self.count();
        let given = |cursor| Position::of_cursor(cursor).filter(|place| *place != Position::default());
        let place = after.map_or(Some(Position::default()), given);
        let is_quiet = !patience.is_zero() && place.is_some_and(|place| self.is_quiet(count, place));
        !is_quiet || self.wait(count, patience, look)
    }

    /// Was it seen a moment ago that nothing follows this place, and has it not been rung since `count`?
    fn is_quiet(&self, count: u64, place: Position) -> bool {
        let state = self.state();
        let is_fresh = state.looked_at.is_some_and(|at| at.elapsed() < 2 * LOOK_AGAIN);
        is_fresh && state.quiet_since == Some(count) && state.end == Some(place)
    }

    /// Waits until it has been rung more often than `count`, at most `patience`; tells whether it has. `look` gives the
    /// end of the journal if nothing has to settle before it: where that has moved, the bell is rung for all.
    pub fn wait(&self, count: u64, patience: Duration, look: impl Fn() -> Option<Position>) -> bool {
        let until = Moment::now() + patience;
        let mut state = self.state();
        while state.rung <= count {
            let now = Moment::now();
            if now >= until || state.is_over {
                return false;
            }
            let due = *state.looked_at.get_or_insert(now) + LOOK_AGAIN;
            state = if now < due {
                let waited = self.waiting.wait_timeout(state, due.min(until) - now);
                waited.unwrap_or_else(PoisonError::into_inner).0
            } else {
                state.looked_at = Some(now);
                let before = state.rung;
                drop(state);
                let end = look();
                self.seen(end, before)
            };
        }
        true
    }

    /// Remembers what was seen by somebody who had heard it rung so often before.
    fn seen(&self, end: Option<Position>, before: u64) -> MutexGuard<'_, State> {
        let mut state = self.state();
        let was_written = state.rung != before;
        if end.is_none() || end != state.end {
            state.end = end;
            state.rung += 1;
            self.waiting.notify_all();
        }
        state.quiet_since = (!was_written && end.is_some()).then_some(state.rung);
        state
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

    const LONG: Duration = Duration::from_secs(60);

    fn at(seq: i64) -> Option<Position> {
        Some(Position { tx: 0, seq })
    }

    #[test]
    fn whoever_waits_hears_what_was_rung_after_the_count() {
        let bell = Bell::default();
        let count = bell.count();
        bell.ring();
        assert!(bell.wait(count, LONG, || panic!("nobody has to look")));
        assert!(!bell.wait(bell.count(), Duration::ZERO, || None));
    }

    #[test]
    fn nobody_waits_once_it_is_hushed() {
        let bell = Bell::default();
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(!bell.wait(0, LONG, || at(1)) || bell.count() > 0));
            bell.hush();
        });
        assert!(!bell.wait(bell.count(), LONG, || panic!("nobody looks")));
    }

    #[test]
    fn one_looks_for_all_and_rings_when_the_end_has_moved() {
        let (bell, end, looks) = (Bell::default(), AtomicI64::new(1), AtomicUsize::new(0));
        let look = || {
            looks.fetch_add(1, Ordering::Relaxed);
            at(end.load(Ordering::Acquire))
        };
        assert!(bell.wait(bell.count(), LONG, look), "an end that was not known");
        let count = bell.count();
        assert!(bell.is_quiet(count, Position { tx: 0, seq: 1 }));
        assert!(!bell.is_quiet(count, Position::default()), "something follows that place");
        looks.store(0, Ordering::Relaxed);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert!(bell.wait(count, LONG, look)));
            }
            end.store(2, Ordering::Release);
        });
        // One, unless it is kept from the processor so long that another looks in its place.
        assert!(looks.load(Ordering::Relaxed) < 8);
        bell.ring();
        assert!(!bell.is_quiet(bell.count(), Position { tx: 0, seq: 2 }), "something was written since");
    }

    #[test]
    fn what_has_to_settle_lets_everybody_look() {
        let bell = Bell::default();
        for _ in 0..2 {
            let count = bell.count();
            assert!(bell.wait(count, LONG, || None));
            assert!(!bell.is_quiet(bell.count(), Position::default()));
        }
    }

    #[test]
    fn nothing_is_quiet_if_it_was_rung_while_somebody_looked() {
        let bell = Bell::default();
        let look = || {
            bell.ring();
            at(1)
        };
        assert!(bell.wait(bell.count(), LONG, look));
        assert!(!bell.is_quiet(bell.count(), Position { tx: 0, seq: 1 }));
    }
}

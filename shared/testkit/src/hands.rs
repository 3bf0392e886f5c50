//! A clock that is set by hand.

use contracts::clock::Clock;
use domain::day::Day;
use domain::instant::Instant;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shows noon of the day to which it was turned, and goes on by as little as it can whenever somebody looks, so that what is
/// made later can be told from what was made earlier.
pub struct HandClock(Mutex<Instant>);

impl HandClock {
    /// One that shows noon of a day.
    #[must_use]
    pub fn on(day: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(noon(day))))
    }

    /// It is noon of another day.
    pub fn turn_to(&self, day: &str) {
        *self.shown() = noon(day);
    }

    /// Some time passes.
    pub fn pass_minutes(&self, minutes: i64) {
        let mut shown = self.shown();
        *shown = Instant::from_micros(shown.micros() + minutes * 60_000_000);
    }

    fn shown(&self) -> MutexGuard<'_, Instant> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for HandClock {
    fn now(&self) -> Instant {
        let mut shown = self.shown();
        *shown = Instant::from_micros(shown.micros() + 1);
        *shown
    }
}

fn noon(day: &str) -> Instant {
    let day = Day::parse(day).expect("a day");
    Instant::from_micros(Instant::start_of(day).micros() + 12 * 3_600_000_000)
}

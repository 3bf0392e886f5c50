//! The one place of the house that reads the time.

use contracts::clock::Clock;
use domain::day::Day;
use domain::instant::Instant;
use std::sync::Arc;
use std::time::{Instant as Moment, SystemTime, UNIX_EPOCH};

/// The present instant.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub(crate) fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Today in Asia/Shanghai.
pub(crate) fn today() -> Day {
    now().day()
}

/// The clock of this machine.
pub(crate) fn of_machine() -> Arc<dyn Clock> {
    Arc::new(Machine)
}

struct Machine;

impl Clock for Machine {
    fn now(&self) -> Instant {
        now()
    }
}

/// How time passes in a demo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pace {
    /// As on this machine.
    Real,
    /// Not at all.
    Fixed(Instant),
    /// So many times as fast, from now on or from where it had come before.
    Fast(u16),
}

impl Pace {
    /// A clock at this pace; a fast one has come to the day `reached` before.
    pub(crate) fn clock(self, reached: Option<Day>) -> Arc<dyn Clock> {
        match self {
            Self::Real => of_machine(),
            Self::Fixed(at) => Arc::new(Stopped(at)),
            Self::Fast(times) => {
                let began = reached.map(Instant::start_of).into_iter().fold(now(), Instant::max);
                Arc::new(Fast { times, began, since: Moment::now() })
            }
        }
    }

    /// How many times as fast as real time it passes, at least once.
    pub(crate) const fn times(self) -> u16 {
        match self {
            Self::Fast(times) => times,
            Self::Real | Self::Fixed(_) => 1,
        }
    }
}

struct Stopped(Instant);

impl Clock for Stopped {
    fn now(&self) -> Instant {
        self.0
    }
}

struct Fast {
    times: u16,
    began: Instant,
    since: Moment,
}

impl Clock for Fast {
    fn now(&self) -> Instant {
        let passed = i64::try_from(self.since.elapsed().as_micros()).unwrap_or(i64::MAX);
        Instant::from_micros(self.began.micros().saturating_add(passed.saturating_mul(i64::from(self.times))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_fast_clock_runs_ahead_and_a_fixed_one_stands() {
        let at = Instant::parse("2026-11-23T12:00:00+08:00").unwrap();
        let (fixed, fast) = (Pace::Fixed(at).clock(None), Pace::Fast(10_000).clock(None));
        let began = fast.now();
        std::thread::sleep(Duration::from_millis(5));
        assert!(fast.now().micros() - began.micros() >= 50_000_000, "50 seconds in 5 milliseconds");
        assert_eq!((fixed.now(), fixed.today().to_string()), (at, "2026-11-23".to_owned()));
        let reached = Day::parse("2139-01-01").unwrap();
        assert_eq!(Pace::Fast(60).clock(Some(reached)).today(), reached, "it goes on from there");
    }
}

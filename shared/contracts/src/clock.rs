//! The clock as a port: everything but the program's outermost part is given the time.

use domain::day::Day;
use domain::instant::Instant;

/// What tells the time (时钟).
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;

    /// The present day in Asia/Shanghai.
    fn today(&self) -> Day {
        self.now().day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Stopped(Instant);

    impl Clock for Stopped {
        fn now(&self) -> Instant {
            self.0
        }
    }

    #[test]
    fn today_is_the_day_in_shanghai() {
        let clock = Stopped(Instant::parse("2025-03-31T16:00:00Z").unwrap());
        assert_eq!(clock.today(), Day::parse("2025-04-01").unwrap());
    }
}

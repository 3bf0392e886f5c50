//! The one place of the house that reads the time.

use domain::day::Day;
use domain::instant::Instant;
use std::time::{SystemTime, UNIX_EPOCH};

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

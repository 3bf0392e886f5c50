//! Instants: UTC, whole microseconds; where a day begins in Asia/Shanghai.

use crate::day::Day;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Asia/Shanghai has been UTC+8 without daylight saving time since 1991-09-15.
const SHANGHAI_OFFSET_SECONDS: i64 = 8 * 3600;
const DAY_SECONDS: i64 = 86_400;
const MICROS: i64 = 1_000_000;

/// A moment, in microseconds since 1970-01-01T00:00:00Z. Finer parts are cut off, so that every
/// database gives back what it was given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instant(i64);

/// A text that is not an RFC 3339 instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an RFC 3339 instant such as 2025-04-01T00:00:00+08:00")]
pub struct InstantError(pub String);

impl Instant {
    /// The instant this many microseconds after the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// 00:00 of `day` in Asia/Shanghai.
    #[must_use]
    pub const fn start_of(day: Day) -> Self {
        Self((day.number() as i64 * DAY_SECONDS - SHANGHAI_OFFSET_SECONDS) * MICROS)
    }

    /// The last microsecond of `day` in Asia/Shanghai.
    #[must_use]
    pub const fn end_of(day: Day) -> Self {
        Self(Self::start_of(day.next()).0 - 1)
    }

    /// The day in Asia/Shanghai on which this instant falls.
    #[must_use]
    pub fn day(self) -> Day {
        let seconds = self.0.div_euclid(MICROS) + SHANGHAI_OFFSET_SECONDS;
        let number = seconds.div_euclid(DAY_SECONDS);
        Day::from_number(i32::try_from(number).unwrap_or(i32::MAX - 1))
    }

    /// Parses RFC 3339 with any offset; anything finer than a microsecond is cut.
    ///
    /// # Errors
    /// [`InstantError`] with the text.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) => Ok(Self(at.timestamp_micros())),
            Err(_) => Err(InstantError(text.to_owned())),
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = DateTime::<Utc>::UNIX_EPOCH
            .checked_add_signed(TimeDelta::microseconds(self.0))
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        f.write_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_sixteen_hundred_utc_of_the_day_before() {
        let day = Day::parse("2025-04-01").unwrap();
        assert_eq!(Instant::start_of(day).to_string(), "2025-03-31T16:00:00Z");
        assert_eq!(Instant::start_of(day).day(), day);
        assert_eq!(Instant::end_of(day).day(), day);
        assert_eq!(Instant::parse("2025-04-01T00:00:00+08:00").unwrap(), Instant::start_of(day));
    }

    #[test]
    fn finer_than_a_microsecond_is_cut() {
        let a = Instant::parse("2025-04-01T00:00:00.123456789Z").unwrap();
        assert_eq!(a.micros() % 1_000_000, 123_456);
    }
}

//! A calendar month in Chinese time.

use domain::day::Day;
use domain::instant::Instant;
use std::fmt;

/// A calendar month (月份), within which something was received.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Month {
    first: Day,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self { first: day.month_start() }
    }

    /// Reads `2026-10`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Day::parse(&format!("{text}-01")).ok().map(Self::of)
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        self.next().first.plus_days(-1)
    }

    /// The month behind it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.plus_months(1) }
    }

    /// Its first microsecond, and the first one behind it.
    pub(crate) fn span(self) -> (i64, i64) {
        (Instant::start_of(self.first).micros(), Instant::start_of(self.next().first).micros())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.first.to_string();
        f.write_str(day.get(..7).unwrap_or(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_in_chinese_time() {
        let month = Month::parse("2026-02").unwrap();
        assert_eq!((month.to_string(), month.last().to_string()), ("2026-02".to_owned(), "2026-02-28".to_owned()));
        let at = |text| Instant::parse(text).unwrap().micros();
        assert_eq!(month.span(), (at("2026-02-01T00:00:00+08:00"), at("2026-03-01T00:00:00+08:00")));
        assert_eq!(Month::of(month.last()), month);
        for none in ["2026-13", "2026-2", "2026", "2026-02-01", "", "二月"] {
            assert_eq!(Month::parse(none), None, "{none}");
        }
    }
}

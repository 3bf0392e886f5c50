//! A calendar month, as it is asked for and told.

use domain::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar month (月份), `2026-10`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(Day);

/// What is no month.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("“{0}”不是 YYYY-MM 形式的月份 is not a month of the form YYYY-MM")]
pub struct NoMonth(String);

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self(day.month_start())
    }

    /// The last month that is over on a day.
    #[must_use]
    pub fn before(day: Day) -> Self {
        Self::of(day.month_start().plus_days(-1))
    }

    /// Its first day.
    #[must_use]
    pub const fn start(self) -> Day {
        self.0
    }

    /// The first day after it.
    #[must_use]
    pub fn off(self) -> Day {
        self.0.plus_months(1)
    }
}

impl TryFrom<String> for Month {
    type Error = NoMonth;

    fn try_from(text: String) -> Result<Self, NoMonth> {
        Day::parse(&format!("{text}-01")).ok().map(Self).ok_or(NoMonth(text))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.0.to_string();
        f.write_str(day.strip_suffix("-01").unwrap_or(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_as_it_is_read() {
        let read = |text: &str| Month::try_from(text.to_owned());
        let month = read("2026-10").unwrap();
        assert_eq!((month.to_string(), month.off().to_string()), ("2026-10".to_owned(), "2026-11-01".to_owned()));
        assert_eq!(Month::before(month.off()), month);
        assert_eq!(Month::before(Day::parse("2026-01-31").unwrap()), read("2025-12").unwrap());
        for wrong in ["", "2026", "2026-13", "2026-1", "2026-10-01", "2026-10-", "+026-10"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

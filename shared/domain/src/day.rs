//! Days in Asia/Shanghai and the arithmetic of complete months.

use chrono::{Datelike, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A civil day (日) in Asia/Shanghai, counted from 1970-01-01 = 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A text that is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a day of the form YYYY-MM-DD")]
pub struct DayError(pub String);

const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(1970, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl Day {
    /// The sentinel for "no end": later than every real day. Only used as the end of a span.
    pub const FOREVER: Self = Self(i32::MAX);
    /// The sentinel for "no beginning": earlier than every real day.
    pub const DAWN: Self = Self(i32::MIN);

    /// The day with this number, counted from 1970-01-01.
    #[must_use]
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01; negative before.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day of a calendar date, or nothing if there is no such date.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_date)
    }

    /// The day of a chrono date.
    #[must_use]
    pub fn from_date(date: NaiveDate) -> Self {
        let number = date.signed_duration_since(EPOCH).num_days();
        Self(i32::try_from(number).unwrap_or(i32::MAX - 1))
    }

    /// The chrono date of this day; the sentinels give chrono's own extremes.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        let far = if self.0 < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
        EPOCH.checked_add_signed(chrono::TimeDelta::days(i64::from(self.0))).unwrap_or(far)
    }

    /// True for [`Day::FOREVER`] and [`Day::DAWN`].
    #[must_use]
    pub const fn is_sentinel(self) -> bool {
        self.0 == i32::MAX || self.0 == i32::MIN
    }

    /// This day plus `days` (may be negative); sentinels stay.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        if self.is_sentinel() { self } else { Self(self.0.saturating_add(days)) }
    }

    /// The day after.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus_days(1)
    }

    /// The same-numbered day `months` later, or the last day of that month (民法典 Arts. 200-204).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        if self.is_sentinel() {
            return self;
        }
        self.date().checked_add_months(Months::new(months)).map_or(Self::FOREVER, Self::from_date)
    }

    /// Complete calendar months from `self` to `later` with end-of-month clamp; 0 if `later` is
    /// not later. It is the largest `m` with `self.plus_months(m) <= later`.
    #[must_use]
    pub fn complete_months_until(self, later: Self) -> u32 {
        if later <= self {
            return 0;
        }
        let (a, b) = (self.date(), later.date());
        let whole = (b.year() - a.year()) * 12 + b.month().cast_signed() - a.month().cast_signed();
        let upper = u32::try_from(whole).unwrap_or(0);
        if self.plus_months(upper) <= later { upper } else { upper.saturating_sub(1) }
    }

    /// The latest day that is at least `months` complete months old on `self`: a day `d` satisfies
    /// `d.complete_months_until(self) >= months` exactly when `d <= self.aged(months)`.
    #[must_use]
    pub fn aged(self, months: u32) -> Self {
        if self.is_sentinel() {
            return self;
        }
        let back = self.date().checked_sub_months(Months::new(months)).map_or(Self::DAWN, Self::from_date);
        // Clamping makes several days reach the same target: walk to the last of them.
        let mut latest = back;
        while latest.next().plus_months(months) <= self {
            latest = latest.next();
        }
        latest
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// Is it a Saturday or a Sunday?
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.date().weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// First day of this day's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        self.date().with_day(1).map_or(self, Self::from_date)
    }

    /// Parses `YYYY-MM-DD` strictly.
    ///
    /// # Errors
    /// [`DayError`] with the text if it is of another shape or no such date exists.
    pub fn parse(text: &str) -> Result<Self, DayError> {
        let bad = || DayError(text.to_owned());
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return Err(bad());
        }
        let number = |range: std::ops::Range<usize>| -> Option<u32> {
            let part = text.get(range)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
        };
        let year = number(0..4).ok_or_else(bad)?;
        let month = number(5..7).ok_or_else(bad)?;
        let day = number(8..10).ok_or_else(bad)?;
        Self::from_ymd(year.cast_signed(), month, day).ok_or_else(bad)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::FOREVER => f.write_str("forever"),
            Self::DAWN => f.write_str("dawn"),
            day => fmt::Display::fmt(&day.date(), f),
        }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Self, DayError> {
        Self::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_sentinel() { serializer.serialize_none() } else { serializer.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn months_clamp_to_the_end_of_the_month() {
        assert_eq!(day("2024-01-31").plus_months(1), day("2024-02-29"));
        assert_eq!(day("2024-02-29").plus_months(12), day("2025-02-28"));
        assert_eq!(day("2023-02-28").plus_months(12), day("2024-02-28"));
    }

    #[test]
    fn exactly_twelve_months_is_twelve() {
        assert_eq!(day("2025-11-23").complete_months_until(day("2026-11-23")), 12);
        assert_eq!(day("2025-11-24").complete_months_until(day("2026-11-23")), 11);
        assert_eq!(day("2024-02-29").complete_months_until(day("2025-02-28")), 12);
    }

    #[test]
    fn refuses_other_shapes_and_impossible_dates() {
        for text in ["2025-2-1", "2025/02/01", "2025-02-30", "20250201", "", "2025-02-01 ", "２０２５-02-01"] {
            assert!(Day::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn complete_months_is_the_largest_that_fits(a in 0i32..40_000, gap in 0i32..4_000) {
            let (a, b) = (Day::from_number(a), Day::from_number(a + gap));
            let m = a.complete_months_until(b);
            prop_assert!(a.plus_months(m) <= b);
            prop_assert!(a.plus_months(m + 1) > b);
        }

        #[test]
        fn aged_is_the_boundary(b in 2_000i32..40_000, months in 0u32..80) {
            let b = Day::from_number(b);
            let edge = b.aged(months);
            prop_assert!(edge.complete_months_until(b) >= months);
            prop_assert!(months == 0 || edge.next().complete_months_until(b) < months);
        }

        #[test]
        fn print_then_parse_is_identity(n in -20_000i32..60_000) {
            let d = Day::from_number(n);
            prop_assert_eq!(Day::parse(&d.to_string()).unwrap(), d);
        }
    }
}

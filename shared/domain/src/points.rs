//! Points in thousandths (milli-points) and their display.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// Rating points (分值) in thousandths. Decisions are taken on these integers; only display rounds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Milli(pub i64);

impl Milli {
    /// Whole points.
    #[must_use]
    pub const fn from_points(points: i64) -> Self {
        Self(points * 1000)
    }

    /// Whole points for display, rounded half up.
    #[must_use]
    pub const fn rounded(self) -> i64 {
        (self.0 + 500).div_euclid(1000)
    }
}

/// Prints with exactly three decimals: `840.000`.
impl fmt::Display for Milli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let n = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:03}", n / 1000, n % 1000))
    }
}

impl Add for Milli {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Milli {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Milli {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Milli {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Sum for Milli {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_keeps_three_decimals_and_rounding_is_half_up() {
        assert_eq!(Milli(840_000).to_string(), "840.000");
        assert_eq!(Milli(-1_500).to_string(), "-1.500");
        assert_eq!(Milli(1_499).rounded(), 1);
        assert_eq!(Milli(1_500).rounded(), 2);
        assert_eq!(Milli(-1_500).rounded(), -1);
    }
}

//! A figure as it is shown: whole numbers, cut, never rounded.

use serde::{Deserialize, Serialize};

/// A ratio of whole numbers (指标值).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Figure {
    /// Of how many.
    pub of: u64,
    /// How many were as they should be.
    pub good: u64,
}

impl Figure {
    /// With one more.
    #[must_use]
    pub const fn and(self, of: bool, good: bool) -> Self {
        Self { of: self.of + of as u64, good: self.good + good as u64 }
    }

    /// Hundredths of a per cent, cut; nothing where there is nothing to compare with: never the whole.
    #[must_use]
    pub const fn parts(self) -> Option<u64> {
        (self.good * 10_000).checked_div(self.of)
    }

    /// As it is shown, such as `98.01`; nothing where there are no data.
    #[must_use]
    pub fn text(self) -> Option<String> {
        self.parts().map(|parts| format!("{}.{:02}", parts / 100, parts % 100))
    }

    /// Does it reach a target in thousandths? Compared as whole numbers, so that nothing that is shown rounded
    /// decides. Nothing where there are no data.
    #[must_use]
    pub const fn reaches(self, permille: u64) -> Option<bool> {
        if self.of == 0 { None } else { Some(self.good * 1_000 >= permille * self.of) }
    }
}

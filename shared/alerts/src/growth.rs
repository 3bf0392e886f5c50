//! Growth alerts (投诉增长预警): months with more filings than chance explains (settled readings, 16).
//!
//! # The null
//!
//! A merchant's level is its expected complaints E times a gamma factor of mean 1 and variance `between` (merchants of
//! a stratum differ, and keep their level), each month again times one of variance `month`; the count is Poisson. Both
//! are fitted anew for each month on the twelve months before it (`dispersion`), never on the month itself.
//!
//! So a month against E/12 is gamma-Poisson with relative variance `(1 + between)(1 + month) − 1`. Against the
//! merchant's own months, of which it had Y filings, its level is known better: it is E times a gamma factor of
//! mean `(k + wY)/(k + wE)` and relative variance `1/(k + wY)`, with `k = 1/between` and `w = 1/(1 + Y·month/12)`,
//! which takes from the own months what they owe to noise. The threshold takes the mean of the own months instead where
//! that is larger, since levels may lie farther apart than a gamma law has them.
//!
//! # The thresholds
//!
//! A month exceeds both if both tail probabilities of its count lie below one level, and the count reaches the least.
//! Given its own months, the probability that a merchant's month does so by chance is the second tail at its
//! threshold. The level is the largest at which these sum to at most the stated number of false alarms, found in
//! steps of about 1 %, and no larger than the policy's largest. But for such a step it is never below the share, the
//! stated number divided by the merchants, at which the sum cannot exceed it; it is above the share since counts are
//! whole, most merchants never reach the least, and both conditions must hold.

mod dispersion;
mod level;
mod rules;
mod tail;

pub use dispersion::Dispersion;
pub use rules::{Bounds, GrowthRules};

use level::Null;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A merchant's months (各月投诉数).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Merchant {
    /// Number of the merchant; no two have the same.
    pub subject: i64,
    /// Number of its stratum in the month's peers' table (同类分层).
    pub stratum: u32,
    /// Expected complaints E in the twelve months before, in thousandths; 0 is taken as 1.
    pub expected: u32,
    /// Of the twelve months before, those in which it traded, so that E is of so many months; from 1 to 12.
    pub months: u8,
    /// Filings that count in each of the twelve months before, in any order.
    pub before: [u32; 12],
    /// Filings that count in the month.
    pub observed: u32,
}

/// A merchant whose month exceeds both what is expected and its own level; it waits for an official.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GrowthAlert {
    /// Number of the merchant.
    pub subject: i64,
    /// Number of its stratum.
    pub stratum: u32,
    /// Filings in the month.
    pub observed: u32,
    /// Expected in a month by its peers, in thousandths, rounded down (E/12).
    pub expected: u64,
    /// Mean of its own months, in thousandths, rounded down.
    pub own: u64,
    /// What the second threshold rests on, in thousandths, rounded down: what is expected in a month after its own
    /// months and its peers, or the mean of its own months if that is larger.
    pub own_expected: u64,
    /// Fewest filings that exceed what is expected.
    pub least_expected: u32,
    /// Fewest filings that exceed its own level.
    pub least_own: u32,
    /// Fewest filings that would have given this alert.
    pub threshold: u32,
    /// Probability of so many filings or more by chance, as its peers have it, in parts of 10¹², rounded up.
    pub tail_expected: u64,
    /// The same after its own months.
    pub tail_own: u64,
    /// How much merchants and months differ.
    pub dispersion: Dispersion,
}

/// The growth alerts of a city and month, and what they rest on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Growth {
    /// Merchants that were looked at.
    pub merchants: usize,
    /// The stated number of false alarms a merchant, in parts of 10¹², rounded up.
    pub share: u64,
    /// The level that both tail probabilities must lie below, in parts of 10¹², rounded up.
    pub level: u64,
    /// Expected false alarms at that level, in thousandths, rounded up: at most the stated number.
    pub false_alarms: u64,
    /// By stratum.
    pub dispersions: BTreeMap<u32, Dispersion>,
    /// In order of merchant.
    pub alerts: Vec<GrowthAlert>,
}

/// Finds the merchants of a city whose month exceeds both. The order of `merchants` never matters; one filing more in
/// the month removes no alert, and changes no threshold.
#[must_use]
pub fn find(merchants: &[Merchant], rules: &GrowthRules) -> Growth {
    let dispersions = dispersion::fit(merchants, rules);
    let null = |merchant: &Merchant| {
        let dispersion = dispersions.get(&merchant.stratum).copied().unwrap_or_default();
        Null::of(merchant, &dispersion)
    };
    // Merchants of the same past have the same threshold.
    let mut alike: BTreeMap<(u32, u32, u8, u64), (Null, u64)> = BTreeMap::new();
    for merchant in merchants {
        let key = (merchant.stratum, merchant.expected, merchant.months, merchant.total());
        alike.entry(key).or_insert_with(|| (null(merchant), 0)).1 += 1;
    }
    let level = level::choose(alike.values(), merchants.len(), rules);
    let mut alerts: Vec<GrowthAlert> = merchants
        .iter()
        .filter(|merchant| merchant.observed >= rules.least)
        .filter_map(|merchant| {
            let dispersion = dispersions.get(&merchant.stratum).copied().unwrap_or_default();
            null(merchant).alert(merchant, dispersion, level.below, rules.least)
        })
        .collect();
    alerts.sort_unstable_by_key(|alert| alert.subject);
    Growth {
        merchants: merchants.len(),
        share: tail::parts(level.share),
        level: tail::parts(level.below),
        false_alarms: level.false_alarms,
        dispersions,
        alerts,
    }
}

impl Merchant {
    /// Filings of all months before.
    fn total(&self) -> u64 {
        self.before.iter().copied().map(u64::from).sum()
    }

    fn months(&self) -> u64 {
        u64::from(self.months.clamp(1, 12))
    }
}

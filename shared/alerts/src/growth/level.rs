//! One level for all merchants of a city, so that false alarms come to a stated number.

use super::dispersion::Dispersion;
use super::tail::{GammaPoisson, parts};
use super::{GrowthAlert, GrowthRules, Merchant};
use std::collections::BTreeMap;

/// Parts of one in which probabilities are summed: whole numbers, whose order never matters.
const PARTS: f64 = 18_446_744_073_709_551_616.0;
/// Levels are told apart by the exponent and the first six bits behind the point of a number.
const STEP_BITS: u32 = 52 - 6;

/// No count is large enough.
const NONE: u32 = u32::MAX;

/// A merchant's month by chance.
#[derive(Clone, Copy)]
pub(super) struct Null {
    /// As its peers have it.
    peers: GammaPoisson,
    /// After its own months.
    own: GammaPoisson,
    /// As its own months have it, whatever its peers say: else a merchant that has always stood far above them would
    /// be measured by a level between both.
    habit: GammaPoisson,
}

impl Null {
    pub(super) fn of(merchant: &Merchant, dispersion: &Dispersion) -> Self {
        let expected = f64::from(merchant.expected.max(1)) / 1_000.0;
        // Sums of 32-bit counts are far below what a float holds exactly.
        let (year, months) = (merchant.total() as f64, merchant.months() as f64);
        let between = f64::from(dispersion.between.max(1)) / 1_000.0;
        let month = f64::from(dispersion.month) / 1_000.0;
        let (shape, trust) = (1.0 / between, 1.0 / (1.0 + year * month / months));
        let level = (shape + trust * year) / (shape + trust * expected);
        let spread = |level: f64| (1.0 + level) * (1.0 + month) - 1.0;
        let own = GammaPoisson { mean: expected / months * level, spread: spread(1.0 / (shape + trust * year)) };
        Self {
            peers: GammaPoisson { mean: expected / months, spread: spread(between) },
            own,
            habit: GammaPoisson { mean: own.mean.max(year / months), ..own },
        }
    }

    /// The larger of both tail probabilities.
    fn tail(&self, count: u32) -> f64 {
        self.peers.at_least(count).max(self.habit.at_least(count))
    }

    /// The alert of a month that reaches the thresholds of a level.
    pub(super) fn alert(
        &self,
        merchant: &Merchant,
        dispersion: Dispersion,
        below: f64,
        least: u32,
    ) -> Option<GrowthAlert> {
        let least_expected = first(least, |count| self.peers.at_least(count) < below);
        let least_own = first(least, |count| self.habit.at_least(count) < below);
        let threshold = least_expected.max(least_own);
        (threshold < NONE && merchant.observed >= threshold).then(|| GrowthAlert {
            subject: merchant.subject,
            stratum: merchant.stratum,
            observed: merchant.observed,
            expected: u64::from(merchant.expected) / merchant.months(),
            own: 1_000 * merchant.total() / merchant.months(),
            own_expected: libm::floor(1_000.0 * self.habit.mean) as u64,
            least_expected,
            least_own,
            threshold,
            tail_expected: parts(self.peers.at_least(merchant.observed)),
            tail_own: parts(self.habit.at_least(merchant.observed)),
            dispersion,
        })
    }
}

/// The first count from `least` on for which it is true, after which it stays true; else [`NONE`].
fn first(least: u32, is_beyond: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut step) = (least, 1_u32);
    // Everything before `low` is known to be false.
    while !is_beyond(low.saturating_add(step - 1)) && low < NONE {
        low = low.saturating_add(step);
        step = step.saturating_mul(2);
    }
    let mut high = low.saturating_add(step - 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_beyond(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// The level, and what follows from it.
pub(super) struct Level {
    /// Tail probabilities below this give an alert.
    pub(super) below: f64,
    /// The stated number of false alarms a merchant.
    pub(super) share: f64,
    /// Expected false alarms in thousandths, rounded up.
    pub(super) false_alarms: u64,
}

/// Chooses the largest level at which no more false alarms are expected than are stated, over merchants alike.
pub(super) fn choose<'n>(alike: impl Iterator<Item = &'n (Null, u64)>, merchants: usize, rules: &GrowthRules) -> Level {
    let stated = f64::from(rules.false_alarms);
    let most = f64::from(rules.tail_most) / 1_000.0;
    let share = (stated / (merchants.max(1) as f64)).min(most);
    // What comes by chance less often than this in the whole city is left out.
    let negligible = share / 1e6;
    let mut steps: BTreeMap<u64, u128> = BTreeMap::new();
    for (null, times) in alike {
        let mut count = first(rules.least, |count| null.tail(count) < most);
        let mut chance = null.own.at_least(count);
        while chance > negligible && count < NONE {
            // Counts so large that one is little are taken some at a time.
            let next = count.saturating_add(1 + count / 1_024);
            let fewer = null.own.at_least(next);
            let gain = (chance - fewer).max(0.0) * PARTS;
            *steps.entry(null.tail(count).to_bits() >> STEP_BITS).or_default() += gain as u128 * u128::from(*times);
            (count, chance) = (next, fewer);
        }
    }
    let bound = (stated * PARTS) as u128;
    let (mut sum, mut below) = (0_u128, most);
    for (step, gain) in steps {
        if sum + gain > bound {
            below = f64::from_bits(step << STEP_BITS);
            break;
        }
        sum += gain;
    }
    let false_alarms = libm::ceil(sum as f64 / PARTS * 1_000.0) as u64;
    Level { below, share, false_alarms }
}

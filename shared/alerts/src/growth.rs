//! Growth beyond chance (投诉异常增长): a month against what peers make one expect, and against the merchant's own twelve
//! months before. Both must be exceeded, by at least a few complaints (settled readings, 16).
//!
//! **If nothing has grown**, complaints come by chance around a level that every merchant has for itself, and the levels
//! of a stratum are spread as a gamma distribution whose shape is fitted to the stratum each month. Then a month, seen
//! beside the twelve before it, is negative binomial with parameters that are known exactly. The threshold is chosen so
//! that the alarms that chance alone is expected to raise in the whole city and month are the stated number.

use crate::rules::Rules;
use crate::tail::gamma_poisson_at_least;
use std::collections::BTreeMap;

/// A merchant in the month that is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Month {
    /// Whose.
    pub subject: i64,
    /// Its stratum, by its place in the list of strata.
    pub stratum: usize,
    /// Complaints of the month.
    pub now: u32,
    /// Complaints of the twelve months before.
    pub before: u32,
}

/// A stratum of peers, and how unlike its merchants are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Level {
    /// Complaints of a merchant and month that one expects.
    pub monthly: f64,
    /// Shape of the gamma distribution of its merchants' levels: the smaller, the more unlike they are.
    pub shape: f64,
}

/// Growth that an official should look at (投诉异常增长预警).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Growth {
    /// Whose, and in what month.
    pub month: Month,
    /// What its stratum has.
    pub level: Level,
    /// How likely so many or more are by the stratum alone.
    pub by_peers: f64,
    /// How likely so many or more are by the stratum and its own twelve months.
    pub by_own: f64,
    /// The likelihood below which both had to be.
    pub threshold: f64,
}

/// Narrowest and widest spread that is believed of a stratum.
const SHAPES: (f64, f64) = (0.05, 100.0);
/// Largest threshold: what comes in one month of twenty is no growth, however small a city is.
const MOST: f64 = 0.05;
/// Months before.
const BEFORE: f64 = 12.0;

/// The level of each stratum, from the twelve months before: mean and spread of the counts of its merchants, those
/// without any among them.
#[must_use]
pub fn levels(months: &[Month], strata: usize) -> Vec<Level> {
    let mut sums = vec![(0u64, 0u64, 0u64); strata];
    for month in months {
        if let Some((many, sum, squares)) = sums.get_mut(month.stratum) {
            *many += 1;
            *sum += u64::from(month.before);
            *squares += u64::from(month.before) * u64::from(month.before);
        }
    }
    let level = |(many, sum, squares): (u64, u64, u64)| {
        if many < 2 || sum == 0 {
            return Level { monthly: 0.0, shape: 1.0 };
        }
        let (many, sum, squares) = (many as f64, sum as f64, squares as f64);
        let mean = sum / many;
        let variance = (squares - sum * mean) / (many - 1.0);
        // What is spread beyond chance is the spread of the levels.
        let beyond = (variance - mean).max(mean * mean / SHAPES.1);
        Level { monthly: mean / BEFORE, shape: (mean * mean / beyond).clamp(SHAPES.0, SHAPES.1) }
    };
    sums.into_iter().map(level).collect()
}

/// How likely `now` or more are in a month, by the stratum alone and by the stratum and the twelve months before.
fn likelihoods(now: u32, before: u32, level: Level) -> (f64, f64) {
    let Level { monthly, shape } = level;
    let by_peers = gamma_poisson_at_least(u64::from(now), monthly, shape);
    // What is known after twelve months of a level that was spread so before.
    let shape_after = shape + f64::from(before);
    let mean_after = shape_after / (shape / monthly + BEFORE);
    (by_peers, gamma_poisson_at_least(u64::from(now), mean_after, shape_after))
}

/// The fewest complaints of a month that are growth at a threshold.
fn fewest(before: u32, level: Level, least: u32, threshold: f64) -> u32 {
    let is_growth = |now| {
        let (by_peers, by_own) = likelihoods(now, before, level);
        by_peers <= threshold && by_own <= threshold
    };
    // Doubling, then halving: what is growth stays so with one more.
    let mut high = least.max(1);
    while !is_growth(high) && high < 1 << 20 {
        high *= 2;
    }
    let mut low = least.max(1);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_growth(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    high
}

/// Merchants alike in stratum and twelve months before, and how many they are.
type Alike = BTreeMap<(usize, u32), u64>;

/// Alarms that chance alone is expected to raise at a threshold.
fn false_alarms(alike: &Alike, levels: &[Level], least: u32, threshold: f64) -> f64 {
    let of_some = alike.iter().filter_map(|((stratum, before), many)| {
        let level = *levels.get(*stratum)?;
        let now = fewest(*before, level, least, threshold);
        Some(*many as f64 * likelihoods(now, *before, level).1)
    });
    of_some.sum()
}

/// Growth in a month of a city, in order of the subjects, and the threshold that was used.
#[must_use]
pub fn growth(months: &[Month], levels: &[Level], rules: &Rules) -> (Vec<Growth>, f64) {
    let is_known = |month: &&Month| levels.get(month.stratum).is_some_and(|level| level.monthly > 0.0);
    let mut alike = Alike::new();
    for month in months.iter().filter(is_known) {
        *alike.entry((month.stratum, month.before)).or_default() += 1;
    }
    let threshold = threshold(&alike, levels, rules);
    let mut found: Vec<Growth> = months
        .iter()
        .filter(is_known)
        .filter(|month| month.now >= rules.growth_least)
        .filter_map(|month| {
            let level = *levels.get(month.stratum)?;
            let (by_peers, by_own) = likelihoods(month.now, month.before, level);
            let is_growth = by_peers <= threshold && by_own <= threshold;
            is_growth.then_some(Growth { month: *month, level, by_peers, by_own, threshold })
        })
        .collect();
    found.sort_by_key(|growth| growth.month.subject);
    (found, threshold)
}

/// The largest threshold at which chance alone is expected to raise no more alarms than are stated.
fn threshold(alike: &Alike, levels: &[Level], rules: &Rules) -> f64 {
    let wanted = f64::from(rules.growth_false_alarms);
    let (mut low, mut high) = (1e-12, MOST);
    if false_alarms(alike, levels, rules.growth_least, high) <= wanted {
        return high;
    }
    for _ in 0..40 {
        let middle = libm::sqrt(low * high);
        if false_alarms(alike, levels, rules.growth_least, middle) <= wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

//! How much the merchants of a stratum differ, and their months (离散度): fitted by the method of moments, in whole
//! numbers, so that no order matters.

use super::{Bounds, GrowthRules, Merchant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Relative variances in thousandths, within the bounds of the policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Dispersion {
    /// Of the levels of merchants, each against its expectation (主体之间).
    pub between: u32,
    /// Of a merchant's months, each against its level (各月之间).
    pub month: u32,
    /// Merchants that it was fitted on: those of the stratum, or of the city if the stratum has too few.
    pub merchants: u32,
}

/// Sums over merchants.
#[derive(Clone, Copy, Default)]
struct Moments {
    merchants: u32,
    /// Of (Y − E)² − Y, in millionths.
    excess: i128,
    /// Of E², in millionths.
    squares: i128,
    /// Of x(x − 1) over months.
    month_pairs: i128,
    /// Of Y(Y − 1).
    year_pairs: i128,
}

impl Moments {
    fn add(&mut self, merchant: &Merchant) {
        let (year, expected) = (i128::from(merchant.total()), i128::from(merchant.expected.max(1)));
        let away = 1_000 * year - expected;
        self.merchants += 1;
        self.excess += away * away - 1_000_000 * year;
        self.squares += expected * expected;
        // Months before a merchant opened say nothing of how its months differ.
        if merchant.months() == 12 {
            let pairs = |count: i128| count * (count - 1);
            self.month_pairs += merchant.before.iter().map(|count| pairs(i128::from(*count))).sum::<i128>();
            self.year_pairs += pairs(year);
        }
    }

    fn join(&mut self, other: &Self) {
        self.merchants += other.merchants;
        self.excess += other.excess;
        self.squares += other.squares;
        self.month_pairs += other.month_pairs;
        self.year_pairs += other.year_pairs;
    }

    /// In twelve equal months pairs within a month are 1/12 of all pairs; a relative variance b makes it
    /// (1 + b)/(12 + b). The year's factor then has the relative variance b/12, which the excess holds too.
    fn fit(&self, rules: &GrowthRules) -> Dispersion {
        let month = match self.year_pairs - self.month_pairs {
            0 if self.year_pairs == 0 => i128::from(rules.month.least),
            0 => i128::from(rules.month.most),
            apart => 1_000 * (12 * self.month_pairs - self.year_pairs) / apart,
        };
        let month = bounded(month, rules.month);
        let all = 1_000 + (1_000 * self.excess).checked_div(self.squares).unwrap_or(0);
        let between = all * 12_000 / (12_000 + i128::from(month)) - 1_000;
        Dispersion { between: bounded(between, rules.between), month, merchants: self.merchants }
    }
}

fn bounded(value: i128, bounds: Bounds) -> u32 {
    let most = i128::from(bounds.most);
    u32::try_from(value.clamp(i128::from(bounds.least).min(most), most)).unwrap_or(bounds.most)
}

/// The dispersion of each stratum.
pub(super) fn fit(merchants: &[Merchant], rules: &GrowthRules) -> BTreeMap<u32, Dispersion> {
    let mut strata: BTreeMap<u32, Moments> = BTreeMap::new();
    for merchant in merchants {
        strata.entry(merchant.stratum).or_default().add(merchant);
    }
    let mut city = Moments::default();
    strata.values().for_each(|moments| city.join(moments));
    let fitted = |moments: &Moments| {
        if moments.merchants < rules.stratum_least { city.fit(rules) } else { moments.fit(rules) }
    };
    strata.iter().map(|(stratum, moments)| (*stratum, fitted(moments))).collect()
}

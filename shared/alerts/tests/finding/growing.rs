//! Growth: as many false alarms as are stated where nothing has grown, and what was planted is found.

use crate::support::RULES;
use alerts::growth::{Level, Month, growth, levels};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// A made-up city: strata by merchants, complaints a merchant and year, and shape of their spread.
const STRATA: [(usize, f64, f64); 5] =
    [(40_000, 0.15, 0.8), (12_000, 0.6, 0.6), (5_000, 2.0, 1.0), (1_500, 6.0, 1.5), (300, 24.0, 2.0)];

struct Chance(ChaCha8Rng);

impl Chance {
    fn even(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.even()).ln()).sqrt() * (std::f64::consts::TAU * self.even()).cos()
    }

    /// Marsaglia and Tsang.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * (1.0 - self.even()).powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.even()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    fn poisson(&mut self, mean: f64) -> u32 {
        let (mut left, mut count) = (mean, 0);
        // In pieces, so that nothing vanishes.
        while left > 0.0 {
            let piece = left.min(30.0);
            left -= piece;
            let (bound, mut product) = ((-piece).exp(), self.even());
            while product > bound {
                count += 1;
                product *= self.even();
            }
        }
        count
    }
}

/// A month of a city in which nothing grew, but for those planted: every so manieth merchant of the busiest strata, by a
/// factor.
fn city(seed: u64, planted: Option<(usize, f64)>) -> (Vec<Month>, Vec<i64>) {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(seed));
    let (mut months, mut grown) = (Vec::new(), Vec::new());
    for (stratum, (merchants, yearly, shape)) in STRATA.into_iter().enumerate() {
        for n in 0..merchants {
            let level = yearly / 12.0 * chance.gamma(shape) / shape;
            let subject = months.len() as i64;
            let before = chance.poisson(level * 12.0);
            let factor = planted.filter(|(every, _)| stratum >= 3 && n % every == 0).map_or(1.0, |(_, factor)| factor);
            if factor > 1.0 {
                grown.push(subject);
            }
            months.push(Month { subject, stratum, now: chance.poisson(level * factor), before });
        }
    }
    (months, grown)
}

fn found(months: &[Month]) -> Vec<i64> {
    let levels = levels(months, STRATA.len());
    growth(months, &levels, &RULES).0.into_iter().map(|growth| growth.month.subject).collect()
}

#[test]
fn where_nothing_grew_there_are_as_many_alarms_as_are_stated() {
    const CITIES: u64 = 24;
    let alarms: usize = (0..CITIES).map(|seed| found(&city(seed, None).0).len()).sum();
    let wanted = f64::from(RULES.growth_false_alarms) * CITIES as f64;
    let share = alarms as f64 / wanted;
    assert!((0.5..=1.5).contains(&share), "{alarms} alarms in {CITIES} months, {wanted} expected");
}

#[test]
fn what_was_planted_is_found_the_more_the_larger_it_is() {
    let share = |factor: f64| {
        let (mut planted, mut seen) = (0, 0);
        for seed in 100..106 {
            let (months, grown) = city(seed, Some((10, factor)));
            let found = found(&months);
            planted += grown.len();
            seen += grown.iter().filter(|subject| found.binary_search(subject).is_ok()).count();
        }
        f64::from(u32::try_from(seen * 1_000 / planted).unwrap()) / 1_000.0
    };
    let (four, eight) = (share(4.0), share(8.0));
    assert!(four > 0.1 && eight > four && eight > 0.3, "found of fourfold {four}, of eightfold {eight}");
}

#[test]
fn the_spread_of_a_stratum_is_fitted() {
    let (months, _) = city(7, None);
    for (level, (_, yearly, shape)) in levels(&months, STRATA.len()).into_iter().zip(STRATA) {
        let Level { monthly, shape: fitted } = level;
        assert!((monthly * 12.0 / yearly - 1.0).abs() < 0.25, "{monthly} of {yearly}");
        assert!((0.5..2.0).contains(&(fitted / shape)), "{fitted} of {shape}");
    }
}

#[test]
fn both_must_be_exceeded_and_by_enough() {
    let level = |monthly: f64| vec![Level { monthly, shape: 1.0 }];
    let month = |now, before| vec![Month { subject: 1, stratum: 0, now, before }];
    let is_growth = |months: Vec<Month>, levels: Vec<Level>| !growth(&months, &levels, &RULES).0.is_empty();
    assert!(is_growth(month(30, 2), level(0.2)), "far beyond both");
    assert!(!is_growth(month(26, 360), level(0.2)), "as many as ever, though its peers have few");
    assert!(!is_growth(month(4, 0), level(0.01)), "too few to tell");
    assert!(!is_growth(month(30, 2), level(0.0)), "nobody has any: there is nothing to compare with");
    // One more never takes the alarm away.
    let alarms: Vec<bool> = (0..60).map(|now| is_growth(month(now, 6), level(0.5))).collect();
    assert!(alarms.is_sorted() && alarms[59], "{alarms:?}");
}

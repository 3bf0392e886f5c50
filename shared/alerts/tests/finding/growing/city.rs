//! Made-up cities, month after month: as the null has them, or with levels of another law, and bursts planted in them.

use alerts::growth::Merchant;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stratum of a made-up city.
#[derive(Clone, Copy)]
pub(crate) struct Stratum {
    pub(crate) merchants: u32,
    /// Complaints a year and merchant, in the mean.
    pub(crate) rate: f64,
    /// Relative variance of the levels of its merchants.
    pub(crate) between: f64,
    /// Relative variance of a merchant's months.
    pub(crate) month: f64,
}

const fn stratum(merchants: u32, rate: f64, between: f64, month: f64) -> Stratum {
    Stratum { merchants, rate, between, month }
}

/// Many shops that hardly anybody complains about, some hundred online shops and chains that have many complaints.
pub(crate) const MIXED: &[Stratum] = &[
    stratum(12_000, 0.05, 3.0, 0.1),
    stratum(5_000, 0.4, 2.0, 0.1),
    stratum(2_000, 1.5, 1.5, 0.2),
    stratum(600, 6.0, 1.0, 0.2),
    stratum(200, 25.0, 1.0, 0.1),
    stratum(40, 120.0, 0.6, 0.05),
    stratum(12, 300.0, 0.6, 0.05),
];

/// A city of which hardly any merchant has five complaints in a month.
pub(crate) const LARGE: &[Stratum] = &[
    stratum(90_000, 0.05, 3.0, 0.1),
    stratum(30_000, 0.5, 2.5, 0.2),
    stratum(6_000, 2.0, 1.5, 0.2),
    stratum(1_500, 8.0, 1.0, 0.2),
    stratum(300, 40.0, 1.0, 0.1),
    stratum(20, 300.0, 0.6, 0.05),
];

/// Months as alike as chance allows, in strata where most have no complaint.
pub(crate) const CALM: &[Stratum] = &[stratum(15_000, 0.2, 4.0, 0.0), stratum(3_000, 2.0, 2.0, 0.0)];

/// Months that differ much.
pub(crate) const RESTLESS: &[Stratum] =
    &[stratum(8_000, 0.3, 1.0, 0.6), stratum(3_000, 2.0, 1.0, 0.6), stratum(500, 12.0, 0.5, 0.4)];

/// How the levels of the merchants of a stratum lie.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Levels {
    /// As the null has it.
    Gamma,
    /// Of the same mean and variance, with more merchants far out.
    LogNormal,
}

pub(crate) struct City {
    strata: &'static [Stratum],
    rng: ChaCha8Rng,
    merchants: Vec<Shop>,
}

struct Shop {
    stratum: u32,
    /// Complaints a month.
    level: f64,
    /// Opened with this month of the city; most before the first.
    opened: usize,
    months: Vec<u32>,
}

impl City {
    pub(crate) fn of(strata: &'static [Stratum], levels: Levels, seed: u64) -> Self {
        let mut city = Self { strata, rng: ChaCha8Rng::seed_from_u64(seed), merchants: Vec::new() };
        for (number, stratum) in (0..).zip(strata) {
            for at in 0..stratum.merchants {
                let level = stratum.rate / 12.0
                    * match levels {
                        Levels::Gamma => city.gamma(stratum.between),
                        Levels::LogNormal => city.log_normal(stratum.between),
                    };
                // One in ten opens on the way.
                let opened = if at % 10 == 0 { (at as usize / 10) % 30 } else { 0 };
                city.merchants.push(Shop { stratum: number, level, opened, months: Vec::new() });
            }
        }
        city
    }

    /// Lets months pass.
    pub(crate) fn live(&mut self, months: usize) {
        let mut shops = std::mem::take(&mut self.merchants);
        for shop in &mut shops {
            let spread = self.strata[shop.stratum as usize].month;
            for _ in 0..months {
                let mean = shop.level * self.gamma(spread);
                let is_open = shop.opened <= shop.months.len();
                shop.months.push(if is_open { self.poisson(mean) } else { 0 });
            }
        }
        self.merchants = shops;
    }

    /// The last month as an office sees it, with E from the other merchants of the stratum by months traded.
    pub(crate) fn month(&self) -> Vec<Merchant> {
        let now = self.merchants.first().map_or(0, |shop| shop.months.len() - 1);
        let traded = |shop: &Shop| (now.saturating_sub(shop.opened)).min(12) as u64;
        let year = |shop: &Shop| shop.months[now - 12..now].iter().map(|count| u64::from(*count)).sum::<u64>();
        let mut sums = vec![(0_u64, 0_u64); self.strata.len()];
        for shop in &self.merchants {
            let (complaints, months) = &mut sums[shop.stratum as usize];
            *complaints += year(shop);
            *months += traded(shop);
        }
        let seen = |(subject, shop): (i64, &Shop)| {
            let (complaints, months) = sums[shop.stratum as usize];
            let (own, traded) = (year(shop), traded(shop));
            let expected = (1_000 * traded * (complaints - own)).checked_div(months - traded).unwrap_or(0).max(200);
            (traded > 0).then(|| Merchant {
                subject,
                stratum: shop.stratum,
                expected: u32::try_from(expected).unwrap(),
                months: u8::try_from(traded).unwrap(),
                before: shop.months[now - 12..now].try_into().unwrap(),
                observed: shop.months[now],
            })
        };
        (0..).zip(&self.merchants).filter_map(seen).collect()
    }

    /// Draws the last month of a merchant anew, at so many times its level.
    pub(crate) fn burst(&mut self, merchant: &mut Merchant, factor: f64) {
        let shop = &self.merchants[usize::try_from(merchant.subject).unwrap()];
        let (level, spread) = (shop.level, self.strata[shop.stratum as usize].month);
        let mean = factor * level * self.gamma(spread);
        merchant.observed = self.poisson(mean);
    }

    /// True complaints a month.
    pub(crate) fn level(&self, subject: i64) -> f64 {
        self.merchants[usize::try_from(subject).unwrap()].level
    }

    /// A number between 0 and 1, neither included.
    fn unit(&mut self) -> f64 {
        ((self.rng.next_u64() >> 12) as f64 + 0.5) / 4_503_599_627_370_496.0
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.unit())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// Log-normal of mean 1 and this variance.
    fn log_normal(&mut self, variance: f64) -> f64 {
        let square = libm::log(1.0 + variance);
        libm::exp(self.normal() * square.sqrt() - square / 2.0)
    }

    /// Gamma of mean 1 and this variance, by Marsaglia and Tsang.
    fn gamma(&mut self, variance: f64) -> f64 {
        if variance == 0.0 {
            return 1.0;
        }
        let shape = 1.0 / variance;
        // Below 1 the shape is raised by one, and a power of a unit draw takes it back.
        let lift = if shape < 1.0 { libm::pow(self.unit(), 1.0 / shape) } else { 1.0 };
        let d = if shape < 1.0 { shape + 1.0 } else { shape } - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
            if v > 0.0 && libm::log(self.unit()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v * lift / shape;
            }
        }
    }

    /// By waiting times; halves large means first.
    fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 30.0 {
            return self.poisson(mean / 2.0) + self.poisson(mean / 2.0);
        }
        let (bound, mut product, mut count) = (libm::exp(-mean), self.unit(), 0);
        while product > bound {
            product *= self.unit();
            count += 1;
        }
        count
    }
}

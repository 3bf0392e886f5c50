//! Tails of the gamma-Poisson law (负二项分布), the same bits everywhere.

/// A count whose mean has a gamma law: variance = mean + spread · mean².
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct GammaPoisson {
    /// Above 0.
    pub(super) mean: f64,
    /// Relative variance of the mean, above 0.
    pub(super) spread: f64,
}

impl GammaPoisson {
    /// Probability of `count` or more: the incomplete beta function I(x; count, 1/spread) at
    /// x = mean·spread / (1 + mean·spread).
    pub(super) fn at_least(self, count: u32) -> f64 {
        if count == 0 {
            return 1.0;
        }
        let (a, b, odds) = (f64::from(count), 1.0 / self.spread, self.mean * self.spread);
        let x = odds / (1.0 + odds);
        let logs = a * libm::log(x) - b * libm::log1p(odds);
        let front = libm::exp(logs + libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b));
        // The fraction converges quickly on one side of the mean; the other tail is what is left.
        let tail = if x < (a + 1.0) / (a + b + 2.0) {
            front * fraction(x, a, b) / a
        } else {
            1.0 - front * fraction(1.0 - x, b, a) / b
        };
        tail.clamp(0.0, 1.0)
    }
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), from its front by the method of Lentz.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST_STEPS: u32 = 10_000;
    let whole = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut above = 1.0;
    let mut below = 1.0 / whole(1.0 - (a + b) * x / (a + 1.0));
    let mut value = below;
    for step in 1..=MOST_STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            below = 1.0 / whole(1.0 + term * below);
            above = whole(1.0 + term / above);
            change = above * below;
            value *= change;
        }
        if (change - 1.0).abs() < 4.0 * f64::EPSILON {
            break;
        }
    }
    value
}

/// A probability in parts of 10¹², rounded up.
pub(super) fn parts(probability: f64) -> u64 {
    libm::ceil(probability * 1e12) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By adding up terms from 0 on.
    fn slowly(law: GammaPoisson, count: u32) -> f64 {
        let (k, odds) = (1.0 / law.spread, law.mean * law.spread);
        let mut term = libm::exp(-k * libm::log1p(odds));
        let mut below = 0.0;
        for n in 0..count {
            below += term;
            term *= (f64::from(n) + k) / f64::from(n + 1) * odds / (1.0 + odds);
        }
        // From here on, instead of 1 − below, which would lose what is small.
        let (mut above, mut n) = (0.0, count);
        while term > above * 1e-18 && n < count + 1_000_000 {
            above += term;
            term *= (f64::from(n) + k) / f64::from(n + 1) * odds / (1.0 + odds);
            n += 1;
        }
        assert!((above + below - 1.0).abs() < 1e-9, "{law:?} {count}");
        above
    }

    #[test]
    fn tails_agree_with_sums() {
        for mean in [0.001, 0.02, 0.7, 5.0, 80.0, 400.0] {
            for spread in [0.001, 0.05, 0.4, 1.0, 3.7, 12.0] {
                for count in [0, 1, 2, 5, 17, 90, 700] {
                    let law = GammaPoisson { mean, spread };
                    let (quick, slow) = (law.at_least(count), slowly(law, count));
                    assert!((quick - slow).abs() <= slow * 1e-9 + 1e-280, "{law:?} {count}: {quick} {slow}");
                }
            }
        }
    }

    #[test]
    fn a_geometric_tail_by_hand() {
        // Spread 1 is geometric: P(n or more) = (mean / (1 + mean))^n.
        let law = GammaPoisson { mean: 1.0, spread: 1.0 };
        assert!((law.at_least(5) - 1.0 / 32.0).abs() < 1e-15);
        assert_eq!(parts(law.at_least(5)), 31_250_000_000);
    }
}

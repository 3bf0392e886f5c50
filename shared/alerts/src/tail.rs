//! Tails of counts: how likely it is that there are so many or more.

use libm::{exp, lgamma, log};

/// A term that no longer matters beside the sum.
const NOTHING: f64 = 1e-18;
/// Most terms that are added up.
const TERMS: u32 = 2_000_000;

/// P(X >= n) of a Poisson distribution.
pub(crate) fn poisson_at_least(n: u64, mean: f64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    let n = n as f64;
    if mean <= 0.0 {
        return 0.0;
    }
    if n <= mean {
        return 1.0 - down(exp(-mean + (n - 1.0) * log(mean) - lgamma(n)), n - 1.0, |k| k / mean);
    }
    up(exp(-mean + n * log(mean) - lgamma(n + 1.0)), n, |k| mean / (k + 1.0))
}

/// A term and all above it; `ratio` says by what the term of `k` is multiplied to come to that of `k + 1`.
fn up(first: f64, from: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut term, mut sum, mut k) = (first, first, from);
    for _ in 0..TERMS {
        term *= ratio(k);
        k += 1.0;
        sum += term;
        if term <= sum * NOTHING {
            break;
        }
    }
    sum.min(1.0)
}

/// A term and all below it; `ratio` says by what the term of `k` is multiplied to come to that of `k - 1`.
fn down(first: f64, from: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut term, mut sum, mut k) = (first, first, from);
    while k > 0.0 {
        term *= ratio(k);
        k -= 1.0;
        sum += term;
        if term <= sum * NOTHING {
            break;
        }
    }
    sum.min(1.0)
}

//! How sure a count is: the exact interval of a Poisson count, in thousandths of what was expected.

use crate::tail::poisson_at_least;
use serde::Serialize;

/// Half of what lies outside an interval of 95 %.
const OUTSIDE: f64 = 0.025;
/// Steps of halving: more than the digits of the result.
const STEPS: u32 = 80;

/// Complaints of a merchant beside what its peers make one expect (投诉比), in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Ratio {
    /// Its complaints.
    pub complaints: u64,
    /// What was expected, in thousandths of a complaint.
    pub expected_thousandths: u64,
    /// Complaints by what was expected, cut.
    pub ratio_thousandths: u64,
    /// Lower end of the 95 % interval, cut.
    pub low_thousandths: u64,
    /// Upper end of the 95 % interval, rounded up.
    pub high_thousandths: u64,
}

/// The ratio of a count to what was expected, and its exact 95 % interval with the expectation fixed (settled readings,
/// 14). Nothing if nothing was expected.
#[must_use]
pub fn ratio(complaints: u64, expected_thousandths: u64) -> Option<Ratio> {
    if expected_thousandths == 0 {
        return None;
    }
    let (low, high) = interval(complaints);
    let by_expected = |mean: f64| mean * 1_000_000.0 / expected_thousandths as f64;
    Some(Ratio {
        complaints,
        expected_thousandths,
        ratio_thousandths: u64::try_from(u128::from(complaints) * 1_000_000 / u128::from(expected_thousandths))
            .unwrap_or(u64::MAX),
        low_thousandths: by_expected(low) as u64,
        high_thousandths: libm::ceil(by_expected(high)) as u64,
    })
}

/// The means between which a count is not surprising on either side (Garwood): below the lower one so many or more would
/// come in fewer than one case of forty, above the upper one so many or fewer.
#[must_use]
pub fn interval(count: u64) -> (f64, f64) {
    let most = 10.0 + 2.0 * count as f64 + 10.0 * libm::sqrt(count as f64 + 1.0);
    let low = match count {
        0 => 0.0,
        _ => halved(most, |mean| poisson_at_least(count, mean) < OUTSIDE),
    };
    let high = halved(most, |mean| 1.0 - poisson_at_least(count + 1, mean) > OUTSIDE);
    (low, high)
}

/// The mean up to which something holds, between 0 and a bound.
fn halved(most: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, most);
    for _ in 0..STEPS {
        let middle = (low + high) / 2.0;
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

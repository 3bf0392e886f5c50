//! How well a number tells those to whom something happened afterwards from those to whom it did
//! not: AUC and KS, in integers, so that the same city gives the same figures everywhere.

/// One merchant: the number (higher means more risk), and whether it happened.
pub type Observation = (i64, bool);

/// How well a number tells them apart (区分度).
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Discrimination {
    /// Merchants to whom it happened.
    pub positives: u64,
    /// Merchants to whom it did not.
    pub negatives: u64,
    /// Area under the ROC curve in ten-thousandths, half up: how often a random positive has a
    /// higher number than a random negative, ties counting half. 5000 is chance.
    pub auc: u64,
    /// Kolmogorov–Smirnov distance of the two distributions in ten-thousandths, half up.
    pub ks: u64,
}

impl Discrimination {
    /// Measures; nothing if all or none of them are positive.
    #[must_use]
    pub fn of(mut observations: Vec<Observation>) -> Option<Self> {
        observations.sort_unstable();
        let all = |happened: bool| observations.iter().filter(|o| o.1 == happened).count() as u128;
        let (positives, negatives) = (all(true), all(false));
        if positives == 0 || negatives == 0 {
            return None;
        }
        // Seen so far, from the lowest number up.
        let (mut low, mut high) = (0, 0);
        // Twice the pairs in which the positive stands higher.
        let mut pairs = 0;
        // The distance times both counts.
        let mut widest = 0;
        for tied in observations.chunk_by(|a, b| a.0 == b.0) {
            let here = tied.iter().filter(|o| o.1).count() as u128;
            let others = tied.len() as u128 - here;
            pairs += here * (2 * low + others);
            high += here;
            low += others;
            widest = widest.max((high * negatives).abs_diff(low * positives));
        }
        Some(Self {
            positives: u64::try_from(positives).unwrap_or(u64::MAX),
            negatives: u64::try_from(negatives).unwrap_or(u64::MAX),
            auc: ten_thousandths(pairs, 2 * positives * negatives),
            ks: ten_thousandths(widest, positives * negatives),
        })
    }
}

fn ten_thousandths(part: u128, whole: u128) -> u64 {
    u64::try_from((part * 20_000 + whole) / (2 * whole)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(positives: &[i64], negatives: &[i64]) -> Discrimination {
        let all = positives.iter().map(|n| (*n, true)).chain(negatives.iter().map(|n| (*n, false)));
        Discrimination::of(all.collect()).unwrap()
    }

    #[test]
    fn perfect_useless_and_inverted() {
        assert_eq!((of(&[3, 4], &[1, 2]).auc, of(&[3, 4], &[1, 2]).ks), (10_000, 10_000));
        assert_eq!((of(&[1, 1], &[1, 1]).auc, of(&[1, 1], &[1, 1]).ks), (5_000, 0));
        assert_eq!(of(&[1, 2], &[3, 4]).auc, 0);
        assert_eq!(of(&[2, 3], &[1, 2, 3]).auc, 6_667, "4 of 6 pairs, two of them ties of half");
        assert!(Discrimination::of(vec![(1, true)]).is_none() && Discrimination::of(Vec::new()).is_none());
    }

    proptest! {
        #[test]
        fn equals_counting_every_pair(observations in prop::collection::vec((0i64..9, any::<bool>()), 2..40)) {
            let Some(found) = Discrimination::of(observations.clone()) else { return Ok(()) };
            let mut twice = 0;
            for (p, _) in observations.iter().filter(|o| o.1) {
                for (n, _) in observations.iter().filter(|o| !o.1) {
                    twice += match p.cmp(n) {
                        std::cmp::Ordering::Greater => 2,
                        std::cmp::Ordering::Equal => 1,
                        std::cmp::Ordering::Less => 0,
                    };
                }
            }
            prop_assert_eq!(found.auc, ten_thousandths(twice, 2 * u128::from(found.positives * found.negatives)));
        }
    }
}

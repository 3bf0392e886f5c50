//! How many of a class and kind are drawn, and from which strata (抽查数量与分配).

use std::collections::BTreeMap;

/// `ceil(N · ratio)` with the ratio in thousandths.
pub(crate) const fn size(population: u64, permille: u32) -> u64 {
    (population * permille as u64).div_ceil(1_000)
}

/// A stratum as its share is reckoned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Weight {
    /// Merchants in it, whether they can be drawn or not.
    pub(crate) population: u64,
    /// Merchants that the law demands a visit of.
    pub(crate) legal: u64,
}

/// Spreads visits over strata by largest remainder, ties by stratum key.
///
/// A stratum whose legal minimum is more than its share keeps its minimum, and the others share what is
/// left, so that the sum is `visits` or, if that is more, all legal minima (settled readings, 20 and 21).
pub(crate) fn spread<'s>(visits: u64, strata: &BTreeMap<&'s str, Weight>) -> BTreeMap<&'s str, u64> {
    let mut open = strata.clone();
    let mut seats = BTreeMap::new();
    let mut left = visits;
    loop {
        let shared = largest_remainder(left, &open);
        let over: Vec<_> = open
            .iter()
            .filter(|(key, weight)| shared.get(*key) < Some(&weight.legal))
            .map(|(k, w)| (*k, w.legal))
            .collect();
        if over.is_empty() {
            seats.extend(shared);
            return seats;
        }
        for (key, legal) in over {
            open.remove(key);
            seats.insert(key, legal);
            left = left.saturating_sub(legal);
        }
    }
}

fn largest_remainder<'s>(visits: u64, strata: &BTreeMap<&'s str, Weight>) -> BTreeMap<&'s str, u64> {
    let whole: u64 = strata.values().map(|weight| weight.population).sum();
    if whole == 0 {
        return strata.keys().map(|key| (*key, 0)).collect();
    }
    let mut seats: BTreeMap<_, _> = strata.iter().map(|(key, w)| (*key, visits * w.population / whole)).collect();
    let rest = visits.saturating_sub(seats.values().sum());
    let mut by_remainder: Vec<_> = strata.iter().map(|(key, w)| (visits * w.population % whole, *key)).collect();
    by_remainder.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    for (_, key) in by_remainder.into_iter().take(usize::try_from(rest).unwrap_or(usize::MAX)) {
        seats.entry(key).and_modify(|count| *count += 1);
    }
    seats
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn strata<'s>(weights: &[(&'s str, u64, u64)]) -> BTreeMap<&'s str, Weight> {
        weights.iter().map(|&(key, population, legal)| (key, Weight { population, legal })).collect()
    }

    fn seats(visits: u64, weights: &[(&str, u64, u64)]) -> Vec<u64> {
        spread(visits, &strata(weights)).into_values().collect()
    }

    #[test]
    fn sizes_round_up() {
        assert_eq!([size(0, 10), size(1, 1), size(1_000, 1), size(1_001, 1), size(7, 1_000)], [0, 1, 1, 2, 7]);
    }

    /// The worked case of sampling (§8.1): the classes of a city's enterprises by the shipped ratios.
    #[test]
    fn a_city_of_47_554_enterprises_is_visited_2_132_times() {
        use crate::{population::Group, rules::Rules};
        let today = domain::day::Day::parse("2026-11-23").unwrap();
        let rules = Rules::on(&policy::embedded::inspections().unwrap(), today).unwrap();
        let of = |class, population| size(population, rules.permille(class, Group::Enterprise).unwrap());
        let visits = [("A", 31_107), ("B", 12_044), ("C", 3_682), ("D", 721)].map(|(class, all)| of(class, all));
        assert_eq!((visits, visits.iter().sum::<u64>()), ([312, 362, 737, 721], 2_132));
    }

    #[test]
    fn the_largest_remainders_get_the_rest_and_ties_go_by_key() {
        // 7 of 10: shares 3.5, 2.1, 1.4.
        assert_eq!(seats(7, &[("a", 5, 0), ("b", 3, 0), ("c", 2, 0)]), [4, 2, 1]);
        assert_eq!(seats(1, &[("b", 4, 0), ("a", 4, 0), ("c", 4, 0)]), [1, 0, 0]);
    }

    #[test]
    fn a_legal_minimum_above_its_share_is_kept_and_the_others_share_the_rest() {
        assert_eq!(seats(6, &[("a", 10, 0), ("b", 10, 4), ("c", 10, 1)]), [1, 4, 1]);
        assert_eq!(seats(2, &[("a", 10, 0), ("b", 10, 4), ("c", 10, 1)]), [0, 4, 1]);
        assert_eq!(seats(0, &[("a", 10, 0)]), [0]);
    }

    proptest! {
        #[test]
        fn the_sum_is_whole_and_nobody_is_off_by_one(
            rows in proptest::collection::vec((1u64..60, 0u64..60), 1..12), permille in 0u32..=1_000,
        ) {
            let keys: Vec<String> = (0..rows.len()).map(|at| format!("{at:02}")).collect();
            let weights: BTreeMap<&str, Weight> = keys.iter().zip(&rows)
                .map(|(key, &(population, legal))| (key.as_str(), Weight { population, legal: legal.min(population) }))
                .collect();
            let whole: u64 = weights.values().map(|w| w.population).sum();
            let legal: u64 = weights.values().map(|w| w.legal).sum();
            let visits = size(whole, permille);
            let seats = spread(visits, &weights);
            prop_assert_eq!(seats.values().sum::<u64>(), visits.max(legal));
            for (key, weight) in &weights {
                prop_assert!(seats[key] >= weight.legal && seats[key] <= weight.population);
            }
            let free: BTreeMap<&str, Weight> = weights.iter().map(|(k, w)| (*k, Weight { legal: 0, ..*w })).collect();
            for (key, count) in spread(visits, &free) {
                let share = visits * free[key].population;
                prop_assert!(count == share / whole || count == share.div_ceil(whole), "{key} {count}");
            }
        }
    }
}

//! How many groups there are by chance alone in cities in which nobody planted one. A group is a fixed number of
//! complainants and asks nobody what is usual, so that merchants of many complaints have some in many months.

use super::city::{CALM, City, LARGE, Levels, MIXED, RESTLESS, Stratum};
use crate::support::{RULES, day, filing};
use alerts::{Filing, group};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;

/// Types of problem and their shares of a hundred complaints.
const PROBLEMS: [(&str, u64); 8] =
    [("质量", 28), ("售后", 20), ("合同", 14), ("价格", 12), ("广告", 10), ("食品", 7), ("假冒", 5), ("预付式消费", 4)];

/// Complaints of a month, each by somebody else, on some day of it.
fn complaints(rng: &mut ChaCha8Rng, many: u32, month: i32) -> Vec<Filing> {
    let one = |_| {
        let (filer, mut place) = (rng.next_u64(), rng.next_u64() % 100);
        let problem = PROBLEMS.iter().find(|(_, share)| {
            let is_here = place < *share;
            place = place.saturating_sub(*share);
            is_here
        });
        let later = 30 * month + i32::try_from(rng.next_u64() % 30).unwrap();
        let (key, filer) = (format!("{later:05}-{filer:016x}"), format!("{filer:016x}"));
        filing(&key, later, &filer, problem.map_or("质量", |(problem, _)| problem), "")
    };
    (0..many).map(one).collect()
}

/// Groups a month, and those at merchants with fewer than so many complaints in the two months that thirty days touch.
fn quiet(strata: &'static [Stratum], levels: Levels, seed: u64) -> (f64, f64) {
    const MONTHS: i32 = 12;
    let mut city = City::of(strata, levels, seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut last: BTreeMap<i64, Vec<Filing>> = BTreeMap::new();
    let (mut all, mut small) = (0_u32, 0_u32);
    // So many that a month can be looked at as an office does.
    city.live(12);
    for month in 0..MONTHS {
        city.live(1);
        let mut now: BTreeMap<i64, Vec<Filing>> = BTreeMap::new();
        for merchant in city.month().into_iter().filter(|merchant| merchant.observed > 0) {
            now.insert(merchant.subject, complaints(&mut rng, merchant.observed, month));
        }
        let since = day("2026-06-01").plus_days(30 * month);
        for (subject, theirs) in &now {
            let before = last.get(subject).map(Vec::as_slice).unwrap_or_default();
            let filings = [before, theirs].concat();
            let found = u32::try_from(group(&filings, since, &RULES).len()).unwrap();
            all += found;
            small += if filings.len() < FEW { found } else { 0 };
        }
        last = now;
    }
    (f64::from(all) / f64::from(MONTHS), f64::from(small) / f64::from(MONTHS))
}

/// Complaints in two months below which a group says something by itself.
const FEW: usize = 30;

/// As docs/filings.md states it, within about ±25 %.
#[test]
fn by_chance_alone_there_are_as_many_groups_as_are_stated() {
    let cities = [
        ("mixed", MIXED, Levels::Gamma, 13.0..22.0),
        ("mixed, other levels", MIXED, Levels::LogNormal, 12.0..21.0),
        ("large", LARGE, Levels::Gamma, 16.0..27.0),
        ("restless", RESTLESS, Levels::Gamma, 0.0..0.5),
        ("calm", CALM, Levels::Gamma, 0.0..0.5),
    ];
    let mut wrong = Vec::new();
    for (name, strata, levels, stated) in cities {
        let (mut all, mut small) = (0.0, 0.0);
        for seed in 0..2 {
            let (found, of_few) = quiet(strata, levels, seed);
            all += found / 2.0;
            small += of_few / 2.0;
        }
        println!("{name}: {all:.2} groups a month, {small:.2} of them at merchants of few complaints");
        if !stated.contains(&all) || small > 0.5 {
            wrong.push((name, all, small));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

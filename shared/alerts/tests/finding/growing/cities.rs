//! False alarms in cities without a burst, and bursts that are found in others. All figures are those of fixed seeds.

use super::city::{CALM, City, LARGE, Levels, MIXED, RESTLESS, Stratum};
use crate::support::RULES;
use alerts::growth::find;
use std::collections::BTreeSet;

/// Alarms a month without any burst, and what the results expect, over so many months each of some cities.
fn quiet(strata: &'static [Stratum], levels: Levels, seeds: std::ops::Range<u64>, months: u32) -> (f64, f64) {
    let (mut alarms, mut expected, mut times) = (0.0, 0.0, 0.0);
    for seed in seeds {
        let mut city = City::of(strata, levels, seed);
        city.live(12);
        for _ in 0..months {
            city.live(1);
            let found = find(&city.month(), &RULES.growth);
            alarms += found.alerts.len() as f64;
            expected += found.false_alarms as f64 / 1_000.0;
            times += 1.0;
        }
    }
    println!("{:.2} alarms a month, {:.2} expected", alarms / times, expected / times);
    (alarms / times, expected / times)
}

/// Within ±50 % of the stated five.
fn comes_to_five((alarms, _): (f64, f64)) {
    assert!((2.5..7.5).contains(&alarms), "{alarms} a month");
}

#[test]
fn false_alarms_come_to_the_stated_number() {
    comes_to_five(quiet(MIXED, Levels::Gamma, 0..6, 24));
}

#[test]
fn false_alarms_come_to_the_stated_number_where_months_differ_much() {
    comes_to_five(quiet(RESTLESS, Levels::Gamma, 0..6, 24));
}

#[test]
fn false_alarms_come_to_the_stated_number_in_a_large_city() {
    comes_to_five(quiet(LARGE, Levels::Gamma, 0..2, 24));
}

#[test]
fn false_alarms_come_to_the_stated_number_where_levels_have_another_law() {
    comes_to_five(quiet(MIXED, Levels::LogNormal, 0..6, 24));
    comes_to_five(quiet(RESTLESS, Levels::LogNormal, 0..6, 24));
}

#[test]
fn where_five_cannot_be_reached_fewer_come_and_the_result_says_so() {
    let (alarms, expected) = quiet(CALM, Levels::Gamma, 0..6, 24);
    assert!(expected < 2.0 && (0.5..1.5).contains(&(alarms / expected)), "{alarms} {expected}");
}

/// Levels of merchants, in complaints a month, by which the found are told apart.
const SIZES: [f64; 5] = [0.25, 1.0, 2.0, 4.0, 8.0];

/// Of bursts of this factor, by size: found and planted.
fn found(factor: f64) -> [(u32, u32); SIZES.len()] {
    let mut tally = [(0, 0); SIZES.len()];
    for (strata, seed) in [(MIXED, 1), (MIXED, 2), (MIXED, 3), (LARGE, 1)] {
        let mut city = City::of(strata, Levels::Gamma, seed);
        city.live(12);
        for month in 0..8 {
            city.live(1);
            let mut seen = city.month();
            // A tenth of those that are large enough, another one each month.
            let large = seen.iter().map(|one| one.subject).filter(|subject| city.level(*subject) >= SIZES[0]);
            let chosen: BTreeSet<i64> = large.skip(month).step_by(10).collect();
            for one in seen.iter_mut().filter(|one| chosen.contains(&one.subject)) {
                city.burst(one, factor);
            }
            let alerts: BTreeSet<i64> = find(&seen, &RULES.growth).alerts.iter().map(|a| a.subject).collect();
            for subject in chosen {
                let size = SIZES.iter().filter(|least| city.level(subject) >= **least).count() - 1;
                tally[size].0 += u32::from(alerts.contains(&subject));
                tally[size].1 += 1;
            }
        }
    }
    for (size, (found, planted)) in SIZES.iter().zip(tally) {
        println!("×{factor} from {size} a month: {found} of {planted}, {} %", 100 * found / planted.max(1));
    }
    tally
}

/// At least so many of a hundred are found, by size.
fn holds(factor: f64, least: [u32; SIZES.len()]) {
    for (size, ((found, planted), least)) in SIZES.iter().zip(found(factor).into_iter().zip(least)) {
        assert!(planted >= 30 && 100 * found >= least * planted, "×{factor} from {size}: {found} of {planted}");
    }
}

#[test]
fn bursts_of_eight_times_are_found() {
    holds(8.0, [20, 65, 80, 85, 90]);
}

#[test]
fn bursts_of_four_times_are_found_at_large_merchants() {
    holds(4.0, [3, 25, 45, 60, 75]);
}

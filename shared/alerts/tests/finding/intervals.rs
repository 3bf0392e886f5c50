//! The exact interval of a count, against published values and against adding up every term.

use alerts::poisson::{interval, ratio};

/// 95 % intervals of Poisson counts as tables print them.
const TABLE: [(u64, f64, f64); 7] = [
    (0, 0.0, 3.689),
    (1, 0.025, 5.572),
    (2, 0.242, 7.225),
    (5, 1.623, 11.668),
    (10, 4.795, 18.390),
    (20, 12.217, 30.888),
    (100, 81.364, 121.627),
];

#[test]
fn it_is_the_interval_that_tables_print() {
    for (count, low, high) in TABLE {
        let found = interval(count);
        assert!((found.0 - low).abs() < 0.000_6 && (found.1 - high).abs() < 0.000_6, "{count}: {found:?}");
    }
}

/// P(X <= n) by its definition, term by term from the first.
fn at_most(n: u64, mean: f64) -> f64 {
    let mut term = (-mean).exp();
    let mut sum = term;
    for k in 1..=n {
        term *= mean / k as f64;
        sum += term;
    }
    sum
}

#[test]
fn at_its_ends_a_fortieth_lies_outside() {
    for count in [1, 3, 7, 20, 60, 200, 600] {
        let (low, high) = interval(count);
        assert!((1.0 - at_most(count - 1, low) - 0.025).abs() < 1e-9, "{count}");
        assert!((at_most(count, high) - 0.025).abs() < 1e-9, "{count}");
    }
}

#[test]
fn large_counts_end_within_their_own_spread() {
    for count in [10_000u64, 250_000] {
        let (low, high) = interval(count);
        let spread = 1.96 * (count as f64).sqrt();
        assert!((count as f64 - low - spread).abs() < 3.0 && (high - count as f64 - spread).abs() < 3.0, "{count}");
    }
}

#[test]
fn a_ratio_is_cut_and_its_interval_lies_around_it() {
    let found = ratio(60, 6_000).unwrap();
    assert_eq!((found.ratio_thousandths, found.low_thousandths, found.high_thousandths), (10_000, 7_631, 12_872));
    let none = ratio(0, 200).unwrap();
    assert_eq!((none.ratio_thousandths, none.low_thousandths, none.high_thousandths), (0, 0, 18_445));
    assert_eq!(ratio(5, 0), None);
    for complaints in 0..200 {
        let found = ratio(complaints, 1_234).unwrap();
        assert!(found.low_thousandths <= found.ratio_thousandths && found.ratio_thousandths <= found.high_thousandths);
    }
}

//! Worked cases Q01 to Q07: how a figure is shown, and whether it reaches its target.

use crate::support::RULES;
use ratios::{Figure, Measure};

#[test]
fn a_figure_is_cut_and_compared_as_whole_numbers() {
    for (case, good, of, target, shown, reaches) in [
        ("Q01", 1_234, 1_259, 980, Some("98.01"), Some(true)),
        ("Q02", 979, 1_000, 980, Some("97.90"), Some(false)),
        ("Q04", 49_000, 50_000, 980, Some("98.00"), Some(true)),
        ("Q05", 480, 500, 960, Some("96.00"), Some(true)),
        ("Q06", 479, 500, 960, Some("95.80"), Some(false)),
        ("Q07", 0, 0, 980, None, None),
        ("cut", 97_999, 100_000, 980, Some("97.99"), Some(false)),
        ("more than the whole", 3, 2, 1_000, Some("150.00"), Some(true)),
    ] {
        let figure = Figure { good, of };
        assert_eq!((figure.text().as_deref(), figure.reaches(target)), (shown, reaches), "{case}");
    }
}

#[test]
fn the_plan_asks_for_four_of_them() {
    let targets: Vec<_> = Measure::ALL.iter().map(|measure| RULES.targets.get(measure).copied()).collect();
    assert_eq!(targets, [Some(980), None, Some(960), Some(1_000), Some(800), None, None]);
    for measure in Measure::ALL {
        assert_eq!(Measure::from_token(measure.token()), Some(measure));
    }
    assert!(RULES.basis.iter().any(|basis| basis.provisional), "some of it is not settled, and says so");
}

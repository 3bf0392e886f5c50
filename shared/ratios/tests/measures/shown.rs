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

#[test]
fn a_rule_that_is_not_settled_is_named_where_it_decided() {
    use crate::support::{LIMITS, RULES, closed, complaint, day};
    use domain::record::{Complaint, Content, Handling, WorkOrder, said};
    use domain::vocab::ComplaintOutcome;
    use ratios::unsettled;
    let of = |measure, content: Complaint| {
        unsettled(measure, &Content::from(content), day("2026-11-28"), (&LIMITS, &RULES)).join(" ")
    };
    let order = |due_on: Option<&str>, returned_on: Option<&str>| {
        let order = WorkOrder {
            number: "W1".into(),
            dispatched_on: day("2026-08-03"),
            due_on: due_on.map(day),
            answered_on: None,
            returned_on: returned_on.map(day),
        };
        Complaint { handling: said(Handling { order: Some(order), ..Handling::default() }), ..complaint() }
    };
    let since = "clocks.complaint_mediation@2026-04-15";
    assert_eq!(of(Measure::K1, complaint()), since);
    // By the rule before, which is settled; but not whether it governs what was open when the other one began.
    let before = Complaint { received_on: day("2026-03-02"), accepted_on: Some(day("2026-03-03")), ..complaint() };
    let ended =
        |on| Complaint { closed_on: Some(day(on)), outcome: Some(ComplaintOutcome::Mediated), ..before.clone() };
    assert_eq!(of(Measure::K1, ended("2026-04-14")), "");
    assert_eq!(of(Measure::K1, ended("2026-04-15")), "clocks.complaint_mediation@2020-01-01");
    assert_eq!(of(Measure::K1, before.clone()), "clocks.complaint_mediation@2020-01-01");
    assert_eq!(of(Measure::K1b, complaint()), "");
    // It counts by the day on which it ended.
    assert_eq!(of(Measure::K4, closed("2026-09-01", ComplaintOutcome::Mediated)), "");
    // A day that the work order names itself needs no rule.
    assert_eq!(of(Measure::K3, order(None, None)), "clocks.work_order_answer@2018-01-01");
    assert_eq!(of(Measure::K3, order(Some("2026-08-10"), None)), "");
    // The days of grace decide of who ends too late because the time is over, and of nobody else.
    let grace = format!("{since} ratios.t5_grace@2018-01-01");
    assert_eq!(of(Measure::K1, closed("2026-10-09", ComplaintOutcome::T5)), grace);
    assert_eq!(of(Measure::K1, closed("2026-10-12", ComplaintOutcome::T5)), grace);
    assert_eq!(of(Measure::K1, closed("2026-10-08", ComplaintOutcome::T5)), since);
    assert_eq!(of(Measure::K1, closed("2026-10-09", ComplaintOutcome::Mediated)), since);
    // Those to hand an order back decide of one that was.
    assert_eq!(of(Measure::K3, order(Some("2026-08-10"), Some("2026-08-06"))), "ratios.order_return@2018-01-01");
    assert_eq!(of(Measure::K3, order(Some("2026-08-10"), Some("2026-11-29"))), "", "not by that day");
    let clocks = Measure::ALL.map(|measure| measure.clock().is_none_or(|clock| LIMITS.clocks().get(clock).is_some()));
    assert_eq!(clocks, [true; 7], "each clock is one of the law's");
}

#[test]
fn a_measure_goes_by_its_target_and_by_what_it_counts_as_in_time() {
    let of = |measure| RULES.of_measure(measure).map(|basis| basis.reference.as_str()).collect::<Vec<_>>().join(" ");
    let (grace, order) = ("ratios.t5_grace@2018-01-01", "ratios.order_return@2018-01-01");
    let target = "ratios.targets@2023-01-01";
    let wanted =
        [format!("{grace} {target}"), String::new(), target.into(), format!("{order} {target}"), target.into()];
    assert_eq!(Measure::ALL[..5].iter().map(|measure| of(*measure)).collect::<Vec<_>>(), wanted);
    assert_eq!([of(Measure::K5), of(Measure::K6)], ["", ""]);
}

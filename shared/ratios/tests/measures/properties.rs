//! What holds whatever was filed.

use crate::support::{ALWAYS, closed, complaint, day, figure, report};
use domain::day::Day;
use domain::record::{Complaint, Content};
use domain::vocab::{ComplaintOutcome, ReportDecision};
use proptest::prelude::*;
use ratios::{Figure, Measure, Period};

fn filing() -> impl Strategy<Value = Content> {
    let outcomes = proptest::sample::select(ComplaintOutcome::ALL[1..].to_vec());
    let complaint = (0i32..700, proptest::option::of(0i32..40), proptest::option::of((0i32..200, outcomes))).prop_map(
        |(ago, accepted, ended)| {
            let received_on = day("2026-11-01").plus_days(-ago);
            let accepted_on = accepted.map(|later| received_on.plus_days(later));
            let from = accepted_on.unwrap_or(received_on);
            Content::from(Complaint {
                received_on,
                accepted_on,
                closed_on: ended.map(|(later, _)| from.plus_days(later)),
                outcome: ended.map(|(_, outcome)| outcome),
                ..complaint()
            })
        },
    );
    let report = (0i32..700, proptest::option::of(0i32..60)).prop_map(|(ago, decided)| {
        let received_on = day("2026-11-01").plus_days(-ago);
        let mut report = report(decided.map(|_| ("2026-08-03", ReportDecision::Filed)));
        report.decided_on = decided.map(|later| received_on.plus_days(later));
        report.received_on = received_on;
        Content::from(report)
    });
    prop_oneof![complaint, report]
}

fn sum(figures: impl Iterator<Item = Figure>) -> Figure {
    figures.fold(Figure::default(), |all, one| Figure { of: all.of + one.of, good: all.good + one.good })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn months_add_up_and_order_does_not_matter(filings in proptest::collection::vec(filing(), 0..40)) {
        let as_of = day("2026-11-28");
        let mut turned = filings.clone();
        turned.reverse();
        for measure in Measure::ALL {
            let whole = figure(measure, &filings, ALWAYS, as_of);
            prop_assert_eq!(figure(measure, &turned, ALWAYS, as_of), whole);
            let months = (0..60).map(|n| {
                let from = Day::parse("2024-01-01").unwrap().plus_months(n);
                Period { from, to: from.plus_months(1).plus_days(-1) }
            });
            let months = months.map(|month| figure(measure, &filings, month, as_of));
            prop_assert_eq!(sum(months), whole, "{:?}", measure);
            if measure != Measure::K5 {
                prop_assert!(whole.good <= whole.of);
            }
        }
    }

    #[test]
    fn ending_earlier_never_makes_a_ratio_worse(filings in proptest::collection::vec(filing(), 1..20), days in 1i32..60) {
        let as_of = day("2026-11-28");
        let earlier: Vec<Content> = filings.iter().cloned().map(|content| match content {
            // What took too long cannot have done so earlier.
            Content::Complaint(mut complaint) if complaint.outcome != Some(ComplaintOutcome::T5) => {
                let from = complaint.accepted_on.unwrap_or(complaint.received_on);
                complaint.closed_on = complaint.closed_on.map(|closed| closed.plus_days(-days).max(from));
                complaint.into()
            }
            other => other,
        }).collect();
        let transferred = |content: &Content| matches!(content, Content::Complaint(complaint)
            if matches!(complaint.outcome, Some(ComplaintOutcome::Transferred | ComplaintOutcome::WithdrawnAsMistaken)));
        prop_assume!(!filings.iter().any(transferred));
        let (before, after) = (figure(Measure::K1, &filings, ALWAYS, as_of), figure(Measure::K1, &earlier, ALWAYS, as_of));
        prop_assert_eq!(before.of, after.of);
        prop_assert!(before.good <= after.good);
    }

    #[test]
    fn what_never_ends_is_no_better_than_what_ends_late(late in 1i32..100) {
        let as_of = day("2026-11-28");
        let ended = day("2026-10-09").plus_days(late).to_string();
        let ended: Content = closed(&ended, ComplaintOutcome::Mediated).into();
        let open: Content = complaint().into();
        prop_assert_eq!(figure(Measure::K1, &[ended], ALWAYS, as_of), figure(Measure::K1, &[open], ALWAYS, as_of));
    }
}

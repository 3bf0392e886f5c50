//! What is filed under several numbers and is one item counts once.

use crate::support::{ALWAYS, LIMITS, RULES, closed, complaint, day, odr_case, report};
use domain::record::{Complaint, Content, Handling, OdrCase, Report, WorkOrder, said};
use domain::vocab::ComplaintOutcome::{Mediated, R2, SelfSettled, T3};
use proptest::prelude::*;
use ratios::Measure::{K1, K1b, K2, K3, K4};
use ratios::mainless::mainless;
use ratios::{Figure, Linked, Measure, linked};

/// A complaint with an order, dispatched on 2026-08-03 and so due on 2026-08-10.
fn ordered(number: &str, order: &str, answered: Option<&str>) -> Complaint {
    let order = WorkOrder {
        number: order.into(),
        dispatched_on: day("2026-08-03"),
        due_on: None,
        answered_on: answered.map(day),
        returned_on: None,
    };
    let handling = said(Handling { order: Some(order), ..Handling::default() });
    Complaint { number: number.into(), handling, ..complaint() }
}

fn changed(mut complaint: Complaint, change: impl FnOnce(&mut Handling)) -> Complaint {
    change(complaint.handling.get_or_insert_default());
    complaint
}

fn repeating(complaint: Complaint, main: &str) -> Complaint {
    Complaint { duplicate: true, ..changed(complaint, |handling| handling.main_number = Some(main.into())) }
}

fn counted(measure: Measure, all: &[Content], as_of: &str) -> (u64, u64) {
    let (as_of, law) = (day(as_of), (&*LIMITS, &*RULES));
    let linked = Linked::of(all.iter().enumerate(), &[measure], as_of, law);
    let mut figure = Figure::default();
    for (at, content) in all.iter().enumerate().filter(|(at, _)| linked.counts(measure, *at)) {
        let shares = ratios::shares(&[measure], &linked.counted(at, content), ALWAYS, as_of, law);
        figure = shares.into_iter().fold(figure, |figure, (_, share)| figure.and(share.of, share.good));
    }
    (figure.of, figure.good)
}

fn told(measure: Measure, all: &[Content]) -> (u64, u64) {
    counted(measure, all, "2026-11-28")
}

const LATE: Option<&str> = Some("2026-08-11");
const IN_TIME: Option<&str> = Some("2026-08-10");

#[test]
fn one_order_under_two_numbers_is_one_item_whether_they_are_linked_or_not() {
    let (one, other) = (ordered("1", "GD1", IN_TIME), ordered("2", "GD1", IN_TIME));
    let unlinked = [one.clone().into(), other.clone().into()];
    assert_eq!((told(K3, &unlinked), told(K1b, &unlinked).0), ((1, 1), 2), "whether they are one an official says");
    let linked = [one.clone().into(), repeating(other, "1").into()];
    assert_eq!((told(K3, &linked), told(K1b, &linked).0), ((1, 1), 1));
    // The number of the hotline stands in the place of that of the platform.
    let hotline = [ordered("GD1", "GD1", IN_TIME).into(), one.clone().into()];
    assert_eq!(told(K3, &hotline), (1, 1));
    // One order that became a complaint and a report.
    let report = Report { handling: one.handling.clone(), number: "J1".into(), ..report(None) };
    assert_eq!(told(K3, &[one.into(), report.into()]), (1, 1));
}

#[test]
fn linked_orders_of_one_complaint_are_one_item_and_the_answer_of_the_main_one_counts() {
    let main = |answered| ordered("1", "GD1", answered);
    let again = |answered| repeating(ordered("2", "GD2", answered), "1");
    assert_eq!(told(K3, &[main(LATE).into(), again(IN_TIME).into()]), (1, 0));
    assert_eq!(told(K3, &[again(LATE).into(), main(IN_TIME).into()]), (1, 1), "whatever the order");
    let third = repeating(ordered("3", "GD3", LATE), "2");
    assert_eq!(told(K3, &[main(IN_TIME).into(), again(LATE).into(), third.into()]), (1, 1), "and a chain");
    // The main one came without an order: the first that was dispatched.
    let silent = Complaint { number: "1".into(), ..complaint() };
    let earlier = changed(again(IN_TIME), |handling| {
        handling.order.as_mut().unwrap().dispatched_on = day("2026-07-31");
    });
    let earlier = Complaint { number: "3".into(), ..earlier };
    assert_eq!(told(K3, &[silent.into(), again(LATE).into(), earlier.into()]), (1, 0), "due on the 7th");
    // Orders of different complaints remain as many.
    assert_eq!(told(K3, &[main(LATE).into(), ordered("2", "GD2", IN_TIME).into()]), (2, 1));
}

#[test]
fn an_order_that_was_handed_back_at_once_or_taken_back_stands_for_no_other() {
    let back = changed(ordered("1", "GD1", None), |handling| {
        handling.order.as_mut().unwrap().returned_on = Some(day("2026-08-04"));
    });
    let again = repeating(ordered("2", "GD2", IN_TIME), "1");
    assert_eq!(told(K3, &[back.into(), again.clone().into()]), (1, 1));
    let withdrawn = Complaint { withdrawn: true, ..ordered("1", "GD1", LATE) };
    assert_eq!(told(K3, &[withdrawn.into(), again.into()]), (1, 1));
}

#[test]
fn one_dispute_counts_once_by_its_last_outcome() {
    let case = |settled| OdrCase { number: "O1".into(), ..odr_case(settled) };
    let turned = |on, outcome| changed(closed(on, outcome), |handling| handling.odr_number = Some("O1".into()));
    let unnamed: [Content; 2] = [case(Some("2026-08-10")).into(), closed("2026-09-01", T3).into()];
    assert_eq!(told(K4, &unnamed), (2, 1), "nothing says that they are one");
    let failed = [case(Some("2026-08-10")).into(), turned("2026-09-01", T3).into()];
    assert_eq!(told(K4, &failed), (1, 0));
    assert_eq!(counted(K4, &failed, "2026-08-31"), (1, 1), "as of a day on which it had not ended again");
    let later = [case(Some("2026-09-20")).into(), turned("2026-09-01", Mediated).into()];
    assert_eq!(told(K4, &later), (1, 1), "settled online at any time");
    assert_eq!(told(K4, &[case(None).into(), turned("2026-09-01", SelfSettled).into()]), (1, 1));
    // What is no outcome of a dispute takes nothing from it.
    let refused = Complaint { accepted_on: None, ..turned("2026-09-01", R2) };
    assert_eq!(told(K4, &[case(Some("2026-08-10")).into(), refused.into()]), (1, 1));
    // A repetition may be what names the case.
    let main = Complaint { number: "M".into(), ..closed("2026-09-01", T3) };
    let again = repeating(Complaint { number: "2".into(), ..turned("2026-09-01", T3) }, "M");
    assert_eq!(told(K4, &[case(Some("2026-08-10")).into(), main.into(), again.into()]), (1, 0));
}

#[test]
fn a_repetition_whose_main_filing_is_not_there_counts_in_its_place() {
    let numbered = |number: &str| Complaint { number: number.into(), ..complaint() };
    let again = |number: &str, main: &str| repeating(numbered(number), main);
    let lost = |all: &[Content]| {
        let found = mainless(all.iter().enumerate()).into_iter();
        found.map(|(at, one)| (at, one.named.to_owned(), one.stands_in)).collect::<Vec<_>>()
    };
    let main: Content = numbered("1").into();
    let all = [main.clone(), again("2", "1").into(), again("3", "2").into()];
    assert_eq!((lost(&all), told(K1, &all)), (vec![], (1, 0)), "a chain comes to one that stands");
    // By the number of its order as well.
    let all = [ordered("1", "GD1", None).into(), again("2", "GD1").into()];
    assert_eq!((lost(&all), told(K1, &all)), (vec![], (1, 0)));
    // The main one was taken back, or is not there: the first that was received stands for the item.
    let withdrawn: Content = Complaint { withdrawn: true, ..numbered("1") }.into();
    let later = Complaint { received_on: day("2026-08-04"), ..again("2", "1") };
    for all in
        [vec![withdrawn, later.clone().into(), again("3", "1").into()], vec![later.into(), again("3", "2").into()]]
    {
        let last = all.len() - 1;
        let wanted = lost(&all).into_iter().map(|(at, _, stands_in)| (at, stands_in)).collect::<Vec<_>>();
        assert_eq!(wanted, [(last - 1, false), (last, true)]);
        assert_eq!(told(K1, &all), (1, 0));
    }
    // They name each other, or themselves.
    let ring = [again("1", "2").into(), again("2", "1").into(), again("3", "1").into()];
    assert_eq!(lost(&ring), [(0, "2".into(), true), (1, "1".into(), false), (2, "1".into(), false)]);
    assert_eq!((told(K1, &ring), told(K1b, &ring).0), ((1, 0), 1));
    // A repetition that names nothing is what its source says, and no main filing of others.
    let unnamed = Complaint { duplicate: true, ..numbered("1") };
    assert_eq!((lost(&[unnamed.clone().into()]), told(K1, &[unnamed.clone().into()])), (vec![], (0, 0)));
    assert_eq!(lost(&[unnamed.into(), again("2", "1").into()]), [(1, "1".into(), true)]);
    // A complaint and a report count in different ratios.
    let handling = again("2", "9").handling;
    let report: Content = Report { duplicate: true, handling, number: "J".into(), ..report(None) }.into();
    let both = [again("2", "9").into(), report];
    assert_eq!((told(K1, &both), told(K2, &both)), ((1, 0), (1, 0)));
    // Settled by the parties, it is in K4.
    let settled: Content = repeating(Complaint { number: "2".into(), ..closed("2026-09-01", SelfSettled) }, "9").into();
    assert_eq!(told(K4, std::slice::from_ref(&settled)), (1, 1));
    assert_eq!(told(K4, &[settled, Complaint { number: "9".into(), ..closed("2026-09-01", T3) }.into()]), (1, 0));
}

#[test]
fn a_number_that_a_repetition_bears_as_well_leads_to_the_main_filing() {
    // Both came with one order, and the repetition names that.
    let main: Content = ordered("1", "GD1", None).into();
    let again: Content = repeating(ordered("2", "GD1", None), "GD1").into();
    for all in [[again.clone(), main.clone()], [main, again]] {
        assert!(mainless(all.iter().enumerate()).is_empty(), "{all:?}");
        assert_eq!(told(K1, &all), (1, 0), "{all:?}");
    }
}

#[test]
fn a_dispute_counts_once_also_where_a_repetition_stands_for_its_main_filing() {
    let case: Content = OdrCase { number: "O1".into(), ..odr_case(Some("2026-08-10")) }.into();
    let turned = changed(closed("2026-09-01", T3), |handling| handling.odr_number = Some("O1".into()));
    let again: Content = repeating(Complaint { number: "2".into(), ..turned }, "9").into();
    assert_eq!(told(K4, &[case.clone(), again.clone()]), (1, 0), "by its last outcome");
    // With the main filing there, it is none of its own.
    let main: Content = Complaint { number: "9".into(), ..complaint() }.into();
    assert_eq!(told(K4, &[case, again, main]), (1, 1));
}

#[test]
fn an_order_that_two_complaints_bear_unlinked_is_named_and_no_other() {
    let named = |all: &[Content]| -> Vec<(String, Vec<usize>)> {
        let found = linked::unlinked(all.iter().enumerate());
        found.into_iter().map(|(order, filings)| (order.to_owned(), filings)).collect()
    };
    let (one, other) = (ordered("1", "GD1", None), ordered("2", "GD1", None));
    let alone = ordered("3", "GD3", None);
    let all = [one.clone().into(), alone.clone().into(), other.clone().into()];
    assert_eq!(named(&all), [("GD1".to_owned(), vec![0, 2])]);
    let hotline = Complaint { number: "GD1".into(), ..complaint() };
    assert_eq!(named(&[hotline.into(), one.clone().into()]), [("GD1".to_owned(), vec![0, 1])]);
    assert_eq!(named(&[one.clone().into(), repeating(other.clone(), "1").into(), alone.into()]), []);
    assert_eq!(named(&[one.clone().into(), Complaint { withdrawn: true, ..other }.into()]), []);
    let report = Report { handling: one.handling.clone(), number: "J1".into(), ..report(None) };
    assert_eq!(named(&[one.into(), report.into()]), [], "a complaint and a report may come of one order");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn as_many_orders_count_as_there_are_numbers_and_their_order_does_not_matter(
        orders in proptest::collection::vec((0usize..6, proptest::bool::ANY), 1..20),
    ) {
        let filing = |(at, (order, is_late)): (usize, &(usize, bool))| {
            let number = format!("F{at:02}");
            Content::from(ordered(&number, &format!("GD{order}"), if *is_late { LATE } else { IN_TIME }))
        };
        let all: Vec<Content> = orders.iter().enumerate().map(filing).collect();
        let distinct: std::collections::BTreeSet<usize> = orders.iter().map(|(order, _)| *order).collect();
        let law = (&*LIMITS, &*RULES);
        let of = |all: &[Content]| {
            let named = all.iter().map(|content| match content {
                Content::Complaint(complaint) => (complaint.number.as_str(), content),
                _ => unreachable!(),
            });
            let named: Vec<_> = named.collect();
            let linked = Linked::of(named.iter().copied(), &[K3], day("2026-11-28"), law);
            let left = named.into_iter().map(|(number, _)| number.to_owned()).filter(|number| linked.counts(K3, number));
            left.collect::<std::collections::BTreeSet<String>>()
        };
        let counted = of(&all);
        prop_assert_eq!(counted.len(), distinct.len());
        let turned: Vec<Content> = all.into_iter().rev().collect();
        prop_assert_eq!(of(&turned), counted);
    }
}

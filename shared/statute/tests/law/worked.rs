//! Worked cases of the legal dossier (C numbers §11) of which no other test speaks: the days of procedures, as they are
//! counted, and what follows from a decision on the side of its publication.

use crate::duties::{duties, told};
use crate::support::{TABLES, day, merchant, penalty};
use domain::record::{MerchantKind, Outward, PartyKind, Penalty, said};
use domain::vocab::Severity;
use policy::calendar::Calendar;
use policy::embedded;
use statute::clock::counting::{Counted, counted};
use statute::clock::rules::Count::{self, Months, WorkingDays};
use statute::display::spans;
use statute::penalty::derive;
use statute::publication::{Rules, Withheld};
use std::sync::LazyLock;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| embedded::calendar().unwrap());

/// Case, start, and each step with what it is counted in and the last day that the case tells; each goes on from the day
/// before it.
type Way = (&'static str, &'static str, &'static [(u32, Count, &'static str)]);

#[test]
fn the_days_of_procedures_are_counted_as_in_the_worked_cases() {
    let ways: [Way; 22] = [
        ("C07 by Order 58", "2024-03-05", &[(12, Months, "2025-03-05")]),
        ("C08", "2024-03-20", &[(12, Months, "2025-03-20")]),
        ("C09", "2025-06-10", &[(6, Months, "2025-12-10")]),
        ("C10", "2025-09-25", &[(3, Months, "2025-12-25")]),
        ("C11 a year", "2024-02-29", &[(12, Months, "2025-02-28")]),
        ("C11 three years", "2024-02-29", &[(36, Months, "2027-02-28")]),
        ("C12", "2023-02-28", &[(12, Months, "2024-02-28")]),
        ("C13", "2025-11-30", &[(3, Months, "2026-02-28")]),
        ("C13 accepted", "2026-03-01", &[(2, WorkingDays, "2026-03-03")]),
        (
            "C15",
            "2025-09-26",
            &[(2, WorkingDays, "2025-09-29"), (15, WorkingDays, "2025-10-27"), (3, WorkingDays, "2025-10-30")],
        ),
        (
            "C16",
            "2026-02-13",
            &[(2, WorkingDays, "2026-02-24"), (7, WorkingDays, "2026-03-04"), (3, WorkingDays, "2026-03-09")],
        ),
        ("C17 three years", "2025-03-10", &[(36, Months, "2028-03-10")]),
        ("C17 a year", "2025-03-10", &[(12, Months, "2026-03-10")]),
        (
            "C17",
            "2026-03-11",
            &[(2, WorkingDays, "2026-03-13"), (7, WorkingDays, "2026-03-24"), (3, WorkingDays, "2026-03-27")],
        ),
        ("C17 before", "2026-03-13", &[(15, WorkingDays, "2026-04-03")]),
        ("C20 three years", "2026-09-01", &[(36, Months, "2029-09-01")]),
        ("C20 a year", "2026-09-01", &[(12, Months, "2027-09-01")]),
        ("C23", "2021-04-20", &[(36, Months, "2024-04-20")]),
        ("C25 three", "2026-09-30", &[(3, WorkingDays, "2026-10-10"), (3, WorkingDays, "2026-10-14")]),
        ("C25 seven", "2026-02-13", &[(7, WorkingDays, "2026-03-02")]),
        ("C27", "2026-08-31", &[(6, Months, "2027-02-28")]),
        ("C29", "2026-07-02", &[(3, WorkingDays, "2026-07-07"), (7, WorkingDays, "2026-07-16")]),
    ];
    for (case, start, steps) in ways {
        let mut from = day(start);
        for (length, count, last) in steps {
            let counted = counted(from, *length, *count, &[], &CALENDAR);
            assert_eq!(counted, Counted::On(day(last)), "{case}");
            from = day(last);
        }
    }
    // C25 in both of its lengths from both of its days.
    let answered = |from, length| counted(day(from), length, WorkingDays, &[], &CALENDAR);
    assert_eq!(answered("2026-09-30", 7), Counted::On(day("2026-10-15")));
    assert_eq!(answered("2026-02-13", 3), Counted::On(day("2026-02-25")));
}

#[test]
fn c36_is_told_to_the_credit_platform_and_published_by_two_clocks() {
    let outward = said(Outward { reported_on: Some(day("2025-10-13")), ..Outward::default() });
    let decided = Penalty { outward, published_on: Some(day("2025-10-30")), ..penalty("2025-09-26") };
    let found = told(&duties(decided));
    let found: Vec<_> = found.iter().map(|(clock, due, stop)| (*clock, due.unwrap(), stop.is_some())).collect();
    let (publication, reporting) = ("penalty_publication", "penalty_reporting");
    assert_eq!(found, [(publication, day("2025-10-30"), true), (reporting, day("2025-10-13"), true)]);
}

#[test]
fn c32_a_street_vendor_without_a_registration_is_on_no_page_and_counts_all_the_same() {
    let vendor = Penalty {
        party_kind: Some(PartyKind::NaturalPerson),
        fine_fen: domain::money::Fen::from_yuan(1_500),
        published_on: Some(day("2026-01-20")),
        ..penalty("2026-01-10")
    };
    let rules = Rules::on(&embedded::publication().unwrap(), day("2026-02-01")).unwrap();
    let channel = spans(&vendor, Severity::Minor, &TABLES).channel;
    assert_eq!(rules.withheld(&vendor, channel, false), [Withheld::NaturalPerson]);
    let fact = derive(&vendor, &[], &merchant(MerchantKind::SoleTrader), &TABLES).fact;
    assert!(fact.publishable && fact.counts.contains(day("2026-02-01")), "{fact:?}");
}

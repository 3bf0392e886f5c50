//! Worked cases of the legal dossier (C numbers §11) of which no other test speaks: what follows from a decision on the side
//! of its publication.

use crate::duties::{duties, told};
use crate::support::{TABLES, day, merchant, penalty};
use domain::record::{MerchantKind, Outward, PartyKind, Penalty, said};
use domain::vocab::Severity;
use policy::embedded;
use statute::display::spans;
use statute::penalty::derive;
use statute::publication::{Rules, Withheld};

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

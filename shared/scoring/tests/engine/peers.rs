//! The peers' table: what a merchant's peers have in complaints, worked by hand.

use crate::common::{day, default_scheme};
use domain::area::AreaCode;
use domain::code::{PartyCode, organisation_code};
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{Channel, Complaint, Merchant, MerchantKind, MerchantStatus, SizeBand};
use domain::vocab::ComplaintOutcome;
use policy::scheme::Peers;
use scoring::peers::{Member, PeersRow, PeersTable, window};

fn peers() -> Peers {
    default_scheme().points().unwrap().peers.clone().unwrap()
}

fn merchant(number: u32, industry: &str, channel: Channel, since: &str) -> Merchant {
    Merchant {
        code: PartyCode::complete(&format!("91371502{}", organisation_code(&format!("{number:08}")))).unwrap(),
        name: "某店".into(),
        kind: MerchantKind::Enterprise,
        size: SizeBand::Small,
        channel,
        area: AreaCode::parse("371502").unwrap(),
        industry: Industry::parse(industry).unwrap(),
        registered_on: Some(day(since)),
        status: MerchantStatus::Active,
        status_from: None,
        succession: None,
        withdrawn: false,
    }
}

fn complaints(party: PartyCode, received: &[&str], outcome: ComplaintOutcome) -> Vec<Complaint> {
    let complaint = |(n, on): (usize, &&str)| Complaint {
        handling: None,
        publicity: None,
        party,
        number: format!("{outcome:?}{n}"),
        received_on: day(on),
        accepted_on: Some(day(on)),
        closed_on: Some(day(on)),
        outcome: Some(outcome),
        refused_by: None,
        duplicate: false,
        held_from: None,
        held_until: None,
        withdrawn: false,
    };
    received.iter().enumerate().map(complaint).collect()
}

fn member(merchant: &Merchant, complaints: &[Complaint], on: Day) -> Member {
    Member::of(&peers(), window(&peers(), on).0, merchant, complaints)
}

/// `count` restaurants with a shop, each with these complaints.
fn restaurants(count: u32, received: &[&str], on: Day) -> Vec<Member> {
    let one = |n| {
        let shop = merchant(n, "6210", Channel::Shop, "2020-01-01");
        member(&shop, &complaints(shop.code, received, ComplaintOutcome::Mediated), on)
    };
    (0..count).map(one).collect()
}

fn row(members: &[Member], own: &Member, on: Day) -> PeersRow {
    let known_at = window(&peers(), on).1;
    PeersTable::make(&peers(), on, known_at, members).row(own, Some(own))
}

#[test]
fn the_window_is_the_twelve_months_before_this_one() {
    let (window, known_at) = window(&peers(), day("2026-11-23"));
    assert_eq!((window.from, window.off), (day("2025-11-01"), day("2026-11-01")));
    assert_eq!(known_at, Instant::start_of(day("2026-11-01")));
}

#[test]
fn own_days_times_what_others_have() {
    let on = day("2026-11-23");
    // 31 restaurants with two complaints each; the merchant itself began on 2026-05-01: 184 of 365 days.
    let mut all = restaurants(31, &["2025-12-01", "2026-10-31"], on);
    let own = merchant(99, "6210", Channel::Shop, "2026-05-01");
    let own = member(&own, &complaints(own.code, &["2026-06-01"; 9], ComplaintOutcome::Mediated), on);
    all.push(own);
    let row = row(&all, &own, on);
    assert_eq!((row.stratum.level, row.others.merchants, row.others.complaints), (0, 31, 62), "its own are left out");
    assert_eq!((row.others.days, row.own_days), (31 * 365, 184));
    assert_eq!(row.expected_thousandths, 184 * 62 * 1000 / (31 * 365));
}

#[test]
fn what_was_not_valid_or_not_in_the_window_does_not_count() {
    let on = day("2026-11-23");
    let outside = restaurants(31, &["2025-10-31", "2026-11-01"], on);
    assert_eq!(row(&outside, &outside[0], on).others.complaints, 0);
    let shop = merchant(1, "6210", Channel::Shop, "2020-01-01");
    let abusive = member(&shop, &complaints(shop.code, &["2026-06-01"], ComplaintOutcome::T6), on);
    let rest = restaurants(31, &[], on);
    assert_eq!(row(&[&[abusive], &rest[2..]].concat(), &rest[0], on).others.complaints, 0);
}

#[test]
fn the_narrowest_stratum_with_thirty_others_serves_and_at_least_a_fifth_is_expected() {
    let on = day("2026-11-23");
    let own = merchant(99, "6210", Channel::Online, "2020-01-01");
    let own = member(&own, &[], on);
    let with = |others: u32| {
        let all = [&[own], restaurants(others, &[], on).as_slice()].concat();
        row(&all, &own, on)
    };
    // Nobody else sells online: the channel is dropped; with 29 others size and division are, too.
    assert_eq!((with(30).stratum.level, with(30).stratum.channel), (1, None));
    assert_eq!((with(29).stratum.level, with(29).others.merchants), (4, 29));
    assert_eq!(with(30).expected_thousandths, 200);
}

#[test]
fn an_unknown_start_takes_the_whole_window_and_says_so() {
    let on = day("2026-11-23");
    let mut shop = merchant(99, "6210", Channel::Shop, "2020-01-01");
    shop.registered_on = None;
    let own = member(&shop, &[], on);
    let row = row(&[own], &own, on);
    assert!(row.start_unknown);
    assert_eq!(row.own_days, 365);
}

#[test]
fn the_order_of_merchants_never_matters() {
    let on = day("2026-11-23");
    let mut all = restaurants(40, &["2026-03-05"], on);
    let own = all[7];
    let straight = row(&all, &own, on);
    all.reverse();
    assert_eq!(row(&all, &own, on), straight);
}

//! Spans against the rule by which versions stand, whatever the order in which they are given.

use super::*;
use domain::version::{SourceRow, Version, heads};
use proptest::prelude::*;

const OLD: &str = "371500000000077";
const NEW: &str = "91371500795315494U";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn merchant() -> Merchant {
    Merchant {
        code: PartyCode::parse(NEW).unwrap(),
        name: "甲".to_owned(),
        kind: MerchantKind::Enterprise,
        size: SizeBand::Small,
        channel: Channel::Shop,
        area: AreaCode::parse("371502").unwrap(),
        industry: Industry::parse("6210").unwrap(),
        registered_on: Some(day("2015-01-01")),
        status: MerchantStatus::Active,
        status_from: None,
        succession: None,
        withdrawn: false,
    }
}

fn said(version: i32, on: &str, change: impl FnOnce(&mut Merchant)) -> Said {
    let mut merchant = merchant();
    change(&mut merchant);
    Said { version, changed_at: Some(Instant::start_of(day(on))), merchant }
}

/// Value, first day and the day behind the last one.
fn told<T: Clone>(track: &Track<T>) -> Vec<(T, Day, Day)> {
    track.iter().map(|stretch| (stretch.value.clone(), stretch.span.from, stretch.span.off)).collect()
}

fn statuses(versions: &[Said]) -> Vec<(MerchantStatus, Day, Day)> {
    told(&History::of(versions).unwrap().statuses)
}

#[test]
fn a_change_ends_what_was_before_and_what_stays_goes_on() {
    let versions = [
        said(1, "2020-01-01", |_| {}),
        said(2, "2021-01-01", |m| m.name = "乙".to_owned()),
        said(3, "2022-01-01", |m| {
            m.name = "乙".to_owned();
            m.area = AreaCode::parse("371581").unwrap();
        }),
    ];
    let history = History::of(&versions).unwrap();
    let (first, named, moved) = (day("2015-01-01"), day("2021-01-01"), day("2022-01-01"));
    let wanted = [("甲".to_owned(), first, named), ("乙".to_owned(), named, Day::FOREVER)];
    assert_eq!(told(&history.names), wanted, "the first version speaks from the registration on");
    let by: Vec<i32> = history.names.iter().map(|stretch| stretch.by.version).collect();
    assert_eq!(by, [1, 2], "who said so first");
    let areas: Vec<_> = told(&history.areas).into_iter().map(|(area, from, _)| (area.to_string(), from)).collect();
    assert_eq!(areas, [("371502".to_owned(), first), ("371581".to_owned(), moved)]);
    assert_eq!(told(&history.industries), [(Industry::parse("6210").unwrap(), first, Day::FOREVER)]);
    let then = history.on(day("2021-06-01"));
    assert_eq!(told(&then.names), [("乙".to_owned(), named, Day::FOREVER)]);
    assert_eq!(told(&then.areas).len(), 1);
}

#[test]
fn without_a_day_of_registration_nothing_is_said_of_the_time_before() {
    let unknown = |m: &mut Merchant| m.registered_on = None;
    let placed = History::of(&[said(1, "2020-01-01", unknown)]).unwrap();
    assert_eq!(told(&placed.names), [("甲".to_owned(), day("2020-01-01"), Day::FOREVER)]);
    let mut history = said(1, "2020-01-01", unknown);
    history.changed_at = None;
    let open = History::of(&[history]).unwrap();
    assert_eq!(told(&open.names), [("甲".to_owned(), Day::DAWN, Day::FOREVER)]);
}

#[test]
fn a_status_begins_on_its_own_day_and_a_later_version_may_correct_that() {
    use MerchantStatus::{Active, Revoked};
    let revoked = |on: &'static str| {
        move |m: &mut Merchant| {
            m.status = Revoked;
            m.status_from = Some(day(on));
        }
    };
    let first = day("2015-01-01");
    let active = said(1, "2020-01-01", |_| {});
    let late = said(2, "2024-05-20", revoked("2024-05-01"));
    let wanted = |on: &str| [(Active, first, day(on)), (Revoked, day(on), Day::FOREVER)];
    assert_eq!(statuses(&[active.clone(), late.clone()]), wanted("2024-05-01"));
    assert_eq!(statuses(std::slice::from_ref(&late)), wanted("2024-05-01"), "also if nobody told of it before");
    for corrected in ["2024-04-01", "2024-06-01"] {
        let correction = said(3, "2024-07-01", revoked(corrected));
        assert_eq!(statuses(&[active.clone(), late.clone(), correction]), wanted(corrected));
    }
    let again = said(3, "2025-01-01", |_| {});
    let wanted = [
        (Active, first, day("2024-05-01")),
        (Revoked, day("2024-05-01"), day("2025-01-01")),
        (Active, day("2025-01-01"), Day::FOREVER),
    ];
    assert_eq!(statuses(&[active.clone(), late, again.clone()]), wanted);
    // What was announced and then did not come.
    let announced = said(2, "2024-05-20", revoked("2025-02-01"));
    assert_eq!(statuses(&[active, announced, again]), [(Active, first, Day::FOREVER)]);
}

#[test]
fn what_was_taken_back_ends_and_the_registration_of_the_new_code_counts() {
    let old = said(1, "2014-06-01", |m| m.code = PartyCode::parse(OLD).unwrap());
    let new = said(1, "2016-03-01", |_| {});
    let gone = said(2, "2018-01-01", |m| m.withdrawn = true);
    let history = History::of(&[gone.clone(), new, old.clone()]).unwrap();
    let codes: Vec<_> = told(&history.codes).into_iter().map(|(code, from, _)| (code.to_string(), from)).collect();
    let wanted = [(OLD, "2014-06-01"), (NEW, "2016-03-01"), (OLD, "2018-01-01")];
    assert_eq!(codes, wanted.map(|(code, on)| (code.to_owned(), day(on))), "the other one counts again");
    let only = History::of(&[said(1, "2016-03-01", |_| {}), gone]).unwrap();
    assert_eq!(told(&only.names), [("甲".to_owned(), day("2015-01-01"), day("2018-01-01"))]);
}

#[test]
fn a_credit_code_counts_before_any_number_whatever_comes_first_in_the_alphabet() {
    let number = PartyCode::parse("991500000000077").unwrap();
    let old = said(1, "2020-01-01", |m| m.code = number);
    let new = said(1, "2020-01-01", |_| {});
    let codes = told(&History::of(&[old, new]).unwrap().codes);
    assert_eq!(codes, [(PartyCode::parse(NEW).unwrap(), day("2015-01-01"), Day::FOREVER)]);
}

#[test]
fn the_registration_is_as_old_as_the_last_word_says() {
    let first = said(1, "2020-01-01", |_| {});
    let corrected = said(2, "2021-01-01", |m| m.registered_on = Some(day("2012-05-06")));
    let history = History::of(&[first, corrected.clone()]).unwrap();
    assert_eq!(told(&history.names), [("甲".to_owned(), day("2012-05-06"), Day::FOREVER)]);
    // Of history without an order it is the day on which it begins.
    let open = History::of(&[Said { changed_at: None, ..corrected }]).unwrap();
    assert_eq!(told(&open.names), [("甲".to_owned(), day("2012-05-06"), Day::FOREVER)]);
}

#[test]
fn every_track_ends_with_the_registration_and_is_cut_to_a_day() {
    let versions = [
        said(1, "2016-01-01", |_| {}),
        said(2, "2017-01-01", |m| {
            m.size = SizeBand::Micro;
            m.channel = Channel::Both;
            m.status = MerchantStatus::Revoked;
        }),
        said(3, "2018-01-01", |m| m.withdrawn = true),
    ];
    let history = History::of(&versions).unwrap();
    let (changed, gone) = (day("2017-01-01"), day("2018-01-01"));
    let ends = [
        told(&history.sizes).last().unwrap().2,
        told(&history.channels).last().unwrap().2,
        told(&history.statuses).last().unwrap().2,
        told(&history.kinds).last().unwrap().2,
        told(&history.areas).last().unwrap().2,
        told(&history.industries).last().unwrap().2,
    ];
    assert_eq!(ends, [gone; 6]);
    let then = history.clone().on(day("2017-06-01"));
    assert_eq!(told(&then.sizes), [(SizeBand::Micro, changed, gone)]);
    assert_eq!(told(&then.channels), [(Channel::Both, changed, gone)]);
    assert_eq!(told(&then.statuses), [(MerchantStatus::Revoked, changed, gone)]);
    assert_eq!(history.on(gone), History::default(), "on that day nothing is said");
}

#[test]
fn a_corrected_day_bridges_no_time_in_which_nothing_stood() {
    use MerchantStatus::{Active, Revoked};
    let revoked = |on: &'static str| {
        move |m: &mut Merchant| {
            m.status = Revoked;
            m.status_from = Some(day(on));
        }
    };
    let versions = [
        said(1, "2016-01-01", |_| {}),
        said(2, "2018-01-01", |m| m.withdrawn = true),
        said(3, "2020-05-20", revoked("2020-05-01")),
        said(4, "2020-07-01", revoked("2020-06-01")),
    ];
    let wanted = [(Active, day("2015-01-01"), day("2018-01-01")), (Revoked, day("2020-06-01"), Day::FOREVER)];
    assert_eq!(statuses(&versions), wanted);
}

/// Half a day of the place, whether it is of the old code, name, kind, what is flagged, and the day of the status.
type Drawn = (Option<i32>, bool, usize, usize, u8, i32);

/// Versions at places that often meet, of two registrations.
fn versions() -> impl Strategy<Value = Vec<Said>> {
    let one = (prop::option::weighted(0.9, 0i32..12), any::<bool>(), 0usize..4, 0usize..3, any::<u8>(), -4i32..14);
    prop::collection::vec(one, 1..10).prop_map(|rows| {
        let make = |(at, (on, is_old, name, kind, flags, own)): (usize, Drawn)| {
            let mut merchant = merchant();
            merchant.code = PartyCode::parse(if is_old { OLD } else { NEW }).unwrap();
            merchant.name = ["甲", "乙", "丙", "丁"][name].to_owned();
            merchant.kind = MerchantKind::ALL[kind];
            merchant.registered_on = (flags & 1 == 0).then(|| Day::from_number(3));
            merchant.withdrawn = flags & 14 == 0;
            if flags & 16 == 0 {
                merchant.status = MerchantStatus::Revoked;
                merchant.status_from = (flags & 32 == 0).then(|| Day::from_number(own));
            }
            // Two places a day.
            let order = |half: i32| Instant::from_micros(i64::from(half) * 43_200_000_000 - 28_800_000_000);
            Said { version: i32::try_from(at).unwrap() + 1, changed_at: on.map(order), merchant }
        };
        rows.into_iter().enumerate().map(make).collect()
    })
}

/// What stood at the end of a day by the rule that every service follows.
fn stood(versions: &[Said], day: Day) -> Option<Merchant> {
    let known = versions.iter().filter(|said| said.changed_at.is_none_or(|at| at.day() <= day));
    let version = |said: &Said| Version {
        content: said.merchant.clone(),
        order: said.changed_at,
        known_from: Instant::from_micros(0),
        source: SourceRow { file: 0, row: u64::try_from(said.version).unwrap() },
    };
    let known: Vec<Version<Merchant>> = known.map(version).collect();
    let standing = heads(&known, None).unwrap().heads.into_iter().map(|at| known[at].content.clone());
    standing.max_by_key(|merchant| rank(merchant.code))
}

fn value<T: Clone>(track: &Track<T>, day: Day) -> Option<T> {
    let mut there = track.iter().filter(|stretch| stretch.span.contains(day));
    let value = there.next().map(|stretch| stretch.value.clone());
    assert!(there.next().is_none(), "spans overlap");
    value
}

fn is_apart<T: PartialEq>(track: &Track<T>) -> bool {
    let stretches: Vec<_> = track.iter().collect();
    let follow = stretches.windows(2).all(|two| {
        let (before, after) = (&two[0], &two[1]);
        before.span.off <= after.span.from && (before.span.off < after.span.from || before.value != after.value)
    });
    follow && stretches.iter().all(|stretch| !stretch.span.is_empty())
}

proptest! {
    #[test]
    fn as_of_each_day_stands_what_stood_then(versions in versions()) {
        let history = History::of(&versions).unwrap();
        // Of days before the first place the first version speaks, from the registration on.
        let first = versions.iter().map(|said| said.changed_at.map_or(Day::from_number(3), Instant::day)).min().unwrap();
        for number in first.number().max(3)..9 {
            let day = Day::from_number(number);
            let stood = stood(&versions, day);
            prop_assert_eq!(value(&history.names, day), stood.as_ref().map(|merchant| merchant.name.clone()));
            prop_assert_eq!(value(&history.kinds, day), stood.as_ref().map(|merchant| merchant.kind));
            prop_assert_eq!(value(&history.codes, day), stood.as_ref().map(|merchant| merchant.code));
            if versions.iter().all(|said| said.merchant.status_from.is_none()) {
                prop_assert_eq!(value(&history.statuses, day), stood.map(|merchant| merchant.status));
            }
        }
    }

    #[test]
    fn spans_lie_apart_and_the_order_of_versions_does_not_matter(
        versions in versions(),
        at in any::<prop::sample::Index>(),
    ) {
        let history = History::of(&versions).unwrap();
        prop_assert!(is_apart(&history.names) && is_apart(&history.kinds) && is_apart(&history.codes));
        prop_assert!(is_apart(&history.statuses), "{:?}", history.statuses);
        let mut turned = versions.clone();
        turned.rotate_left(at.index(versions.len()));
        turned.reverse();
        prop_assert_eq!(History::of(&turned).unwrap(), history);
    }
}

//! Growth alerts by hand, and what must always hold of them.

use super::city::{City, Levels, MIXED, RESTLESS};
use crate::support::RULES;
use alerts::growth::{Growth, Merchant, find};
use proptest::prelude::*;

/// A merchant that traded all year, had so many filings each month, and has so many now.
fn merchant(subject: i64, expected: u32, each: u32, observed: u32) -> Merchant {
    Merchant { subject, stratum: 1, expected, months: 12, before: [each; 12], observed }
}

/// A hundred merchants of which all expect twelve a year, half above and half below, and one more.
fn among(one: Merchant) -> Growth {
    let others = (0..100).map(|n| merchant(n, 12_000, if n % 2 == 0 { 0 } else { 2 }, 1));
    find(&others.chain([one]).collect::<Vec<_>>(), &RULES.growth)
}

fn subjects(growth: &Growth) -> Vec<i64> {
    growth.alerts.iter().map(|alert| alert.subject).collect()
}

#[test]
fn an_alert_explains_itself() {
    let found = among(merchant(777, 12_000, 1, 12));
    assert_eq!(subjects(&found), [777]);
    let alert = &found.alerts[0];
    assert_eq!((alert.observed, alert.expected, alert.own, alert.own_expected), (12, 1_000, 1_000, 1_000));
    assert_eq!(alert.threshold, alert.least_expected.max(alert.least_own));
    assert!(alert.threshold <= 12 && alert.tail_expected < found.level && alert.tail_own < found.level, "{alert:?}");
    assert_eq!((alert.dispersion, alert.dispersion.merchants), (found.dispersions[&1], 101));
    // 5 of 101 in parts of 10¹²; the largest level the policy allows is 5 %.
    assert_eq!((found.merchants, found.share, found.level), (101, 49_504_950_496, 50_000_000_000));
    assert!(found.false_alarms < 5_000);
    let below = merchant(777, 12_000, 1, alert.threshold - 1);
    assert!(subjects(&among(below)).is_empty());
    let reached = merchant(777, 12_000, 1, alert.threshold);
    assert_eq!(subjects(&among(reached)), [777]);
}

#[test]
fn both_must_be_exceeded() {
    // Always far above its peers: twelve are nothing new for it.
    assert!(subjects(&among(merchant(777, 12_000, 12, 13))).is_empty());
    // Far above its own months, and no more than its peers have.
    assert!(subjects(&among(merchant(777, 200_000, 0, 12))).is_empty());
    assert_eq!(subjects(&among(merchant(777, 12_000, 1, 13))), [777]);
}

#[test]
fn fewer_than_five_are_no_alert() {
    assert!(subjects(&among(merchant(777, 200, 0, 4))).is_empty());
    assert_eq!(subjects(&among(merchant(777, 200, 0, 5))), [777]);
}

#[test]
fn a_merchant_that_opened_lately_is_measured_by_its_months() {
    let new = Merchant { months: 2, before: [3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ..merchant(777, 6_000, 0, 8) };
    assert!(subjects(&among(new)).is_empty());
    // Six expected and had in a whole year are another matter.
    assert_eq!(subjects(&among(Merchant { months: 12, ..new })), [777]);
    let alert = &among(Merchant { observed: 30, ..new }).alerts[0];
    assert_eq!((alert.expected, alert.own), (3_000, 3_000));
}

#[test]
fn dispersions_are_those_of_the_city_and_bounded() {
    let mut city = City::of(MIXED, Levels::Gamma, 11);
    city.live(13);
    let found = find(&city.month(), &RULES.growth);
    for (stratum, truth) in (0..).zip(MIXED).filter(|(stratum, _)| (1..=4).contains(stratum)) {
        let fitted = found.dispersions[&stratum];
        let (between, month) = (f64::from(fitted.between) / 1_000.0, f64::from(fitted.month) / 1_000.0);
        assert!((0.65..1.5).contains(&(between / truth.between)), "{stratum}: {fitted:?}");
        assert!((month - truth.month).abs() < 0.35, "{stratum}: {fitted:?}");
    }
    // The last has twelve merchants, too few: it takes those of the city.
    assert_eq!(found.dispersions[&6].merchants as usize, found.merchants);
    // All alike: the least of the policy. All of a year in one month: the most of a month.
    let alike: Vec<Merchant> = (0..50).map(|n| merchant(n, 12_000, 1, 1)).collect();
    let fitted = find(&alike, &RULES.growth).dispersions[&1];
    assert_eq!((fitted.between, fitted.month), (50, 0));
    let lumped: Vec<Merchant> =
        alike.iter().map(|one| Merchant { before: [12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ..*one }).collect();
    assert_eq!(find(&lumped, &RULES.growth).dispersions[&1].month, 1_000);
}

#[test]
fn the_same_bits_everywhere() {
    let mut city = City::of(RESTLESS, Levels::Gamma, 5);
    city.live(13);
    let found = find(&city.month(), &RULES.growth);
    let tails: Vec<u64> = found.alerts.iter().map(|alert| alert.tail_expected.max(alert.tail_own)).collect();
    assert_eq!((found.level, found.false_alarms), (34_179_687_500, 4_422));
    assert_eq!(tails, [13_903_500_960, 1_208_353_169, 33_230_757_745, 11_581_750_300, 4_048_910_393]);
}

#[test]
fn extremes_come_to_an_end() {
    let most = Merchant { before: [u32::MAX; 12], ..merchant(1, u32::MAX, 0, u32::MAX) };
    let none = Merchant { months: 0, ..merchant(2, 0, 0, 0) };
    for city in [vec![], vec![most], vec![none], vec![most, none]] {
        let found = find(&city, &RULES.growth);
        assert_eq!((found.merchants, found.alerts.len()), (city.len(), 0));
    }
    let sudden = merchant(3, 0, 0, u32::MAX);
    assert_eq!(subjects(&find(&[most, none, sudden], &RULES.growth)), [3]);
}

prop_compose! {
    fn a_merchant()(
        stratum in 1_u32..4, expected in prop_oneof![200_u32..3_000, 200_u32..200_000], months in 1_u8..13,
        scale in 0_u32..12, noise in prop::array::uniform12(0_u32..4), observed in prop_oneof![0_u32..5, 0_u32..60],
    ) -> Merchant {
        let mut before = noise.map(|noise| scale * noise / 2);
        before.iter_mut().skip(usize::from(months)).for_each(|count| *count = 0);
        Merchant { subject: 0, stratum, expected, months, before, observed }
    }
}

prop_compose! {
    fn a_city()(mut all in prop::collection::vec(a_merchant(), 1..120)) -> Vec<Merchant> {
        (0..).zip(&mut all).for_each(|(subject, merchant)| merchant.subject = subject);
        all
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn order_never_matters(city in a_city(), by in 0_usize..120) {
        let mut turned = city.clone();
        turned.reverse();
        turned.rotate_left(by.min(city.len()));
        prop_assert_eq!(find(&city, &RULES.growth), find(&turned, &RULES.growth));
    }

    #[test]
    fn one_more_takes_nothing_away(city in a_city(), whose in any::<prop::sample::Index>()) {
        let mut larger = city.clone();
        let one = whose.index(city.len());
        larger[one].observed += 1;
        let (before, after) = (find(&city, &RULES.growth), find(&larger, &RULES.growth));
        let subject = city[one].subject;
        prop_assert!(subjects(&before).iter().all(|subject| subjects(&after).contains(subject)));
        let others = |growth: &Growth| growth.alerts.iter().filter(|a| a.subject != subject).cloned().collect::<Vec<_>>();
        prop_assert_eq!(others(&before), others(&after));
        prop_assert_eq!((before.level, before.dispersions), (after.level, after.dispersions));
    }

    #[test]
    fn alerts_exceed_what_they_say(city in a_city()) {
        let found = find(&city, &RULES.growth);
        prop_assert!(found.false_alarms <= 5_000);
        // Never below the share, but for a step of one in 64.
        prop_assert!(found.level as f64 > found.share.min(50_000_000_000) as f64 * 63.0 / 64.0);
        for alert in &found.alerts {
            prop_assert!(alert.observed >= alert.threshold.max(5) && alert.tail_expected.max(alert.tail_own) <= found.level);
            let observed = 1_000 * u64::from(alert.observed);
            prop_assert!(observed > alert.expected && observed > alert.own && alert.own_expected >= alert.own);
        }
    }
}

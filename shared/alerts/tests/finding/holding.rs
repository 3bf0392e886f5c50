//! Repeats, bursts and coordinated filings, on either side of each bound.

use crate::support::{RULES, filing};
use alerts::{Filing, Ground, Hold, holds};
use proptest::prelude::*;

fn told(filings: &[Filing]) -> Vec<(Ground, Vec<String>)> {
    holds(filings, &RULES).into_iter().map(|hold| (hold.ground, hold.filings)).collect()
}

fn keys(range: std::ops::Range<i32>) -> Vec<String> {
    range.map(|n| format!("{n:02}")).collect()
}

#[test]
fn who_files_the_same_again_within_thirty_days_is_looked_at() {
    let at = |later, filer, problem| [filing("1", 0, "a", "价格", ""), filing("2", later, filer, problem, "")];
    assert_eq!(told(&at(30, "a", "价格")), [(Ground::Repeat, vec!["2".to_owned()])], "the first one counts");
    assert_eq!(told(&at(31, "a", "价格")), []);
    assert_eq!(told(&at(1, "b", "价格")), [], "somebody else");
    assert_eq!(told(&at(1, "a", "质量")), [], "something else");
    assert_eq!(told(&at(1, "", "价格")), [], "nobody knows who");
    let hold = holds(&at(30, "a", "价格"), &RULES).remove(0);
    assert_eq!(hold.beside.as_deref(), Some("1"));
    let chain = [0, 20, 40].map(|later| filing(&later.to_string(), later, "a", "价格", ""));
    let besides: Vec<_> = holds(&chain, &RULES).into_iter().map(|hold| hold.beside).collect();
    assert_eq!(besides, [Some("0".to_owned()), Some("0".to_owned())], "the first of the chain, which is not held");
}

#[test]
fn ten_on_one_day_are_a_burst() {
    let day = |many: i32| (0..many).map(|n| filing(&format!("{n:02}"), 3, "", "", "")).collect::<Vec<_>>();
    assert_eq!(told(&day(10)), [(Ground::Burst, keys(0..10))]);
    assert_eq!(told(&day(9)), []);
    let mut spread = day(9);
    spread.push(filing("next day", 4, "", "", ""));
    assert_eq!(told(&spread), []);
}

#[test]
fn three_identities_with_one_text_are_coordinated() {
    let with = |filers: [&str; 3], gap: i32| {
        let of = |(n, filer): (usize, &str)| filing(&format!("{n:02}"), n as i32 * gap, filer, "", "text");
        told(&filers.into_iter().enumerate().map(of).collect::<Vec<_>>())
    };
    assert_eq!(with(["a", "b", "c"], 30), [(Ground::Coordinated, keys(0..3))]);
    assert_eq!(with(["a", "b", "c"], 31), []);
    assert_eq!(with(["a", "b", "a"], 1), [], "two of them are one person's");
    assert_eq!(with(["a", "b", ""], 1), [], "nobody knows who");
}

fn any_filing() -> impl Strategy<Value = Filing> {
    let word = |words: &'static [&'static str]| proptest::sample::select(words);
    (0i32..1_000_000, 0i32..80, word(&["", "a", "b", "c", "d"]), word(&["", "x", "y"]), word(&["", "t", "u"]))
        .prop_map(|(key, later, filer, problem, text)| filing(&key.to_string(), later, filer, problem, text))
}

proptest! {
    #[test]
    fn the_order_in_which_they_come_to_hand_does_not_matter(filings in proptest::collection::vec(any_filing(), 0..60)) {
        let mut turned = filings.clone();
        turned.reverse();
        prop_assert_eq!(holds(&turned, &RULES), holds(&filings, &RULES));
    }

    #[test]
    fn what_is_looked_at_stays_so_when_more_is_filed(
        filings in proptest::collection::vec(any_filing(), 1..60),
        more in any_filing(),
    ) {
        let held = |filings: &[Filing]| {
            let held = holds(filings, &RULES).into_iter();
            held.flat_map(|Hold { ground, filings, .. }| filings.into_iter().map(move |key| (ground, key)))
                .collect::<std::collections::BTreeSet<_>>()
        };
        let mut all = filings.clone();
        all.push(more);
        prop_assert!(held(&filings).is_subset(&held(&all)));
    }
}

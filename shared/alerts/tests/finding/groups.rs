//! Ten complainants with one problem within thirty days are a group.

use crate::support::{RULES, filing};
use alerts::{Filing, group};
use domain::day::Day;

fn by(many: i32, gap: i32, filer: impl Fn(i32) -> String) -> Vec<Filing> {
    (0..many).map(|n| filing(&format!("{n:02}"), n * gap, &filer(n), "预付式消费", "")).collect()
}

#[test]
fn different_complainants_are_counted_not_filings() {
    let distinct = |n: i32| format!("filer {n}");
    let found = group(&by(10, 3, distinct), Day::DAWN, &RULES);
    assert_eq!((found.len(), found[0].complainants, found[0].filings.len()), (1, 10, 10));
    assert_eq!((found[0].from.to_string().as_str(), found[0].to.to_string().as_str()), ("2026-06-01", "2026-06-28"));
    assert_eq!(group(&by(9, 3, distinct), Day::DAWN, &RULES), []);
    assert_eq!(group(&by(40, 1, |_| "one person".to_owned()), Day::DAWN, &RULES), []);
    assert_eq!(group(&by(40, 1, |_| String::new()), Day::DAWN, &RULES), [], "all could be one person's");
    assert_eq!(group(&by(10, 1, |n| if n == 0 { String::new() } else { distinct(n) }), Day::DAWN, &RULES).len(), 1);
}

#[test]
fn thirty_days_are_thirty_days() {
    let mut filings = by(9, 0, |n| format!("filer {n}"));
    filings.push(filing("last", 29, "the tenth", "预付式消费", ""));
    assert_eq!(group(&filings, Day::DAWN, &RULES).len(), 1, "on the thirtieth day");
    filings.pop();
    filings.push(filing("last", 30, "the tenth", "预付式消费", ""));
    assert_eq!(group(&filings, Day::DAWN, &RULES), [], "a day later");
}

#[test]
fn the_days_with_the_most_complainants_are_told_and_problems_are_kept_apart() {
    let mut filings = by(12, 5, |n| format!("filer {n}"));
    filings.extend((0..10).map(|n| filing(&format!("late {n}"), 200, &format!("late {n}"), "预付式消费", "")));
    filings.extend((0..9).map(|n| filing(&format!("other {n}"), 200, &format!("late {n}"), "质量", "")));
    let found = group(&filings, Day::DAWN, &RULES);
    assert_eq!((found.len(), found[0].complainants), (1, 10));
    assert_eq!(found[0].from.to_string(), "2026-12-18");
}

#[test]
fn a_larger_group_of_long_ago_hides_none_of_today() {
    let mut filings = by(30, 0, |n| format!("filer {n}"));
    filings.extend((0..12).map(|n| filing(&format!("new {n}"), 300, &format!("new {n}"), "预付式消费", "")));
    let found = group(&filings, filings[30].received_on, &RULES);
    assert_eq!((found.len(), found[0].complainants), (1, 12));
}

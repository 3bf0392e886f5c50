//! Answers about many merchants: a few entries that name them all, found by each.

use crate::house::report;
use crate::{Office, entry, findings, keeper, merchant, run};
use contracts::access::Role;
use contracts::audit::{Entry, Trail as _};
use domain::code::PartyCode;
use testkit::{Place, each_backend};

/// An answer about merchants, asked for by number 2 of three accounts.
fn about(number: u32, merchants: impl IntoIterator<Item = PartyCode>) -> Entry {
    Entry { merchants: merchants.into_iter().collect(), ..entry(number) }
}

fn even(numbers: impl Iterator<Item = u32>) -> impl Iterator<Item = PartyCode> {
    numbers.filter(|number| number.is_multiple_of(2)).map(merchant)
}

/// An entry of one merchant, one of 1,200 in no order and with repetitions, and again one of one.
fn written(place: &Place) {
    let trail = keeper(place);
    trail.put(about(2, [merchant(200)]));
    trail.put(about(5, even((0..2_400).rev()).chain(even(0..10))));
    trail.put(about(8, [merchant(200)]));
}

#[test]
fn each_of_many_is_found_and_nobody_else() {
    each_backend(|place| {
        written(place);
        assert_eq!((report(place).entries, findings(place)), (5, vec![]), "{}", place.backend);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let of = |code: &str| office.list(&format!("merchant={code}&until=2026-05-31T00:00:00Z"));
        for number in [0, 2, 998, 1_000, 1_998, 2_398] {
            assert_eq!(of(merchant(number).as_str()), ["r-5"], "{number}");
        }
        for number in [1, 999, 2_397, 2_400] {
            assert_eq!(of(merchant(number).as_str()), Vec::<String>::new(), "{number}");
        }
        assert_eq!(of(merchant(200).as_str()), ["r-8", "r-5", "r-2"], "newest first, whatever they are");
        let (_, page) = office.get("who=u-2&limit=1000", Role::Auditor);
        let named = page["items"].as_array().unwrap().iter().filter_map(|item| item["merchants"].as_array());
        let mut named: Vec<&str> = named.flatten().map(|code| code.as_str().unwrap()).collect();
        named.sort_unstable();
        let all: Vec<PartyCode> = even(0..2_400).collect();
        assert_eq!(named, all.iter().map(PartyCode::as_str).collect::<Vec<_>>(), "each once");
    });
}

#[test]
fn pages_go_on_through_both_kinds() {
    each_backend(|place| {
        written(place);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let query = format!("merchant={}&until=2026-05-31T00:00:00Z&limit=1", merchant(200));
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let (_, page) = office.get(&format!("{query}{after}"), Role::Auditor);
            seen.extend(
                page["items"].as_array().unwrap().iter().map(|item| item["request_id"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen, ["r-8", "r-5", "r-2"], "{}", place.backend);
    });
}

/// A page is bounded by what it holds as well, or some of them would fill memory.
#[test]
fn pages_of_long_entries_are_shorter_and_go_on() {
    each_backend(|place| {
        let trail = keeper(place);
        (0..150).for_each(|number| trail.put(about(number, even(0..1_000))));
        drop(trail);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let query = format!("merchant={}&until=2026-05-31T00:00:00Z&limit=1000", merchant(200));
        let (mut pages, mut seen, mut after) = (0, Vec::new(), String::new());
        loop {
            let (_, page) = office.get(&format!("{query}{after}"), Role::Auditor);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 110, "{} entries on {}", items.len(), place.backend);
            seen.extend(items.iter().map(|item| item["request_id"].as_str().unwrap().to_owned()));
            pages += 1;
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(pages, 2, "{}", place.backend);
        assert_eq!(seen, (0..150).rev().map(|number| format!("r-{number}")).collect::<Vec<_>>());
    });
}

/// A registration number of fifteen digits can stand within a credit code.
#[test]
fn a_code_within_another_is_not_found() {
    let number = PartyCode::parse("913715000000001").unwrap();
    let [within, other] = ["91371500000000100", "91371500000000200"].map(|text| PartyCode::complete(text).unwrap());
    assert!(within.as_str().contains(number.as_str()) && number < within);
    let first = PartyCode::parse("110000000000001").unwrap();
    each_backend(|place| {
        keeper(place).put(about(2, [first, within, other]));
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let of = |code: PartyCode| office.list(&format!("merchant={code}&until=2026-05-31T00:00:00Z")).len();
        assert_eq!([first, number, within, other].map(of), [1, 0, 1, 1], "{}", place.backend);
    });
}

#[test]
fn an_entry_about_many_that_was_changed_or_hidden_from_searches_is_found() {
    for change in [
        "merchants = NULL",
        "merchants = replace(merchants, ' ', '  ')",
        "merchants_first = 'A'",
        "merchants_last = '0'",
        "merchants_first = NULL, merchants_last = NULL",
    ] {
        each_backend(|place| {
            written(place);
            let free = match place.backend {
                "sqlite" => "DROP TRIGGER audit_entry_changed",
                _ => "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
            };
            run(place, &format!("{free}; UPDATE audit_entry SET {change} WHERE number = 3")).unwrap();
            assert_eq!(findings(place).first(), Some(&("changed", Some(3))), "{change} on {}", place.backend);
        });
    }
}

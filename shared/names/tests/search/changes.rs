//! Single changes: a subject has one name at a time.

use crate::made_up::code;
use names::{Index, Kind, may_begin_code};

fn subjects(index: &Index, query: &str) -> Vec<(i64, Kind)> {
    index.search(query, 100, |_| true).hits.iter().map(|hit| (hit.subject_id, hit.kind)).collect()
}

#[test]
fn a_new_name_replaces_the_old() {
    let mut index = Index::new();
    index.put(7, code(1), "聊城水城超市");
    index.put(7, code(2), "临清运河餐馆");
    assert_eq!(index.len(), 1);
    assert_eq!(subjects(&index, "水城"), []);
    assert_eq!(subjects(&index, code(1).as_str()), []);
    assert_eq!(subjects(&index, code(2).as_str()), [(7, Kind::Code)]);
    assert_eq!(subjects(&index, "临清"), [(7, Kind::Prefix)]);
}

#[test]
fn who_is_removed_is_gone_and_may_come_back() {
    let mut index = Index::new();
    index.put(7, code(1), "聊城水城超市");
    assert!(index.remove(7));
    assert!(!index.remove(7));
    assert!(index.is_empty());
    assert_eq!(subjects(&index, "水城"), []);
    index.put(7, code(1), "聊城水城超市");
    assert_eq!(subjects(&index, "水城"), [(7, Kind::Substring)]);
}

#[test]
fn of_a_subject_that_comes_twice_the_later_name_holds() {
    let index = Index::load([(7, code(1), "聊城水城超市"), (8, code(2), "水城"), (7, code(1), "临清餐馆")]);
    assert_eq!(index.len(), 2);
    assert_eq!(subjects(&index, "水城"), [(8, Kind::Exact)]);
}

#[test]
fn equal_names_and_codes_stand_in_order_of_code_and_subject() {
    let mut index = Index::new();
    let mut codes = [code(1), code(2)];
    codes.sort();
    for (subject_id, code) in [(3, codes[1]), (9, codes[0]), (4, codes[0])] {
        index.put(subject_id, code, "水城");
    }
    assert_eq!(subjects(&index, "水城"), [(4, Kind::Exact), (9, Kind::Exact), (3, Kind::Exact)]);
    assert_eq!(subjects(&index, codes[0].as_str()), [(4, Kind::Code), (9, Kind::Code)]);
}

#[test]
fn codes_are_found_by_their_beginning_in_their_order_and_not_by_too_little_of_it() {
    let mut index = Index::load([(7, code(1), "水城"), (8, code(2), "聊城"), (9, code(30), "临清")]);
    index.put(10, code(3), "冠县");
    let found = |query: &str, limit, may_see: &dyn Fn(i64) -> bool| {
        let found = index.with_code_beginning(query, limit, may_see);
        (found.hits.iter().map(|hit| (hit.subject_id, hit.kind)).collect::<Vec<_>>(), found.cut)
    };
    let all = |_: i64| true;
    let mut in_order = [(7, code(1)), (8, code(2)), (9, code(30)), (10, code(3))];
    in_order.sort_by_key(|(_, code)| *code);
    let of = |beginning: &str| -> Vec<(i64, Kind)> {
        let fits = in_order.iter().filter(|(_, code)| code.as_str().starts_with(beginning));
        fits.map(|(subject, _)| (*subject, Kind::CodePrefix)).collect()
    };
    let whole = code(1);
    for length in [6, 12, 15, 16, 17, 18] {
        let beginning = &whole.as_str()[..length];
        assert_eq!(found(beginning, 10, &all), (of(beginning), false), "{beginning}");
        assert_eq!(found(&beginning.to_lowercase(), 10, &all).0, of(beginning), "{beginning}");
    }
    assert_eq!(of(&whole.as_str()[..6]).len(), 4, "all of them begin alike");
    assert_eq!(found(&whole.as_str()[..5], 10, &all), (Vec::new(), false));
    assert_eq!(found("水城水城水城", 10, &all), (Vec::new(), false));
    let beginning = &whole.as_str()[..6];
    assert_eq!(found(beginning, 2, &all).0, of(beginning)[..2]);
    assert_eq!(found(beginning, 10, &|subject| subject == 9).0, [(9, Kind::CodePrefix)]);
}

#[test]
fn a_code_begins_with_the_digits_of_an_area_as_far_as_they_are_typed() {
    for (typed, may_begin) in [
        // A credit code, in either case, from six characters on.
        ("913715", true),
        ("9137150", true),
        ("91371500MA3", true),
        ("91371500ma3", true),
        ("MA3715", true),
        // A registration number.
        ("371500", true),
        ("371500200001234", true),
        // Too little.
        ("91371", false),
        ("", false),
        // A letter in place 5, 7 or 8, or what no code has.
        ("9137A5", false),
        ("9137A500MA3", false),
        ("913715A", false),
        ("9137150A", false),
        ("91371500-MA3", false),
        ("91371500 MA3", false),
        ("９１３７１５", false),
        // Pinyin.
        ("shipin", false),
        ("SHIPIN", false),
        ("xinhuashudian", false),
    ] {
        assert_eq!(may_begin_code(typed), may_begin, "{typed:?}");
    }
}

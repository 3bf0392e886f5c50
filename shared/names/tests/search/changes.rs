//! Single changes: a subject has one name at a time.

use crate::made_up::code;
use names::{Index, Kind};

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

//! An index answers as the plain scan does, whatever was put and removed before.

use crate::made_up::{SHAPES, code, name, query};
use crate::oracle::{self, Named};
use names::normal::normalised;
use names::{Index, LOOKS};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Names, some of them twice, some of subjects with one code.
fn made_up(rng: &mut fastrand::Rng, many: u32) -> Vec<Named> {
    (0..many).map(|n| (i64::from(n), code(n - n % 3), name(rng))).collect()
}

/// A query for one of the names, or for none.
fn any_query(rng: &mut fastrand::Rng, all: &[Named]) -> String {
    let (_, code, name) = rng.choice(all).expect("names");
    let shape = rng.choice(SHAPES).expect("shapes");
    match rng.u8(0..20) {
        0 => "有限公司".chars().take(rng.usize(0..5)).collect(),
        1 => (0..rng.usize(1..5)).map(|_| rng.lowercase()).collect(),
        2 => "公司有限".chars().skip(rng.usize(0..3)).collect(),
        _ => query(rng, shape, name, *code),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_index_answers_as_a_scan_does(seed in any::<u64>(), limit in 1usize..40, looks in 0usize..LOOKS) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let all = made_up(&mut rng, 3_000);
        let index = Index::load(all.clone());
        for _ in 0..40 {
            let query = any_query(&mut rng, &all);
            let one_in = rng.i64(1..6);
            let may_see = |subject_id: i64| subject_id % one_in == 0;
            let expected = oracle::search(&all, &query, may_see);
            let whole = index.search_within(usize::MAX, &query, usize::MAX, may_see);
            prop_assert_eq!(&whole.hits, &expected, "{}", query);
            prop_assert!(!whole.cut);
            let first = index.search(&query, limit, may_see);
            prop_assert!(!first.cut || first.hits.len() < limit);
            prop_assert!(first.cut || first.hits.len() == limit.min(expected.len()), "{}", query);
            prop_assert!(expected.starts_with(&first.hits), "{}", query);
            let bounded = index.search_within(looks, &query, limit, may_see);
            prop_assert!(expected.starts_with(&bounded.hits), "{}", query);
            prop_assert!(bounded.cut || bounded.hits.len() == limit.min(expected.len()), "{}", query);
        }
    }

    #[test]
    fn changes_leave_what_a_fresh_index_holds(seed in any::<u64>(), loaded in 0usize..3_000) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let all = made_up(&mut rng, 3_000);
        let mut index = Index::load(all.iter().take(loaded).cloned());
        let mut held: BTreeMap<i64, Named> = all.iter().take(loaded).map(|n| (n.0, n.clone())).collect();
        for _ in 0..4_000 {
            let (subject_id, code, _) = rng.choice(&all).expect("names").clone();
            if rng.u8(0..3) == 0 {
                prop_assert_eq!(index.remove(subject_id), held.remove(&subject_id).is_some());
            } else {
                let name = rng.choice(&all).expect("names").2.clone();
                index.put(subject_id, code, &name);
                held.insert(subject_id, (subject_id, code, name));
            }
        }
        prop_assert_eq!(index.len(), held.len());
        let held: Vec<Named> = held.into_values().collect();
        for _ in 0..40 {
            let query = any_query(&mut rng, &all);
            let found = index.search_within(usize::MAX, &query, usize::MAX, |_| true);
            prop_assert_eq!(found.hits, oracle::search(&held, &query, |_| true), "{}", query);
        }
    }

    #[test]
    fn names_of_few_characters_are_near_as_the_table_says(
        names in prop::collection::vec("[abc]{0,8}", 1..60),
        query in "[abc]{1,6}",
    ) {
        let all: Vec<Named> = (0u32..).zip(names).map(|(n, name)| (i64::from(n), code(n), name)).collect();
        let index = Index::load(all.clone());
        let found = index.search(&query, usize::MAX, |_| true);
        prop_assert_eq!(found.hits, oracle::search(&all, &query, |_| true));
    }

    #[test]
    fn normalising_twice_changes_nothing_more(text in any::<String>()) {
        let once = normalised(&text);
        prop_assert_eq!(normalised(&once), once);
    }
}

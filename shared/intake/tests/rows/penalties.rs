//! Penalties whose cells contradict each other or name what is not.

use crate::{example, faults, options, read};
use domain::record::{Content, RecordKind};
use intake::layout::Layout;

/// The example of a penalty with some cells of its own: what is wrong with it, in both languages.
fn wrong(own: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let mut row = example(Layout::by_id("penalties").unwrap());
    row.extend(own.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())));
    match read(RecordKind::Penalty, &row, &options()) {
        Ok(_) => Vec::new(),
        Err(issue) => {
            let told = faults(&issue);
            assert_eq!(told.len(), issue.faults.len());
            let both = issue
                .faults
                .iter()
                .map(|one| (one.field.to_string(), one.reason_en.to_string(), one.reason_zh.to_string()));
            both.collect()
        }
    }
}

#[test]
fn an_annulment_is_not_received_before_it_was_decided() {
    let annulled = ("annulled_on", "2025-06-10");
    let found = wrong(&[annulled, ("annulment_received_on", "2025-06-09")]);
    assert_eq!((found.len(), found[0].0.as_str()), (1, "annulment_received_on"), "{found:?}");
    assert!(found[0].1.contains("before 2025-06-10") && found[0].2.contains("早于 2025-06-10"), "{found:?}");
    for received in ["2025-06-10", "2025-06-12"] {
        assert_eq!(wrong(&[annulled, ("annulment_received_on", received)]), [], "{received}");
    }
    // Where its day is not told, it is not before the decision.
    assert_eq!(wrong(&[("annulment_received_on", "2025-06-09")]), []);
    assert_eq!(wrong(&[("annulment_received_on", "2025-03-03")]).len(), 1);
}

#[test]
fn the_home_province_is_another_one_and_there_is_such_a_province() {
    for code in ["11", "41", "50", "71", "82"] {
        let mut row = example(Layout::by_id("penalties").unwrap());
        row.insert("home_province".into(), code.into());
        let Content::Penalty(kept) = read(RecordKind::Penalty, &row, &options()).unwrap().content else { panic!() };
        assert_eq!(kept.outward.unwrap().home_province, code.parse().ok());
    }
    for code in ["16", "38", "60", "70", "00", "7", "411", "河南", "-41"] {
        let found = wrong(&[("home_province", code)]);
        assert_eq!((found.len(), found[0].0.as_str()), (1, "home_province"), "{code}: {found:?}");
        assert!(found[0].1.contains("GB/T 2260") && found[0].2.contains("GB/T 2260"), "{found:?}");
    }
    let own = wrong(&[("home_province", "37")]);
    assert!(own.len() == 1 && own[0].1.contains("another province") && own[0].2.contains("本省"), "{own:?}");
}

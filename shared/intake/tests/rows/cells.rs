//! Records are written as rows from which reading makes the same record.

use crate::{options, read, records};
use domain::day::Day;
use domain::record::Content;
use intake::layout::Layout;
use intake::{Batch, Cells, Input, Options, ToCells as _};
use proptest::prelude::*;
use std::io::Cursor;

fn confirmed() -> Options {
    let mut options = options();
    options.confirm_large_fines = true;
    options
}

/// Reads a row as the only line of a file of JSON Lines; says whether it was kept.
fn is_kept_by_a_file(layout: &Layout, cells: &Cells) -> bool {
    let text = serde_json::to_string(cells).unwrap();
    let mut bytes = Cursor::new(text.as_bytes());
    let name = format!("{}.jsonl", layout.id);
    let mut issues = |issue| panic!("{issue:?}");
    let (issues, watch) = (&mut issues, &mut |_: u64| true);
    let input = Input { name: &name, number: 0, bytes: &mut bytes, layout: None, mapping: None, issues, watch };
    intake::read(input, &confirmed(), &mut Batch::default()).unwrap().kept == 1
}

fn comes_back(content: &Content) -> Result<(), TestCaseError> {
    let cells = content.to_cells();
    let again =
        read(content.kind(), &cells, &confirmed()).map_err(|issue| TestCaseError::fail(format!("{issue:?}")))?;
    prop_assert_eq!(&again.content, content);
    prop_assert_eq!(again.content.to_cells(), cells.clone());
    prop_assert!(is_kept_by_a_file(Layout::of(content.kind()), &cells));
    let stored = Content::from_json(content.kind(), &content.json().unwrap()).unwrap();
    prop_assert_eq!(&stored, content, "nor does a store change it");
    Ok(())
}

/// A test a kind: its records come back from their cells.
macro_rules! comes_back {
    ($($kind:ident),+) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(300))]
            $(#[test]
            fn $kind(record in records::$kind()) {
                comes_back(&Content::from(record))?;
            })+
        }
    };
}

comes_back!(merchant, penalty, payment, inspection, test, assessment, complaint, report, odr_case, standing);

#[test]
fn words_are_tokens_and_amounts_in_the_unit_of_their_column() {
    let mut row = crate::example(Layout::by_id("penalties").unwrap());
    row.insert("cf_nr_wfff".into(), "12.345678".into());
    row.insert("display_stopped_on".into(), "2025年6月1日、2025/7/2".into());
    let cells = read(domain::record::RecordKind::Penalty, &row, &options()).unwrap().content.to_cells();
    assert_eq!((cells["cf_nr_fk"].as_str(), cells["cf_nr_wfff"].as_str()), ("0.500000", "12.345678"));
    assert_eq!((cells["cf_cflb"].as_str(), cells["cf_xdr_lb"].as_str()), ("warning;fine", "organisation"));
    assert_eq!(cells["display_stopped_on"], "2025-06-01;2025-07-02");
    assert_eq!(cells["cf_xdr_mc"], cells["cf_xdr_shxym"], "no name is kept");
    assert!(!cells.contains_key("case_no") && !cells.contains_key("record_state"));
    assert_eq!(cells["cf_jdrq"], Day::parse("2025-03-04").unwrap().to_string());
}

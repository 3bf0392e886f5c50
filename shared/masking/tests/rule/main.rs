//! The rule of masking: its traps, its properties, and what it finds in a planted corpus.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking, in their helpers too")]

mod corpus;
mod facts;
mod measured;
mod names;
mod numbers;
mod places;
mod properties;

use masking::{Kind, Known, Masked, mask};

/// The masked text, nothing known.
fn masked(text: &str) -> String {
    mask(text, &Known::default()).text
}

/// The masked text, with names that are to be masked.
fn without(names: &[&str], text: &str) -> String {
    mask(text, &Known { names: owned(names), ..Known::default() }).text
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn kinds(masked: &Masked) -> Vec<Kind> {
    masked.masked.iter().map(|mask| mask.kind).collect()
}

#[test]
fn the_report_says_kind_place_and_count_and_nothing_else() {
    let known = Known { names: owned(&["张小明"]), ..Known::default() };
    let found = mask("①张小明，13800138000，3号", &known);
    assert_eq!(found.text, "①张某，***，3号");
    let report: Vec<_> = found.masked.iter().map(|mask| (mask.kind, mask.start, mask.length)).collect();
    assert_eq!(report, [(Kind::Name, 1, 2), (Kind::Mobile, 4, 3)]);
    assert_eq!(found.counts().collect::<Vec<_>>(), [(Kind::Mobile, 1), (Kind::Name, 1)]);
    for said in [format!("{found:?}"), format!("{known:?}")] {
        assert!(!said.contains("小明") && !said.contains("138"), "{said}");
    }
}

/// 总局令第45号 Art. 7: apart from masking, what is published equals what was served.
#[test]
fn what_is_not_masked_keeps_its_own_characters() {
    for (text, expected) in [
        ("当事人（张小明），电话：１３８００１３８０００；罚款㎡①½元。", "当事人（张某），电话：***；罚款㎡①½元。"),
        ("ｅ\u{301}张小明e\u{301}한", "ｅ\u{301}张某e\u{301}한"),
        ("〔２０２４〕１号　Ａ座", "〔２０２４〕１号　Ａ座"),
        // Half of a character goes with its number; what is left of it is what was read.
        ("拨138001380⒒", "拨***."),
    ] {
        assert_eq!(without(&["张小明"], text), expected);
    }
    let found = mask("㎡㎡，13800138000，鲁P12345", &Known::default());
    let chars: Vec<char> = found.text.chars().collect();
    assert!(found.masked.iter().all(|mask| chars[mask.start..][..mask.length] == ['*'; 3]), "{found:?}");
    assert_eq!(found.masked.iter().map(|mask| mask.start).collect::<Vec<_>>(), [3, 7]);
}

#[test]
fn places_are_those_in_the_masked_text_however_often_it_was_read() {
    let found = mask("证人王小芳，电话13800138000，邮箱a.b@example.com，鲁P12345", &Known::default());
    let chars: Vec<char> = found.text.chars().collect();
    let shown = |at: usize| chars[found.masked[at].start..][..found.masked[at].length].iter().collect::<String>();
    assert_eq!(kinds(&found), [Kind::Name, Kind::Mobile, Kind::Email, Kind::Plate]);
    assert_eq!([shown(0), shown(1), shown(2), shown(3)], ["王某", "***", "***", "***"]);
}

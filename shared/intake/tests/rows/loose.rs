//! Rows that did not come in a file go through the same checks.

use crate::{cells, example, faults, options, read};
use domain::record::{Content, RecordKind};
use intake::Disposition;
use intake::layout::{Layout, Presence};

const VISIT: [(&str, &str); 4] =
    [("code", "91371500795315494U"), ("number", "J1"), ("day", "2026-05-06"), ("result", "I06")];

#[test]
fn every_layout_reads_its_example_and_is_called_as_its_kind() {
    for layout in Layout::ALL {
        let version = read(layout.kind, &example(layout), &options()).unwrap();
        assert_eq!(version.content.kind(), layout.kind);
        assert_eq!((layout.id, layout.zh), (layout.kind.token(), layout.kind.zh()));
        assert!(std::ptr::eq(Layout::of(layout.kind), *layout));
    }
    assert_eq!(Layout::ALL.len(), RecordKind::ALL.len());
}

#[test]
fn every_cell_that_must_be_filled_is_asked_for() {
    for layout in Layout::ALL {
        for column in layout.columns().filter(|column| column.presence == Presence::Cell) {
            let mut row = example(layout);
            row.remove(column.id).unwrap();
            let issue = read(layout.kind, &row, &options()).unwrap_err();
            assert!(faults(&issue).contains(&(column.id, "the cell is empty")), "{}: {issue:?}", layout.id);
        }
    }
}

#[test]
fn a_row_says_where_it_stands_when_it_changed_and_when_it_was_known() {
    let version = read(RecordKind::Inspection, &cells(&VISIT), &options()).unwrap();
    assert_eq!((version.source.file, version.source.row), (3, 7));
    assert_eq!(version.order.unwrap().to_string(), "2026-11-01T00:00:00Z", "the order of the caller");
    assert_eq!(version.known_from.to_string(), "2026-05-05T16:00:00Z");
    for known_at in ["known_at", "recorded_at"] {
        let mut row = cells(&VISIT);
        row.extend(cells(&[(known_at, "2026-06-01 08:00:00"), ("changed_at", "2026-05-31")]));
        let version = read(RecordKind::Inspection, &row, &options()).unwrap();
        assert_eq!(version.order.unwrap().to_string(), "2026-05-30T16:00:00Z", "its own order comes first");
        assert_eq!(version.known_from.to_string(), "2026-06-01T00:00:00Z");
    }
}

#[test]
fn what_is_no_column_or_stands_there_twice_is_refused() {
    let mut row = cells(&VISIT);
    row.extend(cells(&[("心情", "秘密"), ("item_x", "1"), ("检查编号", "J1"), ("cf_frdb", "张三")]));
    row.extend(cells(&[("known_at", "2026-06-01"), ("recorded_at", "2026-06-02")]));
    let issue = read(RecordKind::Inspection, &row, &options()).unwrap_err();
    assert_eq!((issue.file, issue.row, issue.disposition), (3, 7, Disposition::Rejected));
    let none = "layout inspections has no such column";
    let twice = "column known_at stands there more than once";
    let wanted = [("cf_frdb", none), ("item_x", none), ("recorded_at", twice), ("心情", none), ("检查编号", none)];
    assert_eq!(faults(&issue), wanted);
    let said = format!("{issue:?}");
    assert!(!said.contains("秘密") && !said.contains("张三"), "{said}");
    assert_eq!(issue.entries.keys().collect::<Vec<_>>(), ["code", "day", "known_at", "number", "result"]);
}

#[test]
fn whatever_is_wrong_is_told_at_once() {
    let row = cells(&[("code", "91371500795315494X"), ("number", "J\0"), ("day", "2027-01-01"), ("result", "#REF!")]);
    let issue = read(RecordKind::Inspection, &row, &options()).unwrap_err();
    let fields: Vec<&str> = faults(&issue).iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, ["number", "result", "code", "day"]);
    let empty = read(RecordKind::Inspection, &cells(&[]), &options()).unwrap_err();
    assert_eq!(empty.faults.len(), 4);
    let many = (0..2_000).map(|n| (format!("item_{n}"), "1".to_owned())).collect();
    let issue = read(RecordKind::Assessment, &many, &options()).unwrap_err();
    assert_eq!(faults(&issue), [("row", "the row has more than 1000 cells")]);
}

#[test]
fn a_penalty_over_the_bound_waits_until_somebody_confirms_it() {
    let mut row = example(Layout::of(RecordKind::Penalty));
    row.insert("cf_nr_fk".into(), "2000".into());
    let issue = read(RecordKind::Penalty, &row, &options()).unwrap_err();
    assert_eq!(issue.disposition, Disposition::AwaitingConfirmation);
    let mut confirmed = options();
    confirmed.confirm_large_fines = true;
    let again = read(RecordKind::Penalty, &issue.entries, &confirmed).unwrap();
    let Content::Penalty(penalty) = again.content else { panic!("{again:?}") };
    assert_eq!(penalty.fine_fen.to_string(), "20000000.00");
}

#[test]
fn every_text_has_a_greatest_length() {
    for layout in Layout::ALL {
        let texts = layout.columns().filter(|column| column.is_read());
        for (column, most) in texts.filter_map(|column| Some((column, column.kind.most_characters()?))) {
            let with = |text: String| {
                let mut row = example(layout);
                row.insert(column.id.into(), text);
                read(layout.kind, &row, &options())
            };
            assert!(with("好".repeat(most)).is_ok(), "{} of {}", column.id, layout.id);
            let issue = with("好".repeat(most + 1)).unwrap_err();
            let reason = format!("the text is longer than {most} characters");
            assert_eq!(faults(&issue), [(column.id, reason.as_str())], "{}", layout.id);
            assert_eq!(issue.disposition, Disposition::Rejected);
        }
    }
}

#[test]
fn a_number_holds_no_character_that_nobody_sees() {
    for layout in Layout::ALL {
        if let Some(number) = layout.number_column {
            for bad in ['\u{7}', '\u{7f}', '\u{85}', '\u{fffd}', '\0'] {
                let mut row = example(layout);
                row.insert(number.into(), format!("文{bad}1号"));
                let issue = read(layout.kind, &row, &options()).unwrap_err();
                assert_eq!(faults(&issue).len(), 1, "{bad:?} in {number}");
                // As it was given back to be mended it is refused as well.
                assert!(!issue.entries[number].contains('\0'));
                assert!(read(layout.kind, &issue.entries, &options()).is_err(), "{bad:?} in {number}");
            }
        }
    }
}

/// Fields and English reasons of what is wrong with a standing fact; nothing if it is kept.
fn wrong(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut row = cells(&[("code", "91371500795315494U"), ("office", "区局"), ("document_no", "1号")]);
    row.extend(cells(&[("from", "2026-07-14")]));
    row.extend(cells(more));
    match read(RecordKind::Standing, &row, &options()) {
        Ok(_) => Vec::new(),
        Err(issue) => faults(&issue).into_iter().map(|(field, why)| (field.to_owned(), why.to_owned())).collect(),
    }
}

#[test]
fn only_a_list_or_mark_has_a_finding_and_an_application() {
    for kind in ["abnormal_late_report", "abnormal_unreachable", "serious_list"] {
        assert_eq!(wrong(&[("kind", kind), ("found_on", "2026-06-30"), ("applied_on", "2026-09-18")]), [], "{kind}");
    }
    for kind in ["permit", "annual_report", "annual_report_overdue", "no_reason_return", "title_city"] {
        for (field, on) in [("found_on", "2026-06-30"), ("applied_on", "2026-09-18")] {
            let found = wrong(&[("kind", kind), (field, on)]);
            assert_eq!(found, [(field.to_owned(), format!("only a list or mark has this day, and this is {kind}"))]);
            // What its office takes back need not be right.
            assert_eq!(wrong(&[("kind", kind), (field, on), ("record_state", "withdrawn")]), [], "{kind} {field}");
        }
    }
}

#[test]
fn nobody_is_removed_before_that_was_asked_for() {
    // The last day is the day before the removal.
    let left = |until| wrong(&[("kind", "abnormal_late_report"), ("applied_on", "2026-09-18"), ("until", until)]);
    assert_eq!((left("2026-09-17"), left("2026-09-20")), (vec![], vec![]));
    let found = left("2026-09-16");
    assert_eq!((found.len(), found[0].0.as_str()), (1, "until"), "{found:?}");
    assert!(found[0].1.contains("2026-09-17") && found[0].1.contains("2026-09-18"), "{found:?}");
}

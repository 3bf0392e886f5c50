//! What of a filing is kept: no text, no number of a person.

use crate::{cells, faults, options, read};
use domain::record::{Content, RecordKind};
use intake::Cells;

fn complaint(more: &[(&str, &str)]) -> Cells {
    let mut row = cells(&[("code", "91371500795315494U"), ("number", "T1"), ("received_on", "2026-05-06")]);
    row.extend(cells(more));
    row
}

#[test]
fn a_text_leaves_a_digest_alone_also_where_the_row_waits() {
    let text = "要求退款，张三，13800138000";
    let kept = read(RecordKind::Complaint, &complaint(&[("text", text)]), &options()).unwrap();
    let told = format!("{:?}", kept.content);
    assert!(!told.contains("张三") && !told.contains("13800138000"), "{told}");
    let Content::Complaint(complaint_kept) = &kept.content else { panic!("{told}") };
    assert_eq!(complaint_kept.handling.as_ref().unwrap().text.as_ref().unwrap().0.len(), 64);
    let issue = read(RecordKind::Complaint, &complaint(&[("text", text), ("accepted_on", "soon")]), &options());
    let issue = issue.unwrap_err();
    let told = format!("{issue:?}");
    assert!(!told.contains("张三") && !told.contains("13800138000"), "{told}");
    assert_eq!(issue.entries["text"].len(), 64, "what waits keeps the digest, so that copies are still found");
}

#[test]
fn numbers_of_persons_are_neither_pseudonyms_nor_goods() {
    for (field, value) in [
        ("filer", "11010519491231002X"),
        ("filer", "138001380001380013"),
        ("filer", "short"),
        ("goods", "手机 13800138000"),
        ("claim", "退给 110105194912310021"),
    ] {
        let issue = read(RecordKind::Complaint, &complaint(&[(field, value)]), &options()).unwrap_err();
        assert_eq!(faults(&issue)[0].0, field, "{value}");
        let number = value.rsplit(' ').next().unwrap();
        assert!(
            field == "filer" && value == "short" || !issue.entries.values().any(|cell| cell.contains(number)),
            "{value}"
        );
    }
}

#[test]
fn what_belongs_together_stands_together() {
    let fault = |more: &[(&str, &str)]| {
        let issue = read(RecordKind::Complaint, &complaint(more), &options()).unwrap_err();
        faults(&issue)[0].0.to_owned()
    };
    assert_eq!(fault(&[("order_due_on", "2026-05-10")]), "order_no");
    assert_eq!(fault(&[("main_number", "T1")]), "main_number");
    assert_eq!(fault(&[("main_number", "T0"), ("duplicate", "否")]), "duplicate");
    assert_eq!(fault(&[("case_filed_on", "2026-05-10")]), "case_no");
    assert_eq!(fault(&[("testing", "2026-05-10")]), "testing");
    assert_eq!(fault(&[("testing", "2026-05-10/2026-05-09")]), "testing");
    let order = read(RecordKind::Complaint, &complaint(&[("order_no", "GD1")]), &options()).unwrap();
    let Content::Complaint(order) = order.content else { panic!() };
    let order = order.handling.unwrap().order.unwrap();
    assert_eq!(order.dispatched_on.to_string(), "2026-05-06", "an order without a day came with the filing");
}

/// The hotline hands over orders: one that bears no number of its own bears that of the filing.
#[test]
fn a_filing_of_the_hotline_is_its_own_order_if_it_names_none() {
    let order = |more: &[(&str, &str)]| {
        let kept = read(RecordKind::Complaint, &complaint(more), &options()).unwrap();
        let Content::Complaint(kept) = kept.content else { panic!("{more:?}") };
        kept.handling.and_then(|handling| handling.order)
    };
    let own = order(&[("source", "12345")]).unwrap();
    assert_eq!((own.number.as_str(), own.dispatched_on.to_string()), ("T1", "2026-05-06".to_owned()));
    let answered = order(&[("source", "12345"), ("order_answered_on", "2026-05-08")]).unwrap();
    assert_eq!(answered.answered_on.map(|day| day.to_string()).as_deref(), Some("2026-05-08"));
    assert_eq!(order(&[("source", "12345"), ("order_no", "GD1")]).unwrap().number, "GD1");
    assert_eq!(order(&[("source", "12315")]), None);
}

#[test]
fn nobody_is_told_of_an_acceptance_before_it() {
    let told = |accepted: &str, told: &str| {
        let row = complaint(&[("accepted_on", accepted), ("told_on", told)]);
        read(RecordKind::Complaint, &row, &options()).err().map(|issue| faults(&issue)[0].0.to_owned())
    };
    assert_eq!(told("2026-05-08", "2026-05-07").as_deref(), Some("told_on"));
    assert_eq!([told("2026-05-08", "2026-05-08"), told("", "2026-05-07"), told("2026-05-08", "")], [None, None, None]);
}

#[test]
fn who_filed_no_case_has_no_day_on_which_one_was_filed() {
    let report = |decision: &str| {
        let row = [("code", "91371500795315494U"), ("report_no", "J1"), ("received_on", "2026-05-06")];
        let decided = [("decided_on", "2026-05-10"), ("decision", decision)];
        let case = [("case_no", "聊市监立〔2026〕1号"), ("case_filed_on", "2026-05-11")];
        let row = cells(&[&row[..], &decided, &case].concat());
        read(RecordKind::Report, &row, &options()).err().map(|issue| faults(&issue)[0].0.to_owned())
    };
    assert_eq!(report("not_filed").as_deref(), Some("case_filed_on"));
    assert_eq!([report("filed"), report("transferred")], [None, None]);
}

#[test]
fn a_visit_has_several_results_but_i01_stands_alone() {
    let visit = |result: &str| {
        let visit =
            cells(&[("code", "91371500795315494U"), ("number", "J1"), ("day", "2026-05-06"), ("result", result)]);
        read(RecordKind::Inspection, &visit, &options())
    };
    let Content::Inspection(several) = visit("I06；I03、I06").unwrap().content else { panic!() };
    let results: Vec<&str> = several.results().map(|result| result.token()).collect();
    assert_eq!(results, ["I03", "I06"]);
    assert_eq!(faults(&visit("I01;I03").unwrap_err())[0].0, "result");
    assert_eq!(faults(&visit("I03;I99").unwrap_err())[0].0, "result");
}

//! Cells and what is wrong with them.

use crate::support::*;
use domain::money::Fen;
use domain::record::{PenaltyKind, Record as _};
use intake::{Disposition, Options};

fn only_fault(text: &str) -> (Disposition, String, String) {
    let (report, batch) = read_file("penalties.csv", text.as_bytes()).unwrap();
    assert_eq!((report.read, report.kept), (1, 0));
    let [issue] = batch.issues.as_slice() else { panic!("one issue, not {:?}", batch.issues) };
    let [fault] = issue.faults.as_slice() else { panic!("one fault, not {:?}", issue.faults) };
    assert!(!fault.reason_zh.is_empty());
    assert!(issue.cells.iter().any(|(title, cell)| &**title == "cf_frdb" && cell == "***"), "personal data is masked");
    (issue.disposition, fault.field.to_string(), fault.reason_en.clone())
}

#[test]
fn a_penalty_is_read_exactly() {
    let text = penalty("91371500795315494U", "罚款；没收违法所得、没收非法财物", "0.5", "2026-06-10");
    let (_, batch) = read_file("penalties.csv", text.as_bytes()).unwrap();
    let record = &batch.penalties[0].content;
    assert_eq!(record.fine_fen, Fen::from_yuan(5_000));
    assert_eq!(record.kinds, [PenaltyKind::Fine, PenaltyKind::Confiscation]);
    assert_eq!(record.key().as_str(), "penalty:3715SJ/文1号");
}

#[test]
fn every_bad_cell_is_named() {
    let code = "91371500795315494U";
    let check = |text: &str, wanted: Disposition, field: &str, because: &str| {
        let (disposition, found, reason) = only_fault(text);
        assert_eq!((disposition, found.as_str()), (wanted, field));
        assert!(reason.contains(because), "{reason}");
    };
    check(
        &penalty("91371500795315494X", "罚款", "1", "2026-06-10"),
        Disposition::Quarantined,
        "cf_xdr_shxym",
        "check character",
    );
    check(
        &penalty("9137150079531549OU", "罚款", "1", "2026-06-10"),
        Disposition::Rejected,
        "cf_xdr_shxym",
        "position 17",
    );
    check(&penalty("", "罚款", "1", "2026-06-10"), Disposition::Unresolved, "cf_xdr_shxym", "no credit code");
    check(&penalty(code, "罚款", "\"1,000\"", "2026-06-10"), Disposition::Rejected, "cf_nr_fk", "thousands separator");
    check(&penalty(code, "罚款", "5万元", "2026-06-10"), Disposition::Rejected, "cf_nr_fk", "unit");
    check(&penalty(code, "罚款", "", "2026-06-10"), Disposition::Rejected, "cf_nr_fk", "no amount");
    check(&penalty(code, "警告", "1", "2026-06-10"), Disposition::Rejected, "cf_nr_fk", "no fine");
    check(&penalty(code, "罚金", "0", "2026-06-10"), Disposition::Rejected, "cf_cflb", "none of them");
    check(&penalty(code, "罚款", "1", "2026-02-30"), Disposition::Rejected, "cf_jdrq", "no day");
    check(&penalty(code, "罚款", "1", "2026-11-24"), Disposition::Rejected, "cf_jdrq", "future");
    check(
        &penalty(code, "罚款", "1000.000001", "2026-06-10"),
        Disposition::AwaitingConfirmation,
        "cf_nr_fk",
        "is the unit right",
    );
}

#[test]
fn a_large_fine_is_kept_once_confirmed_and_all_faults_are_told() {
    let text = penalty("91371500795315494U", "罚款", "2000", "2026-06-10");
    let mut options = Options::new(today());
    options.confirm_large_fines = true;
    assert_eq!(read_with("penalties.csv", text.as_bytes(), None, &options).unwrap().0.kept, 1);
    let text = penalty("91371500795315494X", "罚款", "1e3", "2027-01-01");
    let (_, batch) = read_file("penalties.csv", text.as_bytes()).unwrap();
    assert_eq!((batch.issues[0].faults.len(), batch.issues[0].disposition), (3, Disposition::Rejected));
}

//! What a file's row is to its layout, ready to be mended and sent again.

use crate::{cells, faults, options, read};
use domain::record::{Content, RecordKind};
use intake::mapping::Mapping;
use intake::{Batch, Input, RowIssue};
use std::io::Cursor;

const CODE: &str = "91371500795315494U";
const PERSON: &str = "372501199001011234";
const MOBILE: &str = "13800000000";

/// The rows of a file that wait.
fn waiting(name: &str, text: &str, mapping: Option<&str>) -> Vec<RowIssue> {
    let mapping = mapping.map(|text| Mapping::read("m.toml", text).unwrap());
    let (mut bytes, mut issues) = (Cursor::new(text.as_bytes()), Vec::new());
    let mut put = |issue| issues.push(issue);
    let mapping = mapping.as_ref();
    let input =
        Input { name, number: 0, bytes: &mut bytes, layout: None, mapping, issues: &mut put, watch: &mut |_| true };
    intake::read(input, &options(), &mut Batch::default()).unwrap();
    issues
}

const MAPPING: &str = r#"
layout = "penalties"
key_columns = ["案", "店"]
[columns]
cf_xdr_mc = "店"
cf_xdr_shxym = "码"
cf_wfxw = "行为"
cf_cflb = "类"
cf_nr = "内容"
cf_nr_fk = "元"
cf_jdrq = "日"
display_stopped_on = "停"
cf_fr_sfzh = "身份证"
[constants]
cf_yj = "广告法"
cf_cfjg = "某局"
cf_cfjgdm = "3715SJ"
[codes.cf_cflb]
"罚" = "fine"
[dates]
format = "%d/%m/%Y"
[units]
cf_nr_fk = "yuan"
"#;

#[test]
fn a_row_reads_the_same_again_once_its_fault_is_mended() {
    let content = "长".repeat(600);
    let header = "案,店,码,行为,类,内容,元,日,停,身份证,备注";
    let text = format!("{header}\n12,某店,坏码,,罚,{content},5000.5,04/03/2026,05/03/2026;06/03/2026,{PERSON},张三\n");
    let issues = waiting("x.csv", &text, Some(MAPPING));
    let mut row = issues[0].entries.clone();
    let wanted = cells(&[
        ("cf_xdr_mc", "某店"),
        ("cf_xdr_shxym", "坏码"),
        ("cf_wsh", "12/某店"),
        ("cf_cflb", "fine"),
        ("cf_nr", &content),
        ("cf_nr_fk", "0.500050"),
        ("cf_jdrq", "2026-03-04"),
        ("display_stopped_on", "2026-03-05;2026-03-06"),
        ("cf_yj", "广告法"),
        ("cf_cfjg", "某局"),
        ("cf_cfjgdm", "3715SJ"),
    ]);
    assert_eq!(row, wanted);
    let again = read(RecordKind::Penalty, &row, &options()).unwrap_err();
    assert_eq!(again.faults, issues[0].faults, "the same checks find the same");
    row.insert("cf_xdr_shxym".into(), CODE.into());
    let mended = read(RecordKind::Penalty, &row, &options()).unwrap();
    let Content::Penalty(penalty) = mended.content else { panic!("{mended:?}") };
    assert_eq!((penalty.fine_fen.to_string(), penalty.decided_on.to_string()), ("5000.50".into(), "2026-03-04".into()));
}

#[test]
fn what_would_say_something_else_when_it_is_sent_again_is_left_out() {
    let text = "案,店,码,行为,类,内容,元,日,停,身份证\n1,某店,,,罚,内容,0.123,2026-03-04,,\n";
    let issue = waiting("x.csv", text, Some(MAPPING)).remove(0);
    let fields: Vec<&str> = faults(&issue).iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, ["cf_xdr_shxym", "cf_nr_fk", "cf_jdrq"]);
    // 0.123 yuan is finer than a fen, 0.123 of 10,000 yuan is not; and our files write days as this one does.
    assert!(!issue.entries.contains_key("cf_nr_fk") && !issue.entries.contains_key("cf_jdrq"), "{:?}", issue.entries);
}

#[test]
fn numbers_of_persons_are_masked_and_never_become_the_number_of_a_record() {
    let text = format!("code,number,received_on,outcome\n{CODE},{MOBILE},某日,T1\n,T-{MOBILE},2026-05-06,\n");
    let issues = waiting("complaints.csv", &text, None);
    assert_eq!(issues[0].entries, cells(&[("code", CODE), ("received_on", "某日"), ("outcome", "T1")]));
    assert_eq!(issues[1].entries, cells(&[("received_on", "2026-05-06")]));
    let text = format!("code,number,day,result,case_no,visit_type\n{CODE},J1,某日,I01,电话{MOBILE},{PERSON}\n");
    let issue = waiting("inspections.csv", &text, None).remove(0);
    let masked = [("code", CODE), ("number", "J1"), ("day", "某日"), ("result", "I01"), ("case_no", "电话***")];
    assert_eq!(issue.entries, cells(&masked));
}

#[test]
fn nothing_is_told_of_a_row_whose_cells_may_have_shifted_under_personal_data() {
    let text = format!("投诉人,code,number,received_on\n张,三,{CODE},T1,2026-05-06\n");
    assert!(waiting("complaints.csv", &text, None)[0].entries.is_empty());
    let text = format!("code,number,day,item_hygiene,item_staff\n{CODE},P1,某日,十,5\n");
    let issue = waiting("assessments.csv", &text, None).remove(0);
    let all = [("code", CODE), ("number", "P1"), ("day", "某日"), ("item_hygiene", "十"), ("item_staff", "5")];
    assert_eq!(issue.entries, cells(&all));
}

#[test]
fn another_name_of_a_column_is_read_in_files_as_well() {
    let text = format!("code,number,day,result,Recorded_At\n{CODE},J1,2026-05-06,I01,soon\n");
    let issue = waiting("inspections.csv", &text, None).remove(0);
    assert_eq!(issue.faults[0].field, "known_at");
    assert_eq!(issue.entries["known_at"], "soon");
}

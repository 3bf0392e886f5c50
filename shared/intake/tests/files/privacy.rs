//! What of a row that waits is written down.

use crate::support::*;
use intake::Options;
use intake::mapping::Mapping;

const SECRET: &str = "372501199001011234";

#[test]
fn cells_that_nothing_reads_are_never_shown() {
    let text = format!("code,number,received_on,投诉人,身份证号,bz\n{CODE},T1,某日,张三,{SECRET},x\n");
    let (report, read) = read_file("complaints.csv", text.as_bytes()).unwrap();
    assert_eq!(report.unknown_columns, ["投诉人", "身份证号", "bz"]);
    let shown: Vec<(&str, &str)> = read.issues[0].cells.iter().map(|(title, cell)| (&**title, cell.as_str())).collect();
    assert_eq!(
        shown,
        [("code", CODE), ("number", "T1"), ("received_on", "某日"), ("未显示的单元格 cells not shown", "3")]
    );
    let more = penalty(CODE, "罚金", "1", "2026-06-10")
        .replace("cf_frdb\n", "cf_frdb,备注\n")
        .replace("张三\n", "张三,李四\n");
    let (_, read) = read_file("penalties.csv", more.as_bytes()).unwrap();
    let said = format!("{:?}", read.issues);
    assert!(said.contains("***") && !said.contains("张三") && !said.contains("李四"), "{said}");
}

#[test]
fn cells_that_may_have_shifted_are_withheld() {
    let text = format!("投诉人,code,number,received_on\n张,三,{CODE},T1,2026-05-06\n");
    let (_, read) = read_file("complaints.csv", text.as_bytes()).unwrap();
    assert_eq!(places(&read), [(2, "row".to_owned())]);
    assert_eq!(read.issues[0].cells.len(), 1, "三 stands under the header of the code: {:?}", read.issues);
    let text = format!("code,number,received_on\n{CODE},T1,2026-05-06,x\n");
    let (_, read) = read_file("complaints.csv", text.as_bytes()).unwrap();
    assert_eq!(read.issues[0].cells.len(), 3, "nothing in this file is secret");
}

#[test]
fn numbers_of_persons_are_shown_under_no_header() {
    let header = PENALTY_HEADER.trim_end().replace("cf_xdr_shxym", "cf_xdr_shxym,cf_xdr_zjhm");
    let good = penalty(CODE, "罚款", "1", "2026-06-10");
    let row = good.lines().nth(1).unwrap().replace(CODE, &format!("{CODE},{SECRET}"));
    // A cell too many before the number, and one too few: it stands under the header of another.
    for shifted in [row.replacen(CODE, &format!("自然人,{CODE}"), 1), row.replacen(&format!("{CODE},"), "", 1)] {
        let (report, read) = read_file("penalties.csv", format!("{header}\n{shifted}\n").as_bytes()).unwrap();
        assert_eq!(report.kept, 0);
        let said = format!("{:?}", read.issues);
        assert!(!said.contains(SECRET), "{said}");
    }
}

#[test]
fn personal_columns_are_masked_however_they_are_mapped() {
    let columns: String = PENALTY_HEADER.split(',').map(|id| format!("{id} = \"{id}\"\n")).collect();
    let toml = format!("layout = \"penalties\"\n[columns]\n{columns}cf_fr_sfzh = \"证件\"\n");
    let mapping = Mapping::read("m.toml", &toml).unwrap();
    let text = penalty(CODE, "罚款", "1", "某日").replace("cf_frdb\n", "cf_frdb,证件,电话\n");
    let text = text.replace("张三\n", &format!("张三,{SECRET},13800000000\n"));
    let (_, read) = read_with("x.csv", text.as_bytes(), Some(&mapping), &Options::new(today())).unwrap();
    let said = format!("{:?}", read.issues);
    assert!(said.contains("(\"证件\", \"***\")") && !said.contains(SECRET) && !said.contains("13800000000"), "{said}");
    let as_another_column = format!("{toml}case_no = \"证件\"\n");
    let as_a_key = format!("key_columns = [\"证件\"]\n{}", toml.replace("cf_wsh = \"cf_wsh\"\n", ""));
    for leak in [as_another_column, as_a_key] {
        let error = Mapping::read("m.toml", &leak).unwrap_err();
        assert!(error.zh().contains("个人信息"), "{error}");
    }
}

#[test]
fn what_is_shown_is_cut_and_escaped() {
    let text = format!("code,number,day,result,case_no\n{CODE},J\0 1,2026-05-06,坏{0},{0}\n", "长".repeat(600));
    let (_, read) = read_file("inspections.csv", text.as_bytes()).unwrap();
    assert_eq!(places(&read), ["number", "result", "case_no"].map(|field| (2, field.to_owned())));
    assert_eq!(faults(&read)[0].2, "J\\u{0} 1");
    let long = &faults(&read)[1].2;
    assert!(long.chars().count() == 501 && long.ends_with('…'));
    let shown: String = read.issues[0].cells.iter().map(|(_, cell)| cell.as_str()).collect();
    assert!(!shown.contains('\0') && shown.len() < 4_000, "{}", shown.len());
    assert_eq!(read.issues[0].entries["number"], "J\u{fffd} 1", "whole: it is sent again, not shown");
    let unread = format!("code,number,day,result,心情\n{CODE},J1,2026-05-06,I01,\0秘密\n");
    let (_, read) = read_file("inspections.csv", unread.as_bytes()).unwrap();
    assert_eq!(places(&read), [(2, "column 5".to_owned())]);
    assert!(!format!("{:?}", read.issues).contains("秘密"));
}

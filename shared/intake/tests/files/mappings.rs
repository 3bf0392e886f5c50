//! Tables of any other layout.

use crate::support::*;
use domain::money::Fen;
use domain::vocab::InspectionResult;
use intake::mapping::Mapping;
use intake::{FileError, Options};

#[test]
fn any_layout_through_a_mapping() {
    let mapping = Mapping::read(
        "m.toml",
        r#"
layout = "inspections"
key_columns = ["店", "日"]
export_time = "2026-11-01T00:00:00+08:00"
[columns]
code = "店"
day = "日"
result = "结论"
[constants]
visit_type = "日常"
[codes.result]
"好" = "I01"
"差" = "I06"
[dates]
format = "%m/%d/%Y"
"#,
    )
    .unwrap();
    let text = "店,日,结论,备注\n91371500795315494U,05/06/2026,差,x\n91371500795315494U,05/07/2026,怪,x\n";
    let (report, batch) = read_with("随便.csv", text.as_bytes(), Some(&mapping), &Options::new(today())).unwrap();
    assert_eq!((report.kept, report.rejected), (1, 1), "{:?}", batch.issues);
    let version = &batch.inspections[0];
    assert_eq!(version.content.number, "91371500795315494U/05/06/2026");
    assert_eq!((version.content.result, version.content.visit_type.as_deref()), (InspectionResult::I06, Some("日常")));
    assert_eq!(version.order.unwrap().to_string(), "2026-10-31T16:00:00Z");
    assert_eq!(batch.issues[0].faults[0].value, "怪");
    for wrong in [
        "layout = \"inspektions\"",
        "layout = \"inspections\"\nfoo = 1",
        "layout = \"inspections\"\n[columns]\nwhen = \"x\"",
    ] {
        assert!(matches!(Mapping::read("m.toml", wrong), Err(FileError::Mapping { .. })), "{wrong}");
    }
}

#[test]
fn units_of_a_mapping_are_kept_exactly() {
    let columns = PENALTY_HEADER.split(',').map(|id| format!("{id} = \"{id}\"\n")).collect::<String>();
    for (unit, amount, fen) in [("yuan", "5000.5", 500_050), ("fen", "1234", 1_234), ("wan_yuan", "0.000001", 1)] {
        let toml = format!("layout = \"penalties\"\n[columns]\n{columns}[units]\ncf_nr_fk = \"{unit}\"\n");
        let mapping = Mapping::read("m.toml", &toml).unwrap();
        let text = penalty("91371500795315494U", "罚款", amount, "2026-06-10");
        let (_, batch) = read_with("x.csv", text.as_bytes(), Some(&mapping), &Options::new(today())).unwrap();
        assert_eq!(batch.penalties[0].content.fine_fen, Fen(fen), "{:?}", batch.issues);
    }
}

const VISITS: &str = "layout = \"inspections\"\nkey_columns = [\"店\", \"日\"]\n[columns]\ncode = \"店\"\nday = \"日\"\nresult = \"结论\"\n";

#[test]
fn a_mapping_fills_each_column_once_and_with_our_words() {
    assert!(Mapping::read("m.toml", &format!("\u{feff}{VISITS}")).is_ok());
    for (more, says) in [
        ("number = \"号\"", "“number”有多种填法"),
        ("[constants]\nnumber = \"1\"", "“number”有多种填法"),
        ("[constants]\nresult = \"I01\"", "“result”有多种填法"),
        ("[constants]\nrecord_state = \"有效的\"", "“record_state”不能填“有效的”"),
        ("[codes.result]\n\"整改\" = \"I99\"", "“result”不能填“I99”"),
        ("[codes.day]\n\"昨天\" = \"某日\"", "“day”不能填“某日”"),
        ("[codes.resultat]\n\"整改\" = \"I06\"", "没有列“resultat”"),
        ("[dates]\nformat = \"%Q\"", "日期格式“%Q”"),
        ("[dates]\nday = \"%m/%d\"", "日期格式“%m/%d”"),
        ("[dates]\nfromat = \"%Y-%m-%d\"", "没有列“fromat”"),
        ("[dates]\nresult = \"%Y-%m-%d\"", "“result”不是日期"),
        ("[units]\nday = \"yuan\"", "“day”不是金额"),
        ("foo = [", "第 7 行"),
    ] {
        let error = Mapping::read("m.toml", &format!("{VISITS}{more}\n")).unwrap_err();
        assert!(matches!(error, FileError::Mapping { .. }) && error.zh().contains(says), "{}", error.zh());
    }
    let doubled = VISITS.replace("[\"店\", \"日\"]", "[\"店\", \"店\"]");
    assert!(Mapping::read("m.toml", &doubled).unwrap_err().zh().contains("“店”重复"));
    let time = |text: &str| Mapping::read("m.toml", &format!("export_time = \"{text}\"\n{VISITS}"));
    assert!(time("2026-11-01 10:00:00").is_ok() && time("2026-11-01").is_ok() && time("昨天").is_err());
}

#[test]
fn faults_show_the_cell_and_the_form_that_was_demanded() {
    let mapping = Mapping::read(
        "m.toml",
        &format!("{VISITS}[codes.result]\n\"好\" = \"I01\"\n\"无\" = \"\"\n[dates]\nformat = \"%m/%d/%Y\"\n"),
    );
    let text = format!("店,日,结论\n{CODE},2026-05-06,好\n,,好\n{CODE},05/06/2026,无\n{CODE},05/06/2026,好\n");
    let (_, read) = read_with("x.csv", text.as_bytes(), Some(&mapping.unwrap()), &Options::new(today())).unwrap();
    let found = faults(&read);
    assert!(found[0].1 == "day" && found[0].3.contains("%m/%d/%Y，例如 02/28/2025"), "{found:?}");
    assert!(
        found.iter().any(|(row, field, _, why)| *row == 3 && field == "number" && why.contains("均为空")),
        "{found:?}"
    );
    assert!(found.iter().any(|(row, field, value, _)| *row == 4 && field == "result" && value == "无"), "{found:?}");
    assert_eq!(read.inspections.len(), 1);
}

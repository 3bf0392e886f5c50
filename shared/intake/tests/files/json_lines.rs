//! JSON Lines: one bad line is one bad row.

use crate::support::*;
use domain::money::Fen;
use intake::FileError;

fn merchant(more: &str) -> String {
    format!("{{\"code\":\"{CODE}\",\"name\":\"好店\",\"kind\":\"企业\",\"area\":371502,\"industry\":6210{more}}}\n")
}

#[test]
fn a_broken_line_rejects_its_row_only() {
    let good = merchant("");
    let secret = "{\"code\": \"x\", \"住址\": \"某路 1 号\"\n";
    let text = format!("{secret}{good}\n{{\"code\": \n[1,2]\n{good}{}{}", good.trim(), good);
    let (report, read) = read_file("merchants.jsonl", text.as_bytes()).unwrap();
    assert_eq!((report.read, report.kept), (6, 2), "{:?}", read.issues);
    let rows: Vec<u64> = faults(&read).into_iter().map(|(row, ..)| row).collect();
    assert_eq!(rows, [1, 4, 5, 7]);
    assert!(!format!("{:?}", read.issues).contains("某路"), "nobody knows what a broken line holds");
    let error = stopped("merchants.jsonl", "{\n\"code\": 1\n}\n");
    assert!(matches!(&error, FileError::Damaged { .. }) && error.zh().contains("JSON 对象"), "{error}");
}

#[test]
fn columns_are_those_of_all_lines() {
    let text = merchant("") + &merchant(",\"channel\":\"门店\",\"心情\":\"好\"") + &merchant(",\"size\":null");
    let (report, _) = read_file("merchants.jsonl", text.as_bytes()).unwrap();
    assert_eq!((report.kept, report.unknown_columns), (3, vec!["心情".to_owned()]));
    let without = merchant("").replace("\"name\":\"好店\",", "");
    let (report, read) = read_file("merchants.jsonl", (without.clone() + &merchant("")).as_bytes()).unwrap();
    assert_eq!((report.kept, places(&read)), (1, vec![(1, "name".to_owned())]));
    let nowhere = stopped("merchants.jsonl", without.repeat(2));
    assert!(matches!(nowhere, FileError::MissingColumns { .. }), "{nowhere}");
}

#[test]
fn a_column_may_have_another_name_in_another_line() {
    let chinese = merchant("").replace("\"code\"", "\"统一社会信用代码\"").replace("\"name\"", "\" 名称 \"");
    let both = merchant(&format!(",\"统一社会信用代码\":\"{CODE}\""));
    let (report, read) = read_file("merchants.jsonl", (merchant("") + &chinese + &both).as_bytes()).unwrap();
    assert_eq!((report.read, report.kept, report.unknown_columns.len()), (3, 2, 0), "{:?}", read.issues);
    assert!(read.merchants.iter().all(|merchant| merchant.content.name == "好店"));
    assert_eq!(places(&read), [(3, "row".to_owned())], "said twice in one line");
    assert!(faults(&read)[0].3.contains("键“统一社会信用代码”重复"));
}

#[test]
fn values_that_are_none_are_named() {
    let name = |value: &str| merchant("").replace("\"好店\"", value);
    let text = name("{\"a\":1}")
        + &name("[\"x\"]")
        + &name("true")
        + &merchant(",\"name\":\"乙\"")
        + &name("7")
        + &merchant(",\"心情\":[1]");
    let (report, read) = read_file("merchants.jsonl", text.as_bytes()).unwrap();
    assert_eq!(report.kept, 2, "{:?}", read.issues);
    let name = "name".to_owned();
    assert_eq!(places(&read), [(1, name.clone()), (2, name.clone()), (3, name), (4, "row".to_owned())]);
    assert!(faults(&read)[3].3.contains("键“name”重复"));
}

#[test]
fn true_and_false_answer_questions_only() {
    let line = |more: &str| {
        format!("{{\"code\":\"{CODE}\",\"number\":\"C1\",\"day\":\"2026-05-06\",\"result\":\"FS1\",{more}}}\n")
    };
    let text = line("\"is_final\":false,\"diligence\":true") + &line("\"case_no\":true");
    let (_, read) = read_file("tests.jsonl", text.as_bytes()).unwrap();
    let record = &read.tests[0].content;
    assert_eq!((record.is_final, record.diligence), (false, true));
    assert_eq!(places(&read), [(2, "case_no".to_owned())]);
}

#[test]
fn numbers_keep_their_text() {
    let ids = PENALTY_HEADER.split(',').filter(|id| *id != "cf_nr_fk" && *id != "cf_xdr_shxym");
    let cells: String = ids.map(|id| format!(",\"{id}\":\"{}\"", cell_of(id))).collect();
    let line = |amount: &str| format!("{{\"cf_xdr_shxym\":\"{CODE}\",\"cf_nr_fk\":{amount}{cells}}}\n");
    for (amount, fen) in [("0.000001", 1), ("0.5", 500_000), ("\"0.5\"", 500_000), ("12", 12_000_000)] {
        let (_, read) = read_file("penalties.jsonl", line(amount).as_bytes()).unwrap();
        assert_eq!(read.penalties[0].content.fine_fen, Fen(fen), "{amount}: {:?}", read.issues);
    }
    let (_, read) = read_file("penalties.jsonl", line("1e-6").as_bytes()).unwrap();
    assert_eq!(faults(&read)[0].2, "1e-6", "{:?}", read.issues);
    let code = line("1").replace(&format!("\"{CODE}\""), "911100001011016602");
    assert_eq!(read_file("penalties.jsonl", code.as_bytes()).unwrap().0.kept, 1);
}

fn cell_of(id: &str) -> &'static str {
    match id {
        "cf_cflb" => "罚款",
        "cf_jdrq" => "2026-06-10",
        _ => "x",
    }
}

//! Files as officials send them: good ones in every form, and bad ones of every kind.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use domain::day::Day;
use domain::money::Fen;
use domain::record::{PenaltyKind, Record};
use domain::vocab::InspectionResult;
use intake::layout::Layout;
use intake::mapping::Mapping;
use intake::{Batch, Disposition, FileError, FileReport, Input, Options, RowIssue, read, template};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::io::{Cursor, Write as _};

fn today() -> Day {
    Day::parse("2026-11-23").unwrap()
}

/// What a file has given.
#[derive(Debug, Default)]
struct Read {
    batch: Batch,
    issues: Vec<RowIssue>,
}

impl std::ops::Deref for Read {
    type Target = Batch;
    fn deref(&self) -> &Batch {
        &self.batch
    }
}

fn read_with(
    name: &str,
    bytes: &[u8],
    mapping: Option<&Mapping>,
    options: &Options,
) -> Result<(FileReport, Read), FileError> {
    let Read { mut batch, mut issues } = Read::default();
    let mut bytes = Cursor::new(bytes);
    let mut put = |issue| issues.push(issue);
    let input = Input { name, number: 0, bytes: &mut bytes, mapping, issues: &mut put, watch: &mut |_| true };
    let report = read(input, options, &mut batch)?;
    Ok((report, Read { batch, issues }))
}

fn read_file(name: &str, bytes: &[u8]) -> Result<(FileReport, Read), FileError> {
    read_with(name, bytes, None, &Options::new(today()))
}

const INSPECTIONS: &str = "统一社会信用代码,检查编号,结果日期,检查结果\n91371500795315494U,J1,2026-05-06,I06L\n";
const PENALTY_HEADER: &str =
    "cf_xdr_mc,cf_xdr_shxym,cf_wsh,cf_wfxw,cf_yj,cf_cflb,cf_nr,cf_nr_fk,cf_jdrq,cf_cfjg,cf_cfjgdm,cf_frdb";

fn penalty(code: &str, kinds: &str, amount: &str, day: &str) -> String {
    format!("{PENALTY_HEADER}\n某店,{code},文1号,虚假宣传,广告法,{kinds},内容,{amount},{day},某局,3715SJ,张三\n")
}

fn only_fault(text: &str) -> (Disposition, &'static str, String) {
    let (report, batch) = read_file("penalties.csv", text.as_bytes()).unwrap();
    assert_eq!((report.read, report.kept), (1, 0));
    let [issue] = batch.issues.as_slice() else { panic!("one issue, not {:?}", batch.issues) };
    let [fault] = issue.faults.as_slice() else { panic!("one fault, not {:?}", issue.faults) };
    assert!(!fault.reason_zh.is_empty());
    assert!(issue.cells.iter().any(|(title, cell)| &**title == "cf_frdb" && cell == "***"), "personal data is masked");
    (issue.disposition, fault.field, fault.reason_en.clone())
}

#[test]
fn every_template_reads_back_its_example() {
    for layout in Layout::ALL {
        let bytes = template::csv(layout).unwrap();
        let name = format!("{}.csv", layout.id);
        assert_eq!(read_file(&name, &bytes).unwrap().0.read, 0, "{}: an example left standing is no record", layout.id);
        let filled = String::from_utf8(bytes).unwrap().replacen(template::EXAMPLE, "", 1);
        let (report, batch) = read_file(&name, filled.as_bytes()).unwrap();
        // The example's code belongs to nobody: its check character is checked like any other.
        assert_eq!(report.read, 1, "{}: notes are skipped", layout.id);
        assert_eq!(report.kept + report.quarantined, 1, "{}: {:?}", layout.id, batch.issues);
        assert!(report.unknown_columns.is_empty());
        let book = read_file(&format!("{}.xlsx", layout.id), &template::xlsx(layout).unwrap()).unwrap().0;
        assert_eq!((book.read, book.unknown_columns.len()), (0, 0), "{}", layout.id);
    }
}

#[test]
fn the_same_table_in_every_encoding_and_form() {
    let gb = encoding_rs::GB18030.encode(INSPECTIONS).0.into_owned();
    let bom = format!("\u{feff}{INSPECTIONS}").into_bytes();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&gb).unwrap();
    let semicolons = INSPECTIONS.replace(',', ";").into_bytes();
    let crlf = INSPECTIONS.replace('\n', "\r\n").into_bytes();
    let json = r#"{"code":"91371500795315494U","number":"J1","day":"2026-05-06","result":"逾期改正或再次发现"}"#;
    let forms = [INSPECTIONS.as_bytes().to_vec(), gb, bom, gzip.finish().unwrap(), semicolons, crlf, json.into()];
    for form in forms {
        let (report, batch) = read_file("inspections.csv", &form).unwrap();
        assert_eq!(report.kept, 1, "{:?}", batch.issues);
        let version = &batch.inspections[0];
        assert_eq!(
            (version.content.result, version.content.day.to_string().as_str()),
            (InspectionResult::I06L, "2026-05-06")
        );
        assert_eq!(version.known_from.to_string(), "2026-05-05T16:00:00Z");
    }
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
        assert_eq!((disposition, found), (wanted, field));
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
    check(&penalty(code, "罚金", "0", "2026-06-10"), Disposition::Rejected, "cf_cflb", "no kind of penalty");
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

#[test]
fn headers_are_checked_before_any_row() {
    let missing = read_file("penalties.csv", "cf_xdr_mc,cf_wsh\nx,y\n".as_bytes()).unwrap_err();
    let FileError::MissingColumns { columns, .. } = &missing else { panic!("{missing}") };
    assert!(columns.len() > 5 && missing.zh().contains("处罚决定日期（cf_jdrq）"), "{}", missing.zh());
    let doubled = read_file("inspections.csv", "code,number,day,result,结果日期\n".as_bytes()).unwrap_err();
    assert!(matches!(doubled, FileError::DoubledColumn { .. }), "{doubled}");
    assert!(matches!(read_file("x.csv", b"a,b\n1,2\n"), Err(FileError::UnknownLayout { .. })));
    let (report, _) =
        read_file("检查结果2026.csv", INSPECTIONS.replace("检查结果\n", "检查结果,心情\n").as_bytes()).unwrap();
    assert_eq!(report.unknown_columns, ["心情"]);
    assert_eq!(read_file("导出.csv", INSPECTIONS.as_bytes()).unwrap().0.layout, "inspections");
}

#[test]
fn files_of_another_kind_are_named() {
    let kind = |bytes: &[u8]| read_file("penalties.csv", bytes).unwrap_err();
    assert!(matches!(kind(b""), FileError::Empty { .. }));
    assert!(matches!(kind(b"\n\n"), FileError::Empty { .. }));
    for bytes in [
        b"%PDF-1.7 ...".as_slice(),
        &[0x89, b'P', b'N', b'G', 13, 10],
        &[0xd0, 0xcf, 0x11, 0xe0, 1, 2],
        &[0xff, 0xfe, b'a', 0],
    ] {
        assert!(matches!(kind(bytes), FileError::OtherKind { .. }));
    }
    let mut broken = INSPECTIONS.as_bytes().to_vec();
    broken.extend(b"91371500795315494U,\xff\xff\xff,2026-05-06,I01\n");
    assert!(matches!(read_file("inspections.csv", &broken), Err(FileError::Encoding { .. })));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(INSPECTIONS.as_bytes()).unwrap();
    let whole = gzip.finish().unwrap();
    assert!(matches!(read_file("inspections.csv.gz", &whole[..whole.len() - 9]), Err(FileError::Damaged { .. })));
    let (_, batch) = read_file("inspections.csv", INSPECTIONS.replace("J1", "J\u{0}1").as_bytes()).unwrap();
    assert!(batch.issues[0].faults.iter().any(|f| f.reason_en.contains("NUL")));
}

#[test]
fn unpacking_has_limits() {
    let mut options = Options::new(today());
    options.most_text = 10_000;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(INSPECTIONS.as_bytes()).unwrap();
    gzip.write_all(&vec![b'a'; 1_000_000]).unwrap();
    let bomb = gzip.finish().unwrap();
    assert!(matches!(read_with("inspections.csv", &bomb, None, &options), Err(FileError::TooLarge { .. })));
    options.most_workbook = 1_000;
    let book = workbook(|_| {});
    assert!(matches!(read_with("inspections.xlsx", &book, None, &options), Err(FileError::TooLarge { .. })));
}

fn workbook(change: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in ["统一社会信用代码", "检查编号", "结果日期", "检查结果", "外部评分"].iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).unwrap(), *title).unwrap();
    }
    let date = Format::new().set_num_format("yyyy/m/d");
    sheet.write(1, 0, "91371500795315494U").unwrap();
    sheet.write(1, 1, 20_260_506_001.0).unwrap();
    sheet.write_with_format(1, 2, ExcelDateTime::from_ymd(2026, 5, 6).unwrap(), &date).unwrap();
    sheet.write(1, 3, "I01").unwrap();
    sheet.write(1, 4, 13).unwrap();
    change(sheet);
    book.save_to_buffer().unwrap()
}

#[test]
fn workbooks_give_days_and_numbers_exactly() {
    let (report, batch) = read_file("inspections.xlsx", &workbook(|_| {})).unwrap();
    assert_eq!((report.kept, report.encoding.as_str()), (1, "XLSX"), "{:?}", batch.issues);
    let record = &batch.inspections[0].content;
    assert_eq!((record.number.as_str(), record.external_score), ("20260506001", Some(13)));
    assert_eq!(record.day, Day::parse("2026-05-06").unwrap());
}

#[test]
fn merged_cells_and_formulas_are_named() {
    let merged = workbook(|sheet| {
        sheet.merge_range(2, 0, 3, 0, "91371500795315494U", &Format::new()).unwrap();
    });
    let error = read_file("inspections.xlsx", &merged).unwrap_err();
    assert!(matches!(&error, FileError::MergedCells { range, .. } if range == "A3:A4"), "{error}");
    let formula = workbook(|sheet| {
        sheet.write_formula(1, 4, "=1+1").unwrap();
    });
    let error = read_file("inspections.xlsx", &formula).unwrap_err();
    assert!(error.to_string().contains("E2 holds a formula"), "{error}");
}

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), front in 0usize..6) {
        let fronts: [&[u8]; 6] = [b"", INSPECTIONS.as_bytes(), &[0x1f, 0x8b, 8], b"PK\x03\x04", b"{", "\u{feff}".as_bytes()];
        let all = [fronts[front], &bytes].concat();
        for name in ["inspections.csv", "penalties.xlsx", "merchants.jsonl"] {
            let _ = read_file(name, &all);
        }
    }
}

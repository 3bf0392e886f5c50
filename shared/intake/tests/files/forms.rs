//! The same table in every encoding and form, and files of another kind.

use crate::support::*;
use domain::vocab::InspectionResult;
use intake::layout::Layout;
use intake::{FileError, template};
use proptest::prelude::*;

#[test]
fn every_template_reads_back_its_example() {
    for layout in Layout::ALL {
        let bytes = template::csv(layout).unwrap();
        let name = format!("{}.csv", layout.id);
        assert_eq!(read_file(&name, &bytes).unwrap().0.read, 0, "{}: an example left standing is no record", layout.id);
        let filled = String::from_utf8(bytes).unwrap().replacen(template::EXAMPLE, "", 1);
        let (report, batch) = read_file(&name, filled.as_bytes()).unwrap();
        assert_eq!((report.read, report.kept), (1, 1), "{}: {:?}", layout.id, batch.issues);
        assert!(report.unknown_columns.is_empty());
        let book = read_file(&format!("{}.xlsx", layout.id), &template::xlsx(layout).unwrap()).unwrap().0;
        assert_eq!((book.read, book.unknown_columns.len()), (0, 0), "{}", layout.id);
    }
}

#[test]
fn the_same_table_in_every_encoding_and_form() {
    let gb = encoding_rs::GB18030.encode(INSPECTIONS).0.into_owned();
    let bom = format!("\u{feff}{INSPECTIONS}").into_bytes();
    let semicolons = INSPECTIONS.replace(',', ";").into_bytes();
    let crlf = INSPECTIONS.replace('\n', "\r\n").into_bytes();
    let json = r#"{"code":"91371500795315494U","number":"J1","day":"2026-05-06","result":"逾期改正或再次发现"}"#;
    let forms = [INSPECTIONS.as_bytes().to_vec(), gb.clone(), bom, gzip(&gb), semicolons, crlf, json.into()];
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
    let whole = gzip(INSPECTIONS.as_bytes());
    assert!(matches!(read_file("inspections.csv.gz", &whole[..whole.len() - 9]), Err(FileError::Damaged { .. })));
    let (_, batch) = read_file("inspections.csv", INSPECTIONS.replace("J1", "J\u{0}1").as_bytes()).unwrap();
    assert!(batch.issues[0].faults.iter().any(|f| f.reason_en.contains("NUL")));
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

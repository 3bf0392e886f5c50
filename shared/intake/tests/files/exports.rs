//! Tables that are written for spreadsheets, opened again.

use crate::support::*;
use calamine::{Data, Reader as _, Xlsx};
use domain::record::Penalty;
use intake::export::{ExportError, Form, Heading, MOST_XLSX_ROWS, MOST_XLSX_UNITS, Table};
use intake::layout::Layout;
use intake::{FileError, ToCells as _};
use std::io::{Cursor, Read as _};

const RISKY: [&str; 6] = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"];

fn headings() -> Vec<Heading> {
    let forms = [("统一社会信用代码", Form::Text), ("决定日期", Form::Day), ("罚款金额", Form::Number)];
    forms.into_iter().map(|(zh, form)| Heading::new(zh, form)).collect()
}

fn write(mut table: Table<Cursor<Vec<u8>>>, rows: &[Vec<&str>]) -> Vec<u8> {
    for row in rows {
        table.row(row).unwrap();
    }
    table.finish().unwrap().into_inner()
}

fn csv(headings: Vec<Heading>, rows: &[Vec<&str>]) -> String {
    String::from_utf8(write(Table::csv(Cursor::default(), headings).unwrap(), rows)).unwrap()
}

fn xlsx_table(name: &str, headings: Vec<Heading>) -> Table<Cursor<Vec<u8>>> {
    Table::xlsx(Cursor::default(), name, headings, &std::env::temp_dir()).unwrap()
}

fn opened(bytes: Vec<u8>) -> calamine::Range<Data> {
    Xlsx::new(Cursor::new(bytes)).unwrap().worksheet_range("行政处罚").unwrap()
}

#[test]
fn a_csv_opens_in_excel_and_runs_nothing() {
    let text = csv(headings(), &[vec!["913715007953154", "2026-05-06", "-0.500000"], vec!["店,一", "", "1"]]);
    assert_eq!(
        text,
        "\u{feff}统一社会信用代码,决定日期,罚款金额\r\n913715007953154,2026-05-06,-0.500000\r\n\"店,一\",,1\r\n"
    );
    for risky in RISKY {
        for at in 0..3 {
            let mut row = vec!["x"; 3];
            row[at] = risky;
            let text = csv(headings(), &[row]);
            let read = csv::Reader::from_reader(text.as_bytes()).records().next().unwrap().unwrap();
            assert_eq!(read[at], format!("'{risky}"), "column {at}");
        }
    }
}

#[test]
fn a_workbook_holds_text_days_and_numbers() {
    let rows = [
        vec!["913715007953154", "2026-05-06", "0.500000"],
        vec!["00123", "2026-02-30", "12345678901234567"],
        vec!["1E5", "10:30", "007"],
    ];
    let range = opened(write(xlsx_table("行政处罚", headings()), &rows));
    let text = |row, column| match range.get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("text, not {other:?}"),
    };
    assert_eq!((text(0, 0), text(0, 1), text(0, 2)), ("统一社会信用代码".into(), "决定日期".into(), "罚款金额".into()));
    assert_eq!((text(1, 0), text(2, 0), text(3, 0)), ("913715007953154".into(), "00123".into(), "1E5".into()));
    let Some(Data::DateTime(day)) = range.get_value((1, 1)) else { panic!("a day, not {:?}", range.get_value((1, 1))) };
    assert_eq!(day.to_ymd_hms_milli(), (2026, 5, 6, 0, 0, 0, 0));
    assert_eq!(range.get_value((1, 2)), Some(&Data::Float(0.5)));
    // What is no day or no number that Excel could show stays what it was.
    assert_eq!((text(2, 1), text(2, 2)), ("2026-02-30".into(), "12345678901234567".into()));
    assert_eq!((text(3, 1), text(3, 2)), ("10:30".into(), "007".into()));
}

#[test]
fn a_workbook_runs_nothing_and_its_header_is_frozen_and_filterable() {
    for risky in RISKY {
        for at in 0..3 {
            let mut row = vec!["x"; 3];
            row[at] = risky;
            let bytes = write(xlsx_table("行政处罚", headings()), &[row]);
            let found = opened(bytes.clone());
            let found = found.get_value((1, u32::try_from(at).unwrap()));
            // XML makes a line feed of a carriage return.
            let wanted = Data::String(risky.replace('\r', "\n"));
            assert!(found == Some(&wanted) || found == Some(&Data::String(risky.into())), "{found:?}");
            let mut sheet = String::new();
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
            assert!(!sheet.contains("<f>"), "{sheet}");
            assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "{sheet}");
            assert!(sheet.contains("<autoFilter ref=\"A1:C2\"/>"), "{sheet}");
        }
    }
}

/// What was exported is read again as what it was.
#[test]
fn penalties_come_back_as_they_were() {
    // Columns that a file may leave out as well, and days of which a cell holds several.
    let text = format!(
        "{PENALTY_HEADER},case_no,published_on,display_stopped_on,stop_revoked_on,display_stop_reason\n\
         某店,{CODE},文1号,=虚假宣传,广告法,罚款,内容,0.5,2026-06-10,某局,3715SJ,张三,0012,2026-06-15,2026-08-01;2026-10-01,2026-09-01,更正\n\
         某店,{CODE},文2号,虚假宣传,广告法,警告,内容,0,2026-06-11,某局,3715SJ,张三,,,,,\n"
    );
    let first = read_file("penalties.csv", text.as_bytes()).unwrap().1;
    let records: Vec<&Penalty> = first.penalties.iter().map(|version| &version.content).collect();
    assert_eq!(records.len(), 2);
    let layout = Layout::by_id("penalties").unwrap();
    let headings = || layout.exported().map(Heading::of).collect::<Vec<_>>();
    let cells: Vec<_> = records.iter().map(|record| record.to_cells()).collect();
    let row = |cells: &intake::Cells| -> Vec<String> {
        layout.exported().map(|column| cells.get(column.id).cloned().unwrap_or_default()).collect()
    };
    let rows: Vec<Vec<String>> = cells.iter().map(row).collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let text = csv(headings(), &rows);
    let book = write(xlsx_table(layout.zh, headings()), &rows);
    for (name, bytes) in [("行政处罚.csv", text.into_bytes()), ("行政处罚.xlsx", book)] {
        let (report, again) = read_file(name, &bytes).unwrap();
        assert_eq!((report.kept, report.unknown_columns.len()), (2, 0), "{name}: {:?}", again.issues);
        let again: Vec<&Penalty> = again.penalties.iter().map(|version| &version.content).collect();
        assert_eq!(again, records, "{name}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_cut_off() {
    let mut table = xlsx_table("行政处罚", vec![Heading::new("代码", Form::Text)]);
    for _ in 0..MOST_XLSX_ROWS {
        table.row(&[""]).unwrap();
    }
    assert!(matches!(table.row(&["x"]), Err(ExportError::TooManyRows)));
    assert_eq!(table.rows(), MOST_XLSX_ROWS);
    assert!(matches!(table.row(&["x", "y"]), Err(ExportError::Ragged { cells: 2, columns: 1 })));
    // Excel counts UTF-16 units: a character outside the basic plane is two of them.
    let most = "𠮷".repeat(MOST_XLSX_UNITS / 2);
    let (fits, long) = (format!("{most}x"), format!("{most}xy"));
    let mut table = xlsx_table("行政处罚", headings());
    table.row(&[fits.as_str(), "2026-05-06", "1"]).unwrap();
    let error = table.row(&["x", "2026-05-06", &long]).unwrap_err();
    let ExportError::LongCell { table: name, row, column, units } = &error else { panic!("{error:?}") };
    assert_eq!((name.as_str(), *row, column.as_str(), *units), ("行政处罚", 3, "罚款金额", MOST_XLSX_UNITS + 1));
    let zh = error.zh().unwrap();
    assert!(zh.contains("“行政处罚”第 3 行“罚款金额”") && zh.contains("CSV"), "{zh}");
    assert_eq!(opened(write(table, &[])).get_value((1, 0)), Some(&Data::String(fits)));
    assert!(csv(headings(), &[vec!["x", "2026-05-06", &long]]).contains(&long));
    let nothing = write(xlsx_table("行政处罚", vec![Heading::new("代码", Form::Text)]), &[]);
    assert!(matches!(read_file("penalties.xlsx", &nothing), Err(FileError::MissingColumns { .. })));
}

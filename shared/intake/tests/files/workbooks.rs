//! XLSX.

use crate::support::*;
use domain::day::Day;
use intake::mapping::Mapping;
use intake::{Bound, FileError, Options};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

pub(crate) fn workbook(change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
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

/// A workbook of sheets with the same five columns, and something done to each.
fn book(sheets: &[&dyn Fn(&mut Worksheet)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for change in sheets {
        change(book.add_worksheet());
    }
    book.save_to_buffer().unwrap()
}

fn titles(sheet: &mut Worksheet) {
    for (column, title) in (0u16..).zip(["code", "number", "day", "result"]) {
        sheet.write(0, column, title).unwrap();
    }
}

fn row(sheet: &mut Worksheet, at: u32, cells: [&str; 4]) {
    for (column, cell) in (0u16..).zip(cells) {
        sheet.write(at, column, cell).unwrap();
    }
}

const GOOD: [&str; 4] = [CODE, "J1", "2026-05-06", "I01"];

#[test]
fn cells_far_apart_take_no_memory_and_are_refused() {
    let far = |row: u32, column: u16| {
        book(&[&move |sheet: &mut Worksheet| {
            titles(sheet);
            sheet.write(row, column, "x").unwrap();
        }])
    };
    let error = stopped("inspections.xlsx", far(1_048_575, 16_383));
    assert!(matches!(error, FileError::TooLarge { bound: Bound::Columns(1_000), .. }), "{error}");
    assert!(error.zh().contains("超过 1000 列"), "{}", error.zh());
    let (report, read) = read_file("inspections.xlsx", &far(1_048_575, 0)).unwrap();
    assert_eq!((report.read, read.issues[0].row), (1, 1_048_576), "rows in between cost nothing");
}

#[test]
fn rows_are_numbered_as_excel_shows_them() {
    let bytes = book(&[&|sheet: &mut Worksheet| {
        for (column, title) in (0u16..).zip(["code", "number", "day", "result"]) {
            sheet.write(3, column, title).unwrap();
        }
        row(sheet, 4, GOOD);
        row(sheet, 7, [CODE, "J2", "2026-05-06", "坏"]);
        row(sheet, 8, GOOD);
        sheet.write(8, 5, "多余").unwrap();
    }]);
    let (report, read) = read_file("inspections.xlsx", &bytes).unwrap();
    assert_eq!((report.read, report.kept), (3, 1), "{:?}", read.issues);
    assert_eq!(read.inspections[0].source.row, 5);
    assert_eq!(places(&read), [(8, "result".to_owned()), (9, "row".to_owned())]);
}

#[test]
fn one_sheet_holds_the_data() {
    let with_data: &dyn Fn(&mut Worksheet) = &|sheet| {
        titles(sheet);
        row(sheet, 1, GOOD);
    };
    let nothing: &dyn Fn(&mut Worksheet) = &|_| {};
    for sheets in [vec![with_data, nothing], vec![nothing, with_data, nothing]] {
        assert_eq!(read_file("inspections.xlsx", &book(&sheets)).unwrap().0.kept, 1);
    }
    assert!(matches!(stopped("inspections.xlsx", book(&[nothing])), FileError::Empty { .. }));
    let hidden: &dyn Fn(&mut Worksheet) = &|sheet| {
        sheet.set_name("说明 notes").unwrap().set_hidden(true);
        row(sheet, 1, GOOD);
    };
    let error = stopped("inspections.xlsx", book(&[with_data, hidden]));
    let FileError::SeveralSheets { sheets, .. } = &error else { panic!("{error}") };
    assert_eq!(sheets, &["Sheet1", "说明 notes"], "a name alone makes no sheet of notes");
    assert!(error.zh().contains("Sheet1、说明 notes"), "{}", error.zh());
    let sums: &dyn Fn(&mut Worksheet) = &|sheet| {
        sheet.write_formula(0, 5_000, "=1+1").unwrap();
    };
    assert!(matches!(stopped("inspections.xlsx", book(&[with_data, sums])), FileError::SeveralSheets { .. }));
}

#[test]
fn dates_of_a_workbook_need_no_format() {
    let toml = "layout = \"inspections\"\n[columns]\ncode = \"code\"\nnumber = \"number\"\nday = \"day\"\nresult = \"result\"\n[dates]\nformat = \"%m/%d/%Y\"\n";
    let mapping = Mapping::read("m.toml", toml).unwrap();
    let bytes = book(&[&|sheet: &mut Worksheet| {
        titles(sheet);
        row(sheet, 1, [CODE, "J1", "11/05/2026", "I01"]);
        row(sheet, 2, [CODE, "J2", "2026-11-05", "I01"]);
        let at = |hour| ExcelDateTime::from_ymd(2026, 11, 5).unwrap().and_hms(hour, 0, 0).unwrap();
        for (line, hour) in [(3, 0), (4, 10)] {
            row(sheet, line, [CODE, "J3", "", "I01"]);
            let date = Format::new().set_num_format("yyyy/m/d h:mm");
            sheet.write_with_format(line, 2, at(hour), &date).unwrap();
        }
    }]);
    let (report, read) = read_with("x.xlsx", &bytes, Some(&mapping), &Options::new(today())).unwrap();
    assert_eq!((report.kept, places(&read)), (2, vec![(3, "day".to_owned()), (5, "day".to_owned())]));
    assert!(faults(&read)[0].3.contains("%m/%d/%Y"), "{:?}", faults(&read));
    assert_eq!(read.inspections[1].content.day, Day::parse("2026-11-05").unwrap());
}

#[test]
fn faults_of_a_workbook_are_told_in_chinese() {
    let errors = book(&[&|sheet: &mut Worksheet| {
        titles(sheet);
        row(sheet, 1, ["#N/A", "J1", "#REF!", "I01"]);
        row(sheet, 2, GOOD);
    }]);
    let (report, read) = read_file("inspections.xlsx", &errors).unwrap();
    assert_eq!((report.read, report.kept), (2, 1));
    assert_eq!(places(&read), [(2, "code".to_owned()), (2, "day".to_owned())]);
    let formula = workbook(|sheet| {
        sheet.write_formula(1, 4, "=1+1").unwrap();
    });
    assert!(stopped("inspections.xlsx", formula).zh().ends_with("单元格 E2 含公式，请粘贴为数值"));
    let whole = workbook(|_| {});
    let error = stopped("inspections.xlsx", &whole[..whole.len() / 2]);
    assert!(error.zh().ends_with("请用 Excel 重新保存"), "{}", error.zh());
}

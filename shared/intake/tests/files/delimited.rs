//! CSV: quotation marks, row numbers, and rows of another shape than the header.

use crate::support::*;
use intake::FileError;

const HEADER: &str = "code,number,day,result,case_no,visit_type\n";

fn good(number: u32) -> String {
    format!("{CODE},J{number},2026-05-06,I01,案{number},日常\n")
}

/// A table of good rows with one row written as given, on the line of that number.
fn with_line(line: u32, text: &str) -> String {
    let rows: String = (2..300).map(|at| if at == line { format!("{text}\n") } else { good(at) }).collect();
    format!("{HEADER}{rows}")
}

#[test]
fn an_open_quotation_mark_stops_the_file_at_its_line() {
    for row in [
        format!("{CODE},J,2026-05-06,I01,案,\"日常"),
        format!("{CODE},J,2026-05-06,I01,\"案,日常"),
        format!("{CODE},J,2026-05-06,I01,\"案\"1,日常"),
        format!("\"{CODE},J,2026-05-06,I01,案,日常"),
    ] {
        for end in ["", "x,\"y\",z\n"] {
            let error = stopped("inspections.csv", with_line(7, &row) + end);
            assert!(matches!(error, FileError::OpenQuote { row: 7, .. }), "{row}: {error}");
            assert!(error.to_string().contains("row 7") && error.zh().contains("第 7 行"), "{error}");
        }
    }
    let long = with_line(3, &format!("{CODE},J,2026-05-06,I01,\"案,日常")) + &good(1).repeat(40_000);
    assert!(matches!(stopped("inspections.csv", long), FileError::OpenQuote { row: 3, .. }));
    let long = with_line(3, &"长".repeat(400_000));
    assert!(matches!(stopped("inspections.csv", long), FileError::LongRow { row: 3, .. }));
}

#[test]
fn quotation_marks_that_are_text_stay() {
    let text = format!(
        "{HEADER}{CODE},J1,2026-05-06,I01,5\"盘,\"甲\n\"\"乙\"\",丙\"\n{CODE},J2,2026-05-06,坏,\"\",\"说\"\n{CODE},J3,2026-05-06,I01,,\n"
    );
    let (report, read) = read_file("inspections.csv", text.as_bytes()).unwrap();
    assert_eq!(report.kept, 2, "{:?}", read.issues);
    let record = &read.inspections[0].content;
    assert_eq!(record.case_no.as_deref(), Some("5\"盘"));
    assert_eq!(record.visit_type.as_deref(), Some("甲\n\"乙\",丙"));
    assert_eq!(places(&read), [(4, "result".to_owned())], "a cell of two lines moves the rows behind it");
}

#[test]
fn a_mark_that_another_closes_by_chance_is_noticed() {
    let open = format!("{CODE},J,2026-05-06,I01,案,\"日常");
    let text = with_line(7, &open).replacen("案20,日常", "案20,日常\"", 1);
    let (report, read) = read_file("inspections.csv", text.as_bytes()).unwrap();
    assert_eq!((report.rejected, faults(&read)[0].0), (1, 7));
    assert!(faults(&read)[0].3.contains("close the quotation mark"), "{:?}", faults(&read));
}

#[test]
fn two_rows_are_not_made_one_by_two_marks() {
    // Opened in a cell of one row and closed in the same cell of the next: the cells are as many as ever.
    for end in ["\n", "\r\n", "\r"] {
        for at in 0..5 {
            let mark = |row: String, closes: bool| {
                let mut cells: Vec<String> = row.trim_end().split(',').map(str::to_owned).collect();
                cells[at] = if closes { format!("{}\"", cells[at]) } else { format!("\"{}", cells[at]) };
                cells.join(",")
            };
            let text = format!("{HEADER}{}\n{}\n{}", mark(good(1), false), mark(good(2), true), good(3));
            let (report, read) = read_file("inspections.csv", text.replace('\n', end).as_bytes()).unwrap();
            assert_eq!((report.kept, read.inspections.len()), (1, 1), "{at} {end:?}: {:?}", read.inspections);
            assert_eq!(places(&read), [(2, "row".to_owned())]);
        }
    }
}

#[test]
fn rows_are_numbered_as_an_editor_shows_them() {
    for end in ["\n", "\r\n", "\r"] {
        let bad = good(1).replace("I01", "坏");
        let text = format!("\n{HEADER}{}\n\n,,,,,\n{}{bad}", good(2), good(3)).replace('\n', end);
        let (report, read) = read_file("inspections.csv", text.as_bytes()).unwrap();
        assert_eq!((report.read, report.kept), (3, 2), "{:?}", read.issues);
        assert_eq!(places(&read), [(8, "result".to_owned())], "{end:?}");
        assert_eq!(read.inspections[1].source.row, 7);
    }
}

#[test]
fn the_header_is_the_first_line_that_says_something() {
    let text = format!(",,,\n\n , \n{HEADER}{}", good(1));
    assert_eq!(read_file("inspections.csv", text.as_bytes()).unwrap().0.kept, 1);
    for nothing in ["", "\n\n", ",,,\n,,\n", "\u{feff}"] {
        assert!(matches!(stopped("inspections.csv", nothing), FileError::Empty { .. }), "{nothing:?}");
    }
}

#[test]
fn more_cells_than_titles_reject_the_row_and_fewer_may_be_empty() {
    let text = format!(
        "{HEADER}{CODE},J1,2026-05-06,I01,案,日,常\n{CODE},J2,2026-05-06,I01,案,日常,,\n{CODE},J3,2026-05-06,I01\n{CODE},J4,2026-05-06\n"
    );
    let (report, read) = read_file("inspections.csv", text.as_bytes()).unwrap();
    assert_eq!((report.kept, report.rejected), (2, 2), "{:?}", read.issues);
    assert_eq!(places(&read), [(2, "row".to_owned()), (5, "result".to_owned())]);
    let (_, _, _, reason) = &faults(&read)[0];
    assert!(reason.contains("7 cells") && reason.contains("7 个单元格"), "{reason}");
    let nameless = format!("code,,number,day,result,\n{CODE},x,J1,2026-05-06,I01,\n");
    let (report, _) = read_file("inspections.csv", nameless.as_bytes()).unwrap();
    assert_eq!(report.kept, 1);
    assert!(report.unknown_columns[0].contains("column 2 has no header"), "{:?}", report.unknown_columns);
}

#[test]
fn a_name_may_begin_with_the_sign_of_a_note() {
    let text = "code,name,kind,area,industry\n".to_owned();
    let line = |code: &str, name: &str| format!("{code},{name},企业,371502,6210\n");
    let rows = line(CODE, "#1咖啡店") + &line(CODE, "# 说明 店") + &line("#N/A", "某店") + &line(CODE, "#####");
    let (report, read) = read_file("merchants.csv", (text.clone() + &rows).as_bytes()).unwrap();
    assert_eq!((report.read, report.kept), (4, 2), "{:?}", read.issues);
    assert_eq!(places(&read), [(4, "code".to_owned()), (5, "name".to_owned())]);
    assert!(faults(&read).iter().all(|(.., reason)| reason.contains("Excel 显示的错误值")), "{:?}", faults(&read));
    let first = "name,code,kind,area,industry\n".to_owned();
    let rows =
        format!("#1咖啡店,{CODE},企业,371502,6210\n# 注意,,,,\n# 示例 店,{CODE},企业,371502,6210\n# 说明 名称,,,,\n");
    let (report, read) = read_file("merchants.csv", (first + &rows).as_bytes()).unwrap();
    assert_eq!((report.read, report.kept), (2, 1), "only what a template writes is skipped: {:?}", read.issues);
}

//! Bounds that every honest file keeps.

use crate::support::*;
use crate::workbooks::workbook;
use intake::{Bound, FileError, Options};

#[test]
fn unpacking_has_limits() {
    let mut options = Options::new(today());
    options.most_text = 10_000;
    let bomb = gzip(&[INSPECTIONS.as_bytes(), &[b'a'; 1_000_000]].concat());
    assert!(matches!(read_with("inspections.csv", &bomb, None, &options), Err(FileError::TooLarge { .. })));
    options.most_workbook = 1_000;
    let book = workbook(|_| {});
    assert!(matches!(read_with("inspections.xlsx", &book, None, &options), Err(FileError::TooLarge { .. })));
}

#[test]
fn rows_that_cannot_be_kept_have_an_end() {
    let mut options = Options::new(today());
    options.most_waiting = 10;
    let rows = |count: usize| INSPECTIONS.to_owned() + "x,J1,2026-05-06,I01\n".repeat(count).as_str();
    assert_eq!(read_with("inspections.csv", rows(10).as_bytes(), None, &options).unwrap().0.rejected, 10);
    let error = read_with("inspections.csv", rows(11).as_bytes(), None, &options).unwrap_err();
    assert!(matches!(error, FileError::TooLarge { bound: Bound::Waiting(10), .. }), "{error}");
    assert!(error.zh().contains("可能文件有误或映射有误"), "{}", error.zh());
}

#[test]
fn columns_have_an_end() {
    let titles: String = (0..1_000).map(|at| format!(",x{at}")).collect();
    let text = INSPECTIONS.replacen("检查结果\n", &format!("检查结果{titles}\n"), 1);
    assert!(matches!(stopped("inspections.csv", text), FileError::TooLarge { bound: Bound::Columns(1_000), .. }));
    let keys = |line: usize| (0..600).map(|at| format!("\"k{line}_{at}\":1")).collect::<Vec<String>>().join(",");
    let text = format!("{{{}}}\n{{{}}}\n", keys(1), keys(2));
    assert!(matches!(stopped("inspections.jsonl", text), FileError::TooLarge { bound: Bound::Columns(1_000), .. }));
}

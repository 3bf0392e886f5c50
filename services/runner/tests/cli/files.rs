//! Files as offices send them, and files that cannot be used.

use crate::{fangxin, json, root, small_city};
use serde_json::Value;
use std::fs;
use std::process::Command;

#[test]
fn bad_input_is_named_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    let from = place.path().join("in");
    fs::create_dir(&from).unwrap();
    fs::copy(root().join("examples/small-city/merchants.csv"), from.join("merchants.csv")).unwrap();
    fs::write(from.join("penalties.csv"), "cf_xdr_mc,cf_wsh\n某店,1号\n").unwrap();
    let (from, out) = (from.display().to_string(), place.path().join("out"));
    let refused = fangxin(&["rate", "--from", &from, "--out", &out.display().to_string()]);
    assert_eq!(refused.status.code(), Some(3));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("penalties.csv") && told.contains("处罚决定日期（cf_jdrq）"), "{told}");
    assert!(!out.exists());
    assert_eq!(fangxin(&["rate", "--from", "/nowhere"]).status.code(), Some(3));
    assert_eq!(fangxin(&["rate"]).status.code(), Some(2));
    assert_eq!(fangxin(&["explain", "91371500795315494U", "--from", &small_city()]).status.code(), Some(3));
}

#[test]
fn templates_are_filled_in_and_read_back() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("templates");
    let written = json(&["templates", "--out", &out.display().to_string(), "--json"]);
    assert_eq!(written["written"].as_array().unwrap().len(), 20, "ten layouts as CSV and XLSX");
    let filled = place.path().join("filled");
    fs::create_dir(&filled).unwrap();
    for entry in fs::read_dir(&out).unwrap().map(|e| e.unwrap()) {
        let to = filled.join(entry.file_name());
        if entry.path().extension().is_some_and(|e| e == "csv") {
            let text = fs::read_to_string(entry.path()).unwrap();
            fs::write(to, text.replacen("# 示例 ", "", 1)).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    let summary = json(&["rate", "--from", &filled.display().to_string(), "--json"]);
    for file in summary["files"].as_array().unwrap() {
        let csv = file["file"].as_str().unwrap().ends_with(".csv");
        assert_eq!(file["read"], u64::from(csv), "{file}: an example counts once its mark is taken away");
    }
}

/// Runs `check-files` over one file and gives its exit code, what it told, and whether it wrote.
fn checked(name: &str, bytes: &[u8]) -> (i32, String, bool) {
    let place = tempfile::tempdir().unwrap();
    let (from, out) = (place.path().join("in"), place.path().join("out"));
    fs::create_dir(&from).unwrap();
    fs::write(from.join(name), bytes).unwrap();
    let run = fangxin(&["check-files", "--from", &from.display().to_string(), "--out", &out.display().to_string()]);
    (run.status.code().unwrap(), String::from_utf8(run.stderr).unwrap(), out.exists())
}

#[test]
fn every_file_that_cannot_be_used_is_named_and_nothing_is_written() {
    let header = "统一社会信用代码,检查编号,结果日期,检查结果\n";
    let open_quote = format!("{header}91371500795315494U,\"J1,2026-05-06,I01\n{}", "x,".repeat(1 << 20));
    let doubled = format!("{},检查编号\n", header.trim_end());
    for (name, bytes, zh, en) in [
        ("inspections.csv", Vec::new(), "空", "is empty"),
        ("inspections.csv", b"%PDF-1.7 x".to_vec(), "PDF", "a PDF document"),
        ("inspections.xlsx", vec![0xd0, 0xcf, 0x11, 0xe0, 0, 0], ".xls", "save it as .xlsx"),
        ("inspections.csv", vec![0xff, 0xfe, b'a', 0], "UTF-16", "save it as UTF-8"),
        ("inspections.csv", [header.as_bytes(), b"\xff\xff,1,2,3\n"].concat(), "编码", "the text is not"),
        ("inspections.csv", doubled.into_bytes(), "检查编号", "more than once"),
        ("inspections.csv", "检查编号,结果日期\n".into(), "统一社会信用代码", "required columns are missing"),
        ("whatever.csv", "a,b\n1,2\n".into(), "映射", "mapping"),
        ("inspections.csv", open_quote.into_bytes(), "引号", "quotation mark"),
        ("inspections.xlsx", b"PK\x03\x04 no archive".to_vec(), "无法读取", "inspections.xlsx: "),
    ] {
        let (code, told, wrote) = checked(name, &bytes);
        assert_eq!((code, wrote), (3, false), "{name} {en}: {told}");
        assert!(told.contains(name) && told.contains(en) && told.contains(zh), "{zh} / {en} is missing in {told}");
    }
}

/// A workbook of a few megabytes that would unpack to more than a workbook may.
#[test]
fn a_workbook_that_unpacks_without_end_is_refused() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let quick = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    archive.start_file("xl/workbook.xml", quick).unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", quick).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..513 {
        std::io::Write::write_all(&mut archive, &zeros).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 8 << 20, "{} bytes", bytes.len());
    let (code, told, wrote) = checked("inspections.xlsx", &bytes);
    assert_eq!((code, wrote), (3, false));
    assert!(told.contains("no honest file does"), "{told}");
}

/// 200 MB of rows, good ones and then bad ones, in 96 MB of memory.
#[test]
fn a_file_of_200_megabytes_is_read_in_bounded_memory() {
    let place = tempfile::tempdir().unwrap();
    let from = place.path().display().to_string();
    for outcome in ["MEDIATED", "NICE"] {
        let row = format!("91371500795315494U,1371502002025040100001,2025-04-01,2025-04-03,2025-04-20,{outcome}\n");
        let block = row.repeat(20_000);
        let mut file = fs::File::create(place.path().join("complaints.csv")).unwrap();
        std::io::Write::write_all(
            &mut file,
            "统一社会信用代码,投诉编号,接收日期,受理日期,办结日期,办理结果\n".as_bytes(),
        )
        .unwrap();
        let blocks = 200_000_000 / block.len() + 1;
        // What a row that waits says is longer than the row: a tenth of the file shows the same.
        let blocks = if outcome == "NICE" { blocks / 10 } else { blocks };
        for _ in 0..blocks {
            std::io::Write::write_all(&mut file, block.as_bytes()).unwrap();
        }
        let limited = "ulimit -d 98304; exec \"$0\" check-files --from \"$1\" --json";
        let run = Command::new("sh").args(["-c", limited, env!("CARGO_BIN_EXE_fangxin"), &from]).output().unwrap();
        let told: Value = serde_json::from_slice(&run.stdout).unwrap();
        let rows = u64::try_from(blocks * 20_000).unwrap();
        let kept = if outcome == "NICE" { 0 } else { rows };
        assert_eq!((&told["files"][0]["read"], &told["files"][0]["kept"]), (&rows.into(), &kept.into()));
    }
}

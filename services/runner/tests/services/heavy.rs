//! Files that are large, that unpack without end, or that are not what they say: what is good of them is kept, the rest is
//! told, and no file fills the memory of a server.

use crate::{Installation, RESTAURANT, Served, each_form, until};
use domain::code::PartyCode;
use domain::day::Day;
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;

const VISITS: &str = "统一社会信用代码,检查编号,结果日期,检查结果\n";
/// More than a server may come to need while it reads a file, and much less than any file here would fill.
const SPARE: u64 = 256 << 20;

/// Hands in a file and waits until the job is over.
fn hand_in(served: &Served, service: &str, name: &str, bytes: Vec<u8>) -> Value {
    let path = format!("/{service}/v1/imports?name={name}");
    let token = served.token("official", &[]);
    let answer = served.request_with(Method::POST, &path, &token).body(bytes).send().unwrap();
    let status = answer.status();
    let job: Value = answer.json().unwrap();
    assert_eq!(status, 201, "{name}: {job}");
    let path = format!("/{service}/v1/imports/{}", job["import_id"]);
    until(120, name, || served.ask_maybe(&path, &token).filter(|job| job["state"] != "queued"))
}

/// The same of a file that cannot be read: why, in Chinese and English.
fn fault(served: &Served, service: &str, name: &str, bytes: Vec<u8>) -> (String, String) {
    let job = hand_in(served, service, name, bytes);
    assert_eq!(job["state"], "failed", "{job}");
    let told = |language: &str| job["outcome"]["fault"][language].as_str().unwrap().to_owned();
    (told("zh"), told("en"))
}

fn counts<const N: usize>(job: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| job["outcome"][name].as_u64().unwrap())
}

/// The most memory that the process of a service has needed so far, in bytes.
fn most_memory(served: &Served, service: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", served.of(service).id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// How much it needs beyond that in doing something.
fn beyond<T>(served: &Served, service: &str, does: impl FnOnce() -> T) -> (T, u64) {
    let before = most_memory(served, service);
    let done = does();
    (done, most_memory(served, service).saturating_sub(before))
}

#[test]
fn of_a_file_of_50_megabytes_the_good_rows_are_kept_and_the_others_wait() {
    const ROWS: u64 = 26_000;
    let code = |number: u64| PartyCode::complete(&format!("91371502MA{:07}", number % 500)).unwrap();
    let mut file = "code,number,received_on,text\n".to_owned();
    let first = Day::parse("2025-01-01").unwrap();
    for number in 0..ROWS {
        // One in a hundred has a day that there is not, and one in a hundred a code with a wrong check character.
        let day = if number % 100 == 7 {
            "2025-02-30".to_owned()
        } else {
            first.plus_days(i32::try_from(number / 50).unwrap()).to_string()
        };
        let mut code = code(number).to_string();
        if number % 100 == 8 {
            let last = code.pop().unwrap();
            code.push(if last == '0' { '1' } else { '0' });
        }
        write!(file, "{code},T{number},{day},第{number}件").unwrap();
        file.push_str(&"买到的东西和说好的不一样，".repeat(50));
        file.push('\n');
    }
    assert!(file.len() > 50_000_000, "{} bytes", file.len());
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        let (job, beyond) = beyond(&served, "complaints", || {
            hand_in(&served, "complaints", "complaints.csv", file.clone().into_bytes())
        });
        let bad = ROWS / 100;
        let told = counts(&job, ["read", "new", "rejected", "quarantined"]);
        assert_eq!(told, [ROWS, ROWS - 2 * bad, bad, bad], "{form}: {job}");
        assert!(beyond < SPARE, "{form}: {} MB more", beyond >> 20);
        let waiting = |disposition: &str| {
            let path = format!("/complaints/v1/imports/{}/rows?disposition={disposition}&limit=1000", job["import_id"]);
            served.read(&path)["items"].as_array().unwrap().len() as u64
        };
        assert_eq!([waiting("rejected"), waiting("quarantined")], [bad, bad], "{form}");
        // Of one merchant: every five hundredth row, and none of its own is a bad one.
        let own = served.read(&format!("/complaints/v1/complaints?code={}&limit=1000", code(9)));
        assert_eq!(own["items"].as_array().unwrap().len() as u64, ROWS / 500, "{form}");
        assert!(!own.to_string().contains("不一样"), "{form}: of the text the digest alone is kept");
    });
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn what_unpacks_without_end_is_refused_and_fills_no_memory() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let quick = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    archive.start_file("xl/workbook.xml", quick).unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", quick).unwrap();
    let zeros = vec![0; 1 << 20];
    (0..513).for_each(|_| archive.write_all(&zeros).unwrap());
    let book = archive.finish().unwrap().into_inner();
    // Four gigabytes without a line break, in some megabytes.
    let bomb = [gzip(VISITS.as_bytes()), gzip(&vec![b'a'; 4 << 20]).repeat(1 << 10)].concat();
    assert!(book.len() < 8 << 20 && bomb.len() < 8 << 20, "{} {}", book.len(), bomb.len());
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        let (told, beyond) = beyond(&served, "inspections", || {
            [("inspections.xlsx", book.clone()), ("inspections.csv.gz", bomb.clone())]
                .map(|(name, bytes)| fault(&served, "inspections", name, bytes))
        });
        assert!(told[0].0.contains("解压后超过") && told[0].1.contains("no honest file does"), "{form}: {told:?}");
        assert!(told[1].0.contains("第") && !told[1].1.is_empty(), "{form}: {told:?}");
        assert!(beyond < SPARE, "{form}: {} MB more", beyond >> 20);
        assert_eq!(served.read("/inspections/v1/inspections")["items"], json!([]), "{form}");
        // It goes on, and an honest file beside them is read.
        let row = format!("{VISITS}{RESTAURANT},J1,2026-05-06,I01\n");
        let job = hand_in(&served, "inspections", "inspections.csv.gz", gzip(row.as_bytes()));
        assert_eq!(counts(&job, ["read", "new"]), [1, 1], "{form}: {job}");
    });
}

/// A row of a visit in GB18030, behind a header that says UTF-8 or nothing.
fn gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn a_file_in_two_encodings_is_refused_and_in_one_of_them_read() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        let row = |number: usize| format!("{RESTAURANT},聊城{number}号,2026-05-06,I01\n");
        let utf8 = [VISITS, &row(1)].concat();
        // It says by its first characters, or by a mark, that it is UTF-8; the second row is not.
        for begin in ["", "\u{feff}"] {
            let mixed = [format!("{begin}{utf8}").into_bytes(), gb(&row(2))].concat();
            let (zh, en) = fault(&served, "inspections", "inspections.csv", mixed);
            assert!(zh.contains("编码") && en.contains("the text is not"), "{form}: {zh} {en}");
        }
        assert_eq!(served.read("/inspections/v1/inspections")["items"], json!([]), "{form}: nothing of it is kept");
        let whole = gb(&[VISITS, &row(1), &row(2)].concat());
        let job = hand_in(&served, "inspections", "inspections.csv", whole);
        assert_eq!((counts(&job, ["read", "new"]), &job["outcome"]["encoding"]), ([2, 2], &json!("gb18030")), "{form}");
        // The same in the other encoding says nothing new, nor does the very same once more.
        for _ in 0..2 {
            let job = hand_in(&served, "inspections", "inspections.csv", utf8.clone().into_bytes());
            assert_eq!(counts(&job, ["read", "repeated"]), [1, 1], "{form}: {job}");
        }
        // A request says UTF-8 by its form.
        let body = gb(&json!({ "rows": [{ "code": RESTAURANT, "number": "聊城3号" }] }).to_string());
        let request = served.request(Method::POST, "/inspections/v1/inspections", "official");
        let answer = request.header("Content-Type", "application/json; charset=utf-8").body(body).send().unwrap();
        let status = answer.status();
        let problem: Value = answer.json().unwrap();
        assert_eq!((status.as_u16(), &problem["code"]), (400, &json!("malformed_json")), "{form}: {problem}");
    });
}

/// What the export of a list holds, as text.
fn exported(served: &Served, kind: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("list.csv").display().to_string();
    let output = served.command(&["export", kind, "--to", &to]);
    assert!(output.status.success(), "{}", crate::told(&output));
    std::fs::read_to_string(to).unwrap()
}

#[test]
fn what_would_run_as_a_formula_comes_back_as_it_was_said() {
    const RISKY: [&str; 5] = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "'=1"];
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        let rows =
            RISKY.map(|number| json!({ "code": RESTAURANT, "number": number, "day": "2026-05-06", "result": "I01" }));
        let (status, told) = served.post("/inspections/v1/inspections", &json!({ "rows": rows }));
        assert_eq!(status, 200, "{form}: {told}");
        let file = exported(&served, "inspections");
        for number in RISKY {
            assert!(file.contains(&format!(",'{number},")), "{form}: {number} in {file}");
        }
        let job = hand_in(&served, "inspections", "inspections.csv", file.clone().into_bytes());
        assert_eq!(counts(&job, ["read", "repeated"]), [5, 5], "{form}: {job}");
        assert_eq!(exported(&served, "inspections"), file, "{form}");
        let items = served.read("/inspections/v1/inspections")["items"].clone();
        let mut numbers: Vec<&str> =
            items.as_array().unwrap().iter().map(|item| item["content"]["number"].as_str().unwrap()).collect();
        let mut said = RISKY;
        numbers.sort_unstable();
        said.sort_unstable();
        assert_eq!(numbers, said, "{form}");
    });
}

/// In whatever order files of different days arrive, the same stands in the end, and ratings hold the same.
#[test]
fn versions_that_arrive_out_of_order_stand_in_that_of_their_source() {
    let version = |changed: &str, result: &str| {
        format!("code,number,day,result,changed_at\n{RESTAURANT},J1,2026-05-06,{result},{changed}\n")
    };
    let [old, middle, new] =
        [("2026-05-10", "I01"), ("2026-05-20", "I05"), ("2026-05-30", "I06")].map(|(on, result)| version(on, result));
    let stands = |installation: &Installation<'_>, files: &[(&String, &str)]| {
        let (served, form) = (installation.serve(), installation.form());
        for (file, outcome) in files {
            let job = hand_in(&served, "inspections", "inspections.csv", (*file).clone().into_bytes());
            assert_eq!(job["outcome"][outcome], json!(1), "{form}: {job}");
        }
        let record = served.read("/inspections/v1/inspections")["items"][0].clone();
        assert_eq!(
            record["content"],
            json!({ "party": RESTAURANT, "number": "J1", "day": "2026-05-06", "result": "I06" }),
            "{form}"
        );
        let versions = served.read(&format!("{}/versions", record["href"].as_str().unwrap()));
        let standing = versions.as_array().unwrap().iter().filter(|version| version["standing"] == json!(true)).count();
        assert_eq!(standing, 1, "{form}: {versions}");
    };
    each_form(|installation| {
        let files =
            [(&new, "new"), (&old, "superseded"), (&middle, "superseded"), (&new, "repeated"), (&old, "repeated")];
        stands(installation, &files);
    });
}

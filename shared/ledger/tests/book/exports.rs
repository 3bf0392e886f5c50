//! Lists as tables: what the list shows, for whoever asks and for nobody else, and read again as the same.

use crate::house::{House, merchant, until};
use crate::http::{Office, whole};
use crate::rows::{cells, penalty, visit, with};
use crate::town::{DONGCHANGFU, SHENXIAN, Town, area};
use calamine::{Data, Reader as _, Xlsx};
use contracts::access::Role;
use contracts::import::Outcome;
use domain::record::RecordKind;
use intake::layout::Layout;
use ledger::{Asker, Handed, OnRecord};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::{Cursor, Read as _, Write as _};
use std::sync::atomic::Ordering;
use testkit::each_backend;
use web::token::Grant;

/// More rows than are read at once, several times over.
const MANY: u32 = 2_100;

pub(crate) fn clerk(sub: &str) -> Grant {
    Grant::of_role(sub, "李某", Role::Official)
}

/// Somebody asks for an export.
#[track_caller]
pub(crate) fn ordered(office: &Office, who: &Grant, order: &Value) -> String {
    let answer = office.by(who.clone(), Method::POST, "exports").json(order).send().unwrap();
    let location = answer.headers().get("location").map(|at| at.to_str().unwrap().to_owned());
    let job = whole(answer, StatusCode::ACCEPTED);
    let location = location.unwrap();
    assert_eq!(location, format!("/book/v1/exports/{}", job["export_id"].as_str().unwrap()));
    location
}

pub(crate) fn looked(office: &Office, who: &Grant, href: &str) -> Value {
    whole(office.by(who.clone(), Method::GET, href).send().unwrap(), StatusCode::OK)
}

/// The job once it is over.
pub(crate) fn over(office: &Office, who: &Grant, href: &str) -> Value {
    until(|| Some(looked(office, who, href)).filter(|job| job["finished_at"].is_string()))
}

/// The file of a job that is to be done, and its name as the header says it.
#[track_caller]
pub(crate) fn fetched(office: &Office, who: &Grant, order: &Value) -> (Vec<u8>, String) {
    let href = ordered(office, who, order);
    let job = over(office, who, &href);
    assert_eq!(job["state"], "done", "{job}");
    let file = office.by(who.clone(), Method::GET, job["file"].as_str().unwrap()).send().unwrap();
    assert_eq!(file.status(), StatusCode::OK);
    let name = file.headers()["content-disposition"].to_str().unwrap().to_owned();
    let bytes = file.bytes().unwrap().to_vec();
    assert_eq!(job["bytes"], bytes.len());
    (bytes, name)
}

fn imported(house: &House, kind: RecordKind, name: &str, bytes: &[u8]) -> Outcome {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let (layout, by) = (Layout::of(kind), Asker::house("clerk"));
    let handed = Handed { layout, file_name: name, mapping: None, history: false, dry_run: false, confirm: false, by };
    let job = house.ledger.hand_in(&handed, &mut file).unwrap();
    house.over(job.import_id).outcome.unwrap()
}

/// The cells of the only sheet, the header first.
fn sheet(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let (_, range) = book.worksheets().remove(0);
    range.rows().map(<[Data]>::to_vec).collect()
}

fn texts(row: &[Data]) -> Vec<String> {
    let text = |cell: &Data| match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        cell => cell.to_string(),
    };
    row.iter().map(text).collect()
}

#[test]
fn what_was_exported_is_imported_again_and_says_nothing_new() {
    let risky = ["=HYPERLINK(\"http://x\",\"点\")", "+1+1", "-2+3", "@SUM(A1)", "'=1", "''店"];
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let rows: Vec<_> = (0..MANY)
            .map(|number| {
                let row = penalty(merchant(number % 700), &format!("罚{number}号"));
                with(row, &[("cf_wfxw", risky.get(number as usize).copied().unwrap_or("虚假宣传"))])
            })
            .collect();
        for some in rows.chunks(1_000) {
            house.send(RecordKind::Penalty, some);
        }
        let by = Asker::house("王某");
        let listed = office.get(&format!("penalties?code={}&limit=1", merchant(9)));
        let key = listed["items"][0]["key"].as_str().unwrap();
        let on = OnRecord { code: merchant(9), key, version: 1, by, reason: "误录" };
        house.ledger.withdraw(on).unwrap();
        for format in ["csv", "xlsx"] {
            let (bytes, name) = fetched(&office, &clerk("u-1"), &json!({"list": "penalties", "format": format}));
            // 行政处罚
            let wanted =
                format!("attachment; filename*=UTF-8''%E8%A1%8C%E6%94%BF%E5%A4%84%E7%BD%9A%2D20260601.{format}");
            assert_eq!(name, wanted);
            if format == "csv" {
                let text = String::from_utf8(bytes.clone()).unwrap();
                for cell in ["\"'=HYPERLINK(", ",'+1+1,", ",'-2+3,", ",'@SUM(A1),", ",''=1,", ",''店,"] {
                    assert!(text.contains(cell), "{cell}");
                }
                assert_eq!(text.lines().count(), 1 + MANY as usize);
                assert!(text.contains(",警告；罚款,") && !text.contains("warning;fine"), "words are Chinese");
            } else {
                let mut xml = String::new();
                let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).unwrap();
                archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
                assert!(!xml.contains("<f>"));
                assert_eq!(sheet(&bytes).len(), 1 + MANY as usize);
            }
            let outcome = imported(&house, RecordKind::Penalty, &format!("行政处罚.{format}"), &bytes);
            let rows = u64::from(MANY);
            assert_eq!((outcome.read, outcome.repeated), (rows, rows), "{} {format}: {outcome:?}", place.backend);
        }
    });
}

#[test]
fn what_is_kept_of_a_complainant_and_a_text_comes_back_as_well() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let said = [("received_on", "2026-05-06"), ("filer", "abcdefgh12345678"), ("text", "退款一直不办")];
        house.send(RecordKind::Complaint, &[crate::deadlines::complaint(1, "T1", &said)]);
        for format in ["csv", "xlsx"] {
            let (bytes, _) = fetched(&office, &clerk("u-1"), &json!({"list": "complaints", "format": format}));
            assert!(
                format == "xlsx" || !String::from_utf8_lossy(&bytes).contains("退款"),
                "the text itself is nowhere"
            );
            let outcome = imported(&house, RecordKind::Complaint, &format!("complaints.{format}"), &bytes);
            assert_eq!((outcome.read, outcome.repeated), (1, 1), "{} {format}: {outcome:?}", place.backend);
        }
    });
}

#[test]
fn further_columns_come_back_as_well() {
    each_backend(|place| {
        let kinds = &[RecordKind::Assessment];
        let house = House::of(place.location(), std::sync::Arc::default(), kinds);
        let office = Office::open(&house);
        let assessed = |party: u32, items: &[(&str, &str)]| {
            let code = merchant(party);
            with(cells(&[("code", code.as_str()), ("number", "P1"), ("day", "2026-05-01")]), items)
        };
        house.send(kinds[0], &[assessed(1, &[("item_hygiene", "4")]), assessed(2, &[("item_价格", "-5")])]);
        for format in ["csv", "xlsx"] {
            let (bytes, _) = fetched(&office, &clerk("u-1"), &json!({"list": "assessments", "format": format}));
            let outcome = imported(&house, kinds[0], &format!("assessments.{format}"), &bytes);
            assert_eq!((outcome.read, outcome.repeated), (2, 2), "{} {format}: {outcome:?}", place.backend);
            assert_eq!(outcome.unknown_columns, [""; 0]);
        }
    });
}

#[test]
fn an_export_shows_what_its_list_shows_and_the_trail_says_to_whom() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let town = Town::default();
        town.says(1, Some(SHENXIAN));
        town.says(2, Some(DONGCHANGFU));
        town.tells(&house);
        let mut visits: Vec<_> = (1..=3).map(|number| visit(merchant(number), "J1", "I06")).collect();
        visits.push(with(visit(merchant(1), "J2", "I01"), &[("day", "2026-05-20")]));
        house.send(RecordKind::Inspection, &visits);
        let limited = Grant { area: Some(area(SHENXIAN)), ..clerk("u-2") };
        for (who, filters, codes) in [
            (clerk("u-1"), json!({}), vec![1, 1, 2, 3]),
            (limited.clone(), json!({}), vec![1, 1]),
            (limited.clone(), json!({"day_to": "2026-05-06", "withdrawn": "false"}), vec![1]),
            (limited.clone(), json!({"code": merchant(2).as_str()}), vec![]),
        ] {
            let query: Vec<String> = filters
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()))
                .collect();
            let shown = looked(&office, &who, &format!("inspections?{}", query.join("&")));
            let shown = shown["items"].as_array().unwrap().iter();
            let shown: Vec<String> = shown.map(|item| item["code"].as_str().unwrap().to_owned()).collect();
            let order = json!({"list": "inspections", "format": "xlsx", "filters": filters});
            let rows = sheet(&fetched(&office, &who, &order).0);
            let told: Vec<String> = rows.iter().skip(1).map(|row| row[0].to_string()).collect();
            assert_eq!(told, shown, "{} {filters}", place.backend);
            let mut told = told;
            told.sort_unstable();
            let codes: Vec<String> = codes.into_iter().map(|number| merchant(number).to_string()).collect();
            assert_eq!(told, codes, "{} {filters}", place.backend);
        }
        let targets = office.heard("POST /book/v1/exports").into_iter().map(|entry| entry.target);
        assert_eq!(
            targets.collect::<Vec<_>>(),
            [
                "/book/v1/exports?list=inspections&format=xlsx".to_owned(),
                "/book/v1/exports?list=inspections&format=xlsx".to_owned(),
                "/book/v1/exports?list=inspections&format=xlsx&day_to=2026-05-06&withdrawn=false".to_owned(),
                format!("/book/v1/exports?list=inspections&format=xlsx&code={}", merchant(2)),
            ]
        );
        let files = office.heard("GET /book/v1/exports/{export_id}/file");
        assert!(files[0].target.ends_with("/file?list=inspections&format=xlsx&rows=4"), "{}", files[0].target);
        assert_eq!(files[0].merchants, [1, 2, 3].map(merchant));
        assert_eq!((files[1].who.as_deref(), &files[1].merchants[..]), (Some("u-2"), &[merchant(1)][..]));
    });
}

#[test]
fn time_limits_open_in_a_workbook() {
    let limits = statute::duties::Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        house.clock.set("2026-02-25T04:00:00Z");
        let (one, two) = (merchant(1), merchant(2));
        let town = std::sync::Arc::new(Town::default());
        town.says(1, Some(DONGCHANGFU));
        house.ledger.know_merchants(town.clone());
        let complaint =
            |code: &str, number: &str| cells(&[("code", code), ("number", number), ("received_on", "2026-02-10")]);
        house.send(RecordKind::Complaint, &[complaint(one.as_str(), "T1"), complaint(two.as_str(), "T2")]);
        crate::deadlines::level(&house, &limits);
        let order =
            json!({"list": "deadlines", "format": "xlsx", "filters": {"code": one.as_str(), "state": "running"}});
        let (bytes, name) = fetched(&office, &clerk("u-1"), &order);
        // 办理期限
        assert!(name.ends_with("''%E5%8A%9E%E7%90%86%E6%9C%9F%E9%99%90%2D20260225.xlsx"), "{name}");
        let rows = sheet(&bytes);
        let headings = [
            "事项",
            "状态",
            "责任主体",
            "起算日期",
            "期限届满日",
            "办结日期",
            "统一社会信用代码",
            "主体名称",
            "记录编号",
            "承办部门",
            "依据",
            "是否暂定",
            "待确认行",
        ];
        assert_eq!(texts(&rows[0]), headings);
        let listed = office.get(&format!("deadlines?code={one}&state=running"));
        let due = &listed["items"][0];
        let said = |field: &str| due[field].as_str().unwrap().to_owned();
        assert_eq!((said("started_on").as_str(), said("last_on").as_str()), ("2026-02-10", "2026-02-26"));
        let wanted = [
            said("title_zh"),
            said("state_zh"),
            said("whose_zh"),
            said("started_on"),
            said("last_on"),
            String::new(),
            one.to_string(),
            said("name"),
            "complaint:T1".to_owned(),
            String::new(),
            said("article"),
            if due["provisional"] == true { "是" } else { "否" }.to_owned(),
            String::new(),
        ];
        assert_eq!((texts(&rows[1]), rows.len()), (wanted.to_vec(), 2), "{}", place.backend);
        assert!(matches!(rows[1][4], Data::DateTime(_)), "{:?}", rows[1][4]);
        assert_eq!((said("name").as_str(), said("whose_zh").as_str()), ("店", "监管部门"), "{}", place.backend);
        // A name that cannot be got is missed by nobody.
        town.away.store(true, Ordering::SeqCst);
        let rows = sheet(&fetched(&office, &clerk("u-1"), &order).0);
        assert_eq!((texts(&rows[1])[7].as_str(), rows.len()), ("", 2), "{}", place.backend);
        let listed = office.get(&format!("deadlines?code={one}&state=running"));
        assert_eq!((&listed["items"][0]["name"], &listed["items"][0]["key"]), (&Value::Null, &json!("complaint:T1")));
    });
}

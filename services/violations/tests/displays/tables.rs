//! What is on display as a table: what the list says, in Chinese words, and nothing that runs.

use crate::office::{BAKER, CARTER, Office, penalty};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::each_backend;
use testkit::table::{Row, rows};

/// The rows of an export for an official, once it is written.
#[track_caller]
pub(crate) fn exported(office: &Office, who: (&str, Option<&str>), filters: &Value, format: &str) -> Vec<Row> {
    let order = json!({ "list": "displays", "format": format, "filters": filters });
    let (status, job) = office.act(who, Method::POST, "exports", &order);
    assert_eq!(status, 202, "{job}");
    let path = format!("exports/{}", job["export_id"].as_str().unwrap());
    let begun = Instant::now();
    loop {
        let (_, job) = office.act(who, Method::GET, &path, &Value::Null);
        if job["finished_at"].is_string() {
            assert_eq!((&job["state"], &job["rows_total"]), (&json!("done"), &job["rows"]), "{job}");
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{job}");
        std::thread::yield_now();
    }
    rows(&office.file(who, &format!("{path}/file")))
}

#[test]
fn what_is_on_display_is_the_same_as_a_table() {
    let all = ("wang", None);
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let risky = [("cf_wfxw", "=1+1"), ("cf_cflb", "罚款;没收违法所得、没收非法财物"), ("cf_nr_wfff", "0.5")];
        let display = office.send(&penalty(BAKER, "罚1号", "2026-04-01", &risky));
        office.release(&display, &[]);
        office.send(&penalty(CARTER, "罚2号", "2026-04-02", &[("cf_nr_fk", "10.0001")]));
        let listed = office.get("displays");
        let item = |code: &str| listed["items"].as_array().unwrap().iter().find(|item| item["code"] == code).unwrap();
        for format in ["csv", "xlsx"] {
            let found = exported(&office, all, &json!({}), format);
            assert_eq!(found.len(), listed["items"].as_array().unwrap().len(), "{} {format}", place.backend);
            let row = |code: &str| found.iter().find(|row| row["统一社会信用代码"] == code).unwrap();
            for code in [BAKER, CARTER] {
                for (header, field) in [
                    ("主体名称", "name"),
                    ("决定书文号", "decision_no"),
                    ("决定日期", "decided_on"),
                    ("公示截止日", "display_until"),
                ] {
                    assert_eq!(row(code)[header], item(code)[field].as_str().unwrap(), "{format} {header}");
                }
            }
            let (risky, fine) = if format == "csv" { ("'=1+1", "100001.00") } else { ("=1+1", "100001") };
            assert_eq!(row(BAKER)["违法行为"], risky, "{}", place.backend);
            assert_eq!((row(BAKER)["案由"].as_str(), row(CARTER)["案由"].as_str()), ("", "虚假宣传"));
            assert_eq!(row(CARTER)["违法行为"], "", "{}: nobody has released its words", place.backend);
            assert_eq!(row(BAKER)["处罚种类"], "罚款；没收违法所得、没收非法财物");
            assert_eq!(
                (item(CARTER)["fine_fen"].as_i64(), row(CARTER)["罚款（元）"].as_str()),
                (Some(10_000_100), fine)
            );
        }
        // The filters are those of the list, and so are its mistakes.
        let of_one = exported(&office, all, &json!({ "area": "371523" }), "csv");
        assert_eq!(of_one.iter().map(|row| row["统一社会信用代码"].as_str()).collect::<Vec<_>>(), [CARTER]);
        for (filters, field) in [
            (json!({ "on": "2026-05-01", "ended_on": "2026-05-01" }), "filters.ended_on"),
            (json!({ "colour": "red" }), "filters.colour"),
            (json!({ "after": "x" }), "filters.after"),
        ] {
            let order = json!({ "list": "displays", "format": "csv", "filters": filters });
            let (status, refused) = office.act(all, Method::POST, "exports", &order);
            assert_eq!((status, &refused["errors"][0]["field"]), (400, &json!(field)), "{filters}");
        }
        // Of another day, what lies within the reach; of today what everybody sees.
        let county = ("li", Some("371523"));
        let day = json!({ "on": "2026-04-20" });
        let codes = |rows: Vec<Row>| rows.into_iter().map(|row| row["统一社会信用代码"].clone()).collect::<Vec<_>>();
        let shown = |who, path: &str| {
            let (_, page) = office.act(who, Method::GET, path, &Value::Null);
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["code"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        for (filters, path) in [(json!({}), "displays"), (day, "displays?on=2026-04-20")] {
            assert_eq!(
                codes(exported(&office, county, &filters, "csv")),
                shown(county, path),
                "{} {path}",
                place.backend
            );
        }
        assert_eq!(office.ask(Role::Bank, "exports/lists").status(), 403, "whoever sees the list as the public does");
    });
}

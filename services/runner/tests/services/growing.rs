//! Sudden growth of complaints over HTTP: found in its month by those whom it concerns, dismissed or confirmed by them.

use crate::{RESTAURANT, Served, each_form, small_city, until};
use domain::day::Day;
use domain::instant::Instant;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const GROWTH: &str = "/rating/v1/growth";
const PLANTED: i32 = 14;

/// The month that begins on a day, as it is asked for.
fn month(start: Day) -> String {
    start.to_string().get(..7).unwrap().to_owned()
}

fn items(served: &Served, query: &str, token: &str) -> Vec<Value> {
    let answer = served.ask(&format!("{GROWTH}{query}"), token);
    assert_eq!(answer.status(), 200, "{query}");
    answer.json::<Value>().unwrap()["items"].as_array().unwrap().clone()
}

/// Complaints about the restaurant in the month that begins on this day.
fn plant(served: &Served, start: Day) {
    let mut file = "统一社会信用代码,投诉编号,接收日期,受理日期,办结日期,办理结果,拒绝方\n".to_owned();
    for n in 0..PLANTED {
        let day = start.plus_days(n);
        file += &format!("{RESTAURANT},12371581PLANTED{n:02},{day},{day},,,\n");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("planted.csv");
    std::fs::write(&path, file).unwrap();
    served.import("complaints", &path.display().to_string(), &[]);
}

#[test]
fn growth_is_found_in_its_month_by_those_whom_it_concerns() {
    each_form(|installation| {
        let served = installation.serve();
        for (kind, file) in [("merchants", "merchants.csv"), ("complaints", "complaints.csv")] {
            served.import(kind, &small_city(file), &[]);
        }
        // That which was over when this was asked.
        let empty = served.read(GROWTH);
        let last = Day::parse(&format!("{}-01", empty["month"].as_str().unwrap())).unwrap();
        let this = last.plus_months(1);
        assert_eq!(Instant::parse(empty["known_at"].as_str().unwrap()).unwrap().day().month_start(), this, "{empty}");
        plant(&served, last);
        let form = installation.form();
        let own = served.token_of("wang", "official", &["--area", "371581"]);
        // Where it is, and what it is called, its rating says.
        let found =
            until(60, "the growth", || items(&served, "", &own).into_iter().find(|one| one["name"].is_string()));
        let told = ["code", "month", "complaints", "state"].map(|field| &found[field]);
        let wanted = [json!(RESTAURANT), json!(month(last)), json!(PLANTED), json!("waiting")];
        assert_eq!(told, wanted.each_ref(), "{form}: {found}");
        let (by_peers, by_own) = (found["by_peers_trillionths"].as_u64(), found["by_own_trillionths"].as_u64());
        let whole = served.read(GROWTH);
        let threshold = whole["threshold_trillionths"].as_u64();
        assert!(by_peers < threshold && by_own < threshold && by_own > Some(0), "{form}: {whole}");
        assert_eq!(
            (&whole["stated_false_alarms"], &whole["provisional"]),
            (&json!(5), &json!(true)),
            "{form}: {whole}"
        );
        assert!(found["fewest"].as_i64() >= Some(5) && found["fewest"].as_i64() <= Some(PLANTED.into()), "{found}");

        let table = |token: &str| {
            let answer = served.ask("/rating/v1/exports/growth?format=xlsx", token);
            assert_eq!(answer.status(), 200, "{form}");
            testkit::table::rows(&answer.bytes().unwrap())
        };
        let rows = table(&own);
        let cells =
            ["统一社会信用代码", "主体名称", "月份", "当月投诉件数", "处置状态"].map(|header| rows[0][header].clone());
        let fields = ["code", "name", "month"].map(|field| found[field].as_str().unwrap().to_owned());
        let [code, name, of_month] = fields;
        assert_eq!(cells, [code, name, of_month, PLANTED.to_string(), "待核实".to_owned()], "{form}");
        assert_eq!(rows.len(), items(&served, "", &own).len(), "{form}");
        // In its month alone, in its county alone.
        assert_eq!(items(&served, &format!("?month={}", month(last)), &own), std::slice::from_ref(&found), "{form}");
        let before = last.plus_days(-1).month_start();
        assert_eq!(items(&served, &format!("?month={}", month(before)), &own), Vec::<Value>::new(), "{form}");
        let other = served.token_of("li", "official", &["--area", "371522"]);
        assert_eq!(items(&served, "", &other), Vec::<Value>::new(), "{form}");
        assert!(table(&other).is_empty(), "{form}");
        let everywhere = served.token("official", &[]);
        assert_eq!(items(&served, "?area=371581", &everywhere), std::slice::from_ref(&found), "{form}");
        assert_eq!(items(&served, "?area=371522", &everywhere), Vec::<Value>::new(), "{form}");
        for role in ["bank", "department", "auditor"] {
            assert_eq!(served.get(GROWTH, role).status(), StatusCode::FORBIDDEN, "{form}: {role}");
        }
        for wrong in [format!("?month={}", month(this)), "?month=2026".to_owned(), "?area=elsewhere".to_owned()] {
            assert_eq!(served.ask(&format!("{GROWTH}{wrong}"), &own).status(), 400, "{form}: {wrong}");
        }
        assert_eq!(served.ask(&format!("{GROWTH}?month=1999-01"), &own).status(), 422, "{form}");
        until(60, "whoever was shown in the trail", || {
            let entries = served.trail(&format!("merchant={RESTAURANT}&limit=1000"));
            entries.iter().any(|entry| entry["action"] == format!("GET {GROWTH}")).then_some(())
        });
        decided(&served, &found, (&own, &other));
        let states = table(&own).into_iter().map(|row| row["处置状态"].clone()).collect::<Vec<_>>();
        assert_eq!(states, ["已确认"], "{form}");
        let kept = served.ask(GROWTH, &own).json::<Value>().unwrap();
        assert_eq!(served.stop().code(), Some(0));
        let served = installation.serve();
        assert_eq!(served.ask(GROWTH, &own).json::<Value>().unwrap(), kept, "{form}");
    });
}

/// Dismissed by whom it concerns, then confirmed after all by the record that the alert holds ready.
fn decided(served: &Served, found: &Value, (own, other): (&str, &str)) {
    let path = format!("{GROWTH}/{}/{RESTAURANT}/dismissal", found["month"].as_str().unwrap());
    let dismiss = |token: &str, reason: &str| {
        let answer = served.request_with(Method::POST, &path, token).json(&json!({ "reason": reason })).send().unwrap();
        (answer.status().as_u16(), answer.json::<Value>().unwrap())
    };
    assert_eq!(dismiss(other, "促销").0, 404);
    assert_eq!(dismiss(own, " ").0, 400);
    let (status, dismissed) = dismiss(own, "促销所致，逐件核过");
    assert_eq!((status, &dismissed["state"]), (200, &json!("dismissed")), "{dismissed}");
    let of = &dismissed["dismissed"];
    assert_eq!((&of["actor"], &of["complaints"]), (&json!("wang"), &json!(PLANTED)), "{dismissed}");
    assert_eq!(of["reason"], "促销所致，逐件核过");
    assert!(of["at"].is_string());
    assert_eq!(dismiss(own, "再次").0, 409);
    assert_eq!(items(served, "", own), std::slice::from_ref(&dismissed));

    let (href, mut row) = (dismissed["confirm"]["href"].as_str().unwrap(), dismissed["confirm"]["row"].clone());
    row["office"] = "聊城市市场监督管理局".into();
    let (status, sent) = served.post(href, &json!({ "rows": [row] }));
    assert!(status.is_success(), "{sent}");
    let confirmed =
        until(60, "the confirmation", || items(served, "", own).into_iter().find(|one| one["state"] == "confirmed"));
    assert!(confirmed["dismissed"].is_null() && confirmed["confirm"].is_null(), "{confirmed}");
    let record = served.read(confirmed["confirmed"]["href"].as_str().unwrap());
    assert_eq!(record["content"]["kind"], json!({ "form": "status", "kind": "group_alert" }), "{record}");
}

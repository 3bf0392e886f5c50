//! A department brings records with its own account, and reads with its own token what became of them; those of another
//! one do not exist for it.

use crate::house::until;
use crate::walk::Ahead;
use crate::{RESTAURANT, Served, each_form};
use contracts::access::Role;
use domain::area::AreaCode;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use web::token::Grant;

const LIST: &str = "/inspections/v1/sources";

/// Somebody of a department.
fn of(served: &Served, role: Role, department: &str) -> String {
    let grant = Grant { department: Some(department.to_owned()), ..Grant::of_role(department, "某", role) };
    served.accounts(Arc::new(Ahead(0)), "fangxin").issue(grant, 900).unwrap()
}

fn brought(served: &Served, department: &str, number: &str) {
    let row = json!({ "code": RESTAURANT, "number": number, "day": "2026-05-06", "result": "I01" });
    let clerk = of(served, Role::Official, department);
    let sent = served.request_with(Method::POST, "/inspections/v1/inspections", &clerk);
    let answer = sent.json(&json!({ "rows": [row] })).send().unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().unwrap());
}

fn read(served: &Served, path: &str, token: &str) -> (u16, Value) {
    let answer = served.ask(path, token);
    (answer.status().as_u16(), answer.json().unwrap())
}

fn listed(served: &Served, token: &str) -> Vec<String> {
    let (status, page) = read(served, LIST, token);
    assert_eq!(status, 200, "{page}");
    let items = page["items"].as_array().unwrap();
    items.iter().map(|card| card["source"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_department_reads_its_own_card_and_an_official_every_one() {
    each_form(|installation| {
        let served = installation.serve();
        brought(&served, "fire", "F1");
        brought(&served, "fire", "F2");
        brought(&served, "health", "H1");
        let (own, official) = (of(&served, Role::Department, "fire"), of(&served, Role::Official, "bureau"));
        let (fire, health) = (format!("{LIST}/fire"), format!("{LIST}/health"));

        let (status, card) = read(&served, &fire, &own);
        assert_eq!((status, &card["rows"]["accepted"], &card["running"]), (200, &json!(2), &json!(true)), "{card}");
        assert_eq!(card["effect"]["merchants_concerned"], 1, "{card}");
        let lag = &card["freshness"]["by_kind"][0];
        assert_eq!((&lag["late_after_days"], &card["provisional"]), (&json!(20), &json!(true)), "{card}");
        // That there is another one is not told, in whatever form it is asked for.
        for path in
            [health.clone(), format!("{LIST}/none"), format!("{health}/card.csv"), format!("{health}/card.xlsx")]
        {
            assert_eq!(read(&served, &path, &own).0, 404, "{path}");
        }
        assert_eq!(listed(&served, &own), ["fire"]);
        assert_eq!(listed(&served, &of(&served, Role::Department, "water")), [""; 0]);

        let (status, card) = read(&served, &health, &official);
        assert_eq!((status, &card["rows"]["accepted"]), (200, &json!(1)), "{card}");
        assert_eq!(listed(&served, &official), ["fire", "health"]);
        let (_, first) = read(&served, &format!("{LIST}?limit=1"), &official);
        let next = format!("{LIST}?limit=1&after={}", first["next"].as_str().unwrap());
        assert_eq!(read(&served, &next, &official).1["items"][0]["source"], "health");

        // Whoever is limited to an area sees the card of its own department, as numbers of the whole city; banks and
        // merchants are not asked for.
        let county =
            Grant { area: Some(AreaCode::parse("371522").unwrap()), ..Grant::of_role("county", "某", Role::Official) };
        let county = Grant { department: Some("fire".to_owned()), ..county };
        let county = served.accounts(Arc::new(Ahead(0)), "fangxin").issue(county, 900).unwrap();
        assert_eq!(read(&served, &fire, &county).1["rows"]["accepted"], 2);
        assert_eq!(listed(&served, &county), ["fire"]);
        for path in [health.as_str(), "/rating/v1/sources/health/effect"] {
            assert_eq!(read(&served, path, &county).0, 404, "{path}");
        }
        for path in [LIST, fire.as_str(), "/rating/v1/sources/fire/effect"] {
            assert_eq!(served.ask(path, &of(&served, Role::Bank, "fire")).status(), StatusCode::FORBIDDEN);
            assert_eq!(served.public(path).status(), StatusCode::UNAUTHORIZED);
        }
        for month in ["2026-13", "2999-01", "x", ""] {
            let (status, problem) = read(&served, &format!("{fire}?month={month}"), &own);
            assert_eq!((status, &problem["errors"][0]["field"]), (400, &json!("month")), "{month}: {problem}");
        }
        let (_, before) = read(&served, &format!("{fire}?month=2026-01"), &own);
        assert_eq!((&before["rows"]["accepted"], &before["freshness"]["permille"]), (&json!(0), &Value::Null));
    });
}

#[test]
fn a_source_follows_its_card_to_what_it_does_to_classes() {
    each_form(|installation| {
        let served = installation.serve();
        brought(&served, "fire", "F1");
        let own = of(&served, Role::Department, "fire");
        let (_, card) = read(&served, &format!("{LIST}/fire"), &own);
        let path = card["effect"]["classes_href"].as_str().unwrap();
        let told = until(60, "ratings follow", || {
            let (status, effect) = read(&served, path, &own);
            (status == 200 && effect["merchants"] == 1).then_some(effect)
        });
        assert_eq!((&told["source"], &told["failed"]), (&json!("fire"), &json!(0)), "{told}");
        assert!(told["scheme"].as_str().unwrap().starts_with("LC-CONSUME"), "{told}");
        let official = of(&served, Role::Official, "bureau");
        assert_eq!(read(&served, path, &official).1["moves"], told["moves"]);
        for month in ["2999-01", "x"] {
            let (status, problem) = read(&served, &format!("/rating/v1/sources/fire/effect?month={month}"), &own);
            assert_eq!((status, &problem["errors"][0]["field"]), (400, &json!("month")), "{problem}");
        }
    });
}

#[test]
fn a_card_is_a_table_with_chinese_headers() {
    each_form(|installation| {
        let served = installation.serve();
        brought(&served, "fire", "F1");
        let own = of(&served, Role::Department, "fire");
        let answer = served.ask(&format!("{LIST}/fire/card.csv"), &own);
        assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("filename*=UTF-8''"));
        let text = answer.text().unwrap();
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        assert_eq!(lines.next(), Some("数据源,月份,截至日,部分,对象,指标,数值,总数,千分比"));
        let cells: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
        let figure = |name: &str| cells.iter().find(|row| row[5] == name).unwrap()[6..].to_vec();
        assert_eq!((figure("已保存行"), figure("迟报记录")), (vec!["1", "", ""], vec!["1", "1", "1000"]));
        assert!(cells.iter().all(|row| row.len() == 9 && row[0] == "fire"), "{text}");

        let answer = served.ask(&format!("{LIST}/fire/card.xlsx"), &own);
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        assert_eq!(kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        assert!(answer.bytes().unwrap().starts_with(b"PK"));
    });
}

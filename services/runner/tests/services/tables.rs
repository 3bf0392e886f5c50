//! Every list as a table: what the list answers to whoever asks, in Chinese words, and nothing that runs.

use crate::city::KEEPERS;
use crate::counties::{BOOKSHOP, city, official};
use crate::held::today;
use crate::{RESTAURANT, Served, each_form, until};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::table::{Row, rows};

/// Lists that are exported nowhere, and why.
const EXCEPTIONS: [(&str, &str); 13] = [
    ("/access/v1/accounts", "who may enter is looked after here and carried nowhere"),
    ("/access/v1/authorisations", "what a merchant grants concerns it and the one who was granted it"),
    ("/audit/v1/entries", "the trail is exported signed, so that it can be verified: /audit/v1/export"),
    ("/listing/v1/entries/changes", "tells whoever keeps a copy what is to be changed in it"),
    ("/listing/v1/measures", "departments read theirs by themselves, each with its token"),
    ("/listing/v1/measures/changes", "a feed that departments follow"),
    ("/repair/v1/decisions", "a feed that other departments follow"),
    ("/repair/v1/effects", "what waits for another service is looked after here until it is done"),
    ("/{service}/v1/changes", "a feed that other services follow"),
    ("/{service}/v1/deadlines/events", "a feed of what was told, which the list of time limits says as well"),
    ("/{service}/v1/imports", "jobs, each with a report of its own"),
    ("/{service}/v1/imports/{import_id}/rows", "has a file that is mended and handed in again: waiting.csv"),
    ("/{service}/v1/sources", "each has a report card as a file: card.csv, card.xlsx"),
];

/// The exception that a path stands for.
fn exception(path: &str) -> Option<&'static str> {
    // Services that run apart keep a trail each.
    let path = path.find("/audit/v1/").map_or(path, |at| &path[at..]);
    let mut keepers = KEEPERS.iter().chain(["listing", "repair"].iter());
    let general = keepers.find_map(|service| path.strip_prefix(&format!("/{service}/")));
    let general = general.map(|rest| format!("/{{service}}/{rest}"));
    let mut all = EXCEPTIONS.iter().map(|(excepted, _)| *excepted);
    all.find(|excepted| *excepted == path || general.as_deref() == Some(*excepted))
}

/// What can be exported of a service, as it says itself.
fn exportable(served: &Served, service: &str, token: &str) -> Vec<Value> {
    let answer = served.ask(&format!("/{service}/v1/exports/lists"), token);
    assert_eq!(answer.status(), 200, "{service}");
    answer.json::<Value>().unwrap().as_array().unwrap().clone()
}

#[test]
fn every_list_can_be_exported_or_says_why_not() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        let token = served.token("official", &[]);
        let services = KEEPERS.iter().chain(["listing", "repair", "rating"].iter());
        let lists: Vec<Value> = services.flat_map(|service| exportable(&served, service, &token)).collect();
        let named: BTreeSet<&str> = lists.iter().map(|list| list["href"].as_str().unwrap()).collect();
        let documents = served.documents();
        let paths: Vec<(&String, &Value)> =
            documents.iter().flat_map(|(_, document)| document["paths"].as_object().unwrap()).collect();
        let is_paged = |of: &Value| {
            let parameters = of["get"]["parameters"].as_array();
            parameters.is_some_and(|all| all.iter().any(|one| one["in"] == "query" && one["name"] == "after"))
        };
        let mut excepted = BTreeSet::new();
        for (path, _) in paths.iter().filter(|(_, of)| is_paged(of)) {
            assert!(named.contains(path.as_str()) != exception(path).is_some(), "{form}: {path}");
            excepted.extend(exception(path));
        }
        assert_eq!(excepted, EXCEPTIONS.iter().map(|(path, _)| *path).collect(), "{form}: exceptions for nothing");
        for list in &lists {
            let (href, columns) = (list["href"].as_str().unwrap(), list["columns"].as_array().unwrap());
            assert!(paths.iter().any(|(path, of)| *path == href && of["get"].is_object()), "{form}: {href}");
            let is_chinese = |column: &Value| !column["title_zh"].as_str().unwrap().is_ascii();
            assert!(columns.len() > 4 && columns.iter().all(is_chinese), "{form}: {list}");
            // What the list is narrowed by, the export is narrowed by.
            let of_list = paths.iter().find(|(path, _)| *path == href).unwrap().1["get"]["parameters"].as_array();
            let is_own = |one: &&Value| one["in"] == "query" || one["in"] == "path";
            let own = of_list.into_iter().flatten().filter(is_own).map(|one| one["name"].as_str().unwrap());
            let own: BTreeSet<&str> = own.filter(|name| !["limit", "after", "places"].contains(name)).collect();
            let told = list["filters"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            let told: BTreeSet<&str> = told.collect();
            // The tasks of plans are shown with one plan, and exported by year.
            assert!(list["list"] == "tasks" || told == own, "{form}: {href} {told:?} {own:?}");
        }
    });
}

/// The file of an export once it is written.
#[track_caller]
pub(crate) fn exported(served: &Served, token: &str, list: &str, filters: &Value, format: &str) -> Vec<Row> {
    let order = json!({ "list": list, "format": format, "filters": filters });
    let answer = served.request_with(Method::POST, "/complaints/v1/exports", token).json(&order).send().unwrap();
    let (status, job) = (answer.status(), answer.json::<Value>().unwrap());
    assert_eq!(status, 202, "{list}: {job}");
    let path = format!("/complaints/v1/exports/{}", job["export_id"].as_str().unwrap());
    let job = until(60, list, || served.ask_maybe(&path, token).filter(|job| job["finished_at"].is_string()));
    assert_eq!((&job["state"], &job["rows_total"]), (&json!("done"), &job["rows"]), "{list}: {job}");
    let found = rows(&served.ask(job["file"].as_str().unwrap(), token).bytes().unwrap());
    assert_eq!(served.request_with(Method::DELETE, &path, token).send().unwrap().status(), 204);
    found
}

/// What a list answers.
#[track_caller]
fn items(served: &Served, token: &str, path: &str) -> Vec<Value> {
    let answer = served.ask(path, token);
    assert_eq!(answer.status(), 200, "{path}");
    answer.json::<Value>().unwrap()["items"].as_array().unwrap().clone()
}

/// A field of an answer as a table shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => if *value { "是" } else { "否" }.to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[track_caller]
fn same(rows: &[Row], items: &[Value], columns: &[(&str, &str)]) {
    assert_eq!(rows.len(), items.len(), "{rows:?}\n{items:?}");
    for (row, item) in rows.iter().zip(items) {
        for (header, field) in columns {
            let cell = row[*header].strip_prefix('\'').unwrap_or(&row[*header]);
            assert_eq!(cell, shown(&item[*field]), "{header}: {row:?}\n{item}");
        }
    }
}

/// The lists of complaints: name, filters, path, and which column says what which field says.
type Listed<'l> = (&'l str, Value, &'l str, &'l [(&'l str, &'l str)]);

fn of_complaints() -> Vec<Listed<'static>> {
    const CODE: (&str, &str) = ("统一社会信用代码", "code");
    vec![
        (
            "findings",
            json!({ "kind": "burst" }),
            "/complaints/v1/findings?kind=burst&limit=1000",
            &[CODE, ("类型", "kind_zh"), ("首件接收日期", "from"), ("末件接收日期", "to"), ("暂缓中件数", "held")],
        ),
        (
            "holds",
            json!({}),
            "/complaints/v1/holds?limit=1000",
            &[
                CODE,
                ("编号", "number"),
                ("投诉编号", "key"),
                ("暂缓理由", "ground_zh"),
                ("状态", "state_zh"),
                ("暂缓末日", "until"),
                ("是否曾暂缓计入", "applied"),
                ("结束理由", "reason"),
            ],
        ),
        (
            "published",
            json!({}),
            "/complaints/v1/published?limit=1000",
            &[CODE, ("主体名称", "name"), ("办理结果", "outcome_zh"), ("公示截止日", "display_until")],
        ),
        (
            "ratios",
            json!({ "by": "merchant_area" }),
            "/complaints/v1/ratios?by=merchant_area",
            &[
                ("指标", "measure"),
                ("指标名称", "title_zh"),
                ("分组代码", "value"),
                ("分母（件）", "of"),
                ("分子（件）", "good"),
                ("比率（%）", "shown"),
                ("是否达标", "reached"),
            ],
        ),
        (
            "ratio_filings",
            json!({ "measure": "K1", "good": "true" }),
            "/complaints/v1/ratios/K1/filings?good=true&limit=1000",
            &[CODE, ("记录编号", "key"), ("计入日期", "day"), ("计入分母", "of"), ("计入分子", "good")],
        ),
        (
            "deadlines",
            json!({}),
            "/complaints/v1/deadlines?limit=1000",
            &[
                CODE,
                ("主体名称", "name"),
                ("事项", "title_zh"),
                ("状态", "state_zh"),
                ("责任主体", "whose_zh"),
                ("记录编号", "key"),
                ("依据", "article"),
                ("是否暂定", "provisional"),
            ],
        ),
    ]
}

/// Ten complaints of one day about the restaurant, one of which somebody has looked at.
fn burst(served: &Served) {
    let day = today();
    let row =
        |n: usize| json!({ "code": RESTAURANT, "number": format!("B{n}"), "received_on": day, "accepted_on": day });
    let rows = json!({ "rows": (0..10).map(row).collect::<Vec<_>>() });
    let (status, told) = served.post("/complaints/v1/complaints", &rows);
    assert_eq!(status, 200, "{told}");
    let holds = until(60, "the holds", || {
        let list = served.read(&format!("/complaints/v1/holds?code={RESTAURANT}&state=held"));
        Some(list["items"].as_array().unwrap().clone()).filter(|held| held.len() == 10)
    });
    let path = format!("/complaints/v1/holds/{}/release", holds[0]["number"]);
    assert_eq!(served.post(&path, &json!({ "reason": "=1+1" })).0, 204);
    until(60, "the filings are level", || {
        let told = served.status_of("complaints")["services"]["complaints"].clone();
        (told["filings_level"] == true && told["deadlines_level"] != false).then_some(())
    });
}

#[test]
fn lists_of_complaints_are_the_same_as_tables_for_everybody_who_sees_them() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        city(&served);
        burst(&served);
        let everybody = served.token("official", &[]);
        let (own, other) = (official(&served, "li", "371581"), official(&served, "zhao", "371522"));
        for (list, filters, path, columns) in of_complaints() {
            for format in ["csv", "xlsx"] {
                let found = exported(&served, &everybody, list, &filters, format);
                same(&found, &items(&served, &everybody, path), columns);
                assert!(list == "published" || !found.is_empty(), "{form}: {list}");
            }
            for (who, others) in [(&own, BOOKSHOP), (&other, RESTAURANT)] {
                let found = exported(&served, who, list, &filters, "csv");
                same(&found, &items(&served, who, path), columns);
                let is_of_others = |row: &Row| row.get("统一社会信用代码").is_some_and(|code| code == others);
                assert!(list == "published" || !found.iter().any(is_of_others), "{form}: {list}");
            }
        }
        let names = |rows: &[Row]| rows.iter().map(|row| row["主体名称"].clone()).collect::<BTreeSet<String>>();
        let found = exported(&served, &own, "findings", &json!({ "code": RESTAURANT }), "xlsx");
        let registered = &served.read(&format!("/registry/v1/merchants?code={RESTAURANT}"))["items"][0]["content"];
        assert_eq!(names(&found), BTreeSet::from([shown(&registered["name"])]), "{form}");
        assert!(found[0]["投诉编号"].contains("complaint:B3") && found[0]["件数"] == "10", "{form}: {found:?}");
        // What somebody typed does not run.
        let cell = |format: &str| {
            let found = exported(&served, &own, "holds", &json!({ "state": "released" }), format);
            found.iter().map(|row| row["结束理由"].clone()).collect::<Vec<_>>()
        };
        assert_eq!((cell("csv"), cell("xlsx")), (vec!["'=1+1".to_owned()], vec!["=1+1".to_owned()]), "{form}");
        // What is wrong with a filter is said before anything is written.
        for (list, filters, field) in [
            ("ratios", json!({ "measure": "K9" }), "filters.measure"),
            ("ratios", json!({ "from": "2026-02-01", "to": "2026-01-01" }), "filters.to"),
            ("ratio_filings", json!({}), "filters.measure"),
            ("ratio_filings", json!({ "measure": "K1", "value": "371581" }), "filters.by"),
            ("findings", json!({ "kind": "noise" }), "filters.kind"),
            ("holds", json!({ "limit": "1" }), "filters.limit"),
        ] {
            let order = json!({ "list": list, "format": "csv", "filters": filters });
            let (status, refused) = served.post("/complaints/v1/exports", &order);
            assert_eq!((status.as_u16(), &refused["errors"][0]["field"]), (400, &json!(field)), "{form}: {refused}");
        }
    });
}

#[test]
fn classes_are_fetched_as_a_table_by_whoever_may_list_them() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        city(&served);
        let fetch = |query: &str, token: &str| {
            let answer = served.ask(&format!("/rating/v1/exports/merchants{query}"), token);
            let status = answer.status().as_u16();
            (status, answer.bytes().unwrap())
        };
        let columns =
            [("统一社会信用代码", "code"), ("主体名称", "name"), ("行业代码", "industry"), ("有效期至", "valid_until")];
        let department = served.token("department", &[]);
        for token in [&served.token("official", &[]), &official(&served, "li", "371581"), &department] {
            for (query, list) in [("", ""), ("&class=A", "&class=A"), ("&sort=score_down", "&sort=score_down")] {
                let listed = items(&served, token, &format!("/rating/v1/merchants?limit=1000{list}"));
                for format in ["csv", "xlsx"] {
                    let (status, bytes) = fetch(&format!("?format={format}{query}"), token);
                    assert_eq!(status, 200, "{form}");
                    let found = rows(&bytes);
                    same(&found, &listed, &columns);
                    let class = |item: &Value| item["class"].as_str().unwrap_or("未评").to_owned();
                    let told: Vec<String> = found.iter().map(|row| row["信用分类"].clone()).collect();
                    assert_eq!(told, listed.iter().map(class).collect::<Vec<_>>(), "{form}");
                }
            }
        }
        let (_, bytes) = fetch("?format=csv&text=%E9%A5%AD", &department);
        assert!(rows(&bytes).len() < items(&served, &department, "/rating/v1/merchants?limit=1000").len(), "{form}");
        for (query, status) in
            [("", 400), ("?format=ods", 400), ("?format=csv&class=Z", 400), ("?format=csv&limit=1", 400)]
        {
            assert_eq!(fetch(query, &department).0, status, "{form}: {query}");
        }
        assert_eq!(fetch("?format=csv", &served.token("bank", &[])).0, 403, "{form}");
        until(60, "whoever stands in a file, in the trail", || {
            let entries = served.trail(&format!("merchant={RESTAURANT}&limit=1000"));
            entries.iter().any(|entry| entry["action"] == "GET /rating/v1/exports/merchants").then_some(())
        });
        // Whoever may not see growth is not told of it.
        let lists = |token: &str| exportable(&served, "rating", token).len();
        assert_eq!((lists(&department), lists(&served.token("official", &[]))), (3, 4), "{form}");
    });
}

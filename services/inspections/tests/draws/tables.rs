//! Lists of draws as tables: what the list says to whoever asks, in Chinese words, and nothing that runs.

use crate::office::{BEGIN, IN_TIME, OFFICIAL, Office, Who, area, code, value};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::each_backend;
use testkit::table::{Row, rows};

/// The rows of an export once it is written.
#[track_caller]
fn exported(office: &Office, who: Who<'_>, list: &str, filters: &Value, format: &str) -> Vec<Row> {
    let order = json!({ "list": list, "format": format, "filters": filters });
    let (status, job) = office.status(who, Method::POST, "exports", Some(&order));
    assert_eq!(status, 202, "{list}: {job}");
    let path = format!("exports/{}", job["export_id"].as_str().unwrap());
    let begun = Instant::now();
    let done = loop {
        let (_, job) = office.status(who, Method::GET, &path, None);
        if job["finished_at"].is_string() {
            break job;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{list}: {job}");
        std::thread::yield_now();
    };
    assert_eq!((&done["state"], &done["rows_total"]), (&json!("done"), &done["rows"]), "{list}: {done}");
    let bytes = office.ask(who, Method::GET, &format!("{path}/file"), None).bytes().unwrap();
    let found = rows(&bytes);
    assert_eq!(done["rows"], found.len(), "{list}");
    found
}

/// The same in both forms.
#[track_caller]
fn in_both(office: &Office, who: Who<'_>, list: &str, filters: &Value) -> Vec<Row> {
    let (csv, xlsx) = (exported(office, who, list, filters, "csv"), exported(office, who, list, filters, "xlsx"));
    assert_eq!(csv.len(), xlsx.len(), "{list}");
    for (one, other) in csv.iter().zip(&xlsx) {
        for (header, cell) in one {
            // An apostrophe keeps a spreadsheet from running a cell of a CSV.
            let shown = cell.strip_prefix('\'').unwrap_or(cell);
            assert_eq!(shown, other[header], "{list} {header}");
        }
    }
    csv
}

fn column(rows: &[Row], header: &str) -> Vec<String> {
    rows.iter().map(|row| row[header].clone()).collect()
}

/// What a field of each item says.
fn field(items: &Value, name: &str) -> Vec<String> {
    let text = |item: &Value| match &item[name] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(texts) => texts.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join("；"),
        other => other.to_string(),
    };
    items.as_array().unwrap().iter().map(text).collect()
}

fn drawn(office: &Office) -> i64 {
    office.staff();
    let draw = office.commit(office.task());
    office.clock.turn_to(IN_TIME);
    office.done(&format!("draws/{draw}/reveal"), &value());
    office.clock.turn_to("2026-03-12T01:00:00Z");
    draw
}

#[test]
fn every_list_of_draws_is_the_same_as_a_table() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let draw = drawn(&office);
        let everything = json!({});

        let (inspectors, listed) = (in_both(&office, OFFICIAL, "inspectors", &everything), office.get("inspectors"));
        assert_eq!(column(&inspectors, "工号"), field(&listed, "inspector_id"), "{}", place.backend);
        assert_eq!(column(&inspectors, "监管领域"), field(&listed, "sectors"));
        assert_eq!(column(&inspectors, "起始日期"), field(&listed, "from"));

        let (plans, listed) = (in_both(&office, OFFICIAL, "plans", &json!({ "year": "2026" })), office.get("plans"));
        assert_eq!(column(&plans, "名称"), field(&listed, "title"));
        assert_eq!(plans[0]["监管领域"], "food（62）；retail（F）");
        assert_eq!(plans[0]["区县"], "东昌府区；莘县");
        assert_eq!(in_both(&office, OFFICIAL, "plans", &json!({ "year": "2025" })), [] as [Row; 0]);

        let plan = office.get(&format!("plans/{}", listed[0]["plan_id"]));
        let tasks = in_both(&office, OFFICIAL, "tasks", &everything);
        assert_eq!(column(&tasks, "任务名称"), field(&plan["tasks"], "title"));
        assert_eq!(column(&tasks, "终止日期"), field(&plan["tasks"], "until"));

        let (draws, listed) = (in_both(&office, OFFICIAL, "draws", &everything), office.get("draws"));
        assert_eq!(column(&draws, "编号"), field(&listed["items"], "draw_id"));
        assert_eq!(column(&draws, "候选主体数"), field(&listed["items"], "population"));
        assert_eq!((draws[0]["状态"].as_str(), draws[0]["约定公布时间"].as_str()), ("已抽取", "2026-03-04 21:15:00"));

        let of_draw = json!({ "draw_id": draw.to_string() });
        let visits = in_both(&office, OFFICIAL, "drawn_visits", &of_draw);
        let listed = office.get(&format!("draws/{draw}/tasks"));
        assert_eq!(column(&visits, "统一社会信用代码"), field(&listed, "code"), "{}", place.backend);
        assert_eq!(column(&visits, "检查人员工号"), field(&listed, "team"));
        assert!(visits.iter().all(|row| row["主体名称"].starts_with('店') && row["状态"] == "待检查"), "{visits:?}");

        let (assigned, listed) =
            (in_both(&office, OFFICIAL, "assigned_visits", &everything), office.get("visits/assigned"));
        assert_eq!(column(&assigned, "统一社会信用代码"), field(&listed["items"], "code"));
        assert_eq!(column(&assigned, "区县"), field(&listed["items"], "area_zh"));
        assert_eq!(column(&assigned, "截止日期"), field(&listed["items"], "due"));
        let filter = json!({ "due_through": "2026-04-09" });
        assert_eq!(in_both(&office, OFFICIAL, "assigned_visits", &filter), [] as [Row; 0]);
    });
}

#[test]
fn a_table_holds_what_lies_within_the_reach_and_nothing_for_whoever_may_not_see_the_list() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let draw = drawn(&office);
        let (east, west) = (Who::Of("371502"), Who::Of("371581"));
        let own = |rows: &[Row]| {
            let inside =
                |row: &Row| (0..40).any(|n| code(n).as_str() == row["统一社会信用代码"] && area(n) == "371502");
            rows.iter().filter(|row| inside(row)).cloned().collect::<Vec<Row>>()
        };
        for (list, filters) in
            [("drawn_visits", json!({ "draw_id": draw.to_string() })), ("assigned_visits", json!({}))]
        {
            let all = in_both(&office, OFFICIAL, list, &filters);
            let seen = in_both(&office, east, list, &filters);
            assert_eq!(seen, own(&all), "{} {list}", place.backend);
            assert!(!seen.is_empty() && seen.len() < all.len(), "{list}");
        }
        assert_eq!(in_both(&office, west, "draws", &json!({})), [] as [Row; 0], "{}", place.backend);
        // Who keeps away from whom is for those alone who decide.
        let conflict = json!({
            "inspector": "I1", "merchant": code(2), "ground": "kinship", "from": "2026-01-01", "reason": "=1+1"
        });
        office.done("conflicts", &conflict);
        let rows = exported(&office, east, "conflicts", &json!({}), "csv");
        assert_eq!(
            (rows.len(), rows[0]["回避事由"].as_str(), rows[0]["情况说明"].as_str()),
            (1, "近亲属关系", "'=1+1")
        );
        assert_eq!(exported(&office, east, "conflicts", &json!({}), "xlsx")[0]["情况说明"], "=1+1");
        let order = json!({ "list": "conflicts", "format": "csv" });
        let service = Who::Role(Role::Service);
        let (status, refused) = office.status(service, Method::POST, "exports", Some(&order));
        assert_eq!((status, &refused["errors"][0]["field"]), (400, &json!("list")), "{}: {refused}", place.backend);
        let named = |who| {
            let (_, lists) = office.status(who, Method::GET, "exports/lists", None);
            field(&lists, "list").contains(&"conflicts".to_owned())
        };
        assert_eq!((named(OFFICIAL), named(service)), (true, false));
    });
}

//! Bodies that cannot be taken: each is refused by the name of its field, and nothing of it is written.

use crate::entered::{NOW, visit, with, wrong};
use crate::office::{OFFICIAL, Office, code};
use domain::code::PartyCode;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

/// What is sent, and the field that is told of.
struct Bad {
    path: String,
    body: Value,
    field: &'static str,
}

/// Variants of a body that is sound, each with one field that is not.
fn variants(path: &str, sound: &Value, changes: impl IntoIterator<Item = (&'static str, Value)>) -> Vec<Bad> {
    let bad = |(field, value): (&'static str, Value)| {
        let name = field.split(['[', '.']).next().unwrap();
        let mut body = sound.clone();
        let fields = body.as_object_mut().unwrap();
        // What is null was left out.
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.to_owned(), value);
        }
        Bad { path: path.to_owned(), body, field }
    };
    changes.into_iter().map(bad).collect()
}

/// A code that nobody has.
fn stranger() -> PartyCode {
    PartyCode::complete("91371500MA9999999").unwrap()
}

fn long() -> Value {
    json!("长".repeat(201))
}

fn inspectors() -> Vec<Bad> {
    let sound = json!({
        "inspector_id": "I9", "name": "某", "department": "市场监管局", "sectors": ["food"], "from": "2026-01-01"
    });
    let mut all = variants(
        "inspectors",
        &sound,
        [
            ("inspector_id", Value::Null),
            ("inspector_id", json!(9)),
            ("inspector_id", json!("  ")),
            ("inspector_id", long()),
            ("name", json!("")),
            ("name", json!("某\u{7}")),
            ("department", Value::Null),
            ("department", long()),
            ("sectors", json!([])),
            ("sectors", json!("food")),
            ("sectors", json!(["food/retail"])),
            ("sectors[0]", json!([7])),
            ("from", json!("2026-02-30")),
            ("from", json!("1.1.2026")),
            ("until", json!("2025-12-31")),
            ("colour", json!("red")),
        ],
    );
    all.extend(variants(
        "inspectors/I1/end",
        &json!({ "until": "2026-06-30" }),
        [("until", Value::Null), ("until", json!("2025-12-31")), ("until", json!("2026-13-01"))],
    ));
    all
}

fn conflicts() -> Vec<Bad> {
    let sound = json!({
        "inspector": "I1", "merchant": code(1), "ground": "interest", "from": "2026-01-01", "reason": "持股"
    });
    variants(
        "conflicts",
        &sound,
        [
            ("inspector", json!("I99")),
            ("inspector", json!(true)),
            ("merchant", json!("91371500MA3000001X")),
            ("merchant", json!(stranger())),
            ("merchant", Value::Null),
            ("ground", json!("mood")),
            ("ground", Value::Null),
            ("from", json!("2026-00-10")),
            ("until", json!("2025-12-31")),
            ("reason", json!(" ")),
            ("reason", long()),
        ],
    )
}

fn plans(plan: i64) -> Vec<Bad> {
    let food = || json!({ "sector": "food", "industries": ["62"] });
    let sound = json!({ "year": 2026, "title": "计划", "areas": ["371502"], "sectors": [food()] });
    let mut all = variants(
        "plans",
        &sound,
        [
            ("year", json!(-2026)),
            ("year", json!(1999)),
            ("year", json!("2026")),
            ("year", json!(2026.5)),
            ("title", json!("")),
            ("title", long()),
            ("areas", json!([])),
            ("areas[0]", json!(["37150"])),
            ("areas", json!("371502")),
            ("sectors", json!([])),
            ("sectors", json!([{ "sector": "food", "industries": [] }])),
            ("sectors", json!([{ "sector": "food", "industries": ["999"] }])),
            ("sectors", json!([food(), food()])),
            ("sectors", json!([{ "sector": "food", "industries": ["Z"] }])),
            ("sectors", json!([food(), { "sector": "meals", "industries": ["621"] }])),
            ("sectors", json!([food(), { "sector": "hotels", "industries": ["80", "H"] }])),
            ("sectors[0].industries", json!([{ "sector": "food" }])),
            ("sectors[0].colour", json!([{ "sector": "food", "industries": ["62"], "colour": "red" }])),
        ],
    );
    let sound = json!({ "title": "专项", "from": "2026-04-10", "until": "2026-05-10" });
    all.extend(variants(
        &format!("plans/{plan}/tasks"),
        &sound,
        [
            ("title", Value::Null),
            ("title", json!("一\n二")),
            ("from", json!("2025-04-10")),
            ("from", json!("2026-02-29")),
            ("until", json!("2026-04-09")),
            ("until", json!(20260510)),
            ("sectors", json!(["toys"])),
            ("areas", json!(["371581"])),
        ],
    ));
    all
}

fn draws(task: i64) -> Vec<Bad> {
    let sound = json!({ "task_id": task, "source": "双色球 2026030 期", "value_at": "2026-03-16T13:15:00Z" });
    let due = |code: Value, ground: &str| json!([{ "code": code, "ground": ground }]);
    let twice = json!([{ "code": code(1), "ground": "一" }, { "code": code(1), "ground": "二" }]);
    let mut all = variants(
        "draws",
        &sound,
        [
            ("task_id", Value::Null),
            ("task_id", json!("1")),
            ("source", json!("")),
            ("source", long()),
            ("value_at", json!("2026-03-12T02:00:00Z")),
            ("value_at", json!("2026-03-16 13:15")),
            ("value_at", json!("2026-04-20T16:00:00Z")),
            ("due", json!({})),
            ("due", due(json!(stranger()), "食品")),
            ("due", due(json!(code(1)), " ")),
            ("due", twice),
            ("due[0].code", due(json!("1"), "食品")),
            ("due[0].ground", json!([{ "code": code(1) }])),
            ("follows", json!("x")),
            ("reason", long()),
        ],
    );
    all.extend(variants(
        "draws/1/reveal",
        &json!({ "value": "1", "published_at": NOW }),
        [("value", Value::Null), ("value", json!(7)), ("published_at", json!("yesterday"))],
    ));
    all.extend(variants("draws/1/void", &json!({ "reason": "x" }), [("reason", json!("")), ("reason", long())]));
    all.extend(variants("draws/1/abort", &json!({ "reason": "x" }), [("reason", json!("")), ("reason", long())]));
    all
}

fn visits() -> Vec<Bad> {
    let mut all = variants(
        "visits",
        &visit(1),
        [
            ("key", json!("1")),
            ("key", Value::Null),
            ("code", json!("91371500MA3000001X")),
            ("seen_at", json!("2026-03-12")),
            ("seen_at", json!("2027-03-12T08:30:00+08:00")),
            ("reason", json!("mood")),
            ("on_site", json!("perhaps")),
            ("draw_id", json!(-1)),
            ("draw_id", json!("1")),
            ("inspectors", json!([])),
            ("results", json!([])),
            ("results", json!(["I99"])),
            ("results", json!(["I01", "I07"])),
            ("correct_by", json!("2026-03-11")),
            ("correct_by", json!("2026-02-30")),
            ("signed_off_on", json!("2026-03-13")),
            ("substitution", json!("病假")),
            ("note", json!("x".repeat(2_001))),
            ("samples[0].number", json!([{ "number": "", "product": "food", "name": "x" }])),
            ("samples[0].product", json!([{ "number": "C1", "product": "toy", "name": "x" }])),
            ("samples[0].name", json!([{ "number": "C1", "product": "food" }])),
        ],
    );
    all.extend(variants(
        "visits/batch",
        &json!({ "visits": [visit(1)] }),
        [("visits", json!([])), ("visits", json!(7))],
    ));
    all
}

/// Everything that there is, as it is listed.
fn whole(office: &Office) -> Vec<Value> {
    let lists = ["inspectors", "conflicts", "plans", "draws", "inspections", "tests"];
    lists.into_iter().map(|list| office.get(list)).collect()
}

#[test]
fn each_bad_body_is_refused_by_the_name_of_its_field_and_nothing_is_written() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        office.staff();
        let plan = office.plan();
        let task = json!({ "title": "专项", "from": "2026-03-20", "until": "2026-04-20" });
        let task = office.done(&format!("plans/{plan}/tasks"), &task)["task_id"].as_i64().unwrap();
        let before = whole(&office);
        let tasks = office.get(&format!("plans/{plan}"));
        let bad: Vec<Bad> =
            [inspectors(), conflicts(), plans(plan), draws(task), visits()].into_iter().flatten().collect();
        assert!(bad.len() >= 60, "{}", bad.len());
        let told: Vec<String> = bad
            .iter()
            .filter_map(|Bad { path, body, field }| {
                let (status, problem) = office.status(OFFICIAL, Method::POST, path, Some(body));
                let is_told =
                    matches!(status, 400 | 422) && problem["code"].is_string() && wrong(&problem).contains(field);
                (!is_told).then(|| format!("{path} {body}: {status} {problem}, and not {field}"))
            })
            .collect();
        assert!(told.is_empty(), "{}:\n{}", place.backend, told.join("\n"));
        assert_eq!((whole(&office), office.get(&format!("plans/{plan}"))), (before, tasks), "{}", place.backend);
        // What was sound in them is taken.
        let sound = json!({ "task_id": task, "source": "双色球 2026030 期", "value_at": "2026-03-16T13:15:00Z" });
        assert_eq!(office.post("draws", &sound).0, 201);
        assert_eq!(office.post("visits", &with(visit(1), json!({}))).0, 201);
    });
}

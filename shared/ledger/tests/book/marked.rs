//! What stands beside records wherever they are shown: in lists, beside one, beside each version, and in tables.

use crate::exports::{clerk, fetched, ordered, over};
use crate::house::{House, merchant};
use crate::http::{Office, whole};
use crate::rows::{penalty, visit};
use contracts::access::Role;
use contracts::port::{Marked, MarkedItem, Marks};
use domain::record::RecordKind;
use ledger::Desk;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use statute::duties::Limits;
use std::sync::Arc;
use testkit::{Marking, each_backend};

/// The subject of a merchant, as the registry of this house numbers them.
fn subject(number: u32) -> i64 {
    i64::from(number) + 1
}

fn json_of(marks: &Marks) -> Value {
    serde_json::to_value(marks).unwrap()
}

#[test]
fn a_page_of_records_asks_once_and_shows_each_with_what_stands_beside_it() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        assert_eq!(office.get("inspections")["items"], json!([]));
        assert!(house.marks.asked().is_empty(), "{}: of an empty page nobody is asked", place.backend);
        let rows: Vec<_> = (1..=30).map(|number| visit(merchant(number), &format!("J{number}"), "I06")).collect();
        house.send(RecordKind::Inspection, &rows);
        let second = house.marks.mark(MarkedItem::of_record(subject(2), "inspection:J2"));
        // Of another merchant there is a record of the same key.
        house.marks.mark(MarkedItem::of_record(subject(4), "inspection:J3"));
        let page = office.get("inspections?limit=20");
        let items = page["items"].as_array().unwrap();
        let asked = house.marks.asked();
        let wanted: Vec<MarkedItem> = items
            .iter()
            .map(|item| {
                let key = item["key"].as_str().unwrap();
                let number: u32 = key.trim_start_matches("inspection:J").parse().unwrap();
                MarkedItem::of_record(subject(number), key)
            })
            .collect();
        assert_eq!(asked, [wanted], "{}: one question, in the order of the page", place.backend);
        for item in items {
            let marks = if item["key"] == "inspection:J2" { json_of(&second) } else { Value::Null };
            assert_eq!(item["marks"], marks, "{}: {item}", place.backend);
            assert_eq!(item.get("marks").is_some(), item["key"] == "inspection:J2", "absent where nothing stands");
        }
        house.marks.go_away(true);
        let away = office.ask(Role::Official, Method::GET, "inspections").send().unwrap();
        assert_eq!(whole(away, StatusCode::SERVICE_UNAVAILABLE)["code"], "unavailable", "{}", place.backend);
    });
}

#[test]
fn one_record_and_each_of_its_versions_are_shown_with_it_and_known_by_another_tag() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
        let href = format!("inspections/{}/inspection%3AJ1", merchant(1));
        let ask = |tag: Option<&str>| {
            let request = office.ask(Role::Official, Method::GET, &href);
            tag.into_iter().fold(request, |request, tag| request.header("if-none-match", tag)).send().unwrap()
        };
        let plain = ask(None);
        let plain_tag = plain.headers()["etag"].to_str().unwrap().to_owned();
        assert!(whole(plain, StatusCode::OK).get("marks").is_none());
        let item = MarkedItem::of_record(subject(1), "inspection:J1");
        let marks = house.marks.mark(item.clone());
        house.marks.asked();
        // Whoever has seen it without is not told that nothing has changed.
        let marked = ask(Some(&plain_tag));
        let marked_tag = marked.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(whole(marked, StatusCode::OK)["marks"], json_of(&marks), "{}", place.backend);
        assert_eq!(ask(Some(&marked_tag)).status(), StatusCode::NOT_MODIFIED, "{}", place.backend);
        assert_eq!(house.marks.asked(), [[item.clone()], [item.clone()]], "{}", place.backend);
        // What stands beside it is no part of the version that is acted on.
        let act = |tag: &str, result: &str| {
            let body = json!({ "cells": { "result": result }, "reason": "核查" });
            let request = office.ask(Role::Official, Method::POST, &format!("{href}/corrections"));
            request.header("if-match", tag).json(&body).send().unwrap()
        };
        let acted = whole(act(&marked_tag, "I07"), StatusCode::OK);
        assert_eq!((&acted["version"], acted.get("marks")), (&json!(2), None), "an act is acknowledged as it was");
        assert_eq!(act(&marked_tag, "I08").status(), StatusCode::PRECONDITION_FAILED, "{}", place.backend);
        house.marks.asked();
        let versions = office.get(&format!("{href}/versions"));
        let beside: Vec<&Value> = versions.as_array().unwrap().iter().map(|version| &version["marks"]).collect();
        assert_eq!(beside, [&json_of(&marks); 2], "{}", place.backend);
        assert_eq!(house.marks.asked(), [[item.clone()]], "{}: once for all versions", place.backend);
        house.marks.clear(&item);
        assert!(whole(ask(Some(&marked_tag)), StatusCode::OK).get("marks").is_none(), "{}", place.backend);
        house.marks.go_away(true);
        for path in [href.clone(), format!("{href}/versions")] {
            let away = office.ask(Role::Official, Method::GET, &path).send().unwrap();
            assert_eq!(away.status(), StatusCode::SERVICE_UNAVAILABLE, "{}: {path}", place.backend);
        }
    });
}

#[test]
fn a_table_of_records_has_two_columns_more_and_asks_once_a_page() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let own = clerk("u-1");
        let rows: Vec<_> = (1..=600).map(|number| penalty(merchant(number), &format!("罚{number}号"))).collect();
        house.send(RecordKind::Penalty, &rows);
        let listed = office.get(&format!("penalties?code={}", merchant(5)));
        let key = listed["items"][0]["key"].as_str().unwrap();
        house.marks.mark(MarkedItem::of_record(subject(5), key));
        house.marks.asked();
        let told = office.get("exports/lists");
        let list = told.as_array().unwrap().iter().find(|list| list["list"] == "penalties").unwrap();
        let titles: Vec<&str> =
            list["columns"].as_array().unwrap().iter().map(|column| column["title_zh"].as_str().unwrap()).collect();
        assert_eq!(titles[titles.len() - 2..], ["处理中", "主体说明"]);
        for (format, sign) in [("csv", "'="), ("xlsx", "=")] {
            let (bytes, _) = fetched(&office, &own, &json!({ "list": "penalties", "format": format }));
            let found = testkit::table::rows(&bytes);
            assert_eq!(found.len(), 600, "{} {format}", place.backend);
            for row in &found {
                let is_marked = row["统一社会信用代码"] == merchant(5).as_str();
                let (pending, reply) = if is_marked {
                    ("异议处理中（自 2026-03-02 起）", format!("{sign}{key}：情况有误"))
                } else {
                    ("", String::new())
                };
                assert_eq!((row["处理中"].as_str(), &row["主体说明"]), (pending, &reply), "{format}: {row:?}");
            }
            let asked: Vec<usize> = house.marks.asked().iter().map(Vec::len).collect();
            assert_eq!(asked, [500, 100], "{} {format}: a question a page", place.backend);
        }
        house.marks.go_away(true);
        let href = ordered(&office, &own, &json!({ "list": "penalties", "format": "csv" }));
        let job = over(&office, &own, &href);
        assert_eq!((&job["state"], &job["bytes"]), (&json!("failed"), &Value::Null), "{}: {job}", place.backend);
        assert!(job["fault"]["zh"].as_str().unwrap().contains("暂不可用"), "{job}");
    });
}

#[test]
fn until_it_was_said_who_knows_and_once_that_one_has_closed_nobody_is_answered() {
    each_backend(|place| {
        let house = House::unmarked(place);
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
        let desk = Desk::start(Arc::clone(&house.ledger), Arc::new(Limits::shipped().unwrap())).unwrap();
        let items = [MarkedItem::of_record(subject(1), "inspection:J1")];
        assert!(desk.ledger.marks(&items).is_err(), "{}: nobody has said who knows", place.backend);
        assert_eq!(desk.ledger.marks(&[]).unwrap(), []);
        let marking = Arc::new(Marking::default());
        let marks = marking.mark(items[0].clone());
        let marked: Arc<dyn Marked> = marking;
        desk.know_marks(&marked);
        assert_eq!(desk.ledger.marks(&items).unwrap(), [marks], "{}", place.backend);
        desk.know_marks(testkit::unmarked());
        drop(marked);
        assert!(desk.ledger.marks(&items).is_err(), "{}: who was first has closed", place.backend);
    });
}

/// A job that an earlier process has left waits until it can be written whole.
#[test]
fn an_export_of_records_waits_until_it_was_said_who_knows() {
    each_backend(|place| {
        let house = House::unmarked(place);
        house.send(RecordKind::Inspection, &[visit(merchant(1), "J1", "I06")]);
        let marking = Arc::new(Marking::default());
        marking.mark(MarkedItem::of_record(subject(1), "inspection:J1"));
        let marked: Arc<dyn Marked> = marking;
        let desk = Arc::new(Desk::start(Arc::clone(&house.ledger), Arc::new(Limits::shipped().unwrap())).unwrap());
        let office = Office::of(&house, Arc::clone(&desk));
        let own = clerk("u-1");
        let href = ordered(&office, &own, &json!({ "list": "inspections", "format": "csv" }));
        desk.know_marks(&marked);
        let job = over(&office, &own, &href);
        assert_eq!((&job["state"], &job["rows"]), (&json!("done"), &json!(1)), "{}: {job}", place.backend);
    });
}

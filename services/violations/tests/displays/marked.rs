//! What stands beside penalties on display: in the list, beside one, for officials, and in the table.

use crate::office::{BAKER, CARTER, Office, penalty};
use crate::tables::exported;
use contracts::access::Role;
use contracts::port::MarkedItem;
use domain::code::PartyCode;
use serde_json::{Value, json};
use testkit::each_backend;

fn status(office: &Office, role: Role, path: &str) -> (u16, Value) {
    let answer = office.ask(role, path);
    (answer.status().as_u16(), answer.json().unwrap_or_default())
}

#[test]
fn whoever_sees_a_penalty_sees_what_stands_beside_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        assert_eq!(office.get("displays")["items"], json!([]));
        assert!(office.marks.asked().is_empty(), "{}: of an empty page nobody is asked", place.backend);
        let display = office.send(&penalty(BAKER, "1", "2026-04-01", &[]));
        office.send(&penalty(CARTER, "2", "2026-04-02", &[]));
        let key = office.get(&display)["key"].as_str().unwrap().to_owned();
        let marks = serde_json::to_value(office.marks.mark(MarkedItem::of_record(1, &key))).unwrap();
        office.marks.asked();
        for role in [Role::Official, Role::Bank, Role::Department, Role::Auditor] {
            let (code, page) = status(&office, role, "displays");
            let items = page["items"].as_array().unwrap();
            let numbers: Vec<&str> = items.iter().map(|item| item["decision_no"].as_str().unwrap()).collect();
            assert_eq!((code, numbers), (200, vec!["2", "1"]), "{}: in their order", place.backend);
            assert_eq!((items[0].get("marks"), &items[1]["marks"]), (None, &marks), "{}: {role}", place.backend);
            let asked = office.marks.asked();
            let keys: Vec<Vec<i64>> =
                asked.iter().map(|all| all.iter().map(|item| item.subject_id).collect()).collect();
            assert_eq!(keys, [[2, 1]], "{}: once for the page", place.backend);
            let href = items[1]["public_href"].as_str().unwrap().trim_start_matches("/violations/v1/").to_owned();
            assert_eq!(status(&office, role, &href).1["marks"], marks, "{}: {role}", place.backend);
            let href = items[0]["public_href"].as_str().unwrap().trim_start_matches("/violations/v1/").to_owned();
            assert_eq!(status(&office, role, &href).1.get("marks"), None, "{}: {role}", place.backend);
            assert_eq!(office.marks.asked().len(), 2, "{}", place.backend);
        }
        // Its merchant sees the same.
        assert_eq!(
            office.ask_as(Role::Merchant, Some(BAKER), "displays").json::<Value>().unwrap()["items"][0]["marks"],
            marks
        );
        let preview = display.replace("/display", "/publication");
        assert_eq!(office.get(&display)["marks"], marks, "{}", place.backend);
        assert_eq!(office.get(&preview)["marks"], marks, "{}", place.backend);
        let baker = PartyCode::parse(BAKER).unwrap();
        let record = contracts::owner::href_of_key(baker, &key).unwrap();
        assert_eq!(office.get(record.trim_start_matches("/violations/v1/"))["marks"], marks, "{}", place.backend);
        for path in ["displays", &display, &preview, record.trim_start_matches("/violations/v1/")] {
            office.marks.go_away(true);
            assert_eq!(status(&office, Role::Official, path).0, 503, "{}: {path}", place.backend);
            office.marks.go_away(false);
        }
    });
}

#[test]
fn the_table_of_displays_says_what_is_pending_and_what_the_merchant_says() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let display = office.send(&penalty(BAKER, "1", "2026-04-01", &[]));
        office.send(&penalty(CARTER, "2", "2026-04-02", &[]));
        let key = office.get(&display)["key"].as_str().unwrap().to_owned();
        office.marks.mark(MarkedItem::of_record(1, &key));
        office.marks.asked();
        for (format, sign) in [("csv", "'="), ("xlsx", "=")] {
            let found = exported(&office, ("wang", None), &json!({}), format);
            let marked: Vec<[&str; 2]> =
                found.iter().map(|row| ["处理中", "主体说明"].map(|of| row[of].as_str())).collect();
            let reply = format!("{sign}{key}：情况有误");
            let pending = "异议处理中（自 2026-03-02 起）";
            assert_eq!(marked, [["", ""], [pending, &reply]], "{} {format}", place.backend);
            assert_eq!(office.marks.asked().len(), 1, "{}: once for the page", place.backend);
        }
    });
}

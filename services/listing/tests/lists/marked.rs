//! What stands beside memberships: in the list of entries, all of it, its table, beside measures and beside a merchant's own.

use crate::abnormal;
use crate::entries::eventually;
use crate::office::{BAKER, CARTER, Office};
use contracts::access::Role;
use contracts::port::MarkedItem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;
use web::token::Grant;

/// What stands beside each listing of each entry.
fn beside(entries: &[Value]) -> Vec<Vec<Value>> {
    let of = |entry: &Value| {
        let listings = entry["listings"].as_array().unwrap().iter();
        listings.map(|listing| listing["marks"].clone()).collect()
    };
    entries.iter().map(of).collect()
}

#[test]
fn whoever_sees_a_listing_sees_what_stands_beside_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-02");
        assert_eq!(office.get("entries")["items"], json!([]));
        assert!(office.marks.asked().is_empty(), "{}: of an empty page nobody is asked", place.backend);
        let first = office.listed(BAKER, "1", ["2026-02-02", "2026-02-11", "2026-02-12"]);
        let second = office.listed(CARTER, "2", ["2026-02-02", "2026-02-11", "2026-02-12"]);
        [first, second].into_iter().for_each(|case_no| office.published(case_no));
        office.clock.turn_to("2026-07-02");
        let third = abnormal::listed(&office, "2026-07-14");
        eventually(&office, "entries?list=abnormal_list", 1);
        let mark = |subject_id, case_no| {
            let marks = office.marks.mark(MarkedItem::of_membership(subject_id, case_no));
            serde_json::to_value(marks).unwrap()
        };
        let (of_third, of_second) = (mark(1, third), mark(2, second));
        let wanted = [vec![Value::Null, of_third.clone()], vec![of_second.clone()]];
        office.marks.asked();
        for role in [Role::Official, Role::Bank] {
            let (_, page) = office.ask(role, "entries");
            assert_eq!(beside(page["items"].as_array().unwrap()), wanted, "{}: {role}", place.backend);
            assert!(page["items"][0]["listings"][0].get("marks").is_none(), "absent where nothing stands");
        }
        let items =
            [(1, first), (1, third), (2, second)].map(|(subject, case)| MarkedItem::of_membership(subject, case));
        assert_eq!(office.marks.asked(), [&items; 2], "{}: one question a page, in its order", place.backend);
        let all = |role| office.send(Grant::of_role("u", "某", role), Method::GET, "entries/all", None);
        let text = all(Role::Bank).text().unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(beside(&lines), wanted, "{}", place.backend);
        assert_eq!(office.marks.asked().len(), 1, "{}", place.backend);
        let found = office.exported("entries");
        let cells: Vec<(&str, &str)> =
            found.iter().map(|row| (row["处理中"].as_str(), row["主体说明"].as_str())).collect();
        let pending = "异议处理中（自 2026-03-02 起）";
        let said = |case_no: i64| format!("'=listing:{case_no}：情况有误");
        assert_eq!(cells, [("", ""), (pending, &*said(third)), (pending, &*said(second))], "{}", place.backend);
        assert_eq!(office.marks.asked().len(), 1, "{}", place.backend);
        let own = office.memberships(BAKER);
        let marks: Vec<(&Value, Option<&Value>)> = own.iter().map(|one| (&one["case_no"], one.get("marks"))).collect();
        assert_eq!(marks, [(&json!(first), None), (&json!(third), Some(&of_third))], "{}", place.backend);
        assert_eq!(office.marks.asked().len(), 1, "{}", place.backend);
        office.marks.go_away(true);
        for path in ["entries", "entries/all", &format!("memberships/{BAKER}")] {
            assert_eq!(office.ask(Role::Official, path).0, 503, "{}: {path}", place.backend);
        }
    });
}

#[test]
fn measures_say_that_their_listing_is_objected_to() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        assert_eq!(office.get("measures")["items"], json!([]));
        assert!(office.marks.asked().is_empty(), "{}: of an empty page nobody is asked", place.backend);
        let days = ["2025-02-24", "2025-03-05", "2025-03-10"];
        let (baker, carter) = (office.listed(BAKER, "1", days), office.listed(CARTER, "2", days));
        eventually(&office, "measures", 2);
        office.marks.asked();
        let plain = office.get("measures");
        assert!(plain["items"].as_array().unwrap().iter().all(|item| item.get("listings").is_none()), "{plain}");
        let items = [(1, baker), (2, carter)].map(|(subject, case)| MarkedItem::of_membership(subject, case));
        assert_eq!(office.marks.asked(), std::slice::from_ref(&items), "{}: one question a page", place.backend);
        let marks = office.marks.mark(items[1].clone());
        let (status, told) = office.ask(Role::Department, "measures");
        let listings = json!([{ "listed_on": "2025-03-10", "marks": marks }]);
        let found = (status, told["items"][0].get("listings"), &told["items"][1]["listings"]);
        assert_eq!(found, (200, None, &listings), "{}: {told}", place.backend);
        assert!(!told["items"][1]["measures"].as_array().unwrap().is_empty(), "an objection lifts nothing by itself");
        office.marks.go_away(true);
        assert_eq!(office.ask(Role::Department, "measures").0, 503, "{}", place.backend);
    });
}

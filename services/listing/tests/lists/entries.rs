//! What everybody sees of the lists: what was published, of whoever is registered, while it holds.

use crate::abnormal;
use crate::office::{BAKER, CARTER, GATE, OWN, Office, STRANGER, publication};
use crate::reasons;
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;
use testkit::each_backend;
use testkit::table::rows;
use web::token::Grant;

/// Codes and numbers of listings of the entries.
fn entries(page: &Value) -> Vec<(&str, usize)> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|one| (one["code"].as_str().unwrap(), one["listings"].as_array().unwrap().len())).collect()
}

/// An answer once it holds so many items: PostgreSQL shows what was written when no older transaction of the whole server can
/// come in between.
pub(crate) fn eventually(office: &Office, path: &str, count: usize) -> Value {
    for _ in 0..3_000 {
        let told = office.get(path);
        if told["items"].as_array().unwrap().len() == count {
            return told;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("{path} never holds {count} items: {}", office.get(path));
}

#[test]
fn an_entry_is_there_from_its_publication_until_the_instant_of_its_end() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        assert_eq!(office.get("entries")["items"], json!([]), "{}: decided and not published", place.backend);
        office.clock.turn_to("2025-03-20");
        office.published(case_no);
        let told = eventually(&office, "entries", 1);
        let entry = &told["items"][0];
        let names: Vec<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["code", "listings", "name"], "what is public and no more");
        assert_eq!((&entry["code"], &entry["name"]), (&json!(BAKER), &json!("面包店")));
        let listing = &entry["listings"][0];
        let names: Vec<&str> = listing.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["basis", "ground", "list", "list_zh", "listed_on", "office", "rests_on", "until"]);
        assert_eq!(listing["rests_on"], json!(GATE), "on what it rests, officials are told");
        let said = ["ground", "office", "listed_on", "until"].map(|field| listing[field].clone());
        assert_eq!(json!(said), json!(["Art. 5", OWN, "2025-03-10", "2028-03-10"]), "{listing}");
        let mut public = told.clone();
        public["items"][0]["listings"][0].as_object_mut().unwrap().remove("rests_on");
        assert_eq!(office.ask(Role::Bank, "entries").1, public, "{}", place.backend);
        for (as_of, count) in [("2025-03-19", 0), ("2025-03-20", 1), ("2028-03-10", 1), ("2028-03-11", 0)] {
            let page = office.get(&format!("entries?as_of={as_of}"));
            assert_eq!(entries(&page).len(), count, "{}: {as_of}", place.backend);
            let status = if as_of == "2025-03-20" { 200 } else { 403 };
            assert_eq!(office.ask(Role::Bank, &format!("entries?as_of={as_of}")).0, status, "{as_of}");
        }
        // Removed, it is gone with the answer to the order.
        office.clock.turn_to("2026-03-24");
        office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        assert_eq!(office.get("entries")["items"], json!([]), "{}", place.backend);
        let told = eventually(&office, "entries/changes?from=2026-03-01", 1);
        let gone = json!({
            "code": BAKER, "list": "serious_list", "change": "gone", "change_zh": "撤下", "on": "2026-03-24",
            "listed_on": "2025-03-10", "why": "removed", "why_zh": "移出", "entry": null,
        });
        assert_eq!(told["items"], json!([gone]), "{}", place.backend);
        assert_eq!(office.get("entries/changes?from=2026-03-25")["items"], json!([]));
        let cursor = told["cursor"].as_str().unwrap().to_owned();
        // What begins anew is published anew.
        office.clock.turn_to("2026-09-01");
        office.ordered(case_no, "restore", "2026-09-01", "repair:12#9");
        assert_eq!(office.get("entries")["items"], json!([]), "{}", place.backend);
        office.published(case_no);
        let told = eventually(&office, "entries", 1);
        assert_eq!(told["items"][0]["listings"][0]["until"], "2029-09-01", "{told}");
        // Whoever keeps a copy has it back, as it stands: what was shown before is over.
        let entry = told["items"][0].clone();
        let told = office.get(&format!("entries/changes?after={cursor}"));
        assert_eq!(changes(&told), [(BAKER, "shown", "2026-09-01")], "{}: {told}", place.backend);
        assert_eq!(told["items"][0]["entry"], entry, "{}", place.backend);
    });
}

/// §12.22: one entry with both grounds.
#[test]
fn a_merchant_on_two_lists_has_one_entry_and_whoever_is_not_registered_none() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-02");
        for (code, number) in [(BAKER, "1"), (CARTER, "2"), (STRANGER, "3")] {
            let case_no = office.listed(code, number, ["2026-02-02", "2026-02-11", "2026-02-12"]);
            if code == STRANGER {
                // Of whom nobody is registered there is no name to be told.
                let (status, told) = office.step(("li", OWN), case_no, "publish", &publication(&[]));
                assert_eq!((status, reasons(&told)), (422, vec!["GATE_NOT_PASSED"]), "{told}");
                let what = told["refused"][0]["what"].as_str().unwrap();
                assert!(what.starts_with("FIELD_MISSING name ") && !what.contains(" / "), "{what}");
            } else {
                office.published(case_no);
            }
        }
        office.clock.turn_to("2026-07-02");
        let case_no = abnormal::listed(&office, "2026-07-14");
        let told = eventually(&office, "entries?list=abnormal_list", 1);
        assert_eq!(entries(&told), [(BAKER, 1)], "{}", place.backend);
        let told = office.get("entries");
        assert_eq!(entries(&told), [(BAKER, 2), (CARTER, 1)], "{}", place.backend);
        let lists: Vec<&Value> =
            told["items"][0]["listings"].as_array().unwrap().iter().map(|listing| &listing["list"]).collect();
        assert_eq!(lists, ["serious_list", "abnormal_list"]);
        assert_eq!(entries(&office.get("entries?list=abnormal_list")), [(BAKER, 1)]);
        assert_eq!(entries(&office.get("entries?area=371523")), [(CARTER, 1)]);
        assert_eq!(entries(&office.get(&format!("entries?code={CARTER}"))), [(CARTER, 1)]);
        // Page by page, each once.
        let first = office.get("entries?limit=1");
        assert_eq!(entries(&first), [(BAKER, 2)]);
        let second = office.get(&format!("entries?limit=1&after={}", first["next"].as_str().unwrap()));
        assert_eq!((entries(&second), &second["next"]), (vec![(CARTER, 1)], &Value::Null));
        // Whoever looks has been told of each of them, and is told when one was wrong.
        office.get("entries?list=abnormal_list");
        assert_eq!(office.entries.last_merchants(), [BAKER], "{}", place.backend);
        office.ask(Role::Bank, "entries");
        assert_eq!(office.entries.last_merchants(), [BAKER, CARTER], "{}", place.backend);
        // A line each.
        let answer = office.send(Grant::of_role("u", "某", Role::Bank), Method::GET, "entries/all", None);
        assert_eq!(office.entries.last_merchants(), [BAKER, CARTER], "{}", place.backend);
        let text = answer.text().unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!text.contains(STRANGER), "{text}");
        // A row each, for other departments as for everybody: one listing a row.
        let answer = office.send(Grant::of_role("u", "某", Role::Department), Method::GET, "entries/all.csv", None);
        let file = answer.bytes().unwrap();
        let all = rows(&file);
        let codes: Vec<&str> = all.iter().map(|row| row["统一社会信用代码"].as_str()).collect();
        assert_eq!(codes, [BAKER, BAKER, CARTER], "{}", place.backend);
        assert_eq!(office.entries.last_merchants(), [BAKER, CARTER], "{}", place.backend);
        assert_eq!(
            office.send(Grant::of_role("u", "某", Role::Service), Method::GET, "entries/all.csv", None).status(),
            200
        );
        // A merchant is shown its own.
        assert_eq!(entries(&office.ask_as(CARTER, "entries").1), [(CARTER, 1)]);
        assert_eq!(office.ask_as(CARTER, &format!("entries?code={BAKER}")).0, 404);
        assert_eq!(office.ask_as(CARTER, &format!("memberships/{BAKER}")).0, 404);
        assert_eq!(office.ask_as(CARTER, &format!("memberships/{CARTER}")).0, 200);
        assert_eq!(office.ask(Role::Bank, &format!("memberships/{BAKER}")).0, 403);
        // One of the two ends, and the other stays.
        office.ordered(case_no, "remove", "2026-07-14", "repair:3#4");
        assert_eq!(entries(&office.get("entries")), [(BAKER, 1), (CARTER, 1)], "{}", place.backend);
    });
}

/// Changes of entries: the code, what happened, and the day.
pub(crate) fn changes(page: &Value) -> Vec<(&str, &str, &str)> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|one| ["code", "change", "on"].map(|name| one[name].as_str().unwrap()).into()).collect()
}

/// Codes of entries that are gone.
fn gone(page: &Value) -> Vec<&str> {
    changes(page).into_iter().filter(|(_, change, _)| *change == "gone").map(|(code, ..)| code).collect()
}

/// Whoever keeps a copy hears of what is recorded late; what ended long ago is not everybody's to read any more.
#[test]
fn what_ended_is_heard_in_the_order_in_which_it_was_written_and_for_a_year() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let first = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.published(first);
        let second = office.listed(CARTER, "2", ["2025-03-11", "2025-03-20", "2025-03-21"]);
        office.published(second);
        office.clock.turn_to("2026-03-23");
        office.ordered(second, "remove", "2026-03-23", "repair:3#5");
        let told = eventually(&office, "entries/changes", 2);
        assert_eq!(
            changes(&told),
            [(BAKER, "shown", "2025-03-10"), (CARTER, "gone", "2026-03-23")],
            "{}",
            place.backend
        );
        let cursor = told["cursor"].as_str().unwrap().to_owned();
        office.clock.turn_to("2026-03-30");
        office.ordered(first, "remove", "2026-03-16", "repair:2#5");
        let later = eventually(&office, &format!("entries/changes?after={cursor}"), 1);
        let wanted = [(BAKER, "gone", "2026-03-16")];
        assert_eq!(changes(&later), wanted, "{}: decided before, and written down behind", place.backend);
        let page = office.get("entries/changes?limit=1");
        assert_eq!((gone(&page), page["next"].is_string()), (vec![CARTER], true), "{page}");

        // A year from the day on which each was written down.
        office.clock.turn_to("2027-03-24");
        assert_eq!(gone(&office.ask(Role::Bank, "entries/changes").1), [BAKER], "{}", place.backend);
        assert_eq!(gone(&office.ask_as(CARTER, "entries/changes").1), [CARTER], "a merchant reads its own");
        assert_eq!(gone(&office.get("entries/changes")), [CARTER, BAKER]);
        let of = |area: &str| {
            let area = Some(domain::area::AreaCode::parse(area).unwrap());
            let grant = Grant { area, ..Grant::of_role("u", "某", Role::Official) };
            office.send(grant, Method::GET, "entries/changes", None).json::<Value>().unwrap()
        };
        assert_eq!(gone(&of("371523")), [CARTER, BAKER], "{}", place.backend);
        assert_eq!(gone(&of("371502")), [BAKER], "{}: what is old, within the reach alone", place.backend);
    });
}

/// A time that is over long ago, of a case that is on the list again, is not everybody's to hear of.
#[test]
fn of_an_entry_that_is_shown_again_the_time_of_today_alone_is_told() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.published(case_no);
        office.clock.turn_to("2026-03-24");
        office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        office.clock.turn_to("2027-06-01");
        office.ordered(case_no, "restore", "2027-06-01", "repair:12#9");
        office.published(case_no);
        eventually(&office, "entries", 1);
        let (_, told) = office.ask(Role::Bank, "entries/changes");
        assert_eq!(changes(&told), [(BAKER, "shown", "2027-06-01")], "{}: {told}", place.backend);
        assert_eq!(told["items"][0]["listed_on"], "2027-06-01", "{told}");
    });
}

/// Shielded before it was published and quashed beneath the shield, nobody was ever shown it.
#[test]
fn of_what_was_never_seen_nobody_hears_that_it_is_gone() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.ordered(case_no, "shield", "2025-03-10", "repair:4#2");
        office.clock.turn_to("2025-03-17");
        office.published(case_no);
        office.clock.turn_to("2025-06-03");
        office.ordered(case_no, "correct", "2025-06-03", "repair:4#3");
        // What others hear of is written behind it.
        let second = office.listed(CARTER, "2", ["2025-06-03", "2025-06-12", "2025-06-13"]);
        office.published(second);
        let told = eventually(&office, "entries/changes", 1);
        assert_eq!(changes(&told), [(CARTER, "shown", "2025-06-13")], "{}: {told}", place.backend);
    });
}

/// What is listed, published and gone on one day was there for a part of it.
#[test]
fn whoever_took_what_was_shown_for_an_hour_hears_that_it_is_gone() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.published(case_no);
        let told = eventually(&office, "entries/changes", 1);
        assert_eq!(changes(&told), [(BAKER, "shown", "2025-03-10")], "{}", place.backend);
        assert_eq!(told["items"][0]["entry"], office.get("entries")["items"][0]);
        office.ordered(case_no, "correct", "2025-03-10", "repair:3#5");
        let cursor = told["cursor"].as_str().unwrap();
        let told = eventually(&office, &format!("entries/changes?after={cursor}"), 1);
        assert_eq!(changes(&told), [(BAKER, "gone", "2025-03-10")], "{}: {told}", place.backend);
        assert_eq!((&told["items"][0]["why"], &told["items"][0]["entry"]), (&json!("corrected"), &Value::Null));
        // Whoever begins now hears of the end alone, and of what was never published of nothing.
        assert_eq!(changes(&office.get("entries/changes")), [(BAKER, "gone", "2025-03-10")], "{}", place.backend);
        office.listed(CARTER, "2", ["2025-03-11", "2025-03-20", "2025-03-21"]);
        assert_eq!(changes(&office.ask(Role::Bank, "entries/changes").1).len(), 1, "{}", place.backend);
    });
}

#[test]
fn entries_and_cases_are_tables_as_well() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-02");
        let case_no = office.listed(BAKER, "1", ["2026-02-02", "2026-02-11", "2026-02-12"]);
        office.published(case_no);
        eventually(&office, "entries", 1);
        let told = office.get("exports/lists");
        let lists: Vec<&str> = told
            .as_array()
            .unwrap_or_else(|| panic!("{told}"))
            .iter()
            .map(|list| list["list"].as_str().unwrap())
            .collect();
        assert!(lists.contains(&"entries") && lists.contains(&"cases"), "{told}");
        for (list, wanted) in [("entries", "面包店"), ("cases", "列入严重违法失信名单")] {
            let found = office.exported(list);
            assert_eq!(found.len(), 1, "{}: {list}", place.backend);
            let row = &found[0];
            assert_eq!(row["统一社会信用代码"], BAKER, "{list}");
            assert!(row.values().any(|cell| cell == wanted), "{list}: {row:?}");
        }
    });
}

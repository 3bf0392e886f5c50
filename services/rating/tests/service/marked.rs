//! What stands beside classes and the records on which they rest, wherever either is shown.

use crate::holds::{at, code, merchant, penalty};
use crate::office::Office;
use crate::succession::{succeeded, told_at};
use crate::support::{HandClock, MemoryFeed, day, ruling, settle};
use contracts::access::Role;
use contracts::port::{MarkedItem, Marks};
use domain::instant::Instant;
use domain::record::{Content, Standing, SuccessionGround};
use domain::version::Version;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::table::rows;
use testkit::{Place, each_backend};
use web::token::Grant;

const PENALTY: &str = "penalty:113715/1";

fn json_of(marks: &Marks) -> Value {
    serde_json::to_value(marks).unwrap()
}

fn class(number: i64) -> MarkedItem {
    MarkedItem::of_class(number, code(number))
}

/// A time on the serious list, as the service of the lists tells it of its case 7.
fn listed(number: i64) -> Version<Content> {
    let text = json!({
        "party": code(number), "kind": { "form": "status", "kind": "serious_list" }, "office": "371502SJ",
        "document_no": "listing-7-1", "from": "2026-10-10", "until": null,
    });
    at(Content::from(serde_json::from_value::<Standing>(text).unwrap()), 1)
}

/// Ratings of three merchants: the first was penalised and listed, the third has carried the second on, who was penalised.
fn office(place: &Place) -> Office {
    let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
    let known_from = Instant::from_micros(Instant::start_of(day("2026-11-10")).micros());
    let succession = told_at(Content::from(succeeded(2, 3, SuccessionGround::Merger)), known_from);
    let said = [(1, merchant(1)), (1, penalty(1, false)), (1, listed(1)), (2, merchant(2)), (2, penalty(2, false))];
    said.into_iter()
        .chain([(3, merchant(3)), (2, succession)])
        .for_each(|(subject, version)| feed.add(subject, &version));
    let office = Office::open(place, &feed, &clock, vec![ruling()]);
    settle(&office.service);
    office
}

impl Office {
    fn asked(&self, grant: Grant, path: &str, body: Option<&Value>) -> (u16, Value) {
        let answer = self.answered(grant, path, body);
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }

    fn by(&self, role: Role, path: &str) -> (u16, Value) {
        self.asked(Grant::of_role("u", "某", role), path, None)
    }
}

#[test]
fn a_class_is_listed_and_exported_with_what_stands_beside_it() {
    each_backend(|place| {
        let office = office(place);
        assert_eq!(office.by(Role::Official, "merchants?text=无此户").1["items"], json!([]), "{}", place.backend);
        assert!(office.marks.asked().is_empty(), "{}: of an empty page nobody is asked", place.backend);
        let marks = json_of(&office.marks.mark(class(1)));
        for role in [Role::Official, Role::Department] {
            let (_, page) = office.by(role, "merchants?sort=score_down");
            let items = page["items"].as_array().unwrap();
            let numbers: Vec<i64> = items
                .iter()
                .map(|item| (1..=3).find(|number| item["code"] == code(*number).as_str()).unwrap())
                .collect();
            let wanted: Vec<MarkedItem> = numbers.iter().map(|number| class(*number)).collect();
            assert_eq!(office.marks.asked(), [wanted], "{}: one question, in the order of the page", place.backend);
            for (item, number) in items.iter().zip(numbers) {
                assert_eq!(item.get("marks"), Some(&marks).filter(|_| number == 1), "{}: {item}", place.backend);
            }
        }
        let grant = Grant::of_role("u", "某", Role::Official);
        let file = office.answered(grant, "exports/merchants?format=csv", None).bytes().unwrap();
        let found = rows(&file);
        assert_eq!(office.marks.asked().len(), 1, "{}: one question for the page", place.backend);
        for row in found {
            let is_marked = row["统一社会信用代码"] == code(1).as_str();
            let said = format!("'={}：情况有误", code(1));
            let wanted = if is_marked { ("异议处理中（自 2026-03-02 起）", said.as_str()) } else { ("", "") };
            assert_eq!((row["处理中"].as_str(), row["主体说明"].as_str()), wanted, "{}: {row:?}", place.backend);
        }
        office.marks.go_away(true);
        for path in ["merchants", "exports/merchants?format=csv"] {
            assert_eq!(office.by(Role::Official, path).0, 503, "{}: {path}", place.backend);
        }
    });
}

#[test]
fn a_look_up_of_many_asks_once_and_of_nothing_that_is_not_shown() {
    each_backend(|place| {
        let office = office(place);
        let marks = json_of(&office.marks.mark(class(1)));
        let codes = json!({ "codes": [code(3).as_str(), "x", code(1).as_str(), code(9).as_str(), code(1).as_str()] });
        let grant = |role| Grant::of_role("u", "某", role);
        let (_, many) = office.asked(grant(Role::Official), "lookups", Some(&codes));
        let beside: Vec<Option<&Value>> =
            many["items"].as_array().unwrap().iter().map(|item| item["found"].get("marks")).collect();
        assert_eq!(beside, [None, None, Some(&marks), None, Some(&marks)], "{}: {many}", place.backend);
        assert_eq!(office.marks.asked(), [[class(3), class(1), class(1)]], "{}", place.backend);
        let (_, one) = office.by(Role::Official, &format!("lookups/{}", code(1)));
        assert_eq!((&one["marks"], office.marks.asked().len()), (&marks, 1), "{}", place.backend);
        // Who names fields is told of the class, or of none of it.
        for (fields, is_told) in [(json!(["class"]), true), (json!(["score_milli"]), true), (json!(["name"]), false)] {
            let wanted = json!({ "codes": [code(1).as_str()], "fields": fields });
            let (_, told) = office.asked(grant(Role::Official), "lookups", Some(&wanted));
            assert_eq!(told["items"][0]["found"].get("marks"), Some(&marks).filter(|_| is_told), "{fields}");
            assert_eq!(office.marks.asked().len(), usize::from(is_told), "{}: {fields}", place.backend);
        }
        // A bank is shown no class, nor what stands beside one, and waits for nobody.
        office.marks.go_away(true);
        let (status, told) = office.asked(grant(Role::Bank), "lookups", Some(&codes));
        assert_eq!((status, told["items"][2]["found"].get("marks")), (200, None), "{}: {told}", place.backend);
        assert_eq!(office.by(Role::Bank, &format!("lookups/{}", code(1))).0, 200, "{}", place.backend);
        assert_eq!(office.asked(grant(Role::Official), "lookups", Some(&codes)).0, 503, "{}", place.backend);
        assert_eq!(office.by(Role::Official, &format!("lookups/{}", code(1))).0, 503, "{}", place.backend);
    });
}

#[test]
fn reasons_and_what_is_public_are_told_with_what_stands_beside_each() {
    each_backend(|place| {
        let office = office(place);
        let item = MarkedItem::of_record(1, PENALTY);
        let of_class = json_of(&office.marks.mark(class(1)));
        let of_penalty = json_of(&office.marks.mark(item.clone()));
        let of_listing = json_of(&office.marks.mark(MarkedItem::of_membership(1, 7)));
        let path = format!("merchants/{}", code(1));
        let (_, told) = office.by(Role::Official, &path);
        let records = json!({ PENALTY: of_penalty, "standing:serious_list/371502SJ/listing-7-1": of_listing });
        assert_eq!((&told["marks"], &told["record_marks"]), (&of_class, &records), "{}: {told}", place.backend);
        let public = |told: &Value| {
            let of = |list: &str| told["public"][list][0]["marks"].clone();
            [of("penalties"), of("statuses")]
        };
        assert_eq!(public(&told), [of_penalty.clone(), of_listing.clone()], "{}: {told}", place.backend);
        let asked = office.marks.asked();
        assert!(asked.len() == 1 && asked[0].contains(&item), "{}: one question: {asked:?}", place.backend);
        // A bank is shown what is public and what stands beside that.
        let (_, told) = office.by(Role::Bank, &path);
        assert_eq!((told.get("marks"), told.get("record_marks")), (None, None), "{}: {told}", place.backend);
        assert_eq!(public(&told), [of_penalty, of_listing], "{}: {told}", place.backend);
        assert!(!office.marks.asked()[0].contains(&class(1)), "{}", place.backend);
        let (_, history) = office.by(Role::Official, &format!("{path}/history"));
        assert_eq!(history["marks"], of_class, "{}", place.backend);
        office.marks.go_away(true);
        for (role, path) in
            [(Role::Official, path.clone()), (Role::Bank, path.clone()), (Role::Official, format!("{path}/history"))]
        {
            assert_eq!(office.by(role, &path).0, 503, "{}: {path}", place.backend);
        }
    });
}

#[test]
fn a_reason_that_a_predecessor_gave_is_marked_as_its_own() {
    each_backend(|place| {
        let office = office(place);
        let marks = json_of(&office.marks.mark(MarkedItem::of_record(2, PENALTY)));
        let (_, told) = office.by(Role::Official, &format!("merchants/{}", code(3)));
        let records = json!({ format!("{}/{PENALTY}", code(2)): marks });
        assert_eq!(told["record_marks"], records, "{}: {told}", place.backend);
        let (_, other) = office.by(Role::Official, &format!("merchants/{}", code(1)));
        assert!(other.get("record_marks").is_none(), "{}: of another merchant under the same key", place.backend);
    });
}

//! What is shown about a merchant: when it goes by itself, and what would end it earlier.

use super::office::{BAKER, BUREAU, Office, Who};
use contracts::access::Role;
use domain::code::PartyCode;
use serde_json::{Value, json};
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);

fn condition<'i>(item: &'i Value, code: &str) -> &'i Value {
    let all = item["conditions"].as_array().unwrap();
    all.iter().find(|one| one["code"] == code).unwrap()
}

#[test]
fn each_condition_is_told_as_it_is_today() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let day = json!("2026-02-10");
        let key = office.world.penalty(BAKER, "1", &[("decided_on", day.clone()), ("published_on", day)]);
        let item = || office.get(SHOP, &format!("items/{BAKER}"))["items"][0].clone();
        let told = item();
        assert_eq!((&told["procedure"], &told["severity"]), (&json!("gsxt_repair"), &json!("general")), "{told}");
        assert_eq!((&told["first_day"]["day"], &told["office"]), (&json!("2026-05-11"), &json!(BUREAU)), "{told}");
        let early = condition(&told, "MIN_PERIOD_NOT_REACHED");
        assert_eq!((&early["holds"], &early["until"]), (&json!(false), &json!("2026-05-11")), "{told}");
        for (code, holds) in [
            ("WRONG_CHANNEL", true),
            ("NOT_DISPLAYED", true),
            ("NO_PROMISE", false),
            ("DUTY_NOT_PERFORMED", false),
            ("ON_SERIOUS_LIST", true),
        ] {
            assert_eq!(condition(&told, code)["holds"], holds, "{}: {code}: {told}", place.backend);
        }
        assert!(told["open_cases"].as_array().unwrap().is_empty() && told["where_zh"].is_string(), "{told}");
        office.world.paid(BAKER, "1", "2026-03-01");
        let case = office.file(SHOP, "2026-05-11", "gsxt_repair", ("penalty", &key));
        let told = item();
        for code in ["MIN_PERIOD_NOT_REACHED", "NO_PROMISE", "DUTY_NOT_PERFORMED"] {
            assert_eq!(condition(&told, code)["holds"], true, "{code}: {told}");
        }
        let open = (&told["open_cases"][0]["case_no"], &told["open_cases"][0]["stage"]);
        assert_eq!(open, (&case["case_no"], &json!("filed")), "{told}");
    });
}

#[test]
fn what_goes_by_itself_is_told_in_the_order_of_its_days() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let days = |day: &str| [("decided_on", json!(day)), ("published_on", json!(day))];
        office.world.penalty(BAKER, "later", &days("2026-02-10"));
        office.world.penalty(BAKER, "sooner", &days("2026-01-05"));
        office.world.penalty(
            BAKER,
            "gone",
            &[&days("2026-01-05")[..], &[("annulled_on", json!("2026-02-01"))]].concat(),
        );
        office.world.membership(BAKER, 5, "abnormal_list", ("2026-01-14", "2999-01-01"));
        office.world.standing(BAKER, "7", "serious_list", "2026-01-10", None);
        let told = office.get(SHOP, &format!("lapses/{BAKER}"));
        let shown: Vec<(&str, &Value)> = told["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["key"].as_str().unwrap(), &one["last_on"]))
            .collect();
        let wanted = [
            ("penalty:371500SJ/sooner", json!("2027-01-05")),
            ("penalty:371500SJ/later", json!("2027-02-10")),
            ("listing:5", json!("2998-12-31")),
            ("standing:serious_list/7", Value::Null),
        ];
        let wanted: Vec<(&str, &Value)> = wanted.iter().map(|(key, day)| (*key, day)).collect();
        assert_eq!(shown, wanted, "{}: {told}", place.backend);

        let (kind, text) = office.text(SHOP, &format!("lapses/{BAKER}/calendar.ics"));
        assert_eq!(kind, "text/calendar; charset=utf-8");
        assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), 3, "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20270106\r\n"), "{text}");
        assert_eq!(office.ask(Who::As(Role::Bank), &format!("lapses/{BAKER}")).0, 403);
        let nobody = PartyCode::complete("91371500MA3000001").unwrap();
        assert_eq!(office.ask(Who::As(Role::Official), &format!("lapses/{nobody}")).0, 404);
    });
}

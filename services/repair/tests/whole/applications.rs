//! Several items in one application, and what was decided, as officials and the merchant read it.

use super::office::{BAKER, BUREAU, CARTER, CULTURE, Office, Who, codes};
use contracts::access::Role;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);

fn penalty(office: &Office, code: &str, number: &str) -> String {
    let day = json!("2026-02-10");
    office.world.penalty(code, number, &[("decided_on", day.clone()), ("published_on", day)])
}

fn application(items: Value) -> Value {
    json!({
        "items": items, "stated": { "application": "申请", "promise": "承诺" },
        "accept": [
            "procedures.gsxt_repair@2025-12-25", "procedures.serious_list_removal@2025-12-25",
            "procedures.credit_china_repair@2026-04-01",
        ],
    })
}

#[test]
fn each_item_becomes_a_case_of_its_own_and_lists_come_first() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let first = penalty(&office, BAKER, "1");
        let other = office.world.penalty(
            BAKER,
            "2",
            &[("authority", json!("聊城市文化和旅游局")), ("authority_code", json!(CULTURE))],
        );
        let list = office.world.membership(BAKER, 5, "serious_list", ("2025-03-10", "2028-03-11"));
        let items = json!([
            { "kind": "penalty", "key": first },
            { "kind": "penalty", "key": other, "procedure": "gsxt_repair" },
            { "kind": "penalty", "key": other },
            { "kind": "membership", "key": list },
        ]);
        let (status, told) = office.post(SHOP, Some("a"), "applications", &application(items.clone()));
        assert_eq!(status, 200, "{told}");
        let outcomes = told["items"].as_array().unwrap();
        let procedures: Vec<&str> = outcomes.iter().map(|one| one["procedure"].as_str().unwrap()).collect();
        let wanted = ["gsxt_repair", "gsxt_repair", "credit_china_repair", "serious_list_removal"];
        assert_eq!(procedures, wanted, "{}: {told}", place.backend);
        assert_eq!(codes(&outcomes[1]), ["WRONG_CHANNEL"], "{told}");
        assert!(outcomes[1]["refused"][0]["what"].as_str().unwrap().contains("信用中国"), "{told}");
        let number = |at: usize| outcomes[at]["case_no"].as_i64().unwrap();
        assert!(number(3) < number(0) && number(0) < number(2), "the list comes first: {told}");
        // Once: the same again does nothing, also after the world has changed.
        office.world.penalty(BAKER, "1", &[("withdrawn", json!(true))]);
        let (status, again) = office.post(SHOP, Some("a"), "applications", &application(items.clone()));
        assert_eq!((status, &again), (200, &told), "{}", place.backend);
        let cases = office.get(SHOP, "cases");
        assert_eq!(cases["items"].as_array().unwrap().len(), 3, "{cases}");
    });
}

#[test]
fn what_is_no_item_of_the_merchant_stops_all_of_it_and_is_named() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let own = penalty(&office, BAKER, "1");
        let others = penalty(&office, CARTER, "2");
        let items = json!([
            { "kind": "penalty", "key": own }, { "kind": "penalty", "key": others },
            { "kind": "penalty", "key": own }, { "kind": "penalty", "key": own, "procedure": "abnormal_removal" },
        ]);
        let (status, told) = office.post(SHOP, None, "applications", &application(items));
        let fields: Vec<&str> =
            told["errors"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!((status, fields), (422, vec!["items[1].key", "items[2]", "items[3]"]), "{}: {told}", place.backend);
        assert_eq!(office.get(SHOP, "cases")["items"], json!([]));
        let (status, told) = office.post(SHOP, None, "applications", &application(json!([])));
        assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("items")), "{told}");
    });
}

#[test]
fn an_item_that_the_law_refuses_does_not_stop_the_others() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let (first, second) = (penalty(&office, BAKER, "1"), penalty(&office, BAKER, "2"));
        let mut new = application(json!([
            { "kind": "penalty", "key": first },
            { "kind": "penalty", "key": second, "procedure": "credit_china_repair" },
        ]));
        // Whoever asks answers for no law.
        new["accept"] = json!([]);
        let (status, told) = office.post(SHOP, None, "applications", &new);
        assert_eq!((status, codes(&told["items"][1])), (200, vec!["WRONG_CHANNEL"]), "{}: {told}", place.backend);
        assert!(told["items"][0]["case_no"].is_i64() && told["items"][1].get("case_no").is_none(), "{told}");
    });
}

#[test]
fn decisions_are_told_in_their_order_and_what_is_new_by_their_cursor() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let decided = |code: &str, number: &str, on: &str, step: &str| {
            let key = penalty(&office, code, number);
            let case = office.file(Who::Shop(code), on, "gsxt_repair", ("penalty", &key));
            let found = json!({ "duty_performed": step == "approve", "harm_removed": true });
            office.step(Who::Of("wang", BUREAU), on, &case, "accept", json!({}));
            office.step(Who::Of("wang", BUREAU), on, &case, "propose", found);
            office.step(LI, on, &case, step, json!({}));
        };
        decided(BAKER, "1", "2026-08-03", "approve");
        decided(CARTER, "2", "2026-08-04", "refuse");
        let (department, none) = (Who::As(Role::Official), Value::Null);
        let read = |who, query: &str, count: usize| {
            // On PostgreSQL a step is told once everything that was begun before it is over.
            let ask = || office.get(who, &format!("decisions{query}"));
            office.until(query, || ask()["items"].as_array().unwrap().len() >= count);
            ask()
        };
        let told = read(department, "", 2);
        let seen: Vec<(&str, &str, &str)> = told["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["decision"].as_str().unwrap(), one["key"].as_str().unwrap(), one["on"].as_str().unwrap()))
            .collect();
        let wanted =
            [("approved", "penalty:371500SJ/1", "2026-08-03"), ("refused", "penalty:371500SJ/2", "2026-08-04")];
        assert_eq!(seen, wanted, "{}: {told}", place.backend);
        let names: Vec<&str> = told["items"][0].as_object().unwrap().keys().map(String::as_str).collect();
        let known = "case_no code decision key kind law number office on procedure rests_on";
        assert_eq!(names.join(" "), known, "what was decided and no more");
        assert_eq!(told["next"], none, "{told}");
        let page = read(department, "?limit=1", 1);
        let next = page["next"].as_str().unwrap();
        assert_eq!(read(department, &format!("?limit=1&after={next}"), 1)["items"][0]["decision"], "refused", "{page}");
        assert_eq!(read(department, "?since=2026-08-04", 1)["items"].as_array().unwrap().len(), 1);
        let own = read(Who::Shop(CARTER), "", 1);
        assert_eq!((own["items"].as_array().unwrap().len(), &own["items"][0]["code"]), (1, &json!(CARTER)), "{own}");

        let cursor = told["cursor"].as_str().unwrap();
        decided(BAKER, "3", "2026-08-05", "approve");
        let new = read(department, &format!("?after={cursor}"), 1);
        assert_eq!(new["items"][0]["key"], "penalty:371500SJ/3", "{}: {new}", place.backend);
        assert_eq!(office.ask(department, "decisions?after=nonsense").0, 400);
    });
}

#[test]
fn what_stands_about_a_merchant_is_asked_once_for_all_items_of_an_application() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let keys: Vec<String> = (0..30).map(|number| penalty(&office, BAKER, &number.to_string())).collect();
        let items: Vec<Value> = keys.iter().map(|key| json!({ "kind": "penalty", "key": key })).collect();
        let (status, told) = office.post(SHOP, None, "applications", &application(json!(items)));
        assert_eq!((status, told["items"].as_array().unwrap().len()), (200, 30), "{}: {told}", place.backend);
        // Penalties, standings and lists, each once.
        assert_eq!(office.world.asked.load(Ordering::SeqCst), 3, "{}", place.backend);
    });
}

#[test]
fn whoever_could_do_nothing_about_an_item_is_not_told_whether_it_exists() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let (there, nowhere) = (penalty(&office, BAKER, "1"), "penalty:371500SJ/none".to_owned());
        // The baker is not in 371522, and the bureau of the city handles what it has decided.
        let (outside, handling) = (Who::Within("zhou", "371522SJ", "371522"), Who::Within("sun", BUREAU, "371522"));
        let case = |who: Who<'_>, key: &str| {
            let about = json!([{ "kind": "penalty", "key": key }]);
            office.post(who, None, "cases", &json!({ "procedure": "gsxt_repair", "code": BAKER, "about": about }))
        };
        let several = |who: Who<'_>, key: &str| {
            let mut new = application(json!([{ "kind": "penalty", "key": key }]));
            new["code"] = json!(BAKER);
            office.post(who, None, "applications", &new)
        };
        for ask in [&case as &dyn Fn(Who<'_>, &str) -> (u16, Value), &several] {
            let told = |key: &str| {
                let (status, told) = ask(outside, key);
                (status, told["title"].clone(), told["detail"].clone())
            };
            assert_eq!(told(&there).0, 404, "{}", place.backend);
            assert_eq!(told(&there), told(&nowhere), "{}", place.backend);
            assert_ne!(ask(handling, &there).0, 404, "{}", place.backend);
        }
    });
}

//! A plan of reorganisation shields a membership for a time (worked case C34): off the public list, measures suspended, its
//! term running on. The dates rest on `procedures.shield` and the term of the list.

use crate::entries::{changes, eventually};
use crate::office::{BAKER, Office};
use crate::{day, days, reasons, spans};
use contracts::access::Role;
use contracts::port::{Feed as _, ListAct, ListOrder, Lists as _};
use domain::record::Standing;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Place, each_backend};

/// Listed and published on 2025-03-10, shielded on 2026-05-20.
fn shielded(place: &Place) -> (Office, i64) {
    let office = Office::open(place, "2025-02-24");
    let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
    office.published(case_no);
    eventually(&office, "entries", 1);
    office.clock.turn_to("2026-05-20");
    office.ordered(case_no, "shield", "2026-05-20", "repair:7#4");
    (office, case_no)
}

/// Codes of measures with whether they are suspended, and their days.
fn measure(office: &Office) -> (usize, Value, Value, Value) {
    let told = office.get("measures");
    let all = told["items"][0]["measures"].as_array().cloned().unwrap_or_default();
    let first = all.first().cloned().unwrap_or_default();
    (all.len(), first["suspended"].clone(), first["from"].clone(), first["until"].clone())
}

#[test]
fn c34_it_is_off_the_public_list_with_its_measures_suspended_and_its_term_runs_on() {
    each_backend(|place| {
        let (office, case_no) = shielded(place);
        assert_eq!(office.get("entries")["items"], json!([]), "{}", place.backend);
        assert_eq!(office.ask(Role::Bank, "entries").1["items"], json!([]), "{}", place.backend);
        let one = office.memberships(BAKER)[0].clone();
        assert_eq!((&one["now"], &one["shielded_since"]), (&json!(true), &json!("2026-05-20")), "{one}");
        assert_eq!(spans(&one), days(&[("2025-03-10", Some("2028-03-10"))]), "{}", place.backend);
        let suspended = (8, json!(true), json!("2026-05-20"), json!("2028-03-10"));
        assert_eq!(measure(&office), suspended, "{}: shown as suspended", place.backend);
        // Whoever keeps a copy of the list takes it out.
        let ended = eventually(&office, "entries/changes?from=2026-05-01", 1);
        let told = &ended["items"][0];
        assert_eq!((&told["why"], &told["on"]), (&json!("shielded"), &json!("2026-05-20")), "{told}");
        let taken = office.get(&format!("cases/{case_no}"))["taken"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&taken["account"], &taken["stated"]["cause"]), (&json!("house:repair"), &json!("repair:7#4")));

        office.clock.turn_to("2026-11-02");
        office.ordered(case_no, "unshield", "2026-11-02", "repair:7#6");
        let entry = eventually(&office, "entries", 1);
        let listing = &entry["items"][0]["listings"][0];
        assert_eq!((&listing["listed_on"], &listing["until"]), (&json!("2025-03-10"), &json!("2028-03-10")), "{entry}");
        let in_force = (8, json!(false), json!("2026-11-02"), json!("2028-03-10"));
        assert_eq!(measure(&office), in_force, "{}", place.backend);
        let told = eventually(&office, "entries/changes?from=2026-05-01", 1);
        assert_eq!(changes(&told), [(BAKER, "shown", "2026-11-02")], "{}: it is shown again", place.backend);
        assert_eq!(office.memberships(BAKER)[0].get("shielded_since"), None);
        let (_, then) = office.ask(Role::Official, "measures?as_of=2026-05-19");
        let first = &then["items"][0]["measures"][0];
        assert_eq!((&first["suspended"], &first["until"]), (&json!(false), &json!("2026-05-19")), "{then}");
    });
}

#[test]
fn the_feed_tells_the_membership_with_the_days_of_its_shield() {
    each_backend(|place| {
        let (office, case_no) = shielded(place);
        office.clock.turn_to("2026-11-02");
        office.ordered(case_no, "unshield", "2026-11-02", "repair:7#6");
        let mut changes = Vec::new();
        while changes.len() < 4 {
            changes = office.lists.changes(None, 100, Duration::from_secs(60)).unwrap();
        }
        let told: Vec<(String, Value)> = changes
            .iter()
            .map(|change| {
                let content: Value = serde_json::from_str(&change.content).unwrap();
                assert!(serde_json::from_value::<Standing>(content.clone()).is_ok());
                (change.key.clone(), content["shielded"].clone())
            })
            .collect();
        let key = format!("standing:serious_list/371502SJ/listing-{case_no}-1");
        // Listed, published, shielded, shown again.
        let wanted = [
            (key.clone(), Value::Null),
            (key.clone(), Value::Null),
            (key.clone(), json!([{ "from": "2026-05-20" }])),
            (key, json!([{ "from": "2026-05-20", "until": "2026-11-01" }])),
        ];
        assert_eq!(told, wanted, "{}", place.backend);
    });
}

#[test]
fn what_expires_beneath_the_shield_is_over_and_needs_no_lifting() {
    each_backend(|place| {
        let (office, case_no) = shielded(place);
        office.clock.turn_to("2028-03-11");
        assert_eq!(office.lists.keep().unwrap(), 1, "{}", place.backend);
        let told = office.ordered(case_no, "unshield", "2028-03-11", "repair:7#6");
        assert_eq!(told["repeated"], true, "{}: nothing is left to be lifted", place.backend);
        assert_eq!(office.memberships(BAKER)[0]["now"], false);
        assert_eq!(office.get("measures")["items"], json!([]), "{}", place.backend);
    });
}

#[test]
fn after_execution_it_is_left_for_good() {
    each_backend(|place| {
        let (office, case_no) = shielded(place);
        office.clock.turn_to("2026-11-02");
        office.ordered(case_no, "remove", "2026-11-02", "repair:7#9");
        let one = office.memberships(BAKER)[0].clone();
        assert_eq!(spans(&one), days(&[("2025-03-10", Some("2026-11-01"))]), "{}", place.backend);
        assert_eq!((&one["now"], one.get("shielded_since")), (&json!(false), None), "{one}");
        assert_eq!(office.get("measures")["items"], json!([]), "{}", place.backend);
    });
}

#[test]
fn an_order_of_a_shield_counts_once_and_no_official_takes_it_by_a_step() {
    each_backend(|place| {
        let (office, case_no) = shielded(place);
        assert_eq!(office.ordered(case_no, "shield", "2026-05-20", "repair:7#4")["repeated"], true);
        let body = json!({ "case_no": case_no, "what": "unshield", "on": "2026-05-20", "cause": "repair:7#4" });
        assert_eq!(office.order(&body).0, 409, "{}: its cause has ordered something else", place.backend);
        // No official shields a listing by a step of its own case.
        let (status, told) = office.step(("li", crate::office::OWN), case_no, "shield", &json!({}));
        assert_eq!((status, reasons(&told).contains(&"WRONG_ROLE")), (422, true), "{}: {told}", place.backend);
        // The same by a process of its own.
        office.clock.turn_to("2026-11-02");
        let what = ListAct::Unshield;
        let order =
            ListOrder { case_no, what, on: day("2026-11-02"), cause: "repair:7#6".to_owned(), accepted: Vec::new() };
        office.remote().order(&order).unwrap();
        assert_eq!(office.memberships(BAKER)[0].get("shielded_since"), None, "{}", place.backend);
    });
}

/// 行政复议法 Art. 42, 行政诉讼法 Art. 56: an entry whose effect is suspended is hidden too, on the abnormal list as well.
#[test]
fn what_is_suspended_is_hidden_on_each_list_and_what_has_ended_needs_no_hiding() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let case_no = crate::abnormal::listed(&office, "2026-07-14");
        eventually(&office, "entries", 1);
        office.clock.turn_to("2026-08-04");
        office.ordered(case_no, "shield", "2026-08-04", "repair:8#2");
        assert_eq!(office.get("entries")["items"], json!([]), "{}", place.backend);
        let one = office.memberships(BAKER)[0].clone();
        assert_eq!((&one["now"], &one["shielded_since"]), (&json!(true), &json!("2026-08-04")), "{one}");
        let taken = office.get(&format!("cases/{case_no}"))["taken"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(taken["step"], "shield", "{taken}");
        office.clock.turn_to("2026-08-10");
        office.ordered(case_no, "unshield", "2026-08-10", "repair:8#3");
        eventually(&office, "entries", 1);
        // Decided on the eve of its removal, and heard of behind that.
        office.clock.turn_to("2026-09-24");
        office.ordered(case_no, "remove", "2026-09-24", "repair:3#4");
        let told = office.ordered(case_no, "shield", "2026-09-23", "repair:9#2");
        assert_eq!(told["repeated"], true, "{}: nothing is left to be hidden", place.backend);
        assert_eq!(spans(&office.memberships(BAKER)[0]), days(&[("2026-07-14", Some("2026-09-23"))]));
    });
}

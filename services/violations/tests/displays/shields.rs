//! A plan of reorganisation shields a display for a time (worked case C34): off display while it lasts, the term running on,
//! and what is left shown again by the same term. It rests on `publicity.shield_ends_use`.

use crate::day;
use crate::office::{BAKER, CARTER, Office, penalty};
use contracts::access::Role;
use contracts::port::Feed as _;
use domain::code::PartyCode;
use policy::library::Library;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::each_backend;

const KEY: &str = "penalty:371500SJ/1";
const POLICY: &str = "publicity.shield_ends_use@2025-12-25";

/// Published on 2026-03-10; general, so that it goes on 2027-03-11 by itself.
fn nightly() -> Value {
    penalty(BAKER, "1", "2026-03-05", &[("published_on", "2026-03-10")])
}

fn order(what: &str, on: &str, cause: &str) -> Value {
    json!({ "subject_id": 1, "key": KEY, "what": what, "on": on, "cause": cause, "reason": "重整计划经裁定批准" })
}

#[track_caller]
fn ordered(office: &Office, what: &str, on: &str, cause: &str) -> Value {
    office.clock.turn_to(on);
    let (status, told) = office.order(Role::Service, None, &order(what, on, cause));
    assert_eq!(status, 200, "{told}");
    told
}

/// First day, first day outside, and end of each interval.
fn intervals(office: &Office, display: &str) -> Vec<(String, String, String)> {
    let told = office.get(display);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = told["intervals"].as_array().unwrap().iter();
    all.map(|one| (text(&one["from"]), text(&one["off"]), text(&one["ended_by"]))).collect()
}

fn interval(from: &str, off: &str, ended_by: &str) -> (String, String, String) {
    (from.to_owned(), off.to_owned(), ended_by.to_owned())
}

fn shown(office: &Office) -> usize {
    office.get("displays")["items"].as_array().unwrap().len()
}

#[test]
fn c34_a_shielded_penalty_is_off_display_and_what_is_left_comes_back() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let display = office.send(&nightly());
        let whole = [interval("2026-03-05", "2027-03-11", "maximum")];
        assert_eq!((intervals(&office, &display), shown(&office)), (whole.to_vec(), 1), "{}", place.backend);
        let told = ordered(&office, "shield", "2026-05-20", "repair:7#4");
        assert_eq!((&told["repeated"], &told["version"]), (&json!(false), &json!(2)), "{told}");
        let hidden = interval("2026-03-05", "2026-05-20", "shielded");
        assert_eq!(intervals(&office, &display), std::slice::from_ref(&hidden), "{}", place.backend);
        let one = office.get(&display);
        assert_eq!((&one["on_display"], shown(&office)), (&json!(false), 0), "{one}");
        // Everybody is told by which parameter, and that it is not settled.
        assert_eq!((&one["stopped"]["why"], &one["stopped"]["by"]), (&json!("shielded"), &json!(POLICY)), "{one}");
        assert_eq!(one["intervals"][0]["provisional"], true, "{one}");
        let why = office.get(&format!("{}/publication", display.trim_end_matches("/display")));
        assert!(why.to_string().contains("not_on_display"), "{why}");
        assert_eq!(office.ask(Role::Bank, &format!("displays/{BAKER}/penalty:371500SJ%2F1")).status(), 404);
        // It was to be seen the day before.
        assert_eq!(office.get("displays?on=2026-05-19")["items"].as_array().unwrap().len(), 1);

        // Neither the nightly file nor a correction brings it back.
        for row in [nightly(), penalty(BAKER, "1", "2026-03-05", &[("published_on", "2026-03-10"), ("cf_nr_fk", "12")])]
        {
            office.act(("u", None), Method::POST, "penalties", &json!({ "rows": [row] }));
            assert_eq!(intervals(&office, &display), std::slice::from_ref(&hidden), "{}", place.backend);
        }
        let record = display.trim_end_matches("/display");
        let read = office.get(record);
        assert_eq!(read["content"]["shielded"], json!([{ "from": "2026-05-20" }]), "{read}");

        ordered(&office, "unshield", "2026-11-02", "repair:7#6");
        let left = interval("2026-11-02", "2027-03-11", "maximum");
        assert_eq!(intervals(&office, &display), [hidden, left], "{}: no term begins anew", place.backend);
        assert_eq!(office.get(&display)["intervals"][1]["term_from"], "2026-03-10");
        assert_eq!(shown(&office), 1, "{}", place.backend);
        let read = office.get(record);
        assert_eq!(read["content"]["shielded"], json!([{ "from": "2026-05-20", "until": "2026-11-01" }]), "{read}");
    });
}

#[test]
fn what_lapses_or_is_stopped_beneath_a_shield_does_not_come_back() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let display = office.send(&nightly());
        ordered(&office, "shield", "2026-05-20", "repair:7#4");
        let hidden = interval("2026-03-05", "2026-05-20", "shielded");
        ordered(&office, "unshield", "2027-03-11", "repair:7#6");
        assert_eq!((intervals(&office, &display), shown(&office)), (vec![hidden], 0), "{}", place.backend);

        // Executed: stopped for good beneath the shield, which is never lifted.
        let other = office.send(&penalty(CARTER, "2", "2026-03-05", &[("published_on", "2026-03-10")]));
        let of_other = |what: &str, on: &str, cause: &str| {
            let mut order = order(what, on, cause);
            (order["subject_id"], order["key"]) = (json!(2), json!("penalty:371500SJ/2"));
            if what == "stop" {
                order["stop_reason"] = json!("repaired");
            }
            office.clock.turn_to(on);
            let (status, told) = office.order(Role::Service, None, &order);
            assert_eq!(status, 200, "{told}");
        };
        of_other("shield", "2027-03-01", "repair:8#4");
        of_other("stop", "2027-03-05", "repair:8#9");
        // Another case whose stop is revoked begins a term beneath the shield, and shows nothing.
        of_other("resume", "2027-03-08", "repair:9#9");
        let hidden = [interval("2026-03-05", "2027-03-01", "shielded")];
        assert_eq!((intervals(&office, &other), shown(&office)), (hidden.to_vec(), 0), "{}", place.backend);
    });
}

#[test]
fn the_feed_tells_of_it_at_once_and_a_record_that_is_moved_takes_it_along() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        office.send(&nightly());
        ordered(&office, "shield", "2026-05-20", "repair:7#4");
        let mut changes = Vec::new();
        while changes.len() < 2 {
            changes = office.ledger.changes(None, 10, Duration::from_secs(60)).unwrap();
        }
        let decided = changes[1].display.as_ref().unwrap();
        let ends: Vec<_> = decided.intervals.iter().map(|one| (one.off, one.ended_by.as_str())).collect();
        assert_eq!(ends, [(day("2026-05-20"), "shielded")], "{}", place.backend);
        assert!(decided.rules.iter().any(|rule| rule == POLICY), "{decided:?}");
        assert!(changes[1].content.contains(r#""shielded":[{"from":"2026-05-20"}]"#), "{}", changes[1].content);

        let code = PartyCode::parse(BAKER).unwrap();
        let by = ledger::Asker::house("王某");
        let on = ledger::OnRecord { code, key: KEY, version: 2, by, reason: "核查" };
        office.ledger.move_to(on, PartyCode::parse(CARTER).unwrap()).unwrap();
        let row = penalty(CARTER, "1", "2026-03-05", &[("published_on", "2026-03-10"), ("cf_nr_fk", "12")]);
        let moved = office.send(&row);
        let hidden = [interval("2026-03-05", "2026-05-20", "shielded")];
        assert_eq!(intervals(&office, &moved), hidden, "{}", place.backend);
    });
}

#[test]
fn an_order_of_a_shield_counts_once_and_what_does_not_fit_is_refused() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let display = office.send(&nightly());
        ordered(&office, "shield", "2026-05-20", "repair:7#4");
        assert_eq!(ordered(&office, "shield", "2026-05-20", "repair:7#4")["repeated"], true, "{}", place.backend);
        let ask = |order: &Value| office.order(Role::Service, None, order);
        assert_eq!(ask(&order("unshield", "2026-05-20", "repair:7#4")).0, 409, "the cause has said something else");
        assert_eq!(ask(&order("unshield", "2026-05-10", "repair:7#6")).0, 409, "it was shielded later than that");
        let (status, told) = ask(&order("unshield", "2026-05-21", "repair:7#6"));
        assert_eq!((status, &told["errors"][0]["field"]), (400, &json!("on")), "a day ahead: {told}");
        let mut reasoned = order("shield", "2026-05-20", "repair:7#8");
        reasoned["stop_reason"] = json!("repaired");
        assert_eq!(ask(&reasoned).1["errors"][0]["field"], "stop_reason", "{}", place.backend);
        assert_eq!(office.order(Role::Official, None, &order("unshield", "2026-05-20", "repair:7#6")).0, 403);
        // Of a stop an order of a shield says nothing, and the other way round.
        let mut stop = order("stop", "2026-05-10", "repair:8#4");
        stop["stop_reason"] = json!("repaired");
        assert_eq!(ask(&stop).0, 200, "{}", place.backend);
        assert_eq!(intervals(&office, &display), [interval("2026-03-05", "2026-05-10", "repaired")]);
        // What was taken back is lifted all the same: nothing of its case waits for it.
        let mut withdrawn = nightly();
        withdrawn["record_state"] = json!("withdrawn");
        office.act(("u", None), Method::POST, "penalties", &json!({ "rows": [withdrawn] }));
        assert_eq!(ask(&order("shield", "2026-05-20", "repair:9#4")).0, 409, "{}", place.backend);
        assert_eq!(ask(&order("unshield", "2026-05-20", "repair:7#6")).0, 200, "{}", place.backend);
    });
}

/// Where an office reads the law otherwise, it is hidden and counts on.
#[test]
fn where_a_shield_does_not_end_use_the_penalty_is_hidden_and_counts_on() {
    let library = Library::shipped().unwrap();
    let own = library.text("publicity.shield_ends_use").unwrap().replace("\"yes\"", "\"no\"");
    let library = library.overlaid([("publicity/shield_ends_use.toml", own.as_str())]).unwrap();
    each_backend(|place| {
        let office = Office::open_by(&library, place, "2026-05-01");
        let display = office.send(&nightly());
        ordered(&office, "shield", "2026-05-20", "repair:7#4");
        let whole = [interval("2026-03-05", "2027-03-11", "maximum")];
        assert_eq!((intervals(&office, &display), shown(&office)), (whole.to_vec(), 0), "{}", place.backend);
        assert_eq!(office.get(&display)["on_display"], false, "{}", place.backend);
        ordered(&office, "unshield", "2026-11-02", "repair:7#6");
        assert_eq!(shown(&office), 1, "{}", place.backend);
    });
}

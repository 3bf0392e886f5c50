//! What is shown of what may be published: each reason by its rule, and what the public gets.

use super::numbers;
use super::office::{BAKER, CARTER, Office, STRANGER, penalty};
use contracts::access::Role;
use policy::library::Library;
use serde_json::{Value, json};
use testkit::each_backend;

/// Path of the publication of a penalty, and that of what everybody sees.
pub(crate) fn paths(display: &str) -> (String, String) {
    let record = display.trim_end_matches("/display");
    (format!("{record}/publication"), record.replacen("penalties/", "displays/", 1))
}

pub(crate) fn reasons(verdict: &Value) -> Vec<&str> {
    let reasons: Vec<&str> =
        verdict["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect();
    assert_eq!(verdict["value"], json!(reasons.is_empty()), "{verdict}");
    reasons
}

#[test]
fn minors_simple_procedure_and_warnings_are_never_shown_and_the_rule_is_named() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        for (ground, cells, article) in [
            ("under_18", ("minor_party", "是"), "第三十条"),
            ("simple_procedure", ("procedure", "simple"), "第五十一条"),
            ("warning_only", ("cf_cflb", "警告"), "第二条"),
        ] {
            let mut cells = vec![cells];
            if ground == "warning_only" {
                cells.extend([("cf_nr_fk", ""), ("severity", "")]);
            }
            let display = office.send(&penalty(BAKER, ground, "2026-02-10", &cells));
            let (publication, public) = paths(&display);
            let told = office.get(&publication);
            assert_eq!(reasons(&told["publishable_in_law"]), [ground], "{told}");
            let reason = &told["publishable_in_law"]["reasons"][0];
            assert!(reason["source"]["article"].as_str().unwrap().contains(article), "{reason}");
            assert!(reason["rule"].as_str().unwrap().starts_with("publicity.never_published@"), "{reason}");
            assert!(reason["zh"].is_string() && reason["en"].is_string(), "{reason}");
            assert_eq!(reasons(&told["shown_by_us"]), ["not_publishable_in_law"]);
            assert_eq!(office.ask(Role::Bank, &public).status(), 404, "{ground}");
        }
        assert_eq!(office.get("displays")["items"], json!([]));
    });
}

#[test]
fn decisions_of_others_are_not_shown_from_the_day_on_and_count_on() {
    each_backend(|place| {
        let office = Office::open(place, "2025-06-21");
        let elsewhere = [("cf_cfjg", "聊城市城市管理局")];
        let display = office.send(&penalty(BAKER, "theirs", "2025-02-10", &elsewhere));
        office.send(&penalty(BAKER, "ours", "2025-02-09", &[]));
        let (publication, public) = paths(&display);
        assert_eq!(numbers(&office.get("displays")), ["theirs", "ours"]);
        assert_eq!(office.ask(Role::Bank, &public).status(), 200);
        office.clock.turn_to("2025-06-22");
        assert_eq!(numbers(&office.get("displays")), ["ours"]);
        assert_eq!(office.ask(Role::Bank, &public).status(), 404);
        let told = office.get(&publication);
        assert_eq!(
            (reasons(&told["publishable_in_law"]), reasons(&told["shown_by_us"])),
            (vec![], vec!["other_field"])
        );
        let reason = &told["shown_by_us"]["reasons"][0];
        assert_eq!(reason["rule"], "publication.own_field_only@2025-06-22");
        assert!(reason["source"]["title"].as_str().unwrap().contains("22号"), "{reason}");
        // What counts is the display by law, which goes on.
        assert_eq!(office.get(&display)["on_display"], true);
        assert_eq!(numbers(&office.get("displays?on=2025-06-21")), ["theirs", "ours"]);
    });
}

#[test]
fn a_natural_person_who_is_not_registered_is_not_shown() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        for (code, shown) in [(STRANGER, false), (CARTER, true)] {
            let display = office.send(&penalty(code, code, "2026-02-10", &[("cf_xdr_lb", "自然人")]));
            let (publication, public) = paths(&display);
            let wanted = if shown { vec![] } else { vec!["natural_person"] };
            assert_eq!(reasons(&office.get(&publication)["shown_by_us"]), wanted, "{code}");
            assert_eq!(office.ask(Role::Bank, &public).status(), if shown { 200 } else { 404 });
        }
        assert_eq!(numbers(&office.get("displays")), [CARTER]);
    });
}

#[test]
fn the_public_gets_the_summary_masked_while_it_is_on_display() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let cells = [
            ("cf_wfxw", "向投诉人王小芳（电话13800138000）虚假宣传"),
            ("cf_nr", "罚款60000元，没收鲁P12345号车上货物"),
            ("display_stopped_on", "2026-05-20"),
        ];
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &cells));
        let (_, public) = paths(&display);
        office.release(&display, &[]);
        let told: Value = office.ask(Role::Bank, &public).json().unwrap();
        let summary = &told["summary"];
        assert_eq!(summary["conduct"]["text"], "向投诉人王某（电话***）虚假宣传", "{told}");
        assert_eq!(summary["content"]["text"], "罚款60000元，没收***号车上货物");
        let masks: Vec<&str> = summary["conduct"]["masked"]
            .as_array()
            .unwrap()
            .iter()
            .map(|mask| mask["kind"].as_str().unwrap())
            .collect();
        assert_eq!(masks, ["name", "mobile"]);
        let fields = ["decision_no", "code", "name", "authority", "decided_on"].map(|field| summary[field].clone());
        assert_eq!(json!(fields), json!(["1", BAKER, "面包店", "聊城市市场监督管理局", "2026-02-10"]));
        assert_eq!((&told["text"]["text"], &told["display_until"]), (&json!("正文"), &json!("2026-05-19")), "{told}");
        assert_eq!((&told["summary_released"], &told["cause"]), (&json!(true), &Value::Null), "no table knows it");
        let listed = &office.get("displays")["items"][0];
        assert_eq!(listed["conduct"], "向投诉人王某（电话***）虚假宣传");
        assert_eq!(listed["public_href"], json!(format!("/violations/v1/{public}")));
        // A merchant sees its own.
        assert_eq!(office.ask_as(Role::Merchant, Some(BAKER), &public).status(), 200);
        assert_eq!(office.ask_as(Role::Merchant, Some(CARTER), &public).status(), 404);
        office.clock.turn_to("2026-05-20");
        assert_eq!(office.ask(Role::Bank, &public).status(), 404);
        assert_eq!(office.ask(Role::Official, &public).status(), 404, "whoever asks");
        assert_eq!(office.ask(Role::Bank, "displays/91371500795315494U/penalty%3Anone").status(), 404);
    });
}

#[test]
fn a_display_tells_its_regime_and_its_days() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let cells = [("served_on", "2026-02-12"), ("published_on", "2026-02-20"), ("display_stopped_on", "2026-04-20")];
        let told = office.get(&office.send(&penalty(BAKER, "1", "2026-02-10", &cells)));
        let days = ["decided_on", "served_on", "published_on"].map(|day| told[day].as_str().unwrap());
        assert_eq!(days, ["2026-02-10", "2026-02-12", "2026-02-20"]);
        assert_eq!(
            (&told["severity"], told["derivations"].to_string().contains("stated_severity")),
            (&json!("general"), false)
        );
        // What the source types in is a statement: a fine of 100,000 yuan stays general.
        let typed = [&cells[..], &[("severity", "serious")]].concat();
        let typed = office.get(&office.send(&penalty(CARTER, "3", "2026-02-10", &typed)));
        let note =
            typed["derivations"].as_array().unwrap().iter().find(|one| one["what"] == "stated_severity").unwrap();
        assert_eq!((&typed["severity"], &note["value"]), (&json!("general"), &json!("serious")), "{typed}");
        assert!(note["by"].as_str().unwrap().contains("derived general by severity.lower_fine@2021-09-01"), "{note}");
        let stopped = &told["stopped"];
        assert_eq!((&stopped["on"], &stopped["why"]), (&json!("2026-04-20"), &json!("stopped")), "{told}");
        // A stated reason is told, and is kept in the record, which is what the feed carries.
        let repaired = [&cells[..], &[("display_stop_reason", "修复")]].concat();
        let path = office.send(&penalty(BAKER, "2", "2026-02-10", &repaired));
        let told_why = office.get(&path);
        let stopped = &told_why["stopped"];
        assert_eq!(
            (&stopped["why"], &stopped["why_zh"]),
            (&json!("repaired"), &json!("信用修复停止公示")),
            "{told_why}"
        );
        assert_eq!((&stopped["on"], &told_why["intervals"][0]["ended_by"]), (&json!("2026-04-20"), &json!("repaired")));
        let record = office.get(path.trim_end_matches("/display")).to_string();
        assert!(record.contains(r#""display_stop_reason":"repaired""#), "{record}");
        let regime = &told["regime"];
        assert_eq!((&regime["rule"], &regime["version"]), (&json!("publicity.gsxt_maxima"), &json!("2025-12-25")));
        assert!(regime["source"]["article"].is_string() && regime["provisional"] == true, "{regime}");
        let before = office.get(&format!("penalties/{BAKER}/penalty%3A371500SJ%2F1/display?as_of=2025-12-24"));
        assert_eq!((&before["regime"]["version"], &before["stopped"]), (&json!("2021-09-01"), &Value::Null));
    });
}

/// §12.6: a penalty counts from its decision; a public surface also needs the publication event.
#[test]
fn a_penalty_counts_from_its_decision_and_is_public_from_its_publication_on() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-15");
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &[("published_on", "")]));
        let (publication, public) = paths(&display);
        assert_eq!(office.get(&display)["on_display"], true, "{}: by law", place.backend);
        let told = office.get(&publication);
        assert_eq!(
            (reasons(&told["publishable_in_law"]), reasons(&told["shown_by_us"])),
            (vec![], vec!["not_published"])
        );
        let reason = &told["shown_by_us"]["reasons"][0];
        assert_eq!(
            (&reason["rule"], &reason["provisional"]),
            (&json!("publication.without_day@2014-10-01"), &json!(true)),
            "{reason}"
        );
        assert_eq!(office.get("displays")["items"], json!([]));
        for role in [Role::Bank, Role::Official] {
            assert_eq!(office.ask(role, &public).status(), 404, "{role}");
        }
        assert_eq!(office.ask_as(Role::Merchant, Some(BAKER), &public).status(), 404);
        // Officials see it among the records.
        assert!(office.get("penalties")["items"].to_string().contains(BAKER));

        office.clock.turn_to("2026-02-20");
        office.send(&penalty(BAKER, "1", "2026-02-10", &[("published_on", "2026-02-20")]));
        assert_eq!(reasons(&office.get(&publication)["shown_by_us"]), [""; 0]);
        let shown: Value = office.ask(Role::Bank, &public).json().unwrap();
        assert_eq!((&shown["published_on"], &shown["provisional"]), (&json!("2026-02-20"), &json!(false)), "{shown}");
        let listed = office.get("displays");
        assert_eq!(numbers(&listed), ["1"]);
        assert_eq!(listed["items"][0]["published_on"], "2026-02-20");
        assert_eq!(numbers(&office.get("displays?on=2026-02-19")), [""; 0], "decided and not yet published");
    });
}

#[test]
fn an_office_may_take_what_carries_no_day_of_publication_for_published() {
    let library = Library::shipped().unwrap();
    let own = library.text("publication.without_day").unwrap().replace("\"withheld\"", "\"shown\"");
    let library = library.overlaid([("publication/without_day.toml", own.as_str())]).unwrap();
    each_backend(|place| {
        let office = Office::open_by(&library, place, "2026-02-15");
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &[("published_on", "")]));
        let (publication, public) = paths(&display);
        assert_eq!(reasons(&office.get(&publication)["shown_by_us"]), [""; 0], "{}", place.backend);
        let shown: Value = office.ask(Role::Bank, &public).json().unwrap();
        assert_eq!((&shown["published_on"], &shown["provisional"]), (&Value::Null, &json!(true)), "{shown}");
        let listed = &office.get("displays")["items"][0];
        assert_eq!((&listed["published_on"], &listed["provisional"]), (&Value::Null, &json!(true)), "{listed}");
        assert_eq!(numbers(&office.get("displays?on=2026-02-10")), ["1"], "from the decision on");
        // What carries a day goes by it.
        office.send(&penalty(CARTER, "2", "2026-02-10", &[("published_on", "2026-02-12")]));
        assert_eq!(numbers(&office.get("displays?on=2026-02-11")), ["1"]);
    });
}

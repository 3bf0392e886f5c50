//! What the law does not allow, refused with its code and its article.

use crate::office::{BAKER, CARTER, GATE, OWN, Office, UPPER, decision, penalty, proposal, served, standing};
use crate::reasons;
use contracts::access::Role;
use domain::record::Record as _;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;
use web::token::Grant;

fn proposed(key: &str, stated: &Value) -> Value {
    let mut body = proposal(BAKER, key);
    body["stated"] = json!({ "facts": "事实", "legal_basis": "依据", "factors": "因素" });
    for (name, value) in stated.as_object().unwrap() {
        body["stated"][name] = value.clone();
    }
    body
}

/// §12.10: a grade that nobody told is asked for, and never guessed.
#[test]
fn a_fine_without_its_grade_is_asked_for_and_makes_no_heavy_penalty() {
    each_backend(|place| {
        let office = Office::open(place, "2025-03-10");
        let fine = |grade: Value| {
            let fields = [("kinds", json!(["fine"])), ("fine_fen", json!(5_000_000)), ("grade", grade)];
            office.violations.put(&penalty(BAKER, "1", "2025-03-10", &fields))
        };
        let article = json!({ "article": "Art. 5" });
        let key = fine(Value::Null);
        let (status, told) = office.act(("wang", OWN), "cases", &proposed(&key, &article));
        assert_eq!((status, reasons(&told)), (422, vec!["NOT_HEAVY"]), "{}: {told}", place.backend);
        let reason = &told["refused"][0];
        let what = reason["what"].as_str().unwrap();
        assert!(what.contains(&key) && what.contains("裁量档次"), "{reason}");
        assert!(reason["article"].as_str().unwrap().contains("第44号"), "{reason}");
        fine(json!("normal"));
        let (_, told) = office.act(("wang", OWN), "cases", &proposed(&key, &article));
        let what = told["refused"][0]["what"].as_str().unwrap();
        assert!(!what.contains("裁量档次") && what.contains("listing.heavy_kinds@2021-09-01"), "{told}");
        fine(json!("aggravated"));
        office.opened(("wang", OWN), &proposed(&key, &article));
    });
}

#[test]
fn everything_that_stands_in_the_way_of_a_proposal_is_told_at_once() {
    each_backend(|place| {
        let office = Office::open(place, "2025-03-10");
        let (status, told) = office.act(("wang", OWN), "cases", &proposed("penalty:371502SJ/none", &json!({})));
        assert_eq!(
            (status, reasons(&told)),
            (422, vec!["NOT_HEAVY", "NO_LISTED_CONDUCT"]),
            "{}: {told}",
            place.backend
        );
        // An article that speaks of no such conduct is none.
        let wrong = json!({ "article": "Art. 99", "proposed_penalty": { "kinds": ["warning"] } });
        let (_, told) = office.act(("wang", OWN), "cases", &proposed("penalty:371502SJ/none", &wrong));
        assert_eq!(reasons(&told), ["NOT_HEAVY", "NO_LISTED_CONDUCT"], "{told}");
        let unread = json!({ "article": "Art. 5", "proposed_penalty": { "kinds": ["thunder"] } });
        let (status, told) = office.act(("wang", OWN), "cases", &proposed("penalty:371502SJ/none", &unread));
        assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("stated")), "{told}");
    });
}

#[test]
fn a_listing_needs_its_penalty_of_the_same_day_no_innocence_and_what_is_grave() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let heavy = penalty(BAKER, "1", "2025-03-10", &[]);
        let case_no = office.opened(("wang", OWN), &proposal(BAKER, heavy.key().as_str()));
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        // What the party claims proves nothing.
        let plea = json!({ "stated": { "plea": "没有故意", "no_intent_proved": true }, "on_paper": true });
        office.taken(("wang", OWN), case_no, "plead", &plea);
        office.clock.turn_to("2025-03-10");
        office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
        let refused = |more: &Value| {
            let (status, told) = office.step(("li", OWN), case_no, "list", more);
            assert_eq!(status, 422, "{told}");
            reasons(&told).join(" ")
        };
        assert_eq!(refused(&decision()), "NOT_HEAVY NOT_WITH_PENALTY", "{}: nothing is decided yet", place.backend);
        office.violations.put(&heavy);
        office.clock.turn_to("2025-03-11");
        assert_eq!(refused(&decision()), "NOT_WITH_PENALTY", "{}: a day too late", place.backend);
        office.violations.put(&penalty(BAKER, "1", "2025-03-11", &[]));
        let mut unweighed = decision();
        unweighed["stated"]["grave"] = json!(false);
        assert_eq!(refused(&unweighed), "NOT_GRAVE", "{}", place.backend);
        let mut innocent = decision();
        innocent["stated"]["no_intent_proved"] = json!(true);
        assert_eq!(refused(&innocent), "NO_INTENT_PROVED", "{}", place.backend);
        let bare = json!({ "stated": { "decision": "决定列入", "grave": true } });
        assert_eq!(refused(&bare), "MATERIAL_MISSING NOT_GRAVE", "{}", place.backend);
        office.taken(("li", OWN), case_no, "list", &served(decision(), "2025-03-11"));
        // Publishing is a step of its own, and whoever takes it has masked and looked.
        let unmasked = json!({ "stated": { "publication": "公示系统" }, "accept": GATE });
        let (status, told) = office.step(("li", OWN), case_no, "publish", &unmasked);
        assert_eq!((status, reasons(&told)), (422, vec!["MASKING_NOT_DONE"]), "{told}");
        office.published(case_no);
    });
}

#[test]
fn what_the_house_does_nobody_else_does() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        for step in ["remove", "expire"] {
            let (status, told) =
                office.step(("li", OWN), case_no, step, &json!({ "stated": { "cause": "repair:1#1" } }));
            assert_eq!(status, 422, "{told}");
            let code = if step == "remove" { "REMOVAL_NOT_APPROVED" } else { "TERM_NOT_OVER" };
            assert_eq!(reasons(&told), ["WRONG_ROLE", code], "{}: {told}", place.backend);
        }
        let (_, told) = office.step(("li", OWN), case_no, "expire", &json!({}));
        assert_eq!(told["refused"][1]["until"], "2028-03-11", "{told}");
    });
}

#[test]
fn a_case_is_opened_by_an_office_and_about_what_this_service_knows() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let body = proposal(BAKER, "penalty:371502SJ/1");
        let without = office.send(Grant::of_role("u", "某", Role::Official), Method::POST, "cases", Some(&body));
        let told: Value = without.json().unwrap();
        assert_eq!(told["errors"][0]["field"], "office", "{}: {told}", place.backend);
        let with = |field: &str, value: Value| {
            let mut body = body.clone();
            body[field] = value;
            office.act(("wang", OWN), "cases", &body)
        };
        let about = json!([{ "kind": "class", "key": "A" }]);
        assert_eq!(with("about", about).1["errors"][0]["field"], "about", "{}", place.backend);
        // Repairs are another service's.
        let (status, told) = with("procedure", json!("gsxt_repair"));
        assert_eq!(status, 422, "{told}");
        // Who may be listed, the register says.
        let overdue = office.registry.put(&standing(CARTER, "annual_report_overdue", "2026-07-01"));
        for (procedure, code) in [("abnormal_list", CARTER), ("abnormal_mark", BAKER)] {
            let body = json!({
                "procedure": procedure, "code": code, "about": [{ "kind": "standing", "key": overdue }],
                "step": "find_late_report", "stated": { "facts": "未年报" },
            });
            let (status, told) = office.act(("wang", OWN), "cases", &body);
            assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("procedure")), "{procedure}: {told}");
        }
    });
}

/// Art. 13, §12.17: the list is decided by the office of market regulation that decides the penalty, and by no other.
#[test]
fn an_office_lists_nobody_for_the_penalty_of_another() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let refused = |who: (&str, &str), key: &str| {
            let (status, told) = office.act(who, "cases", &proposal(BAKER, key));
            assert_eq!(status, 422, "{told}");
            let article = told["refused"][0]["article"].as_str().unwrap();
            assert!(article.contains("第44号"), "{told}");
            reasons(&told).join(" ")
        };
        let key = office.violations.put(&penalty(BAKER, "1", "2025-03-10", &[]));
        assert_eq!(refused(("sun", "371523SJ"), &key), "NOT_DECIDING_OFFICE", "{}", place.backend);
        // Of one that is still to be decided its key tells whose it is.
        assert_eq!(refused(("sun", "371523SJ"), "penalty:371502SJ/2"), "NOT_DECIDING_OFFICE");
        // The list is the one of market regulation alone: another department's penalty leads there by no office.
        let elsewhere = [("authority", json!("东昌府区文化和旅游局")), ("authority_code", json!("371502WH"))];
        let key = office.violations.put(&penalty(BAKER, "3", "2025-03-10", &elsewhere));
        assert_eq!(refused(("sun", "371502WH"), &key), "NOT_DECIDING_OFFICE", "{}", place.backend);
        // What was its own when it was proposed still has to be when it is decided.
        let case_no = office.opened(("wang", OWN), &proposal(BAKER, "penalty:371502SJ/4"));
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        office.clock.turn_to("2025-03-10");
        office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
        let authority = [("authority", json!("东昌府区文化和旅游局"))];
        office.violations.put(&penalty(BAKER, "4", "2025-03-10", &authority));
        let (status, told) = office.step(("li", OWN), case_no, "list", &decision());
        assert_eq!((status, reasons(&told)), (422, vec!["NOT_DECIDING_OFFICE"]), "{}: {told}", place.backend);
    });
}

//! The serious list from its proposal to its end, by the cases of the law dossier.

use crate::office::{BAKER, OWN, Office, UPPER, decision, penalty, proposal, served, standing};
use crate::{day, days, reasons, spans};
use contracts::access::Role;
use contracts::port::Lists as _;
use domain::record::Record as _;
use serde_json::json;
use testkit::each_backend;
use web::token::Grant;

/// C17: decided on 2025-03-10, it ends by itself through 2028-03-10.
#[test]
fn a_listing_runs_from_its_decision_through_its_third_anniversary() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        let listed = office.memberships(BAKER);
        assert_eq!(spans(&listed[0]), days(&[("2025-03-10", Some("2028-03-10"))]), "{}", place.backend);
        let time = &listed[0]["times"][0];
        assert_eq!((&time["left_by"], &time["by"]), (&json!("term"), &json!("listing.term@2021-09-01")), "{time}");
        assert_eq!((&listed[0]["office"], &listed[0]["ground"]), (&json!(OWN), &json!("Art. 5")), "{listed:?}");
        // Nothing is expired a day too early, whoever asks.
        office.clock.turn_to("2028-03-10");
        assert_eq!((office.lists.keep().unwrap(), &office.memberships(BAKER)[0]["now"]), (0, &json!(true)));
        office.clock.turn_to("2028-03-11");
        assert_eq!(office.memberships(BAKER)[0]["now"], json!(false), "the day alone ends it");
        assert_eq!(office.lists.keep().unwrap(), 1, "{}", place.backend);
        let case = office.get(&format!("cases/{case_no}"));
        assert_eq!((&case["stage"], &case["over"]), (&json!("expired"), &json!(true)), "{case}");
        let last = case["taken"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["role"], &last["on"]), (&json!("house"), &json!("2028-03-11")), "{last}");
        assert_eq!(spans(&office.memberships(BAKER)[0]), days(&[("2025-03-10", Some("2028-03-10"))]));
        assert_eq!(office.lists.keep().unwrap(), 0, "{}: it is done once", place.backend);
    });
}

/// C20: removed on 2026-03-24, revoked on 2026-09-01: through 2029-09-01.
#[test]
fn a_revoked_removal_begins_a_term_of_its_own() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2026-03-24");
        office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        let removed = office.memberships(BAKER);
        assert_eq!(spans(&removed[0]), days(&[("2025-03-10", Some("2026-03-23"))]), "{}", place.backend);
        assert_eq!((&removed[0]["times"][0]["left_by"], &removed[0]["now"]), (&json!("removed"), &json!(false)));
        office.clock.turn_to("2026-09-01");
        office.ordered(case_no, "restore", "2026-09-01", "repair:12#9");
        let restored = &office.memberships(BAKER)[0];
        let wanted = [("2025-03-10", Some("2026-03-23")), ("2026-09-01", Some("2029-09-01"))];
        assert_eq!(spans(restored), days(&wanted), "{}", place.backend);
        assert_eq!(
            (&restored["listed_on"], &restored["term_from"]),
            (&json!("2025-03-10"), &json!("2026-09-01")),
            "{restored}"
        );
    });
}

/// C35: the consent of the city is missing on the day of the decision.
#[test]
fn a_county_neither_lists_nor_publishes_without_the_consent_of_the_next_level_up() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let penalty = penalty(BAKER, "1", "2025-03-10", &[]);
        let case_no = office.opened(("wang", OWN), &proposal(BAKER, penalty.key().as_str()));
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        office.clock.turn_to("2025-03-10");
        office.violations.put(&penalty);
        let (status, told) = office.step(("li", OWN), case_no, "list", &decision());
        assert_eq!((status, reasons(&told)), (422, vec!["WRONG_STAGE"]), "{}: {told}", place.backend);
        assert_eq!(office.step(("li", OWN), case_no, "publish", &decision()).0, 422);
        // The county does not consent in the city's place, whatever it writes; a document of the city is needed.
        let consent = json!({ "stated": { "consent": "同意", "consent_document": "同意" } });
        let (status, told) = office.step(("li", OWN), case_no, "consent", &consent);
        assert_eq!((status, reasons(&told)), (422, vec!["WRONG_ROLE", "WRONG_OFFICE"]), "{told}");
        let (status, told) = office.step(("li", OWN), case_no, "record_consent", &consent);
        assert_eq!((status, reasons(&told)), (422, vec!["MATERIAL_MISSING"]), "{told}");
        assert_eq!(office.memberships(BAKER), [""; 0], "{}", place.backend);
        office.taken(("zhao", UPPER), case_no, "consent", &consent);
        office.taken(("li", OWN), case_no, "list", &decision());
        assert_eq!(office.memberships(BAKER).len(), 1, "{}", place.backend);
    });
}

#[test]
fn whoever_proposed_does_not_decide() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let penalty = penalty(BAKER, "1", "2025-03-10", &[]);
        let case_no = office.opened(("wang", OWN), &proposal(BAKER, penalty.key().as_str()));
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        office.clock.turn_to("2025-03-10");
        office.violations.put(&penalty);
        office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
        let (status, told) = office.step(("wang", OWN), case_no, "list", &decision());
        assert_eq!((status, reasons(&told)), (422, vec!["INVOLVED_BEFORE"]), "{}: {told}", place.backend);
        let (status, told) = office.step(("sun", "371523SJ"), case_no, "list", &decision());
        assert_eq!((status, reasons(&told)), (422, vec!["WRONG_OFFICE"]), "{}: {told}", place.backend);
        office.taken(("li", OWN), case_no, "list", &decision());
    });
}

/// C21 and Art. 19: the listing falls with the penalty beneath it, and not before that has fallen.
#[test]
fn a_listing_falls_with_its_penalty() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2025-06-03");
        let annulment = json!({ "stated": { "annulment": "行政判决书" } });
        let (status, told) = office.step(("li", OWN), case_no, "fall", &annulment);
        assert_eq!((status, reasons(&told)), (422, vec!["PENALTY_STANDS"]), "{}: {told}", place.backend);
        office.violations.put(&penalty(BAKER, "1", "2025-03-10", &[("annulled_on", json!("2025-06-03"))]));
        office.taken(("li", OWN), case_no, "fall", &annulment);
        let fallen = &office.memberships(BAKER)[0];
        assert_eq!(spans(fallen), days(&[("2025-03-10", Some("2025-06-02"))]), "{}", place.backend);
        assert_eq!(fallen["times"][0]["left_by"], "fallen");
    });
}

/// A remedy against the listing itself, recorded in its case with the paper that says so.
#[test]
fn a_listing_that_is_quashed_is_off_with_its_measures() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2025-06-03");
        let said = json!({ "stated": { "outcome": "判决撤销" } });
        let (status, told) = office.step(("li", OWN), case_no, "quash", &said);
        assert_eq!((status, reasons(&told)), (422, vec!["MATERIAL_MISSING"]), "{}: {told}", place.backend);
        let grant = Grant { department: Some(OWN.to_owned()), ..Grant::of_role("li", "某", Role::Official) };
        let digest = office.paper(grant)["digest"].clone();
        let more = json!({ "papers": [{ "need": "outcome", "digest": digest }] });
        office.taken(("li", OWN), case_no, "quash", &more);
        let quashed = &office.memberships(BAKER)[0];
        assert_eq!(spans(quashed), days(&[("2025-03-10", Some("2025-06-02"))]), "{}", place.backend);
        assert_eq!((&quashed["now"], &quashed["times"][0]["left_by"]), (&json!(false), &json!("fallen")));
        assert_eq!(office.get("measures")["items"], json!([]), "{}", place.backend);
        let confirmation = json!({ "stated": { "confirmation": "已撤下" } });
        assert_eq!(office.taken(("li", OWN), case_no, "confirm_fall", &confirmation)["stage"], "closed");
    });
}

/// 行政处罚法 Art. 64: whoever asked for a hearing may drop it, and the case goes on as if it were held.
#[test]
fn a_hearing_that_is_dropped_is_waited_for_no_longer() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.opened(("wang", OWN), &proposal(BAKER, "penalty:371502SJ/1"));
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        let on_paper = json!({ "on_paper": true });
        office.taken(("wang", OWN), case_no, "ask_hearing", &on_paper);
        let consent = json!({ "stated": { "consent": "同意" } });
        office.clock.turn_to("2025-03-10");
        let (status, told) = office.step(("zhao", UPPER), case_no, "consent", &consent);
        assert_eq!((status, reasons(&told)), (422, vec!["WRONG_STAGE"]), "{}: {told}", place.backend);
        let dropped = office.taken(("wang", OWN), case_no, "drop_hearing", &on_paper);
        assert_eq!(dropped["stage"], "heard", "{}: {dropped}", place.backend);
        office.taken(("zhao", UPPER), case_no, "consent", &consent);
    });
}

/// Art. 11: a listing by itself rests on what officials find, and asks for no heavy penalty.
#[test]
fn a_refusal_to_perform_is_found_and_never_taken_for_granted() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let key = office.violations.put(&penalty(BAKER, "7", "2024-06-03", &[("kinds", json!(["fine"]))]));
        let mut proposal = json!({
            "procedure": "serious_list_separate", "code": BAKER, "about": [{ "kind": "penalty", "key": key }],
            "stated": { "facts": "逾期未缴", "legal_basis": "第44号令第11条", "factors": "转移财产" },
        });
        let (status, told) = office.act(("wang", OWN), "cases", &proposal);
        assert_eq!((status, reasons(&told)), (422, vec!["NO_REFUSAL_TO_PERFORM"]), "{}: {told}", place.backend);
        proposal["stated"]["refuses_to_perform"] = json!(true);
        let case_no = office.opened(("wang", OWN), &proposal);
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        office.clock.turn_to("2025-03-10");
        office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
        office.taken(("li", OWN), case_no, "list", &decision());
        assert_eq!(spans(&office.memberships(BAKER)[0]), days(&[("2025-03-10", Some("2028-03-10"))]));
    });
}

/// Art. 18 of the regulation: for false published data in serious circumstances, which officials find; it falls with the mark.
#[test]
fn false_data_lead_to_the_list_only_where_they_are_found_serious() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let key = office.registry.put(&standing(BAKER, "abnormal_false_information", "2025-01-06"));
        let mut proposal = json!({
            "procedure": "serious_list_false_data", "code": BAKER, "about": [{ "kind": "standing", "key": key }],
            "stated": { "facts": "虚报", "legal_basis": "公示条例第18条", "factors": "数额大", "serious": false },
        });
        let (status, told) = office.act(("wang", OWN), "cases", &proposal);
        assert_eq!((status, reasons(&told)), (422, vec!["FALSE_DATA_NOT_SERIOUS"]), "{}: {told}", place.backend);
        proposal["stated"]["serious"] = json!(true);
        let case_no = office.opened(("wang", OWN), &proposal);
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        office.clock.turn_to("2025-03-10");
        office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
        office.taken(("li", OWN), case_no, "list", &decision());
        let annulment = json!({ "stated": { "annulment": "撤销决定" } });
        let (status, told) = office.step(("li", OWN), case_no, "fall", &annulment);
        assert_eq!((status, reasons(&told)), (422, vec!["PENALTY_STANDS"]), "{}: {told}", place.backend);
        office.registry.take_back(&key);
        office.clock.turn_to("2025-04-01");
        office.taken(("li", OWN), case_no, "fall", &annulment);
        assert_eq!(
            spans(&office.memberships(BAKER)[0]),
            days(&[("2025-03-10", Some("2025-03-31"))]),
            "{}",
            place.backend
        );
    });
}

/// Somebody who is put on the serious list on 2025-03-10, by each of its procedures.
pub(crate) fn listed_by(office: &Office, procedure: &str) -> i64 {
    let (about, stated) = match procedure {
        "serious_list_separate" => {
            let key = office.violations.put(&penalty(BAKER, "7", "2024-06-03", &[("kinds", json!(["fine"]))]));
            (json!({ "kind": "penalty", "key": key }), json!({ "refuses_to_perform": true }))
        }
        "serious_list_false_data" => {
            let key = office.registry.put(&standing(BAKER, "abnormal_false_information", "2025-01-06"));
            (json!({ "kind": "standing", "key": key }), json!({ "serious": true }))
        }
        _ => return office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]),
    };
    office.clock.turn_to("2025-02-24");
    let mut proposal = json!({ "procedure": procedure, "code": BAKER, "about": [about], "stated": stated });
    for (name, said) in [("facts", "查实"), ("legal_basis", "依据"), ("factors", "情节")] {
        proposal["stated"][name] = json!(said);
    }
    let case_no = office.opened(("wang", OWN), &proposal);
    office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
    office.clock.turn_to("2025-03-10");
    office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
    office.taken(("li", OWN), case_no, "list", &decision());
    case_no
}

/// Art. 21: a statutory restriction that lasts longer than the term; what is written after the decision changes neither.
#[test]
fn a_longer_restriction_holds_and_nothing_that_is_written_later_changes_the_decision() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let heavy = penalty(BAKER, "1", "2025-03-10", &[]);
        let case_no = office.opened(("wang", OWN), &proposal(BAKER, heavy.key().as_str()));
        office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
        office.clock.turn_to("2025-03-10");
        office.violations.put(&heavy);
        office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
        let mut restricting = served(decision(), "2025-03-10");
        restricting["stated"]["restricted_until"] = json!("2030-06-30");
        office.taken(("li", OWN), case_no, "list", &restricting);
        let later = json!({ "stated": {
            "annulment": "复议决定", "restricted_until": "2040-01-01", "article": "投诉人王小芳 13800138000",
        } });
        office.taken(("li", OWN), case_no, "receive_annulment", &later);
        let listed = &office.memberships(BAKER)[0];
        assert_eq!(spans(listed), days(&[("2025-03-10", Some("2030-06-30"))]), "{}", place.backend);
        // Other services are told, since it stands in the way of an early removal (Art. 16).
        let told = office.remote().of_subject(1).unwrap();
        assert_eq!(told[0].restricted_until, Some(day("2030-06-30")), "{told:?}");
        assert_eq!(told[0].spans[0].published_on, None, "{told:?}");
        office.published(case_no);
        let told = office.remote().of_subject(1).unwrap();
        assert_eq!(told[0].spans[0].published_on, Some(day("2025-03-10")), "{told:?}");
        assert_eq!((&listed["times"][0]["left_by"], &listed["ground"]), (&json!("restriction"), &json!("Art. 5")));
        office.clock.turn_to("2030-06-30");
        assert_eq!(office.lists.keep().unwrap(), 0);
        office.clock.turn_to("2030-07-01");
        assert_eq!(office.lists.keep().unwrap(), 1, "{}", place.backend);
    });
}

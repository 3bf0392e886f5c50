//! The abnormal list and the mark: the days, the grounds, and how they end.

use crate::office::{ABNORMAL_LIST, ABNORMAL_MARK, BAKER, CARTER, CARTERS, OWN, Office, publication, standing};
use crate::{day, days, reasons, spans};
use serde_json::{Value, json};
use testkit::each_backend;

/// What an official writes who finds that a report was not published in time.
pub(crate) fn late(procedure: &str, code: &str, key: &str, law: &str, found_on: &str) -> Value {
    json!({
        "procedure": procedure, "code": code, "about": [{ "kind": "standing", "key": key }], "step": "find_late_report",
        "on": found_on, "on_paper": true, "stated": { "facts": "未年报", "found_on": found_on }, "accept": [law],
    })
}

/// An enterprise that is listed for a late report, and published, on a day.
pub(crate) fn listed(office: &Office, on: &str) -> i64 {
    let key = office.registry.put(&standing(BAKER, "annual_report_overdue", "2026-07-01"));
    let case_no = office.opened(("wang", OWN), &late("abnormal_list", BAKER, &key, ABNORMAL_LIST, "2026-06-30"));
    office.clock.turn_to(on);
    let decision = json!({ "stated": { "decision": "决定列入" }, "accept": [ABNORMAL_LIST] });
    office.taken(("li", OWN), case_no, "list", &decision);
    office.taken(("li", OWN), case_no, "publish", &publication(&[ABNORMAL_LIST]));
    case_no
}

/// A sole trader that was marked on 2026-07-14, and is restored today for a report that has come.
pub(crate) fn unmarked(office: &Office) -> i64 {
    let key = office.registry.put(&standing(CARTER, "annual_report_overdue", "2026-07-01"));
    let case_no = office.opened(("wang", CARTERS), &late("abnormal_mark", CARTER, &key, ABNORMAL_MARK, "2026-06-30"));
    let mark = json!({
        "stated": { "decision": "决定标记" }, "accept": [ABNORMAL_MARK], "on": "2026-07-14", "on_paper": true,
    });
    office.taken(("li", CARTERS), case_no, "mark", &mark);
    office.registry.put(&standing(CARTER, "annual_report", "2026-09-18"));
    office.lists.keep().unwrap();
    office.taken(("li", CARTERS), case_no, "unmark_for_report", &json!({ "accept": [ABNORMAL_MARK] }));
    case_no
}

/// C22: the report of 2025 is missed on 2026-06-30: to be listed by 2026-07-14; removed on 2026-09-24.
#[test]
fn whoever_misses_a_report_is_listed_within_ten_working_days_of_the_end_of_its_window() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let key = office.registry.put(&standing(BAKER, "annual_report_overdue", "2026-07-01"));
        let case_no = office.opened(("wang", OWN), &late("abnormal_list", BAKER, &key, ABNORMAL_LIST, "2026-06-30"));
        let due = office.get("deadlines?clock=abnormal_listing");
        assert_eq!(due["items"][0]["last_on"], "2026-07-14", "{}: {due}", place.backend);
        office.clock.turn_to("2026-07-14");
        let decision = json!({ "stated": { "decision": "决定列入" }, "accept": [ABNORMAL_LIST] });
        office.taken(("li", OWN), case_no, "list", &decision);
        let case = office.get(&format!("cases/{case_no}"));
        assert_eq!(case["limits"][0]["state"], "met", "{case}");
        assert_eq!(spans(&office.memberships(BAKER)[0]), days(&[("2026-07-14", None)]), "{}", place.backend);
        office.clock.turn_to("2026-09-24");
        office.ordered(case_no, "remove", "2026-09-24", "repair:3#4");
        let removed = &office.memberships(BAKER)[0];
        assert_eq!(spans(removed), days(&[("2026-07-14", Some("2026-09-23"))]), "{}", place.backend);
        assert_eq!(
            (&removed["times"][0]["left_by"], &removed["ground"]),
            (&json!("removed"), &json!("经营异常：未按期年报"))
        );
    });
}

#[test]
fn a_ground_is_dated_the_day_on_which_it_came_about_and_is_gone_once_it_is_made_good() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let key = office.registry.put(&standing(BAKER, "annual_report_overdue", "2026-07-01"));
        let refused = |body: &Value| {
            let (status, told) = office.act(("wang", OWN), "cases", body);
            assert_eq!(status, 422, "{told}");
            reasons(&told).join(" ")
        };
        let body = late("abnormal_list", BAKER, &key, ABNORMAL_LIST, "2026-06-30");
        let with = |field: &str, value: Value| {
            let mut body = body.clone();
            body[field] = value;
            body
        };
        assert_eq!(refused(&with("on", json!("2026-07-01"))), "FOUND_ON_ANOTHER_DAY", "{}", place.backend);
        let unsaid = with("stated", json!({ "facts": "未年报" }));
        assert_eq!(refused(&unsaid), "NO_ABNORMAL_GROUND FOUND_ON_ANOTHER_DAY", "{}", place.backend);
        let other =
            with("stated", json!({ "facts": "无", "found_on": "2026-06-30", "ground": "abnormal_unreachable" }));
        assert_eq!(refused(&other), "NO_ABNORMAL_GROUND FOUND_ON_ANOTHER_DAY", "{}", place.backend);
        // The register knows that the window had not ended by then.
        let early = late("abnormal_list", BAKER, &key, ABNORMAL_LIST, "2026-06-29");
        assert_eq!(refused(&early), "FOUND_ON_ANOTHER_DAY", "{}", place.backend);
        // Nor is it found on a later day, which would give the office ten days anew (C22: by 2026-07-14).
        let late_found = late("abnormal_list", BAKER, &key, ABNORMAL_LIST, "2026-07-02");
        assert_eq!(refused(&late_found), "FOUND_ON_ANOTHER_DAY", "{}", place.backend);
        // Whoever does not name the law that is not settled does not act on it.
        assert_eq!(refused(&with("accept", json!([]))), "LAW_UNSETTLED", "{}", place.backend);

        let case_no = office.opened(("wang", OWN), &body);
        office.registry.put(&standing(BAKER, "annual_report", "2026-07-06"));
        office.clock.turn_to("2026-07-10");
        let decision = json!({ "stated": { "decision": "决定列入" }, "accept": [ABNORMAL_LIST] });
        let (status, told) = office.step(("li", OWN), case_no, "list", &decision);
        assert_eq!((status, reasons(&told)), (422, vec!["NO_ABNORMAL_GROUND"]), "{}: {told}", place.backend);
        assert!(told["refused"][0]["what"].as_str().unwrap().contains("2026-07-06"), "{told}");
    });
}

#[test]
fn two_letters_are_sent_as_far_apart_as_the_law_wants() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-20");
        let find = |second: &str| {
            let body = json!({
                "procedure": "abnormal_list", "code": BAKER, "about": [{ "kind": "standing", "key": "standing:x:y:z" }],
                "step": "find_unreachable",
                "stated": {
                    "first_letter": "挂号信", "second_letter": "挂号信", "returned": "均退回", "found_on": "2026-05-20",
                    "first_letter_on": "2026-04-01", "second_letter_on": second,
                },
                "accept": [ABNORMAL_LIST, "listing.letter_interval@2025-05-01"],
            });
            office.act(("wang", OWN), "cases", &body)
        };
        for (second, wanted) in [("2026-04-15", 422), ("2026-04-16", 201), ("2026-05-01", 201), ("2026-05-02", 422)] {
            let (status, told) = find(second);
            assert_eq!(status, wanted, "{}: {second} {told}", place.backend);
            let wanted: &[&str] = if wanted == 422 { &["LETTERS_NOT_APART"] } else { &[] };
            assert_eq!(reasons(&told), wanted, "{told}");
        }
    });
}

/// A sole trader is not listed but marked, and need not ask once the missing report has come.
#[test]
fn a_mark_for_a_late_report_ends_without_asking() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let key = office.registry.put(&standing(CARTER, "annual_report_overdue", "2026-07-01"));
        // Marking is for whoever registered the trader, and not for a neighbour (§4).
        let found = late("abnormal_mark", CARTER, &key, ABNORMAL_MARK, "2026-06-30");
        let (status, told) = office.act(("wang", OWN), "cases", &found);
        assert_eq!((status, reasons(&told)), (422, vec!["NOT_REGISTERING_OFFICE"]), "{}: {told}", place.backend);
        let case_no = office.opened(("wang", CARTERS), &found);
        office.clock.turn_to("2026-07-14");
        let decision = json!({ "stated": { "decision": "决定标记" }, "accept": [ABNORMAL_MARK] });
        office.taken(("li", CARTERS), case_no, "mark", &decision);
        assert_eq!(office.lists.keep().unwrap(), 0, "{}: no report has come", place.backend);
        office.clock.turn_to("2026-09-18");
        office.registry.put(&standing(CARTER, "annual_report", "2026-09-18"));
        assert_eq!(office.lists.keep().unwrap(), 1, "{}", place.backend);
        let case = office.get(&format!("cases/{case_no}"));
        assert_eq!(case["stage"], "reported", "{case}");
        let last = case["taken"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["role"], &last["stated"]["reported_on"]), (&json!("house"), &json!("2026-09-18")), "{last}");
        let due = office.get("deadlines?clock=abnormal_removal");
        assert_eq!(due["items"][0]["last_on"], "2026-09-24", "{due}");
        assert_eq!(spans(&office.memberships(CARTER)[0]), days(&[("2026-07-14", None)]), "still marked");
        office.clock.turn_to("2026-09-24");
        office.taken(("li", CARTERS), case_no, "unmark_for_report", &json!({ "accept": [ABNORMAL_MARK] }));
        let marked = office.memberships(CARTER);
        assert_eq!(spans(&marked[0]), days(&[("2026-07-14", Some("2026-09-23"))]), "{}", place.backend);
        assert_eq!(marked[0]["list"], "abnormal_mark");
        assert_eq!(office.lists.keep().unwrap(), 0);
    });
}

#[test]
fn what_was_wrong_is_corrected_and_says_so() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let case_no = listed(&office, "2026-07-14");
        office.clock.turn_to("2026-08-03");
        office.ordered(case_no, "correct", "2026-08-03", "repair:4#6");
        let corrected = &office.memberships(BAKER)[0];
        assert_eq!(spans(corrected), days(&[("2026-07-14", Some("2026-08-02"))]), "{}", place.backend);
        assert_eq!(corrected["times"][0]["left_by"], "corrected");
        let one = office.lists.memberships(1).unwrap().remove(0);
        assert_eq!((one.around(day("2026-08-02")).is_some(), one.around(day("2026-08-03"))), (true, None));
    });
}

/// §12.24: an entry whose merchant is gone ends by the register alone, with no paper; as long as it is there, it does not.
#[test]
fn an_entry_ends_without_object_once_the_register_says_that_its_merchant_is_gone() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02");
        let case_no = listed(&office, "2026-07-14");
        office.clock.turn_to("2026-10-12");
        let end = json!({ "stated": { "reasons": "已注销" }, "accept": [ABNORMAL_LIST] });
        let (status, told) = office.step(("wang", OWN), case_no, "end", &end);
        assert_eq!((status, reasons(&told)), (422, vec!["NO_GROUND"]), "{}: {told}", place.backend);
        office.register.deregister_all();
        let (_, told) = office.step(("li", OWN), case_no, "end", &end);
        assert_eq!(reasons(&told), ["INVOLVED_BEFORE"], "{}: not by who listed it: {told}", place.backend);
        office.taken(("wang", OWN), case_no, "end", &end);
        let one = &office.memberships(BAKER)[0];
        assert_eq!(spans(one), days(&[("2026-07-14", Some("2026-10-11"))]), "{}", place.backend);
        assert_eq!(one["times"][0]["left_by"], "closed", "{one}");
    });
}

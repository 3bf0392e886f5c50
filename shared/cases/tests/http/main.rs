//! Cases over HTTP, on both databases: who may do what, what is refused and why, and what counts once.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod office;
mod papers;
mod who;

use office::{BAKER, LI, OWN, Office, UPPER, WANG, Who, filing, law, step};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

fn codes(problem: &Value) -> Vec<&str> {
    problem["refused"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

#[test]
fn an_application_goes_from_the_counter_to_its_effect() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-13");
        let case = office.filed();
        let path = format!("cases/{}", case["case_no"]);
        assert_eq!(case["href"], format!("/repair/v1/{path}"), "{}", place.backend);
        assert_eq!((&case["stage_zh"], &case["due_on"]), (&json!("已申请"), &json!("2026-02-24")), "{case}");
        assert_eq!((&case["office"], &case["upper_office"]), (&json!(OWN), &json!(UPPER)), "{case}");
        assert_eq!(case["about"][0]["href"], format!("/violations/v1/penalties/{BAKER}/penalty%3A371522SJ%3A1"));
        let mut case = case;
        for (day, who, name, stated, stage) in [
            ("2026-02-24", &WANG, "accept", json!({}), "accepted"),
            ("2026-02-25", &WANG, "propose", json!({ "opinion": "拟准予" }), "proposed"),
            ("2026-03-04", &LI, "approve", json!({}), "approved"),
            ("2026-03-09", &LI, "confirm", json!({ "confirmation": "已停止公示" }), "effected"),
        ] {
            office.clock.turn_to(day);
            let (status, next) = office.post(who, &format!("{path}/steps"), &step(&case, name, stated));
            assert_eq!((status, &next["stage"]), (200, &json!(stage)), "{}: {next}", place.backend);
            case = next;
        }
        assert_eq!((&case["over"], &case["due_on"]), (&json!(true), &Value::Null));
        let (_, detail) = office.get(&Who::Merchant(BAKER), &path);
        let limits: Vec<(&str, &str, &str)> = detail["limits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|limit| ["clock", "state", "last_on"].map(|field| limit[field].as_str().unwrap()).into())
            .collect();
        // C16.
        let met = [
            ("gsxt_repair_acceptance", "met", "2026-02-24"),
            ("gsxt_repair_decision", "met", "2026-03-04"),
            ("gsxt_repair_stop", "met", "2026-03-09"),
        ];
        assert_eq!(limits, met, "{}", place.backend);
        let taken = detail["taken"].as_array().unwrap();
        assert_eq!(taken.len(), 5, "{}", place.backend);
        assert_eq!(
            (&taken[3]["account"], &taken[3]["role"], &taken[3]["office"]),
            (&json!("li"), &json!("official"), &json!(OWN))
        );
        assert!(taken.iter().all(|step| step["law"] == law() && step["rests_on"] == json!([law()])), "{detail}");
    });
}

#[test]
fn what_the_law_does_not_allow_is_answered_with_code_article_and_day() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case = office.filed();
        let path = format!("cases/{}/steps", case["case_no"]);
        office.lacks(&["NOT_DISPLAYED", "BARRED_FOR_FALSE_PROMISE"]);
        let (status, problem) = office.post(&WANG, &path, &step(&case, "accept", json!({})));
        assert_eq!((status, &problem["code"]), (422, &json!("refused_by_law")), "{}: {problem}", place.backend);
        assert_eq!(codes(&problem), ["NOT_DISPLAYED", "BARRED_FOR_FALSE_PROMISE"]);
        let reason = &problem["refused"][1];
        assert_eq!((&reason["reason_zh"], &reason["what"]), (&json!("因虚假承诺在限制申请期内"), &json!("records")));
        assert_eq!((reason["article"].as_str().unwrap().is_empty(), &reason["until"]), (false, &json!("2026-09-01")));
        // The same is told beforehand.
        let (_, detail) = office.get(&WANG, &format!("cases/{}", case["case_no"]));
        let next = detail["next"].as_array().unwrap().iter().find(|next| next["step"] == "accept").unwrap();
        assert_eq!((&next["possible"], &next["accept"]), (&json!(false), &json!([law()])), "{next}");
        assert_eq!(next["refused"].as_array().unwrap().len(), 2);
        // Law that is not settled is named, or nobody answers for it.
        office.lacks(&[]);
        let mut silent = step(&case, "accept", json!({}));
        silent["accept"] = json!([]);
        let (status, problem) = office.post(&WANG, &path, &silent);
        assert_eq!((status, codes(&problem)), (422, vec!["LAW_UNSETTLED"]), "{}", place.backend);
        let (status, problem) = office.post(&WANG, &path, &step(&case, "approve", json!({})));
        assert_eq!((status, codes(&problem)), (422, vec!["WRONG_STAGE"]), "{}", place.backend);
    });
}

#[test]
fn of_two_officials_who_looked_at_the_same_one_is_told_to_look_again() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case = office.filed();
        let path = format!("cases/{}/steps", case["case_no"]);
        let (status, _) = office.post(&WANG, &path, &step(&case, "accept", json!({})));
        assert_eq!(status, 200);
        let (status, problem) = office.post(&LI, &path, &step(&case, "end", json!({ "reasons": "无" })));
        assert_eq!((status, &problem["code"]), (412, &json!("precondition_failed")), "{}: {problem}", place.backend);
        assert!(problem["detail"].as_str().unwrap().contains("accepted"), "{problem}");
    });
}

#[test]
fn a_request_that_comes_again_counts_once() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let send = |who: &Who, path: &str, body: &Value| {
            let ask = office.ask(who, Method::POST, path).header("idempotency-key", "k-1").json(body);
            Office::told(ask.send().unwrap())
        };
        let baker = Who::Merchant(BAKER);
        let (first, again) = (send(&baker, "cases", &filing()), send(&baker, "cases", &filing()));
        assert_eq!((first.0, &first), (201, &again), "{}", place.backend);
        let path = format!("cases/{}/steps", first.1["case_no"]);
        let accept = step(&first.1, "accept", json!({}));
        let (first, again) = (send(&WANG, &path, &accept), send(&WANG, &path, &accept));
        assert_eq!((first.0, &first), (200, &again), "{}", place.backend);
        let (_, list) = office.get(&WANG, "cases");
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{}", place.backend);
        // Without a key the second has come too late.
        assert_eq!(office.post(&WANG, &path, &accept).0, 412);
        // Under the same key nothing else is done.
        let (status, problem) = send(&WANG, &path, &step(&first.1, "propose", json!({ "opinion": "x" })));
        assert_eq!((status, &problem["code"]), (422, &json!("idempotency_mismatch")), "{}", place.backend);
    });
}

#[test]
fn procedures_are_told_to_everybody() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let (status, list) = office.get(&Who::Role(contracts::access::Role::Bank), "procedures");
        assert_eq!(status, 200, "{}", place.backend);
        let names: Vec<&str> =
            list["items"].as_array().unwrap().iter().map(|one| one["procedure"].as_str().unwrap()).collect();
        assert!(names.contains(&"gsxt_repair") && !names.contains(&"serious_list"), "its own alone: {names:?}");
        let repair = list["items"].as_array().unwrap().iter().find(|one| one["procedure"] == "gsxt_repair").unwrap();
        assert_eq!((&repair["law"], &repair["provisional"]), (&json!(law()), &json!(true)));
        let approve = repair["steps"].as_array().unwrap().iter().find(|step| step["step"] == "approve").unwrap();
        assert_eq!((&approve["by"], &approve["not_by"]), (&json!("official"), &json!(["propose"])));
    });
}

#[test]
fn time_limits_of_cases_are_listed_by_their_last_day() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-13");
        let case = office.filed();
        office.clock.turn_to("2026-02-25");
        let (status, list) = office.get(&WANG, "deadlines?state=overdue");
        assert_eq!(status, 200, "{}: {list}", place.backend);
        let only = &list["items"][0];
        assert_eq!(
            (&only["clock"], &only["last_on"]),
            (&json!("gsxt_repair_acceptance"), &json!("2026-02-24")),
            "{list}"
        );
        assert_eq!((&only["code"], &only["href"], &only["department"]), (&json!(BAKER), &case["href"], &json!(OWN)));
        for (query, count) in [
            ("state=running", 0),
            ("department=371522SJ", 1),
            ("department=371502SJ", 0),
            ("whose=merchant", 0),
            ("whose=office", 1),
            ("clock=gsxt_repair_acceptance", 1),
        ] {
            let (status, list) = office.get(&WANG, &format!("deadlines?{query}"));
            assert_eq!((status, list["items"].as_array().unwrap().len()), (200, count), "{}: {query}", place.backend);
        }
        let (status, problem) = office.get(&WANG, "deadlines?clock=penalty_publication");
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")), "{}", place.backend);
    });
}

#[test]
fn whoever_waits_for_an_office_that_is_late_is_told_what_is_open_and_whom_each_step_is_told() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-13");
        let path = format!("cases/{}", office.filed()["case_no"]);
        let read = || office.get(&Who::Merchant(BAKER), &path).1;
        // C16: to be accepted by 2026-02-24.
        office.clock.turn_to("2026-02-24");
        assert_eq!(read()["remedies"], json!([]), "{}", place.backend);
        office.clock.turn_to("2026-02-25");
        let case = read();
        let remedy = &case["remedies"][0];
        assert_eq!((case["remedies"].as_array().unwrap().len(), &case["over"]), (1, &json!(false)), "{case}");
        // Sixty days from the last day, which is a Saturday.
        let limit =
            ["late", "clock", "started_on", "last_on", "article", "state", "whose"].map(|field| remedy[field].clone());
        let wanted = [
            "gsxt_repair_acceptance",
            "reconsideration_request",
            "2026-02-24",
            "2026-04-27",
            "行政复议法 Art. 20",
            "running",
            "merchant",
        ];
        assert_eq!(limit, wanted.map(|text| json!(text)), "{}: {remedy}", place.backend);
        assert!(remedy["zh"].as_str().unwrap().contains("本级人民政府"), "{remedy}");
        assert_eq!(case["taken"][0]["tells"], json!(["office"]), "{}: {case}", place.backend);
        let accept = case["next"].as_array().unwrap().iter().find(|next| next["step"] == "accept").unwrap();
        assert_eq!(accept["tells"], json!(["party"]), "{accept}");
    });
}

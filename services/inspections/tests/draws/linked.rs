//! Negative results that stop with the penalties and the listing of their case, here and nowhere else told.

use crate::office::{Office, Who, code};
use crate::published::{days, public, send, test, visit};
use contracts::port::{ListMembership, ListedSpan, StandingRecord};
use domain::day::Day;
use domain::record::RecordKind;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

const NOW: &str = "2026-11-24T01:00:00Z";
const CASE: &str = "聊市监处〔2026〕1号";

/// A penalty of the case, displayed from May on, with other fields.
fn penalty(more: Value) -> StandingRecord {
    let mut content = json!({
        "party": code(1), "authority": "聊城市市场监督管理局", "authority_code": "371500SJ", "decision_no": "1",
        "conduct": "虚假宣传", "ground": "《中华人民共和国反不正当竞争法》第二十条", "kinds": ["fine"],
        "content": "罚款", "fine_fen": 10_000_000, "confiscated_fen": 0, "decided_on": "2026-05-06",
        "published_on": "2026-05-11", "case_no": CASE,
    });
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (kind, key) = (RecordKind::Penalty, "penalty:371500SJ/1".to_owned());
    StandingRecord { kind, key, content: content.to_string(), by: Vec::new() }
}

fn listed_until(off: &str) -> ListMembership {
    let (from, off) = (Day::parse("2026-05-06").unwrap(), Day::parse(off).unwrap());
    ListMembership {
        case_no: 7,
        list: "serious_list".to_owned(),
        office: "371500SJ".to_owned(),
        upper_office: None,
        ground: None,
        listed_on: from,
        term_from: from,
        spans: vec![ListedSpan { from, off, published_on: Some(from), key: None }],
        about: vec!["penalty:371500SJ/1".to_owned()],
        restricted_until: None,
        by: Vec::new(),
    }
}

/// A visit that found something, one that found nothing, and a test that failed; all of one case and published.
fn made(place: &testkit::Place) -> Office {
    let office = Office::open(place, NOW);
    send(&office, "inspections", visit("V1", json!({ "result": "I06", "case_no": CASE })));
    send(&office, "inspections", visit("V2", json!({ "case_no": CASE, "published_on": "2026-04-11" })));
    send(&office, "tests", test("T1", json!({ "case_no": CASE })));
    office
}

#[test]
fn a_negative_result_stops_with_the_penalty_of_its_case() {
    each_backend(|place| {
        let office = made(place);
        let all = (vec!["2026-04-11", "2026-04-10"], vec!["2026-04-12"]);
        assert_eq!(days(&public(&office, code(1))), all, "{}: no penalty of the case is known", place.backend);
        office.beside.penalties(vec![penalty(json!({}))]);
        assert_eq!(days(&public(&office, code(1))), all, "{}: it is on display", place.backend);
        office.beside.penalties(vec![penalty(json!({ "display_stopped_on": ["2026-11-24"] }))]);
        let passed = (vec!["2026-04-11"], vec![]);
        assert_eq!(days(&public(&office, code(1))), passed, "{}: repaired today", place.backend);
        let other = json!({ "display_stopped_on": ["2026-11-24"], "case_no": "另案" });
        office.beside.penalties(vec![penalty(other)]);
        assert_eq!(days(&public(&office, code(1))), all, "{}: of another case", place.backend);
    });
}

#[test]
fn a_listing_of_the_case_keeps_its_results_on_display() {
    each_backend(|place| {
        let office = made(place);
        office.beside.penalties(vec![penalty(json!({ "display_stopped_on": ["2026-11-24"] }))]);
        office.beside.listings(vec![listed_until("2029-05-06")]);
        let all = (vec!["2026-04-11", "2026-04-10"], vec!["2026-04-12"]);
        assert_eq!(days(&public(&office, code(1))), all, "{}", place.backend);
        office.beside.listings(vec![listed_until("2026-11-24")]);
        assert_eq!(days(&public(&office, code(1))), (vec!["2026-04-11"], vec![]), "{}: removed today", place.backend);
    });
}

#[test]
fn while_nobody_says_what_became_of_the_case_nothing_is_shown() {
    each_backend(|place| {
        let office = made(place);
        office.beside.go_away(true);
        let path = format!("published/{}", code(1));
        assert_eq!(office.status(Who::Nobody, Method::GET, &path, None).0, 503, "{}", place.backend);
        let path = format!("published/{}", code(2));
        let (status, answer) = office.status(Who::Nobody, Method::GET, &path, None);
        assert_eq!(status, 200, "{}: who has no result of a case needs no other service: {answer}", place.backend);
    });
}

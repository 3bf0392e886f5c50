//! Results of visits and tests that whoever asks may see.

use crate::office::{Office, Who, code};
use contracts::access::Role;
use contracts::port::MarkedItem;
use domain::code::PartyCode;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

const NOW: &str = "2026-06-01T01:00:00Z";

pub(crate) fn public(office: &Office, code: PartyCode) -> Value {
    let (status, answer) = office.status(Who::Nobody, Method::GET, &format!("published/{code}"), None);
    assert_eq!(status, 200, "{answer}");
    answer
}

pub(crate) fn send(office: &Office, kind: &str, row: Value) {
    let sent = office.done(kind, &json!({ "rows": [row] }));
    assert_ne!(sent["rows"][0]["outcome"], "refused", "{sent}");
}

/// A visit of own motion that was signed off and published, with other cells.
pub(crate) fn visit(number: &str, more: Value) -> Value {
    let mut row = json!({
        "code": code(1), "number": number, "day": "2026-04-01", "result": "I01", "reason": "own_motion",
        "inspectors": "I1;I3", "signed_off_on": "2026-04-02", "published_on": "2026-04-10"
    });
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}

pub(crate) fn test(number: &str, more: Value) -> Value {
    let mut row = json!({
        "code": code(1), "number": number, "day": "2026-04-01", "result": "FS1", "published_on": "2026-04-12"
    });
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}

/// Days of publication of visits and of tests.
pub(crate) fn days(shown: &Value) -> (Vec<&str>, Vec<&str>) {
    let of =
        |list: &str| shown[list].as_array().unwrap().iter().map(|one| one["published_on"].as_str().unwrap()).collect();
    (of("visits"), of("tests"))
}

#[test]
fn a_published_result_is_shown_as_codes_and_days_and_who_went_is_not() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        for (id, name) in [("I1", "王芳"), ("I3", "李强")] {
            office.done(
                "inspectors",
                &json!({
                    "inspector_id": id, "name": name, "department": "东昌府区市场监管局", "sectors": ["food"],
                    "from": "2026-01-01"
                }),
            );
        }
        send(
            &office,
            "inspections",
            visit(
                "V1",
                json!({
                    "result": "I03;I06", "visit_type": "张三带队检查", "correct_by": "2026-04-20", "corrected_on": "2026-04-18",
                    "task": "T-1", "case_no": "聊市监处〔2026〕1号"
                }),
            ),
        );
        let shown = public(&office, code(1));
        assert_eq!(
            shown["visits"],
            json!([{
                "day": "2026-04-01",
                "results": [
                    { "code": "I03", "zh": "未按规定公示应当公示的信息" }, { "code": "I06", "zh": "发现问题已责令改正" }
                ],
                "visit_type": "own_motion", "visit_type_zh": "依职权抽查", "bureaus": ["东昌府区市场监管局"],
                "published_on": "2026-04-10",
                "correction": { "state": "corrected", "correct_by": "2026-04-20", "corrected_on": "2026-04-18" }
            }]),
            "{}",
            place.backend
        );
        assert!(shown["notice_zh"].is_string() && shown["provisional"] == false, "{shown}");
        for word in ["王芳", "李强", "I1\"", "I3\"", "张三", "T-1", "聊市监处", "V1"] {
            assert!(!shown.to_string().contains(word), "{word}: {shown}");
        }
    });
}

#[test]
fn what_was_not_published_or_may_not_be_is_shown_to_nobody() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        let unpublished = |mut row: Value| {
            row.as_object_mut().unwrap().remove("published_on");
            row
        };
        send(&office, "inspections", visit("shown", json!({})));
        send(
            &office,
            "inspections",
            visit("legal", json!({ "reason": "legal_minimum", "published_on": "2026-04-11" })),
        );
        send(&office, "inspections", unpublished(visit("signed", json!({}))));
        for reason in ["complaint", "clue", "follow_up"] {
            send(&office, "inspections", visit(reason, json!({ "reason": reason })));
        }
        let mut unsaid = visit("unsaid", json!({ "visit_type": "投诉核查" }));
        unsaid.as_object_mut().unwrap().remove("reason");
        send(&office, "inspections", unsaid);
        send(&office, "inspections", visit("annulled", json!({ "annulled_on": "2026-05-01" })));
        send(&office, "inspections", visit("stopped", json!({ "display_stopped_on": "2026-05-01" })));
        send(&office, "tests", test("final", json!({})));
        send(&office, "tests", unpublished(test("waits", json!({}))));
        send(&office, "tests", test("told", json!({ "is_final": "no", "told_on": "2026-04-02" })));
        send(&office, "tests", test("void", json!({ "annulled_on": "2026-05-01" })));
        let shown = public(&office, code(1));
        assert_eq!(days(&shown), (vec!["2026-04-11", "2026-04-10"], vec!["2026-04-12"]), "{}: {shown}", place.backend);
        assert_eq!(
            (&shown["tests"][0]["result"], &shown["tests"][0]["result_zh"]),
            (&json!("FS1"), &json!("食品不合格"))
        );

        // What is taken back vanishes, also after it was shown.
        let later = json!({ "record_state": "withdrawn" });
        send(&office, "inspections", visit("shown", later.clone()));
        send(&office, "tests", test("final", later));
        assert_eq!(days(&public(&office, code(1))), (vec!["2026-04-11"], vec![]));
    });
}

#[test]
fn whoever_shows_a_token_is_entered_and_whoever_shows_none_is_not() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        send(&office, "inspections", visit("V1", json!({})));
        let path = format!("published/{}", code(1));
        let entered = || office.trail.0.lock().unwrap().len();
        let before = entered();
        public(&office, code(1));
        assert_eq!(entered(), before, "{}", place.backend);
        let (status, _) = office.status(Who::Role(Role::Bank), Method::GET, &path, None);
        assert_eq!((status, entered()), (200, before + 1), "{}", place.backend);
        let entry = office.trail.0.lock().unwrap().last().cloned().unwrap();
        assert_eq!((entry.role, entry.merchants), (Some(Role::Bank), vec![code(1)]), "{}", place.backend);
        assert_eq!(entry.action, "GET /inspections/v1/published/{code}");
        // A token that nobody has signed is none, and everybody may look.
        let url = format!("{}/{path}", office.base);
        let answer = reqwest::blocking::Client::builder().no_proxy().build().unwrap().get(url).bearer_auth("x").send();
        assert_eq!((answer.unwrap().status().as_u16(), entered()), (200, before + 1), "{}", place.backend);
    });
}

#[test]
fn a_correction_is_ordered_then_late_or_made() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        send(&office, "inspections", visit("V1", json!({ "result": "I06", "correct_by": "2026-06-01" })));
        let state = || public(&office, code(1))["visits"][0]["correction"]["state"].clone();
        assert_eq!(state(), "ordered", "{}: the last day", place.backend);
        office.clock.turn_to("2026-06-01T16:00:00Z");
        assert_eq!(state(), "overdue", "the day behind it in China");
        let more = json!({
            "result": "I06", "correct_by": "2026-06-01", "corrected_on": "2026-06-02"
        });
        send(&office, "inspections", visit("V1", more));
        assert_eq!(state(), "corrected");
        send(&office, "tests", test("T1", json!({ "ordered_on": "2026-04-15" })));
        let correction = || public(&office, code(1))["tests"][0]["correction"].clone();
        assert_eq!(correction(), json!({ "state": "ordered" }));
    });
}

#[test]
fn of_a_merchant_of_whom_nothing_is_known_the_same_is_answered() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        send(&office, "inspections", visit("V1", json!({})));
        let unknown = PartyCode::complete("91371500MA9999999").unwrap();
        let (known, stranger) = (public(&office, code(2)), public(&office, unknown));
        let without_code = |mut answer: Value| {
            answer.as_object_mut().unwrap().remove("code");
            answer
        };
        assert_eq!(days(&known), (vec![], vec![]), "{}", place.backend);
        assert_eq!(without_code(known), without_code(stranger));
        let (status, problem) = office.status(Who::Nobody, Method::GET, "published/1", None);
        assert_eq!((status, &problem["errors"][0]["field"]), (400, &json!("code")), "{problem}");
    });
}

#[test]
fn what_stands_beside_a_published_result_is_shown_with_it() {
    each_backend(|place| {
        let office = Office::open(place, NOW);
        public(&office, code(1));
        assert!(office.marks.asked().is_empty(), "{}: where nothing is shown nobody is asked", place.backend);
        send(&office, "inspections", visit("V1", json!({})));
        send(&office, "inspections", visit("V2", json!({ "published_on": "2026-04-11" })));
        send(&office, "tests", test("T1", json!({})));
        let item = |key: &str| MarkedItem::of_record(1, key);
        let (of_visit, of_test) = (office.marks.mark(item("inspection:V1")), office.marks.mark(item("test:T1")));
        let shown = public(&office, code(1));
        assert_eq!(days(&shown), (vec!["2026-04-11", "2026-04-10"], vec!["2026-04-12"]), "{}", place.backend);
        assert!(shown["visits"][0].get("marks").is_none(), "{}: {shown}", place.backend);
        assert_eq!(shown["visits"][1]["marks"], json!(of_visit), "{}", place.backend);
        assert_eq!(shown["tests"][0]["marks"], json!(of_test), "{}", place.backend);
        let wanted = ["inspection:V2", "inspection:V1", "test:T1"].map(item);
        assert_eq!(office.marks.asked(), [wanted], "{}: one question", place.backend);
        office.marks.go_away(true);
        let path = format!("published/{}", code(1));
        assert_eq!(office.status(Who::Nobody, Method::GET, &path, None).0, 503, "{}", place.backend);
    });
}

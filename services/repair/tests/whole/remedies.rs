//! Remedies: reconsideration and suit, as the office that decided records them, and what stands beside the item meanwhile.

use super::office::{BAKER, BUREAU, CULTURE, Office, Who, codes};
use contracts::access::Role;
use contracts::port::{DisplayAct, ListAct, Matter, MatterKind};
use domain::day::Day;
use serde_json::{Value, json};
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const LODGED: &str = "2026-08-03";

fn try_record(office: &Office, who: Who<'_>, step: &str, about: (&str, &str)) -> (u16, Value) {
    let stated = json!({ "notice": "复议申请书副本", "decision_challenged": "聊市监处罚〔2026〕1号" });
    office.try_open(who, LODGED, "remedy", about, &json!({ "code": BAKER, "step": step, "stated": stated }))
}

/// A penalty on display, and a remedy against it.
#[track_caller]
fn recorded(office: &Office, step: &str) -> (String, Value) {
    let day = json!("2026-02-10");
    let key = office.world.penalty(BAKER, step, &[("decided_on", day.clone()), ("published_on", day)]);
    let (status, case) = try_record(office, LI, step, ("penalty", &key));
    assert_eq!(status, 201, "{case}");
    (key, case)
}

fn pending(case: &Value, suspended: bool) -> Vec<Matter> {
    let (case_no, since) = (case["case_no"].as_i64().unwrap(), Day::parse(LODGED).unwrap());
    vec![Matter { what: MatterKind::Remedy, case_no, since, suspended }]
}

#[test]
fn a_remedy_is_recorded_by_the_office_that_decided_and_stands_beside_the_item() {
    each_backend(|place| {
        let office = Office::open(place, LODGED);
        let (key, case) = recorded(&office, "record_reconsideration");
        let about = ("penalty", key.as_str());
        assert_eq!(office.marks(BAKER, about).pending, pending(&case, false), "{}", place.backend);
        let bank = office.get(Who::As(Role::Bank), &format!("flags?code={BAKER}"))["items"].clone();
        assert_eq!((&bank[0]["state"], &bank[0]["suspended"]), (&json!("remedy_pending"), &json!(false)), "{bank}");
        // Neither the merchant nor another office.
        let (status, told) = try_record(&office, SHOP, "record_suit", about);
        assert_eq!((status, codes(&told)[0]), (422, "WRONG_ROLE"), "{told}");
        let (status, told) = try_record(&office, Who::Of("sun", CULTURE), "record_suit", about);
        assert_eq!((status, codes(&told)), (422, vec!["WRONG_OFFICE"]), "{told}");
        let stated = json!({ "stated": { "notice": "n" }, "code": BAKER, "step": "record_suit" });
        let (_, told) = office.try_open(LI, LODGED, "remedy", about, &stated);
        assert_eq!(codes(&told), ["MATERIAL_MISSING"], "the decision has to be named: {told}");
    });
}

/// Settled reading 23: nothing is suspended unless an order says so, from its day.
#[test]
fn an_order_suspends_and_another_one_ends_that() {
    each_backend(|place| {
        let office = Office::open(place, LODGED);
        let (key, case) = recorded(&office, "record_suit");
        let marks = || office.marks(BAKER, ("penalty", &key)).pending;
        let (_, told) = office.try_step(LI, "2026-08-04", &case, "suspend", json!({ "order": "写明" }));
        assert_eq!(codes(&told), ["MATERIAL_MISSING"], "the order itself is attached: {told}");
        let ordered = |on, step| office.try_step_with(LI, on, &case, step, json!({}), &["order"]).0;
        assert_eq!(ordered("2026-08-04", "suspend"), 200);
        assert_eq!(marks(), pending(&case, true), "{}", place.backend);
        assert_eq!(ordered("2026-08-06", "resume"), 200);
        assert_eq!(marks(), pending(&case, false), "{}", place.backend);
    });
}

/// What was commanded about the display of penalties, each with its day and its cause.
fn displays(office: &Office) -> Vec<(DisplayAct, String, String)> {
    let all = office.world.displays.lock().unwrap();
    all.iter().map(|order| (order.what, order.on.to_string(), order.cause.clone())).collect()
}

/// What was commanded about memberships.
fn lists(office: &Office) -> Vec<ListAct> {
    office.world.lists.lock().unwrap().iter().map(|order| order.what).collect()
}

/// Waits until everything that was decided is carried out.
fn carried_out(office: &Office) {
    office.until("it is carried out", || office.repairs.is_level().unwrap());
    let failed = office.get(Who::As(Role::Official), "effects?state=failed");
    assert_eq!(failed["items"], json!([]), "{failed}");
}

/// 行政复议法 Art. 42, 行政诉讼法 Art. 56: off display from the day of the order until that is lifted.
#[test]
fn what_is_suspended_is_off_display_until_the_order_is_lifted() {
    each_backend(|place| {
        let office = Office::open(place, LODGED).follow();
        let (_, case) = recorded(&office, "record_suit");
        let cause = |number: u8| format!("repair:{}#{number}", case["case_no"]);
        office.try_step_with(LI, "2026-08-04", &case, "suspend", json!({}), &["order"]);
        carried_out(&office);
        let hidden = (DisplayAct::Shield, "2026-08-04".to_owned(), cause(2));
        assert_eq!(displays(&office), std::slice::from_ref(&hidden), "{}", place.backend);
        let reason = office.world.displays.lock().unwrap()[0].reason.clone();
        assert!(reason.contains("停止执行") && !reason.contains("重整"), "{reason}");
        // The merchant still sees when it would go, and by which case it is hidden.
        let shown = office.get(SHOP, &format!("items/{BAKER}"))["items"][0]["shown"].clone();
        assert_eq!((&shown["shielded_since"], &shown["shield_case_no"]), (&json!("2026-08-04"), &case["case_no"]));
        // The public sees neither the penalty nor what is pending about it.
        let bank = office.get(Who::As(Role::Bank), &format!("flags?code={BAKER}"))["items"].clone();
        assert_eq!(bank, json!([]), "{}", place.backend);
        office.try_step_with(LI, "2026-08-06", &case, "resume", json!({}), &["order"]);
        carried_out(&office);
        let shown = (DisplayAct::Unshield, "2026-08-06".to_owned(), cause(3));
        assert_eq!(displays(&office), [hidden, shown], "{}", place.backend);
        // It ends with the remedy too, but what is not suspended any more ends no second time.
        office.try_step_with(LI, "2026-08-10", &case, "record_outcome", json!({}), &["outcome"]);
        carried_out(&office);
        assert_eq!(displays(&office).len(), 2, "{}", place.backend);
    });
}

#[test]
fn a_suspension_ends_with_its_remedy_whichever_way_that_ends() {
    for (opened, ended) in [
        ("record_reconsideration", "record_upheld_reconsidered"),
        ("record_suit", "record_outcome"),
        ("record_suit", "withdraw"),
        ("record_suit", "record_refusal_quashed"),
        ("record_reconsideration", "record_quashed"),
    ] {
        each_backend(|place| {
            let office = Office::open(place, LODGED).follow();
            let listed = office.world.membership(BAKER, 7, "serious_list", ("2026-03-02", "2029-03-02"));
            let key = office.world.penalty(BAKER, "1", &[]);
            for about in [("penalty", key.as_str()), ("membership", listed.as_str())] {
                let (status, case) = try_record(&office, LI, opened, about);
                assert_eq!(status, 201, "{case}");
                office.try_step_with(LI, "2026-08-04", &case, "suspend", json!({}), &["order"]);
                let more = json!({ "correction": { "amend": { "cf_wfxw": "价格欺诈" } } });
                let (status, told) = office.try_step_with(LI, "2026-08-10", &case, ended, more, &["outcome"]);
                assert_eq!(status, 200, "{ended}: {told}");
                carried_out(&office);
            }
            let acts: Vec<DisplayAct> = displays(&office).into_iter().map(|(what, ..)| what).collect();
            assert_eq!(acts, [DisplayAct::Shield, DisplayAct::Unshield], "{ended} on {}", place.backend);
            // What was quashed is put right before anything of it could be shown again.
            let is_quashed = ended == "record_quashed";
            assert_eq!(office.world.records.lock().unwrap().len(), usize::from(is_quashed), "{ended}");
            let ends = if is_quashed { ListAct::Correct } else { ListAct::Unshield };
            assert_eq!(lists(&office), [ListAct::Shield, ends], "{ended} on {}", place.backend);
        });
    }
}

#[test]
fn of_two_that_hide_one_thing_the_last_to_end_shows_it_and_what_nobody_hides_is_only_marked() {
    each_backend(|place| {
        let office = Office::open(place, LODGED).follow();
        let (key, first) = recorded(&office, "record_reconsideration");
        let (_, second) = try_record(&office, LI, "record_suit", ("penalty", &key));
        for case in [&first, &second] {
            office.try_step_with(LI, "2026-08-04", case, "suspend", json!({}), &["order"]);
        }
        office.try_step(LI, "2026-08-06", &first, "withdraw", json!({}));
        carried_out(&office);
        let is_hidden = |office: &Office| displays(office).iter().all(|(what, ..)| *what == DisplayAct::Shield);
        assert!(is_hidden(&office), "{}: {:?}", place.backend, displays(&office));
        office.try_step(LI, "2026-08-10", &second, "withdraw", json!({}));
        carried_out(&office);
        let last = displays(&office).last().cloned().unwrap();
        assert_eq!((last.0, last.1.as_str()), (DisplayAct::Unshield, "2026-08-10"), "{}", place.backend);
        // Of a standing record that the province tells nobody here is commanded.
        let standing = office.world.standing(BAKER, "1", "serious_list", "2026-03-02", None);
        let (status, case) = try_record(&office, LI, "record_suit", ("standing", &standing));
        assert_eq!(status, 201, "{case}");
        office.try_step_with(LI, "2026-08-11", &case, "suspend", json!({}), &["order"]);
        carried_out(&office);
        assert!(office.marks(BAKER, ("standing", &standing)).pending[0].suspended, "{}", place.backend);
        assert_eq!((displays(&office).len(), lists(&office).len()), (3, 0), "{}", place.backend);
    });
}

/// What was challenged is a refusal and not the penalty: that stays as it is, and the refusal is decided anew in its own case.
#[test]
fn a_refusal_that_is_quashed_leaves_the_item_as_it_is_and_its_own_case_is_reopened() {
    each_backend(|place| {
        let office = Office::open(place, LODGED).follow();
        let (key, case) = recorded(&office, "record_reconsideration");
        let asked = office.file(SHOP, LODGED, "objection", ("penalty", &key));
        office.step(Who::Of("wang", BUREAU), LODGED, &asked, "propose", json!({}));
        // Whoever recorded the remedy has handled the item, and does not decide the objection.
        office.step(Who::Of("zhao", BUREAU), LODGED, &asked, "reject", json!({}));
        let (_, told) = office.try_step(LI, "2026-08-10", &case, "record_refusal_quashed", json!({}));
        assert_eq!(codes(&told), ["MATERIAL_MISSING"], "the outcome itself is attached: {told}");
        let (status, told) =
            office.try_step_with(LI, "2026-08-10", &case, "record_refusal_quashed", json!({}), &["outcome"]);
        assert_eq!((status, &told["stage"]), (200, &json!("returned")), "{told}");
        carried_out(&office);
        assert!(office.marks(BAKER, ("penalty", &key)).is_empty(), "{}", place.backend);
        assert!(office.world.records.lock().unwrap().is_empty() && displays(&office).is_empty());
        let again = office.step(Who::Of("sun", BUREAU), "2026-08-11", &asked, "reopen", json!({}));
        assert_eq!(again["stage"], "filed", "{again}");
    });
}

#[test]
fn its_outcome_clears_the_mark_at_the_same_instant() {
    each_backend(|place| {
        let office = Office::open(place, LODGED);
        let ends = [
            ("record_reconsideration", "record_upheld_reconsidered", "upheld"),
            ("record_suit", "record_outcome", "upheld"),
            ("record_reconsideration", "record_quashed", "quashed"),
            ("record_suit", "withdraw", "withdrawn"),
        ];
        for (number, (opened, ended, stage)) in ends.into_iter().enumerate() {
            let key = office.world.penalty(BAKER, &format!("P{number}"), &[]);
            let (_, case) = try_record(&office, LI, opened, ("penalty", &key));
            office.try_step_with(LI, LODGED, &case, "suspend", json!({}), &["order"]);
            assert!(office.marks(BAKER, ("penalty", &key)).pending[0].suspended, "{ended}");
            let more = json!({ "correction": { "withdraw": true } });
            let (_, told) = office.try_step_with(LI, LODGED, &case, ended, more, &["outcome"]);
            assert_eq!(told["stage"], stage, "{told}");
            assert!(office.marks(BAKER, ("penalty", &key)).is_empty(), "{ended} on {}", place.backend);
        }
    });
}

/// 行政诉讼法 Art. 45: fifteen days for a suit after a reconsideration, and none after a suit.
#[test]
fn the_outcome_is_of_what_was_lodged_and_a_reconsideration_leaves_fifteen_days_for_a_suit() {
    each_backend(|place| {
        let office = Office::open(place, LODGED);
        let ended = |case: &Value, step| office.try_step_with(LI, "2026-08-10", case, step, json!({}), &["outcome"]);
        let (_, reconsidered) = recorded(&office, "record_reconsideration");
        let (_, told) = ended(&reconsidered, "record_outcome");
        assert_eq!(codes(&told), ["NOT_A_SUIT"], "{}: {told}", place.backend);
        assert_eq!(ended(&reconsidered, "record_upheld_reconsidered").0, 200);
        let case = office.get(SHOP, &format!("cases/{}", reconsidered["case_no"]));
        let limit = limit(&case, "suit_after_reconsideration");
        assert_eq!(limit["last_on"], "2026-08-25", "{case}");
        let (_, sued) = recorded(&office, "record_suit");
        let (_, told) = ended(&sued, "record_upheld_reconsidered");
        assert_eq!(codes(&told), ["NOT_A_RECONSIDERATION"], "{}: {told}", place.backend);
    });
}

/// The time limit of a clock, in a case.
fn limit<'c>(case: &'c Value, clock: &str) -> &'c Value {
    let mut limits = case["limits"].as_array().unwrap().iter();
    let limit = limits.find(|limit| limit["clock"] == clock);
    assert!(limit.is_some(), "{clock}: {case}");
    limit.unwrap()
}

/// 行政复议法 Art. 62: sixty days from the acceptance, thirty more if that was told; 行政诉讼法 Art. 81: six months.
#[test]
fn whoever_decides_a_remedy_has_a_time_limit_from_its_acceptance() {
    each_backend(|place| {
        let office = Office::open(place, LODGED);
        let (key, opened) = recorded(&office, "record_reconsideration");
        let whole = |case: &Value| office.get(LI, &format!("cases/{}", case["case_no"]));
        let told = whole(&opened);
        let decision = limit(&told, "reconsideration_decision").clone();
        assert_eq!((&decision["whose"], &decision["state"]), (&json!("reviewer"), &json!("running")), "{told}");
        assert_eq!(told["due_on"], json!(null), "{}: no duty of the office", place.backend);
        // The sixtieth day lies within the holidays of October, the ninetieth is a Sunday.
        assert_eq!(decision["last_on"], "2026-10-08", "{}: {told}", place.backend);
        office.try_step_with(LI, LODGED, &told, "record_extension", json!({}), &[]);
        let told = whole(&told);
        let longer = limit(&told, "reconsideration_decision");
        assert_eq!(longer["last_on"], "2026-11-02", "{}: {told}", place.backend);
        office.try_step_with(LI, LODGED, &told, "record_upheld_reconsidered", json!({}), &["outcome"]);
        let case = whole(&told);
        assert_eq!(limit(&case, "reconsideration_decision")["state"], "met", "{case}");

        // Whose day of acceptance is told, from that; of a suit there is no other extension.
        let sue = |accepted_on: &str| {
            let stated = json!({ "decision_challenged": "决定", "notice": "应诉通知书", "accepted_on": accepted_on });
            let body = json!({ "code": BAKER, "step": "record_suit", "stated": stated });
            office.try_open(LI, LODGED, "remedy", ("penalty", &key), &body)
        };
        let (_, sued) = sue("2026-06-15");
        assert_eq!(limit(&whole(&sued), "suit_first_instance")["last_on"], "2026-12-15", "{sued}");
        let (_, refused) = office.try_step_with(LI, LODGED, &sued, "record_extension", json!({}), &[]);
        assert_eq!(codes(&refused), ["NOT_EXTENDABLE"], "{}: {refused}", place.backend);

        // A day that is none, or has not come yet, is told and not passed over.
        for bad in ["2026-06-31", "2026-08-31"] {
            let (status, told) = sue(bad);
            assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("stated")), "{bad}: {told}");
            assert!(told["errors"][0]["reason"].as_str().unwrap().starts_with("accepted_on"), "{told}");
        }
    });
}

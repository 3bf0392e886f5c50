//! Re-inspections: after which results they can be asked for, who answers, and by which record they are done.

use super::office::{BAKER, CARTER, Office, Who, codes};
use serde_json::{Value, json};
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
/// Officials of the area in which the merchant is registered.
const LI: Who<'_> = Who::Of("li", "371502SJ");
const FILED: &str = "2026-08-03";

fn file(office: &Office, key: &str) -> Value {
    office.file(SHOP, FILED, "reinspection", ("inspection", key))
}

#[test]
fn a_reinspection_that_is_granted_ends_with_the_inspection_that_follows() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let world = &office.world;
        let first = world.inspection(BAKER, "I1", "2026-07-20", "I06");
        let case = file(&office, &first);
        assert_eq!((&case["office"], &case["due_on"]), (&json!("371502SJ"), &json!("2026-08-12")), "{case}");
        // It is no objection: the record stands as it is.
        assert!(office.marks(BAKER, ("inspection", &first)).is_empty());
        office.step(LI, "2026-08-05", &case, "grant", json!({}));

        let before = world.inspection(BAKER, "I2", "2026-08-04", "I01");
        let of_others = world.inspection(CARTER, "I3", "2026-08-06", "I01");
        for wrong in [json!(first), json!(before), json!(of_others), json!("inspection:none"), json!(["inspection:I4"])]
        {
            let (status, told) =
                office.try_step(LI, "2026-08-10", &case, "record_result", json!({ "inspection": wrong }));
            assert_eq!((status, codes(&told)), (422, vec!["NOT_REINSPECTED"]), "{wrong} on {}: {told}", place.backend);
        }
        // Of the day of the grant is soon enough; of a day to come nothing is known yet.
        let ahead = world.inspection(BAKER, "I5", "2026-08-11", "I01");
        let (_, told) = office.try_step(LI, "2026-08-10", &case, "record_result", json!({ "inspection": ahead }));
        assert_eq!(told["refused"][0]["until"], "2026-08-11", "{told}");
        let same_day = world.inspection(BAKER, "I4", "2026-08-05", "I01");
        let done = office.step(LI, "2026-08-10", &case, "record_result", json!({ "inspection": same_day }));
        assert_eq!(done["stage"], "done", "{done}");
    });
}

#[test]
fn whoever_wrote_the_inspection_does_not_answer_for_it() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let key = office.world.inspection(BAKER, "I1", "2026-07-20", "I06");
        office.world.writers.lock().unwrap().push((key.clone(), "li".to_owned()));
        let case = file(&office, &key);
        for step in ["grant", "refuse"] {
            let (_, told) = office.try_step(LI, "2026-08-05", &case, step, json!({}));
            assert_eq!(codes(&told), ["INVOLVED_IN_ITEM"], "{step} on {}: {told}", place.backend);
        }
        office.step(Who::Of("zhao", "371502SJ"), "2026-08-05", &case, "grant", json!({}));
    });
}

#[test]
fn only_an_adverse_result_is_open_to_it() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        for (number, result) in [("I1", "I01"), ("I2", "I02"), ("I7", "I07")] {
            let key = office.world.inspection(BAKER, number, "2026-07-20", result);
            let (status, told) = office.try_file(SHOP, FILED, "reinspection", ("inspection", &key));
            assert_eq!(status, 422, "{result} on {}: {told}", place.backend);
            assert!(told["errors"][0]["reason_zh"].as_str().unwrap().contains("检查结果"), "{told}");
        }
        let penalty = office.world.penalty(BAKER, "1", &[]);
        assert_eq!(office.try_file(SHOP, FILED, "reinspection", ("penalty", &penalty)).0, 422);
        let theirs = office.world.inspection(CARTER, "I3", "2026-07-20", "I06");
        assert_eq!(office.try_file(SHOP, FILED, "reinspection", ("inspection", &theirs)).0, 422);
    });
}

#[test]
fn what_is_corrected_meanwhile_is_not_granted() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let key = office.world.inspection(BAKER, "I1", "2026-07-20", "I06");
        let case = file(&office, &key);
        office.world.inspection(BAKER, "I1", "2026-07-20", "I01");
        let (_, told) = office.try_step(LI, "2026-08-05", &case, "grant", json!({}));
        assert_eq!(codes(&told), ["NO_ADVERSE_RESULT"], "{}: {told}", place.backend);
        assert_eq!(office.step(LI, "2026-08-05", &case, "end", json!({}))["stage"], "ended");
    });
}

#[test]
fn one_is_open_at_a_time_and_may_be_withdrawn_until_it_is_done() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let key = office.world.inspection(BAKER, "I1", "2026-07-20", "I05");
        let case = file(&office, &key);
        let (_, told) = office.try_file(SHOP, FILED, "reinspection", ("inspection", &key));
        assert_eq!(codes(&told), ["ALREADY_PENDING"], "{}: {told}", place.backend);
        office.file(SHOP, FILED, "objection", ("inspection", &key));
        office.step(LI, FILED, &case, "grant", json!({}));
        office.step(SHOP, "2026-08-04", &case, "withdraw", json!({}));
        let again = office.file(SHOP, "2026-08-04", "reinspection", ("inspection", &key));
        // By somebody who has not decided about it before.
        office.step(Who::Of("zhao", "371502SJ"), "2026-08-05", &again, "grant", json!({}));
        let told = office.step(LI, "2026-08-20", &again, "record_not_done", json!({ "reasons": "已注销" }));
        assert_eq!(told["stage"], "not_done", "{told}");
    });
}

#[test]
fn it_is_refused_with_reasons_by_somebody_who_was_not_involved_and_the_rights_begin() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let key = office.world.inspection(BAKER, "I1", "2026-07-20", "I06");
        let case = file(&office, &key);
        for step in ["grant", "refuse"] {
            let (_, told) = office.try_step(LI, "2026-08-04", &case, step, json!({ "was_involved": true }));
            assert_eq!(codes(&told), ["INVOLVED_IN_ITEM"], "{}: {told}", place.backend);
        }
        office.step(LI, "2026-08-04", &case, "refuse", json!({}));
        let case = office.get(SHOP, &format!("cases/{}", case["case_no"]));
        let clocks: Vec<&Value> = case["limits"].as_array().unwrap().iter().map(|limit| &limit["clock"]).collect();
        assert_eq!(clocks, ["reinspection_answer", "reconsideration_request", "suit_request"], "{case}");
        // A decision about a re-inspection is none about repair.
        assert_eq!(office.get(SHOP, "decisions")["items"], json!([]), "{}", place.backend);
    });
}

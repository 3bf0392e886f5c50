//! Leaving lists: early removal from the serious list, and the abnormal list.

use super::office::{BAKER, BUREAU, Office, Who, codes};
use contracts::access::Role;
use contracts::port::ListAct;
use serde_json::json;
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const WANG: Who<'_> = Who::Of("wang", BUREAU);

/// C17 and C20: after a full year; a removal that was got by falsehood begins another term.
#[test]
fn who_was_on_the_serious_list_for_a_year_may_be_removed_early() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-10").follow();
        let key = office.world.membership(BAKER, 5, "serious_list", ("2025-03-10", "2028-03-11"));
        let item = office.get(SHOP, &format!("items/{BAKER}"))["items"][0].clone();
        assert_eq!(item["first_day"]["day"], "2026-03-11", "{}: {item}", place.backend);
        assert_eq!(item["shown"]["last_on"], "2028-03-10", "{item}");
        let case = office.file(SHOP, "2026-03-11", "serious_list_removal", ("membership", &key));
        assert_eq!((&case["office"], &case["upper_office"]), (&json!(BUREAU), &json!("370000SJ")), "{case}");
        assert_eq!(case["due_on"], "2026-03-13", "{case}");
        assert_eq!(office.step(WANG, "2026-03-13", &case, "accept", json!({}))["due_on"], "2026-03-24");
        let found = json!({ "duty_performed": true, "harm_removed": true });
        office.step(WANG, "2026-03-24", &case, "propose", found);
        assert_eq!(office.step(LI, "2026-03-24", &case, "approve", json!({}))["due_on"], "2026-03-27");
        let orders = || office.world.lists.lock().unwrap().clone();
        office.until("it is removed", || orders().len() == 1);
        let order = &orders()[0];
        let cause = format!("repair:{}#4", case["case_no"]);
        assert_eq!((order.case_no, order.what, &order.cause), (5, ListAct::Remove, &cause), "{}", place.backend);
        assert!(order.accepted.iter().any(|law| law.starts_with("procedures.serious_list_removal")), "{order:?}");
        assert_eq!(office.get(SHOP, &format!("items/{BAKER}"))["items"], json!([]));

        office.step(WANG, "2026-09-01", &case, "propose_revocation", json!({ "falsehood_proved": true }));
        office.step(LI, "2026-09-01", &case, "revoke", json!({}));
        office.until("it is restored", || orders().len() == 2);
        assert_eq!(orders()[1].what, ListAct::Restore);
        let item = office.get(SHOP, &format!("items/{BAKER}"))["items"][0].clone();
        assert_eq!(item["first_day"]["day"], "2027-09-02", "{item}");
        assert_eq!(item["shown"]["last_on"], "2029-09-01", "{item}");
    });
}

/// Art. 16: nobody is removed early while the restriction that the listing itself carries is running.
#[test]
fn a_restriction_of_the_listing_stands_in_the_way_of_an_early_removal() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-11").follow();
        let key = office.world.membership(BAKER, 5, "serious_list", ("2025-03-10", "2028-03-11"));
        office.world.restrict(5, "2026-06-30");
        let case = office.file(SHOP, "2026-03-11", "serious_list_removal", ("membership", &key));
        office.step(WANG, "2026-03-11", &case, "accept", json!({}));
        office.step(WANG, "2026-03-11", &case, "propose", json!({ "duty_performed": true, "harm_removed": true }));
        let (status, told) = office.try_step(LI, "2026-03-11", &case, "approve", json!({}));
        assert_eq!((status, codes(&told)), (422, vec!["STATUTORY_RESTRICTION_RUNNING"]), "{}: {told}", place.backend);
        office.step(LI, "2026-07-01", &case, "approve", json!({}));
    });
}

#[test]
fn a_list_that_the_province_keeps_is_not_left_by_command_and_that_is_seen() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-11").follow();
        let key = office.world.standing(BAKER, "7", "serious_list", "2025-03-10", Some("2028-03-10"));
        let case = office.file(SHOP, "2026-03-11", "serious_list_removal", ("standing", &key));
        office.proposed(&case, "2026-03-11", BUREAU);
        office.step(LI, "2026-03-11", &case, "approve", json!({}));
        let failed = || office.get(Who::As(Role::Official), "effects")["items"].clone();
        office.until("it is put down", || failed().as_array().is_some_and(|all| all.len() == 1));
        assert!(failed()[0]["why"].as_str().unwrap().contains("名单由其他机关登记"), "{}: {}", place.backend, failed());
    });
}

/// C22: removal within five working days of the application; a report needs no verifying.
#[test]
fn who_has_filed_its_report_leaves_the_abnormal_list() {
    each_backend(|place| {
        let office = Office::open(place, "2026-09-18").follow();
        let key = office.world.membership(BAKER, 5, "abnormal_list", ("2026-07-14", "9999-01-01"));
        let new = json!({
            "procedure": "abnormal_removal", "about": [{ "kind": "membership", "key": key }], "step": "file_to_verify",
            "stated": { "application": "申请", "proof": "证明" },
        });
        let (status, told) = office.post(SHOP, None, "cases", &new);
        assert_eq!(status, 422, "{told}");
        assert!(codes(&told).contains(&"GROUND_NOT_TO_VERIFY"), "{}: {told}", place.backend);
        let applied = json!({
            "items": [{ "kind": "membership", "key": key }], "stated": { "application": "申请", "promise": "承诺" },
            "accept": ["procedures.abnormal_removal@2025-05-01"],
        });
        let (status, told) = office.post(SHOP, None, "applications", &applied);
        let case = told["items"][0].clone();
        assert_eq!((status, &case["due_on"]), (200, &json!("2026-09-24")), "{}: {told}", place.backend);
        office.step(WANG, "2026-09-21", &case, "propose", json!({}));
        let (_, told) = office.try_step(LI, "2026-09-21", &case, "approve", json!({}));
        assert_eq!(codes(&told), ["REPORT_STILL_MISSING"], "{told}");
        office.step(LI, "2026-09-21", &case, "refuse", json!({}));
        office.step(WANG, "2026-09-22", &case, "reopen", json!({}));
        office.step(WANG, "2026-09-22", &case, "propose", json!({ "duty_performed": true }));
        office.step(LI, "2026-09-22", &case, "approve", json!({}));
        office.until("it leaves", || office.world.lists.lock().unwrap().len() == 1);
        assert_eq!(office.world.lists.lock().unwrap()[0].what, ListAct::Remove);
    });
}

/// §12.9, §12.24: what was asked for never came, or the merchant is gone by the register; either ends it, and nothing else does.
#[test]
fn an_application_for_removal_ends_where_material_is_missing_or_its_merchant_is_gone() {
    each_backend(|place| {
        let office = Office::open(place, "2026-09-18");
        let applied = |case_no: i64| {
            let key = office.world.membership(BAKER, case_no, "abnormal_list", ("2026-07-14", "9999-01-01"));
            let more = json!({ "step": "file", "stated": { "application": "申请", "promise": "承诺" } });
            let about = ("membership", key.as_str());
            let (status, told) = office.try_open(SHOP, "2026-09-18", "abnormal_removal", about, &more);
            assert_eq!(status, 201, "{told}");
            told
        };
        let case = applied(5);
        let (status, told) = office.try_step(WANG, "2026-09-18", &case, "end", json!({}));
        assert_eq!((status, codes(&told)), (422, vec!["NO_GROUND"]), "{}: {told}", place.backend);
        office.step(WANG, "2026-09-18", &case, "ask_material", json!({ "missing": ["proof"] }));
        let told = office.step(WANG, "2026-10-12", &case, "end", json!({}));
        assert_eq!(told["stage"], "ended", "{}: {told}", place.backend);
        let case = applied(6);
        office.world.registry.deregister_all();
        let told = office.step(WANG, "2026-10-12", &case, "end", json!({}));
        assert_eq!(told["stage"], "ended", "{}: {told}", place.backend);
        assert!(office.world.lists.lock().unwrap().is_empty(), "{}: neither is a removal", place.backend);
    });
}

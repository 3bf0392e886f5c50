//! Repair of penalties: worked cases of the law.

use super::office::{BAKER, BUREAU, CARTER, CULTURE, Office, Who, codes};
use contracts::access::Role;
use serde_json::{Value, json};
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);

/// A penalty that was decided and published on days.
fn penalty(office: &Office, number: &str, decided: &str, published: &str) -> String {
    office.world.penalty(BAKER, number, &[("decided_on", json!(decided)), ("published_on", json!(published))])
}

fn until<'t>(told: &'t Value, code: &str) -> &'t Value {
    let refused = told["refused"].as_array().unwrap();
    &refused.iter().find(|one| one["code"] == code).unwrap()["until"]
}

/// C09: six months from 2025-06-10 run through 2025-12-10.
#[test]
fn who_asks_a_day_too_early_is_refused_and_told_the_first_day() {
    each_backend(|place| {
        let office = Office::open(place, "2025-12-10");
        let key = penalty(&office, "1", "2025-06-10", "2025-06-10");
        let case = office.file(SHOP, "2025-12-10", "gsxt_repair", ("penalty", &key));
        office.proposed(&case, "2025-12-10", BUREAU);
        let (status, told) = office.try_step(LI, "2025-12-10", &case, "approve", json!({}));
        assert_eq!((status, codes(&told)), (422, vec!["MIN_PERIOD_NOT_REACHED"]), "{}: {told}", place.backend);
        assert_eq!(until(&told, "MIN_PERIOD_NOT_REACHED"), "2025-12-11", "{told}");
        // The day of application counts, so that waiting mends nothing; another application does.
        let (_, told) = office.try_step(LI, "2025-12-11", &case, "approve", json!({}));
        assert_eq!(codes(&told), ["MIN_PERIOD_NOT_REACHED"], "{told}");
        office.step(LI, "2025-12-11", &case, "refuse", json!({}));
        let case = office.file(SHOP, "2025-12-11", "gsxt_repair", ("penalty", &key));
        office.proposed(&case, "2025-12-11", BUREAU);
        assert_eq!(office.step(LI, "2025-12-11", &case, "approve", json!({}))["stage"], "approved");
    });
}

/// C13: three months from 2025-11-30 run through 2026-02-28; filed on a Sunday.
#[test]
fn three_months_run_through_the_last_of_february() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-28");
        let key = penalty(&office, "1", "2025-11-30", "2025-11-30");
        let items = office.get(SHOP, &format!("items/{BAKER}"));
        let item = &items["items"][0];
        assert_eq!(item["first_day"]["day"], "2026-03-01", "{}: {item}", place.backend);
        let early = office.file(SHOP, "2026-02-28", "gsxt_repair", ("penalty", &key));
        office.proposed(&early, "2026-02-28", BUREAU);
        let (_, told) = office.try_step(LI, "2026-02-28", &early, "approve", json!({}));
        assert_eq!(codes(&told), ["MIN_PERIOD_NOT_REACHED"], "{told}");
        office.step(SHOP, "2026-03-01", &early, "withdraw", json!({}));
        let case = office.file(SHOP, "2026-03-01", "gsxt_repair", ("penalty", &key));
        assert_eq!(case["due_on"], "2026-03-03", "{case}");
        office.proposed(&case, "2026-03-01", BUREAU);
        office.step(LI, "2026-03-01", &case, "approve", json!({}));
    });
}

/// C15 and C16: the limits of the day of filing, by working days that are moved by holidays.
#[test]
fn limits_run_by_the_law_of_the_day_of_filing() {
    each_backend(|place| {
        for (filed, accepted, decided, stopped) in [
            ("2025-09-26", "2025-09-29", "2025-10-27", "2025-10-30"),
            ("2026-02-13", "2026-02-24", "2026-03-04", "2026-03-09"),
        ] {
            let office = Office::open(place, filed);
            let key = penalty(&office, filed, "2025-03-10", "2025-03-10");
            let case = office.file(SHOP, filed, "gsxt_repair", ("penalty", &key));
            assert_eq!(case["due_on"], accepted, "{}: {filed}", place.backend);
            let found = json!({ "duty_performed": true, "harm_removed": true });
            let wang = Who::Of("wang", BUREAU);
            assert_eq!(office.step(wang, accepted, &case, "accept", json!({}))["due_on"], decided, "{filed}");
            office.step(wang, decided, &case, "propose", found);
            assert_eq!(office.step(LI, decided, &case, "approve", json!({}))["due_on"], stopped, "{filed}");
        }
    });
}

/// C29: another department's penalty goes by Credit China, and who asks elsewhere is told where to go.
#[test]
fn a_penalty_of_another_department_is_repaired_by_credit_china() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-01");
        let fields = [
            ("authority", json!("聊城市文化和旅游局")),
            ("authority_code", json!(CULTURE)),
            ("decided_on", json!("2026-04-01")),
            ("published_on", json!("2026-04-01")),
        ];
        let key = office.world.penalty(BAKER, "1", &fields);
        let item = office.get(SHOP, &format!("items/{BAKER}"))["items"][0].clone();
        assert_eq!(
            (&item["channel"], &item["first_day"]["day"]),
            (&json!("credit_china"), &json!("2026-07-02")),
            "{item}"
        );
        assert!(item["where_zh"].as_str().unwrap().contains("信用中国"), "{item}");
        assert_eq!((&item["shown"]["last_on"], &item["office"]), (&json!("2027-04-01"), &json!(CULTURE)), "{item}");

        let wrong = office.file(SHOP, "2026-07-02", "gsxt_repair", ("penalty", &key));
        let (_, told) = office.try_step(Who::Of("wang", CULTURE), "2026-07-02", &wrong, "accept", json!({}));
        assert_eq!(codes(&told), ["WRONG_CHANNEL"], "{}: {told}", place.backend);
        assert!(told["refused"][0]["what"].as_str().unwrap().contains("信用中国"), "{told}");
        office.step(Who::Of("wang", CULTURE), "2026-07-02", &wrong, "not_accept", json!({}));

        let case = office.file(SHOP, "2026-07-02", "credit_china_repair", ("penalty", &key));
        assert_eq!(case["due_on"], "2026-07-07", "{case}");
        let accepted = office.step(Who::Of("wang", CULTURE), "2026-07-07", &case, "accept", json!({}));
        assert_eq!(accepted["due_on"], "2026-07-16", "{accepted}");
    });
}

/// C31: on the abnormal list until 2026-08-10; from that day on it may be granted.
#[test]
fn who_is_on_the_abnormal_list_is_refused_until_the_day_of_removal() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = penalty(&office, "1", "2026-02-10", "2026-02-10");
        office.world.membership(BAKER, 5, "abnormal_list", ("2026-07-14", "2026-08-10"));
        let case = office.file(SHOP, "2026-08-03", "gsxt_repair", ("penalty", &key));
        office.proposed(&case, "2026-08-03", BUREAU);
        let (_, told) = office.try_step(LI, "2026-08-07", &case, "approve", json!({}));
        assert_eq!(codes(&told), ["ON_ABNORMAL_LIST"], "{}: {told}", place.backend);
        assert_eq!(office.step(LI, "2026-08-10", &case, "approve", json!({}))["stage"], "approved");
        // The same as the registry tells it.
        let key = penalty(&office, "2", "2026-02-10", "2026-02-10");
        office.world.standing(BAKER, "9", "abnormal_unreachable", "2026-08-11", None);
        let case = office.file(SHOP, "2026-08-12", "gsxt_repair", ("penalty", &key));
        office.proposed(&case, "2026-08-12", BUREAU);
        let (_, told) = office.try_step(LI, "2026-08-12", &case, "approve", json!({}));
        assert_eq!(codes(&told), ["ON_ABNORMAL_LIST"], "{told}");
    });
}

/// C33: penalised again for the same kind of conduct; the later one itself can be repaired.
#[test]
fn who_did_the_same_again_is_refused_for_the_first_time_of_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-02");
        let first = penalty(&office, "1", "2025-07-01", "2025-07-01");
        let second = penalty(&office, "2", "2026-01-20", "2026-01-20");
        let case = office.file(SHOP, "2026-02-02", "gsxt_repair", ("penalty", &first));
        office.proposed(&case, "2026-02-02", BUREAU);
        let (_, told) = office.try_step(LI, "2026-02-03", &case, "approve", json!({}));
        assert_eq!(codes(&told), ["SAME_TYPE_REPEAT"], "{}: {told}", place.backend);
        office.step(LI, "2026-02-03", &case, "refuse", json!({}));
        let case = office.file(SHOP, "2026-05-06", "gsxt_repair", ("penalty", &second));
        office.proposed(&case, "2026-05-06", BUREAU);
        office.step(LI, "2026-05-06", &case, "approve", json!({}));
    });
}

#[test]
fn what_nobody_found_to_be_performed_is_not_and_a_payment_says_it_as_well() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = penalty(&office, "1", "2026-02-10", "2026-02-10");
        let wang = Who::Of("wang", BUREAU);
        let case = office.file(SHOP, "2026-08-03", "gsxt_repair", ("penalty", &key));
        office.step(wang, "2026-08-03", &case, "accept", json!({}));
        office.step(wang, "2026-08-03", &case, "propose", json!({ "harm_removed": true }));
        let approve = || office.try_step(LI, "2026-08-04", &case, "approve", json!({ "duty_performed": true }));
        let (_, told) = approve();
        assert_eq!(codes(&told), ["DUTY_NOT_PERFORMED"], "who decides finds nothing alone: {told}");
        office.world.paid(BAKER, "1", "2026-03-01");
        assert_eq!(approve().0, 200, "{}", place.backend);
    });
}

#[test]
fn what_was_asked_for_has_to_be_handed_in_and_an_agent_has_authority() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = penalty(&office, "1", "2026-02-10", "2026-02-10");
        let wang = Who::Of("wang", BUREAU);
        let case = office.file(SHOP, "2026-08-03", "gsxt_repair", ("penalty", &key));
        office.step(wang, "2026-08-03", &case, "ask_material", json!({ "missing": ["receipt", "整改照片"] }));
        office.step(SHOP, "2026-08-04", &case, "complete", json!({ "material": "照片" }));
        let (_, told) = office.try_step(wang, "2026-08-04", &case, "accept", json!({}));
        assert_eq!(codes(&told), ["MATERIAL_INCOMPLETE"], "{}: {told}", place.backend);
        office.step(wang, "2026-08-04", &case, "ask_material", json!({ "missing": ["receipt"] }));
        let again =
            office.step(SHOP, "2026-08-05", &case, "complete", json!({ "receipt": "编号1", "agent": "某代理" }));
        assert_eq!(again["due_on"], "2026-08-07", "two working days begin again: {again}");
        let (_, told) = office.try_step(wang, "2026-08-05", &case, "accept", json!({}));
        assert_eq!(codes(&told), ["NO_AUTHORITY"], "{told}");
    });
}

#[test]
fn a_merchant_sees_and_asks_about_its_own_alone() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = penalty(&office, "1", "2026-02-10", "2026-02-10");
        let other = Who::Shop(CARTER);
        let (status, told) = office.try_file(other, "2026-08-03", "gsxt_repair", ("penalty", &key));
        assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("about")), "{}: {told}", place.backend);
        let case = office.file(SHOP, "2026-08-03", "gsxt_repair", ("penalty", &key));
        assert_eq!(office.ask(other, &format!("cases/{}", case["case_no"])).0, 404);
        for path in ["items", "lapses"] {
            assert_eq!(office.ask(other, &format!("{path}/{BAKER}")).0, 404, "{path}");
            assert_eq!(office.ask(SHOP, &format!("{path}/{BAKER}")).0, 200, "{path}");
            assert_eq!(office.ask(Who::As(Role::Bank), &format!("{path}/{BAKER}")).0, 403, "{path}");
        }
        for (procedure, about) in [
            ("gsxt_repair", ("penalty", "penalty:371500SJ/2")),
            ("gsxt_repair", ("dream", key.as_str())),
            ("objection", ("membership", "listing:1")),
            ("serious_list_removal", ("penalty", key.as_str())),
        ] {
            let (status, told) = office.try_file(SHOP, "2026-08-03", procedure, about);
            assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("about")), "{about:?}: {told}");
        }
        let (status, told) = office.try_file(SHOP, "2026-08-03", "serious_list", ("penalty", &key));
        assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("procedure")), "another service's: {told}");
    });
}

#[test]
fn while_an_application_is_pending_no_other_about_the_same_item_is_taken() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = penalty(&office, "1", "2026-02-10", "2026-02-10");
        let first = office.file(SHOP, "2026-08-03", "gsxt_repair", ("penalty", &key));
        let (_, told) = office.try_file(SHOP, "2026-08-03", "gsxt_repair", ("penalty", &key));
        assert_eq!(codes(&told), ["ALREADY_PENDING"], "{}: {told}", place.backend);
        let wang = Who::Of("wang", BUREAU);
        office.step(wang, "2026-08-03", &first, "accept", json!({}));
        office.step(SHOP, "2026-08-04", &first, "withdraw", json!({}));
        let second = office.file(SHOP, "2026-08-04", "gsxt_repair", ("penalty", &key));
        office.step(wang, "2026-08-04", &second, "accept", json!({}));
    });
}

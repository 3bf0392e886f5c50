//! The temporary shield in reorganisation: worked case C34 with its dates, by the parameter `procedures.shield`, and what
//! must not be got by saying so.

use super::office::{BAKER, BUREAU, CULTURE, Office, Who, codes};
use contracts::access::Role;
use contracts::port::{DisplayAct, ListAct};
use domain::vocab::StopReason;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const WANG: Who<'_> = Who::Of("wang", BUREAU);
const CLERK: Who<'_> = Who::As(Role::Official);
/// The court approved the plan on this day.
const RULED: &str = "2026-05-06";

/// General, on display from 2026-03-10 through 2027-03-10.
fn penalty(office: &Office, number: &str) -> String {
    let fields = [("decided_on", json!("2026-03-05")), ("published_on", json!("2026-03-10"))];
    office.world.penalty(BAKER, number, &fields)
}

#[track_caller]
fn filed(office: &Office, on: &str, about: (&str, &str)) -> Value {
    let (status, told) = office.try_file_with(SHOP, on, "shield", about, &["court_ruling"]);
    assert_eq!(status, 201, "{told}");
    told
}

fn ruled(on: &str) -> Value {
    json!({ "ruling_verified": true, "ruled_on": on })
}

/// C34: filed the day after the ruling, approved on 2026-05-20.
#[track_caller]
fn shielded(office: &Office, about: (&str, &str)) -> Value {
    let case = filed(office, "2026-05-07", about);
    office.step(WANG, "2026-05-11", &case, "accept", json!({}));
    office.step(WANG, "2026-05-18", &case, "propose", ruled(RULED));
    office.step(LI, "2026-05-20", &case, "approve", json!({}));
    office.until("all is carried out", || office.repairs.is_level().unwrap());
    case
}

fn items(office: &Office) -> Value {
    office.get(SHOP, &format!("items/{BAKER}"))["items"].clone()
}

/// What was ordered of displays: what, on which day, by which cause.
fn displays(office: &Office) -> Vec<(DisplayAct, String, String)> {
    let orders = office.world.displays.lock().unwrap();
    orders.iter().map(|order| (order.what, order.on.to_string(), order.cause.clone())).collect()
}

fn of_shield(told: &Value) -> Vec<(&str, &str)> {
    let refused = told["refused"].as_array().unwrap().iter();
    refused.map(|one| (one["code"].as_str().unwrap(), one["article"].as_str().unwrap())).collect()
}

const ARTICLE: &str = "市场监督管理信用修复管理办法（总局令第107号） 破产重整、和解";
const ACCEPTANCE: &str = "市场监督管理信用修复管理办法（总局令第107号） 受理";

#[test]
fn c34_it_is_shielded_from_the_approval_and_off_for_good_after_the_execution_ruling() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = penalty(&office, "1");
        let case = filed(&office, "2026-05-07", ("penalty", &key));
        assert_eq!(case["due_on"], "2026-05-09", "{}: two working days; the ninth works for a holiday", place.backend);
        assert_eq!(office.step(WANG, "2026-05-11", &case, "accept", json!({}))["due_on"], "2026-05-20");
        office.step(WANG, "2026-05-18", &case, "propose", ruled(RULED));
        assert_eq!(displays(&office), [], "neither the ruling nor the application shields anything");
        let (_, told) = office.try_step(WANG, "2026-05-20", &case, "approve", json!({}));
        assert_eq!(codes(&told), ["INVOLVED_BEFORE"], "{told}");
        office.step(LI, "2026-05-20", &case, "approve", json!({}));
        office.until("all is carried out", || displays(&office).len() == 1);
        let cause = |step: i64| format!("repair:{}#{step}", case["case_no"]);
        let shield = (DisplayAct::Shield, "2026-05-20".to_owned(), cause(4));
        assert_eq!(displays(&office), std::slice::from_ref(&shield), "{}", place.backend);

        // It is told with what shields it, and its time runs on.
        let item = items(&office)[0].clone();
        let shown = &item["shown"];
        assert_eq!((&shown["shielded_since"], &shown["shield_case_no"]), (&json!("2026-05-20"), &case["case_no"]));
        assert_eq!(shown["last_on"], "2027-03-10", "{item}");
        assert_eq!(item["open_cases"][0]["procedure"], "shield", "{item}");
        let lapses = office.get(SHOP, &format!("lapses/{BAKER}"))["items"].clone();
        assert_eq!(lapses[0]["shielded_since"], "2026-05-20", "{lapses}");

        let (_, told) = office.try_step(WANG, "2026-10-30", &case, "propose_execution", ruled("2026-10-28"));
        assert_eq!(codes(&told), ["MATERIAL_MISSING"], "the ruling is a paper: {told}");
        let paper = ["execution_ruling"];
        // A ruling of a day that has not come is none, and neither is one from before the plan.
        for day in ["2026-11-03", "2026-05-05"] {
            let (status, told) =
                office.try_step_with(WANG, "2026-11-02", &case, "propose_execution", ruled(day), &paper);
            assert_eq!(status, 200, "{told}");
            let (_, told) = office.try_step(LI, "2026-11-02", &case, "execute", json!({}));
            assert_eq!(of_shield(&told), [("NO_EXECUTION_RULING", ARTICLE)], "{day}: {told}");
            office.step(LI, "2026-11-02", &case, "keep", json!({}));
        }
        office.try_step_with(WANG, "2026-11-02", &case, "propose_execution", ruled("2026-10-28"), &paper);
        assert_eq!(office.step(LI, "2026-11-02", &case, "execute", json!({}))["stage"], "executed");
        office.until("it is stopped", || displays(&office).len() == 2);
        let stop = DisplayAct::Stop { reason: StopReason::Repaired };
        let last = office.get(CLERK, &format!("cases/{}", case["case_no"]))["steps"].as_i64().unwrap();
        assert_eq!(displays(&office), [shield, (stop, "2026-11-02".to_owned(), cause(last))], "{}", place.backend);
        assert_eq!(items(&office), json!([]), "{}", place.backend);
        let decided = office.get(CLERK, "decisions");
        let of_it: Vec<&str> =
            decided["items"].as_array().unwrap().iter().map(|one| one["decision"].as_str().unwrap()).collect();
        assert_eq!(of_it, ["approved", "executed"], "{decided}");
    });
}

#[test]
fn c34_if_the_plan_fails_what_is_left_of_the_display_is_shown() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = penalty(&office, "1");
        let case = shielded(&office, ("penalty", &key));
        // That it failed somebody has to find: that somebody says so elsewhere is not enough.
        office.step(WANG, "2026-10-30", &case, "propose_restoration", json!({}));
        let (status, told) = office.try_step(LI, "2026-11-02", &case, "fail", json!({ "plan_failed": true }));
        assert_eq!((status, of_shield(&told)), (422, vec![("PLAN_STANDS", ARTICLE)]), "{}: {told}", place.backend);
        office.step(LI, "2026-11-02", &case, "keep", json!({}));
        office.step(WANG, "2026-11-02", &case, "propose_restoration", json!({ "plan_failed": true }));
        assert_eq!(office.step(LI, "2026-11-02", &case, "fail", json!({}))["stage"], "restored");
        office.until("it is lifted", || displays(&office).len() == 2);
        let (what, on, _) = displays(&office)[1].clone();
        assert_eq!((what, on.as_str()), (DisplayAct::Unshield, "2026-11-02"), "{}", place.backend);
        let shown = items(&office)[0]["shown"].clone();
        assert_eq!((&shown["last_on"], &shown["shielded_since"]), (&json!("2027-03-10"), &Value::Null), "{shown}");
        let decided = office.get(Who::As(Role::Official), "decisions");
        assert_eq!(decided["items"][1]["decision"], "restored", "{decided}");

        // A remedy against that may shield it again, until falsehood is proved.
        office.step(LI, "2027-01-11", &case, "restore_shield", json!({}));
        office.step(WANG, "2027-02-01", &case, "propose_restoration", json!({ "plan_failed": true }));
        let (_, told) = office.try_step(LI, "2027-02-03", &case, "revoke", json!({}));
        assert_eq!(codes(&told), ["FALSEHOOD_NOT_PROVED"], "{told}");
        office.step(LI, "2027-02-03", &case, "keep", json!({}));
        office.step(WANG, "2027-02-03", &case, "propose_restoration", json!({ "falsehood_proved": true }));
        office.step(LI, "2027-02-03", &case, "revoke", json!({}));
        office.until("it is lifted again", || displays(&office).len() == 4);
        let acts: Vec<DisplayAct> = displays(&office).into_iter().map(|(what, ..)| what).collect();
        assert_eq!(acts[2..], [DisplayAct::Shield, DisplayAct::Unshield], "{}", place.backend);
    });
}

#[test]
fn what_lapses_beneath_the_shield_is_closed_and_nothing_comes_back() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = penalty(&office, "1");
        let case = shielded(&office, ("penalty", &key));
        let (_, told) = office.try_step(WANG, "2027-03-10", &case, "close", json!({}));
        assert_eq!(codes(&told), ["NO_GROUND"], "{}: its display still runs beneath: {told}", place.backend);
        assert_eq!(office.step(WANG, "2027-03-11", &case, "close", json!({}))["stage"], "over");
        office.until("it is lifted", || displays(&office).len() == 2);
        assert_eq!(displays(&office)[1].0, DisplayAct::Unshield);
        assert_eq!(items(&office), json!([]), "{}", place.backend);
    });
}

#[test]
fn nobody_is_shielded_by_what_no_official_has_verified() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = penalty(&office, "1");
        let (status, told) = office.try_file(SHOP, "2026-05-07", "shield", ("penalty", &key));
        assert_eq!((status, codes(&told)), (422, vec!["MATERIAL_MISSING"]), "{}: {told}", place.backend);
        for found in [
            json!({}),
            json!({ "ruling_verified": true }),
            json!({ "ruled_on": RULED }),
            json!({ "ruling_verified": false, "ruled_on": RULED }),
            ruled("2026-05-19"),
        ] {
            let case = filed(&office, "2026-05-07", ("penalty", &key));
            office.step(WANG, "2026-05-11", &case, "accept", ruled(RULED));
            office.step(WANG, "2026-05-18", &case, "propose", found.clone());
            // Whoever decides finds no more than was proposed.
            let (status, told) = office.try_step(LI, "2026-05-20", &case, "approve", ruled(RULED));
            assert_eq!(
                (status, of_shield(&told)),
                (422, vec![("NO_COURT_RULING", ARTICLE)]),
                "{}: {found}: {told}",
                place.backend
            );
            office.step(LI, "2026-05-20", &case, "refuse", json!({}));
        }
        let case = filed(&office, "2026-05-20", ("penalty", &key));
        let (status, told) = office.try_step(WANG, "2026-05-20", &case, "accept", ruled("五月六日"));
        assert_eq!(
            (status, &told["errors"][0]["field"]),
            (422, &json!("stated")),
            "a day is one that can be read: {told}"
        );
        // But may find less.
        office.step(WANG, "2026-05-20", &case, "accept", json!({}));
        office.step(WANG, "2026-05-20", &case, "propose", ruled(RULED));
        let (_, told) = office.try_step(LI, "2026-05-21", &case, "refuse", json!({}));
        assert_eq!(codes(&told), ["NO_GROUND"], "{told}");
        office.step(LI, "2026-05-21", &case, "refuse", json!({ "ruling_verified": false }));
        assert_eq!(office.world.commanded.load(Ordering::SeqCst), 0, "{}", place.backend);
    });
}

#[test]
fn what_is_not_accepted_is_refused_with_its_reason_and_article() {
    each_backend(|place| {
        let office = Office::open(place, RULED);
        let key = penalty(&office, "1");
        let fields = [("decided_on", json!("2024-03-05")), ("published_on", json!("2024-03-10"))];
        let over = office.world.penalty(BAKER, "2", &[&fields[..], &[("display_until", json!("2025-03-10"))]].concat());
        let accept = |case: &Value, office: &Office| office.try_step(WANG, "2026-05-11", case, "accept", json!({})).1;
        let case = filed(&office, "2026-05-07", ("penalty", &over));
        let told = accept(&case, &office);
        assert_eq!(of_shield(&told), [("NOT_DISPLAYED", ACCEPTANCE)], "{}: {told}", place.backend);
        filed(&office, "2026-05-07", ("penalty", &key));
        let (status, told) = office.try_file_with(SHOP, "2026-05-07", "shield", ("penalty", &key), &["court_ruling"]);
        assert_eq!((status, of_shield(&told)), (422, vec![("ALREADY_PENDING", ARTICLE)]), "{told}");

        // Another authority's penalty is none of this order's.
        let culture = [("authority", json!("聊城市文化和旅游局")), ("authority_code", json!(CULTURE))];
        let theirs = office.world.penalty(BAKER, "3", &[&fields[..], &culture].concat());
        let other = penalty(&office, "4");
        let applied = json!({
            "items": [
                { "kind": "penalty", "key": theirs, "procedure": "shield" },
                { "kind": "penalty", "key": other, "procedure": "shield" },
            ],
            "stated": { "application": "申请" }, "papers": [office.paper(SHOP, "court_ruling")],
            "accept": ["procedures.shield@2025-12-25"],
        });
        let (status, told) = office.post(SHOP, None, "applications", &applied);
        assert_eq!(status, 200, "{told}");
        assert_eq!(of_shield(&told["items"][0]), [("WRONG_CHANNEL", ACCEPTANCE)], "{told}");
        assert!(told["items"][0]["refused"][0]["what"].as_str().unwrap().contains("信用中国"), "{told}");
        assert_eq!((&told["items"][1]["procedure"], &told["items"][1]["stage"]), (&json!("shield"), &json!("filed")));
        let wrong = filed(&office, "2026-05-11", ("penalty", &theirs));
        let (_, told) = office.try_step(Who::Of("wang", CULTURE), "2026-05-11", &wrong, "accept", json!({}));
        assert_eq!(codes(&told), ["WRONG_CHANNEL"], "{told}");

        // Neither the abnormal list nor what the province tells is shielded by this house.
        let abnormal = office.world.membership(BAKER, 6, "abnormal_list", ("2026-04-14", "9999-01-01"));
        let province = office.world.standing(BAKER, "9", "serious_list", "2026-01-10", None);
        for about in [("membership", abnormal.as_str()), ("standing", province.as_str())] {
            let (status, told) = office.try_file_with(SHOP, "2026-05-11", "shield", about, &["court_ruling"]);
            assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("about")), "{told}");
        }
    });
}

/// They ask for different things on different grounds: neither is the other asked twice.
#[test]
fn a_shield_and_a_repair_of_one_penalty_stand_beside_each_other() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = penalty(&office, "1");
        // While a repair is asked for, a shield is accepted.
        let repair = office.file(SHOP, "2026-05-07", "gsxt_repair", ("penalty", &key));
        let shield = shielded(&office, ("penalty", &key));
        office.step(SHOP, "2026-05-20", &repair, "withdraw", json!({}));
        // While it is shielded, its repair is asked for and granted: its term runs on beneath.
        let item = items(&office)[0].clone();
        let pending = item["conditions"].as_array().unwrap().iter().find(|one| one["code"] == "ALREADY_PENDING");
        assert!(pending.is_some_and(|one| one["holds"] == true), "{}: {item}", place.backend);
        let case = office.file(SHOP, "2026-06-11", "gsxt_repair", ("penalty", &key));
        office.proposed(&case, "2026-06-11", BUREAU);
        assert_eq!(office.step(LI, "2026-06-12", &case, "approve", json!({}))["stage"], "approved");
        office.until("it is stopped", || displays(&office).len() == 2);
        // Nothing is left to be shielded, so that the shield is closed.
        assert_eq!(office.step(WANG, "2026-06-12", &shield, "close", json!({}))["stage"], "over");
    });
}

/// C34, the serious record: the membership is shielded, its term runs on, and it is left for good or shown again.
#[test]
fn c34_a_membership_of_the_serious_list_is_shielded_and_left_for_good() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = office.world.membership(BAKER, 5, "serious_list", ("2025-03-10", "2028-03-11"));
        let failing = office.world.membership(BAKER, 6, "serious_list", ("2025-03-10", "2028-03-11"));
        let case = shielded(&office, ("membership", &key));
        let other = shielded(&office, ("membership", &failing));
        let orders = || office.world.lists.lock().unwrap().clone();
        office.until("both are shielded", || orders().len() == 2);
        let cause = format!("repair:{}#4", case["case_no"]);
        let first = orders()[0].clone();
        assert_eq!((first.case_no, first.what, &first.cause), (5, ListAct::Shield, &cause), "{}", place.backend);
        assert_eq!(first.accepted, ["procedures.shield@2025-12-25"]);
        let shown = items(&office)[0]["shown"].clone();
        assert_eq!(
            (&shown["last_on"], &shown["shielded_since"]),
            (&json!("2028-03-10"), &json!("2026-05-20")),
            "{shown}"
        );
        office.try_step_with(
            WANG,
            "2026-11-02",
            &case,
            "propose_execution",
            ruled("2026-10-28"),
            &["execution_ruling"],
        );
        office.step(LI, "2026-11-02", &case, "execute", json!({}));
        office.step(WANG, "2026-11-02", &other, "propose_restoration", json!({ "plan_failed": true }));
        office.step(LI, "2026-11-02", &other, "fail", json!({}));
        office.until("both are decided", || orders().len() == 4);
        let acts: Vec<(i64, ListAct)> = orders().iter().map(|order| (order.case_no, order.what)).collect();
        let wanted = [(5, ListAct::Shield), (6, ListAct::Shield), (5, ListAct::Remove), (6, ListAct::Unshield)];
        assert_eq!(acts, wanted, "{}", place.backend);
        assert_eq!(displays(&office), [], "no penalty was about it");
    });
}

#[test]
fn what_is_not_heard_is_ordered_again_and_only_once() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = penalty(&office, "1");
        let case = filed(&office, "2026-05-07", ("penalty", &key));
        office.step(WANG, "2026-05-11", &case, "accept", json!({}));
        office.step(WANG, "2026-05-18", &case, "propose", ruled(RULED));
        office.world.failing.store(1, Ordering::SeqCst);
        office.step(LI, "2026-05-20", &case, "approve", json!({}));
        let failed = || office.get(CLERK, "effects?state=failed")["items"].clone();
        office.until("it is put down", || failed().as_array().is_some_and(|all| all.len() == 1));
        assert_eq!(displays(&office), [], "{}", place.backend);
        office.clock.pass_minutes(2);
        office.until("it is carried out", || displays(&office).len() == 1);
        office.until("nothing is left", || failed() == json!([]));
        office.step(LI, "2026-05-22", &case, "confirm", json!({}));
        office.until("all is carried out", || office.repairs.is_level().unwrap());
        assert_eq!(displays(&office).len(), 1, "{}", place.backend);
    });
}

/// What everybody may see flagged is what is shown: a shielded penalty is not.
#[test]
fn an_objection_to_what_is_shielded_is_flagged_to_nobody_outside() {
    each_backend(|place| {
        let office = Office::open(place, RULED).follow();
        let key = penalty(&office, "1");
        office.file(SHOP, "2026-05-07", "objection", ("penalty", &key));
        let flags = |who| office.get(who, &format!("flags?code={BAKER}"))["items"].as_array().unwrap().len();
        assert_eq!(flags(Who::As(Role::Bank)), 1, "{}", place.backend);
        shielded(&office, ("penalty", &key));
        assert_eq!((flags(Who::As(Role::Bank)), flags(SHOP), flags(CLERK)), (0, 1, 1), "{}", place.backend);
    });
}

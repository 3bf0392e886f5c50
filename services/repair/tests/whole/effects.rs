//! What decisions command elsewhere: once each, in their order, and visibly where it fails.

use super::office::{BAKER, BUREAU, CARTER, CULTURE, Office, Who, codes};
use contracts::access::Role;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const CLERK: Who<'_> = Who::As(Role::Official);
const TODAY: &str = "2026-08-03";

fn penalty(office: &Office, code: &str, number: &str) -> String {
    let day = json!("2026-02-10");
    office.world.penalty(code, number, &[("decided_on", day.clone()), ("published_on", day)])
}

/// A case about a penalty that was granted.
fn approved(office: &Office, code: &str, number: &str) -> Value {
    let key = penalty(office, code, number);
    let case = office.file(Who::Shop(code), TODAY, "gsxt_repair", ("penalty", &key));
    office.proposed(&case, TODAY, BUREAU);
    office.step(LI, TODAY, &case, "approve", json!({}));
    case
}

fn failed(office: &Office) -> Value {
    office.get(CLERK, "effects?state=failed")["items"].clone()
}

#[test]
fn a_display_that_was_granted_to_end_is_stopped_once() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let case = approved(&office, BAKER, "1");
        office.until("the stop is ordered", || !office.world.ordered().is_empty());
        let cause = format!("repair:{}#4", case["case_no"]);
        assert_eq!(office.world.ordered(), [(cause, true)], "{}", place.backend);
        let order = office.world.displays.lock().unwrap()[0].clone();
        assert_eq!(
            (order.subject_id, order.on.to_string(), order.key.as_str()),
            (1, TODAY.into(), "penalty:371500SJ/1")
        );
        office.step(LI, TODAY, &case, "confirm", json!({}));
        office.until("all is carried out", || office.repairs.is_level().unwrap());
        assert_eq!(office.world.commanded.load(Ordering::SeqCst), 1, "{}", place.backend);
        assert_eq!(failed(&office), json!([]));
        assert_eq!(office.get(SHOP, &format!("items/{BAKER}"))["items"], json!([]), "it is shown no more");
    });
}

#[test]
fn what_fails_twice_is_tried_each_minute_and_done_once() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        office.world.failing.store(3, Ordering::SeqCst);
        let case = approved(&office, BAKER, "1");
        let commanded = || office.world.commanded.load(Ordering::SeqCst);
        let of_case = || {
            let all = failed(&office);
            let mut found = all.as_array().unwrap().iter().filter(|one| one["case_no"] == case["case_no"]);
            found.next().cloned().unwrap_or_default()
        };
        office.until("it is put down", || of_case()["tries"] == 1);
        let told = of_case();
        assert_eq!((&told["number"], &told["step"]), (&json!(4), &json!("approve")), "{told}");
        assert!(told["why"].as_str().unwrap().contains("nobody is there"), "{told}");
        // What concerns other cases does not wait; this one fails as well.
        let other = approved(&office, CARTER, "2");
        office.until("both are put down", || failed(&office).as_array().is_some_and(|all| all.len() == 2));
        assert_eq!((office.world.ordered(), commanded()), (Vec::new(), 2), "{}", place.backend);
        office.clock.pass_minutes(1);
        // One of them meets the last failure.
        office.until("both are tried again", || {
            let all = failed(&office);
            commanded() == 4 && all.as_array().is_some_and(|all| all.len() == 1) && all[0]["tries"] == 2
        });
        assert_eq!(office.world.ordered().len(), 1, "{}", place.backend);
        office.clock.pass_minutes(1);
        office.until("both are done", || failed(&office) == json!([]));
        let mut ordered = office.world.ordered();
        ordered.sort();
        let mut causes = [&case, &other].map(|case| (format!("repair:{}#4", case["case_no"]), true));
        causes.sort();
        assert_eq!(ordered, causes, "{}", place.backend);
        assert_eq!(commanded(), 5);
        let done = office.get(CLERK, "effects?state=done")["items"].clone();
        assert_eq!(done.as_array().unwrap().len(), 2, "{done}");
        assert!(done[0]["done_at"].is_string(), "{done}");
    });
}

#[test]
fn what_is_refused_is_told_why_and_keeps_nobody_else_waiting() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        *office.world.refusing.lock().unwrap() = Some("penalty:371500SJ/1".to_owned());
        approved(&office, BAKER, "1");
        let other = approved(&office, CARTER, "2");
        office.until("the other one is stopped", || office.world.ordered().len() == 1);
        assert_eq!(office.world.ordered()[0].0, format!("repair:{}#4", other["case_no"]), "{}", place.backend);
        let told = failed(&office);
        assert!(told[0]["why"].as_str().unwrap().contains("该处罚已撤回"), "{told}");
        assert_eq!(office.ask(SHOP, "effects").0, 403);
    });
}

#[test]
fn after_a_restart_it_goes_on_where_it_was_left() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        office.world.failing.store(1, Ordering::SeqCst);
        let case = approved(&office, BAKER, "1");
        office.until("it is put down", || failed(&office).as_array().is_some_and(|all| all.len() == 1));
        let world = office.world.clone();
        drop(office);
        // Decided while nobody follows.
        let office = Office::beside(place, TODAY, world.clone());
        let second = approved(&office, CARTER, "2");
        assert_eq!(world.ordered(), [], "{}", place.backend);
        drop(office);
        let office = Office::beside(place, "2026-08-04", world.clone()).follow();
        office.until("both are done", || world.ordered().len() == 2 && failed(&office) == json!([]));
        let mut causes: Vec<String> = world.ordered().into_iter().map(|(cause, _)| cause).collect();
        causes.sort();
        let mut wanted = [&case, &second].map(|case| format!("repair:{}#4", case["case_no"]));
        wanted.sort();
        assert_eq!(causes, wanted, "{}", place.backend);
        drop(office);
        let office = Office::beside(place, "2026-08-05", world.clone()).follow();
        office.until("all is carried out", || office.repairs.is_level().unwrap());
        assert_eq!(world.ordered().len(), 2, "nothing is done again");
    });
}

/// A promise that turns out to be false: revoked by somebody else than whoever proposes it, and barred for three years.
#[test]
fn a_false_promise_brings_the_display_back_and_bars_the_next_application() {
    each_backend(|place| {
        let office = Office::open(place, "2026-07-02").follow();
        let fields = [
            ("authority", json!("聊城市文化和旅游局")),
            ("authority_code", json!(CULTURE)),
            ("decided_on", json!("2026-04-01")),
            ("published_on", json!("2026-04-01")),
        ];
        let key = office.world.penalty(BAKER, "1", &fields);
        let (wang, li) = (Who::Of("wang", CULTURE), Who::Of("li", CULTURE));
        let case = office.file(SHOP, "2026-07-02", "credit_china_repair", ("penalty", &key));
        office.proposed(&case, "2026-07-03", CULTURE);
        office.step(li, "2026-07-06", &case, "approve", json!({}));
        office.until("the stop is ordered", || office.world.ordered().len() == 1);
        assert_eq!(office.get(SHOP, &format!("items/{BAKER}"))["items"], json!([]), "{}", place.backend);

        office.step(wang, "2026-08-03", &case, "propose_revocation", json!({}));
        let (_, told) = office.try_step(li, "2026-08-03", &case, "revoke", json!({}));
        assert_eq!(codes(&told), ["FALSEHOOD_NOT_PROVED"], "{told}");
        office.step(li, "2026-08-03", &case, "keep", json!({}));
        office.step(wang, "2026-08-03", &case, "propose_revocation", json!({ "falsehood_proved": true }));
        let (_, told) = office.try_step(wang, "2026-08-03", &case, "revoke", json!({}));
        assert_eq!(codes(&told), ["INVOLVED_BEFORE"], "{told}");
        office.step(li, "2026-08-03", &case, "revoke", json!({}));
        office.until("it resumes", || office.world.ordered().len() == 2);
        let cause = format!("repair:{}#8", case["case_no"]);
        assert_eq!(office.world.ordered()[1], (cause, false), "{}", place.backend);

        let item = office.get(SHOP, &format!("items/{BAKER}"))["items"][0].clone();
        assert_eq!(item["shown"]["since"], "2026-08-03", "it begins anew: {item}");
        let barred =
            item["conditions"].as_array().unwrap().iter().find(|one| one["code"] == "BARRED_FOR_FALSE_PROMISE");
        assert_eq!(
            (&barred.unwrap()["holds"], &barred.unwrap()["until"]),
            (&json!(false), &json!("2029-08-04")),
            "{item}"
        );
        let again = office.file(SHOP, "2026-11-04", "credit_china_repair", ("penalty", &key));
        let (_, told) = office.try_step(wang, "2026-11-04", &again, "accept", json!({}));
        assert_eq!(codes(&told), ["BARRED_FOR_FALSE_PROMISE"], "{told}");

        // The public is told nothing of it: another department shows its penalties itself.
        assert_eq!(office.get(Who::As(Role::Department), "decisions")["items"], json!([]), "{}", place.backend);
        let told = office.get(Who::As(Role::Official), "decisions");
        let decided: Vec<&str> =
            told["items"].as_array().unwrap().iter().map(|one| one["decision"].as_str().unwrap()).collect();
        assert_eq!(decided, ["approved", "revoked"], "{told}");
    });
}

/// A resumption whose stop was never heard waits for it.
#[test]
fn what_follows_in_a_case_waits_for_what_came_before() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        office.world.failing.store(1, Ordering::SeqCst);
        let case = approved(&office, BAKER, "1");
        office.until("it is put down", || failed(&office).as_array().is_some_and(|all| all.len() == 1));
        let proved = json!({ "falsehood_proved": true });
        office.step(Who::Of("wang", BUREAU), TODAY, &case, "propose_revocation", proved);
        office.step(LI, TODAY, &case, "revoke", json!({}));
        office.until("it is put down as well", || failed(&office).as_array().is_some_and(|all| all.len() == 2));
        assert_eq!(failed(&office)[1]["tries"], 0, "{}", place.backend);
        office.clock.pass_minutes(2);
        office.until("both are done", || failed(&office) == json!([]));
        let stops: Vec<bool> = office.world.ordered().into_iter().map(|(_, is_stop)| is_stop).collect();
        assert_eq!(stops, [true, false], "{}", place.backend);
    });
}

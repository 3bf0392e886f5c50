//! What an upheld objection commands, who had received what was wrong, and to whom its correction is told.

use super::office::{BAKER, BUREAU, CARTER, Office, Who};
use contracts::access::Role;
use contracts::port::{ListAct, Reading, RecordAct};
use domain::instant::Instant;
use policy::library::Library;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const WANG: Who<'_> = Who::Of("wang", BUREAU);
const CLERK: Who<'_> = Who::As(Role::Official);
const BANK: Who<'_> = Who::Bank("bank-1", Some("BANK1"));
const COLLEAGUE: Who<'_> = Who::Bank("bank-2", Some("BANK1"));
const OTHER: Who<'_> = Who::Bank("bank-3", Some("BANK2"));
const TODAY: &str = "2026-08-03";
const DISPLAYS: &str = "GET /violations/v1/displays";

/// Somebody reads something of the baker.
fn read(office: &Office, service: &'static str, at: &str, who: Option<(&str, &str)>, (action, target): (&str, &str)) {
    let reading = Reading {
        at: Instant::parse(at).unwrap(),
        who: who.map(|(who, _)| who.to_owned()),
        role: who.map(|_| Role::Bank),
        department: who.map(|(_, department)| department.to_owned()),
        action: action.to_owned(),
        target: target.to_owned(),
    };
    office.world.readings.lock().unwrap().push((service, BAKER.to_owned(), reading));
}

/// Days of a penalty that the public sees for a year.
fn published() -> [(&'static str, Value); 2] {
    [("decided_on", json!("2026-02-10")), ("published_on", json!("2026-02-10"))]
}

/// An objection that waits for whoever decides.
fn proposed(office: &Office, key: &str) -> Value {
    let case = office.file(SHOP, TODAY, "objection", ("penalty", key));
    office.step(WANG, "2026-08-04", &case, "propose", json!({}));
    case
}

fn corrections(office: &Office, who: Who<'_>) -> Vec<Value> {
    office.get(who, "corrections")["items"].as_array().unwrap().clone()
}

fn recipients(office: &Office, who: Who<'_>, case: &Value) -> Value {
    office.get(who, &format!("cases/{}/recipients", case["case_no"]))
}

#[test]
fn whoever_upholds_says_what_becomes_of_the_record_and_it_stays_valid() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let key = office.world.penalty(BAKER, "1", &[]);
        let case = proposed(&office, &key);
        for (stated, why) in [
            (json!({}), "须写明如何更正"),
            (json!({ "correction": { "withdraw": false } }), "只能写明"),
            (json!({ "correction": { "amend": { "cf_jdrq": "昨天" } } }), "cf_jdrq"),
            (json!({ "correction": { "amend": { "nothing": "1" } } }), "nothing"),
            (json!({ "correction": { "amend": { "cf_wsh": "2" } } }), "另一条记录"),
            (json!({ "correction": { "amend": { "cf_wfxw": "虚假宣传" } } }), "相同"),
        ] {
            let (status, told) = office.try_step(LI, "2026-08-05", &case, "uphold", stated.clone());
            let wrong = &told["errors"][0];
            assert_eq!((status, &wrong["field"]), (422, &json!("stated.correction")), "{}: {told}", place.backend);
            assert!(wrong["reason_zh"].as_str().unwrap().contains(why), "{stated}: {told}");
        }
        // Whoever may not decide is told that, and not what is missing.
        let (_, told) = office.try_step(WANG, "2026-08-05", &case, "uphold", json!({}));
        assert_eq!(told["refused"][0]["code"], "INVOLVED_BEFORE", "{told}");
        assert!(office.world.records.lock().unwrap().is_empty() && corrections(&office, CLERK).is_empty());

        let amend = json!({ "correction": { "amend": { "cf_wfxw": "价格欺诈" } } });
        let upheld = office.step(LI, "2026-08-05", &case, "uphold", amend);
        // The source is to be corrected, and told, within three working days.
        assert_eq!((&upheld["due_on"], &upheld["stage"]), (&json!("2026-08-10"), &json!("upheld")), "{upheld}");
        office.until("it is put right", || !corrections(&office, CLERK).is_empty());
        let order = office.world.records.lock().unwrap()[0].0.clone();
        assert_eq!((order.subject_id, &order.key), (1, &key), "{}", place.backend);
        assert_eq!((order.cause, order.on.to_string()), (format!("repair:{}#3", case["case_no"]), "2026-08-05".into()));
        assert!(matches!(&order.what, RecordAct::Amend(cells) if cells["cf_wfxw"] == "价格欺诈"), "{}", order.reason);
        let told = &corrections(&office, CLERK)[0];
        assert_eq!(
            (&told["became"], &told["fields"], &told["key"]),
            (&json!("amended"), &json!(["conduct"]), &json!(key))
        );
        assert_eq!(told["amended"]["conduct"], json!({ "from": "虚假宣传", "to": "价格欺诈" }), "{told}");
        assert!(told["article"].as_str().unwrap().contains("山东省社会信用条例"), "{told}");
        let confirmed = office.step(LI, "2026-08-06", &case, "confirm", json!({}));
        assert_eq!(confirmed["stage"], "corrected", "{confirmed}");
    });
}

#[test]
fn a_correction_is_told_to_whoever_received_what_was_wrong_and_to_nobody_else() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let key = office.world.penalty(BAKER, "1", &published());
        let one = format!("/violations/v1/displays/{BAKER}/penalty:371500SJ%2F1");
        let one_of = |key: &str| one.replace("%2F1", key);
        let (bank, other) = (Some(("bank-1", "BANK1")), Some(("bank-3", "BANK2")));
        let list = (DISPLAYS, "/violations/v1/displays?limit=9");
        read(&office, "violations", "2026-03-01T02:00:00Z", bank, list);
        read(&office, "violations", "2026-04-01T02:00:00Z", bank, list);
        let single = "GET /violations/v1/displays/{code}/{key}";
        read(&office, "violations", "2026-05-01T02:00:00Z", bank, (single, &one));
        read(&office, "violations", "2026-05-01T02:00:00Z", None, (single, &one));
        // Another record of the merchant, a class without its reasons, before it was there, and after it was corrected.
        read(&office, "violations", "2026-05-01T02:00:00Z", other, (single, &one_of("%2F2")));
        read(
            &office,
            "rating",
            "2026-05-01T02:00:00Z",
            other,
            ("GET /rating/v1/lookups/{code}", "/rating/v1/lookups/9"),
        );
        read(&office, "violations", "2026-01-01T02:00:00Z", other, list);
        read(&office, "violations", "2026-08-06T02:00:00Z", other, list);
        let case = proposed(&office, &key);
        assert_eq!(recipients(&office, CLERK, &case)["items"], json!([]));
        office.step(LI, "2026-08-05", &case, "uphold", json!({ "correction": { "withdraw": true } }));
        office.until("it is taken back", || !corrections(&office, CLERK).is_empty());

        let told = recipients(&office, CLERK, &case);
        let item = &told["items"][0];
        assert_eq!((&item["became"], &item["unnamed"], &item["key"]), (&json!("withdrawn"), &json!(1), &json!(key)));
        let received = |of: &Value| {
            let all = of["items"][0]["recipients"].as_array().unwrap().clone();
            let told =
                |one: &Value| (one["account"].clone(), one["department"].clone(), one["times"].as_i64().unwrap());
            all.iter().map(told).collect::<Vec<_>>()
        };
        let bank1 = json!("BANK1");
        assert_eq!(
            received(&told),
            [(json!("bank-1"), bank1.clone(), 2), (json!("bank-1"), bank1.clone(), 1)],
            "{}: {told}",
            place.backend
        );
        assert_eq!(item["recipients"][0]["operation"], DISPLAYS, "{told}");
        assert_eq!(item["recipients"][0]["last_at"], "2026-04-01T02:00:00Z", "{told}");
        // The merchant sees which departments, and no accounts; another one sees no such case.
        let own = recipients(&office, SHOP, &case);
        assert_eq!(received(&own), [(json!(null), bank1.clone(), 2), (json!(null), bank1, 1)], "{own}");
        let path = format!("cases/{}/recipients", case["case_no"]);
        assert_eq!(office.ask(Who::Shop(CARTER), &path).0, 404, "{}", place.backend);
        assert_eq!(office.ask(BANK, &path).0, 403);

        for (who, number) in [(BANK, 1), (COLLEAGUE, 1), (OTHER, 0), (SHOP, 1), (Who::Shop(CARTER), 0), (LI, 1)] {
            assert_eq!(corrections(&office, who).len(), number, "{}", place.backend);
        }
        // Without a department it is the account that received it.
        assert_eq!(corrections(&office, Who::Bank("bank-1", None)).len(), 1);
        assert_eq!(corrections(&office, Who::Bank("bank-2", None)).len(), 0);
        // Whoever reads later is not among them.
        read(&office, "violations", "2026-05-02T02:00:00Z", other, list);
        assert_eq!(corrections(&office, OTHER).len(), 0, "{}", place.backend);
    });
}

#[test]
fn of_what_the_public_could_not_see_no_bank_is_told() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let at = "2026-05-01T02:00:00Z";
        let looked = [
            ("lister", "violations", DISPLAYS),
            ("rater", "rating", "GET /rating/v1/merchants/{code}"),
            ("looker", "rating", "POST /rating/v1/lookups"),
        ];
        for (who, service, action) in looked {
            read(&office, service, at, Some((who, who)), (action, action.split_once(' ').unwrap().1));
        }
        let unpublished = [("published_on", json!(null))];
        let stopped = |on: &str| [("display_stopped_on", json!([on]))];
        let mut known = [0, 0, 0];
        for (number, (fields, told)) in [
            (&unpublished[..], [0, 0, 0]),
            (&stopped("2026-04-30"), [0, 0, 0]),
            (&stopped("2026-05-02"), [1, 1, 0]),
            (&[], [1, 1, 0]),
        ]
        .into_iter()
        .enumerate()
        {
            let fields = [&published()[..], fields].concat();
            let key = office.world.penalty(BAKER, &number.to_string(), &fields);
            let case = proposed(&office, &key);
            office.step(LI, "2026-08-05", &case, "uphold", json!({ "correction": { "withdraw": true } }));
            office.until("it is taken back", || corrections(&office, CLERK).len() == number + 1);
            known = std::array::from_fn(|place| known[place] + told[place]);
            let found = looked.map(|(who, ..)| corrections(&office, Who::Bank(who, Some(who))).len());
            assert_eq!(found, known, "{}: {fields:?}", place.backend);
        }
    });
}

/// Reasons that a bank was shown by an authorisation, where the office opens them at all, name records that nobody else sees.
#[test]
fn a_bank_that_was_authorised_to_see_the_reasons_is_told_and_one_that_saw_the_class_is_not() {
    let library = Library::shipped().unwrap();
    let (narrow, wider) = (r#""bank/authorisation" = ["#, r#""bank/authorisation" = ["class", "reasons", "#);
    let fields = library.text("disclosure.fields").unwrap().replace(narrow, wider);
    let opened = library.overlaid([("disclosure/fields.toml", fields.as_str())]).unwrap();
    for (library, told) in [(&opened, [0, 1]), (&Library::shipped().unwrap(), [0, 0])] {
        each_backend(|place| {
            let office = Office::by(library, place, TODAY, Arc::default()).follow();
            for (number, who) in [("1", "bank-1"), ("2", "bank-2")] {
                let target = format!("/rating/v1/merchants/{BAKER}?authorisation={number}");
                let rated = ("GET /rating/v1/merchants/{code}", target.as_str());
                read(&office, "rating", "2026-05-01T02:00:00Z", Some((who, who)), rated);
            }
            let key = office.world.penalty(BAKER, "1", &[("published_on", json!(null))]);
            let case = proposed(&office, &key);
            office.step(LI, "2026-08-05", &case, "uphold", json!({ "correction": { "withdraw": true } }));
            office.until("it is taken back", || corrections(&office, CLERK).len() == 1);
            let found = ["bank-1", "bank-2"].map(|who| corrections(&office, Who::Bank(who, Some(who))).len());
            assert_eq!(found, told, "{}", place.backend);
        });
    }
}

#[test]
fn what_was_put_right_is_told_by_its_fields_and_what_they_say_to_whoever_may_read_it() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let key = office.world.penalty(BAKER, "1", &published());
        read(
            &office,
            "violations",
            "2026-03-01T02:00:00Z",
            Some(("bank-1", "BANK1")),
            (DISPLAYS, "/violations/v1/displays"),
        );
        let case = proposed(&office, &key);
        office.step(LI, "2026-08-05", &case, "uphold", json!({ "correction": { "amend": { "cf_wfxw": "价格欺诈" } } }));
        office.until("it is put right", || !corrections(&office, CLERK).is_empty());
        let bank = &corrections(&office, BANK)[0];
        assert_eq!((&bank["fields"], &bank["code"]), (&json!(["conduct"]), &json!(BAKER)), "{}: {bank}", place.backend);
        assert!(bank["amended"].is_null() && !bank.to_string().contains("价格欺诈"), "{bank}");
        // What a record says may name whoever complained, so that its merchant is told by its fields alone.
        let own = &corrections(&office, SHOP)[0];
        assert_eq!((&own["fields"], &own["amended"]), (&json!(["conduct"]), &json!(null)), "{own}");
        assert_eq!(corrections(&office, CLERK)[0]["amended"]["conduct"]["to"], "价格欺诈");
    });
}

#[test]
fn the_feed_goes_on_behind_its_cursor_and_is_narrowed_by_what_is_asked() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        for number in ["1", "2", "3"] {
            let key = office.world.penalty(BAKER, number, &[]);
            let case = proposed(&office, &key);
            office.step(LI, "2026-08-05", &case, "uphold", json!({ "correction": { "withdraw": true } }));
        }
        office.until("all are taken back", || corrections(&office, CLERK).len() == 3);
        let first = office.get(CLERK, "corrections?limit=2");
        assert_eq!(first["items"].as_array().unwrap().len(), 2, "{}: {first}", place.backend);
        let at = |page: &Value| page["cursor"].as_str().unwrap().to_owned();
        assert_eq!(first["next"], first["cursor"]);
        let second = office.get(CLERK, &format!("corrections?limit=2&after={}", at(&first)));
        assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (1, &json!(null)), "{second}");
        let after = office.get(CLERK, &format!("corrections?limit=2&after={}", at(&second)));
        assert_eq!((&after["items"], &after["cursor"]), (&json!([]), &second["cursor"]), "{after}");
        for (query, number) in [
            (format!("code={BAKER}"), 3),
            (format!("code={CARTER}"), 0),
            ("kind=penalty".to_owned(), 3),
            ("kind=class".to_owned(), 0),
            ("since=2026-08-06".to_owned(), 0),
        ] {
            let found = office.get(CLERK, &format!("corrections?{query}"));
            assert_eq!(found["items"].as_array().unwrap().len(), number, "{}: {query}", place.backend);
        }
        assert_eq!(office.ask(CLERK, "corrections?after=x").0, 400);
        // Of another merchant nothing is told to whoever acts for one.
        assert_eq!(office.get(Who::Shop(CARTER), &format!("corrections?code={BAKER}"))["items"], json!([]));
    });
}

#[test]
fn where_a_trail_is_away_all_is_tried_again_and_nothing_is_done_twice() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let key = office.world.penalty(BAKER, "1", &published());
        read(
            &office,
            "violations",
            "2026-03-01T02:00:00Z",
            Some(("bank-1", "BANK1")),
            (DISPLAYS, "/violations/v1/displays"),
        );
        let case = proposed(&office, &key);
        // The record is commanded; then the trails are away.
        let commanded = office.world.commanded.load(Ordering::SeqCst);
        let world = office.world.clone();
        *world.trails_away.lock().unwrap() = true;
        office.step(LI, "2026-08-05", &case, "uphold", json!({ "correction": { "withdraw": true } }));
        let failed = || office.get(CLERK, "effects?state=failed")["items"].as_array().unwrap().clone();
        office.until("it is put down", || !failed().is_empty());
        assert!(office.world.commanded.load(Ordering::SeqCst) > commanded, "{}", place.backend);
        assert_eq!(office.world.records.lock().unwrap().len(), 1);
        assert!(corrections(&office, BANK).is_empty());
        *world.trails_away.lock().unwrap() = false;
        office.clock.pass_minutes(1);
        office.until("it is told", || !corrections(&office, BANK).is_empty());
        office.until("it is done", || failed().is_empty());
        assert_eq!(office.world.records.lock().unwrap().len(), 1, "{}: of one cause there is one", place.backend);
        assert_eq!(corrections(&office, CLERK).len(), 1);
        let fixed = &recipients(&office, CLERK, &case)["items"][0];
        assert_eq!(fixed["wrong_until"], "2026-08-05T00:00:00Z", "as it was carried out: {fixed}");
    });
}

#[test]
fn a_membership_that_was_wrong_ends_as_wrong_and_nothing_has_to_be_stated() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let key = office.world.membership(BAKER, 7, "serious_list", ("2026-03-02", "2029-03-02"));
        read(
            &office,
            "listing",
            "2026-04-01T02:00:00Z",
            Some(("bank-1", "BANK1")),
            ("GET /listing/v1/entries", "/listing/v1/entries"),
        );
        let case = office.file(SHOP, TODAY, "objection", ("membership", &key));
        office.step(WANG, "2026-08-04", &case, "propose", json!({}));
        office.step(LI, "2026-08-05", &case, "uphold", json!({}));
        office.until("it is told", || !corrections(&office, BANK).is_empty());
        let orders = office.world.lists.lock().unwrap().clone();
        assert_eq!((orders.len(), orders[0].what), (1, ListAct::Correct), "{}", place.backend);
        assert_eq!(corrections(&office, BANK)[0]["became"], "delisted");
    });
}

#[test]
fn a_membership_is_shown_until_its_list_has_done_as_it_was_ordered() {
    each_backend(|place| {
        let office = Office::open(place, TODAY).follow();
        let key = office.world.membership(BAKER, 7, "serious_list", ("2026-03-02", "2029-03-02"));
        let case = office.file(SHOP, TODAY, "objection", ("membership", &key));
        office.step(WANG, "2026-08-04", &case, "propose", json!({}));
        // The list does not answer; until it does, and is off, everybody who looks is shown the entry.
        office.world.failing.store(1, Ordering::SeqCst);
        office.step(LI, "2026-08-05", &case, "uphold", json!({}));
        let failed = || office.get(CLERK, "effects?state=failed")["items"].as_array().unwrap().clone();
        office.until("it is put down", || !failed().is_empty());
        for (who, at, action) in [
            ("bank-1", "2026-08-05T04:00:30Z", ("GET /listing/v1/entries/all.csv", "/listing/v1/entries/all.csv")),
            ("bank-3", "2026-08-05T05:00:00Z", ("GET /listing/v1/entries", "/listing/v1/entries")),
        ] {
            read(&office, "listing", at, Some((who, who)), action);
        }
        // Once it has, what is missing is a trail: who looks from then on is shown it no more.
        *office.world.trails_away.lock().unwrap() = true;
        office.clock.pass_minutes(1);
        office.until("it is ordered", || !office.world.lists.lock().unwrap().is_empty());
        *office.world.trails_away.lock().unwrap() = false;
        office.clock.pass_minutes(90);
        office.until("it is told", || !corrections(&office, CLERK).is_empty());
        let told = |who| corrections(&office, Who::Bank(who, None)).len();
        assert_eq!((told("bank-1"), told("bank-3")), (1, 0), "{}", place.backend);
    });
}

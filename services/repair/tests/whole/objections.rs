//! Objections: their limits, who may decide, and what is flagged meanwhile.

use super::office::{BAKER, BUREAU, CARTER, Office, Who, codes};
use contracts::access::Role;
use contracts::port::{ListAct, Pending as _};
use serde_json::json;
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const WANG: Who<'_> = Who::Of("wang", BUREAU);

/// C25: three working days, seven where another unit has to help.
#[test]
fn an_objection_is_answered_in_three_working_days_or_seven() {
    each_backend(|place| {
        for (filed, three, seven) in
            [("2026-02-13", "2026-02-25", "2026-03-02"), ("2026-09-30", "2026-10-10", "2026-10-15")]
        {
            let office = Office::open(place, filed);
            let key = office.world.penalty(BAKER, filed, &[]);
            let case = office.file(SHOP, filed, "objection", ("penalty", &key));
            assert_eq!(
                (&case["due_on"], &case["office"]),
                (&json!(three), &json!(BUREAU)),
                "{}: {case}",
                place.backend
            );
            let helped = office.step(WANG, filed, &case, "ask_help", json!({ "unit": "某局" }));
            assert_eq!(helped["due_on"], seven, "{helped}");
        }
    });
}

#[test]
fn what_is_objected_to_is_flagged_until_it_is_answered() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let day = json!("2026-02-10");
        let key = office.world.penalty(BAKER, "1", &[("decided_on", day.clone()), ("published_on", day)]);
        // Nothing of this one is public.
        let simple = office.world.penalty(BAKER, "2", &[("procedure", json!("simple"))]);
        let case = office.file(SHOP, "2026-08-03", "objection", ("penalty", &key));
        office.file(SHOP, "2026-08-04", "objection", ("penalty", &simple));
        let flags = |who| office.get(who, &format!("flags?code={BAKER}"))["items"].clone();
        let number = |told: &serde_json::Value| told.as_array().unwrap().len();
        let bank = flags(Who::As(Role::Bank));
        assert_eq!(number(&bank), 1, "{}: {bank}", place.backend);
        let wanted = (&case["case_no"], &json!("2026-08-03"), &json!(key), &json!("objection_pending"));
        assert_eq!((&bank[0]["case_no"], &bank[0]["since"], &bank[0]["key"], &bank[0]["state"]), wanted, "{bank}");
        assert_eq!([number(&flags(SHOP)), number(&flags(Who::As(Role::Official)))], [2, 2]);
        assert_eq!(office.ask(Who::Shop(CARTER), &format!("flags?code={BAKER}")).0, 404);
        let pending = office.repairs.pending(1).unwrap();
        assert_eq!(pending.len(), 2);
        let internal = office.get(Who::As(Role::Service), "subjects/1/pending");
        assert_eq!(internal["items"], json!(pending), "{internal}");
        assert_eq!(office.ask(Who::As(Role::Bank), "subjects/1/pending").0, 403);

        office.step(WANG, "2026-08-04", &case, "propose", json!({}));
        office.step(LI, "2026-08-05", &case, "reject", json!({}));
        assert_eq!(flags(Who::As(Role::Bank)), json!([]), "{}", place.backend);
        office.step(WANG, "2026-08-06", &case, "reopen", json!({}));
        assert_eq!(flags(Who::As(Role::Bank))[0]["since"], "2026-08-06", "{}", place.backend);
    });
}

#[test]
fn who_was_involved_does_not_decide() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = office.world.penalty(BAKER, "1", &[]);
        office.clock.turn_to("2026-08-03");
        // What a party writes keeps nobody from deciding.
        let new = json!({
            "procedure": "objection", "about": [{ "kind": "penalty", "key": key }],
            "stated": { "grounds": "理由", "involved": ["li"] },
        });
        let (status, case) = office.post(SHOP, None, "cases", &new);
        assert_eq!(status, 201, "{case}");
        office.step(WANG, "2026-08-03", &case, "propose", json!({ "involved": ["zhao"] }));
        let zhao = Who::Of("zhao", BUREAU);
        let (_, told) = office.try_step(zhao, "2026-08-04", &case, "reject", json!({}));
        assert_eq!(codes(&told), ["INVOLVED_IN_ITEM"], "{}: {told}", place.backend);
        let (_, told) = office.try_step(LI, "2026-08-04", &case, "uphold", json!({ "was_involved": true }));
        assert_eq!(codes(&told), ["INVOLVED_IN_ITEM"], "{told}");
        office.step(LI, "2026-08-04", &case, "uphold", json!({ "correction": { "withdraw": true } }));
    });
}

#[test]
fn an_abnormal_listing_has_an_objection_of_its_own_and_thirty_days_for_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-17").follow();
        let key = office.world.membership(BAKER, 5, "abnormal_list", ("2026-07-14", "9999-01-01"));
        let (status, told) = office.try_file(SHOP, "2026-08-17", "objection", ("membership", &key));
        assert_eq!(status, 422, "{told}");
        assert!(told["errors"][0]["reason_zh"].as_str().unwrap().contains("abnormal_objection"), "{told}");
        let case = office.file(SHOP, "2026-08-17", "abnormal_objection", ("membership", &key));
        let (_, told) = office.try_step(WANG, "2026-08-18", &case, "accept", json!({ "published_on": "2026-07-15" }));
        assert_eq!(codes(&told), ["OBJECTION_TOO_LATE"], "{}: {told}", place.backend);
        office.step(WANG, "2026-08-18", &case, "accept", json!({ "published_on": "2026-07-20" }));
        office.step(WANG, "2026-08-18", &case, "propose", json!({}));
        office.step(LI, "2026-08-19", &case, "uphold", json!({}));
        office.until("it is corrected", || office.world.lists.lock().unwrap().len() == 1);
        assert_eq!(office.world.lists.lock().unwrap()[0].what, ListAct::Correct, "{}", place.backend);
    });
}

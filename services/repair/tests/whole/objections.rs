//! Objections: their limits, who may decide, and what is flagged meanwhile.

use super::office::{BAKER, BUREAU, CARTER, Office, Who, codes};
use contracts::access::Role;
use contracts::port::ListAct;
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

/// Made on the twentieth day, and complete on the thirty-fifth.
#[test]
fn an_objection_that_was_made_in_time_stays_so_whatever_is_asked_for() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = office.world.membership(BAKER, 5, "abnormal_list", ("2026-07-14", "9999-01-01"));
        let case = office.file(SHOP, "2026-08-03", "abnormal_objection", ("membership", &key));
        office.step(WANG, "2026-08-06", &case, "ask_material", json!({ "missing": ["证明"] }));
        // Who asked for more does not close it for want of that.
        let (_, told) = office.try_step(WANG, "2026-08-06", &case, "not_accept", json!({}));
        assert_eq!(codes(&told), ["INVOLVED_BEFORE"], "{}: {told}", place.backend);
        office.step(SHOP, "2026-08-18", &case, "complete", json!({ "material": "证明" }));
        let accepted = office.step(LI, "2026-08-19", &case, "accept", json!({}));
        assert_eq!(accepted["stage"], "accepted", "{}: {accepted}", place.backend);
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
        // The list knows when it was published: no other day that is written in the case opens the time to object again,
        // and none takes it away.
        let (_, told) = office.try_step(WANG, "2026-08-18", &case, "accept", json!({ "published_on": "2026-07-20" }));
        assert_eq!(codes(&told), ["OBJECTION_TOO_LATE"], "{}: {told}", place.backend);
        let key = office.world.membership(BAKER, 6, "abnormal_list", ("2026-07-20", "9999-01-01"));
        let case = office.file(SHOP, "2026-08-17", "abnormal_objection", ("membership", &key));
        office.step(WANG, "2026-08-18", &case, "accept", json!({ "published_on": "2026-07-15" }));
        office.step(WANG, "2026-08-18", &case, "propose", json!({}));
        office.step(LI, "2026-08-19", &case, "uphold", json!({}));
        office.until("it is corrected", || office.world.lists.lock().unwrap().len() == 1);
        assert_eq!(office.world.lists.lock().unwrap()[0].what, ListAct::Correct, "{}", place.backend);
    });
}

/// Any record that its merchant is shown, and its class, by the code under which the merchant asks; each at the office that
/// made it, or that of its area.
#[test]
fn any_record_and_the_class_can_be_objected_to() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let world = &office.world;
        let inspection = world.inspection(BAKER, "I1", "2026-03-02", "I06");
        let test = world.test(BAKER, "T1", Some("2026-03-03"));
        let complaint = world.complaint(BAKER, "C1", "371503SJ", Some("2026-03-05"));
        let of_area = [("inspection", inspection.as_str()), ("test", &test), ("class", BAKER)];
        for (kind, key) in of_area {
            let case = office.file(SHOP, "2026-08-03", "objection", (kind, key));
            assert_eq!(case["office"], "371502SJ", "{kind} on {}: {case}", place.backend);
            assert_eq!(office.marks(BAKER, (kind, key)).pending.len(), 1, "{kind}");
        }
        let case = office.file(SHOP, "2026-08-03", "objection", ("complaint", &complaint));
        assert_eq!(case["office"], "371503SJ", "the office that handles the complaint: {case}");
        // The case holds nothing else of the complaint.
        let (_, whole) = office.text(SHOP, &format!("cases/{}", case["case_no"]));
        assert!(!whole.contains("filer-pseudonym") && !whole.contains("食品安全"), "{whole}");
    });
}

/// What a merchant is not shown is answered as if it were not there.
#[test]
fn what_the_merchant_is_not_shown_is_nothing_to_object_to() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let world = &office.world;
        let nobodys = office.try_file(SHOP, "2026-08-03", "objection", ("complaint", "complaint:none")).1;
        let reason = |told: &serde_json::Value| told["errors"][0].clone();
        let unaccepted = world.complaint(BAKER, "C1", BUREAU, None);
        let report = world.report(BAKER, "R1");
        let untold = world.test(BAKER, "T1", None);
        let of_others = world.inspection(CARTER, "I1", "2026-03-02", "I06");
        let hidden = [
            ("complaint", unaccepted.as_str()),
            ("report", &report),
            ("test", &untold),
            ("inspection", &of_others),
            ("class", CARTER),
        ];
        for (kind, key) in hidden {
            for procedure in ["objection", "reply"] {
                let (status, told) = office.try_file(SHOP, "2026-08-03", procedure, (kind, key));
                assert_eq!((status, reason(&told)), (422, reason(&nobodys)), "{kind} on {}: {told}", place.backend);
            }
        }
    });
}

#[test]
fn whoever_has_acted_in_the_item_does_not_answer_the_objection_to_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let penalty = |number: &str| {
            let day = json!("2026-02-10");
            office.world.penalty(BAKER, number, &[("decided_on", day.clone()), ("published_on", day)])
        };
        let answered = |about: (&str, &str), why: &str| {
            let case = office.file(SHOP, "2026-08-04", "objection", about);
            office.step(Who::Of("zhao", BUREAU), "2026-08-04", &case, "propose", json!({}));
            let (_, told) = office.try_step(LI, "2026-08-04", &case, "uphold", json!({}));
            assert_eq!(codes(&told), ["INVOLVED_IN_ITEM"], "{}: {told}", place.backend);
            assert!(told["refused"][0]["what"].as_str().unwrap().contains(why), "{told}");
            office.step(Who::Of("qian", BUREAU), "2026-08-04", &case, "reject", json!({}));
        };
        // Who took steps in the case of the listing.
        let list = office.world.membership(BAKER, 5, "serious_list", ("2026-03-10", "2029-03-11"));
        office.world.amend(5, |membership| membership.by = vec!["li".to_owned()]);
        answered(("membership", &list), "listing: case 5");
        // Who wrote the record.
        let written = penalty("1");
        office.world.writers.lock().unwrap().push((written.clone(), "li".to_owned()));
        answered(("penalty", &written), "record: penalty");
        // Who decided about its repair.
        let repaired = penalty("2");
        let case = office.file(SHOP, "2026-08-03", "gsxt_repair", ("penalty", &repaired));
        office.step(WANG, "2026-08-03", &case, "accept", json!({}));
        office.step(WANG, "2026-08-03", &case, "propose", json!({ "harm_removed": true }));
        office.step(LI, "2026-08-03", &case, "refuse", json!({}));
        answered(("penalty", &repaired), "gsxt_repair");
    });
}

#[test]
fn whoever_has_rejected_an_objection_does_not_decide_it_again() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let key = office.world.penalty(BAKER, "1", &[]);
        let case = office.file(SHOP, "2026-08-03", "objection", ("penalty", &key));
        office.step(WANG, "2026-08-03", &case, "propose", json!({}));
        office.step(LI, "2026-08-03", &case, "reject", json!({}));
        office.step(WANG, "2026-08-04", &case, "reopen", json!({}));
        office.step(WANG, "2026-08-04", &case, "propose", json!({}));
        let (_, told) = office.try_step(LI, "2026-08-04", &case, "reject", json!({}));
        assert_eq!(codes(&told), ["INVOLVED_IN_ITEM"], "{}: {told}", place.backend);
        office.step(Who::Of("zhao", BUREAU), "2026-08-04", &case, "reject", json!({}));
    });
}

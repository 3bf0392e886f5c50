//! What stands beside items, as other services of the house ask for it: in the process, and over HTTP.

use super::office::{BAKER, BUREAU, CARTER, Office, Who};
use contracts::access::Role;
use contracts::port::{MOST_MARKED, Marked as _, MarkedItem, Marks, MatterKind, PortError};
use serde_json::{Value, json};
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const WANG: Who<'_> = Who::Of("wang", BUREAU);
const DAY: &str = "2026-08-03";

fn item(subject_id: i64, kind: &str, key: &str) -> MarkedItem {
    MarkedItem { subject_id, kind: kind.to_owned(), key: key.to_owned() }
}

#[test]
fn each_item_is_answered_in_its_place() {
    each_backend(|place| {
        let office = Office::open(place, DAY);
        let (one, other) = (office.world.penalty(BAKER, "1", &[]), office.world.penalty(BAKER, "2", &[]));
        let theirs = office.world.penalty(CARTER, "1", &[]);
        assert_eq!(one, theirs, "a key is of one merchant");
        let mine = office.file(SHOP, DAY, "objection", ("penalty", &one));
        let listed = office.world.membership(BAKER, 5, "serious_list", ("2026-07-14", "2029-07-15"));
        office.file(SHOP, "2026-08-04", "objection", ("membership", &listed));
        let abnormal = office.world.membership(CARTER, 6, "abnormal_list", ("2026-07-14", "9999-01-01"));
        office.file(Who::Shop(CARTER), "2026-08-04", "abnormal_objection", ("membership", &abnormal));
        // A class is asked for by the code under which the merchant is registered now.
        office.file(SHOP, "2026-08-04", "objection", ("class", BAKER));
        let items = [
            item(2, "penalty", &theirs),
            item(1, "penalty", &other),
            item(1, "penalty", &one),
            item(1, "membership", &listed),
            item(2, "membership", &abnormal),
            item(1, "class", "91371502MA3N9QX00A"),
            item(2, "class", CARTER),
            item(1, "payment", &one),
            item(3, "penalty", &one),
        ];
        let marks = office.repairs.marks(&items).unwrap();
        let cases = |marks: &Marks| marks.pending.iter().map(|matter| matter.case_no).collect::<Vec<_>>();
        assert_eq!(cases(&marks[2]), [mine["case_no"].as_i64().unwrap()], "{}", place.backend);
        let counts: Vec<usize> = marks.iter().map(|marks| marks.pending.len()).collect();
        assert_eq!(counts, [0, 0, 1, 1, 1, 1, 0, 0, 0], "{}: {marks:?}", place.backend);
        assert!(marks.iter().flat_map(|marks| &marks.pending).all(|matter| matter.what == MatterKind::Objection));
        assert_eq!(office.marked_from_elsewhere().marks(&items).unwrap(), marks, "{}", place.backend);
        assert_eq!(office.repairs.marks(&[]).unwrap(), []);
        assert_eq!(office.marked_from_elsewhere().marks(&[]).unwrap(), []);
    });
}

#[test]
fn whatever_ends_an_objection_clears_the_mark_at_the_same_instant() {
    each_backend(|place| {
        let office = Office::open(place, DAY);
        for (number, ending, who) in
            [("1", "uphold", LI), ("2", "reject", LI), ("3", "withdraw", SHOP), ("4", "end", LI)]
        {
            let key = office.world.penalty(BAKER, number, &[]);
            let about = ("penalty", key.as_str());
            let case = office.file(SHOP, DAY, "objection", about);
            office.step(WANG, DAY, &case, "propose", json!({}));
            assert_eq!(office.marks(BAKER, about).pending.len(), 1, "{ending}");
            let more = json!({ "correction": { "withdraw": true } });
            let papers: &[&str] = if ending == "end" { &["subject_ended"] } else { &[] };
            let (status, told) = office.try_step_with(who, DAY, &case, ending, more, papers);
            assert_eq!(status, 200, "{ending}: {told}");
            assert!(office.marks(BAKER, about).is_empty(), "{ending} on {}", place.backend);
        }
    });
}

#[test]
fn a_page_of_a_thousand_is_answered_and_no_more() {
    each_backend(|place| {
        let office = Office::open(place, DAY);
        let key = office.world.penalty(BAKER, "1", &[]);
        office.file(SHOP, DAY, "objection", ("penalty", &key));
        let subjects = || (1..).map(|subject_id| item(subject_id, "penalty", &key));
        let page: Vec<MarkedItem> = subjects().take(MOST_MARKED).collect();
        let marks = office.repairs.marks(&page).unwrap();
        let marked = marks.iter().filter(|marks| !marks.is_empty()).count();
        assert_eq!((marks.len(), marked), (MOST_MARKED, 1), "{}", place.backend);
        assert_eq!(office.marked_from_elsewhere().marks(&page).unwrap(), marks);
        let more: Vec<MarkedItem> = subjects().take(MOST_MARKED + 1).collect();
        for refused in [office.repairs.marks(&more), office.marked_from_elsewhere().marks(&more)] {
            assert!(matches!(&refused, Err(PortError::Refused { service, .. }) if service == "repair"), "{refused:?}");
        }
    });
}

#[test]
fn marks_are_asked_for_by_services_of_the_house_alone() {
    each_backend(|place| {
        let office = Office::open(place, DAY);
        let asked = json!({ "items": [item(1, "penalty", "penalty:none")] });
        let ask = |who| office.post(who, None, "marks", &asked);
        assert_eq!(ask(Who::As(Role::Service)), (200, json!({ "marks": [{}] })), "{}", place.backend);
        for role in [Role::Bank, Role::Official, Role::Department, Role::Auditor] {
            assert_eq!(ask(Who::As(role)).0, 403, "{role:?} on {}", place.backend);
        }
        assert_eq!(ask(SHOP).0, 403);
        let (status, told): (u16, Value) = office.post(Who::As(Role::Service), None, "marks", &json!({ "items": [1] }));
        assert_eq!(status, 400, "{told}");
    });
}

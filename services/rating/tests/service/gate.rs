//! The lawfulness gate at the doors of this service: what its catalogue does not have any more is told to nobody from that day on,
//! to one and to many alike, and whoever is refused is told the piece that is missing.

use crate::holds::{code, merchant, penalty};
use crate::office::Office;
use crate::outlook::{TODAY, listed};
use crate::support::{HandClock, MemoryFeed, day, ruling, settle};
use contracts::access::Role;
use policy::library::Library;
use rating::Ruling;
use rating::judge::{HOUSE_SCHEME, Rulebook};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Place, each_backend, edition_without};

const NEXT: &str = "2026-11-24";

/// The house scheme by a policy whose catalogue lacks an item from a day on.
fn without(item: &str) -> Ruling {
    let library = Library::shipped().unwrap();
    let text = edition_without(library.text("catalogue.items").unwrap(), item, NEXT);
    let library = library.overlaid([("catalogue/items.toml", text.as_str())]).unwrap();
    Ruling::of(Rulebook::versions(HOUSE_SCHEME, &library.parameters).unwrap().remove(0), &library).unwrap()
}

/// A merchant with a penalty that is on the serious list.
fn office(place: &Place, ruling: Ruling) -> (Office, Arc<HandClock>) {
    let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
    for version in [merchant(1), penalty(1, false), listed(1, None)] {
        feed.add(1, &version);
    }
    let office = Office::open(place, &feed, &clock, vec![ruling]);
    settle(&office.service);
    (office, clock)
}

/// What a role is answered about the merchant, alone and among many: the two agree.
#[track_caller]
fn looked_up(office: &Office, role: Role) -> Value {
    let (status, one) = office.ask(role, &format!("lookups/{}", code(1)));
    assert_eq!(status, 200, "{one}");
    let many = office.look_up(role, &[code(1)]);
    assert_eq!(many["items"][0]["found"], one, "{role}");
    one
}

/// Code, piece and article of each reason of a refusal.
fn reasons(told: &Value) -> Vec<[&str; 3]> {
    let all = told["refused"].as_array().unwrap().iter();
    all.map(|one| ["code", "what", "article"].map(|field| one[field].as_str().unwrap())).collect()
}

#[test]
fn an_edition_without_the_class_tells_it_to_nobody_from_its_day_on() {
    each_backend(|place| {
        let (office, clock) = office(place, without("credit_class"));
        let is_told = |role| !looked_up(&office, role)["rating"].is_null();
        let roles = [Role::Official, Role::Department, Role::Service, Role::Bank];
        assert_eq!(roles.map(is_told), [true, true, true, false], "{}", place.backend);
        clock.turn_to(day(NEXT));
        settle(&office.service);
        assert_eq!(roles.map(is_told), [false; 4], "{}", place.backend);
        assert_eq!(looked_up(&office, Role::Bank)["name"], "店", "who it is stays public");
        let (status, told) = office.ask(Role::Official, &format!("merchants/{}/history", code(1)));
        assert_eq!(status, 403, "{told}");
        let [[missing, what, article]] = reasons(&told)[..] else { panic!("{told}") };
        assert_eq!((missing, what), ("NOT_IN_CATALOGUE", "credit_class"), "{}", place.backend);
        assert!(article.contains("2024年版"), "{told}");
    });
}

#[test]
fn whoever_is_shown_no_history_is_told_that_it_is_not_opened_to_him() {
    each_backend(|place| {
        let (office, _) = office(place, ruling());
        for (path, group) in [("history", "history"), ("certificate", "certificate")] {
            let (status, told) = office.ask(Role::Department, &format!("merchants/{}/{path}", code(1)));
            assert_eq!((status, reasons(&told)), (403, vec![["NOT_OPENED", group, "department/duty"]]), "{told}");
        }
        assert_eq!(office.ask(Role::Official, &format!("merchants/{}/history", code(1))).0, 200);
    });
}

#[test]
fn what_is_public_of_a_merchant_is_gone_on_the_day_on_which_its_item_is() {
    for (item, left) in [("administrative_penalty", (0, "serious_list")), ("serious_list", (1, ""))] {
        each_backend(|place| {
            let (office, clock) = office(place, without(item));
            let public = || -> (Value, Value) {
                let told = looked_up(&office, Role::Bank)["public"].clone();
                (told["penalties"].clone(), told["statuses"].clone())
            };
            let wanted = |(penalties, status): (usize, &str)| {
                let statuses: Vec<&str> = [status].into_iter().filter(|status| !status.is_empty()).collect();
                (json!(penalties), json!(statuses))
            };
            assert_eq!(public(), wanted((1, "serious_list")), "{}", place.backend);
            clock.turn_to(day(NEXT));
            settle(&office.service);
            assert_eq!(public(), wanted(left), "{}: {item}", place.backend);
        });
    }
}

//! What would help, over HTTP: who may ask, what is answered, and what the trail says of it.

use crate::holds::{MERCHANTS, code, merchant, penalty};
use crate::office::Office;
use crate::outlook::{TODAY, ends, listed};
use crate::support::{HandClock, MemoryFeed, day, ruling, settle};
use clients::{RemoteSuppositions, Server};
use contracts::access::{Reach, Role};
use contracts::port::{Outlook, PortError, Supposed, Suppositions};
use domain::area::AreaCode;
use domain::code::PartyCode;
use policy::library::Library;
use rating::Ruling;
use rating::judge::{HOUSE_SCHEME, Rulebook};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Place, each_backend};
use web::token::Grant;

/// Two merchants of 371502, of whom the first has a penalty and is on the serious list.
fn office(place: &Place, rulings: Vec<Ruling>) -> Office {
    let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
    for (subject, version) in [(1, merchant(1)), (1, penalty(1, false)), (1, listed(1, None)), (2, merchant(2))] {
        feed.add(subject, &version);
    }
    let office = Office::open(place, &feed, &clock, rulings);
    settle(&office.service);
    office
}

/// The penalty is repaired and the listing ends, each on a day of the next year.
fn wanted() -> Supposed {
    let key = |version: domain::version::Version<domain::record::Content>| version.content.key().as_str().to_owned();
    let (stops, ends) = (ends(&key(penalty(1, false)), "2027-05-20"), ends(&key(listed(1, None)), "2027-06-01"));
    Supposed { day: day("2027-06-01"), stops, ends }
}

fn body() -> Value {
    serde_json::to_value(wanted()).unwrap()
}

fn of_role(role: Role) -> Grant {
    Grant::of_role("u", "某", role)
}

fn of_merchant(code: PartyCode) -> Grant {
    Grant { merchant: Some(code), ..of_role(Role::Merchant) }
}

fn of_area(area: &str) -> Grant {
    Grant { area: Some(AreaCode::parse(area).unwrap()), ..of_role(Role::Official) }
}

#[test]
fn whoever_may_see_the_class_with_its_reasons_may_ask_and_the_trail_names_the_merchant() {
    each_backend(|place| {
        let office = office(place, vec![ruling()]);
        let local = office.service.ratings.suppose(code(1), &wanted(), Reach::Everywhere).unwrap();
        for grant in [
            of_role(Role::Official),
            of_role(Role::Department),
            of_role(Role::Service),
            of_area("371502"),
            of_merchant(code(1)),
        ] {
            let (role, area) = (grant.role, grant.area);
            let (status, told) = office.outlook(grant, code(1), &body());
            assert_eq!(status, 200, "{}: {role} {area:?} {told}", place.backend);
            assert_eq!(serde_json::from_value::<Outlook>(told).unwrap(), local, "{}: {role}", place.backend);
        }
        let entry = office.entries().pop().unwrap();
        assert_eq!((entry.action.as_str(), entry.status), ("POST /rating/v1/merchants/{code}/outlook", 200));
        assert_eq!((entry.merchants, entry.role), (vec![code(1)], Some(Role::Merchant)), "{}", place.backend);

        for (grant, who, wanted) in [
            (of_role(Role::Bank), code(1), 403),
            (of_role(Role::Auditor), code(1), 403),
            (of_role(Role::Administrator), code(1), 403),
            (of_merchant(code(2)), code(1), 404),
            (of_area("371522"), code(1), 404),
            (of_role(Role::Official), code(9), 404),
        ] {
            let (role, area) = (grant.role, grant.area);
            let (status, told) = office.outlook(grant, who, &body());
            assert_eq!(status, wanted, "{}: {role} {area:?} {told}", place.backend);
        }
    });
}

#[test]
fn what_an_office_does_not_show_it_does_not_tell_of_suppositions_either() {
    let shown = |own: &str| {
        let library = Library::shipped().unwrap();
        let text = library.text("disclosure.fields").unwrap();
        let (before, rest) = text.split_once("\"merchant/own\" = [").unwrap();
        let (_, after) = rest.split_once(']').unwrap();
        let text = format!("{before}\"merchant/own\" = [{own}]{after}");
        let library = library.overlaid([("disclosure/fields.toml", text.as_str())]).unwrap();
        let rulebook = Rulebook::versions(HOUSE_SCHEME, &library.parameters).unwrap().remove(0);
        Ruling::of(rulebook, &library).unwrap()
    };
    each_backend(|place| {
        for (own, wanted) in [
            (r#""identity", "issued", "class", "score""#, 403),
            (r#""identity", "issued", "score", "reasons""#, 403),
            (r#""identity", "issued", "class", "reasons""#, 200),
        ] {
            let place = if place.backend == "sqlite" { Place::sqlite() } else { Place::postgres() };
            let office = office(&place, vec![shown(own)]);
            let (status, told) = office.outlook(of_merchant(code(1)), code(1), &body());
            assert_eq!(status, wanted, "{}: {own} {told}", place.backend);
            let is_class_alone = told["class"].is_string() && told["score_milli"].is_null();
            assert_eq!(is_class_alone, wanted == 200, "{}: {told}", place.backend);
            let (_, whole) = office.outlook(of_role(Role::Official), code(1), &body());
            assert!(whole["score_milli"].is_i64(), "{}: {whole}", place.backend);
        }
    });
}

#[test]
fn whose_class_is_held_is_told_no_class_that_was_not_issued() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        (1..=MERCHANTS).for_each(|number| feed.import(Some(1), number, &merchant(number)));
        let office = Office::open(place, &feed, &clock, vec![ruling()]);
        settle(&office.service);
        let nothing = json!({ "day": TODAY });
        let ask = |grant: Grant| office.outlook(grant, code(2), &nothing).0;
        assert_eq!(ask(of_merchant(code(2))), 200, "{}", place.backend);
        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(2), number, &penalty(number, false))));
        settle(&office.service);
        assert_eq!([ask(of_merchant(code(2))), ask(of_role(Role::Official))], [403, 200], "{}", place.backend);
    });
}

#[test]
fn what_cannot_be_supposed_is_a_problem_that_names_the_field() {
    each_backend(|place| {
        let office = office(place, vec![ruling()]);
        let many: Vec<Value> = (0..101).map(|_| json!({ "key": "penalty:x/1", "on": TODAY })).collect();
        for (body, field, said) in [
            (json!({ "day": TODAY, "stops": [{ "key": "penalty:x/1", "on": TODAY }] }), "stops[0].key", "penalty:x/1"),
            (json!({ "day": TODAY, "ends": [{ "key": "standing:x", "on": TODAY }] }), "ends[0].key", "standing:x"),
            (json!({ "day": "2036-11-24" }), "day", "2036-11-23"),
            (json!({ "day": TODAY, "ends": many }), "ends", "100"),
        ] {
            let (status, told) = office.outlook(of_role(Role::Official), code(1), &body);
            let error = &told["errors"][0];
            assert_eq!(
                (status, &told["code"], &error["field"]),
                (400, &json!("invalid_body"), &json!(field)),
                "{told}"
            );
            for reason in ["reason", "reason_zh"] {
                assert!(error[reason].as_str().unwrap().contains(said), "{}: {told}", place.backend);
            }
        }
        for (body, code_said) in [
            (json!({ "day": "tomorrow" }), "invalid_body"),
            (json!({}), "invalid_body"),
            (json!({ "day": TODAY, "starts": [] }), "unknown_field"),
        ] {
            let (status, told) = office.outlook(of_role(Role::Official), code(1), &body);
            assert_eq!((status, &told["code"]), (400, &json!(code_said)), "{}: {told}", place.backend);
        }
    });
}

#[test]
fn asked_from_another_machine_it_is_the_same() {
    each_backend(|place| {
        let office = office(place, vec![ruling()]);
        let remote =
            |role| RemoteSuppositions::new(Server::new(&office.address(), Arc::new(office.token(role))).unwrap());
        let theirs = remote(Role::Service);
        let ours: &dyn Suppositions = office.service.ratings.as_ref();
        let unknown = Supposed { stops: ends("penalty:x/1", TODAY), ..Supposed::nothing(day(TODAY)) };
        for (asked, wanted) in [(code(1), wanted()), (code(2), Supposed::nothing(day(TODAY))), (code(9), wanted())] {
            let answer = theirs.suppose(asked, &wanted);
            assert_eq!(answer, ours.suppose(asked, &wanted), "{}: {asked}", place.backend);
            assert_eq!(answer.unwrap().is_some(), asked != code(9), "{}: {asked}", place.backend);
        }
        for refused in [theirs.suppose(code(1), &unknown), ours.suppose(code(1), &unknown)] {
            let named = matches!(&refused, Err(PortError::Refused { cause, .. }) if cause.contains("penalty:x/1"));
            assert!(named, "{}: {refused:?}", place.backend);
        }
        let refused = remote(Role::Bank).suppose(code(1), &wanted());
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{}: {refused:?}", place.backend);
    });
}

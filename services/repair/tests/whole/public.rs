//! What the public is told: of what it may see, and nothing that would tell it of more.

use super::office::{BAKER, BUREAU, CARTER, CULTURE, Office, Who};
use contracts::access::Role;
use domain::day::Day;
use serde_json::{Value, json};
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const BANK: Who<'_> = Who::As(Role::Bank);
const OFFICIAL: Who<'_> = Who::As(Role::Official);

fn published(day: &str) -> [(&'static str, Value); 2] {
    [("decided_on", json!("2026-02-10")), ("published_on", json!(day))]
}

/// A penalty of another department, which shows it itself.
fn of_culture(office: &Office, number: &str) -> String {
    let theirs = [("authority", json!("聊城市文化和旅游局")), ("authority_code", json!(CULTURE))];
    office.world.penalty(BAKER, number, &[&theirs[..], &published("2026-02-10")[..]].concat())
}

/// A repair that is decided on its day.
fn decided(office: &Office, (code, key): (&str, &str), (procedure, by): (&str, &str), on: &str, step: &str) -> Value {
    let case = office.file(Who::Shop(code), on, procedure, ("penalty", key));
    let found = json!({ "duty_performed": step == "approve", "harm_removed": true });
    office.step(Who::Of("wang", by), on, &case, "accept", json!({}));
    office.step(Who::Of("wang", by), on, &case, "propose", found);
    office.step(Who::Of("li", by), on, &case, step, json!({}));
    case
}

#[test]
fn the_public_is_told_what_was_granted_of_what_it_could_see_and_only_for_a_time() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03").follow();
        let seen = office.world.penalty(BAKER, "1", &published("2026-02-10"));
        let refused = office.world.penalty(CARTER, "2", &published("2026-02-10"));
        let unknown =
            office.world.penalty(CARTER, "3", &[("decided_on", json!("2026-02-10")), ("published_on", Value::Null)]);
        let theirs = of_culture(&office, "4");
        let gsxt = ("gsxt_repair", BUREAU);
        let case = decided(&office, (BAKER, &seen), gsxt, "2026-08-03", "approve");
        decided(&office, (CARTER, &refused), gsxt, "2026-08-03", "refuse");
        decided(&office, (CARTER, &unknown), gsxt, "2026-08-03", "approve");
        decided(&office, (BAKER, &theirs), ("credit_china_repair", CULTURE), "2026-08-03", "approve");
        office.until("they are carried out", || office.world.ordered().len() == 3);
        let read = |who| office.get(who, "decisions");
        let told = |who| -> Vec<(String, String)> {
            let items = read(who)["items"].as_array().unwrap().clone();
            let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
            items.iter().map(|one| (text(one, "decision"), text(one, "key"))).collect()
        };
        assert_eq!(told(OFFICIAL).len(), 4, "{}", place.backend);
        let approved = ("approved".to_owned(), seen.clone());
        for role in [Role::Bank, Role::Department, Role::Auditor] {
            assert_eq!(told(Who::As(role)), std::slice::from_ref(&approved), "{}: {role}", place.backend);
        }
        let bank = read(BANK);
        assert!(bank["items"][0].get("rests_on").is_none(), "{}: {bank}", place.backend);
        assert_eq!(bank["cursor"], read(OFFICIAL)["cursor"], "{}: it hears on from the last step", place.backend);
        // What is taken back is told as well: the item is shown again.
        let li = Who::Of("li", BUREAU);
        office.step(
            Who::Of("wang", BUREAU),
            "2026-09-01",
            &case,
            "propose_revocation",
            json!({ "falsehood_proved": true }),
        );
        office.step(li, "2026-09-01", &case, "revoke", json!({}));
        office.until("it is shown again", || office.world.ordered().len() == 4);
        assert_eq!(told(BANK), [approved, ("revoked".to_owned(), seen.clone())], "{}", place.backend);
        // Three months, the day of the third among them.
        office.clock.turn_to("2026-11-04");
        assert_eq!(told(BANK), [("revoked".to_owned(), seen)], "{}", place.backend);
        office.clock.turn_to("2026-12-02");
        let bank = read(BANK);
        assert_eq!((&bank["items"], &bank["next"]), (&json!([]), &Value::Null), "{}", place.backend);
        assert_eq!(bank["cursor"], read(OFFICIAL)["cursor"], "{}", place.backend);
        assert_eq!(told(OFFICIAL).len(), 5, "{}", place.backend);
        assert!(read(SHOP)["items"][0]["rests_on"].is_array(), "{}", place.backend);
    });
}

#[test]
fn the_public_is_not_told_that_something_it_cannot_see_is_objected_to() {
    each_backend(|place| {
        let office = Office::open(place, "2026-08-03");
        let seen = office.world.penalty(BAKER, "1", &published("2026-02-10"));
        let unknown =
            office.world.penalty(BAKER, "2", &[("decided_on", json!("2026-02-10")), ("published_on", Value::Null)]);
        let later = office.world.penalty(BAKER, "3", &published("2026-08-10"));
        let theirs = of_culture(&office, "4");
        let list = office.world.membership(BAKER, 5, "serious_list", ("2026-03-10", "2029-03-11"));
        office.world.amend(5, |membership| membership.spans[0].published_on = None);
        for key in [&seen, &unknown, &later, &theirs] {
            office.file(SHOP, "2026-08-03", "objection", ("penalty", key));
        }
        office.file(SHOP, "2026-08-03", "objection", ("membership", &list));
        let flagged = |who| -> Vec<String> {
            let told = office.get(who, &format!("flags?code={BAKER}"))["items"].as_array().unwrap().clone();
            told.iter().map(|one| one["key"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(flagged(BANK), std::slice::from_ref(&seen), "{}", place.backend);
        assert_eq!((flagged(OFFICIAL).len(), flagged(SHOP).len()), (5, 5), "{}", place.backend);
        office.world.amend(5, |membership| membership.spans[0].published_on = Some(Day::parse("2026-08-10").unwrap()));
        assert_eq!(flagged(BANK), std::slice::from_ref(&seen), "{}", place.backend);
        office.clock.turn_to("2026-08-10");
        assert_eq!(flagged(BANK), [seen, later, list], "{}", place.backend);
    });
}

//! The audit trail: everything that somebody known asks, every refusal, nothing that is public.

use crate::house::House;
use contracts::access::Role;
use contracts::clock::Clock as _;
use domain::code::PartyCode;
use reqwest::Method;

#[test]
fn an_entry_says_who_what_why_and_when() {
    let house = House::open();
    let code = PartyCode::complete("91371500MA3C00000").unwrap();
    let path = format!("/notes/v1/merchants/{code}");
    let purpose = "%E8%B4%B7%E5%89%8D%E6%A0%B8%E6%9F%A5";
    let response =
        house.ask(Method::GET, &path).header("x-purpose", purpose).header("x-request-id", "r-1").send().unwrap();
    assert_eq!(response.status(), 200);
    let entries = house.entries();
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(entry.at, house.clock.now());
    assert_eq!((entry.who.as_deref(), entry.role), (Some("u-17"), Some(Role::Official)));
    assert_eq!(entry.action, "GET /notes/v1/merchants/{merchant}");
    assert_eq!((entry.target.as_str(), entry.merchant), (path.as_str(), Some(code)));
    assert_eq!((entry.status, entry.request_id.as_str()), (200, "r-1"));
    assert_eq!(entry.purpose.as_deref(), Some("贷前核查"));
}

#[test]
fn the_query_is_part_of_the_target_and_mistakes_are_entered_too() {
    let house = House::open();
    house.get("/notes/v1/notes?limit=0");
    house.get("/notes/v1/notes/77");
    let seen: Vec<_> = house.entries().into_iter().map(|entry| (entry.target, entry.status)).collect();
    assert_eq!(seen, [("/notes/v1/notes?limit=0".to_owned(), 400), ("/notes/v1/notes/77".to_owned(), 404)]);
}

#[test]
fn refusals_are_entered() {
    let house = House::open();
    house.bare(Method::GET, "/notes/v1/notes").send().unwrap();
    house.bare(Method::GET, "/notes/v1/notes").bearer_auth("x.y.z").send().unwrap();
    house.bare(Method::GET, "/notes/v1/notes").bearer_auth(house.token(Role::Bank)).send().unwrap();
    let seen: Vec<_> = house.entries().into_iter().map(|entry| (entry.who, entry.status)).collect();
    assert_eq!(seen, [(None, 401), (None, 401), (Some("u-17".to_owned()), 403)]);
}

#[test]
fn what_is_public_is_not_entered() {
    let house = House::open();
    for path in ["/notes/v1/hello", "/livez", "/openapi.json", "/docs/", "/problems", "/nowhere"] {
        house.get(path);
    }
    assert_eq!(house.entries(), []);
}

#[test]
fn the_name_of_a_file_is_not_entered() {
    let house = House::open();
    let path = "/notes/v1/files?name=%E5%BC%A0%E4%B8%89-371502199001011234.csv&x=1";
    house.ask(Method::POST, path).body("x").send().unwrap();
    house.get("/notes/v1/notes?limit=2&n%61me=zhang&file_name=li");
    let seen: Vec<_> = house.entries().into_iter().map(|entry| entry.target).collect();
    assert_eq!(seen, ["/notes/v1/files?name=***&x=1", "/notes/v1/notes?limit=2&n%61me=***&file_name=***"]);
}

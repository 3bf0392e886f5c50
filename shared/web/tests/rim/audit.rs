//! The audit trail: everything that somebody known asks, every refusal, nothing that is public.

use crate::house::House;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::access::Role;
use contracts::clock::Clock as _;
use domain::code::PartyCode;
use reqwest::Method;
use serde_json::Value;

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
    assert_eq!((entry.target.as_str(), entry.merchants.as_slice()), (path.as_str(), [code].as_slice()));
    assert_eq!((entry.status, entry.request_id.as_str()), (200, "r-1"));
    assert_eq!(entry.from, Some([127, 0, 0, 1].into()));
    assert_eq!(entry.ground.as_deref(), Some("duty"));
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

#[test]
fn an_entry_names_the_very_token() {
    let house = House::open();
    let tokens = [house.token(Role::Official), house.token(Role::Official)];
    for token in tokens.iter().chain([&tokens[0]]) {
        house.bare(Method::GET, "/notes/v1/notes").bearer_auth(token).send().unwrap();
    }
    let seen: Vec<_> = house.entries().into_iter().map(|entry| entry.token.unwrap()).collect();
    assert!(seen[0] == seen[2] && seen[0] != seen[1], "{seen:?}");
    let claims = URL_SAFE_NO_PAD.decode(tokens[1].split('.').nth(1).unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&claims).unwrap()["jti"], seen[1].as_str());
}

#[test]
fn the_ground_is_that_of_the_role_unless_the_operation_names_one() {
    let house = House::open();
    let ask = |path: &str, role| house.bare(Method::GET, path).bearer_auth(house.token(role)).send().unwrap();
    for role in Role::ALL {
        ask("/notes/v1/notes", role);
    }
    assert_eq!(ask("/notes/v1/granted", Role::Official).status(), 200);
    assert_eq!(ask("/notes/v1/granted", Role::Bank).status(), 403);
    house.bare(Method::GET, "/notes/v1/notes").send().unwrap();
    let seen: Vec<_> = house.entries().into_iter().map(|entry| entry.ground).collect();
    let by_role = ["duty", "public", "own", "duty", "duty", "duty", "duty"];
    let wanted = by_role.into_iter().chain(["authorisation:17", "public"]).map(|ground| Some(ground.to_owned()));
    assert_eq!(seen, wanted.chain([None]).collect::<Vec<_>>());
}

#[test]
fn a_caller_is_believed_about_his_address_by_a_trusted_proxy_alone() {
    for (trusted, from) in [(vec![], [127, 0, 0, 1]), (vec![[127, 0, 0, 1].into()], [192, 0, 2, 7])] {
        let house = House::open_with(|options| options.trusted_proxies = trusted);
        let request = house.ask(Method::GET, "/notes/v1/notes").header("forwarded", "for=198.51.100.1, for=192.0.2.7");
        request.send().unwrap();
        assert_eq!(house.entries()[0].from, Some(from.into()));
    }
}

//! Merchants let banks see more of them, and take that back.

use crate::house::{House, refusal};
use contracts::access::Role;
use contracts::authorisation::Authorisations as _;
use domain::code::PartyCode;
use domain::day::Day;
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use testkit::each_backend;
use web::token::Grant;

const OWN: &str = "91371500795315494U";
const OTHER: &str = "91371581999990010K";
const PATH: &str = "/access/v1/authorisations";

fn merchant(house: &House, code: &str) -> String {
    let merchant = Some(PartyCode::parse(code).unwrap());
    house.access.issue(Grant { merchant, ..Grant::of_role("shop", "店", Role::Merchant) }, 900).unwrap()
}

fn bank(house: &House, department: &str) -> String {
    let department = Some(department.to_owned());
    house.access.issue(Grant { department, ..Grant::of_role("b", "行", Role::Bank) }, 900).unwrap()
}

fn give(house: &House, change: impl FnOnce(&mut Value)) -> Response {
    let mut body = json!({
        "grantee": "bank-a", "purpose": "credit_review", "groups": ["class", "score"], "until": "2027-02-15",
    });
    change(&mut body);
    house.ask(Method::POST, PATH).bearer_auth(merchant(house, OWN)).json(&body).send().unwrap()
}

#[test]
fn a_merchant_gives_an_authorisation_and_takes_it_back() {
    each_backend(|place| {
        let house = House::open(place);
        house.department("bank-a", "bank");
        house.department("bank-b", "bank");
        let given: Value = give(&house, |_| {}).json().unwrap();
        assert_eq!((&given["merchant"], &given["from"]), (&json!(OWN), &json!("2027-01-15")));
        let id = given["authorisation_id"].as_i64().unwrap();
        let look = |token: &str| {
            let path = format!("{PATH}/{id}");
            house.ask(Method::GET, &path).bearer_auth(token).send().unwrap().status().as_u16()
        };
        let seen = [
            look(&merchant(&house, OWN)),
            look(&bank(&house, "bank-a")),
            look(&house.token(Role::Service)),
            look(&merchant(&house, OTHER)),
            look(&bank(&house, "bank-b")),
            look(&house.token(Role::Official)),
        ];
        assert_eq!(seen, [200, 200, 200, 404, 404, 403]);
        let list = |token: &str| {
            let page: Value = house.ask(Method::GET, PATH).bearer_auth(token).send().unwrap().json().unwrap();
            page["items"].as_array().unwrap().len()
        };
        assert_eq!([list(&merchant(&house, OWN)), list(&bank(&house, "bank-a"))], [1, 1]);
        assert_eq!([list(&merchant(&house, OTHER)), list(&bank(&house, "bank-b"))], [0, 0]);
        let today = Day::parse("2027-01-15").unwrap();
        let holds = || {
            let found = house.access.authorisation(id).unwrap().unwrap();
            found.holds(PartyCode::parse(OWN).unwrap(), Some("bank-a"), today)
        };
        assert!(holds());
        let take_back = |token: &str| {
            let path = format!("{PATH}/{id}");
            house.ask(Method::DELETE, &path).bearer_auth(token).send().unwrap().status().as_u16()
        };
        assert_eq!([take_back(&merchant(&house, OTHER)), take_back(&bank(&house, "bank-a"))], [404, 403]);
        assert!(holds());
        assert_eq!(take_back(&merchant(&house, OWN)), 200);
        assert!(!holds(), "at once");
        assert_eq!(take_back(&merchant(&house, OWN)), 200, "and once more changes nothing");
    });
}

#[test]
fn an_authorisation_names_a_bank_a_purpose_a_scope_and_a_term() {
    each_backend(|place| {
        let house = House::open(place);
        house.department("bank-a", "bank");
        house.department("amr", "authority");
        let field = |name: &str, value: Value| {
            let refused = give(&house, |body| body[name] = value);
            assert_eq!(refused.status(), 422, "{name}");
            refused.json::<Value>().unwrap()["errors"][0]["field"].as_str().unwrap().to_owned()
        };
        assert_eq!(field("grantee", json!("amr")), "grantee");
        assert_eq!(field("grantee", json!("none")), "grantee");
        assert_eq!(field("groups", json!([])), "groups");
        assert_eq!(field("groups", json!(["everything"])), "groups");
        assert_eq!(field("from", json!("2027-01-14")), "from");
        assert_eq!(field("until", json!("2027-01-14")), "until");
        assert_eq!(field("until", json!("2031-01-01")), "until");
        assert_eq!(refusal(give(&house, |body| body["purpose"] = json!("fun"))).0, 400);
        let nobody = house.access.issue(Grant::of_role("x", "店", Role::Merchant), 900).unwrap();
        let refused = house.ask(Method::POST, PATH).bearer_auth(nobody).json(&json!({
            "grantee": "bank-a", "purpose": "credit_review", "groups": ["class"], "until": "2027-02-15",
        }));
        assert_eq!(refused.send().unwrap().status(), 403);
    });
}

//! OAuth 2.0 for programs.

use crate::house::{House, refusal, token_of};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

#[test]
fn a_program_gets_a_token_for_its_secret_and_no_other() {
    each_backend(|place| {
        let house = House::open(place);
        let secret = house.bank("loans");
        let answer: Value = house.grant("loans", &secret).json().unwrap();
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert_eq!(answer["scope"], "read_public use_authorisations");
        assert_eq!(answer.get("refresh_token"), None);
        let token = answer["access_token"].as_str().unwrap();
        let me: Value = house.ask(Method::GET, "/access/v1/me").bearer_auth(token).send().unwrap().json().unwrap();
        assert_eq!((&me["sub"], &me["role"]), (&json!("loans"), &json!("bank")));
        assert_eq!(me["department"], "loans-bank");
        // In the form as well.
        let form = [("grant_type", "client_credentials"), ("client_id", "loans"), ("client_secret", &secret)];
        assert!(house.counts(&token_of(house.form(&form).send().unwrap())));
        let invalid = (401, "invalid_credentials".to_owned(), Some("invalid_client".to_owned()));
        for (sub, wrong) in [("loans", "wrong"), ("nobody", secret.as_str()), ("", "")] {
            assert_eq!(refusal(house.grant(sub, wrong)), invalid, "{sub}");
        }
        let (loans, refused) = ((Some("loans".to_owned()), 200), (None, 401));
        let traced = [loans.clone(), loans, refused.clone(), refused.clone(), refused];
        assert_eq!(house.traced("POST /access/v1/token"), traced);
    });
}

#[test]
fn a_token_may_be_asked_for_with_less_and_never_with_more() {
    each_backend(|place| {
        let house = House::open(place);
        let secret = house.bank("loans");
        let with = |scope: &str| {
            house.form(&[("grant_type", "client_credentials"), ("scope", scope)]).basic_auth("loans", Some(&secret))
        };
        let less: Value = with("read_public").send().unwrap().json().unwrap();
        assert_eq!(less["scope"], "read_public");
        for more in ["read_records", "read_public+administer", "nonsense"] {
            let refused = refusal(with(more).send().unwrap());
            assert_eq!(refused, (400, "invalid_scope".to_owned(), Some("invalid_scope".to_owned())), "{more}");
        }
    });
}

#[test]
fn what_is_no_request_for_a_token_is_said_to_be_none() {
    each_backend(|place| {
        let house = House::open(place);
        let error = |pairs: &[(&str, &str)]| {
            let (status, _, error) = refusal(house.form(pairs).send().unwrap());
            (status, error.unwrap())
        };
        assert_eq!(error(&[("grant_type", "password")]), (400, "unsupported_grant_type".to_owned()));
        assert_eq!(error(&[("grant_type", "client_credentials")]), (400, "invalid_request".to_owned()));
        assert_eq!(error(&[("grant_type", "refresh_token")]), (400, "invalid_request".to_owned()));
        assert_eq!(error(&[("scope", "x")]), (400, "invalid_request".to_owned()));
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", "nonsense"), ("unknown", "1")];
        assert_eq!(error(&refresh), (400, "invalid_grant".to_owned()));
        let path = "/access/v1/token";
        assert_eq!(house.ask(Method::POST, path).json(&json!({})).send().unwrap().status(), 415);
        let basic = house.form(&[("grant_type", "client_credentials")]).header("authorization", "Basic ???");
        assert_eq!(refusal(basic.send().unwrap()).0, 401);
    });
}

#[test]
fn secrets_are_replaced_without_a_pause_and_taken_back_at_once() {
    each_backend(|place| {
        let house = House::open(place);
        let old = house.bank("loans");
        let new = house.secret("loans");
        let by_old = token_of(house.grant("loans", &old));
        assert!(house.counts(&token_of(house.grant("loans", &new))), "both hold");
        let listed = house.read("/accounts/loans/secrets");
        assert!(!listed.to_string().contains(&old) && listed[0].get("client_secret").is_none(), "{listed}");
        let first = listed[0]["secret_id"].as_i64().unwrap();
        let path = format!("/accounts/loans/secrets/{first}");
        assert_eq!(house.admin(Method::DELETE, &path, &json!({})).status(), 204);
        assert_eq!(house.admin(Method::DELETE, &path, &json!({})).status(), 404);
        assert_eq!(house.grant("loans", &old).status(), 401);
        house.ends(&by_old);
        assert!(house.counts(&token_of(house.grant("loans", &new))));
    });
}

#[test]
fn a_secret_ends_by_itself_if_it_was_so_made() {
    each_backend(|place| {
        let house = House::open(place);
        house.bank("loans");
        let add = |at: &str| house.admin(Method::POST, "/accounts/loans/secrets", &json!({ "expires_at": at }));
        assert_eq!(add("2027-01-15T08:00:00Z").status(), 422, "the clock stands there");
        let made: Value = add("2027-01-15T08:00:10Z").json().unwrap();
        let secret = made["client_secret"].as_str().unwrap();
        assert_eq!(house.grant("loans", secret).status(), 200);
        house.clock.turn(10);
        assert_eq!(house.grant("loans", secret).status(), 401);
    });
}

#[test]
fn only_services_follow_what_counts() {
    each_backend(|place| {
        let house = House::open(place);
        let follow = |role, query: &str| {
            house.ask(Method::GET, &format!("/access/v1/trust{query}")).bearer_auth(house.token(role)).send().unwrap()
        };
        let trusted: Value = follow(Role::Service, "").json().unwrap();
        assert_eq!(trusted["keys"].as_array().unwrap().len(), 1);
        let version = trusted["version"].as_str().unwrap();
        let begun = std::time::Instant::now();
        let same: Value = follow(Role::Service, &format!("?knows={version}&wait=1")).json().unwrap();
        assert!(same == trusted && begun.elapsed().as_millis() >= 990, "it waits for something to happen");
        for role in [Role::Official, Role::Bank, Role::Administrator] {
            assert_eq!(follow(role, "").status(), 403, "{role}");
        }
    });
}

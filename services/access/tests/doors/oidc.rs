//! Persons who prove elsewhere who they are, at a real provider.

use crate::house::{Hands, House, refusal, token_of, until};
use crate::provider::{Browser, CLIENT, CLIENT_SECRET, Provider, parameter, problem, with};
use access::Admission;
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use testkit::{Place, each_backend};

fn house_of(place: &Place, provider: &Provider, passwords: bool) -> House {
    House::admitting(place, Hands::true_time(), |url| admission(provider, url, passwords))
}

fn admission(provider: &Provider, url: &str, passwords: bool) -> Admission {
    let found = access::Provider::new(&provider.issuer, (CLIENT, CLIENT_SECRET), url, None).unwrap();
    Admission { provider: Some(found), passwords }
}

/// A house and its provider, and an official who is `li` here and `li-elsewhere` there.
fn with_li(place: &Place) -> (House, Provider) {
    let mut provider = Provider::to_be();
    let house = house_of(place, &provider, true);
    provider.start(&house.url, "RS256");
    house.department("amr", "authority");
    official(&house, "li");
    assert_eq!(bind(&house, "li", &provider.issuer, "li-elsewhere").status(), 204);
    (house, provider)
}

fn official(house: &House, sub: &str) {
    house.account(sub, "user", &json!({ "name": "某", "role": "official", "department": "amr" }));
}

fn bind(house: &House, sub: &str, issuer: &str, subject: &str) -> Response {
    let body = json!({ "issuer": issuer, "subject": subject });
    house.admin(Method::PUT, &format!("/accounts/{sub}/identity"), &body)
}

/// A login that is refused because nothing was begun or proved.
fn is_refused(response: Response) {
    assert_eq!(refusal(response), (400, "invalid_grant".to_owned(), None));
}

#[test]
fn somebody_proves_elsewhere_who_he_is_and_gets_a_session() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let browser = Browser::new();
        let sent = browser.get(&format!("{}/access/v1/oidc/login?return_to=/a?b=c", house.url));
        let cookie = sent.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.ends_with("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax"), "{cookie}");
        let way = sent.headers()["location"].to_str().unwrap().to_owned();
        assert_eq!(parameter(&way, "code_challenge_method"), "S256");
        let done = browser.get(&browser.prove(&way, "li-elsewhere"));
        assert_eq!(done.headers()["cache-control"], "no-store");
        let done: Value = done.json().unwrap();
        assert_eq!(done["return_to"], "/a?b=c");
        let token = done["access_token"].as_str().unwrap();
        let me: Value = house.ask(Method::GET, "/access/v1/me").bearer_auth(token).send().unwrap().json().unwrap();
        assert_eq!((&me["sub"], &me["role"]), (&json!("li"), &json!("official")));
        let refresh = done["refresh_token"].as_str().unwrap();
        let renewed = house.form(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).send().unwrap();
        assert!(house.counts(&token_of(renewed)));
        assert_eq!(house.traced("GET /access/v1/oidc/callback"), [(Some("li".to_owned()), 200)]);
        let targets = house.targets("GET /access/v1/oidc/callback");
        assert_eq!(targets, ["/access/v1/oidc/callback"], "the trail holds no code");
    });
}

#[test]
fn an_identity_that_nobody_has_bound_is_named_and_comes_in_once_it_is() {
    each_backend(|place| {
        let (house, provider) = with_li(place);
        let (status, code, told) = problem(Browser::new().log_in(&house.url, "wang-elsewhere"));
        assert_eq!((status, code.as_str()), (403, "forbidden"));
        assert!(told["detail"].as_str().unwrap().contains("wang-elsewhere"), "{told}");
        official(&house, "wang");
        let wrong = |sub: &str, issuer: &str, subject: &str| problem(bind(&house, sub, issuer, subject));
        assert_eq!(wrong("wang", &provider.issuer, "li-elsewhere").1, "conflict");
        let slash = wrong("wang", &format!("{}/", provider.issuer), "wang-elsewhere");
        assert_eq!((slash.0, &slash.2["errors"][0]["field"]), (422, &json!("issuer")));
        let number = wrong("wang", &provider.issuer, "11010519491231002X");
        assert_eq!((number.0, &number.2["errors"][0]["field"]), (422, &json!("subject")));
        house.bank("loans");
        assert_eq!(wrong("loans", &provider.issuer, "wang-elsewhere").1, "conflict", "a program");
        assert_eq!(bind(&house, "wang", &provider.issuer, "wang-elsewhere").status(), 204);
        let token = token_of(Browser::new().log_in(&house.url, "wang-elsewhere"));
        assert!(house.counts(&token));
        assert_eq!(house.read("/accounts/wang")["identity"]["subject"], "wang-elsewhere");
        let unbind = || house.admin(Method::DELETE, "/accounts/wang/identity", &json!({})).status();
        assert_eq!(unbind(), 204);
        house.ends(&token);
        assert_eq!(Browser::new().log_in(&house.url, "wang-elsewhere").status(), 403);
        assert_eq!(unbind(), 404);
        let acts = house.read("/accounts/wang/changes");
        let acts: Vec<&str> = acts.as_array().unwrap().iter().map(|one| one["act"].as_str().unwrap()).collect();
        assert_eq!(acts, ["identity_unbound", "identity_bound", "made"]);
    });
}

#[test]
fn a_login_is_finished_once_and_by_the_browser_that_began_it() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let browser = Browser::new();
        let back = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        is_refused(browser.get(&with(&back, "state", "another")));
        is_refused(Browser::new().get(&back));
        let other = Browser::new();
        other.begin(&house.url, "/");
        is_refused(other.get(&back));
        assert_eq!(browser.get(&back).status(), 200, "nobody else has spoilt it");
        is_refused(browser.get(&back));
    });
}

#[test]
fn two_logins_of_one_browser_do_not_disturb_each_other() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let browser = Browser::new();
        let ways = [browser.begin(&house.url, "/one"), browser.begin(&house.url, "/two")];
        for (way, return_to) in ways.iter().zip(["/one", "/two"]) {
            let done: Value = browser.get(&browser.prove(way, "li-elsewhere")).json().unwrap();
            assert_eq!(done["return_to"], return_to);
        }
    });
}

#[test]
fn another_process_finishes_what_one_began() {
    each_backend(|place| {
        let (house, provider) = with_li(place);
        let other = House::admitting(place, Hands::true_time(), |_| admission(&provider, &house.url, true));
        let browser = Browser::new();
        let back = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        let there = back.replace(&house.url, &other.url);
        assert_eq!(browser.get(&there).status(), 200);
        is_refused(browser.get(&back));
    });
}

#[test]
fn who_takes_longer_than_ten_minutes_begins_again() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let browser = Browser::new();
        let back = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        house.clock.turn(10 * 60);
        let (status, _, told) = problem(browser.get(&back));
        assert_eq!(status, 400);
        assert!(told["detail"].as_str().unwrap().contains("took too long"), "{told}");
    });
}

#[test]
fn an_id_token_that_has_expired_proves_nothing() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let browser = Browser::new();
        let back = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        // The provider's tokens hold for two minutes from now on; the login for ten from when it began.
        house.clock.turn(5 * 60);
        is_refused(browser.get(&back));
    });
}

#[test]
fn a_code_of_another_login_proves_nothing() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let (browser, thief) = (Browser::new(), Browser::new());
        // The nonce of the ID token is not that of the login.
        let way = with(&browser.begin(&house.url, "/"), "nonce", "another");
        is_refused(browser.get(&browser.prove(&way, "li-elsewhere")));
        // Somebody else's code in one's own login: its challenge is not answered.
        let stolen = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        let own = thief.begin(&house.url, "/");
        let state = parameter(&own, "state");
        is_refused(thief.get(&with(&stolen, "state", &state)));
        // What another provider is said to have said.
        let back = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        is_refused(browser.get(&with(&back, "iss", "https://elsewhere.example")));
    });
}

#[test]
fn a_provider_that_refuses_somebody_ends_the_login() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let browser = Browser::new();
        let back = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        let state = parameter(&back, "state");
        let denied = format!("{}/access/v1/oidc/callback?error=access_denied&session_state=x&state={state}", house.url);
        is_refused(browser.get(&denied));
        is_refused(browser.get(&back));
    });
}

#[test]
fn while_the_provider_is_away_passwords_and_programs_go_on() {
    each_backend(|place| {
        let (house, mut provider) = with_li(place);
        let password = "correct horse battery";
        let set = house.admin(Method::PUT, "/accounts/li/password", &json!({ "password": password }));
        assert_eq!(set.status(), 204);
        let secret = house.bank("loans");
        let browser = Browser::new();
        let back = browser.prove(&browser.begin(&house.url, "/"), "li-elsewhere");
        provider.stop();
        assert_eq!(problem(browser.get(&back)).1, "unavailable", "it was there when the login began");
        let anew = house_of(place, &provider, true);
        let login = format!("{}/access/v1/oidc/login", anew.url);
        assert_eq!(problem(browser.get(&login)).1, "unavailable");
        let body = json!({ "sub": "li", "password": password });
        let logged_in = anew.ask(Method::POST, "/access/v1/sessions").json(&body).send().unwrap();
        assert_eq!(logged_in.status(), 200, "{}: {}", place.backend, logged_in.text().unwrap());
        assert_eq!(anew.grant("loans", &secret).status(), 200);
        provider.start(&anew.url, "RS256");
        // And nobody has to do anything.
        until("the provider", || browser.get(&login).status() == 303);
    });
}

#[test]
fn keys_that_the_provider_changes_are_learnt() {
    each_backend(|place| {
        let (house, mut provider) = with_li(place);
        assert_eq!(Browser::new().log_in(&house.url, "li-elsewhere").status(), 200);
        for algorithm in ["RS256", "ES256", "EdDSA"] {
            provider.stop();
            provider.start(&house.url, algorithm);
            assert_eq!(Browser::new().log_in(&house.url, "li-elsewhere").status(), 200, "{algorithm}");
        }
    });
}

#[test]
fn an_account_that_is_not_active_does_not_come_in() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        let read = house.ask(Method::GET, "/access/v1/accounts/li");
        let read = read.bearer_auth(house.token(contracts::access::Role::Administrator)).send().unwrap();
        let tag = read.headers()["etag"].to_str().unwrap().to_owned();
        let terms = json!({ "name": "李", "role": "official", "department": "amr", "active": false });
        let change = house.ask(Method::PUT, "/access/v1/accounts/li").header("if-match", tag).json(&terms);
        let change = change.bearer_auth(house.token(contracts::access::Role::Administrator)).send().unwrap();
        assert_eq!(change.status(), 200);
        let (status, _, told) = problem(Browser::new().log_in(&house.url, "li-elsewhere"));
        assert_eq!(status, 403);
        assert!(told["detail"].as_str().unwrap().contains("not active"), "{told}");
    });
}

#[test]
fn nobody_is_sent_to_another_address_afterwards() {
    each_backend(|place| {
        let (house, _provider) = with_li(place);
        for elsewhere in
            ["//evil.example", "https://evil.example", "/%5Cevil.example", "%5C/evil.example", "/%09/evil.example", ""]
        {
            let url = format!("{}/access/v1/oidc/login?return_to={elsewhere}", house.url);
            let (status, _, told) = problem(Browser::new().get(&url));
            assert_eq!((status, &told["errors"][0]["field"]), (422, &json!("return_to")), "{elsewhere}");
        }
    });
}

#[test]
fn passwords_can_be_switched_off() {
    each_backend(|place| {
        let password = "correct horse battery";
        let set = |house: &House| house.admin(Method::PUT, "/accounts/li/password", &json!({ "password": password }));
        let log_in = |house: &House| {
            let body = json!({ "sub": "li", "password": password });
            house.ask(Method::POST, "/access/v1/sessions").json(&body).send().unwrap()
        };
        let (house, provider) = with_li(place);
        assert_eq!((set(&house).status(), log_in(&house).status()), (204.try_into().unwrap(), 200.try_into().unwrap()));
        let without = house_of(place, &provider, false);
        assert_eq!(refusal(log_in(&without)).1, "forbidden");
        assert_eq!(refusal(set(&without)).1, "forbidden");
    });
}

#[test]
fn a_house_without_a_provider_has_no_such_login() {
    each_backend(|place| {
        let house = House::open(place);
        for path in ["login", "callback?state=a&code=b"] {
            let asked = house.ask(Method::GET, &format!("/access/v1/oidc/{path}")).send().unwrap();
            assert_eq!(refusal(asked).1, "not_found");
        }
    });
}

#[test]
fn a_provider_is_known_by_its_certificate() {
    each_backend(|place| {
        let mut provider = Provider::to_be();
        let authority = provider.secured();
        let secured = |roots: &str| {
            House::admitting(place, Hands::true_time(), |url| {
                let client = (CLIENT, CLIENT_SECRET);
                let found = access::Provider::new(&provider.issuer, client, url, Some(roots.as_bytes())).unwrap();
                Admission { provider: Some(found), passwords: false }
            })
        };
        let (house, other) = (secured(&authority), secured(&Provider::to_be().secured()));
        provider.start(&house.url, "ES256");
        let browser = Browser::new();
        let way = browser.begin(&house.url, "/");
        assert!(way.starts_with(&provider.issuer) && way.starts_with("https://"), "{way}");
        // The provider is asked for this code, and knows it not.
        let state = parameter(&way, "state");
        is_refused(browser.get(&format!("{}/access/v1/oidc/callback?code=none&state={state}", house.url)));
        let refused = browser.get(&format!("{}/access/v1/oidc/login", other.url));
        assert_eq!(refusal(refused).1, "unavailable", "another authority has not signed it");
    });
}

#[test]
fn a_provider_is_reached_over_tls_unless_it_is_on_this_machine() {
    let provider = |issuer: &str, own: &str| access::Provider::new(issuer, ("a", "b"), own, None).map(drop);
    provider("https://id.example", "https://fangxin.example").unwrap();
    provider("https://id.example/realms/city", "https://fangxin.example:8443/").unwrap();
    provider("http://127.0.0.1:1", "http://localhost:2").unwrap();
    for (issuer, own) in [
        ("http://id.example", "https://fangxin.example"),
        ("https://id.example", "http://fangxin.example"),
        ("https://id.example", "https://fangxin.example/path"),
        ("https://id.example?a=b", "https://fangxin.example"),
        ("https://a:b@id.example", "https://fangxin.example"),
        ("id.example", "https://fangxin.example"),
    ] {
        assert!(provider(issuer, own).is_err(), "{issuer} {own}");
    }
    assert!(access::Provider::new("https://id.example", ("", "b"), "https://fangxin.example", None).is_err());
    assert!(access::Provider::new("https://id.example", ("a", ""), "https://fangxin.example", None).is_err());
}

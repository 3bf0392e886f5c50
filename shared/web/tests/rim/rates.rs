//! How much a caller may ask.

use crate::house::{House, problem};
use contracts::access::Role;
use contracts::problem::Code;
use domain::code::PartyCode;
use reqwest::Method;
use reqwest::blocking::Response;
use std::time::Instant;
use web::token::Grant;
use web::{Rate, Rates};

const NOTES: &str = "/notes/v1/notes";

/// As slow as can be: one comes back in a second, which a slow machine may need for some requests.
fn house(whose: Option<Role>, burst: u32) -> House {
    House::open_with(|options| {
        options.limits.rates = Rates::unlimited().with(whose, Rate::new(1, burst));
    })
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[track_caller]
fn refused(response: Response) {
    let wait: u64 = header(&response, "retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(header(&response, "ratelimit").unwrap().contains(";r=0;t="));
    let problem = problem(response);
    assert_eq!((problem.code, problem.detail), (Code::RateLimited, Some(format!("try again in {wait} seconds"))));
}

/// Asks until it is refused; what comes back meanwhile is used up as well.
#[track_caller]
fn until_refused(ask: impl Fn() -> Response) {
    let begun = Instant::now();
    for answered in 0_u64.. {
        let response = ask();
        if response.status() == 429 {
            return refused(response);
        }
        let came_back = begun.elapsed().as_secs() + 2;
        assert!(answered < came_back, "{answered} more were answered");
    }
}

#[test]
fn who_asks_too_much_is_told_when_to_come_again() {
    let house = house(Some(Role::Official), 20);
    let begun = Instant::now();
    for left in (0..20).rev() {
        let response = house.get(NOTES);
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "ratelimit-policy"), Some("\"official\";q=20;w=20"));
        // Time passes, so that some may have come back.
        let told = header(&response, "ratelimit").unwrap();
        let left = left..=left + begun.elapsed().as_secs() + 1;
        assert!(left.clone().any(|left| told.starts_with(&format!("\"official\";r={left};t="))), "{left:?} {told}");
    }
    until_refused(|| house.get(NOTES));
    let bank = house.bare(Method::GET, NOTES).bearer_auth(house.token(Role::Bank)).send().unwrap();
    assert_eq!((bank.status().as_u16(), header(&bank, "ratelimit")), (403, None), "who has no rate has no limit");
    let other = house.issuer.issue(Grant::of_role("u-18", "李某", Role::Official)).unwrap();
    assert_eq!(house.bare(Method::GET, NOTES).bearer_auth(other).send().unwrap().status(), 200);
}

#[test]
fn another_token_of_the_same_account_is_the_same_bucket() {
    let house = house(Some(Role::Official), 5);
    for _ in 0..5 {
        assert_eq!(house.get(NOTES).status(), 200, "each request has a token of its own");
    }
    until_refused(|| house.get(NOTES));
}

#[test]
fn a_batch_costs_what_it_asks_about() {
    let house = house(Some(Role::Official), 100);
    let codes: Vec<_> =
        (0..60).map(|number| PartyCode::complete(&format!("91371500MA3C{number:05}")).unwrap().to_string()).collect();
    let ask = || house.ask(Method::POST, "/notes/v1/merchants").json(&codes).send().unwrap();
    let first = ask();
    assert_eq!(header(&first, "ratelimit").unwrap().split(';').nth(1), Some("r=40"));
    assert_eq!(first.json::<usize>().unwrap(), 60);
    assert_eq!(ask().status(), 200, "what is there is enough to begin with");
    refused(ask());
}

#[test]
fn an_address_of_unknown_people_has_a_bucket() {
    let house = house(None, 6);
    let ask = |path: &str| house.bare(Method::GET, path).send().unwrap();
    // Public pages, pages that are not there, wrong methods, bad texts, no token, a false token.
    assert_eq!(header(&ask("/notes/v1/hello"), "ratelimit-policy"), Some("\"address\";q=6;w=6"));
    assert_eq!(ask("/nowhere").status(), 404);
    assert_eq!(house.bare(Method::PUT, "/notes/v1/hello").send().unwrap().status(), 405);
    assert_eq!(ask("/nowhere%FF").status(), 400);
    assert_eq!(ask(NOTES).status(), 401);
    assert_eq!(house.bare(Method::GET, NOTES).bearer_auth("a.b.c").send().unwrap().status(), 401);
    for path in ["/notes/v1/hello", "/nowhere", "/nowhere%FF", NOTES, "/status", "/problems"] {
        until_refused(|| ask(path));
    }
    until_refused(|| house.bare(Method::PUT, "/notes/v1/hello").send().unwrap());
    until_refused(|| house.bare(Method::GET, NOTES).bearer_auth("a.b.c").send().unwrap());
    assert_eq!(house.get(NOTES).status(), 200, "who is known comes in from the same address");
    for _ in 0..20 {
        for path in ["/livez", "/readyz"] {
            let response = ask(path);
            assert_eq!((response.status().as_u16(), header(&response, "ratelimit")), (200, None), "{path}");
        }
    }
}

#[test]
fn the_trail_says_once_that_somebody_asks_too_much() {
    let house = house(Some(Role::Official), 3);
    let mut told = Vec::new();
    while !told.ends_with(&[429, 429, 429]) {
        assert!(told.len() < 1_000, "{told:?}");
        told.push(house.get(NOTES).status().as_u16());
    }
    assert_eq!(told[..3], [200, 200, 200]);
    // Of refusals in a row the first one.
    told.dedup_by(|later, earlier| *later == 429 && *earlier == 429);
    let statuses: Vec<u16> = house.entries().into_iter().map(|entry| entry.status).collect();
    assert_eq!(statuses, told);
}

#[test]
fn whoever_has_no_rate_is_not_limited() {
    let house = House::open_with(|options| options.limits.rates = Rates::default());
    for _ in 0..300 {
        let service = house.bare(Method::GET, NOTES).bearer_auth(house.token(Role::Service)).send().unwrap();
        assert_eq!((service.status().as_u16(), header(&service, "ratelimit-policy")), (200, None));
    }
}

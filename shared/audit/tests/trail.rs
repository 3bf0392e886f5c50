//! The trail as those who leave entries and those who read them see it, on both databases.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use audit::Keeper;
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::clock::Clock;
use db::{Database, Pools};
use domain::code::PartyCode;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use reqwest::blocking::Client;
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use testkit::{Place, each_backend};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Instant {
        Instant::parse("2026-06-01T00:00:00Z").unwrap()
    }
}

impl Health for Stopped {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Value {
        Value::Null
    }
}

fn keeper(place: &Place) -> Arc<Keeper> {
    Arc::new(Keeper::open(Arc::new(Database::open(place.location(), "audit", Pools::default()).unwrap())).unwrap())
}

fn merchant(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()
}

/// The entry of a number: a minute later than the one before, one of three accounts, one of two merchants.
fn entry(number: u32) -> Entry {
    let at = Instant::parse("2026-05-01T00:00:00Z").unwrap().micros() + i64::from(number) * 60_000_000;
    Entry {
        at: Instant::from_micros(at),
        who: (!number.is_multiple_of(3)).then(|| format!("u-{}", number % 3)),
        role: Some(Role::Official),
        department: Some("聊城市市场监督管理局".into()),
        action: "GET /violations/v1/penalties/{code}/{key}".into(),
        target: format!("/violations/v1/penalties/{number}"),
        merchant: Some(merchant(number % 2)),
        status: 200,
        purpose: Some("贷前核查\0".into()),
        request_id: format!("r-{number}"),
    }
}

/// A server with the trail's API alone. What it answers goes into the trail as well.
struct Office {
    handle: Option<Handle>,
    client: Client,
    base: String,
    issuer: Issuer,
}

impl Office {
    fn open(keeper: &Arc<Keeper>) -> Self {
        let clock = Arc::new(Stopped);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", clock.clone());
        let keys = Jwks::from_iter([issuer.public_key()]);
        let verifier = Arc::new(Verifier::new(keys, "test", clock.clone()).unwrap());
        let mut options = Options::new(verifier, clock.clone(), keeper.clone(), clock);
        options.workers = 1;
        let api = audit::api(Arc::clone(keeper));
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}/audit/v1/entries", handle.address());
        Self { handle: Some(handle), client: Client::builder().no_proxy().build().unwrap(), base, issuer }
    }

    fn get(&self, query: &str, role: Role) -> (u16, Value) {
        let token = self.issuer.issue(Grant::of_role("auditor", "审计", role)).unwrap();
        let answer = self.client.get(format!("{}?{query}", self.base)).bearer_auth(token).send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap())
    }

    /// Numbers of the requests of all pages.
    fn list(&self, query: &str) -> Vec<String> {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let (status, page) = self.get(&format!("{query}&limit=40{after}"), Role::Auditor);
            assert_eq!(status, 200, "{page}");
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 40);
            seen.extend(items.iter().map(|item| item["request_id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { return seen };
            after = format!("&after={next}");
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.client = Client::new();
        self.handle.take().map(|handle| handle.stop().unwrap()).unwrap();
    }
}

#[test]
fn entries_of_many_threads_are_all_there_once_the_keeper_is_gone() {
    each_backend(|place| {
        let trail = keeper(place);
        thread::scope(|scope| {
            for thread in 0..20 {
                let trail = &trail;
                scope.spawn(move || (0..250).for_each(|number| trail.put(entry(thread * 250 + number))));
            }
        });
        drop(trail);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let seen = office.list("until=2026-05-31T00:00:00Z");
        let wanted: BTreeSet<String> = (0..5_000).map(|number| format!("r-{number}")).collect();
        assert_eq!(seen.len(), 5_000, "{}", place.backend);
        assert_eq!(seen.into_iter().collect::<BTreeSet<String>>(), wanted);
    });
}

#[test]
fn auditors_alone_read_the_trail_by_account_merchant_and_time() {
    each_backend(|place| {
        // Each start begins another part of the trail.
        for part in [0..10, 10..60, 60..100] {
            let trail = keeper(place);
            part.for_each(|number| trail.put(entry(number)));
        }
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let numbers =
            |keep: fn(&u32) -> bool| (0..100).rev().filter(keep).map(|n| format!("r-{n}")).collect::<Vec<_>>();
        let before = "until=2026-05-31T00:00:00Z";
        assert_eq!(office.list(before), numbers(|_| true), "newest first");
        assert_eq!(office.list("who=u-2"), numbers(|n| n % 3 == 2));
        let of_merchant = format!("merchant={}&{before}", merchant(1));
        assert_eq!(office.list(&of_merchant), numbers(|n| n % 2 == 1));
        let hour = "from=2026-05-01T00:10:00Z&until=2026-05-01T00:20:00Z";
        assert_eq!(office.list(hour), numbers(|n| (10..20).contains(n)));
        assert_eq!(office.list("who=nobody"), Vec::<String>::new());
        let (_, page) = office.get(&format!("{before}&limit=1"), Role::Auditor);
        let item = &page["items"][0];
        assert_eq!((&item["at"], &item["role"]), (&"2026-05-01T01:39:00Z".into(), &"official".into()));
        assert_eq!(item["purpose"], "贷前核查\u{fffd}", "an entry is not lost for a character");
        assert_eq!(office.get("limit=1", Role::Official).0, 403);
        assert_eq!(office.get("after=%25", Role::Auditor).0, 400);
        // Who reads the trail is in the trail.
        let looked = |found: &Vec<String>| found.len() >= 10;
        let begun = std::time::Instant::now();
        while !looked(&office.list("who=auditor")) {
            assert!(begun.elapsed().as_secs() < 30, "the look-ups were not entered");
        }
    });
}

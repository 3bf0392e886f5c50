//! Keys change while everybody works; revocations reach whoever follows.

use crate::house::{House, SECRET, refusal, until};
use access::{Access, Seal};
use contracts::access::Role;
use contracts::trust::Trust as _;
use db::Pools;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use testkit::each_backend;
use web::token::Grant;

/// The key that a token names.
fn kid(token: &str) -> String {
    use base64::Engine as _;
    let head = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    serde_json::from_slice::<Value>(&head).unwrap()["kid"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_is_published_before_it_signs_and_counts_after_it_has_signed() {
    each_backend(|place| {
        let house = House::open(place);
        let old = house.token(Role::Auditor);
        let made: Value = house.admin(Method::POST, "/keys", &json!({})).json().unwrap();
        assert_eq!(refusal(house.admin(Method::POST, "/keys", &json!({}))).1, "conflict", "one is on its way");
        assert_eq!(kid(&house.token(Role::Auditor)), kid(&old), "it does not sign yet");
        let published = |count: usize| until("keys", || house.verifier.keys().keys.len() == count);
        published(2);
        house.clock.turn(10);
        let new = house.token(Role::Auditor);
        assert_eq!(kid(&new), made["kid"].as_str().unwrap());
        assert!(house.counts(&old) && house.counts(&new));
        house.clock.turn(12 * 60 * 60 + 60);
        // The old one drops out by itself.
        published(1);
    });
}

#[test]
fn nobody_notices_a_change_of_keys() {
    each_backend(|place| {
        let house = House::open(place);
        let (asking, asked) = (mpsc::channel::<()>(), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            // It asks until the other end is gone, also if that goes by a panic.
            let (goes_on_asking, over) = asking;
            let (house, asked) = (&house, &asked);
            let asker = scope.spawn(move || {
                while over.try_recv() == Err(mpsc::TryRecvError::Empty) {
                    let number = asked.fetch_add(1, Ordering::SeqCst);
                    assert!(house.counts(&house.token(Role::Auditor)), "request {number}");
                }
            });
            let goes_on = || {
                let before = asked.load(Ordering::SeqCst);
                until("requests", || asked.load(Ordering::SeqCst) > before + 4 || asker.is_finished());
            };
            for known in 2..=6 {
                assert_eq!(house.admin(Method::POST, "/keys", &json!({})).status(), 201);
                // It signs ten seconds after it was made; whoever follows knows it much sooner.
                until("the new key", || house.verifier.keys().keys.len() == known);
                goes_on();
                house.clock.turn(11);
                goes_on();
            }
            drop(goes_on_asking);
            asker.join().unwrap();
        });
        assert_eq!(house.read("/keys").as_array().unwrap().len(), 6);
    });
}

#[test]
fn a_key_that_was_stolen_is_worth_nothing_at_once() {
    each_backend(|place| {
        let house = House::open(place);
        let old = house.token(Role::Auditor);
        let path = format!("/keys/{}", kid(&old));
        assert_eq!(house.admin(Method::DELETE, &path, &json!({})).status(), 204);
        house.ends(&old);
        let new = house.token(Role::Auditor);
        assert!(house.counts(&new) && kid(&new) != kid(&old));
        assert_eq!(house.admin(Method::DELETE, &path, &json!({})).status(), 404);
    });
}

#[test]
fn tokens_and_whole_accounts_are_revoked() {
    each_backend(|place| {
        let house = House::open(place);
        let issue = |sub: &str| house.access.issue(Grant::of_role(sub, "某", Role::Auditor), 900).unwrap();
        let (one, other, theirs) = (issue("a"), issue("a"), issue("b"));
        let jti = house.verifier.verify(&one).unwrap().jti.clone();
        let revoke = |body: Value| house.admin(Method::POST, "/revocations", &body);
        assert_eq!(revoke(json!({ "jti": jti, "reason": "丢失" })).status(), 204);
        house.ends(&one);
        assert!(house.counts(&other));
        assert_eq!(revoke(json!({ "sub": "a", "reason": "离职" })).status(), 204);
        house.ends(&other);
        assert!(house.counts(&theirs));
        for wrong in [
            json!({ "reason": "x" }),
            json!({ "jti": "x", "sub": "y", "reason": "x" }),
            json!({ "jti": "x", "reason": " " }),
        ] {
            assert_eq!(revoke(wrong).status(), 422);
        }
        assert_eq!(revoke(json!({ "session": "none", "reason": "x" })).status(), 404);
        let listed = house.read("/revocations");
        assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    });
}

#[test]
fn another_process_of_the_service_learns_of_it_too() {
    each_backend(|place| {
        let house = House::open(place);
        let other = Access::open(place.location(), Pools::default(), house.clock.clone(), ("test", Seal::of(&SECRET)));
        let other = other.unwrap();
        let token = other.issue(Grant::of_role("a", "某", Role::Auditor), 900).unwrap();
        assert!(house.counts(&token), "both sign with the same key");
        other.withdraw_key(&kid(&token), "admin").unwrap();
        house.ends(&token);
        assert!(house.counts(&house.token(Role::Auditor)));
    });
}

#[test]
fn a_key_that_another_installation_has_sealed_neither_signs_nor_counts() {
    each_backend(|place| {
        let house = House::open(place);
        let own = house.token(Role::Auditor);
        let other = Access::open(place.location(), Pools::default(), house.clock.clone(), ("test", Seal::of(&[8; 32])));
        let other = other.unwrap();
        let theirs = other.issue(Grant::of_role("a", "某", Role::Administrator), 900).unwrap();
        std::thread::sleep(Duration::from_millis(800));
        assert!(house.counts(&own) && !house.counts(&theirs));
        assert_eq!((house.verifier.keys().keys.len(), other.trusted(None, Duration::ZERO).unwrap().keys.len()), (1, 1));
    });
}

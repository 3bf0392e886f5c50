//! Tokens decide who sees what, and the trail says who looked.

use crate::{Installation, RESTAURANT, each_form, fangxin, told, until};
use reqwest::StatusCode;
use serde_json::Value;
use testkit::Place;

const PENALTIES: &str = "/violations/v1/penalties";

#[test]
fn each_role_sees_what_is_its_own_and_leaves_a_trace() {
    each_form(|installation| {
        let served = installation.serve();
        assert_eq!(served.public(PENALTIES).status(), StatusCode::UNAUTHORIZED);
        for (role, status) in [("official", 200), ("service", 200), ("bank", 403), ("administrator", 403)] {
            assert_eq!(served.get(PENALTIES, role).status(), status, "{role}");
        }
        let refused: Value = served.get(PENALTIES, "auditor").json().unwrap();
        assert_eq!((&refused["code"], &refused["status"]), (&"forbidden".into(), &403.into()));
        served.get(&format!("/registry/v1/merchants/{RESTAURANT}/identifiers"), "official");
        // Entries are gathered for a moment before they are written.
        let about = format!("merchant={RESTAURANT}");
        let seen = until(60, "the entry", || served.trail(&about).into_iter().next());
        assert_eq!((&seen["who"], &seen["status"]), (&"test-official".into(), &404.into()), "{seen}");
        let refused = until(60, "the refusal", || served.trail("who=test-bank").into_iter().next());
        assert_eq!(refused["status"], 403);
    });
}

#[test]
fn a_token_of_another_installation_is_worth_nothing() {
    each_form(|installation| {
        let elsewhere = Place::sqlite();
        let (served, other) = (installation.serve(), Installation::new(&elsewhere).serve());
        let foreign = other.token("official", &[]);
        let answer = served.ask(PENALTIES, &foreign);
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.json::<Value>().unwrap()["code"], "token_invalid");
    });
}

#[test]
fn a_token_needs_a_key_and_a_merchant_a_name() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().display().to_string();
    for (arguments, code, en) in [
        (&["--role", "official", "--sub", "a"][..], 3, "there is no signing key"),
        (&["--role", "merchant", "--sub", "a"], 2, "names it with --merchant"),
        (&["--role", "king", "--sub", "a"], 2, "there is no such role"),
        (&["--role", "official", "--sub", "a\nb"], 2, "no control characters"),
        (&["--role", "official", "--sub", "a", "--minutes", "0"], 2, "0 is not in"),
        (&["--role", "official", "--sub", "a", "--minutes", "481"], 2, "481 is not in"),
        (&["--role", "official", "--sub", "a", "--area", "99"], 2, "99"),
        (&["--role", "bank", "--sub", "a", "--area", "371502"], 2, "for --role official and department alone"),
        (&["--role", "official", "--sub", "a", "--merchant", RESTAURANT], 2, "for --role merchant alone"),
        (&["--role", "official", "--sub", "11010519491231002X"], 2, "a person's identity number"),
    ] {
        let output = fangxin(&[&["token", "--data", &data], arguments].concat());
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
        assert!(told(&output).contains(en), "{en}: {}", told(&output));
    }
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0, "no key was made");
}

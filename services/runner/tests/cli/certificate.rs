//! A rating that anyone can check offline.

use crate::{DEALER, GYM, fangxin, json, said, small_city, told};
use serde_json::{Value, json as object};
use std::fs;
use tempfile::TempDir;

/// A certificate of the gym, and a place for changed ones.
struct Signed {
    place: TempDir,
    file: String,
    whole: Value,
}

impl Signed {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let path = |name: &str| place.path().join(name).display().to_string();
        let (city, file, data) = (small_city(), path("gym.json"), path("data"));
        let day = ["--from", &city, "--as-of", "2026-11-23"];
        let made = fangxin(&[&["certificate", GYM, "--out", &file, "--data", &data], &day[..]].concat());
        assert_eq!(made.status.code(), Some(0), "{}", told(&made));
        let whole = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        Self { place, file, whole }
    }

    /// Tokens and English words of what differs in a changed text.
    fn differing(&self, text: &str) -> Vec<(String, String)> {
        let file = self.place.path().join("changed.json");
        fs::write(&file, text).unwrap();
        let output = fangxin(&["verify", &file.display().to_string(), "--json"]);
        assert_eq!(output.status.code(), Some(1), "{}{}", said(&output), told(&output));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let words = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        answer["differs"].as_array().unwrap().iter().map(|d| (words(d, "what"), words(d, "en"))).collect()
    }

    /// Tokens of what differs once something is done to the certificate.
    fn after(&self, change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut changed = self.whole.clone();
        change(&mut changed);
        self.differing(&changed.to_string()).into_iter().map(|(what, _)| what).collect()
    }

    fn with(&self, pointer: &str, to: Value) -> Vec<String> {
        self.after(|whole| *whole.pointer_mut(pointer).unwrap() = to)
    }
}

#[test]
fn a_certificate_is_computed_again_and_every_change_is_named() {
    let signed = Signed::new();
    let secret = fs::metadata(signed.place.path().join("data/signing.key")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&secret.permissions()) & 0o777, 0o600);
    let key = fs::read_to_string(signed.place.path().join("data/signing.pub")).unwrap();
    let sound = json(&["verify", &signed.file, "--key", &key, "--json"]);
    assert_eq!((&sound["sound"], &sound["signer_known"]), (&Value::Bool(true), &Value::Bool(true)));
    let file = signed.place.path().join("data/signing.pub").display().to_string();
    assert_eq!(json(&["verify", &signed.file, "--key", &file, "--json"]), sound, "the file that holds it");
    let none = fangxin(&["verify", &signed.file, "--key", &signed.file]);
    assert!(none.status.code() == Some(2) && told(&none).contains("no Ed25519 public key"), "{}", told(&none));
    assert!(said(&fangxin(&["verify", &signed.file])).contains("signer unknown"));

    let due = signed.whole["evidence"]["policies"]["payment/due_days.toml"].as_str().unwrap();
    let scheme = signed.whole["evidence"]["scheme"].as_str().unwrap().replace("points = -20", "points = -10");
    assert_eq!(signed.with("/evidence/records/merchant/name", "别的店".into()), ["record"]);
    assert_eq!(signed.with("/statement/result/score_milli", 999_000.into()), ["result", "signature"]);
    assert_eq!(signed.with("/evidence/peers/expected_thousandths", 9_999_999.into()), ["peers", "result"]);
    assert_eq!(signed.with("/statement/engine", "scoring/2".into()), ["engine", "signature"]);
    assert_eq!(signed.with("/statement/trial", true.into()), ["scheme", "signature"]);
    assert_eq!(signed.with("/evidence/scheme", scheme.into()), ["scheme"]);
    assert_eq!(signed.with("/evidence/policies/payment~1due_days.toml", format!("{due}# x\n").into()), ["policy"]);
    assert_eq!(signed.with("/signature/value", "AAAA".into()), ["signature"]);
}

#[test]
fn evidence_that_cannot_be_computed_is_named_too() {
    let signed = Signed::new();
    let policies = |whole: &mut Value, change: fn(&mut serde_json::Map<String, Value>)| {
        change(whole["evidence"]["policies"].as_object_mut().unwrap());
    };
    assert_eq!(signed.with("/evidence/scheme", "x".into()), ["scheme", "result"]);
    assert_eq!(signed.with("/evidence/policies/payment~1due_days.toml", "x=1".into()), ["policy", "result"]);
    let removed = signed.after(|whole| policies(whole, |files| drop(files.remove("payment/due_days.toml"))));
    assert_eq!(removed, ["policy", "result"]);
    let added = signed.after(|whole| policies(whole, |files| drop(files.insert("x/y.toml".into(), "x=1".into()))));
    assert_eq!(added, ["policy", "result"]);
}

/// An object of every kind that a certificate has, as pointers.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.push(at.to_owned());
            for (key, value) in fields {
                objects(value, &format!("{at}/{}", key.replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            items.iter().take(1).for_each(|value| objects(value, &format!("{at}/0"), found));
        }
        _ => {}
    }
}

#[test]
fn whatever_was_added_and_signed_by_nobody_is_named() {
    let signed = Signed::new();
    let mut pointers = Vec::new();
    objects(&signed.whole, "", &mut pointers);
    assert!(pointers.len() > 12, "{pointers:?}");
    for pointer in pointers {
        let added = signed.after(|whole| whole.pointer_mut(&pointer).unwrap()["note"] = "A 级".into());
        let signed_part = pointer.starts_with("/statement/result") || pointer == "/statement/policies";
        let expected = if signed_part || pointer == "/evidence/policies" { "" } else { "field" };
        assert!(expected.is_empty() || added == [expected], "{pointer}: {added:?}");
    }
    let text = fs::read_to_string(&signed.file).unwrap();
    for (whole, doubled, place) in [
        ("\"statement\": {", "\"statement\": {\"scheme\": \"LC-CONSUME 1.0\",", "statement.scheme"),
        ("\"result\": {", "\"result\": {\"class\": \"A\",", "statement.result.class"),
        ("\"signature\": {", "\"signature\": {\"\\u0076alue\": \"\",", "signature.value"),
        ("{", "{\"evidence\": null,", "evidence"),
    ] {
        let differing = signed.differing(&text.replacen(whole, doubled, 1));
        assert_eq!(differing, [("field".to_owned(), format!("{place} stands there more than once"))]);
    }
    // Another way to write the same is not what was issued either.
    let pointer = "/evidence/records/merchant";
    assert_eq!(signed.with(&format!("{pointer}/code"), GYM.to_lowercase().into()), ["field"]);
    for (field, says_nothing) in [("withdrawn", Value::Bool(false)), ("status_from", Value::Null)] {
        let added = signed.after(|whole| whole.pointer_mut(pointer).unwrap()[field] = says_nothing);
        assert_eq!(added, ["field"], "{field}");
    }
    let left_out = signed.after(|whole| drop(whole["statement"].as_object_mut().unwrap().remove("known_at")));
    assert_eq!(left_out, ["field"]);
}

#[test]
fn what_is_no_key_or_no_certificate_is_said_so() {
    let signed = Signed::new();
    for garbage in ["AAAA", "!!", ""] {
        let output = fangxin(&["verify", &signed.file, "--key", garbage]);
        assert_eq!(output.status.code(), Some(2));
        assert!(told(&output).contains("不是 Ed25519 公钥") && told(&output).contains("no Ed25519 public key"));
    }
    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert_eq!(fangxin(&["verify", &signed.file, "--key", other]).status.code(), Some(1));
    for (name, text) in [("empty", String::new()), ("other", object!({ "statement": 1 }).to_string())] {
        let file = signed.place.path().join(name).display().to_string();
        fs::write(&file, text).unwrap();
        let output = fangxin(&["verify", &file]);
        assert_eq!(output.status.code(), Some(3));
        assert!(
            told(&output).contains("不是评价证书") && told(&output).contains("no certificate"),
            "{}",
            told(&output)
        );
    }
}

#[test]
fn a_scheme_whose_promises_do_not_hold_certifies_nothing() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("x.json").display().to_string();
    let output = fangxin(&["certificate", DEALER, "--from", &small_city(), "--out", &out, "--unproved"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
}

//! A rating that anyone can check offline.

use crate::{GYM, fangxin, json, said, small_city};
use serde_json::Value;
use std::fs;

#[test]
fn a_certificate_is_computed_again_and_every_change_is_named() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    let (city, file, data) = (small_city(), path("gym.json"), path("data"));
    let made =
        fangxin(&["certificate", GYM, "--from", &city, "--as-of", "2026-11-23", "--out", &file, "--data", &data]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let secret = fs::metadata(place.path().join("data/signing.key")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&secret.permissions()) & 0o777, 0o600);
    let key = fs::read_to_string(place.path().join("data/signing.pub")).unwrap();
    let sound = json(&["verify", &file, "--key", &key, "--json"]);
    assert_eq!((&sound["sound"], &sound["signer_known"]), (&Value::Bool(true), &Value::Bool(true)));
    assert!(said(&fangxin(&["verify", &file])).contains("signer unknown"));

    let whole: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let differs = |pointer: &str, to: Value| -> Vec<String> {
        let mut changed = whole.clone();
        *changed.pointer_mut(pointer).unwrap() = to;
        let file = path("changed.json");
        fs::write(&file, changed.to_string()).unwrap();
        let output = fangxin(&["verify", &file, "--json"]);
        assert_eq!(output.status.code(), Some(1), "{pointer}");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        told["differs"].as_array().unwrap().iter().map(|d| d["what"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(differs("/evidence/records/merchant/name", "别的店".into()), ["record"]);
    assert_eq!(differs("/statement/result/score_milli", 999_000.into()), ["result", "signature"]);
    assert_eq!(differs("/evidence/peers/expected_thousandths", 9_999_999.into()), ["peers", "result"]);
    assert_eq!(differs("/statement/engine", "scoring/2".into()), ["engine", "signature"]);
    let scheme = whole["evidence"]["scheme"].as_str().unwrap().replace("points = -20", "points = -10");
    assert_eq!(differs("/evidence/scheme", scheme.into()), ["scheme"]);
    let due = whole["evidence"]["policies"]["payment/due_days.toml"].as_str().unwrap();
    assert_eq!(differs("/evidence/policies/payment~1due_days.toml", format!("{due}# x\n").into()), ["policy"]);
    assert_eq!(differs("/signature/value", "AAAA".into()), ["signature"]);
    let other = fangxin(&["verify", &file, "--key", "AAAA"]);
    assert_eq!(other.status.code(), Some(1));
}

//! Draws in an installation: who could be drawn comes from the registry and the ratings, together and apart.

use crate::{RESTAURANT, SampleCity, Served, each_form, fangxin, told};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::instant::Instant;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: i64 = 86_400_000_000;

/// So many days from now, by the machine's clock, as the servers go.
#[expect(clippy::disallowed_methods, reason = "the servers of this test go by the true time")]
fn in_days(days: i64) -> Instant {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(now.as_micros()).unwrap() + days * DAY)
}

fn made(served: &Served, path: &str, body: &Value) -> Value {
    let (status, made) = served.post(&format!("/inspections/v1/{path}"), body);
    assert!(status.is_success(), "{path}: {status} {made}");
    made
}

#[test]
fn a_commitment_stands_on_the_registry_and_the_ratings_and_outlives_a_restart() {
    let city = SampleCity::of(300);
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let first = in_days(3).day();
        let inspector = json!({
            "inspector_id": "I1", "name": "某", "department": "局", "sectors": ["all"], "from": "2020-01-01"
        });
        made(&served, "inspectors", &inspector);
        let sections: Vec<String> = ('A'..='T').map(String::from).collect();
        let plan = json!({
            "year": first.year(), "title": "年度计划", "areas": ["371500"],
            "sectors": [{ "sector": "all", "industries": sections }]
        });
        let plan = made(&served, "plans", &plan)["plan_id"].clone();
        let task = json!({ "title": "普查", "from": first, "until": first });
        let task = made(&served, &format!("plans/{plan}/tasks"), &task)["task_id"].clone();
        let ask = json!({ "task_id": task, "source": "某期开奖号码", "value_at": in_days(2) });
        let soon = json!({ "task_id": task, "source": "某期开奖号码", "value_at": in_days(0) });
        assert_eq!(served.post("/inspections/v1/draws", &soon).0, 422, "{}", installation.form());
        let draw = made(&served, "draws", &ask);
        // Everybody who is active and stands in the city.
        let merchants = served.read("/registry/v1/merchants?limit=1000");
        let merchants = merchants["items"].as_array().unwrap();
        let is_counted = |one: &&Value| {
            let content = &one["content"];
            content["status"] == "active" && content["area"].as_str().is_some_and(|area| area.starts_with("3715"))
        };
        let active = merchants.iter().filter(is_counted).count();
        assert_eq!(draw["population"].as_u64(), Some(active as u64), "{}", installation.form());
        assert!(active > 100 && active < merchants.len(), "{active} of {}", merchants.len());

        let path = format!("/inspections/v1/draws/{}", draw["draw_id"]);
        let public = |served: &Served| -> Value {
            let answer = served.public(&format!("{path}/public"));
            assert_eq!(answer.status(), 200);
            answer.json().unwrap()
        };
        let before = public(&served);
        assert_eq!((&before["commitment"], &before["state"]), (&draw["commitment"], &json!("committed")));
        served.kill();
        drop(served);
        let served = installation.serve();
        assert_eq!(public(&served), before, "killed and started again");
        // The commitment is signed, and anybody can check it with nothing but the office's public key.
        let folder = tempfile::tempdir().unwrap();
        let verified = |said: &Value, key: &str| -> (Option<i32>, String) {
            let file = folder.path().join("public.json");
            std::fs::write(&file, said.to_string()).unwrap();
            let output = fangxin(&["verify", "draw", &file.display().to_string(), "--key", key]);
            (output.status.code(), told(&output))
        };
        let (own, other) = (served.public_key("inspections"), STANDARD.encode([9; 32]));
        assert_eq!(verified(&before, &own).0, Some(0), "{}: {}", installation.form(), verified(&before, &own).1);
        assert_eq!(verified(&before, &other).0, Some(1), "another key");
        let mut changed = before.clone();
        changed["commitment"]["source"] = json!("drand, round 2");
        assert!(verified(&changed, &own).1.contains("签名与承诺不符"), "{}", verified(&changed, &own).1);
        let mut bare = before.clone();
        bare.as_object_mut().unwrap().remove("signature");
        assert_eq!(verified(&bare, &own).0, Some(1), "not signed");
        let value = json!({ "value": "1", "published_at": in_days(0) });
        assert_eq!(served.post(&format!("{path}/reveal"), &value).0, 409, "too early");
        assert_eq!(served.get(&format!("{path}/bundle"), "official").status(), 409);
        let conflict = json!({
            "inspector": "I1", "merchant": RESTAURANT, "ground": "interest", "from": "2026-01-01", "reason": "x"
        });
        assert_eq!(served.post("/inspections/v1/conflicts", &conflict).0, 422, "nobody of this city");
        let (status, aborted) = served.post(&format!("{path}/abort"), &json!({ "reason": "试运行结束" }));
        assert_eq!((status.as_u16(), &aborted["end"]["after_value"]), (200, &json!(false)));
        assert_eq!(public(&served)["end"]["reason"], "试运行结束");
    });
}

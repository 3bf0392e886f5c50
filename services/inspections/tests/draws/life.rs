//! A draw from its plan to its end.

use crate::office::{BEGIN, GONE, IN_TIME, MERCHANTS, OFFICIAL, Office, VALUE_AT, Who, code, draw_of, value};
use draws::merkle::Proof;
use draws::{Bundle, Commitment, Public};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Place, each_backend};

/// Every byte of the files of an installation, if it has files.
fn bytes(place: &Place) -> Vec<u8> {
    let db::Location::Sqlite(folder) = place.location() else { return Vec::new() };
    let files = std::fs::read_dir(folder).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

/// A plan, a commitment and a draw; gives numbers of task and draw, and what lay in files before the nonce was revealed.
fn drawn(office: &Office, place: &Place) -> (i64, i64, Vec<u8>) {
    office.staff();
    for number in [0, 8, 16] {
        office.done(
            "conflicts",
            &json!({
                "inspector": "I1", "merchant": code(number), "ground": "kinship", "from": "2026-01-01", "reason": "亲属"
            }),
        );
    }
    let task = office.task();
    let draw = office.commit(task);
    let path = format!("draws/{draw}");
    let (status, early) = office.post(&format!("{path}/reveal"), &value());
    assert_eq!((status, &early["code"]), (409, &json!("conflict")), "{early}");
    assert_eq!(office.get(&path)["state"], "committed");
    assert_eq!(office.status(OFFICIAL, Method::GET, &format!("{path}/bundle"), None).0, 409, "nothing was drawn yet");
    let before = bytes(place);
    office.clock.turn_to(IN_TIME);
    let shown = office.done(&format!("{path}/reveal"), &value());
    assert_eq!(shown["state"], "drawn");
    (task, draw, before)
}

fn bundle(office: &Office, draw: i64) -> (Bundle, String) {
    // Not by `get`, which remembers what was told.
    let answer = office.ask(OFFICIAL, Method::GET, &format!("draws/{draw}/bundle"), None);
    assert_eq!(answer.status(), 200);
    let text = answer.text().unwrap();
    (Bundle::read(&text).unwrap(), text)
}

#[test]
fn a_draw_is_committed_to_revealed_made_and_ended_and_can_be_repeated() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let (task, draw, _) = drawn(&office, place);
        let (bundle, text) = bundle(&office, draw);
        bundle.verify().unwrap();
        let rows = &bundle.frozen.inputs().population;
        assert_eq!(rows.len(), (MERCHANTS - 1) as usize, "{}: all but the deregistered", place.backend);
        assert!(rows.iter().all(|row| row.key != code(GONE).as_str()));
        let sizes = office.get(&format!("draws/{draw}"));
        let size = |class: &str, group: &str| {
            let quotas = sizes["quotas"].as_array().unwrap();
            quotas.iter().find(|q| q["class"] == class && q["group"] == group).unwrap()["size"].as_u64().unwrap()
        };
        // Enterprises are 0 to 29: 4 of class D, 8 of C, 18 of B or unrated; sole traders 30 to 38.
        assert_eq!([size("D", "enterprise"), size("C", "enterprise"), size("B", "enterprise")], [4, 2, 1]);
        assert_eq!([size("D", "sole_trader"), size("C", "sole_trader"), size("B", "sole_trader")], [1, 1, 1]);

        let visits = office.get(&format!("draws/{draw}/tasks"));
        let visits = visits.as_array().unwrap();
        assert_eq!(visits.len(), 10);
        for number in [0, 8, 16, 24] {
            let visit = visits.iter().find(|visit| visit["code"] == code(number).as_str()).unwrap();
            let team: Vec<&str> = visit["team"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            assert_eq!(team.len(), 2, "{visit}");
            assert!(number == 24 || !team.contains(&"I1"), "{visit}: who is kin keeps away");
        }

        // Nobody is told who was drawn before the task has ended, and it does not end before the visits are made.
        let public = |who| office.status(who, Method::GET, &format!("draws/{draw}/public"), None).1;
        let before = public(Who::Nobody);
        assert_eq!((&before["state"], before.get("public")), (&json!("drawn"), None), "{before}");
        let end = format!("tasks/{task}/end");
        assert_eq!(office.post(&end, &Value::Null).0, 409);
        let own = format!("draws/{draw}/proof/{}", code(0));
        assert_eq!(office.status(Who::Merchant(code(0)), Method::GET, &own, None).0, 409);

        office.clock.turn_to("2026-03-20T02:00:00Z");
        for (at, visit) in visits.iter().enumerate() {
            let merchant = visit["code"].as_str().unwrap();
            let path = format!("draws/{draw}/visits/{merchant}");
            if at == 0 {
                assert_eq!(office.post(&path, &json!({})).0, 422);
                assert_eq!(office.done(&path, &json!({ "dropped": "已迁出" }))["state"], "dropped");
                continue;
            }
            assert_eq!(office.post(&path, &json!({ "record": format!("R{at}") })).0, 422, "no such record");
            let row = json!({ "code": merchant, "number": format!("R{at}"), "day": "2026-03-19", "result": "I01" });
            office.done("inspections", &json!({ "rows": [row] }));
            let settled = office.done(&path, &json!({ "record": format!("R{at}") }));
            assert_eq!((&settled["state"], &settled["record"]), (&json!("done"), &json!(format!("R{at}"))));
            assert_eq!(office.post(&path, &json!({ "dropped": "x" })).0, 409, "it is settled");
        }
        assert!(office.done(&end, &Value::Null)["ended_at"].is_string());
        assert_eq!(office.post(&end, &Value::Null).0, 409);

        // What was published fits the bundle, and a changed bundle does not fit.
        let told = public(Who::Nobody);
        let commitment: Commitment = serde_json::from_value(told["commitment"].clone()).unwrap();
        let published: Public = serde_json::from_value(told["public"].clone()).unwrap();
        bundle.verify_published(&commitment, &published).unwrap();
        assert_eq!(before["commitment"], told["commitment"]);
        assert_eq!(told["commitment_hash"], commitment.hash().unwrap().to_string());
        let changed = text.replacen("\"B\"", "\"C\"", 1);
        assert!(Bundle::read(&changed).is_ok_and(|changed| changed.verify_published(&commitment, &published).is_err()));

        // A merchant sees its own row under the root, and no other's.
        let (status, proof) = office.status(Who::Merchant(code(0)), Method::GET, &own, None);
        let proof: Proof = serde_json::from_value(proof).unwrap();
        assert!(status == 200 && proof.fits(&published.root) && proof.leaf.row.key == code(0).as_str());
        let other = format!("draws/{draw}/proof/{}", code(1));
        assert_eq!(office.status(Who::Merchant(code(0)), Method::GET, &other, None).0, 404);
    });
}

#[test]
fn the_nonce_is_told_to_nobody_before_it_is_revealed() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let (_, draw, files) = drawn(&office, place);
        let told = office.told.lock().unwrap().clone();
        let (_, text) = bundle(&office, draw);
        let bundle: Value = serde_json::from_str(&text).unwrap();
        let hex = bundle["nonce"].as_str().unwrap().to_owned();
        let raw: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
        assert!(!told.contains(&hex), "{}", place.backend);
        let entries = format!("{:?}", office.trail.0.lock().unwrap());
        assert!(entries.contains("draws/") && !entries.contains(&hex));
        if place.backend == "sqlite" {
            let digest = bundle["commitment"]["digest"].as_str().unwrap();
            assert!(holds(&files, digest.as_bytes()), "what was committed to lies in the files");
            assert!(!holds(&files, hex.as_bytes()) && !holds(&files, &raw), "the nonce is sealed");
        }
        // The bundle itself is entered with everybody in it.
        let entries = office.trail.0.lock().unwrap();
        let entry = entries.iter().rfind(|entry| entry.action.ends_with("/bundle") && entry.status == 200).unwrap();
        assert_eq!(entry.merchants.len(), (MERCHANTS - 1) as usize);
    });
}

#[test]
fn what_was_visited_this_year_is_frozen_and_protects() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        for (number, merchant, kind) in [("V0", 0, ""), ("V8", 8, "投诉核查")] {
            let mut row = json!({ "code": code(merchant), "number": number, "day": "2026-02-20", "result": "I01" });
            if !kind.is_empty() {
                row["visit_type"] = json!(kind);
            }
            let sent = office.done("inspections", &json!({ "rows": [row] }));
            assert_eq!(sent["rows"][0]["outcome"], "new", "{sent}");
        }
        let mut ask = draw_of(office.task());
        ask["due"] = json!([{ "code": code(2), "ground": "食品经营风险分级" }]);
        let draw = office.done("draws", &ask)["draw_id"].as_i64().unwrap();
        office.clock.turn_to(IN_TIME);
        office.done(&format!("draws/{draw}/reveal"), &value());
        let (bundle, _) = bundle(&office, draw);
        let fate = |number: u32| {
            let outcome = bundle.drawn.outcomes.iter().find(|outcome| outcome.key == code(number).as_str()).unwrap();
            serde_json::to_value(&outcome.fate).unwrap()
        };
        assert_eq!(fate(0)["barred"]["protected"]["until"], "2026-05-20", "{}", fate(0));
        assert!(fate(8)["drawn"].is_object(), "a visit for a complaint does not protect: {}", fate(8));
        assert_eq!(fate(2)["legal_minimum"]["ground"], "食品经营风险分级");
        let visits = office.get(&format!("draws/{draw}/tasks"));
        let legal = visits.as_array().unwrap().iter().find(|visit| visit["code"] == code(2).as_str()).unwrap();
        assert_eq!(legal["legal"], "食品经营风险分级");
        assert_eq!(bundle.commitment.value_at.to_string(), VALUE_AT);
    });
}

#[test]
fn what_was_drawn_this_year_counts_towards_the_size_and_is_drawn_once() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        let (task, first, _) = drawn(&office, place);
        let plan = office.get(&format!("draws/{first}"))["plan_id"].as_i64().unwrap();
        let second = office.task_of(plan);
        assert_ne!(task, second);
        let ask = json!({ "task_id": second, "source": "双色球 2026026 期", "value_at": "2026-03-06T13:15:00Z" });
        let draw = office.done("draws", &ask)["draw_id"].as_i64().unwrap();
        office.clock.turn_to("2026-03-06T14:00:00Z");
        let value = json!({ "value": "1", "published_at": "2026-03-06T13:15:00Z" });
        let shown = office.done(&format!("draws/{draw}/reveal"), &value);
        let before = shown["quotas"].as_array().unwrap().iter().map(|quota| quota["before"].as_u64().unwrap());
        assert_eq!(before.sum::<u64>(), 10, "{shown}");
        assert_eq!(office.get(&format!("draws/{draw}/tasks")), json!([]), "the year's sizes were drawn before");
        let (bundle, _) = bundle(&office, draw);
        let loads: u32 = bundle.frozen.inputs().inspectors.iter().map(|inspector| inspector.load).sum();
        let pending: u32 = bundle.frozen.inputs().population.iter().map(|row| row.pending).sum();
        let teams = office.get(&format!("draws/{first}/tasks"));
        let teams = teams.as_array().unwrap().iter().map(|visit| visit["team"].as_array().unwrap().len());
        assert_eq!((loads as usize, pending), (teams.sum::<usize>(), 10));
    });
}

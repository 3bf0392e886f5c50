//! Of whom the law demands a visit: found at the freeze by dated rules, beside those whom an official names.

use crate::office::{BEGIN, GONE, IN_TIME, MERCHANTS, OFFICIAL, Office, Who, class, code, draw_of, value};
use draws::Bundle;
use draws::draw::Fate;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

const MINIMUM: &str = "inspections.legal_minimum@2016-12-01";
const COVERAGE: &str = "inspections.legal_coverage@2022-03-15";

/// Last day of tasks by which those of class D owe a visit, and nobody else does.
const UNTIL: &str = "2026-04-30";

/// Merchants of class D that are still there.
fn of_d() -> u64 {
    let of_d = (0..MERCHANTS).filter(|number| *number != GONE && class(*number) == Some("D"));
    u64::try_from(of_d.count()).unwrap()
}

/// Merchants of all other classes, of whom nobody was ever visited: due by coverage alone.
fn others() -> u64 {
    u64::from(MERCHANTS - 1) - of_d()
}

/// A visit that was made, as a row.
fn made(office: &Office, number: u32, day: &str, visit_type: &str) {
    let row = json!({
        "code": code(number), "number": format!("V{number}-{day}"), "day": day, "result": "I01", "visit_type": visit_type
    });
    let sent = office.done("inspections", &json!({ "rows": [row] }));
    assert_eq!(sent["rows"][0]["outcome"], "new", "{sent}");
}

/// How many are due, by rule, and how many were named.
fn due(draw: &Value) -> (Vec<(&str, u64)>, u64) {
    let rules = draw["due"]["rules"].as_array().unwrap().iter();
    let rules = rules.map(|one| (one["rule"].as_str().unwrap(), one["merchants"].as_u64().unwrap()));
    (rules.collect(), draw["due"]["named"].as_u64().unwrap())
}

fn bundle(office: &Office, draw: &Value) -> Bundle {
    let answer = office.ask(OFFICIAL, Method::GET, &format!("draws/{}/bundle", draw["draw_id"]), None);
    assert_eq!(answer.status(), 200);
    let bundle = Bundle::read(&answer.text().unwrap()).unwrap();
    bundle.verify().unwrap();
    bundle
}

/// The ground on which a merchant is visited for certain, and whether that beats cap or protection.
fn legal(bundle: &Bundle, number: u32) -> Option<(String, bool)> {
    let outcome = bundle.drawn.outcomes.iter().find(|outcome| outcome.key == code(number).as_str()).unwrap();
    match &outcome.fate {
        Fate::LegalMinimum { beats, ground } => Some((ground.clone(), beats.is_some())),
        _ => None,
    }
}

#[test]
fn whoever_has_fewer_visits_than_the_law_demands_by_the_end_of_the_task_is_due() {
    each_backend(|place| {
        let office = Office::of_food(place, BEGIN);
        office.staff();
        made(&office, 0, "2026-02-20", "双随机");
        made(&office, 8, "2026-02-20", "投诉核查");
        made(&office, 16, "2026-02-20", "书面检查");
        let mut ask = draw_of(office.task_until(office.plan(), UNTIL));
        ask["due"] = json!([{ "code": code(0), "ground": "专项部署" }, { "code": code(24), "ground": "专项部署" }]);
        let draw = office.done("draws", &ask);
        // All of class D but the two that were visited on the spot; one of these is named.
        let expected = vec![(COVERAGE, others()), (MINIMUM, of_d() - 2)];
        assert_eq!(due(&draw), (expected, 1), "{}: {draw}", place.backend);
        let rule = &draw["due"]["rules"][1];
        assert_eq!((&rule["sector"], &rule["provisional"]), (&json!("food"), &json!(true)));
        assert_eq!((&rule["title_zh"], rule["title"].is_string()), (&json!("法定最低检查频次"), true));
        // Whoever reaches a part of it is not told of the whole, and no list counts.
        let path = format!("draws/{}", draw["draw_id"]);
        assert_eq!(office.get(&path)["due"], draw["due"]);
        assert_eq!(office.status(Who::Of("371502"), Method::GET, &path, None).1.get("due"), None);
        assert_eq!(office.get("draws")["items"][0].get("due"), None);

        office.clock.turn_to(IN_TIME);
        office.done(&format!("{path}/reveal"), &value());
        let bundle = bundle(&office, &draw);
        assert_eq!(legal(&bundle, 0), Some(("专项部署".to_owned(), true)), "named, though protected");
        assert_eq!(legal(&bundle, 8), None, "a visit for a complaint satisfies the minimum");
        let (ground, _) = legal(&bundle, 16).unwrap();
        assert!(
            ground.contains("已有 0 次") && ground.contains(MINIMUM),
            "what was done in writing does not: {ground}"
        );
        let (ground, _) = legal(&bundle, 24).unwrap();
        assert!(ground.contains(MINIMUM) && ground.ends_with("；专项部署"), "by rule and by name: {ground}");
        // What was used is frozen with the rest.
        let basis: Vec<&str> =
            bundle.frozen.inputs().rules.basis.iter().map(|basis| basis.reference.as_str()).collect();
        for interval in [MINIMUM, COVERAGE, "inspections.legal_sectors@2014-10-01"] {
            assert!(basis.contains(&interval), "{interval}: {basis:?}");
        }
        let visits = office.get(&format!("{path}/tasks"));
        let visit = visits.as_array().unwrap().iter().find(|visit| visit["code"] == code(24).as_str()).unwrap();
        assert!(visit["legal"].as_str().unwrap().contains("法定最低频次"), "{visit}");
    });
}

#[test]
fn what_was_drawn_and_is_still_to_be_made_is_not_due_again() {
    each_backend(|place| {
        let office = Office::of_food(place, BEGIN);
        office.staff();
        let draw = office.commit(office.task_until(office.plan(), UNTIL));
        office.clock.turn_to(IN_TIME);
        let shown = office.done(&format!("draws/{draw}/reveal"), &value());
        assert_eq!(due(&shown), (vec![(COVERAGE, others()), (MINIMUM, of_d())], 0), "{}", place.backend);
        let second = office.task_until(shown["plan_id"].as_i64().unwrap(), UNTIL);
        let ask = json!({ "task_id": second, "source": "双色球 2026026 期", "value_at": "2026-03-06T13:15:00Z" });
        assert_eq!(due(&office.done("draws", &ask)), (vec![], 0), "{}", place.backend);
    });
}

#[test]
fn whoever_was_not_visited_for_the_months_of_full_coverage_is_due() {
    each_backend(|place| {
        let office = Office::of_food(place, "2026-01-05T01:00:00Z");
        office.staff();
        made(&office, 0, "2024-01-21", "双随机");
        made(&office, 8, "2024-01-20", "双随机");
        let plan = office.plan();
        let task = json!({ "title": "餐饮专项", "from": "2026-01-10", "until": "2026-01-20" });
        let task = office.done(&format!("plans/{plan}/tasks"), &task)["task_id"].clone();
        let ask = json!({ "task_id": task, "source": "双色球 2026003 期", "value_at": "2026-01-07T13:15:00Z" });
        let draw = office.done("draws", &ask);
        // In January nobody owes a visit of the year yet; the first merchant can be visited on the day after the task.
        assert_eq!(due(&draw), (vec![(COVERAGE, u64::from(MERCHANTS - 2))], 0), "{}: {draw}", place.backend);
    });
}

#[test]
fn a_trade_of_which_the_law_says_nothing_has_nobody_due() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let draw = office.done("draws", &draw_of(office.task()));
        assert_eq!(due(&draw), (vec![], 0), "{}", place.backend);
    });
}

//! Draws of several plans, and of several years: other words and another year let nobody be drawn anew.

use crate::office::{BEGIN, IN_TIME, OFFICIAL, Office, draw_of, value};
use draws::Bundle;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

/// Another plan of a year, and a task over all of it; gives the number of the task.
pub(crate) fn task_of(office: &Office, year: i32, sectors: Value, (from, until): (&str, &str)) -> Value {
    let plan = json!({ "year": year, "title": "另一计划", "areas": ["371502", "371522"], "sectors": sectors });
    let plan = office.done("plans", &plan)["plan_id"].clone();
    let task = json!({ "title": "另一专项", "from": from, "until": until });
    office.done(&format!("plans/{plan}/tasks"), &task)["task_id"].clone()
}

fn bundle(office: &Office, draw: &Value) -> Bundle {
    let answer = office.ask(OFFICIAL, Method::GET, &format!("draws/{draw}/bundle"), None);
    Bundle::read(&answer.text().unwrap()).unwrap()
}

const SPRING: (&str, &str) = ("2026-03-10", "2026-04-10");

#[test]
fn other_words_for_the_same_industries_let_no_second_commitment_in() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let sector = |word: &str, industry: &str| json!([{ "sector": word, "industries": [industry] }]);
        let task = |word: &str, industry: &str| task_of(&office, 2026, sector(word, industry), SPRING);
        let ask =
            |task: Value| json!({ "task_id": task, "source": "双色球 2026025 期", "value_at": "2026-03-04T13:15:00Z" });
        assert_eq!(office.post("draws", &ask(task("food", "62"))).0, 201);
        for (word, industry) in [("meals", "6210"), ("hotels", "H"), ("food", "621")] {
            let (status, problem) = office.post("draws", &ask(task(word, industry)));
            assert_eq!(status, 409, "{} {word}: {problem}", place.backend);
            assert!(problem["detail_zh"].as_str().unwrap().contains("尚在等待"), "{problem}");
        }
        // The same word for other industries is about others.
        let (status, other) = office.post("draws", &ask(task("food", "52")));
        assert_eq!(status, 201, "{}: {other}", place.backend);
    });
}

#[test]
fn what_another_plan_drew_counts_towards_the_size_of_the_year_whatever_it_calls_its_sectors() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let first = office.commit(office.task());
        office.clock.turn_to(IN_TIME);
        office.done(&format!("draws/{first}/reveal"), &value());
        let sectors =
            json!([{ "sector": "meals", "industries": ["H"] }, { "sector": "shops", "industries": ["51", "52"] }]);
        let task = task_of(&office, 2026, sectors, SPRING);
        let ask = json!({ "task_id": task, "source": "双色球 2026026 期", "value_at": "2026-03-06T13:15:00Z" });
        let draw = office.done("draws", &ask)["draw_id"].clone();
        office.clock.turn_to("2026-03-06T14:00:00Z");
        let value = json!({ "value": "1", "published_at": "2026-03-06T13:15:00Z" });
        let shown = office.done(&format!("draws/{draw}/reveal"), &value);
        let before = shown["quotas"].as_array().unwrap().iter().map(|quota| quota["before"].as_u64().unwrap());
        assert_eq!(before.sum::<u64>(), 10, "{}: {shown}", place.backend);
        assert_eq!(office.get(&format!("draws/{draw}/tasks")), json!([]), "the year's sizes were drawn before");
    });
}

#[test]
fn what_is_still_to_be_visited_from_another_year_is_not_drawn_again() {
    each_backend(|place| {
        let office = Office::open(place, "2025-12-20T01:00:00Z");
        office.staff();
        let food = || json!([{ "sector": "food", "industries": ["62"] }]);
        let task = task_of(&office, 2025, food(), ("2025-12-26", "2026-01-31"));
        let ask = json!({ "task_id": task, "source": "双色球 2025147 期", "value_at": "2025-12-22T13:15:00Z" });
        let late = office.done("draws", &ask)["draw_id"].clone();
        office.clock.turn_to("2025-12-22T14:00:00Z");
        let value = |at: &str| json!({ "value": "1", "published_at": at });
        office.done(&format!("draws/{late}/reveal"), &value("2025-12-22T13:15:00Z"));
        let open = office.get(&format!("draws/{late}/tasks")).as_array().unwrap().len();
        assert!(open > 0, "{}", place.backend);

        office.clock.turn_to("2026-01-05T01:00:00Z");
        let task = task_of(&office, 2026, food(), ("2026-01-10", "2026-02-10"));
        let ask = json!({ "task_id": task, "source": "双色球 2026003 期", "value_at": "2026-01-07T13:15:00Z" });
        let draw = office.done("draws", &ask)["draw_id"].clone();
        office.clock.turn_to("2026-01-07T14:00:00Z");
        office.done(&format!("draws/{draw}/reveal"), &value("2026-01-07T13:15:00Z"));
        let bundle = bundle(&office, &draw);
        let pending: u32 = bundle.frozen.inputs().population.iter().map(|row| row.pending).sum();
        assert_eq!(pending as usize, open, "{}", place.backend);
        let waiting: Vec<&String> =
            bundle.frozen.inputs().population.iter().filter(|row| row.pending > 0).map(|row| &row.key).collect();
        assert!(bundle.drawn.visits.iter().all(|visit| !waiting.contains(&&visit.key)), "{}", place.backend);
    });
}

#[test]
fn the_value_comes_by_the_last_day_of_the_task() {
    each_backend(|place| {
        let office = Office::open(place, BEGIN);
        office.staff();
        let mut ask = draw_of(office.task());
        // In China the day behind the last one has begun.
        ask["value_at"] = json!("2026-04-10T16:00:00Z");
        let (status, problem) = office.post("draws", &ask);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("value_at")), "{}: {problem}", place.backend);
        ask["value_at"] = json!("2026-04-10T15:59:59Z");
        assert_eq!(office.post("draws", &ask).0, 201, "{}", place.backend);
    });
}

//! A burst of complaints does not move a merchant's score until somebody has looked or the hold has lapsed, and is
//! counted as work of the office all the same.

use crate::city::settle;
use crate::{SampleCity, Served, each_form, until};
use domain::day::Day;
use domain::instant::Instant;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// Today, by the machine's clock, as the servers go.
#[expect(clippy::disallowed_methods, reason = "the servers of this test go by the true time")]
pub(crate) fn today() -> Day {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(now.as_micros()).unwrap()).day()
}

/// The score on a day, by what is known now.
fn score(served: &Served, code: &str, day: Day) -> i64 {
    let answer = served.read(&format!("/rating/v1/merchants/{code}?as_of={day}&scheme=LC-CONSUME"));
    answer["rating"]["score_milli"].as_i64().unwrap()
}

fn holds(served: &Served, code: &str, state: &str) -> Vec<Value> {
    let list = served.read(&format!("/complaints/v1/holds?code={code}&state={state}"));
    list["items"].as_array().unwrap().clone()
}

/// What the ratios of handling count.
fn ratios(served: &Served) -> Value {
    let filings_level = || served.status_of("complaints")["services"]["complaints"]["filings_level"].as_bool();
    until(60, "the filings", || filings_level().filter(|is_level| *is_level));
    served.read("/complaints/v1/ratios")["items"].clone()
}

#[test]
fn a_burst_counts_once_it_is_released_or_has_lapsed_and_in_the_work_of_the_office_at_once() {
    // So many that each has peers.
    let city = SampleCity::of(120);
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        city.import(&served);
        settle(&served);
        let best = served.read("/rating/v1/merchants?class=A&limit=1");
        let code = best["items"][0]["code"].as_str().unwrap();
        let today = today();
        // Holidays and all, a hold ends before.
        let days: Vec<Day> = (0..30).map(|n| today.plus_days(n)).collect();
        let before: BTreeMap<Day, i64> = days.iter().map(|day| (*day, score(&served, code, *day))).collect();
        let row =
            |n: usize| json!({ "code": code, "number": format!("B{n}"), "received_on": today, "accepted_on": today });
        let rows = |from: usize, to: usize| json!({ "rows": (from..to).map(row).collect::<Vec<_>>() });
        // Until there is a burst, each counts.
        let (status, told) = served.post("/complaints/v1/complaints", &rows(0, 9));
        assert_eq!(status, 200, "{told}");
        settle(&served);
        let nine = score(&served, code, today);
        assert!(nine < before[&today], "{form}: nine move the score, {} to {nine}", before[&today]);
        let (status, told) = served.post("/complaints/v1/complaints", &rows(9, 10));
        assert_eq!(status, 200, "{told}");
        let held = until(60, "the holds", || Some(holds(&served, code, "held")).filter(|held| held.len() == 10));
        settle(&served);
        let of_office = ratios(&served);
        assert_eq!(score(&served, code, today), before[&today], "{form}: a burst waits for somebody to look");
        let last = Day::parse(held[0]["until"].as_str().unwrap()).unwrap();
        assert_eq!(score(&served, code, last), before[&last], "{form}: on its last day it is held");
        let (lapsed, none) = (score(&served, code, last.next()), before[&last.next()]);
        assert!(lapsed < none, "{form}: once it has lapsed it counts, {none} to {lapsed}");
        let finding = &served.read(&format!("/complaints/v1/findings?code={code}&kind=burst"))["items"][0];
        assert_eq!((&finding["held"], &finding["holds"][0]["state"]), (&json!(10), &json!("held")), "{finding}");
        let versions = served.read(&format!("{}/versions", held[0]["href"].as_str().unwrap()));
        assert_eq!((&versions[1]["act"], &versions[1]["actor"]), (&json!("correction"), &json!("house:holds")));
        // Now somebody looks.
        let release = |hold: &Value, reason: &str| {
            let path = format!("/complaints/v1/holds/{}/release", hold["number"]);
            served.post(&path, &json!({ "reason": reason })).0.as_u16()
        };
        assert_eq!(release(&held[0], ""), 400, "{form}: a reason is needed");
        assert!(held.iter().all(|hold| release(hold, "十人各有其事") == 204), "{form}");
        assert_eq!(release(&held[0], "晚了"), 409, "{form}: whoever comes later is told");
        let read = served.read(&format!("/complaints/v1/holds/{}", held[0]["number"]));
        assert_eq!((&read["state"], &read["ended_by"]), (&json!("released"), &json!("test-official")), "{read}");
        settle(&served);
        let released = score(&served, code, today);
        assert!(released <= nine, "{form}: it counts from the day of its release, {nine} to {released}");
        assert_eq!(ratios(&served), of_office, "{form}: the office's work is the same");
        let counted = of_office.as_array().unwrap().iter().find(|item| item["measure"] == "K1").unwrap();
        assert!(counted["of"].as_u64().unwrap() >= 10, "{form}: {counted}");
        assert_eq!(holds(&served, code, "held"), Vec::<Value>::new());
        let strangers = served.token("bank", &[]);
        assert_eq!(served.ask("/complaints/v1/holds", &strangers).status(), 403);
    });
}

//! Display over HTTP, on both databases: the day decides, and nothing is stored.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

// Texts with planted personal data, as the rule of masking is tested with.
#[path = "../../../../shared/masking/tests/rule/corpus.rs"]
mod corpus;
#[path = "../../../../shared/masking/tests/rule/facts.rs"]
mod facts;
mod feed;
mod gate;
mod marked;
mod office;
mod orders;
mod publication;
mod shields;
mod summaries;
mod tables;
mod texts;

use contracts::access::Role;
use domain::day::Day;
use office::{BAKER, CARTER, Office, STRANGER, penalty};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;

fn numbers(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["decision_no"].as_str().unwrap()).collect()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn a_stop_takes_effect_on_its_day_by_itself() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &[("display_stopped_on", "2026-05-20")]));
        let on_display = || numbers(&office.get("displays")).len();
        for (today, shown) in [("2026-02-10", 1), ("2026-05-19", 1), ("2026-05-20", 0), ("2029-01-01", 0)] {
            office.clock.turn_to(today);
            assert_eq!(on_display(), shown, "{}: {today}", place.backend);
            let one = office.get(&display);
            assert_eq!((&one["on_display"], &one["day"]), (&json!(shown == 1), &json!(today)), "{one}");
        }
        // The same without turning the clock.
        assert_eq!(numbers(&office.get("displays?on=2026-05-19")), ["1"]);
        assert_eq!(numbers(&office.get("displays?on=2026-02-09")), [""; 0], "not yet decided");
        let one = office.get(&format!("{display}?as_of=2026-05-19"));
        assert_eq!((&one["on_display"], &one["next_change_day"]), (&json!(true), &json!("2026-05-20")));
        let interval = &one["intervals"][0];
        assert_eq!((&interval["from"], &interval["off"]), (&json!("2026-02-10"), &json!("2026-05-20")));
        assert_eq!((&interval["ended_by"], &interval["by"]), (&json!("stopped"), &json!("record: display_stopped_on")));
    });
}

#[test]
fn a_revoked_stop_begins_another_interval_and_an_annulment_ends_all() {
    each_backend(|place| {
        let office = Office::open(place, "2026-11-20");
        let cells = [("display_stopped_on", "2026-05-20"), ("stop_revoked_on", "2026-08-01")];
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &cells));
        let one = office.get(&display);
        let spans: Vec<(&Value, &Value)> =
            one["intervals"].as_array().unwrap().iter().map(|span| (&span["from"], &span["ended_by"])).collect();
        assert_eq!(spans, [(&json!("2026-02-10"), &json!("stopped")), (&json!("2026-08-01"), &json!("maximum"))]);
        let on = |day: &str| numbers(&office.get(&format!("displays?on={day}"))).len();
        assert_eq!([on("2026-05-19"), on("2026-05-20"), on("2026-07-31"), on("2026-08-01")], [1, 0, 0, 1]);
        // The end by law says by which article.
        let source = &one["intervals"][1]["source"];
        assert!(source["title"].is_string() && source["article"].is_string(), "{one}");
        let by = one["intervals"][1]["by"].as_str().unwrap();
        let end =
            one["derivations"].as_array().unwrap().iter().rfind(|derived| derived["what"] == "display_end").unwrap();
        assert_eq!((&end["by"], &end["source"]), (&json!(by), source));

        office.clock.turn_to("2026-11-21");
        office.send(&penalty(BAKER, "1", "2026-02-10", &[cells[0], cells[1], ("annulled_on", "2026-09-01")]));
        assert_eq!([on("2026-05-19"), on("2026-08-31"), on("2026-09-01")], [1, 1, 0]);
        let one = office.get(&display);
        assert_eq!((&one["intervals"][1]["ended_by"], &one["annulled_on"]), (&json!("annulled"), &json!("2026-09-01")));
        // What was known yesterday is still told.
        let then = office.get(&format!("{display}?known_at=2026-11-20T23:00:00%2B08:00"));
        assert_eq!((&then["intervals"][1]["ended_by"], &then["version"]), (&json!("maximum"), &json!(1)), "{then}");
    });
}

#[test]
fn what_is_never_published_or_taken_back_is_not_on_display() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let simple = office.send(&penalty(BAKER, "simple", "2026-02-10", &[("procedure", "simple")]));
        let one = office.get(&simple);
        assert_eq!(
            (&one["publishable"], &one["unpublished"]["ground"]),
            (&json!(false), &json!("simple_procedure")),
            "{one}"
        );
        let ground = one["derivations"].as_array().unwrap().iter().find(|derived| derived["what"] == "publishable");
        assert!(ground.unwrap()["source"]["article"].is_string(), "{one}");
        let gone = office.send(&penalty(BAKER, "gone", "2026-02-11", &[]));
        assert_eq!(numbers(&office.get("displays")), ["gone"]);
        office.send(&penalty(BAKER, "gone", "2026-02-11", &[("record_state", "withdrawn")]));
        assert_eq!(office.get("displays")["items"], json!([]));
        let one = office.get(&gone);
        assert_eq!(
            (&one["withdrawn"], &one["on_display"], &one["intervals"]),
            (&json!(true), &json!(false), &json!([]))
        );
        assert_eq!(one["next_change_day"], Value::Null);
        let payment = office.ask(Role::Official, &format!("penalties/{BAKER}/payment%3A1/display"));
        assert_eq!(payment.status(), 404);
    });
}

/// A sole trader's fine of 20,000 yuan is general, an enterprise's minor, and a minor one is not published.
#[test]
fn the_registry_says_what_the_party_is_where_the_penalty_does_not() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        for (at, code) in [BAKER, CARTER, STRANGER].into_iter().enumerate() {
            let cells = [
                ("severity", ""),
                ("published_on", ""),
                ("cf_nr_fk", "2"),
                ("cf_xdr_lb", ""),
                ("cf_cfjg", "聊城市城市管理局"),
            ];
            let one = office.get(&office.send(&penalty(code, &at.to_string(), "2026-04-10", &cells)));
            let is_trader = code == CARTER;
            assert_eq!(one["severity"], if is_trader { "general" } else { "minor" }, "{code}: {one}");
            let stands_in =
                one["derivations"].as_array().unwrap().iter().any(|derived| derived["what"] == "party_kind");
            assert_eq!(stands_in, code == STRANGER, "{code}: {one}");
            assert_eq!(one["on_display"], is_trader, "{code}: {one}");
        }
    });
}

#[test]
fn a_list_goes_on_page_by_page_newest_first_past_what_is_not_on_display() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let mut wanted = Vec::new();
        for number in 0..230 {
            let decided = day("2026-01-01").plus_days(number % 100).to_string();
            // Of three one is shown.
            let stopped = if number % 3 == 0 { "" } else { "2026-04-20" };
            let code = if number % 2 == 0 { BAKER } else { CARTER };
            office.send(&penalty(code, &number.to_string(), &decided, &[("display_stopped_on", stopped)]));
            if stopped.is_empty() {
                wanted.push((decided, number.to_string(), code));
            }
        }
        let walk = |query: &str| {
            let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
            loop {
                let page = office.get(&format!("displays?limit=7{query}{after}"));
                let items = page["items"].as_array().unwrap();
                assert!(items.len() <= 7);
                let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
                seen.extend(items.iter().map(|item| (text(item, "decided_on"), text(item, "decision_no"))));
                pages += 1;
                let Some(next) = page["next"].as_str() else { return (seen, pages) };
                after = format!("&after={next}");
            }
        };
        let (seen, pages) = walk("");
        assert!(seen.is_sorted_by(|a, b| a.0 >= b.0), "newest first");
        let sorted = |mut all: Vec<(String, String)>| {
            all.sort();
            all
        };
        let of = |code: Option<&str>| {
            let some = wanted.iter().filter(|(_, _, of)| code.is_none_or(|code| *of == code));
            sorted(some.map(|(decided, number, _)| (decided.clone(), number.clone())).collect())
        };
        assert_eq!(sorted(seen), of(None), "each once");
        assert!(pages <= 12, "{pages}");
        assert_eq!(sorted(walk(&format!("&code={CARTER}")).0), of(Some(CARTER)));
        assert_eq!(sorted(walk("&area=371502").0), of(Some(BAKER)));
        assert_eq!(sorted(walk("&area=371526").0), []);
        assert_eq!(office.ask(Role::Official, "displays?after=nonsense").status(), 400);
    });
}

#[test]
fn everybody_sees_what_is_public_and_a_merchant_only_its_own() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &[]));
        office.send(&penalty(CARTER, "2", "2026-02-11", &[]));
        let read = |role, path: &str| -> Value { office.ask(role, path).json().unwrap() };
        let to_bank = read(Role::Bank, "displays");
        assert_eq!(numbers(&to_bank), ["2", "1"]);
        let told: Vec<Value> =
            office.entries.all().last().unwrap().merchants.iter().map(|code| json!(code.to_string())).collect();
        let shown: Vec<Value> = to_bank["items"].as_array().unwrap().iter().map(|item| item["code"].clone()).collect();
        assert_eq!(told, shown, "{}: the trail names whoever was on the page", place.backend);
        let names: Vec<&str> = to_bank["items"][0].as_object().unwrap().keys().map(String::as_str).collect();
        let public = "authority cause code conduct decided_on decision_no display_until fine_fen kinds name provisional \
                      public_href published_on summary_released";
        assert_eq!(names.join(" "), public, "what is public and no more");
        let to_official = read(Role::Official, "displays");
        assert_eq!(to_official["items"][1]["href"], json!(format!("/violations/v1/{display}")), "{to_official}");
        assert_eq!(office.ask(Role::Bank, &display).status(), 403, "the reasons are an office's");
        for (role, on, status) in [
            (Role::Bank, "2026-05-01", 200),
            (Role::Bank, "2026-04-30", 403),
            (Role::Bank, "2026-05-02", 403),
            (Role::Official, "2026-04-30", 200),
        ] {
            assert_eq!(office.ask(role, &format!("displays?on={on}")).status(), status, "{role} {on}");
        }

        let own = |path: &str| office.ask_as(Role::Merchant, Some(BAKER), path);
        assert_eq!(numbers(&own("displays").json().unwrap()), ["1"]);
        assert_eq!(numbers(&own(&format!("displays?code={BAKER}")).json().unwrap()), ["1"]);
        assert_eq!(numbers(&own(&format!("displays?code={}", office::FORMERLY_BAKER)).json().unwrap()), ["1"]);
        assert_eq!(own(&format!("displays?code={CARTER}")).status(), 404);
        assert_eq!(own(&format!("displays?code={STRANGER}")).status(), 404);
    });
}

#[test]
fn of_another_day_a_county_sees_what_was_on_display_of_its_own_merchants() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        office.hear_places();
        office.send(&penalty(BAKER, "1", "2026-02-10", &[]));
        office.send(&penalty(CARTER, "2", "2026-02-11", &[]));
        for (area, own) in [(None, &["2", "1"][..]), (Some("371502"), &["1"][..]), (Some("371523"), &["2"][..])] {
            let seen = |path: &str, wanted: &[&str]| {
                let (status, page) = office.act(("li", area), Method::GET, path, &Value::Null);
                assert_eq!(status, 200, "{page}");
                assert_eq!(numbers(&page), wanted, "{}: {area:?} {path}", place.backend);
            };
            // What is on display today is everybody's to see.
            seen("displays", &["2", "1"]);
            seen("displays?on=2026-05-01", &["2", "1"]);
            seen("displays?on=2026-04-30", own);
        }
    });
}

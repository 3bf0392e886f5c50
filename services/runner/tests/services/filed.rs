//! What is made of filings, over HTTP: figures open into exactly their filings, totals are told of enough alone, and
//! facts of a pseudonym are counts and nothing else.

use crate::held::today;
use crate::tables::exported;
use crate::{GYM, RESTAURANT, Served, each_form, small_city, until};
use domain::day::Day;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use testkit::table::Row;

const FILER: &str = "a81f3c9e77d04b12";
const PERIOD: &str = "from=2026-01-01&to=2026-11-20&as_of=2026-11-20";

/// A row with these cells beside its own.
fn row(own: Value, more: Value) -> Value {
    let mut row = own;
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}

/// A complaint of August 2026, accepted on its day.
fn complaint(code: &str, number: &str, more: Value) -> Value {
    let own = json!({ "code": code, "number": number, "received_on": "2026-08-03", "accepted_on": "2026-08-03" });
    row(own, more)
}

fn send(served: &Served, kind: &str, rows: &[Value]) {
    let (status, told) = served.post(&format!("/complaints/v1/{kind}"), &json!({ "rows": rows }));
    let is_new = told["rows"].as_array().is_some_and(|rows| rows.iter().all(|row| row["outcome"] == "new"));
    assert!(status == 200 && is_new, "{kind}: {told}");
}

/// Waits until the figures know what was sent.
fn level(served: &Served) {
    let is_level = || served.status_of("complaints")["services"]["complaints"]["filings_level"].as_bool();
    until(60, "the filings", || is_level().filter(|is_level| *is_level));
}

/// Filings of two offices, by several ways and about several problems, some late, some open, some of one case.
fn file(served: &Served) {
    let here = json!({ "office": "A", "office_area": "371581", "source": "12315", "problem": "价格" });
    let there = json!({ "office": "B", "office_area": "371526", "source": "12345", "problem": "质量" });
    let order = |number: &str| json!({ "order_no": number });
    let case = json!({ "case_no": "聊市监立〔2026〕1号", "case_filed_on": "2026-09-07" });
    let closed = |outcome: &str| json!({ "closed_on": "2026-09-01", "outcome": outcome });
    let shown = json!({ "consent": "是", "published_on": "2026-09-08" });
    let together = |parts: &[&Value]| parts.iter().fold(json!({}), |all, part| row(all, (*part).clone()));
    let of = |code, number, parts: &[&Value]| complaint(code, number, together(parts));
    let answered = row(order("GD1"), json!({ "order_answered_on": "2026-08-10" }));
    send(
        served,
        "complaints",
        &[
            of(RESTAURANT, "1", &[&here, &closed("MEDIATED"), &shown, &answered]),
            of(RESTAURANT, "2", &[&here]),
            of(GYM, "3", &[&there, &closed("T3"), &case, &order("GD2")]),
            of(GYM, "4", &[&there, &json!({ "duplicate": "是" })]),
            of(GYM, "5", &[&closed("SELF_SETTLED")]),
            of(RESTAURANT, "6", &[&json!({ "accepted_on": "" })]),
        ],
    );
    let report = |number: &str| json!({ "code": RESTAURANT, "report_no": number, "received_on": "2026-08-03" });
    let filed = json!({ "decided_on": "2026-08-20", "decision": "filed" });
    send(served, "reports", &[row(report("7"), together(&[&here, &filed, &case])), report("8")]);
    let online =
        |number: &str| json!({ "code": GYM, "number": number, "filed_on": "2026-08-03", "due_on": "2026-08-17" });
    send(served, "odr_cases", &[row(online("9"), json!({ "settled_on": "2026-08-10" })), online("10")]);
}

/// All filings into which a figure opens, two at a time.
fn opened(read: impl Fn(&str) -> Value, href: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = read(&format!("{href}&limit=2{after}"));
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2, "{href}");
        all.extend(items.iter().cloned());
        let Some(next) = page["next"].as_str() else { return all };
        assert_eq!(items.len(), 2, "{href}: the list goes on behind a full page");
        after = format!("&after={next}");
    }
}

/// Of how many, and how many good: a case that grew out of several filings is one.
fn counted(filings: &[Value]) -> (u64, u64) {
    let cases: BTreeSet<&str> = filings.iter().filter_map(|filing| filing["case_no"].as_str()).collect();
    let is = |filing: &Value, name: &str| filing[name] == json!(true);
    let of = filings.iter().filter(|filing| is(filing, "of")).count();
    let good = filings.iter().filter(|filing| is(filing, "good") && filing["case_no"].is_null()).count();
    (of as u64, (good + cases.len()) as u64)
}

#[test]
fn each_figure_opens_into_exactly_the_filings_that_it_counts() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        served.import("merchants", &small_city("merchants.csv"), &["--history"]);
        file(&served);
        level(&served);
        let token = served.token("official", &["--minutes", "60"]);
        let read = |path: &str| -> Value {
            let answer = served.ask(path, &token);
            assert_eq!(answer.status(), 200, "{form}: {path}");
            answer.json().unwrap()
        };
        // The figures that are not split, and how many filings each opens into.
        let (mut told, mut whole) = (BTreeMap::new(), BTreeMap::new());
        let groups = ["office_area", "office", "source", "problem", "merchant_area", "industry", "month"];
        for by in std::iter::once("").chain(groups) {
            let by = if by.is_empty() { String::new() } else { format!("&by={by}") };
            let view = read(&format!("/complaints/v1/ratios?{PERIOD}{by}"));
            let mut of_all: BTreeMap<String, usize> = BTreeMap::new();
            for item in view["items"].as_array().unwrap() {
                let (measure, href) = (item["measure"].as_str().unwrap(), item["href"].as_str().unwrap());
                let filings = opened(read, href);
                let figure = (item["of"].as_u64().unwrap(), item["good"].as_u64().unwrap());
                assert_eq!(counted(&filings), figure, "{form}: {item}");
                let places: BTreeSet<_> =
                    filings.iter().map(|one| (one["key"].to_string(), one["case_no"].to_string())).collect();
                assert_eq!(places.len(), filings.len(), "{form}: each once: {item}");
                // Only the good ones, or only the others: together all of them.
                let parts = ["true", "false"].map(|good| opened(read, &format!("{href}&good={good}")));
                assert_eq!(parts[0].len() + parts[1].len(), filings.len(), "{form}: {item}");
                assert!(parts[0].iter().all(|one| one["good"] == json!(true)), "{form}: {item}");
                *of_all.entry(measure.to_owned()).or_default() += filings.len();
                if !by.is_empty() {
                    continue;
                }
                told.insert(measure.to_owned(), figure);
                // Each is a record that can be read, about the merchant that it names.
                for one in filings {
                    let record = read(one["href"].as_str().unwrap());
                    assert_eq!((&record["code"], &record["key"]), (&one["code"], &one["key"]), "{form}: {item}");
                }
            }
            // However it is split, it is of the same filings.
            of_all.retain(|_, filings| *filings > 0);
            if by.is_empty() {
                whole.clone_from(&of_all);
            }
            assert_eq!(of_all, whole, "{form}: {by}");
        }
        // By hand: 4 only repeats another filing, 6 was neither accepted nor refused, 2 and 8 are open and late.
        // The hotline hands over orders, so that 4 is one that nobody has answered, though it names none.
        let by_hand = [("K1", (4, 3)), ("K1b", (5, 4)), ("K2", (2, 1)), ("K3", (3, 1)), ("K4", (4, 2)), ("K5", (4, 1))];
        for (measure, figure) in by_hand {
            assert_eq!(told[measure], figure, "{form}: {measure}");
        }
        assert!(told["K6"].0 >= 1 && told["K6"].1 == 1, "{form}: {told:?}");
        for (wrong, field) in [
            ("K7/filings?", "measure"),
            ("K1/filings?value=A", "by"),
            ("K1/filings?by=office&value=A&unknown=true", "unknown"),
        ] {
            let answer = served.get(&format!("/complaints/v1/ratios/{wrong}"), "official");
            let status = answer.status();
            let problem: Value = answer.json().unwrap();
            assert_eq!((status.as_u16(), &problem["errors"][0]["field"]), (400, &json!(field)), "{form}: {problem}");
        }
    });
}

#[test]
fn an_office_counts_what_it_handles_and_opens_the_records_of_its_merchants_alone() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        served.import("merchants", &small_city("merchants.csv"), &["--history"]);
        let at = |area: &str| json!({ "office_area": area });
        let filed = [(RESTAURANT, "1", at("371526")), (GYM, "2", at("371581")), (GYM, "3", json!({}))];
        send(&served, "complaints", &filed.map(|(code, number, more)| complaint(code, number, more)));
        level(&served);
        // The restaurant is registered in another county than the gym.
        let county = served.token("official", &["--area", "371526"]);
        let ask = |path: &str| -> Value {
            let answer = served.ask(path, &county);
            assert_eq!(answer.status(), 200, "{form}: {path}");
            answer.json().unwrap()
        };
        let k1 = |by: &str| format!("/complaints/v1/ratios?{PERIOD}&measure=K1{by}");
        let own = until(60, "the places", || Some(ask(&k1(""))).filter(|told| told["items"][0]["of"] == 2));
        let bucket = |told: Value| {
            let found = told["items"].as_array().unwrap().iter().find(|item| item["value"] == "371526").cloned();
            found.unwrap_or_else(|| panic!("{form}: {told}"))
        };
        let by_office = k1("&by=office_area");
        let (by_county, by_city) = (bucket(ask(&by_office)), bucket(served.read(&by_office)));
        assert_eq!((by_county["of"].as_u64(), &by_county), (Some(1), &by_city), "{form}");
        let keys = |filings: &[Value]| -> BTreeSet<String> {
            filings.iter().map(|filing| filing["key"].as_str().unwrap().to_owned()).collect()
        };
        let named = |numbers: [&str; 2]| BTreeSet::from(numbers.map(|number| format!("complaint:{number}")));
        let filings = opened(ask, own["items"][0]["href"].as_str().unwrap());
        assert_eq!(keys(&filings), named(["1", "3"]), "{form}");
        // It is told of the filing that it handles; the record stands where its merchant is.
        for filing in &filings {
            let expected = if filing["code"] == RESTAURANT { 404 } else { 200 };
            let status = served.ask(filing["href"].as_str().unwrap(), &county).status();
            assert_eq!(status.as_u16(), expected, "{form}: {filing}");
        }
        // Nor does a table say who that is.
        let filters = json!({ "measure": "K1", "from": "2026-01-01", "to": "2026-11-20", "as_of": "2026-11-20" });
        let table = exported(&served, &county, "ratio_filings", &filters, "csv");
        let of_row = |row: &Row| (row["统一社会信用代码"].clone(), row["主体名称"].is_empty());
        let nameless: BTreeMap<String, bool> = table.iter().map(of_row).collect();
        let expected = BTreeMap::from([(RESTAURANT.to_owned(), true), (GYM.to_owned(), false)]);
        assert_eq!(nameless, expected, "{form}");
        let by_merchant = ask(&k1("&by=merchant_area"));
        let filings = opened(ask, by_merchant["items"][0]["href"].as_str().unwrap());
        assert_eq!(keys(&filings), named(["2", "3"]), "{form}: {by_merchant}");
        // Whoever was told of a merchant stands in the trail of that merchant.
        until(60, "the list in the trail", || {
            let entries = served.trail(&format!("merchant={RESTAURANT}&limit=1000"));
            let is_list = |entry: &Value| entry["action"] == "GET /complaints/v1/ratios/{measure}/filings";
            entries.iter().any(is_list).then_some(())
        });
    });
}

#[test]
fn totals_of_a_merchant_are_public_once_there_are_enough() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        served.import("merchants", &small_city("merchants.csv"), &["--history"]);
        let today = today();
        // Some on each day, so that nothing is held for an official's check.
        let ended = |number: i32, outcome: &str| {
            let received = today.plus_days(-60 - number);
            let own = json!({ "code": RESTAURANT, "number": format!("P{number}"), "received_on": received, "accepted_on": received });
            row(own, json!({ "closed_on": today.plus_days(-30), "outcome": outcome, "consent": "否" }))
        };
        send(&served, "complaints", &(1..=4).map(|number| ended(number, "SELF_SETTLED")).collect::<Vec<_>>());
        level(&served);
        let bank = served.token("bank", &[]);
        let totals = |code: &str| -> Value {
            let answer = served.ask(&format!("/complaints/v1/published/{code}"), &bank);
            assert_eq!(answer.status(), 200, "{form}");
            answer.json().unwrap()
        };
        let few = totals(RESTAURANT);
        assert_eq!(
            (&few["closed"], &few["settled"], &few["smallest"]),
            (&Value::Null, &Value::Null, &json!(5)),
            "{form}"
        );
        send(&served, "complaints", &[ended(5, "T3"), row(ended(6, "R3"), json!({ "accepted_on": "" }))]);
        level(&served);
        let enough = totals(RESTAURANT);
        assert_eq!((&enough["closed"], &enough["settled"]), (&json!(5), &json!(4)), "{form}: {enough}");
        let days = ["from", "to"].map(|name| Day::parse(enough[name].as_str().unwrap()).unwrap());
        assert_eq!(days[0], days[1].aged(12).next(), "{form}: {enough}");
        assert!(enough["notice_zh"].as_str().unwrap().contains("不代表"), "{enough}");
        // Of whom nothing is known, the same is told as of whom there is too little.
        let mut stranger = totals("91371523999990037B");
        stranger["code"] = json!(RESTAURANT);
        assert_eq!(stranger, few, "{form}");
        assert_eq!(served.public(&format!("/complaints/v1/published/{RESTAURANT}")).status(), 401, "{form}");
        assert_eq!(served.ask("/complaints/v1/published/nobody", &bank).status(), 400, "{form}");
    });
}

#[test]
fn facts_of_a_pseudonym_are_counts_and_the_pseudonym_is_written_nowhere() {
    const FACTS: &str = "/complaints/v1/filers/facts";
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        served.import("merchants", &small_city("merchants.csv"), &["--history"]);
        let received = today().plus_days(-40);
        let by = |code: &str, number: &str, more: Value| {
            let own =
                json!({ "code": code, "number": number, "received_on": received, "filer": FILER, "problem": "价格" });
            row(own, more)
        };
        let ended = |outcome: &str| json!({ "closed_on": received, "outcome": outcome });
        send(
            &served,
            "complaints",
            &[by(RESTAURANT, "1", ended("R3")), by(GYM, "2", json!({ "problem": "质量" })), by(GYM, "3", ended("R6"))],
        );
        let report = json!({ "code": RESTAURANT, "report_no": "4", "received_on": received, "filer": FILER, "problem": "价格", "case_no": "1号" });
        send(&served, "reports", &[report]);
        level(&served);
        let ask = |filer: &str, token: &str| {
            let answer = served
                .request_with(reqwest::Method::POST, FACTS, token)
                .json(&json!({ "filer": filer }))
                .send()
                .unwrap();
            (answer.status().as_u16(), answer.json::<Value>().unwrap())
        };
        let official = served.token("official", &[]);
        let (status, facts) = ask(FILER, &official);
        let numbers = [
            "complaints",
            "reports",
            "merchants",
            "of_that_problem",
            "same_problem_permille",
            "not_for_consumption",
            "without_identity",
            "ended_as_abuse",
            "cases",
        ];
        let told = |facts: &Value| numbers.map(|name| facts[name].as_u64().unwrap());
        assert_eq!((status, told(&facts)), (200, [3, 1, 2, 3, 750, 1, 1, 0, 1]), "{form}: {facts}");
        assert_eq!((&facts["problem"], &facts["city"]), (&json!("价格"), &json!(true)), "{form}");
        assert!(!facts.to_string().contains(FILER), "{form}: {facts}");
        // Whoever is limited to a county is told of its merchants alone, and that there may be more.
        let county = served.token("official", &["--area", "371526"]);
        let own = until(60, "the places", || Some(ask(FILER, &county).1).filter(|facts| facts["complaints"] != 0));
        assert_eq!((told(&own)[..3].to_vec(), &own["city"]), (vec![2, 0, 1], &json!(false)), "{form}: {own}");
        let nobody = ask("nobody-knows-this", &official).1;
        assert_eq!((told(&nobody), &nobody["problem"]), ([0; 9], &Value::Null), "{form}");
        let (status, problem) = ask(&"x".repeat(65), &official);
        assert_eq!((status, &problem["errors"][0]["field"]), (400, &json!("filer")), "{form}: {problem}");
        assert_eq!(ask(FILER, &served.token("bank", &[])).0, 403, "{form}");
        let entries = until(60, "the questions in the trail", || {
            let entries = served.trail("limit=1000");
            let asked = entries.iter().filter(|entry| entry["action"] == format!("POST {FACTS}")).count();
            (asked >= 5).then_some(entries)
        });
        assert!(!json!(entries).to_string().contains(FILER), "{form}");
    });
}

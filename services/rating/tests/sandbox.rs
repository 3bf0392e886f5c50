//! The merchants of the sandbox: each is what its list says, and together they show the whole scheme.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::day::Day;
use rating::judge::{HOUSE_SCHEME, Rulebook};
use rating::{Expected, Listed, Question, Roster, SANDBOX_HOLD, Sandbox};
use serde_json::Value;
use std::collections::BTreeSet;

fn sandbox() -> Sandbox {
    Sandbox::shipped().unwrap()
}

/// The rating of a merchant on its day, as JSON.
fn rating(sandbox: &Sandbox, listed: &Listed) -> Value {
    sandbox.explain(listed.code, &Question::default()).unwrap().explanation["rating"].clone()
}

fn texts<'v>(value: &'v Value, field: &str) -> Vec<&'v str> {
    value.as_array().into_iter().flatten().filter_map(|one| one[field].as_str()).collect()
}

/// What the engine makes of a merchant, in the form of the list.
fn found(sandbox: &Sandbox, listed: &Listed) -> Expected {
    let (served, rating) = (&sandbox.look_up(listed.code).unwrap().served, rating(sandbox, listed));
    let line = |line: &Value| {
        let of = line["indicator"].as_str().map_or_else(
            || format!("{} {}", line["part"].as_str().unwrap(), line["kind"].as_str().unwrap()),
            str::to_owned,
        );
        format!("{of} {:+}", line["milli"].as_i64().unwrap())
    };
    let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect();
    Expected {
        class: served.class.as_deref().map(str::to_owned),
        score_milli: served.score(),
        lines: rating["lines"].as_array().unwrap().iter().map(line).collect(),
        rules: owned(texts(&rating["rules"], "id")),
        flags: owned(texts(&rating["flags"], "id")),
    }
}

#[test]
fn each_merchant_is_rated_as_its_list_says() {
    let sandbox = sandbox();
    let mut wrong = String::new();
    for listed in &sandbox.roster().merchants {
        let found = found(&sandbox, listed);
        if found != listed.expected {
            let json = serde_json::json!({
                "code": listed.code, "class": found.class, "score_milli": found.score_milli,
                "lines": found.lines, "rules": found.rules, "flags": found.flags,
            });
            wrong.push_str(&format!("{json}\n"));
        }
    }
    assert!(
        wrong.is_empty(),
        "merchants of the sandbox are rated otherwise than examples/sandbox/sandbox.toml says:\n{wrong}"
    );
    for listed in &sandbox.roster().merchants {
        // What is served is what is computed, unless a mass event holds it.
        let (rating, found) = (rating(&sandbox, listed), sandbox.look_up(listed.code).unwrap());
        if listed.held_since.is_none() {
            assert_eq!(rating["class"].as_str(), listed.expected.class.as_deref(), "{}", listed.code);
            assert_eq!(found.held_by, None);
        } else {
            assert_ne!(rating["class"].as_str(), listed.expected.class.as_deref(), "{}", listed.code);
            assert_eq!(found.held_by, Some(SANDBOX_HOLD));
        }
    }
}

/// Everything about a merchant that whoever built on it relies on.
fn relied_on(listed: &Listed) -> String {
    let Listed { code, former, as_of, held_since, expected, .. } = listed;
    format!("{code} {former:?} {as_of:?} {held_since:?} {expected:?}")
}

#[test]
fn what_was_released_of_them_stays() {
    let sandbox = sandbox();
    let stands: BTreeSet<String> = sandbox.roster().merchants.iter().map(relied_on).collect();
    let mut compared = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/released")).unwrap() {
        let path = file.unwrap().path();
        let released: Roster = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!((released.as_of, released.peers), (sandbox.roster().as_of, sandbox.roster().peers));
        for listed in &released.merchants {
            assert!(stands.contains(&relied_on(listed)), "{} was released otherwise: {}", listed.code, path.display());
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

/// Does a rating show what an identifier of the scheme stands for: a line, a part at its cap or with a relief, a rule
/// or a flag?
fn shows(rating: &Value, id: &str) -> bool {
    let has = |list: &str, field: &str| texts(&rating[list], field).contains(&id);
    let part = rating["parts"].as_array().into_iter().flatten().find(|part| part["id"] == id);
    let is_full = |part: &Value| part["milli"].as_i64().map(i64::abs) == part["max"].as_i64().map(|max| max * 1000);
    let relief =
        rating["lines"].as_array().into_iter().flatten().any(|line| line["indicator"].is_null() && line["part"] == id);
    has("lines", "indicator") || has("rules", "id") || has("flags", "id") || relief || part.is_some_and(is_full)
}

#[test]
fn each_rule_of_the_scheme_is_shown_by_a_merchant() {
    let sandbox = sandbox();
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for listed in &sandbox.roster().merchants {
        let rating = rating(&sandbox, listed);
        for id in listed.shows.iter().filter(|id| *id != "linked_results") {
            assert!(shows(&rating, id), "{} does not show {id}", listed.code);
        }
        shown.extend(listed.shows.iter().cloned());
    }
    for rulebook in Rulebook::shipped(HOUSE_SCHEME).unwrap() {
        let method = rulebook.scheme.points().unwrap();
        let parts = method.parts.iter().map(|part| part.id.as_str());
        let indicators = method.indicators.iter().map(|indicator| indicator.id.as_str());
        let rules = method.rules.iter().map(|rule| rule.id.as_str());
        let flags = method.flags.iter().map(|flag| flag.id.as_str());
        let linked = method.linked_results.iter().map(|_| "linked_results");
        let ids: Vec<&str> = parts.chain(indicators).chain(rules).chain(flags).chain(linked).collect();
        assert!(ids.len() > 30, "{ids:?}");
        for id in ids {
            let label = rulebook.scheme.label();
            assert!(shown.contains(id), "{label}: no merchant of the sandbox shows {id}; add one to examples/sandbox");
        }
    }
}

#[test]
fn a_linked_result_counts_until_the_display_of_its_penalty_stops() {
    let sandbox = sandbox();
    let is_linked = |listed: &&Listed| listed.shows.iter().any(|id| id == "linked_results");
    let listed = sandbox.roster().merchants.iter().find(is_linked).unwrap();
    let before = Question { as_of: Some(Day::parse("2026-05-31").unwrap()), ..Question::default() };
    let then = sandbox.explain(listed.code, &before).unwrap().explanation["rating"].clone();
    assert!(shows(&then, "I1") && !shows(&rating(&sandbox, listed), "I1"));
}

#[test]
fn they_are_nobody_and_say_so() {
    let sandbox = sandbox();
    let merchants = &sandbox.roster().merchants;
    let mut codes = BTreeSet::new();
    for listed in merchants {
        for code in listed.former.iter().chain([&listed.code]) {
            assert!(code.is_sandbox() && codes.insert(*code), "{code}");
            assert_eq!(sandbox.look_up(*code).unwrap().served.code, listed.code);
        }
        assert!(listed.code.organisation_code_fits(), "{}", listed.code);
        let name = &sandbox.look_up(listed.code).unwrap().served.name;
        assert!(name.starts_with("沙盒·"), "{name}");
    }
    let names: BTreeSet<&str> = merchants.iter().map(|m| &*sandbox.look_up(m.code).unwrap().served.name).collect();
    assert_eq!(names.len(), merchants.len(), "each has a name of its own");
    let by_number = |listed: &Listed| listed.code.as_str().get(8..17).unwrap_or_default().to_owned();
    assert!(merchants.is_sorted_by_key(by_number), "in order of their numbers");
}

#[test]
fn what_was_known_and_other_days_can_be_asked_for() {
    let sandbox = sandbox();
    let find = |zh: &str| sandbox.roster().merchants.iter().find(|listed| listed.zh.starts_with(zh)).unwrap().code;
    let class = |code, question: &Question<'_>| {
        sandbox.explain(code, question).unwrap().explanation["rating"]["class"].as_str().map(str::to_owned)
    };
    let on = |text: &str| Question { as_of: Some(Day::parse(text).unwrap()), ..Question::default() };
    let listed = find("列入严重违法失信名单");
    assert_eq!(class(listed, &on("2026-03-01")).as_deref(), Some("A"));
    assert_eq!(class(listed, &on("2026-03-02")).as_deref(), Some("D"));
    // The withdrawal was learnt in June.
    let withdrawn = find("处罚记录被撤回");
    let known_at = domain::instant::Instant::parse("2026-06-01T00:00:00+08:00").unwrap();
    let then = Question { known_at: Some(known_at), ..on("2026-06-01") };
    assert_eq!(class(withdrawn, &then).as_deref(), Some("B"));
    assert_eq!(class(withdrawn, &Question::default()).as_deref(), Some("A"));
}

#[test]
fn their_history_ends_in_the_class_that_is_served_and_names_what_moved_it() {
    let sandbox = sandbox();
    for listed in &sandbox.roster().merchants {
        let (issued, spells) = (sandbox.history(listed.code).unwrap(), sandbox.recomputed(listed.code).unwrap());
        assert_eq!(issued.last().unwrap().class, listed.expected.class, "{}", listed.code);
        assert!(issued.len() <= spells.len() && issued.is_sorted_by_key(|issued| issued.day));
    }
    let listed = sandbox.roster().merchants.iter().find(|listed| listed.shows == ["DJ1"]).unwrap();
    let issued = sandbox.history(listed.code).unwrap();
    let cause = serde_json::to_value(&issued.last().unwrap().cause).unwrap();
    assert_eq!((&cause["by"], &cause["feed"]), (&"record".into(), &"registry".into()), "{cause}");
}

#[test]
fn a_certificate_of_one_says_that_it_is_nobody() {
    let sandbox = sandbox();
    let listed = &sandbox.roster().merchants[0];
    let (statement, evidence) = sandbox.certify(listed.code, &Question::default()).unwrap();
    assert_eq!((statement.day, statement.sandbox), (sandbox.roster().as_of, Some(true)));
    assert_eq!(rating::judge::certificate::Statement::of(&evidence, statement.day, None).unwrap(), statement);
}

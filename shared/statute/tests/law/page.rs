//! The page of time limits (docs/deadlines.md) says what the policy says.

use policy::library::Library;
use statute::clock::rules::{Clock, Count, LastDay};
use statute::duties::{Limits, OF_PROCEDURES};

/// Id, name, limit and whose duty it is, as the newest rule says.
fn begins(name: &str, clock: &Clock) -> String {
    let rule = clock.on(domain::day::Day::FOREVER).value;
    let unit = match rule.count {
        Count::WorkingDays => "个工作日",
        Count::Days => "日",
        Count::Months => "个月",
    };
    let extended = rule.extended.map(|extended| format!("，可延至 {extended}")).unwrap_or_default();
    let last_day = match rule.last_day {
        LastDay::Stays => "",
        LastDay::Rolls => "，遇休息日顺延",
        LastDay::Both => "，顺延与否并列",
    };
    let (title, whose) = (&clock.title.zh, rule.whose.zh());
    format!("| `{name}` | {title} | {} {unit}{extended}{last_day} | {whose} | ", rule.length)
}

/// What it rests on, and whether that is settled.
fn ends(clock: &Clock) -> String {
    let ruling = clock.on(domain::day::Day::FOREVER);
    format!(" | {} | {} |", ruling.value.article, if ruling.basis.provisional { "暂定" } else { "" })
}

#[test]
fn the_page_has_a_row_for_each_clock_as_the_policy_says_it() {
    let page = include_str!("../../../../docs/deadlines.md");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let (limits, library) = (Limits::shipped().unwrap(), Library::shipped().unwrap());
    let names: Vec<&str> =
        library.clocks.parameters().map(|parameter| parameter.id.trim_start_matches("clocks.")).collect();
    assert_eq!(rows.len(), names.len(), "one row for each of {names:?}");
    for (row, name) in rows.into_iter().zip(names) {
        let clock = limits.clocks().get(name).unwrap();
        let (begins, ends) = (begins(name, clock), ends(clock));
        let middle = row.strip_prefix(begins.as_str()).and_then(|rest| rest.strip_suffix(ends.as_str()));
        let middle = middle.unwrap_or_else(|| panic!("docs/deadlines.md says\n{row}\nfor\n{begins}…{ends}"));
        let said: Vec<&str> = middle.split(" | ").collect();
        assert!(matches!(said[..], [starts, stops] if !starts.is_empty() && !stops.is_empty()), "{row}");
        match OF_PROCEDURES.iter().find(|procedure| procedure.clock == name) {
            Some(procedure) => assert_eq!(said[0], format!("尚无记录：{}", procedure.zh), "{row}"),
            None => assert!(!said[0].starts_with("尚无记录"), "{row}"),
        }
    }
}

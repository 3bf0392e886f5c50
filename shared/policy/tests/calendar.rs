//! Working days: beside an oracle of every day, what is refused in a file, and years that nobody knows yet.
#![cfg(test)]

use domain::day::Day;
use policy::calendar::{Calendar, Unpublished};
use policy::embedded;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

const YEAR: &str = r#"year = 2031
off = [{ from = 2031-01-01, through = 2031-01-03, name = "元旦" }]
worked = [2031-01-05]

[source]
title = "通知"
published = 2030-11-01
"#;

#[test]
#[ignore = "reads real data"]
#[expect(clippy::disallowed_methods, reason = "the folder of real data is named by the environment")]
fn every_day_is_what_three_sources_say() {
    let folder = std::env::var("FANGXIN_DATA").expect("FANGXIN_DATA names the folder of real data");
    let text = std::fs::read_to_string(format!("{folder}/cn_working_days/calendar_2007_2026.csv")).unwrap();
    let calendar = embedded::calendar().unwrap();
    let mut seen = 0;
    for line in text.lines().skip(1).filter(|line| *line >= "2014") {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(calendar.is_working(day(fields[0])), Ok(fields[2] == "1"), "{line}");
        seen += 1;
    }
    assert_eq!(seen, 13 * 365 + 3);
}

#[test]
fn working_days_of_a_year_are_as_many_as_the_notice_leaves() {
    let calendar = embedded::calendar().unwrap();
    let count = |year: i32| {
        let days = std::iter::successors(Day::from_ymd(year, 1, 1), |day| Some(day.next()));
        days.take_while(|day| day.year() == year).filter(|day| calendar.is_working(*day).unwrap()).count()
    };
    assert_eq!([2024, 2025, 2026].map(count), [251, 248, 248]);
    assert_eq!(calendar.published().map(|(year, _)| year).collect::<Vec<_>>(), (2014..=2026).collect::<Vec<_>>());
}

#[test]
fn a_day_rolls_over_the_holidays_and_stays_where_it_is_worked() {
    let calendar = embedded::calendar().unwrap();
    for (from, to) in [("2026-10-02", "2026-10-08"), ("2026-02-14", "2026-02-14"), ("2026-02-15", "2026-02-24")] {
        assert_eq!(calendar.rolled(day(from)), Ok(day(to)));
    }
}

#[test]
fn of_a_year_that_is_not_published_nothing_is_guessed_until_it_is() {
    let calendar = embedded::calendar().unwrap();
    let unknown = Err(Unpublished { year: 2027 });
    assert_eq!(calendar.is_working(day("2027-01-04")), unknown);
    assert_eq!(calendar.rolled(day("2026-12-31")), Ok(day("2026-12-31")));
    assert_eq!(calendar.rolled(day("2027-01-01")), unknown.map(|_| Day::DAWN));
    assert_eq!(calendar.is_working(day("2013-12-31")), Err(Unpublished { year: 2013 }));
    // Only a holiday of the law is certain not to be worked.
    assert!(!calendar.may_be_working(day("2027-01-01")) && calendar.may_be_working(day("2027-01-02")));
    assert!(calendar.may_be_working(day("2031-01-01")) && !calendar.may_be_working(day("2026-01-01")));

    let later = calendar.overlaid(Calendar::read([("calendar/2031.toml", YEAR)]).unwrap());
    let worked = ["2031-01-01", "2031-01-04", "2031-01-05", "2031-01-06"].map(|text| later.is_working(day(text)));
    assert_eq!(worked, [Ok(false), Ok(false), Ok(true), Ok(true)]);
}

#[test]
fn a_file_that_says_something_else_is_refused_with_the_reason() {
    let told = |path: &str, text: &str| {
        let faults = Calendar::read([(path, text)]).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
    };
    for (from, to, cause) in [
        ("2031-01-05]", "2031-01-06]", "2031-01-06 is worked, but is no weekend day or is off"),
        ("worked = [2031-01-05]", "worked = [2031-01-04, 2030-12-28]", "2030-12-28 is not a day of 2031"),
        ("through = 2031-01-03", "through = 2030-12-31", "not a day of 2031"),
        ("from = 2031-01-01", "from = 2031-01-09", "ends before it begins"),
        ("year = 2031", "year = 2032", "does not fit the path"),
        ("title = \"通知\"", "title = \" \"", "names its title"),
        ("worked =", "works =", "unknown field"),
        ("off = [{", "statutory = []\noff = [{", "either off and worked"),
    ] {
        assert!(YEAR.contains(from), "{from}");
        let told = told("calendar/2031.toml", &YEAR.replacen(from, to, 1));
        assert!(told.contains(cause), "{to}: {told}");
    }
    let twice = Calendar::read([("a/2031.toml", YEAR), ("b/2031.toml", YEAR)]).unwrap_err();
    assert!(twice[0].to_string().contains("given by two files"));
}

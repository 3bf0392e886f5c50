//! Filings at one merchant.

use alerts::{Filing, Rules};
use domain::day::Day;
use std::sync::LazyLock;

pub(crate) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::on(&policy::embedded::alerts().unwrap(), day("2026-11-28")).unwrap());

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// So many days after 2026-06-01, by a filer, with a problem and a text; an empty word says nothing.
pub(crate) fn filing(key: &str, later: i32, filer: &str, problem: &str, text: &str) -> Filing {
    let said = |word: &str| (!word.is_empty()).then(|| word.to_owned());
    Filing {
        received_on: day("2026-06-01").plus_days(later),
        key: key.to_owned(),
        filer: said(filer),
        problem: said(problem),
        text: said(text),
    }
}

//! Repetitions without a main filing (主件不在的重复件): the filing that they name is not there, was taken back, or is itself
//! no more than a repetition of these. They would count nowhere and nobody would know, so that an official is told.

use super::orders::Named;
use super::{Finding, Kind, days_of};
use crate::filings::{Filing, Filings};
use domain::day::Day;
use ratios::mainless::mainless;
use std::collections::BTreeMap;

/// Those whose last filing came on `since` or later, of one merchant or of all, each number of a main filing by itself.
pub(super) fn found(filings: &Filings, subject: Option<i64>, (since, today): (Day, Day)) -> Vec<(i64, Finding)> {
    let named = filings.all().map(|(subject, filing)| (Named { subject, filing }, &filing.content));
    let mut of_each: BTreeMap<(i64, &str), Vec<&Filing>> = BTreeMap::new();
    for (one, main) in mainless(named) {
        if subject.is_none_or(|subject| subject == one.subject) {
            of_each.entry((one.subject, main.named)).or_default().push(one.filing);
        }
    }
    let finding = |((subject, main), theirs): ((i64, &str), Vec<&Filing>)| {
        let days = days_of(theirs.iter().copied(), since)?;
        let finding = Finding::of(Kind::Mainless, days, (subject, main), theirs, today)?;
        Some((subject, Finding { main_number: Some(main.to_owned()), ..finding }))
    };
    of_each.into_iter().filter_map(finding).collect()
}

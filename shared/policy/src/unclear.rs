//! The register of unclear law (规定待明确清单): what rests on a reading that no office has signed off, and who has to
//! answer.
//!
//! The house may propose what rests on it; nobody decides it without naming it ([`unnamed`]).

use crate::parameter::{Confidence, Office, Parameter, SignOff};
use crate::scheme::Name;
use domain::day::Day;
use serde::Serialize;

/// An interval of a parameter that is, or was until an office signed it off, unclear.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Entry<'p> {
    /// Identifier of the parameter.
    pub id: &'p str,
    /// Its name.
    pub title: &'p Name,
    /// First day of the interval.
    pub from: Day,
    /// How sure the reading is, if its source says so.
    pub confidence: Option<Confidence>,
    /// Instrument and article.
    pub article: String,
    /// Who has to answer.
    pub ask: Office,
    /// What an office has answered.
    pub signed_off: Option<&'p SignOff>,
}

/// Every interval that needed an answer, with the answer where there is one; by id and day.
#[must_use]
pub fn register<'p>(parameters: impl IntoIterator<Item = &'p Parameter>) -> Vec<Entry<'p>> {
    let entries = parameters.into_iter().flat_map(|parameter| {
        let asked = parameter.intervals.iter().filter(|one| one.provisional || one.signed_off.is_some());
        asked.map(|interval| Entry {
            id: &parameter.id,
            title: &parameter.title,
            from: interval.day,
            confidence: interval.source.confidence,
            article: interval.source.to_string(),
            ask: parameter.ask,
            signed_off: interval.signed_off.as_ref(),
        })
    });
    let mut entries: Vec<Entry<'p>> = entries.collect();
    entries.sort_by_key(|entry| (entry.id, entry.from));
    entries
}

/// Those of them that nobody has answered yet.
#[must_use]
pub fn unclear<'p>(parameters: impl IntoIterator<Item = &'p Parameter>) -> Vec<Entry<'p>> {
    let mut entries = register(parameters);
    entries.retain(|entry| entry.signed_off.is_none());
    entries
}

/// Of the unclear law on which a decision rests, by reference: what nobody who decides has named yet. As long as there is
/// any, the decision can be proposed and not made.
pub fn unnamed<'r>(rests_on: &'r [String], named: &[&str]) -> impl Iterator<Item = &'r String> {
    rests_on.iter().filter(move |law| !named.contains(&law.as_str()))
}

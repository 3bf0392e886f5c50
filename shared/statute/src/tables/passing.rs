//! What of a predecessor's conduct passes on, by ground of succession.

use super::dated::{Dated, Entry};
use super::read::{Shaped, dated, words};
use domain::day::Day;
use domain::record::StandingKind;
use policy::fault::Fault;
use policy::parameter::{Interval, Value};
use policy::set::PolicySet;

/// Does the conduct of whoever is carried on count with the successor?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PassesOn {
    /// From the day of succession on.
    Carries,
    /// From that day on, but not before the predecessor trades no more.
    OnceGone,
    /// It does not.
    Stays,
}

/// The rules of each ground, and which standing records are conduct.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Successions {
    pub(crate) merger: Dated<PassesOn>,
    pub(crate) division: Dated<PassesOn>,
    pub(crate) conversion: Dated<PassesOn>,
    pub(crate) code_change: Dated<PassesOn>,
    pub(crate) standing: Dated<Vec<String>>,
}

impl Successions {
    /// Reads them from a policy set. In one that does not speak of them, as certificates of earlier days have it,
    /// nothing passes on.
    pub(super) fn read(set: &PolicySet, faults: &mut Vec<Fault>) -> Option<Self> {
        let mut ground = |id: &str| match set.get(id) {
            Some(parameter) => dated_by_article(parameter, faults),
            None => silent(id, PassesOn::Stays),
        };
        let [merger, division, conversion, code_change] = [
            ground("succession.merger"),
            ground("succession.division"),
            ground("succession.conversion"),
            ground("succession.code_change"),
        ];
        let standing = match set.get("succession.standing") {
            Some(parameter) => dated(parameter, faults, |value, _| kinds(value)),
            None => silent("succession.standing", Vec::new()),
        };
        Some(Self {
            merger: merger?,
            division: division?,
            conversion: conversion?,
            code_change: code_change?,
            standing: standing?,
        })
    }
}

/// What holds where a set does not speak of a parameter.
fn silent<T>(id: &str, value: T) -> Option<Dated<T>> {
    Dated::new(vec![Entry { since: Day::DAWN, value, provisional: false, reference: id.to_owned() }])
}

/// The intervals of a ground; whoever reads a reason sees the article with them.
fn dated_by_article(parameter: &policy::parameter::Parameter, faults: &mut Vec<Fault>) -> Option<Dated<PassesOn>> {
    let read =
        dated(parameter, faults, |value, interval: &Interval| Ok((passes_on(value)?, interval.source.to_string())))?;
    Dated::new(
        read.into_entries()
            .map(|entry| {
                let (value, article) = entry.value;
                let reference = format!("{} {article}", entry.reference);
                Entry { since: entry.since, value, provisional: entry.provisional, reference }
            })
            .collect(),
    )
}

fn passes_on(value: &Value) -> Shaped<PassesOn> {
    match value.text() {
        Some("carries") => Ok(PassesOn::Carries),
        Some("once_gone") => Ok(PassesOn::OnceGone),
        Some("stays") => Ok(PassesOn::Stays),
        _ => Err("the value must be \"carries\", \"once_gone\" or \"stays\"".to_owned()),
    }
}

fn kinds(value: &Value) -> Shaped<Vec<String>> {
    let kinds = words(value)?;
    match kinds.iter().find(|kind| StandingKind::from_token(kind).is_none_or(|known| known.token() != **kind)) {
        Some(unknown) => Err(format!("{unknown:?} is no kind of standing record")),
        None => Ok(kinds),
    }
}

//! One work order under several numbers (同一工单多件): in the ratio of orders they count as one, whether they are one
//! complaint an official says.

use super::{Finding, Kind, days_of};
use crate::filings::{Filing, Filings};
use domain::day::Day;
use ratios::linked::unlinked;
use std::collections::BTreeMap;

/// The orders whose last filing came on `since` or later, of one merchant or of all. One about several merchants is told
/// of each of them, with its own filings alone: the others may lie beyond the reach of whoever asks.
pub(super) fn found(filings: &Filings, subject: Option<i64>, (since, today): (Day, Day)) -> Vec<(i64, Finding)> {
    let named = filings.all().map(|(subject, filing)| (Named { subject, filing }, &filing.content));
    let of_order = |(order, filings): (&str, Vec<Named<'_>>)| {
        let Some(days) = days_of(filings.iter().map(|named| named.filing), since) else { return Vec::new() };
        let mut of_each: BTreeMap<i64, Vec<&Filing>> = BTreeMap::new();
        for named in filings.iter().filter(|named| subject.is_none_or(|subject| subject == named.subject)) {
            of_each.entry(named.subject).or_default().push(named.filing);
        }
        let all = filings.len();
        let of_each = of_each.into_iter().filter_map(|(subject, theirs)| {
            let elsewhere = all - theirs.len();
            let finding = Finding::of(Kind::Order, days, (subject, order), theirs, today)?;
            Some((subject, Finding { order: Some(order.to_owned()), elsewhere, ..finding }))
        });
        of_each.collect()
    };
    unlinked(named).into_iter().flat_map(of_order).collect()
}

/// A filing with its merchant; two are one if these and the key are.
#[derive(Clone, Copy)]
pub(super) struct Named<'f> {
    pub(super) subject: i64,
    pub(super) filing: &'f Filing,
}

impl Named<'_> {
    fn place(&self) -> (i64, &str) {
        (self.subject, &self.filing.key)
    }
}

impl PartialEq for Named<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Named<'_> {}

impl PartialOrd for Named<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Named<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

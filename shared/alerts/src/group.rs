//! A group of consumers with one problem (群体投诉).

use crate::holds::within;
use crate::rules::Rules;
use crate::{Filing, in_order, keys};
use domain::day::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Many complainants with one type of problem at one merchant (群体投诉预警).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Group {
    /// First day of the days within which they are counted.
    pub from: Day,
    /// Last of them on which somebody complained.
    pub to: Day,
    /// Type of problem.
    pub problem: String,
    /// How many different complainants.
    pub complainants: usize,
    /// Their filings, in order of receipt.
    pub filings: Vec<String>,
}

/// The group with each type of problem whose days hold the most complainants, if they are enough; of equal ones the
/// latest. Only days of which the last filing came on `since` or later. Filings of unknown complainants could all be one person's, so they count as one.
#[must_use]
pub fn group(filings: &[Filing], since: Day, rules: &Rules) -> Vec<Group> {
    let mut of_problems: BTreeMap<&str, Vec<&Filing>> = BTreeMap::new();
    for filing in in_order(filings) {
        if let Some(problem) = filing.problem.as_deref() {
            of_problems.entry(problem).or_default().push(filing);
        }
    }
    let found = of_problems.into_iter().filter_map(|(problem, filings)| {
        let windows = filings.iter().enumerate().map(|(at, first)| {
            let last = within(first.received_on, rules.group_days.saturating_sub(1));
            let behind = filings.get(at..).unwrap_or_default();
            let many = behind.partition_point(|filing| filing.received_on <= last);
            behind.get(..many).unwrap_or_default()
        });
        let recent = windows.filter(|window| window.last().is_some_and(|last| last.received_on >= since));
        let counted = recent.map(|window| (complainants(window), window));
        let (complainants, window) = counted
            .max_by_key(|(complainants, window)| (*complainants, window.first().map(|filing| filing.received_on)))?;
        let (first, last) = (window.first()?, window.last()?);
        (complainants >= rules.group as usize).then(|| Group {
            from: first.received_on,
            to: last.received_on,
            problem: problem.to_owned(),
            complainants,
            filings: keys(window.iter().copied()),
        })
    });
    found.collect()
}

fn complainants(filings: &[&Filing]) -> usize {
    filings.iter().map(|filing| filing.filer.as_deref()).collect::<BTreeSet<_>>().len()
}

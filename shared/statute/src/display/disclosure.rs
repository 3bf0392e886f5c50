//! The longest disclosure from the end of the conduct (山东省社会信用条例 Art. 38; settled reading 7).

use super::{Basis, Display, EndedBy, RESTRICTION};
use crate::repair::Rules;
use domain::day::Day;
use serde::Serialize;

/// Through which day something may be disclosed at most (最长披露期).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LongestDisclosure {
    /// The last day.
    pub through: Day,
    /// The policy interval, or the field of the record, that gives it.
    pub by: String,
    /// Does it rest on law that is not settled?
    pub provisional: bool,
}

/// Through which day conduct may be disclosed at most: so long from its end on, or as long as a statutory restriction
/// runs. Nothing where the end of the conduct is not recorded. An amendment reaches back no further than its own first
/// day, and lengthens nothing.
#[must_use]
pub fn latest_disclosure(
    conduct_ended_on: Option<Day>,
    restriction_until: Option<Day>,
    rules: &Rules,
) -> Option<LongestDisclosure> {
    let ended_on = conduct_ended_on?;
    let table = rules.longest_disclosure();
    let since = ended_on.max(table.begins());
    let last = |months: u32, since: Day| ended_on.plus_months(months).max(since.plus_days(-1));
    let at_first = table.at(since);
    let (mut through, mut basis) = (last(*at_first.value, table.begins()), at_first.basis);
    for amended in table.after(since) {
        let changed = last(amended.value, amended.since);
        // What was over before the amendment is earlier than any day that it can give.
        if changed < through {
            (through, basis) = (changed, amended.basis());
        }
    }
    if let Some(until) = restriction_until.filter(|until| through < *until) {
        (through, basis) = (until, RESTRICTION);
    }
    Some(LongestDisclosure { through, by: basis.by.to_owned(), provisional: basis.provisional })
}

/// The display no longer than that. A longest display that is shorter stays as it is.
#[must_use]
pub fn disclosed(display: &Display, longest: &LongestDisclosure) -> Display {
    let basis = Basis { by: &longest.by, provisional: longest.provisional };
    let end = (longest.through.next(), EndedBy::Disclosure, basis);
    let shown = display.shown.iter().filter_map(|interval| interval.clone().cut(Some(end))).collect();
    Display { shown, ..display.clone() }
}

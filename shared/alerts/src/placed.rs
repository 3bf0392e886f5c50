//! From which day on each filing should be looked at: what is found, filing by filing (逐件).

use crate::holds::{Ground, holds};
use crate::rules::Rules;
use crate::{Filing, Hold};
use domain::day::Day;
use std::collections::{BTreeMap, BTreeSet};

/// A filing that should be looked at, for one reason.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Placed {
    /// The filing.
    pub key: String,
    /// Why.
    pub ground: Ground,
    /// The first day on which it is known to fall under it: its own receipt, and where it takes several, not before the
    /// day of receipt of the one that made them enough.
    pub from: Day,
    /// With a repetition: the filing that is repeated.
    pub beside: Option<String>,
}

/// Every filing of one merchant that should be looked at, in order, each once for each ground. It depends on what was
/// received and on nothing else, so that whoever looks later finds the same days.
#[must_use]
pub fn placed(filings: &[Filing], rules: &Rules) -> Vec<Placed> {
    let by_key: BTreeMap<&str, &Filing> = filings.iter().map(|filing| (filing.key.as_str(), filing)).collect();
    let found = holds(filings, rules);
    let mut all: Vec<Placed> = found.iter().flat_map(|hold| of_one(hold, &by_key, rules)).collect();
    all.sort();
    all
}

fn of_one<'h>(hold: &'h Hold, by_key: &'h BTreeMap<&str, &Filing>, rules: &Rules) -> impl Iterator<Item = Placed> + 'h {
    let theirs = move || hold.filings.iter().filter_map(|key| by_key.get(key.as_str()).copied());
    let enough_on = match hold.ground {
        // All of a burst come on one day.
        Ground::Repeat | Ground::Burst => hold.from,
        Ground::Coordinated => {
            let mut identities = BTreeSet::new();
            let least = rules.coordinated as usize;
            let made_enough =
                theirs().find(|filing| identities.insert(filing.filer.as_deref()) && identities.len() >= least);
            made_enough.map_or(hold.to, |filing| filing.received_on)
        }
    };
    theirs().map(move |filing| Placed {
        key: filing.key.clone(),
        ground: hold.ground,
        from: filing.received_on.max(enough_on),
        beside: hold.beside.clone(),
    })
}

//! Filings that should be looked at before they count (暂缓计入): repeated, in a burst, coordinated.

use crate::rules::Rules;
use crate::{Filing, in_order, keys};
use domain::day::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Why filings should be looked at before they count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ground {
    /// 重复: the same person at the same merchant with the same type of problem.
    Repeat,
    /// 突发: many on one day.
    Burst,
    /// 雷同: the same text under several identities.
    Coordinated,
}

impl Ground {
    /// Every ground, in order.
    pub const ALL: [Self; 3] = [Self::Repeat, Self::Burst, Self::Coordinated];

    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Repeat => "repeat",
            Self::Burst => "burst",
            Self::Coordinated => "coordinated",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Repeat => "同一人重复投诉",
            Self::Burst => "短时间集中投诉",
            Self::Coordinated => "多人内容雷同",
        }
    }
}

/// Filings at one merchant that should be looked at (暂缓建议).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Hold {
    /// Day of receipt of the first of them.
    pub from: Day,
    /// Day of receipt of the last of them.
    pub to: Day,
    /// Why.
    pub ground: Ground,
    /// The filings, in order of receipt.
    pub filings: Vec<String>,
    /// What they go back to: with a repetition the filing that is repeated, which is not held.
    pub beside: Option<String>,
}

/// Everything among the filings of one merchant that should be looked at. A filing of which identity, problem or text is
/// not known falls under no ground that needs it. Records tell the day of receipt and no hour, so many “within 24
/// hours” are many on one day, which lies within any 24 hours that begin with it.
#[must_use]
pub fn holds(filings: &[Filing], rules: &Rules) -> Vec<Hold> {
    let ordered = in_order(filings);
    let mut found = repeats(&ordered, rules.repeat_days);
    found.extend(bursts(&ordered, rules.burst));
    found.extend(coordinated(&ordered, rules.coordinated, rules.coordinated_days));
    found.sort();
    found
}

fn repeats(ordered: &[&Filing], days: u32) -> Vec<Hold> {
    // The first of a chain, which is not held, and the last so far.
    let mut chains: BTreeMap<(&str, &str), (&Filing, &Filing)> = BTreeMap::new();
    let mut found = Vec::new();
    for filing in ordered {
        let (Some(filer), Some(problem)) = (filing.filer.as_deref(), filing.problem.as_deref()) else { continue };
        let chain = chains.get(&(filer, problem)).copied();
        let chain = chain.filter(|(_, before)| filing.received_on <= within(before.received_on, days));
        chains.insert((filer, problem), (chain.map_or(*filing, |(first, _)| first), filing));
        if let Some((first, _)) = chain {
            found.push(Hold {
                from: filing.received_on,
                to: filing.received_on,
                ground: Ground::Repeat,
                filings: vec![filing.key.clone()],
                beside: Some(first.key.clone()),
            });
        }
    }
    found
}

fn bursts(ordered: &[&Filing], most: u32) -> Vec<Hold> {
    let of_days = ordered.chunk_by(|one, other| one.received_on == other.received_on);
    let bursts = of_days.filter(|of_day| of_day.len() >= most as usize);
    bursts.filter_map(|of_day| hold(Ground::Burst, of_day)).collect()
}

fn coordinated(ordered: &[&Filing], least: u32, days: u32) -> Vec<Hold> {
    let mut alike: BTreeMap<&str, Vec<&Filing>> = BTreeMap::new();
    for filing in ordered {
        if let (Some(text), Some(_)) = (filing.text.as_deref(), filing.filer.as_deref()) {
            alike.entry(text).or_default().push(filing);
        }
    }
    let mut found = Vec::new();
    for filings in alike.values() {
        // As long as each comes within the days of the one before, they belong together.
        let together = filings.chunk_by(|one, other| other.received_on <= within(one.received_on, days));
        for some in together {
            let identities: BTreeSet<Option<&str>> = some.iter().map(|filing| filing.filer.as_deref()).collect();
            if identities.len() >= least as usize {
                found.extend(hold(Ground::Coordinated, some));
            }
        }
    }
    found
}

fn hold(ground: Ground, filings: &[&Filing]) -> Option<Hold> {
    let (first, last) = (filings.first()?, filings.last()?);
    let (from, to) = (first.received_on, last.received_on);
    Some(Hold { from, to, ground, filings: keys(filings.iter().copied()), beside: None })
}

/// The last day that is within so many days of one.
pub(crate) fn within(day: Day, days: u32) -> Day {
    day.plus_days(i32::try_from(days).unwrap_or(i32::MAX))
}

//! Repetitions without a main filing (主件不在的重复件). A repetition counts nowhere, since its main filing does; where that
//! one is not there, was taken back, or is itself no more than a repetition of these, nothing of the item would count.

use crate::linked::{is_repetition, main_number, number, order};
use domain::record::Content;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A repetition whose main filing does not stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mainless<'c> {
    /// The number of the main filing, as it names it.
    pub named: &'c str,
    /// Does it stand for its item, as the first that was received of those that lead to the same number?
    pub stands_in: bool,
}

/// Repetitions that name a main filing from which, by whatever chain of numbers, none is reached that stands and is no
/// repetition. One that names none is what its source says; nothing here can tell otherwise.
#[must_use]
pub fn mainless<'c, I: Copy + Ord>(filings: impl IntoIterator<Item = (I, &'c Content)>) -> BTreeMap<I, Mainless<'c>> {
    let standing: Vec<(I, &Content)> = filings.into_iter().filter(|(_, content)| !content.is_withdrawn()).collect();
    let naming = standing.iter().filter(|(_, content)| is_repetition(content));
    let repetitions: Vec<(I, &Content, &str)> =
        naming.filter_map(|&(id, content)| Some((id, content, main_number(content)?))).collect();
    if repetitions.is_empty() {
        return BTreeMap::new();
    }
    let named: HashSet<&str> = repetitions.iter().map(|(.., named)| *named).collect();
    let mut ends = Ends { bears: bearers(&standing, &named), known: HashMap::new() };
    let ends = repetitions.into_iter().filter_map(|(id, content, named)| Some((id, content, named, ends.of(named)?)));
    let mut items: BTreeMap<_, Vec<(_, I, &str)>> = BTreeMap::new();
    for (id, content, named, end) in ends {
        // A complaint and a report count in different ratios, so that neither stands for the other.
        items.entry((content.kind(), end)).or_default().push((content.event_day(), id, named));
    }
    let each = items.into_values().flat_map(|mut item| {
        item.sort_unstable();
        let all = item.into_iter().enumerate();
        all.map(|(at, (_, id, named))| (id, Mainless { named, stands_in: at == 0 })).collect::<Vec<_>>()
    });
    each.collect()
}

/// No repetition before one, and then the first.
type Rank<I> = (Reverse<bool>, Reverse<I>);

/// Which filing bears a number that is named, as its own or as that of its order: of several one that is no repetition.
fn bearers<'c, I: Copy + Ord>(standing: &[(I, &'c Content)], named: &HashSet<&str>) -> HashMap<&'c str, &'c Content> {
    let mut bears: HashMap<&str, (Rank<I>, &Content)> = HashMap::new();
    for &(id, content) in standing {
        let order = order(content).map(|order| order.number.as_str());
        let rank = (Reverse(is_repetition(content)), Reverse(id));
        for number in [number(content), order].into_iter().flatten().filter(|number| named.contains(number)) {
            let borne = bears.entry(number).or_insert((rank, content));
            if rank > borne.0 {
                *borne = (rank, content);
            }
        }
    }
    bears.into_iter().map(|(number, (_, content))| (number, content)).collect()
}

/// Where chains of numbers end.
struct Ends<'c> {
    bears: HashMap<&'c str, &'c Content>,
    /// Of the numbers that were met already: each is walked from once, however many chains lead to it.
    known: HashMap<&'c str, Option<&'c str>>,
}

impl<'c> Ends<'c> {
    /// The number at which a chain ends without a main filing; nothing if it comes to one. Of a ring it is the same
    /// wherever the chain enters it.
    fn of(&mut self, named: &'c str) -> Option<&'c str> {
        let (mut chain, mut places) = (Vec::new(), HashMap::new());
        let mut at = named;
        let end = loop {
            if let Some(known) = self.known.get(at) {
                break *known;
            }
            if let Some(ring) = places.insert(at, chain.len()) {
                break chain.get(ring..).unwrap_or_default().iter().min().copied();
            }
            chain.push(at);
            match self.bears.get(at).copied() {
                Some(content) if !is_repetition(content) => break None,
                bearer => match bearer.and_then(main_number) {
                    Some(next) => at = next,
                    None => break Some(at),
                },
            }
        };
        self.known.extend(chain.into_iter().map(|number| (number, end)));
        end
    }
}

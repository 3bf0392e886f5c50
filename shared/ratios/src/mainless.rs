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
    let bears = bearers(&standing, &named);
    let ends =
        repetitions.into_iter().filter_map(|(id, content, named)| Some((id, content, named, end(named, &bears)?)));
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

/// Which filing bears a number that is named, as its own or as that of its order: of several one that is no repetition.
fn bearers<'c, I: Copy + Ord>(standing: &[(I, &'c Content)], named: &HashSet<&str>) -> HashMap<&'c str, &'c Content> {
    let mut bears: HashMap<&str, ((Reverse<bool>, Reverse<I>), &Content)> = HashMap::new();
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

/// The number at which a chain ends without a main filing; nothing if it comes to one. Of a ring it is the same
/// wherever the chain enters it.
fn end<'c>(named: &'c str, bears: &HashMap<&'c str, &'c Content>) -> Option<&'c str> {
    let mut chain = vec![named];
    let mut at = named;
    loop {
        let Some(content) = bears.get(at).copied() else { return Some(at) };
        if !is_repetition(content) {
            return None;
        }
        let Some(next) = main_number(content) else { return Some(at) };
        if let Some(ring) = chain.iter().position(|number| *number == next) {
            return chain.get(ring..).unwrap_or_default().iter().min().copied();
        }
        chain.push(next);
        at = next;
    }
}

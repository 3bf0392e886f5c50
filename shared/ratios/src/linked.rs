//! Filings that are one item (关联件): a work order and its complaint under several numbers, a dispute that went on from
//! online settlement to the office. One of them counts, whatever its area; the others are left out.

use crate::mainless::mainless;
use crate::measure::Measure;
use crate::rules::Rules;
use crate::share::{is_handed_back, settled};
use domain::day::Day;
use domain::record::{Content, WorkOrder};
use statute::duties::Limits;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Which of the filings of one item do not count, since another one stands for it (settled readings, 11 and 12).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Linked<I> {
    left_out: BTreeSet<(Measure, I)>,
    stands_in: BTreeSet<I>,
}

impl<I: Copy + Ord> Linked<I> {
    /// Of all filings, by what is known at the end of `as_of`; the order in which they come does not matter. Their
    /// names `I` are as the caller likes, but no two have the same.
    ///
    /// K3: filings under one order number, or of one main filing, are one item. The answer of the main filing counts, or
    /// if it came without an order, or none is named, that of the order dispatched first. What was handed back at once
    /// stands for none. K4: an online case and the complaints that name it are one dispute, which counts by its last
    /// outcome; on one day by the settlement. Of repetitions without a main filing the first one stands for it until
    /// an official has looked ([`mainless`]).
    #[must_use]
    pub fn of<'c>(
        filings: impl IntoIterator<Item = (I, &'c Content)>,
        measures: &[Measure],
        as_of: Day,
        law: (&Limits, &Rules),
    ) -> Self {
        let filings: Vec<(I, &Content)> = filings.into_iter().collect();
        let found = mainless(filings.iter().copied()).into_iter();
        let stands_in: BTreeSet<I> = found.filter(|(_, one)| one.stands_in).map(|(id, _)| id).collect();
        let mut left_out = BTreeSet::new();
        if measures.iter().any(|measure| matches!(measure, Measure::K3 | Measure::K4)) {
            let filings = related(filings);
            for item in items(&filings, true) {
                left_out.extend(
                    besides(item.iter().filter_map(|(id, content)| {
                        let order = order(content).filter(|order| !is_handed_back(order, as_of, law))?;
                        Some(((is_repetition(content), order.dispatched_on, *id), *id))
                    }))
                    .map(|id| (Measure::K3, id)),
                );
            }
            for item in items(&filings, false) {
                left_out.extend(
                    besides(item.iter().filter_map(|(id, content)| {
                        let content = counted(&stands_in, *id, content);
                        let (day, _) = settled(&content).filter(|(day, _)| *day <= as_of)?;
                        let is_office = !matches!(*content, Content::OdrCase(_));
                        Some(((-day.number(), is_office, *id), *id))
                    }))
                    .map(|id| (Measure::K4, id)),
                );
            }
        }
        Self { left_out, stands_in }
    }

    /// A filing as it counts: one that stands for the main filing that it names is no repetition.
    #[must_use]
    pub fn counted<'c>(&self, id: I, content: &'c Content) -> Cow<'c, Content> {
        counted(&self.stands_in, id, content)
    }

    /// Is it a repetition that stands for the main filing that it names?
    #[must_use]
    pub fn stands_in(&self, id: I) -> bool {
        self.stands_in.contains(&id)
    }

    /// Does a filing count in a measure by itself?
    #[must_use]
    pub fn counts(&self, measure: Measure, id: I) -> bool {
        !self.left_out.contains(&(measure, id))
    }
}

/// Order numbers that several filings of one kind bear though none names another, with all filings that came with the
/// order: either one of them repeats the other, or a number is wrong. An order that became a complaint and a report is
/// none of these.
#[must_use]
pub fn unlinked<'c, I: Copy + Ord>(filings: impl IntoIterator<Item = (I, &'c Content)>) -> BTreeMap<&'c str, Vec<I>> {
    let filings = related(filings);
    let mut of_orders: BTreeMap<&str, BTreeMap<I, (&Content, usize)>> = BTreeMap::new();
    for (item, filings) in items(&filings, false).into_iter().enumerate() {
        for (id, content) in filings {
            // Of a filing from the hotline alone its own number is that of the order.
            for number in [order(content).map(|order| order.number.as_str()), number(content)].into_iter().flatten() {
                of_orders.entry(number).or_default().insert(id, (content, item));
            }
        }
    }
    let is_open = |filings: &BTreeMap<I, (&Content, usize)>| {
        let is_ordered = filings.values().any(|(content, _)| order(content).is_some());
        let kinds: BTreeSet<_> = filings.values().map(|(content, item)| (content.kind(), *item)).collect();
        let alike = kinds.iter().zip(kinds.iter().skip(1)).any(|((one, _), (other, _))| one == other);
        is_ordered && alike
    };
    of_orders.retain(|_, filings| is_open(filings));
    of_orders.into_iter().map(|(number, filings)| (number, filings.into_keys().collect())).collect()
}

fn counted<'c, I: Ord>(stands_in: &BTreeSet<I>, id: I, content: &'c Content) -> Cow<'c, Content> {
    if !stands_in.contains(&id) {
        return Cow::Borrowed(content);
    }
    let mut content = content.clone();
    match &mut content {
        Content::Complaint(complaint) => complaint.duplicate = false,
        Content::Report(report) => report.duplicate = false,
        _ => {}
    }
    Cow::Owned(content)
}

/// All but the first.
fn besides<K: Ord, I: Ord>(candidates: impl Iterator<Item = (K, I)>) -> impl Iterator<Item = I> {
    candidates.collect::<BTreeMap<K, I>>().into_values().skip(1)
}

pub(crate) fn order(content: &Content) -> Option<&WorkOrder> {
    content.handling().and_then(|handling| handling.order.as_ref())
}

pub(crate) fn main_number(content: &Content) -> Option<&str> {
    content.handling().and_then(|handling| handling.main_number.as_deref())
}

fn odr_number(content: &Content) -> Option<&str> {
    content.handling().and_then(|handling| handling.odr_number.as_deref())
}

pub(crate) fn is_repetition(content: &Content) -> bool {
    match content {
        Content::Complaint(complaint) => complaint.duplicate,
        Content::Report(report) => report.duplicate,
        _ => false,
    }
}

/// The number of a filing at the platform or the hotline.
pub(crate) fn number(content: &Content) -> Option<&str> {
    match content {
        Content::Complaint(complaint) => Some(&complaint.number),
        Content::Report(report) => Some(&report.number),
        _ => None,
    }
}

/// Numbers of filings and orders are one space, those of online cases another.
type Name<'c> = (bool, &'c str);

/// The names of a filing, and of what it is linked with.
fn names(content: &Content, with_orders: bool) -> impl Iterator<Item = Name<'_>> {
    let online = match content {
        Content::OdrCase(case) => Some(case.number.as_str()),
        _ => odr_number(content),
    };
    let order = order(content).map(|order| order.number.as_str()).filter(|_| with_orders);
    let filings = [number(content), main_number(content), order].into_iter().flatten().map(|number| (false, number));
    filings.chain(online.map(|number| (true, number)))
}

/// The filings that are linked with another, or are it; most are neither.
fn related<'c, I: Copy>(filings: impl IntoIterator<Item = (I, &'c Content)>) -> Vec<(I, &'c Content)> {
    let filings: Vec<(I, &Content)> = filings.into_iter().filter(|(_, content)| !content.is_withdrawn()).collect();
    let is_named =
        |content: &Content| order(content).is_some() || main_number(content).is_some() || odr_number(content).is_some();
    let naming = filings.iter().filter(|(_, content)| is_named(content));
    let named: HashSet<Name<'_>> = naming.flat_map(|(_, content)| names(content, true)).collect();
    let is_related = |content: &Content| is_named(content) || names(content, true).any(|name| named.contains(&name));
    filings.into_iter().filter(|(_, content)| is_related(content)).collect()
}

/// Filings that belong together, by whatever chain of numbers.
fn items<'c, I: Copy>(filings: &[(I, &'c Content)], with_orders: bool) -> Vec<Vec<(I, &'c Content)>> {
    let mut sets = Sets::default();
    let placed: Vec<usize> = filings
        .iter()
        .filter_map(|(_, content)| {
            let places: Vec<usize> = names(content, with_orders).map(|name| sets.place(name)).collect();
            let first = *places.first()?;
            places.into_iter().for_each(|place| sets.join(first, place));
            Some(first)
        })
        .collect();
    let mut items: BTreeMap<usize, Vec<(I, &Content)>> = BTreeMap::new();
    for (filing, place) in filings.iter().zip(placed) {
        items.entry(sets.root(place)).or_default().push(*filing);
    }
    items.into_values().collect()
}

/// Names that are joined into sets.
#[derive(Default)]
struct Sets<'c> {
    places: HashMap<Name<'c>, usize>,
    /// Of each place one nearer to the root of its set, which is its own.
    nearer: Vec<usize>,
}

impl<'c> Sets<'c> {
    fn place(&mut self, name: Name<'c>) -> usize {
        let next = self.nearer.len();
        let place = *self.places.entry(name).or_insert(next);
        if place == next {
            self.nearer.push(next);
        }
        place
    }

    fn root(&mut self, mut place: usize) -> usize {
        while let Some(nearer) = self.nearer.get(place).copied().filter(|nearer| *nearer != place) {
            // Each walk halves the way of the next one, so that no chain of numbers takes long.
            let next = self.nearer.get(nearer).copied().unwrap_or(nearer);
            if let Some(kept) = self.nearer.get_mut(place) {
                *kept = next;
            }
            place = next;
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        // The smaller one is the root, so that chains only lead back.
        if let Some(nearer) = self.nearer.get_mut(one.max(other)) {
            *nearer = one.min(other);
        }
    }
}

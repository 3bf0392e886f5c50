//! Several lists as one, in the order of places.

use crate::entry::Entry;
use crate::index::Index;
use crate::list::List;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// The next name of a list and what comes after it.
struct Head<'i, I> {
    entry: &'i Entry,
    slot: u32,
    rest: I,
}

impl<I> PartialEq for Head<'_, I> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<I> Eq for Head<'_, I> {}

impl<I> PartialOrd for Head<'_, I> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<I> Ord for Head<'_, I> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.entry.cmp(other.entry)
    }
}

/// The names of all lists, in order; one that is in several comes several times.
pub(crate) fn merged<'i>(index: &'i Index, lists: Vec<&'i List>) -> impl Iterator<Item = (u32, &'i Entry)> {
    let mut heads: BinaryHeap<_> = lists
        .into_iter()
        .filter_map(|list| {
            let mut rest = list.iter();
            let slot = rest.next()?;
            Some(Reverse(Head { entry: index.entry(slot)?, slot, rest }))
        })
        .collect();
    std::iter::from_fn(move || {
        let mut head = heads.peek_mut()?;
        let next = (head.0.slot, head.0.entry);
        match head.0.rest.next().and_then(|slot| Some((slot, index.entry(slot)?))) {
            Some((slot, entry)) => (head.0.slot, head.0.entry) = (slot, entry),
            None => drop(PeekMut::pop(head)),
        }
        Some(next)
    })
}

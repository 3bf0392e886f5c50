//! Several lists as one, in the order of places.

use crate::entry::Entry;
use crate::index::Index;
use crate::list::List;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::hint::black_box;

/// So many names are fetched from memory at once.
const TOGETHER: usize = 16;

/// The next name of a list and what comes after it.
struct Head<'i, I> {
    index: &'i Index,
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
        self.index.order(self.slot, other.slot)
    }
}

/// The names of all lists, in order; one that is in several comes several times.
pub(crate) fn merged<'i>(index: &'i Index, lists: Vec<&'i List>) -> impl Iterator<Item = (u32, &'i Entry)> {
    let mut heads: BinaryHeap<_> = lists
        .into_iter()
        .filter_map(|list| {
            let mut rest = list.iter();
            let slot = rest.next()?;
            Some(Reverse(Head { index, slot, rest }))
        })
        .collect();
    let mut slots = std::iter::from_fn(move || {
        let mut head = heads.peek_mut()?;
        let slot = head.0.slot;
        match head.0.rest.next() {
            Some(next) => head.0.slot = next,
            None => drop(PeekMut::pop(head)),
        }
        Some(slot)
    });
    let (mut next, mut fetched) = (Vec::with_capacity(TOGETHER), Vec::with_capacity(TOGETHER));
    std::iter::from_fn(move || {
        if fetched.is_empty() {
            next.extend(slots.by_ref().take(TOGETHER));
            fetched.extend(next.drain(..).rev().filter_map(|slot| Some((slot, index.entry(slot)?))));
            fetch(&fetched);
        }
        fetched.pop()
    })
}

/// Reads a byte of each name. They lie anywhere, and those that are asked for at once all come in the time of one.
fn fetch(entries: &[(u32, &Entry)]) {
    black_box(entries.iter().filter_map(|(_, entry)| entry.name.as_bytes().last()).fold(0, |all, byte| all ^ byte));
}

//! The index and its changes.

use crate::entry::{Entry, Gram, grams};
use crate::list::List;
use crate::normal::normalised;
use domain::code::PartyCode;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// Names of merchants, found by what a person types. A subject has one name and one code; names and codes
/// may be those of several subjects.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Option<Entry>>,
    /// The names below this slot were there at once and stand in order of place. Nothing else is ever put among them,
    /// so that most names are put in order without looking at them.
    placed: u32,
    /// Slots above those that have no name.
    free: Vec<u32>,
    by_place: List,
    by_subject: List,
    by_code: List,
    by_gram: FxHashMap<Gram, List>,
}

impl Index {
    /// An index without names.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An index of many names at once, as if each had been [put](Self::put); of a subject that comes twice
    /// the later holds.
    #[must_use]
    pub fn load<N: AsRef<str>>(names: impl IntoIterator<Item = (i64, PartyCode, N)>) -> Self {
        let mut entries: Vec<Entry> = names
            .into_iter()
            .map(|(subject_id, code, name)| Entry::new(subject_id, code, normalised(name.as_ref())))
            .collect();
        // The last of equal subjects is the first of its run in the reversed order.
        entries.reverse();
        entries.sort_by_key(|entry| entry.subject_id);
        entries.dedup_by_key(|entry| entry.subject_id);
        entries.sort_unstable();
        // Names that stand one behind the other shall lie so too: a search looks at many of them. All are copied before
        // any goes, or each would be put where another was.
        let names: Vec<Box<str>> = entries.iter().map(|entry| entry.name.clone()).collect();
        entries.iter_mut().zip(names).for_each(|(entry, name)| entry.name = name);
        let mut index = Self::default();
        for entry in &entries {
            let slot = index.next_slot();
            for gram in grams(&entry.name) {
                index.by_gram.entry(gram).or_default().push(slot);
            }
            index.by_place.push(slot);
            index.entries.push(None);
        }
        index.placed = index.next_slot();
        index.entries = entries.into_iter().map(Some).collect();
        index.by_subject = index.sorted(|entry| entry.subject_id);
        index.by_code = index.sorted(|entry| entry.code);
        index.by_gram.values_mut().for_each(List::shrink);
        index
    }

    /// All slots by a key, then by place.
    fn sorted<K: Ord>(&self, key: impl Fn(&Entry) -> K) -> List {
        let mut slots: Vec<u32> = self.by_place.iter().collect();
        slots.sort_by_key(|slot| self.entry(*slot).map(&key));
        let mut list = List::default();
        slots.into_iter().for_each(|slot| list.push(slot));
        list
    }

    /// How many subjects have a name here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_place.len()
    }

    /// Are there no names?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives a subject its name and code; what it had before is forgotten.
    pub fn put(&mut self, subject_id: i64, code: PartyCode, name: &str) {
        let entry = Entry::new(subject_id, code, normalised(name));
        if self.slot_of(subject_id).and_then(|slot| self.entry(slot)) == Some(&entry) {
            return;
        }
        self.remove(subject_id);
        let slot = self.free.pop().unwrap_or_else(|| self.next_slot());
        let Self { entries, by_place, by_subject, by_code, by_gram, .. } = self;
        let is = |other: u32, before: &dyn Fn(&Entry) -> bool| is(entries, other, before);
        let by_rank = |other| is(other, &|other| *other < entry);
        by_place.insert(slot, by_rank);
        by_subject.insert(slot, |other| is(other, &|other| other.subject_id < subject_id));
        by_code.insert(slot, |other| is(other, &|other| (other.code, other) < (code, &entry)));
        for gram in grams(&entry.name) {
            by_gram.entry(gram).or_default().insert(slot, by_rank);
        }
        match entries.get_mut(slot as usize) {
            Some(place) => *place = Some(entry),
            None => entries.push(Some(entry)),
        }
    }

    /// Forgets a subject; false if it had no name here.
    pub fn remove(&mut self, subject_id: i64) -> bool {
        let Some(slot) = self.slot_of(subject_id) else { return false };
        let Self { entries, placed, free, by_place, by_subject, by_code, by_gram } = self;
        let Some(Some(entry)) = entries.get(slot as usize) else { return false };
        let by_rank = |other| is(entries, other, &|other| other < entry);
        by_place.remove(slot, by_rank);
        by_subject.remove(slot, |other| is(entries, other, &|other| other.subject_id < subject_id));
        by_code.remove(slot, |other| is(entries, other, &|other| (other.code, other) < (entry.code, entry)));
        for gram in grams(&entry.name) {
            let Some(list) = by_gram.get_mut(&gram) else { continue };
            list.remove(slot, by_rank);
            if list.len() == 0 {
                by_gram.remove(&gram);
            }
        }
        if let Some(place) = entries.get_mut(slot as usize) {
            *place = None;
        }
        if slot >= *placed {
            free.push(slot);
        }
        true
    }

    fn next_slot(&self) -> u32 {
        // Four thousand million names do not fit into memory.
        u32::try_from(self.entries.len()).unwrap_or(u32::MAX)
    }

    fn slot_of(&self, subject_id: i64) -> Option<u32> {
        let before = |slot| is(&self.entries, slot, &|other| other.subject_id < subject_id);
        let slot = self.by_subject.from(before).next()?;
        (self.entry(slot)?.subject_id == subject_id).then_some(slot)
    }

    pub(crate) fn entry(&self, slot: u32) -> Option<&Entry> {
        self.entries.get(slot as usize)?.as_ref()
    }

    /// Which of two names stands before the other?
    pub(crate) fn order(&self, slot: u32, other: u32) -> Ordering {
        if slot.max(other) < self.placed {
            return slot.cmp(&other);
        }
        self.entry(slot).cmp(&self.entry(other))
    }

    pub(crate) fn list(&self, gram: Gram) -> Option<&List> {
        self.by_gram.get(&gram)
    }

    /// Those with the code, in order.
    pub(crate) fn with_code(&self, code: PartyCode) -> impl Iterator<Item = u32> {
        self.by_code
            .from(move |slot| is(&self.entries, slot, &|other| other.code < code))
            .take_while(move |slot| self.entry(*slot).is_some_and(|entry| entry.code == code))
    }

    /// Those whose codes begin so, in order of code.
    pub(crate) fn codes_from(&self, beginning: &str) -> impl Iterator<Item = u32> {
        self.by_code
            .from(move |slot| is(&self.entries, slot, &|other| other.code.as_str() < beginning))
            .take_while(move |slot| self.entry(*slot).is_some_and(|entry| entry.code.as_str().starts_with(beginning)))
    }

    /// Those with the name, in order; `length` is its number of characters.
    pub(crate) fn with_name(&self, length: u32, name: &str) -> impl Iterator<Item = u32> {
        self.by_place
            .from(move |slot| is(&self.entries, slot, &|other| other.place_of_name() < (length, name)))
            .take_while(move |slot| self.entry(*slot).is_some_and(|entry| &*entry.name == name))
    }
}

/// Is there a name in the slot of which this holds?
fn is(entries: &[Option<Entry>], slot: u32, holds: &dyn Fn(&Entry) -> bool) -> bool {
    entries.get(slot as usize).and_then(Option::as_ref).is_some_and(holds)
}

//! A name in the index, its place in the order, and the grams by which it is found.

use crate::readings::TABLE;
use domain::code::PartyCode;
use std::cmp::Ordering;

/// Behind the last initial of a name, or where a character has none.
pub(crate) const END: u8 = b'$';

/// A merchant's name as it is compared.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: Box<str>,
    pub(crate) subject_id: i64,
    pub(crate) code: PartyCode,
    /// Characters of the name.
    length: u32,
}

impl Entry {
    pub(crate) fn new(subject_id: i64, code: PartyCode, name: String) -> Self {
        let length = u32::try_from(name.chars().count()).unwrap_or(u32::MAX);
        Self { name: name.into_boxed_str(), subject_id, code, length }
    }

    /// The place among hits of one kind: shorter name, name, code, subject.
    pub(crate) fn place(&self) -> (u32, &str, &PartyCode, i64) {
        (self.length, &self.name, &self.code, self.subject_id)
    }

    /// The place by name only.
    pub(crate) fn place_of_name(&self) -> (u32, &str) {
        (self.length, &self.name)
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

/// Something that many names share; the index keeps a list of names for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Gram {
    /// The name begins with the character.
    First(char),
    /// The character occurs.
    One(char),
    /// The two occur side by side.
    Two(char, char),
    /// Three characters side by side, or the last ones and [`END`], can be read with these initials.
    Initials([u8; 3]),
}

fn initials(character: Option<&char>) -> impl Iterator<Item = u8> + Clone {
    character.map(|c| TABLE.initials(*c)).unwrap_or_default().into_iter().filter(|initial| *initial != 0)
}

/// The grams of a name, each once.
pub(crate) fn grams(name: &str) -> Vec<Gram> {
    let characters: Vec<char> = name.chars().collect();
    let mut grams = Vec::with_capacity(4 * characters.len());
    grams.extend(characters.first().map(|first| Gram::First(*first)));
    for (at, &character) in characters.iter().enumerate() {
        let (second, third) = (characters.get(at + 1), characters.get(at + 2));
        grams.push(Gram::One(character));
        grams.extend(second.map(|second| Gram::Two(character, *second)));
        for a in initials(Some(&character)) {
            if initials(second).next().is_none() {
                grams.push(Gram::Initials([a, END, END]));
            }
            for b in initials(second) {
                if initials(third).next().is_none() {
                    grams.push(Gram::Initials([a, b, END]));
                }
                grams.extend(initials(third).map(|c| Gram::Initials([a, b, c])));
            }
        }
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

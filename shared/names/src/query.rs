//! What a query may mean, and in which lists of the index the names lie that fit it.

use crate::entry::{END, Gram};
use crate::index::Index;
use crate::list::List;
use crate::near::LENGTHS;
use crate::normal::normalised;
use crate::readings::TABLE;
use std::ops::Range;

/// So many ways to part a query into syllables are followed (方案 or 反感: fang-an, fan-gan).
const PARTINGS: usize = 64;
/// So many pairs of characters are tried for two syllables.
const PAIRS: usize = 8_000;

/// A query as it is compared.
pub(crate) struct Query {
    pub(crate) text: String,
    pub(crate) characters: Vec<char>,
    /// As letters that somebody may have typed for pinyin: without apostrophes, ü as v.
    pub(crate) pinyin: Option<String>,
}

impl Query {
    pub(crate) fn new(text: &str) -> Self {
        let text = normalised(text);
        let characters = text.chars().collect();
        let letters = text.replace(['\'', '’'], "").replace('ü', "v");
        let is_pinyin =
            letters.bytes().all(|b| b.is_ascii_alphanumeric()) && letters.bytes().any(|b| b.is_ascii_lowercase());
        Self { text, characters, pinyin: is_pinyin.then_some(letters) }
    }

    pub(crate) fn length(&self) -> u32 {
        u32::try_from(self.characters.len()).unwrap_or(u32::MAX)
    }

    /// Lists with all names that begin with the query.
    pub(crate) fn beginning<'i>(&self, index: &'i Index) -> Vec<&'i List> {
        let first = self.characters.first().map(|first| Gram::First(*first));
        shortest(index, first.into_iter().chain(pairs(&self.characters)))
    }

    /// Lists with all names that contain the query.
    pub(crate) fn containing<'i>(&self, index: &'i Index) -> Vec<&'i List> {
        containing(index, &self.characters)
    }

    /// Lists with all names that contain the query but for one error. Whatever is wrong at a character leaves
    /// the pairs without it; two that are swapped are looked for as they should be.
    pub(crate) fn nearly_containing<'i>(&self, index: &'i Index) -> Vec<&'i List> {
        let query = &self.characters;
        if !LENGTHS.contains(&query.len()) {
            return Vec::new();
        }
        let mut grams: Vec<Gram> = Vec::new();
        for wrong in 0..query.len() {
            let before = query.get(..wrong).unwrap_or_default();
            let behind = query.get(wrong + 1..).unwrap_or_default();
            match (before, behind) {
                ([a], [b]) => grams.extend(shortest_gram(index, [Gram::One(*a), Gram::One(*b)])),
                _ => grams.extend(shortest_gram(index, pairs(before).chain(pairs(behind)))),
            }
        }
        for at in 1..query.len() {
            let mut swapped = query.clone();
            swapped.swap(at - 1, at);
            grams.extend(shortest_gram(index, pairs(&swapped)));
        }
        lists(index, grams)
    }
}

/// Pairs of characters side by side.
fn pairs(characters: &[char]) -> impl Iterator<Item = Gram> + '_ {
    characters.iter().zip(characters.iter().skip(1)).map(|(a, b)| Gram::Two(*a, *b))
}

fn containing<'i>(index: &'i Index, characters: &[char]) -> Vec<&'i List> {
    match characters {
        [one] => index.list(Gram::One(*one)).into_iter().collect(),
        _ => shortest(index, pairs(characters)),
    }
}

/// Of grams that a name must all have, the one that the fewest have; `None` if one occurs nowhere.
fn shortest_gram(index: &Index, grams: impl IntoIterator<Item = Gram>) -> Option<Gram> {
    let mut best: Option<(usize, Gram)> = None;
    for gram in grams {
        let length = index.list(gram)?.len();
        if best.is_none_or(|(other, _)| length < other) {
            best = Some((length, gram));
        }
    }
    best.map(|(_, gram)| gram)
}

fn shortest(index: &Index, grams: impl IntoIterator<Item = Gram>) -> Vec<&List> {
    shortest_gram(index, grams).and_then(|gram| index.list(gram)).into_iter().collect()
}

fn lists(index: &Index, mut grams: Vec<Gram>) -> Vec<&List> {
    grams.sort_unstable();
    grams.dedup();
    grams.into_iter().filter_map(|gram| index.list(gram)).collect()
}

/// Lists with all names that have side by side characters which can be read with these initials.
pub(crate) fn with_initials<'i>(index: &'i Index, letters: &str) -> Vec<&'i List> {
    match letters.as_bytes() {
        [_] => {
            let read = TABLE.characters(TABLE.beginning(letters));
            read.into_iter().filter_map(|c| index.list(Gram::One(c))).collect()
        }
        [a, b] => {
            let third = (b'a'..=b'z').chain(b'0'..=b'9').chain([END]);
            third.filter_map(|c| index.list(Gram::Initials([*a, *b, c]))).collect()
        }
        letters => {
            let threes = letters.windows(3).filter_map(|w| <[u8; 3]>::try_from(w).ok());
            shortest(index, threes.map(Gram::Initials))
        }
    }
}

/// Lists with all names in which the letters can be read off characters side by side; `None` if there are
/// too many ways to part them into syllables.
pub(crate) fn read_as<'i>(index: &'i Index, letters: &str) -> Option<Vec<&'i List>> {
    let mut grams = Vec::new();
    for parting in partings(letters)? {
        grams.extend(of_parting(index, &parting));
    }
    Some(lists(index, grams))
}

/// The grams one of which a name must have that is read so: characters of the rarest syllable, paired with
/// those of its rarer neighbour.
fn of_parting(index: &Index, parting: &[Range<usize>]) -> Vec<Gram> {
    let known: Vec<Vec<char>> = parting
        .iter()
        .map(|syllables| TABLE.characters(syllables.clone()))
        .map(|all| all.into_iter().filter(|c| index.list(Gram::One(*c)).is_some()).collect())
        .collect();
    let often = |characters: &Vec<char>| -> usize {
        characters.iter().filter_map(|c| index.list(Gram::One(*c))).map(List::len).sum()
    };
    let counts: Vec<usize> = known.iter().map(often).collect();
    let Some((rarest, 1..)) = counts.iter().copied().enumerate().min_by_key(|(_, count)| *count) else {
        return Vec::new();
    };
    let neighbours = [rarest.checked_sub(1), rarest.checked_add(1)];
    let neighbour = neighbours.into_iter().flatten().filter_map(|at| Some((counts.get(at)?, at))).min();
    let one = |at: usize| known.get(at).map_or(&[] as &[char], Vec::as_slice);
    let Some((_, neighbour)) = neighbour else {
        return one(rarest).iter().map(|c| Gram::One(*c)).collect();
    };
    let (first, second) = (one(rarest.min(neighbour)), one(rarest.max(neighbour)));
    if first.len() * second.len() > PAIRS {
        return one(rarest).iter().map(|c| Gram::One(*c)).collect();
    }
    let all = first.iter().flat_map(|a| second.iter().map(|b| Gram::Two(*a, *b)));
    all.filter(|gram| index.list(*gram).is_some()).collect()
}

/// The ways to part letters into syllables; the last may only be begun. `None` if they are too many.
fn partings(letters: &str) -> Option<Vec<Vec<Range<usize>>>> {
    // Which ends can be read at all, from the back, so that no way is followed into nothing.
    let mut ends = vec![false; letters.len()];
    for from in (0..letters.len()).rev() {
        let can = !TABLE.beginning(letters.get(from..)?).is_empty()
            || syllables_at(letters, from).any(|(_, to)| ends.get(to).copied().unwrap_or(false));
        *ends.get_mut(from)? = can;
    }
    let mut done = Vec::new();
    let mut open: Vec<(usize, Vec<Range<usize>>)> = vec![(0, Vec::new())];
    while let Some((from, parts)) = open.pop() {
        let last = TABLE.beginning(letters.get(from..)?);
        if !last.is_empty() {
            done.push(with(&parts, last));
        }
        if done.len() > PARTINGS {
            return None;
        }
        for (syllable, to) in syllables_at(letters, from) {
            if ends.get(to).copied().unwrap_or(false) {
                open.push((to, with(&parts, syllable..syllable + 1)));
            }
        }
    }
    Some(done)
}

fn with(parts: &[Range<usize>], next: Range<usize>) -> Vec<Range<usize>> {
    parts.iter().cloned().chain([next]).collect()
}

/// The longest syllable: zhuang, shuang, chuang.
const LONGEST: usize = 6;

/// The syllables that begin at a letter, and where each ends.
fn syllables_at(letters: &str, from: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    (from + 1..=from + LONGEST).filter_map(move |to| Some((TABLE.spelled(letters.get(from..to)?)?, to)))
}

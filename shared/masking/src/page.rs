//! A text under work: its characters, which of them are decided, and what was found.

use crate::Kind;
use crate::tables::{CONNECTORS, LONGEST_CONNECTOR};
use std::collections::BTreeSet;
use std::ops::Range;

/// Something that is to be masked, and what will stand there.
pub(crate) struct Find {
    pub(crate) span: Range<usize>,
    pub(crate) kind: Kind,
    pub(crate) shown: String,
}

/// Each character is decided once: who comes first, protects or masks it.
pub(crate) struct Page<'a> {
    chars: &'a [char],
    /// Places where one character of the original became digits (①, ㎡), so that a number may begin or end there.
    cuts: &'a BTreeSet<usize>,
    taken: Vec<bool>,
    finds: Vec<Find>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(chars: &'a [char], cuts: &'a BTreeSet<usize>) -> Self {
        Self { chars, cuts, taken: vec![false; chars.len()], finds: Vec::new() }
    }

    /// What was found, in the order of places.
    pub(crate) fn into_finds(mut self) -> Vec<Find> {
        self.finds.sort_by_key(|find| find.span.start);
        self.finds
    }

    pub(crate) const fn len(&self) -> usize {
        self.chars.len()
    }

    pub(crate) fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }

    /// The character before a place.
    pub(crate) fn before(&self, place: usize) -> Option<char> {
        place.checked_sub(1).and_then(|place| self.at(place))
    }

    pub(crate) fn is_cut(&self, place: usize) -> bool {
        self.cuts.contains(&place)
    }

    pub(crate) fn slice(&self, span: Range<usize>) -> &'a [char] {
        self.chars.get(span).unwrap_or_default()
    }

    pub(crate) fn text(&self, span: Range<usize>) -> String {
        self.slice(span).iter().collect()
    }

    /// The end of a word that begins at a place.
    pub(crate) fn word(&self, place: usize, word: &str) -> Option<usize> {
        let mut end = place;
        for c in word.chars() {
            if self.at(end) != Some(c) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// The end of the longest of some words that begins at a place.
    pub(crate) fn longest(&self, place: usize, words: &[&str]) -> Option<usize> {
        words.iter().filter_map(|word| self.word(place, word)).max()
    }

    /// The beginning of the longest of some words that ends at a place.
    pub(crate) fn ending(&self, place: usize, words: &[&str]) -> Option<usize> {
        let begin = |word: &&str| place.checked_sub(word.chars().count());
        words.iter().filter_map(|word| begin(word).filter(|at| self.word(*at, word).is_some())).min()
    }

    /// Places behind some words and what connects them with what they announce: (beginning of the word, place).
    pub(crate) fn announced(&self, words: &[&str]) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for begin in 0..self.len() {
            let Some(mut end) = self.longest(begin, words) else { continue };
            let last = end + LONGEST_CONNECTOR;
            while end < last && self.at(end).is_some_and(|c| CONNECTORS.contains(&c)) {
                end += 1;
            }
            places.push((begin, end));
        }
        places
    }

    /// The end of the stretch from a place in which every character is undecided and passes.
    pub(crate) fn while_free(&self, place: usize, passes: impl Fn(char) -> bool) -> usize {
        let mut end = place;
        while self.is_free(end..end + 1) && self.at(end).is_some_and(&passes) {
            end += 1;
        }
        end
    }

    pub(crate) fn is_free(&self, span: Range<usize>) -> bool {
        self.taken.get(span).is_some_and(|taken| !taken.contains(&true))
    }

    /// Will a mask stand there?
    pub(crate) fn is_masked(&self, place: usize) -> bool {
        self.finds.iter().any(|find| find.span.contains(&place))
    }

    /// Nothing in the span is masked by who comes later.
    pub(crate) fn protect(&mut self, span: Range<usize>) {
        self.taken.get_mut(span).unwrap_or_default().fill(true);
    }

    /// Masks a span if nobody has decided any of it.
    pub(crate) fn mask(&mut self, span: Range<usize>, kind: Kind, shown: &str) {
        if !span.is_empty() && self.is_free(span.clone()) {
            self.protect(span.clone());
            self.finds.push(Find { span, kind, shown: shown.to_owned() });
        }
    }
}

/// Is it a Chinese character?
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '〇')
}

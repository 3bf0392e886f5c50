//! Runs of digits or letters, and chains of them with separators between: 138-0013-8000.

use crate::page::Page;
use crate::tables::{LONGEST_GAP, SEPARATORS};
use std::ops::Range;

/// A run of digits, or of digits and letters. All of it is ASCII.
pub(crate) struct Run {
    pub(crate) span: Range<usize>,
    pub(crate) text: String,
}

impl Run {
    pub(crate) fn join(chain: &[Self]) -> String {
        chain.iter().map(|run| run.text.as_str()).collect()
    }
}

/// How runs of digits are read.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// Ends at places where something else became digits.
    pub(crate) cuts: bool,
    /// An X behind the digits belongs to them.
    pub(crate) x: bool,
}

/// Runs of digits that nobody has decided.
pub(crate) fn digits(page: &Page<'_>, reading: Reading) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut place = 0;
    while place < page.len() {
        let begin = place;
        let mut end = begin;
        while page.is_free(end..end + 1) && page.at(end).is_some_and(|c| c.is_ascii_digit()) {
            if reading.cuts && end > begin && page.is_cut(end) {
                break;
            }
            end += 1;
        }
        let is_x = matches!(page.at(end), Some('X' | 'x')) && page.is_free(end..end + 1);
        let ends_word = !page.at(end + 1).is_some_and(|c| c.is_ascii_alphanumeric());
        let begins_word = end > begin || !page.before(end).is_some_and(|c| c.is_ascii_alphanumeric());
        if reading.x && is_x && ends_word && begins_word {
            end += 1;
        }
        if end > begin {
            runs.push(Run { span: begin..end, text: page.text(begin..end) });
        }
        place = end.max(begin + 1);
    }
    runs
}

/// Words of letters and digits (ASCII).
pub(crate) fn words(page: &Page<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut place = 0;
    while place < page.len() {
        let end = page.while_free(place, |c| c.is_ascii_alphanumeric());
        if end > place {
            runs.push(Run { span: place..end, text: page.text(place..end) });
        }
        place = end.max(place + 1);
    }
    runs
}

/// Every chain of runs with nothing but separators between and at most so many characters, by where it
/// begins; longer ones first.
pub(crate) fn chains<'r>(page: &Page<'_>, runs: &'r [Run], longest: usize) -> Vec<&'r [Run]> {
    let mut chains = Vec::new();
    for first in 0..runs.len() {
        let mut length = 0;
        let mut from_here = Vec::new();
        for last in first..runs.len() {
            let Some(chain) = runs.get(first..=last) else { break };
            if let [.., a, b] = chain
                && !is_gap(page.slice(a.span.end..b.span.start))
            {
                break;
            }
            length += chain.last().map_or(0, |run| run.text.len());
            if length > longest {
                break;
            }
            from_here.push(chain);
        }
        chains.extend(from_here.into_iter().rev());
    }
    chains
}

fn is_gap(between: &[char]) -> bool {
    between.len() <= LONGEST_GAP && between.iter().all(|c| SEPARATORS.contains(c))
}

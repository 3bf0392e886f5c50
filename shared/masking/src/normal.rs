//! Normalisation (NFKC) that remembers what was written: texts are read normalised and shown as they were, since
//! what is published equals what was served but for the masks (总局令第45号 Art. 7).

use crate::Mask;
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The fewest characters of the original that are normalised together, apart from what stands beside them.
#[derive(Clone)]
struct Piece {
    /// Where it begins after normalisation.
    start: usize,
    /// Characters after normalisation.
    length: usize,
    /// What was written, if it is not the same.
    original: Option<Box<str>>,
    /// Was it no digit and became one? ① before a mobile number must not make it a longer number.
    is_cut: bool,
}

/// A text after NFKC, and what was written there.
#[derive(Default)]
pub(crate) struct Normal {
    chars: Vec<char>,
    pieces: Vec<Piece>,
}

impl Normal {
    pub(crate) fn of(text: &str) -> Self {
        let mut normal = Self::default();
        let mut open = String::new();
        for c in text.chars() {
            if becomes_digits(c) {
                normal.read(&std::mem::take(&mut open), false);
                normal.read(&c.to_string(), true);
            } else {
                if !joins(&open, c) {
                    normal.read(&std::mem::take(&mut open), false);
                }
                open.push(c);
            }
        }
        normal.read(&open, false);
        normal
    }

    fn read(&mut self, original: &str, is_cut: bool) {
        let start = self.chars.len();
        let chars: Vec<char> = original.nfkc().collect();
        if chars.iter().copied().eq(original.chars()) {
            self.push(&chars);
        } else {
            self.pieces.push(Piece { start, length: chars.len(), original: Some(original.into()), is_cut });
            self.chars.extend(chars);
        }
    }

    /// Characters that are shown as they are read.
    pub(crate) fn push(&mut self, chars: &[char]) {
        let starts = self.chars.len()..self.chars.len() + chars.len();
        self.pieces.extend(starts.map(|start| Piece { start, length: 1, original: None, is_cut: false }));
        self.chars.extend(chars);
    }

    /// Takes over a part of another text; where it holds only a part of a piece, that is shown as it is read.
    pub(crate) fn copy(&mut self, from: &Self, span: Range<usize>) {
        let first = from.pieces.partition_point(|piece| piece.start + piece.length <= span.start);
        for piece in from.pieces.iter().skip(first).take_while(|piece| piece.start < span.end) {
            let inside = piece.start.max(span.start)..(piece.start + piece.length).min(span.end);
            let chars = from.chars.get(inside.clone()).unwrap_or_default();
            if inside.len() == piece.length {
                self.pieces.push(Piece { start: self.chars.len(), ..piece.clone() });
                self.chars.extend(chars);
            } else {
                self.push(chars);
            }
        }
    }

    /// The characters as they are read.
    pub(crate) fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The places around what was no digit and became one.
    pub(crate) fn cuts(&self) -> BTreeSet<usize> {
        let cuts = self.pieces.iter().filter(|piece| piece.is_cut);
        cuts.flat_map(|piece| [piece.start, piece.start + piece.length]).collect()
    }

    /// The text as it was written, and where these masks, which are in the order of places, stand in it.
    pub(crate) fn shown(&self, masks: Vec<Mask>) -> (String, Vec<Mask>) {
        let mut text = String::with_capacity(self.chars.len() * 3);
        let mut placed = Vec::with_capacity(masks.len());
        let mut masks = masks.into_iter().peekable();
        let mut at = 0;
        for piece in &self.pieces {
            // A mask begins where a piece does: its characters are pieces of their own.
            if let Some(mask) = masks.next_if(|mask| mask.start == piece.start) {
                placed.push(Mask { start: at, ..mask });
            }
            let read = self.chars.get(piece.start..piece.start + piece.length).unwrap_or_default();
            match &piece.original {
                Some(original) => text.push_str(original),
                None => text.extend(read),
            }
            at += piece.original.as_ref().map_or(piece.length, |original| original.chars().count());
        }
        (text, placed)
    }
}

/// Must a character be normalised together with what is open before it? Not if it begins anew and neither becomes
/// one with what is there nor goes before it.
fn joins(open: &str, c: char) -> bool {
    let begins = std::iter::once(c).nfkd().next().is_none_or(|first| canonical_combining_class(first) == 0);
    let (apart, together) = (open.nfkc().chain(std::iter::once(c).nfkc()), open.chars().chain(std::iter::once(c)));
    !open.is_empty() && !(begins && (is_plain(open, c) || apart.eq(together.nfkc())))
}

/// Most of a text: two characters of which nothing is known to become one.
fn is_plain(open: &str, c: char) -> bool {
    let is_plain = |c: char| c.is_ascii() || matches!(c, '\u{3001}'..='\u{3002}' | '\u{4e00}'..='\u{9fff}');
    is_plain(c) && open.chars().all(is_plain)
}

/// The characters of a name or an address, normalised and without spaces.
pub(crate) fn compact(text: &str) -> Vec<char> {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn becomes_digits(c: char) -> bool {
    let is_digit = matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{1d7ce}'..='\u{1d7ff}' | '\u{1fbf0}'..='\u{1fbf9}');
    !c.is_ascii() && !is_digit && std::iter::once(c).nfkc().any(|c| c.is_ascii_digit())
}

//! Normalisation (NFKC), and where it made digits of something else.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// The characters of a text after NFKC, and the places around what was no digit and became one: ① before a
/// mobile number must not make it a longer number.
pub(crate) fn normalise(text: &str) -> (Vec<char>, BTreeSet<usize>) {
    let (mut chars, mut cuts) = (Vec::new(), BTreeSet::new());
    let mut plain = String::new();
    for c in text.chars() {
        if becomes_digits(c) {
            chars.extend(plain.nfkc());
            cuts.insert(chars.len());
            chars.extend(std::iter::once(c).nfkc());
            cuts.insert(chars.len());
            plain.clear();
        } else {
            plain.push(c);
        }
    }
    chars.extend(plain.nfkc());
    (chars, cuts)
}

/// The characters of a name or an address, normalised and without spaces.
pub(crate) fn compact(text: &str) -> Vec<char> {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn becomes_digits(c: char) -> bool {
    let is_digit = matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{1d7ce}'..='\u{1d7ff}' | '\u{1fbf0}'..='\u{1fbf9}');
    !c.is_ascii() && !is_digit && std::iter::once(c).nfkc().any(|c| c.is_ascii_digit())
}

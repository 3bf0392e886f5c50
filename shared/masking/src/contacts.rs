//! E-mail addresses and number plates (号牌).

use crate::Kind;
use crate::page::Page;
use crate::tables::{HIDDEN, PLATE_ENDS, PLATE_PROVINCES};

/// 鲁P12345, 鲁P·12345, 鲁PD12345: a province, a letter, five or six letters and digits with a digit among them.
pub(crate) fn plates(page: &mut Page<'_>) {
    for begin in 0..page.len() {
        let is_province = page.at(begin).is_some_and(|c| PLATE_PROVINCES.contains(c));
        if !is_province || !page.at(begin + 1).is_some_and(is_letter) {
            continue;
        }
        let gap = usize::from(page.at(begin + 2).is_some_and(|c| matches!(c, '·' | '•' | '.' | ' ' | '-')));
        let number = begin + 2 + gap;
        let mut end = page.while_free(number, |c| c.is_ascii_digit() || is_letter(c));
        let has_end = page.at(end).is_some_and(|c| PLATE_ENDS.contains(c));
        let digits = page.slice(number..end).iter().filter(|c| c.is_ascii_digit()).count();
        // Four characters and the word for what it is used for, or five; six for electric cars.
        let is_long_enough = matches!((end - number, has_end), (4, true) | (5 | 6, _));
        end += usize::from(has_end);
        let is_longer = page.at(end).is_some_and(|c| c.is_ascii_alphanumeric());
        if is_long_enough && digits > 0 && !is_longer {
            page.mask(begin..end, Kind::Plate, HIDDEN);
        }
    }
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() && !matches!(c, 'I' | 'O' | 'i' | 'o')
}

/// name@host.domain
pub(crate) fn emails(page: &mut Page<'_>) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    for at in 0..page.len() {
        if page.at(at) != Some('@') {
            continue;
        }
        let mut begin = at;
        while page.before(begin).is_some_and(is_part) && page.is_free(begin - 1..begin) {
            begin -= 1;
        }
        let mut end = page.while_free(at + 1, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        while end > at + 1 && page.before(end).is_some_and(|c| !c.is_ascii_alphanumeric()) {
            end -= 1;
        }
        let host = page.text(at + 1..end);
        if begin < at && host.contains('.') {
            page.mask(begin..end, Kind::Email, HIDDEN);
        }
    }
}

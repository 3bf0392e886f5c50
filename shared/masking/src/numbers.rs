//! Numbers that tell who somebody is: of citizens, mobile numbers, bank cards, telephones, accounts.

use crate::Kind;
use crate::page::Page;
use crate::runs::{Reading, Run, chains, digits};
use crate::tables::{
    ACCOUNT_LENGTHS, ACCOUNT_WORDS, CARD_LENGTHS, CARD_PREFIXES, CITIZEN_LENGTHS, CITIZEN_WORDS, COUNTRY_CODES, HIDDEN,
    MOBILE_GROUPS, PROVINCES, TELEPHONE_LENGTHS, TELEPHONE_WORDS,
};
use domain::day::Day;
use domain::person::{is_identity_number, is_mobile_number};
use std::ops::{Range, RangeInclusive};

/// Longest number written in groups.
const LONGEST: usize = 30;

/// In the order of the settled reading. Mobile numbers in groups come after bank cards, whose groups may look
/// like theirs; telephones and accounts are of the table of personal information.
pub(crate) fn mask(page: &mut Page<'_>) {
    find(page, Kind::CitizenNumber, true, |_, chain| is_citizen_chain(chain));
    find(page, Kind::Mobile, false, |page, chain| matches!(chain, [run] if is_mobile_run(page, run)));
    find(page, Kind::BankCard, false, |_, chain| is_card_chain(chain));
    find(page, Kind::Mobile, false, |_, chain| is_mobile_chain(chain));
    find(page, Kind::Telephone, false, |_, chain| is_telephone_chain(chain));
    behind_words(page, Kind::CitizenNumber, CITIZEN_WORDS, CITIZEN_LENGTHS);
    behind_words(page, Kind::Telephone, TELEPHONE_WORDS, TELEPHONE_LENGTHS);
    behind_words(page, Kind::BankAccount, ACCOUNT_WORDS, ACCOUNT_LENGTHS);
}

fn find(page: &mut Page<'_>, kind: Kind, x: bool, is_one: impl Fn(&Page<'_>, &[Run]) -> bool) {
    for cuts in [false, true] {
        let runs = digits(page, Reading { cuts, x });
        for chain in chains(page, &runs, LONGEST) {
            if is_one(page, chain) {
                page.mask(with_prefix(page, span_of(chain)), kind, HIDDEN);
            }
        }
    }
}

fn behind_words(page: &mut Page<'_>, kind: Kind, words: &[&str], lengths: RangeInclusive<usize>) {
    let places = page.announced(words);
    let runs = digits(page, Reading { cuts: false, x: kind == Kind::CitizenNumber });
    for chain in chains(page, &runs, LONGEST) {
        let span = span_of(chain);
        let is_announced = places.iter().any(|(_, place)| *place == span.start);
        if is_announced && lengths.contains(&Run::join(chain).len()) {
            page.mask(span, kind, HIDDEN);
        }
    }
}

fn span_of(chain: &[Run]) -> Range<usize> {
    chain.first().zip(chain.last()).map_or(0..0, |(first, last)| first.span.start..last.span.end)
}

/// With the plus before the country's code or the bracket around that of an area.
fn with_prefix(page: &Page<'_>, span: Range<usize>) -> Range<usize> {
    let is_bracket = page.before(span.start) == Some('(') && page.slice(span.clone()).contains(&')');
    let is_part = (is_bracket || page.before(span.start) == Some('+')) && page.is_free(span.start - 1..span.start);
    if is_part { span.start - 1..span.end } else { span }
}

/// Is a text a citizen's number of eighteen characters, of somebody born in this century or the last?
pub(crate) fn is_citizen(text: &str) -> bool {
    let year = text.get(6..8).unwrap_or_default();
    is_identity_number(text.as_bytes()) && matches!(year, "19" | "20") && !text.starts_with('0')
}

/// Does a citizen's number of eighteen characters begin at a place, in groups or in one?
pub(crate) fn begins_citizen(page: &Page<'_>, runs: &[Run], place: usize) -> bool {
    let here = |chain: &&[Run]| chain.first().is_some_and(|run| run.span.start == place);
    chains(page, runs, 18).into_iter().filter(here).any(|chain| is_citizen(&Run::join(chain)))
}

fn is_citizen_chain(chain: &[Run]) -> bool {
    let text = Run::join(chain);
    let is_old = match chain {
        [_] => is_old_citizen(&text),
        [area, born, _] => (area.text.len(), born.text.len()) == (6, 6) && is_old_citizen(&text),
        _ => false,
    };
    is_old || is_citizen(&text)
}

/// Fifteen digits, as given out until 1999: a province and a birthday, no check character.
fn is_old_citizen(text: &str) -> bool {
    let part = |span: Range<usize>| text.get(span).and_then(|part| part.parse::<u32>().ok());
    let born = part(6..8).zip(part(8..10)).zip(part(10..12));
    let is_day =
        born.is_some_and(|((year, month), day)| Day::from_ymd(1900 + year.cast_signed(), month, day).is_some());
    text.len() == 15
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.get(..2).is_some_and(|province| PROVINCES.contains(&province))
        && is_day
}

fn is_mobile_run(page: &Page<'_>, run: &Run) -> bool {
    let plus = if page.before(run.span.start) == Some('+') { "+" } else { "" };
    let whole = format!("{plus}{}", run.text);
    let bare = COUNTRY_CODES.iter().find_map(|code| whole.strip_prefix(code)).unwrap_or(&run.text);
    is_mobile_number(bare.as_bytes())
}

fn is_mobile_chain(chain: &[Run]) -> bool {
    let lengths: Vec<usize> = chain.iter().map(|run| run.text.len()).collect();
    MOBILE_GROUPS.contains(&lengths.as_slice()) && is_mobile_number(Run::join(chain).as_bytes())
}

/// Is a text the number of a bank card: length, issuer and check digit (Luhn, ISO/IEC 7812)?
pub(crate) fn is_card(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
        && CARD_LENGTHS.contains(&text.len())
        && text.starts_with(CARD_PREFIXES)
        && luhn(text) == 0
}

/// Cards are written in one, in fours (the end may be longer), after six digits of the issuer, or broken once at the end of a line.
fn is_card_chain(chain: &[Run]) -> bool {
    let is_form = match chain {
        [_] | [_, _] => true,
        [groups @ .., last] => groups.iter().all(|run| run.text.len() == 4) && last.text.len() <= 7,
        [] => false,
    };
    is_form && is_card(&Run::join(chain))
}

fn luhn(text: &str) -> u32 {
    let digits = text.bytes().rev().map(|b| u32::from(b.wrapping_sub(b'0')));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum % 10
}

/// A telephone number with the code of its area (区号): 0635-8123456. One without it is known by a word before it.
fn is_telephone_chain(chain: &[Run]) -> bool {
    let text = Run::join(chain);
    let area = if text.starts_with("010") || text.starts_with("02") { 3 } else { 4 };
    let is_written = match chain {
        [_] => text.len() > 10,
        [first, _] => first.text.len() == area,
        [first, _, last] => (first.text.len(), last.text.len()) == (area, 4),
        _ => false,
    };
    let is_area =
        text.starts_with('0') && !text.starts_with("00") && !text.starts_with("01") || text.starts_with("010");
    is_written && is_area && matches!(text.len().checked_sub(area), Some(7 | 8))
}

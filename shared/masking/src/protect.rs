//! What stays: masks that stand there already, kept texts, credit codes, numbers of documents, amounts.

use crate::Known;
use crate::normal::compact;
use crate::numbers::{begins_citizen, is_card, is_citizen};
use crate::page::Page;
use crate::runs::{Reading, Run, chains, digits, words};
use crate::tables::{
    DOCUMENT_WORDS, HIDDEN, NOT_MONEY, NOT_OF_DOCUMENTS, SIGNS_OF_MONEY, SOMEBODY, UNITS_OF_MONEY, YEAR_BRACKETS,
};
use domain::code::PartyCode;
use std::ops::Range;

pub(crate) fn protect(page: &mut Page<'_>, known: &Known) {
    masks(page);
    for kept in &known.kept {
        let kept = compact(kept);
        occurrences(page, &kept).into_iter().for_each(|span| page.protect(span));
    }
    codes(page, known);
    bracketed(page);
    announced(page);
    amounts(page);
}

/// Masks of an earlier time: 张某, 张某2, 张某某, ***.
fn masks(page: &mut Page<'_>) {
    for place in 0..page.len() {
        if let Some(end) = page.word(place, HIDDEN) {
            page.protect(place..end);
        }
        if let Some((_, end)) = existing_mask(page, place) {
            page.protect(place.saturating_sub(1)..end);
        }
    }
}

/// The number and the end of a mask of a person whose 某 stands at a place; without a number it is 1.
pub(crate) fn existing_mask(page: &Page<'_>, place: usize) -> Option<(usize, usize)> {
    let is_name = page.at(place) == Some(SOMEBODY) && page.before(place).is_some_and(char::is_alphanumeric);
    let mut end = is_name.then_some(place + 1)?;
    while page.at(end) == Some(SOMEBODY) {
        end += 1;
    }
    let digits = page.slice(end..page.len()).iter().take_while(|c| c.is_ascii_digit()).count();
    // More digits are another number that stands behind the mask.
    let number = if digits <= 2 { page.text(end..end + digits).parse().ok() } else { None };
    Some(number.map_or((1, end), |number| (number, end + digits)))
}

/// Where a text stands; a word of letters only as a whole word.
pub(crate) fn occurrences(page: &Page<'_>, text: &[char]) -> Vec<Range<usize>> {
    let joins = |a: Option<char>, b: Option<&char>| {
        a.is_some_and(|c| c.is_ascii_alphanumeric()) && b.is_some_and(char::is_ascii_alphanumeric)
    };
    let spans = (0..page.len()).map(|at| at..at + text.len());
    spans
        .filter(|span| {
            !text.is_empty()
                && page.slice(span.clone()) == text
                && !joins(page.before(span.start), text.first())
                && !joins(page.at(span.end), text.last())
        })
        .collect()
}

fn codes(page: &mut Page<'_>, known: &Known) {
    let runs = words(page);
    for chain in chains(page, &runs, 18) {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { continue };
        let (text, span) = (Run::join(chain), first.span.start..last.span.end);
        let is_known = known.codes.iter().any(|code| text.eq_ignore_ascii_case(code.as_str()));
        if is_known || is_credit_code(&text, chain.len() == 1) {
            page.protect(span);
        }
    }
    // A code glued to a word of letters.
    for run in &runs {
        let Some((label, code)) = run.text.len().checked_sub(18).and_then(|at| run.text.split_at_checked(at)) else {
            continue;
        };
        if !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphabetic()) && is_credit_code(code, false) {
            page.protect(run.span.end - 18..run.span.end);
        }
    }
}

/// A credit code (统一社会信用代码). One in thirty citizens' numbers and bank cards has its check character as well:
/// of those only what the commerce register issued (9) and what holds an organisation code is one.
fn is_credit_code(text: &str, alone: bool) -> bool {
    let Ok(code) = PartyCode::parse(text) else { return false };
    let is_of_commerce =
        code.as_str().starts_with("91") || code.as_str().starts_with("92") || code.as_str().starts_with("93");
    let is_doubtful = is_citizen(text) || is_card(text);
    !code.is_registration_number()
        && (alone || is_of_commerce)
        && (!is_doubtful || is_of_commerce && code.organisation_code_fits())
}

/// 聊市监处罚〔2024〕1号
fn bracketed(page: &mut Page<'_>) {
    for place in 0..page.len() {
        let bracket = YEAR_BRACKETS.iter().find(|(open, _)| page.at(place) == Some(*open));
        let Some((_, close)) = bracket else { continue };
        let year = place + 1..place + 5;
        if page.at(year.end) != Some(*close) || !page.slice(year.clone()).iter().all(char::is_ascii_digit) {
            continue;
        }
        let number = page.word(year.end + 1, "第").unwrap_or(year.end + 1);
        let end = page.while_free(number, |c| c.is_ascii_alphanumeric() || c == '-');
        if end > number && page.at(end) == Some('号') {
            page.protect(place..end + 1);
        }
    }
}

/// Numbers behind words for numbers of documents. A citizen's number stays what it is there too.
fn announced(page: &mut Page<'_>) {
    let runs = digits(page, Reading { cuts: false, x: true });
    for (word, place) in page.announced(DOCUMENT_WORDS) {
        let end = page.while_free(place, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_'));
        if page.ending(word, NOT_OF_DOCUMENTS).is_none() && !begins_citizen(page, &runs, place) {
            page.protect(place..end);
        }
    }
}

/// 13800138000元, ¥13800138000.00
fn amounts(page: &mut Page<'_>) {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut place = 0;
    while place < page.len() {
        let begin = place;
        let end = page.while_free(begin, is_part);
        place = end.max(begin + 1);
        if end == begin {
            continue;
        }
        let gap = |at: Option<char>| usize::from(at == Some(' '));
        let unit = end + gap(page.at(end));
        let sign = begin - gap(page.before(begin));
        let is_money = page.longest(unit, UNITS_OF_MONEY).is_some() && page.longest(unit, NOT_MONEY).is_none()
            || page.ending(sign, SIGNS_OF_MONEY).is_some();
        // 电话13800138000,500元: what is not written as one amount is none.
        let amount = if is_money { amount_within(page, begin..end) } else { end..end };
        page.protect(amount);
    }
}

/// The part of digits, points and commas that is one number: groups of thousands, or the last run with decimals.
fn amount_within(page: &Page<'_>, span: Range<usize>) -> Range<usize> {
    let text = page.text(span.clone());
    let whole = text.split('.').next().unwrap_or_default();
    let is_one = text.matches('.').count() <= 1
        && whole.split(',').skip(1).all(|group| group.len() == 3)
        && (!whole.contains(',') || whole.split(',').next().is_some_and(|first| first.len() <= 3));
    if is_one {
        return span;
    }
    let begin = text.rfind(',').map_or(0, |comma| comma + 1);
    span.start + begin..span.end
}

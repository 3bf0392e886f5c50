//! Names of persons: those of the party fields, those behind 第三人, 证人, 投诉人, 员工 and words for who runs a shop or
//! works in it, and those of whom a decision punishes, become 姓+某.

mod punished;

use crate::Kind;
use crate::normal::compact;
use crate::page::{Page, is_han};
use crate::protect::existing_mask;
use crate::tables::{
    BEHIND_NAMES, BETWEEN_NAMES, BETWEEN_WORD_AND_NAME, MAKES_IT_A_STATEMENT, MERCHANTS, MORE_WORDS_BEFORE_NAMES,
    MOST_OF_A_SURNAME, NOT_NAMES, SHOP_WORDS_BEFORE_NAMES, SOMEBODY, SURNAMES_OF_ONE, SURNAMES_OF_TWO, TITLES,
    TURNS_TO_MERCHANT, WORDS_BEFORE_NAMES,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// Spaces within a name: 张　三.
const LONGEST_SPACE: usize = 2;

pub(crate) fn mask(page: &mut Page<'_>, names: &[String]) {
    let is_name = |name: &Vec<char>| name.len() > 1 && name.get(1) != Some(&SOMEBODY);
    let mut names: Vec<Vec<char>> = names.iter().map(|name| compact(name)).filter(is_name).collect();
    names.extend(behind_words(page, &names));
    names.extend(punished::names(page));
    names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    names.dedup();

    let mut taken = Numbers::default();
    let mut masks: BTreeMap<&[char], String> = BTreeMap::new();
    let mut place = 0;
    while place < page.len() {
        let Some((name, span)) = names.iter().find_map(|name| Some((name, spelled(page, place, name)?))) else {
            place += 1;
            continue;
        };
        let shown = masks.entry(name).or_insert_with(|| taken.next(page, name));
        let is_run_on = shown.ends_with(|c: char| c.is_ascii_digit())
            && page.at(span.end).is_some_and(|c| c.is_ascii_digit())
            && !page.is_masked(span.end);
        // The number of the mask must not run into one that follows.
        let shown = if is_run_on { format!("{shown}*") } else { shown.clone() };
        place = span.end;
        page.mask(span, Kind::Name, &shown);
    }
}

/// Masks that were given to persons, by surname.
#[derive(Default)]
struct Numbers(BTreeMap<String, Vec<usize>>);

impl Numbers {
    /// The next mask of a surname: 张某, 张某2, 张某3. Those that the text has already are somebody else's.
    fn next(&mut self, page: &Page<'_>, name: &[char]) -> String {
        let surname: String = name.get(..surname_of(name)).unwrap_or_default().iter().collect();
        let given = self.0.entry(surname.clone()).or_insert_with(|| {
            let somebodies = (0..page.len()).filter(|at| page.ending(*at, &[&surname]).is_some());
            somebodies.filter_map(|at| existing_mask(page, at)).map(|(number, _)| number).collect()
        });
        let number = (1..MOST_OF_A_SURNAME).find(|number| !given.contains(number)).unwrap_or(MOST_OF_A_SURNAME);
        given.push(number);
        if number == 1 { format!("{surname}{SOMEBODY}") } else { format!("{surname}{SOMEBODY}{number}") }
    }
}

/// Characters of a name that are the surname.
fn surname_of(name: &[char]) -> usize {
    let first_two: String = name.iter().take(2).collect();
    if name.len() > 2 && SURNAMES_OF_TWO.contains(&first_two.as_str()) { 2 } else { 1 }
}

/// Where a name stands that begins at a place, with spaces within or without.
fn spelled(page: &Page<'_>, begin: usize, name: &[char]) -> Option<Range<usize>> {
    let mut end = begin;
    for (at, c) in name.iter().enumerate() {
        let is_first = at == 0;
        let mut spaces = 0;
        while !is_first && spaces < LONGEST_SPACE && page.at(end).is_some_and(char::is_whitespace) {
            end += 1;
            spaces += 1;
        }
        if page.at(end) != Some(*c) {
            return None;
        }
        end += 1;
    }
    // A name of letters is a whole word.
    let joins = |a: Option<char>, b: Option<&char>| {
        a.is_some_and(|c| c.is_ascii_alphanumeric()) && b.is_some_and(char::is_ascii_alphanumeric)
    };
    let is_whole = !joins(page.before(begin), name.first()) && !joins(page.at(end), name.last());
    (is_whole && page.is_free(begin..end)).then_some(begin..end)
}

/// Names behind the words that announce them.
fn behind_words(page: &Page<'_>, known: &[Vec<char>]) -> Vec<Vec<char>> {
    let mut found = Vec::new();
    for begin in 0..page.len() {
        let of_shop = page.longest(begin, SHOP_WORDS_BEFORE_NAMES);
        let word = page.longest(begin, WORDS_BEFORE_NAMES).or_else(|| page.longest(begin, MORE_WORDS_BEFORE_NAMES));
        let Some(mut place) = word.or(of_shop) else { continue };
        if page.before(begin) == Some(TURNS_TO_MERCHANT) || is_statement(page, begin, place) {
            continue;
        }
        while let Some(end) = page.longest(place, BETWEEN_WORD_AND_NAME) {
            place = end;
        }
        let is_known = |place| known.iter().find_map(|name| spelled(page, place, name)).map(|span| span.end);
        let person_at = |place| name_at(page, place).filter(|end| of_shop.is_none() || !is_merchant(page, place, *end));
        while let Some(end) = is_known(place).or_else(|| person_at(place)) {
            found.push(compact(&page.text(place..end)));
            let Some(next) = page.longest(end, BETWEEN_NAMES) else { break };
            place = next;
        }
    }
    found
}

/// 饭店主张, 企业主张: what reads as 店主 or 业主 and a surname is a statement (主张).
fn is_statement(page: &Page<'_>, begin: usize, place: usize) -> bool {
    page.before(place) == Some('主')
        && page.at(place) == Some('张')
        && page.before(begin).is_some_and(|c| MAKES_IT_A_STATEMENT.contains(c))
}

/// Is what reads as a name the beginning of a merchant's: 张三丰饭店?
fn is_merchant(page: &Page<'_>, place: usize, end: usize) -> bool {
    (place + 1..end + 2).any(|at| page.longest(at, MERCHANTS).is_some())
}

/// The end of a surname at a place, unless it begins a word that is none.
fn surname_at(page: &Page<'_>, place: usize) -> Option<usize> {
    let is_surname = |c: char| SURNAMES_OF_ONE.contains(c);
    page.longest(place, SURNAMES_OF_TWO)
        .or_else(|| page.at(place).is_some_and(is_surname).then_some(place + 1))
        .filter(|_| page.longest(place, NOT_NAMES).is_none())
}

/// The end of what reads as a name at a place: a surname, and one or two characters more.
fn name_at(page: &Page<'_>, place: usize) -> Option<usize> {
    let given = surname_at(page, place)?;
    let is_behind = |place: usize| page.longest(place, BEHIND_NAMES).or_else(|| page.longest(place, TITLES)).is_some();
    // 和 is in names as well: it is a word where another name follows.
    let is_and = |place: usize| page.at(place) == Some('和') && name_at(page, place + 1).is_some();
    let end = page.while_free(given, is_han);
    if end == given || is_behind(given) || !page.is_free(place..given) {
        return None;
    }
    let is_short = end == given + 1 || is_behind(given + 1) || is_and(given + 1);
    Some(if is_short { given + 1 } else { given + 2 })
}

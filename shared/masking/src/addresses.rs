//! Addresses: those equal to the premises stay, others are masked.

use crate::Kind;
use crate::normal::compact;
use crate::page::{Page, is_han};
use crate::tables::{
    ADDRESS_WORDS, BEFORE_ADDRESSES, BEFORE_DOORS, DOORS, HIDDEN, PLACES_WITH_HOUSES, REGIONS, TOWNS, UNITS,
};
use std::ops::Range;

/// Characters of an address before its last road or place.
const LONGEST_BEGINNING: usize = 24;
/// Characters of a building's name between two numbers.
const LONGEST_BUILDING: usize = 8;
/// Characters of an address behind a word for one.
const LONGEST_ANNOUNCED: usize = 60;

pub(crate) fn mask(page: &mut Page<'_>, premises: &[String]) {
    for address in premises {
        keep(page, &compact(address));
    }
    for (_, place) in page.announced(ADDRESS_WORDS) {
        let place = page.longest(place, &["在", "于"]).unwrap_or(place);
        let end = page.while_free(place, |c| !matches!(c, ',' | '。' | ';' | ':' | '、' | '(' | ')' | '\n' | '的'));
        let span = place..end.min(place + LONGEST_ANNOUNCED);
        let is_address = page.slice(span.clone()).iter().any(|c| "省市区县镇乡村路街巷号楼".contains(*c));
        if is_address && span.len() >= 4 {
            page.mask(span, Kind::Address, HIDDEN);
        }
    }
    for place in 0..page.len() {
        if let Some(span) = found(page, place) {
            page.mask(span, Kind::Address, HIDDEN);
        }
    }
}

/// Protects the premises, also where the text leaves out province, city or district, or what stands behind the
/// number of the house. A text that says more than the premises, or another town, is another address.
fn keep(page: &mut Page<'_>, premises: &[char]) {
    let (units, core) = units_and_core(premises);
    let mut forms = vec![core.clone()];
    if let Some(house) = core.iter().position(|c| *c == '号') {
        let end = house + 1 + usize::from(matches!(core.get(house + 1), Some('楼' | '院')));
        forms.push(core.get(..end).unwrap_or_default().to_vec());
    }
    for form in forms {
        for span in crate::protect::occurrences(page, &form) {
            let mut begin = span.start;
            let mut own = units.iter().rev();
            while let Some(before) = own.find_map(|unit| page.ending(begin, &[unit])) {
                begin = before;
            }
            let is_elsewhere =
                page.ending(begin, UNITS).is_some() || page.before(begin).is_some_and(|c| c.is_ascii_digit());
            if extended(page, span.end) == span.end && !is_elsewhere {
                page.protect(begin..span.end);
            }
        }
    }
}

/// The administrative units at the beginning of an address, and the rest.
fn units_and_core(address: &[char]) -> (Vec<String>, Vec<char>) {
    let mut units = Vec::new();
    let mut rest = address;
    loop {
        let ends = |end: &usize| {
            let text: String = rest.get(..*end).unwrap_or_default().iter().collect();
            UNITS.iter().any(|unit| text.ends_with(unit)) && !text.chars().any(|c| c.is_ascii_digit() || c == '路')
        };
        // Of 街道 and 街道办事处 the longer; 市场 is no city.
        let is_whole = |end: &usize| !matches!(rest.get(*end), Some('场' | '办' | '道'));
        let Some(end) = (2..=rest.len().min(9)).filter(ends).find(is_whole) else {
            return (units, rest.to_vec());
        };
        units.push(rest.get(..end).unwrap_or_default().iter().collect());
        rest = rest.get(end..).unwrap_or_default();
    }
}

/// The address whose last road or place with houses ends at a place.
fn found(page: &Page<'_>, place: usize) -> Option<Range<usize>> {
    let name = page.ending(place, PLACES_WITH_HOUSES)?;
    let begin = beginning(page, name);
    if begin == name {
        return None;
    }
    let end = extended(page, place);
    let is_village = page.before(place) == Some('村')
        && (begin..name).any(|at| page.ending(at, TOWNS).is_some_and(|town| town > begin) && name > at);
    (end > place || is_village).then_some(begin..end)
}

/// Where the address begins to whose road or place a text leads.
fn beginning(page: &Page<'_>, name: usize) -> usize {
    let mut begin = name;
    while page.before(begin).is_some_and(is_han)
        && page.is_free(begin - 1..begin)
        && name - begin < LONGEST_BEGINNING
        && page.ending(begin, BEFORE_ADDRESSES).is_none()
    {
        begin -= 1;
    }
    // Behind a unit the name of a region is that of a road: 历下区湖南路.
    let is_in_unit = |at: usize| (begin + 1..=at).any(|end| page.ending(end, UNITS).is_some());
    let region = (begin..name).find(|at| page.longest(*at, REGIONS).is_some());
    region.filter(|at| !is_in_unit(*at)).unwrap_or(begin)
}

/// The end of what follows a road or a house: numbers with doors, and names of buildings with numbers.
fn extended(page: &Page<'_>, place: usize) -> usize {
    let mut end = place;
    loop {
        let next = door(page, end).or_else(|| {
            let last = page.while_free(end, is_han).min(end + LONGEST_BUILDING);
            (end + 1..=last).filter(|at| page.ending(*at, PLACES_WITH_HOUSES).is_some()).find_map(|at| door(page, at))
        });
        match next {
            Some(next) => end = next,
            None => return end,
        }
    }
}

/// The end of a number with a door: 12号, 3号楼, 东区2单元, 3-2-501.
fn door(page: &Page<'_>, place: usize) -> Option<usize> {
    let number = page.while_free(place, |c| BEFORE_DOORS.contains(c)).min(place + 3);
    let end = page.while_free(number, |c| c.is_ascii_digit() || c == '-');
    let digits = page.slice(number..end).iter().filter(|c| c.is_ascii_digit()).count();
    if !(1..=8).contains(&digits) || page.at(number) == Some('-') {
        return None;
    }
    let with_word = page.longest(end, DOORS).filter(|word| page.is_free(end..*word));
    let is_in_parts = page.slice(number..end).contains(&'-') && page.before(end) != Some('-');
    let is_room = page.before(number).is_some_and(|c| "楼元栋幢号".contains(c));
    with_word.or_else(|| (is_in_parts || is_room).then_some(end))
}

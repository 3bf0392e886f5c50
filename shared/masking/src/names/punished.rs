//! Names of those whom a decision punishes (被处罚的人): 对张小明罚款, 对张三、李四各处罚款.

use super::surname_at;
use crate::normal::compact;
use crate::page::{Page, is_han};
use crate::tables::{BEFORE_PUNISHED, BEFORE_PUNISHMENTS, BETWEEN_NAMES, PUNISHMENTS, TITLES};

/// Every name between a word that leads to who is punished and the punishment.
pub(super) fn names(page: &Page<'_>) -> Vec<Vec<char>> {
    let mut found = Vec::new();
    for begin in 0..page.len() {
        for place in BEFORE_PUNISHED.iter().filter_map(|word| page.word(begin, word)) {
            found.extend(led_to(page, place).unwrap_or_default());
        }
    }
    found
}

/// The names from a place on, if a punishment follows them.
fn led_to(page: &Page<'_>, mut place: usize) -> Option<Vec<Vec<char>>> {
    let mut found = Vec::new();
    loop {
        let given = surname_at(page, place)?;
        // What punishes cannot be a given name: 对方处罚款.
        if is_punishment(page, given) {
            return None;
        }
        // The shorter first: of 张明处罚款 the name is 张明.
        let ends = (given + 1..=given + 2).filter(|end| page.slice(given..*end).iter().copied().all(is_han));
        let followed = |end: usize| {
            let after = page.longest(end, TITLES).unwrap_or(end);
            let next = page.longest(after, BETWEEN_NAMES).filter(|next| surname_at(page, *next).is_some());
            (is_punishment(page, after) || next.is_some()).then_some((end, next))
        };
        let (end, next) = ends.filter(|end| page.is_free(place..*end)).find_map(followed)?;
        found.push(compact(&page.text(place..end)));
        match next {
            Some(next) => place = next,
            None => return Some(found),
        }
    }
}

/// Does a punishment begin at a place, or behind what may stand before one?
fn is_punishment(page: &Page<'_>, place: usize) -> bool {
    let behind = page.longest(place, BEFORE_PUNISHMENTS).unwrap_or(place);
    page.longest(place, PUNISHMENTS).or_else(|| page.longest(behind, PUNISHMENTS)).is_some()
}

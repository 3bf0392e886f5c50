//! Several lists as one: each keeps its own order, and what is shown never passes over what a list has not given yet.

use std::collections::VecDeque;

/// What one of several lists has given, in its own order (分段).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// Items that have not been shown.
    pub items: VecDeque<T>,
    /// Is there more than it gave?
    pub more: bool,
}

/// The first `limit` items of all lists in the order of `key`, and whether there are more. Of equals, those of the
/// earlier list come first.
#[must_use]
pub fn merged<T, K: Ord>(mut parts: Vec<Part<T>>, limit: usize, key: impl Fn(&T) -> K) -> (Vec<T>, bool) {
    let mut shown = Vec::new();
    // What a list has not given yet may come before what others have left.
    while shown.len() < limit && !parts.iter().any(|part| part.more && part.items.is_empty()) {
        let first = parts.iter_mut().filter(|part| !part.items.is_empty());
        let first = first.min_by_key(|part| part.items.front().map(&key));
        let Some(item) = first.and_then(|part| part.items.pop_front()) else { break };
        shown.push(item);
    }
    let more = parts.iter().any(|part| part.more || !part.items.is_empty());
    (shown, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(items: &[(char, i32)], more: bool) -> Part<(char, i32)> {
        Part { items: items.iter().copied().collect(), more }
    }

    fn names(parts: Vec<Part<(char, i32)>>, limit: usize) -> (String, bool) {
        let (items, more) = merged(parts, limit, |(_, key)| *key);
        (items.into_iter().map(|(name, _)| name).collect(), more)
    }

    #[test]
    fn lists_are_merged_and_each_keeps_its_own_order() {
        let parts = || vec![part(&[('a', 1), ('b', 3), ('c', 0)], false), part(&[('d', 2), ('e', 3)], false)];
        assert_eq!(names(parts(), 3), ("adb".to_owned(), true));
        assert_eq!(names(parts(), 5), ("adbce".to_owned(), false));
        assert_eq!(names(Vec::new(), 1), (String::new(), false));
    }

    #[test]
    fn what_a_list_has_not_given_yet_is_not_passed_over() {
        // What comes next of the first is not known, so what comes later in the second waits.
        assert_eq!(names(vec![part(&[('a', 1)], true), part(&[('b', 2)], false)], 5), ("a".to_owned(), true));
        assert_eq!(names(vec![part(&[], true), part(&[('b', 2)], false)], 5), (String::new(), true));
        assert_eq!(names(vec![part(&[('a', 1)], true)], 1), ("a".to_owned(), true));
    }
}

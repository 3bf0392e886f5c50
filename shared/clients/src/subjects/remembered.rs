//! Subjects of codes that were told before (已知主体).

use domain::code::PartyCode;
use std::collections::HashMap;
use std::mem;

/// Codes with their subjects, as many as were asked for of late. It holds two halves: once the young one is full, the
/// old one is forgotten and the young one becomes old, so that what is asked for stays without a list of its uses.
#[derive(Debug)]
pub(super) struct Remembered {
    half: usize,
    young: HashMap<PartyCode, i64>,
    old: HashMap<PartyCode, i64>,
}

impl Remembered {
    /// Holds at most so many.
    pub(super) fn at_most(codes: usize) -> Self {
        Self { half: (codes / 2).max(1), young: HashMap::new(), old: HashMap::new() }
    }

    pub(super) fn get(&mut self, code: PartyCode) -> Option<i64> {
        if let Some(subject) = self.young.get(&code) {
            return Some(*subject);
        }
        let subject = self.old.remove(&code)?;
        self.put(code, subject);
        Some(subject)
    }

    pub(super) fn put(&mut self, code: PartyCode, subject: i64) {
        if self.young.len() >= self.half && !self.young.contains_key(&code) {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(code, subject);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(number: u32) -> PartyCode {
        PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()
    }

    #[test]
    fn no_more_are_held_than_allowed_and_what_is_asked_for_stays() {
        let mut held = Remembered::at_most(20);
        held.put(code(0), 1);
        for number in 1..1_000 {
            held.put(code(number), i64::from(number) + 1);
            assert_eq!(held.get(code(0)), Some(1), "{number}");
            assert!(held.young.len() + held.old.len() <= 20);
        }
        assert_eq!((held.get(code(999)), held.get(code(1))), (Some(1_000), None));
    }
}

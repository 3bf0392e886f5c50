//! Whom a merchant carries on: the registration of the one that is no more names its successor, not the other way round.

use super::{Directory, Roll};
use domain::code::PartyCode;
use rustc_hash::FxHashMap;

/// Who names whom as a successor.
#[derive(Default)]
pub(super) struct Heirs {
    /// Codes of those who name this one.
    of: FxHashMap<PartyCode, Vec<PartyCode>>,
    /// Whom a subject names, and under which code.
    named: FxHashMap<i64, (PartyCode, Vec<PartyCode>)>,
}

impl Heirs {
    /// From now on a subject, by this code, names these.
    pub(super) fn put(&mut self, subject_id: i64, code: PartyCode, successors: &[PartyCode]) {
        self.remove(subject_id);
        if successors.is_empty() {
            return;
        }
        for successor in successors {
            self.of.entry(*successor).or_default().push(code);
        }
        self.named.insert(subject_id, (code, successors.to_vec()));
    }

    /// From now on a subject names nobody.
    pub(super) fn remove(&mut self, subject_id: i64) {
        let Some((code, successors)) = self.named.remove(&subject_id) else { return };
        for successor in successors {
            if let Some(predecessors) = self.of.get_mut(&successor) {
                predecessors.retain(|predecessor| *predecessor != code);
                if predecessors.is_empty() {
                    self.of.remove(&successor);
                }
            }
        }
    }

    fn predecessors(&self, codes: &[PartyCode]) -> Vec<PartyCode> {
        let mut found: Vec<PartyCode> = codes.iter().filter_map(|code| self.of.get(code)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Directory {
    /// Codes of the merchants whose registrations name one of these codes as a successor, wherever they are; nothing
    /// while the registrations are still being read.
    pub(crate) fn predecessors(&self, codes: &[PartyCode]) -> Option<Vec<PartyCode>> {
        self.roll.look(|Roll { heirs, .. }| heirs.predecessors(codes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_names_another_successor_is_carried_on_by_that_one_alone() {
        let code = |number: u32| PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap();
        let (one, other) = (code(1), code(2));
        let mut heirs = Heirs::default();
        heirs.put(10, code(10), &[one]);
        heirs.put(11, code(11), &[one, other]);
        assert_eq!(heirs.predecessors(&[one]), [code(10), code(11)]);
        assert_eq!(heirs.predecessors(&[one, other]), [code(10), code(11)]);
        heirs.put(10, code(10), &[other]);
        assert_eq!(
            (heirs.predecessors(&[one]), heirs.predecessors(&[other])),
            (vec![code(11)], vec![code(10), code(11)])
        );
        heirs.remove(11);
        heirs.put(10, code(10), &[]);
        assert!(heirs.of.is_empty() && heirs.named.is_empty());
    }
}

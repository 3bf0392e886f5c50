//! Which rules hold, by which records, and until when.

use super::{FlagHit, RuleHit, Subject};
use crate::change;
use crate::program::Test;
use crate::settle::{Outcome, holds};
use domain::day::Day;
use domain::record::RecordKey;

pub(super) fn holding<'a>(subject: &Subject<'a>, day: Day, outcome: &Outcome) -> Vec<RuleHit<'a>> {
    let program = subject.program;
    let mut hits = Vec::new();
    for (at, (rule, compiled)) in program.method.rules.iter().zip(&program.rules).enumerate() {
        if outcome.rules & (1 << (at & 31)) == 0 {
            continue;
        }
        let decides = outcome.class > outcome.band && compiled.class == outcome.class;
        hits.push(RuleHit {
            id: &rule.id,
            name: &rule.name,
            class: program.scheme.class_name(compiled.class),
            direct: compiled.direct,
            binding: compiled.direct || decides,
            records: records(subject, day, compiled.test),
            basis: &rule.basis,
            lapses_on: change::first_day(subject, day, |later| !holds(compiled.test, &subject.sums(later))),
        });
    }
    hits.sort_by_key(|hit| !hit.binding);
    hits
}

pub(super) fn flags<'a>(subject: &Subject<'a>, outcome: &Outcome) -> Vec<FlagHit<'a>> {
    let flags = subject.program.method.flags.iter().enumerate();
    flags
        .filter(|(at, _)| outcome.flags & (1 << (at & 7)) != 0)
        .map(|(_, flag)| FlagHit { id: &flag.id, name: &flag.name })
        .collect()
}

/// The records whose rows make a test hold, in order of key.
fn records<'a>(subject: &Subject<'a>, day: Day, test: Test) -> Vec<&'a RecordKey> {
    let mut keys: Vec<&RecordKey> = subject
        .active(day)
        .filter(|(_, cell)| match test {
            Test::Any(bits) => cell.bits & bits != 0,
            Test::Reached { lane, .. } => (cell.lanes >> (lane * 8)) & 0xFF != 0,
            Test::None(_) => false,
        })
        .filter_map(|(row, _)| subject.key_of(row.source))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

//! Which rules hold, by which records, and until when.

use super::{FlagHit, RuleHit, Subject};
use crate::change;
use crate::program::Test;
use crate::settle::{Outcome, holds};
use crate::timeline::Source;
use domain::day::Day;
use domain::facts::Derivation;
use domain::record::RecordKey;

pub(super) fn holding<'a>(subject: &Subject<'a>, day: Day, outcome: &Outcome) -> Vec<RuleHit<'a>> {
    let program = subject.program;
    let mut hits = Vec::new();
    for (at, (rule, compiled)) in program.method.rules.iter().zip(&program.rules).enumerate() {
        if outcome.rules & (1 << (at & 31)) == 0 {
            continue;
        }
        let decides = outcome.class > outcome.band && compiled.class == outcome.class;
        let sources = sources(subject, day, compiled.test);
        hits.push(RuleHit {
            id: &rule.id,
            name: &rule.name,
            class: program.scheme.class_name(compiled.class),
            direct: compiled.direct,
            binding: compiled.direct || decides,
            records: records(subject, &sources),
            basis: &rule.basis,
            lapses_on: change::first_day(subject, day, |later| !holds(compiled.test, &subject.sums(later))),
            derivations: derivations(subject, &sources),
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

/// Where the rows stand that make a test hold.
fn sources(subject: &Subject<'_>, day: Day, test: Test) -> Vec<Source> {
    let makes_hold = |bits: u64, lanes: u64| match test {
        Test::Any(wanted) => bits & wanted != 0,
        Test::Reached { lane, .. } => (lanes >> (lane * 8)) & 0xFF != 0,
        Test::None(_) => false,
    };
    let active = subject.active(day).filter(|(_, cell)| makes_hold(cell.bits, cell.lanes));
    active.map(|(row, _)| row.source).collect()
}

/// The records behind rows, in order of key.
fn records<'a>(subject: &Subject<'a>, sources: &[Source]) -> Vec<&'a RecordKey> {
    let mut keys: Vec<&RecordKey> = sources.iter().filter_map(|source| subject.key_of(*source)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// How the values behind rows were derived, each said once.
fn derivations<'a>(subject: &Subject<'a>, sources: &[Source]) -> Vec<&'a Derivation> {
    let mut said: Vec<&Derivation> = Vec::new();
    for derivation in sources.iter().flat_map(|source| subject.derivations_of(*source)) {
        if !said.contains(&derivation) {
            said.push(derivation);
        }
    }
    said
}

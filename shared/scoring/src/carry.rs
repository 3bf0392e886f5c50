//! A predecessor's facts among its successor's (承继): they count from a day on, under keys that say whose they are.

use crate::gather::in_order;
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::{Derivation, Facts};
use domain::span::{Span, Spans};
use domain::vocab::StatusKind;

/// Adds to a merchant's facts those of a predecessor, from `from` on, each with `notes`. `passes` says which statuses
/// are conduct. Of a predecessor's facts, all that are conduct are dated; items and registration stay behind.
pub fn carry(
    facts: &mut Facts,
    predecessor: Facts,
    (code, from, notes): (PartyCode, Day, &[Derivation]),
    passes: impl Fn(StatusKind) -> bool,
) {
    let days = Spans::one(Span::since(from));
    facts.facts.extend(predecessor.facts.into_iter().map(|mut fact| {
        fact.key = fact.key.of_predecessor(code);
        // Whether it was on display on a day long past is not asked of the successor: `shown` stays what it was.
        fact.counts = fact.counts.and(&days);
        fact.carried_from = Some(from);
        fact.derivations.extend_from_slice(notes);
        fact
    }));
    let statuses = predecessor.statuses.into_iter().filter(|status| passes(status.kind));
    facts.statuses.extend(statuses.map(|mut status| {
        status.key = status.key.of_predecessor(code);
        status.spans = status.spans.and(&days);
        status.derivations.extend_from_slice(notes);
        status
    }));
    in_order(facts);
}

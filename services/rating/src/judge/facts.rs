//! A merchant's records as facts: the statute reads penalties, the rest is gathered. One path for one
//! merchant and for a city.

use domain::facts::{Facts, SHIELD};
use domain::record::{Payment, Record as _, Records};
use scoring::carry::carry;
use scoring::gather::gather;
use statute::display::suspended;
use statute::penalty::{PenaltyReading, derive};
use statute::reading::note;
use statute::succession::carried;
use statute::tables::Tables;

/// A merchant's records as facts, with the conduct of whoever it carries on.
#[must_use]
pub fn facts(records: &Records<'_>, tables: &Tables) -> Facts {
    let mut facts = own_facts(records, tables);
    if records.predecessors.is_empty() {
        return facts;
    }
    for one in carried(records.merchant.code, &records.predecessors, tables) {
        let Some(predecessor) = records.predecessors.get(one.at) else { continue };
        let passes = |kind: &str| tables.passes_on(predecessor.merchant, kind);
        let mut records = predecessor.alone();
        records.standing.retain(|record| passes(record.kind.token()));
        let mut theirs = own_facts(&records, tables);
        // That its own licence is revoked, its registration says of itself.
        let registration = predecessor.merchant.key();
        theirs.statuses.retain(|status| status.key != registration);
        let origin = (predecessor.merchant.code, one.from, one.notes.as_slice());
        carry(&mut facts, theirs, origin, |status| passes(status.token()));
    }
    facts
}

/// A merchant's own records as facts.
fn own_facts(records: &Records<'_>, tables: &Tables) -> Facts {
    let readings = records.penalties.iter().map(|penalty| {
        let own = |p: &&Payment| p.authority_code == penalty.authority_code && p.decision_no == penalty.decision_no;
        let payments: Vec<&Payment> = records.payments.iter().copied().filter(own).collect();
        let PenaltyReading { fact, statuses } = derive(penalty, &payments, records.merchant, tables);
        (fact, statuses)
    });
    let mut facts = gather(records, readings.collect());
    suspend(records, tables, &mut facts);
    facts
}

/// A list is not held against a merchant while a plan of reorganisation shields it (临时屏蔽).
fn suspend(records: &Records<'_>, tables: &Tables, facts: &mut Facts) {
    for record in records.standing.iter().filter(|record| !record.shielded.is_empty()) {
        let (key, days) = (record.key(), suspended(&record.shielded, tables));
        for status in facts.statuses.iter_mut().filter(|status| status.key == key) {
            status.spans = status.spans.minus(&days.iter().map(|(span, _)| *span).collect());
            status.derivations.extend(days.iter().map(|(span, basis)| note(SHIELD, &span.from.to_string(), *basis)));
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::record::{Dossier, Merchant};
    use serde_json::json;

    /// C34: the days of the shield rest on a parameter, which is told with them.
    #[test]
    fn c34_a_list_is_not_held_against_a_merchant_while_it_is_shielded() {
        const CODE: &str = "91371500795315494U";
        let merchant = json!({
            "code": CODE, "name": "店", "kind": "enterprise", "size": "micro", "channel": "shop", "area": "371502",
            "industry": "F5211", "registered_on": "2020-01-01", "status": "active",
        });
        let listed = json!({
            "party": CODE, "kind": { "form": "status", "kind": "serious_list" }, "office": "某局",
            "document_no": "listing-5-1", "from": "2025-03-10", "until": "2028-03-10",
            "shielded": [{ "from": "2026-05-20", "until": "2026-11-01" }],
        });
        let mut dossier = Dossier::of(serde_json::from_value::<Merchant>(merchant).unwrap());
        dossier.standing.push(serde_json::from_value(listed).unwrap());
        let tables = Tables::read(&policy::embedded::policies().unwrap()).unwrap();
        let facts = facts(&dossier.records(), &tables);
        let [status] = facts.statuses.as_slice() else { panic!("{:?}", facts.statuses) };
        let spans: Vec<String> = status.spans.iter().map(|span| format!("{}/{}", span.from, span.off)).collect();
        assert_eq!(spans, ["2025-03-10/2026-05-20", "2026-11-02/2028-03-11"]);
        let told = &status.derivations[0];
        assert_eq!((told.what, told.value.as_str(), told.provisional), (SHIELD, "2026-05-20", true));
        assert_eq!(told.by, "publicity.shield_ends_use@2025-12-25");
    }
}

//! A merchant's records as facts: the statute reads penalties, the rest is gathered. One path for one
//! merchant and for a city.

use domain::facts::Facts;
use domain::record::{Payment, Records};
use scoring::gather::gather;
use statute::penalty::{PenaltyReading, derive};
use statute::tables::Tables;

/// A merchant's records as facts.
#[must_use]
pub fn facts(records: &Records<'_>, tables: &Tables) -> Facts {
    let readings = records.penalties.iter().map(|penalty| {
        let own = |p: &&Payment| p.authority_code == penalty.authority_code && p.decision_no == penalty.decision_no;
        let payments: Vec<&Payment> = records.payments.iter().copied().filter(own).collect();
        let PenaltyReading { fact, statuses } = derive(penalty, &payments, records.merchant, tables);
        (fact, statuses)
    });
    gather(records, readings.collect())
}

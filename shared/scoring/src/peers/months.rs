//! Complaints month by month, of the same kind as the peers' table counts.

use super::selects;
use crate::gather::complaint;
use domain::day::Day;
use domain::record::Complaint;
use domain::span::Span;
use policy::scheme::Peers;

/// How many complaints of each of these months count on a day, by receipt or by closing as the scheme counts them.
#[must_use]
pub fn monthly<'c, const MONTHS: usize>(
    peers: &Peers,
    months: &[Span; MONTHS],
    on: Day,
    complaints: impl IntoIterator<Item = &'c Complaint>,
) -> [u32; MONTHS] {
    let mut counts = [0; MONTHS];
    let mut facts = Vec::new();
    for record in complaints {
        facts.clear();
        complaint(record, &mut facts);
        for fact in &facts {
            let is_counted = selects(&peers.count, fact.kind, fact.dated_by, &fact.values) && fact.counts.contains(on);
            let month = counts.iter_mut().zip(months).find(|(_, month)| month.contains(fact.day));
            if let Some((count, _)) = month.filter(|_| is_counted) {
                *count += 1;
            }
        }
    }
    counts
}

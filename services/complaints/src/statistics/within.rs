//! What whoever is limited to an area counts (辖区口径; settled readings, 13).

use super::{By, Counting, Found, Whose};
use ledger::{Ledger, LedgerError};
use std::collections::BTreeSet;

/// Keeps what is counted within the reach: the figure of an office is that which the city counts of it, whoever the
/// merchants are and wherever they are registered.
pub(super) fn keep(found: &mut Vec<Found>, counting: &Counting, ledger: &Ledger) -> Result<(), LedgerError> {
    if counting.reach.is_everywhere() {
        return Ok(());
    }
    let is_by_merchant = counting.by == Some(By::MerchantArea);
    let office_area = |found: &Found| found.office_area.filter(|_| !is_by_merchant);
    let of_merchants = found.iter().filter(|found| office_area(found).is_none());
    let subjects: BTreeSet<i64> = of_merchants.map(|found| found.counted.subject).collect();
    let covered = ledger.covered(&subjects.into_iter().collect::<Vec<_>>(), counting.reach)?;
    found.retain(|found| match (office_area(found), &found.counted.whose) {
        (Some(area), _) => counting.reach.covers(Some(area)),
        (None, Whose::Known(_)) => covered.contains(&found.counted.subject),
        // Where nobody knows whose it is, who brought it decides.
        (None, Whose::Waiting(row)) => row.is_some(),
    });
    Ok(())
}

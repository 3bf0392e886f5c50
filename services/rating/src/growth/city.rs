//! The growth of a whole city in one month, worked out from everybody's merchants and complaints.

use super::Month;
use crate::book::version_of;
use crate::error::RatingError;
use crate::judge::{Faults, Known};
use crate::moment::bearing;
use crate::peers::peers_of;
use crate::rulings::Ruling;
use crate::store::{FactRow, Store};
use alerts::growth::{GrowthAlert, GrowthRules, Merchant, find};
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use domain::span::Span;
use policy::reader::Basis;
use policy::scheme::Peers;
use rayon::prelude::*;
use scoring::peers::{Member, PeersRow, PeersTable, Stratum, Totals, monthly, window};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of facts that are looked at together.
const PAGE: i64 = 50_000;
/// Months before that a month is compared with.
const BEFORE: u32 = 12;

/// The growth of a city in a month (全市投诉增长).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct City {
    /// What was known by then counts.
    pub known_at: Instant,
    /// The scheme whose peers are compared.
    pub scheme: String,
    /// The intervals of the policy on which it rests.
    pub basis: Vec<Basis>,
    /// False alarms that the policy states.
    pub stated: u32,
    /// False alarms that are expected, in thousandths: at most the stated ones.
    pub false_alarms: u64,
    /// Both likelihoods of an alert lie below this, in parts of 10¹².
    pub level: u64,
    /// Merchants that were looked at.
    pub merchants: usize,
    /// Merchants with complaints that did not trade before the month, so that there is nothing to compare with.
    pub new: usize,
    /// The alerts, the least likely first.
    pub alerts: Vec<Grown>,
}

/// A merchant whose month is beyond chance.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grown {
    /// Its code.
    pub code: PartyCode,
    /// What was found.
    pub found: GrowthAlert,
    /// Its complaints of the twelve months before.
    pub before: u64,
    /// Of those months, the ones in which it traded.
    pub months: u8,
    /// Complaints that its peers make one expect in the twelve months before, in thousandths.
    pub expected: u32,
    /// The stratum of its peers.
    pub stratum: Stratum,
    /// The others of the stratum.
    pub others: Totals,
}

impl Grown {
    /// The larger of both likelihoods.
    pub(super) fn likelihood(&self) -> u64 {
        self.found.tail_expected.max(self.found.tail_own)
    }
}

/// By what it is worked out.
pub(super) struct Ground<'g> {
    ruling: &'g Ruling,
    peers: Peers,
    rules: GrowthRules,
    basis: Vec<Basis>,
    month: Month,
}

impl<'g> Ground<'g> {
    pub(super) fn of(ruling: &'g Ruling, month: Month) -> Result<Self, RatingError> {
        let last = month.off().plus_days(-1);
        let (rules, basis) = GrowthRules::on(&ruling.alerts, last).map_err(Faults)?;
        let peers = peers_of(ruling).ok_or(RatingError::NoScheme(month.start()))?;
        // Twelve months, whatever the scheme itself looks at: they are compared with a twelfth.
        let peers = Peers { window_months: BEFORE, ..peers.clone() };
        Ok(Self { ruling, peers, rules, basis, month })
    }

    /// Tells whether what was worked out was by the same.
    pub(super) fn name(&self) -> String {
        let basis = self.basis.iter().map(|basis| basis.reference.as_str());
        [self.ruling.rulebook.scheme.digest.0.as_str()].into_iter().chain(basis).collect::<Vec<_>>().join(" ")
    }

    /// Works it out, from what is known at an instant.
    pub(super) fn city(&self, store: &mut dyn Store, known_at: Instant) -> Result<City, RatingError> {
        let seen = self.everybody(store, known_at)?;
        let start = self.month.start();
        let table = PeersTable::make(&self.peers, start, known_at, seen.iter().map(|one| &one.member));
        let is_new = |one: &&Seen| one.member.days() == 0;
        let new = seen.iter().filter(is_new).filter(|one| one.observed > 0).count();
        let compared: Vec<(&Seen, PeersRow)> = seen
            .iter()
            .filter(|one| !is_new(one))
            .map(|one| (one, table.row(&one.member, Some(&one.member))))
            .collect();
        let strata: BTreeSet<Stratum> = compared.iter().map(|(_, row)| row.stratum).collect();
        let strata: BTreeMap<Stratum, u32> = strata.into_iter().zip(0..).collect();
        let days = u64::try_from(table.window.days()).unwrap_or(1).max(1);
        let merchants: Vec<Merchant> = compared
            .iter()
            .map(|(one, row)| Merchant {
                subject: one.subject_id,
                stratum: strata.get(&row.stratum).copied().unwrap_or_default(),
                expected: row.expected_thousandths,
                months: months(row.own_days, days),
                before: one.before,
                observed: one.observed,
            })
            .collect();
        let growth = find(&merchants, &self.rules);
        let of: BTreeMap<i64, (&(&Seen, PeersRow), &Merchant)> =
            compared.iter().zip(&merchants).map(|(one, merchant)| (merchant.subject, (one, merchant))).collect();
        let grown = growth.alerts.into_iter().filter_map(|found| {
            let ((one, row), merchant) = of.get(&found.subject)?;
            Some(Grown {
                code: one.member.code,
                before: one.before.iter().copied().map(u64::from).sum(),
                months: merchant.months,
                expected: row.expected_thousandths,
                stratum: row.stratum,
                others: row.others,
                found,
            })
        });
        let mut alerts: Vec<Grown> = grown.collect();
        alerts.sort_unstable_by_key(|grown| (grown.likelihood(), grown.code));
        Ok(City {
            known_at,
            scheme: self.ruling.rulebook.scheme.label(),
            basis: self.basis.clone(),
            stated: self.rules.false_alarms,
            false_alarms: growth.false_alarms,
            level: growth.level,
            merchants: growth.merchants,
            new,
            alerts,
        })
    }

    /// Everybody as the month is looked at, in order of subject.
    fn everybody(&self, store: &mut dyn Store, known_at: Instant) -> Result<Vec<Seen>, RatingError> {
        let kinds = [RecordKind::Merchant.token(), RecordKind::Complaint.token()];
        let (mut all, mut after) = (Vec::new(), i64::MIN);
        loop {
            let rows = store.facts_behind(after, &kinds, PAGE)?;
            let Some(last) = rows.last() else { return Ok(all) };
            after = last.subject_id;
            let subjects: Vec<&[FactRow]> = rows.chunk_by(|a, b| a.subject_id == b.subject_id).collect();
            let some: Vec<_> = subjects.par_iter().map(|rows| bearing(|| self.seen(rows, known_at))).collect();
            for one in some {
                match one {
                    Ok(seen) => all.extend(seen),
                    // It cannot be rated either, and must not keep the others from it.
                    Err(error) => tracing::error!(%error, "a merchant is left out of the growth of complaints"),
                }
            }
        }
    }

    fn seen(&self, rows: &[FactRow], known_at: Instant) -> Result<Option<Seen>, RatingError> {
        let Some(subject_id) = rows.first().map(|row| row.subject_id) else { return Ok(None) };
        let mut known = Known::default();
        for row in rows {
            known.put(version_of(row)?);
        }
        let Some(merchant) = known.merchant(Some(known_at))? else { return Ok(None) };
        let complaints = known.complaints(Some(known_at))?;
        let start = self.month.start();
        let member = Member::of(&self.peers, window(&self.peers, start).0, merchant, complaints.iter().copied());
        let [observed, before @ ..] = monthly(&self.peers, &spans(self.month), known_at.day(), complaints);
        Ok(Some(Seen { subject_id, member, observed, before }))
    }
}

/// A merchant as the month is looked at.
struct Seen {
    subject_id: i64,
    member: Member,
    /// Complaints of the month that count.
    observed: u32,
    /// Those of each of the twelve before.
    before: [u32; BEFORE as usize],
}

/// The month, and the twelve before it, the nearest first.
fn spans(month: Month) -> [Span; BEFORE as usize + 1] {
    let mut off = month.off();
    std::array::from_fn(|_| {
        let from = off.plus_days(-1).month_start();
        Span::new(from, std::mem::replace(&mut off, from))
    })
}

/// Of the twelve months before, those in which it traded: at least one, rounded.
fn months(traded: u64, days: u64) -> u8 {
    let months = (traded * u64::from(BEFORE) + days / 2) / days;
    u8::try_from(months.clamp(1, BEFORE.into())).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_lie_side_by_side() {
        let month = Month::try_from("2026-01".to_owned()).unwrap();
        let spans = spans(month);
        assert_eq!((spans[0].from.to_string(), spans[0].off), ("2026-01-01".to_owned(), month.off()));
        assert!(spans.windows(2).all(|pair| pair[1].off == pair[0].from));
        assert_eq!(spans[12].from.to_string(), "2025-01-01");
    }

    #[test]
    fn months_traded_are_rounded_and_never_none() {
        assert_eq!([1, 15, 46, 180, 364, 365, 900].map(|days| months(days, 365)), [1, 1, 2, 6, 12, 12, 12]);
    }
}

//! What stands of a merchant at other services (主体记录), as the lists read it.

use crate::error::ListError;
use cases::{About, CaseError};
use contracts::port::{Records, StandingRecord};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Payment, Penalty, RecordKind, Standing, StandingKind};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Kind of what a case is about: a penalty.
pub(crate) const PENALTY: &str = "penalty";
/// Kind of what a case is about: a standing record.
pub(crate) const STANDING: &str = "standing";

/// Penalties with statements about their payment, and standing records, by their keys. What was taken back is none of them.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    pub(crate) penalties: BTreeMap<String, Penalty>,
    pub(crate) payments: Vec<Payment>,
    pub(crate) standings: BTreeMap<String, Standing>,
}

impl Standings {
    /// What the service that keeps penalties and the registry say of a subject.
    pub(crate) fn of(subject_id: i64, violations: &dyn Records, registry: &dyn Records) -> Result<Self, ListError> {
        let mut found = Self::default();
        for StandingRecord { kind, key, content, .. } in violations.of_subject(subject_id)? {
            match kind {
                RecordKind::Penalty => {
                    found.penalties.insert(key, read(&content)?);
                }
                RecordKind::Payment => found.payments.push(read(&content)?),
                _ => {}
            }
        }
        for StandingRecord { kind, key, content, .. } in registry.of_subject(subject_id)? {
            if kind == RecordKind::Standing {
                found.standings.insert(key, read(&content)?);
            }
        }
        Ok(found)
    }

    /// The merchant, as its records name it; nothing where there is none.
    pub(crate) fn party(&self) -> Option<PartyCode> {
        let of_penalties = self.penalties.values().map(|penalty| penalty.party);
        of_penalties.chain(self.standings.values().map(|standing| standing.party)).next()
    }

    /// The penalties that a case is about, by its keys; nothing where none stands under a key.
    pub(crate) fn about<'a>(&'a self, about: &'a [About]) -> impl Iterator<Item = (&'a str, Option<&'a Penalty>)> {
        let keys = about.iter().filter(|about| about.kind == PENALTY).map(|about| about.key.as_str());
        keys.map(|key| (key, self.penalties.get(key)))
    }

    /// The first annual report that was filed after a day and by another, with its key. The missing years are filed in their
    /// order, so that any report that came since is that one.
    pub(crate) fn report(&self, after: Day, by: Day) -> Option<(Day, &str)> {
        let reports = self.standings.iter().filter(|(_, standing)| {
            standing.kind == StandingKind::AnnualReport
                && !standing.withdrawn
                && standing.from > after
                && standing.from <= by
        });
        reports.map(|(key, standing)| (standing.from, key.as_str())).min()
    }
}

/// Has a penalty fallen by a day: was it annulled, or taken back by its office?
pub(crate) fn has_fallen(penalty: &Penalty, on: Day) -> bool {
    penalty.withdrawn || penalty.annulled_on.is_some_and(|annulled| annulled <= on)
}

fn read<T: DeserializeOwned>(content: &str) -> Result<T, ListError> {
    Ok(serde_json::from_str(content)?)
}

/// The same within a case.
pub(crate) fn of_case(error: ListError) -> CaseError {
    match error {
        ListError::Case(error) => error,
        ListError::Ledger(error) => error.into(),
        ListError::Port(error) => error.into(),
        ListError::Content(error) => error.into(),
        ListError::NoMerchant => CaseError::Missing("merchant"),
    }
}

//! What officials made of an alert (预警处置): confirmed by a standing record of the registry, which alone counts;
//! dismissed here; else it waits.

use super::Month;
use super::city::Grown;
use crate::book::version_of;
use crate::error::RatingError;
use crate::judge::Known;
use crate::store::{FactRow, Store};
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Record as _, RecordKind, StandingKind};
use domain::vocab::StatusKind;
use std::collections::BTreeMap;

/// How an alert stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// Nobody has decided yet, or more complaints count than were dismissed.
    Waiting,
    /// A standing record says so.
    Confirmed(Confirmed),
    /// An official looked at it and found nothing.
    Dismissed(Dismissed),
}

/// The record that confirms an alert.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Confirmed {
    /// Its key.
    pub key: String,
    /// The office that said so.
    pub office: String,
    /// First day.
    pub from: Day,
    /// Last day, if it has ended or will.
    pub until: Option<Day>,
}

/// Who dismissed an alert, when, why, and what was then known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dismissed {
    /// Who.
    pub actor: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// The complaints of the month that counted then.
    pub complaints: i64,
}

/// The number under which a standing record confirms the growth of a month.
#[must_use]
pub fn document_no(month: Month) -> String {
    format!("投诉增长预警{month}")
}

/// How alerts of a month stand.
pub(super) fn states(store: &mut dyn Store, month: Month, alerts: &[Grown]) -> Result<Vec<State>, RatingError> {
    let subjects: Vec<i64> = alerts.iter().map(|grown| grown.found.subject).collect();
    let rows = store.dismissals(month.start().number(), &subjects)?;
    let mut dismissed: BTreeMap<i64, Dismissed> = rows
        .into_iter()
        .map(|row| {
            let at = Instant::from_micros(row.at);
            (row.subject_id, Dismissed { actor: row.actor, at, reason: row.reason, complaints: row.complaints })
        })
        .collect();
    let facts = store.facts(&subjects)?;
    let mut confirmed: BTreeMap<i64, Confirmed> = BTreeMap::new();
    for rows in facts.chunk_by(|a, b| a.subject_id == b.subject_id) {
        if let Some((row, found)) = rows.first().zip(confirmation(rows, month)?) {
            confirmed.insert(row.subject_id, found);
        }
    }
    let state = |grown: &Grown| {
        let subject = grown.found.subject;
        if let Some(confirmed) = confirmed.remove(&subject) {
            return State::Confirmed(confirmed);
        }
        // What has grown since was not looked at.
        let dismissed = dismissed.remove(&subject).filter(|found| found.complaints >= grown.found.observed.into());
        dismissed.map_or(State::Waiting, State::Dismissed)
    };
    Ok(alerts.iter().map(state).collect())
}

/// The record among a subject's facts that confirms the growth of a month.
fn confirmation(rows: &[FactRow], month: Month) -> Result<Option<Confirmed>, RatingError> {
    let mut known = Known::default();
    for row in rows.iter().filter(|row| row.kind == RecordKind::Standing.token()) {
        known.put(version_of(row)?);
    }
    let number = document_no(month);
    let group_alert = StandingKind::Status(StatusKind::GroupAlert);
    let found = known.statuses(None)?.into_iter().find(|one| one.kind == group_alert && one.document_no == number);
    Ok(found.map(|one| Confirmed {
        key: one.key().as_str().to_owned(),
        office: one.office.clone(),
        from: one.from,
        until: one.until,
    }))
}

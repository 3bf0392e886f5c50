//! Entries that ended (已移出条目), in the order in which the house wrote it down: for whoever keeps a copy of the lists and has to
//! take out of it what is shown no more. What is recorded late is heard late, and never passed over.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Left, List, Membership, has_effect, left_with, told};
use cases::{CaseChange, StepTaken, Walked};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use std::collections::{BTreeMap, BTreeSet};

/// A published time on a list that is over, or is shielded today. It says no more than is needed to take the entry out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// The code under which the merchant is registered now.
    pub code: PartyCode,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// The list.
    pub list: List,
    /// Its first day.
    pub listed_on: Day,
    /// First day on which it is shown no more.
    pub ended_on: Day,
    /// The day from which on others can know of the end: a term is over by itself, anything else once it is written down.
    pub heard_from: Day,
    /// What ended it.
    pub left: Left,
}

/// Which of them are wanted.
#[derive(Clone, Debug, Default)]
pub struct Endings {
    /// Those that ended on this day or later.
    pub since: Option<Day>,
    /// Of this list alone.
    pub list: Option<List>,
    /// Of this merchant alone: a merchant hears of all its own.
    pub subject: Option<i64>,
    /// What ended long ago is heard of by whoever may read records, of merchants within this reach, and by nobody else.
    pub reach: Option<Reach>,
    /// Behind this place.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

impl Lists {
    /// Published times that ended, in the order in which the house wrote it down. Whoever is not registered was never shown.
    ///
    /// # Errors
    /// [`ListError`]; [`cases::CaseError::Cursor`] if the place was not given out by this list.
    pub fn ended(&self, wanted: &Endings) -> Result<Walked<Ended>, ListError> {
        let mut walked = self.book.walk(wanted.after.clone(), wanted.limit, |change| self.end_of(change, wanted))?;
        let is_old = |ended: &Ended| !self.law.is_heard(ended.heard_from, self.today());
        if let Some(reach) = wanted.reach.filter(|reach| !reach.is_everywhere()) {
            let old: Vec<i64> = walked.found.iter().filter(|one| is_old(one)).map(|one| one.subject_id).collect();
            let covered = self.ledger.covered(&old, reach)?;
            walked.found.retain(|ended| !is_old(ended) || covered.contains(&ended.subject_id));
        }
        let codes: Vec<PartyCode> =
            walked.found.iter().map(|ended| ended.code).collect::<BTreeSet<_>>().into_iter().collect();
        let registered = if codes.is_empty() { Vec::new() } else { self.around.merchants.registered(&codes, None)? };
        let known = codes.into_iter().zip(registered);
        let known: BTreeMap<PartyCode, PartyCode> =
            known.filter_map(|(code, party)| Some((code, party?.code))).collect();
        // Whoever keeps a copy of the lists knows the merchant by the code of today.
        walked.found.retain_mut(|ended| {
            let present = known.get(&ended.code).copied();
            ended.code = present.unwrap_or(ended.code);
            present.is_some()
        });
        Ok(walked)
    }

    /// The published time that a step has ended, if it has and that is wanted.
    fn end_of(&self, change: &CaseChange, wanted: &Endings) -> Result<Option<Ended>, ListError> {
        if wanted.subject.is_some_and(|subject| subject != change.subject_id) {
            return Ok(None);
        }
        let Some((procedure, file, steps)) = self.until(change)? else { return Ok(None) };
        let known = told(procedure, &steps);
        // What is shielded is hidden for a time, and is shown again under the same day behind it.
        let is_shield = known.last().is_some_and(|(_, law)| has_effect(law, "shield"));
        let shielded = || {
            let one = self.membership(&file, &steps).filter(|_| is_shield)?;
            let on = one.shields.iter().last()?.from;
            let time = one.around(on)?.clone();
            Some((one, time, on, Left::Shielded))
        };
        let left = left_with(&file, &known, &self.law.rules)
            .and_then(|(one, time)| Some((one, time.span.off, time.left?, time)))
            .map(|(one, off, left, time)| (one, time, off, left));
        let Some((one, time, ended_on, left)) = left.or_else(shielded) else { return Ok(None) };
        let today = self.today();
        // What is shown again is nothing to be taken out.
        if left == Left::Shielded {
            let now = self.memberships(one.subject_id)?.into_iter().find(|now| now.case_no == one.case_no);
            if now.and_then(|now| now.shielded(today)) != Some(ended_on) {
                return Ok(None);
            }
        }
        // It may have been shown for a part of the day on which it ended.
        let was_shown = time.published_on.is_some_and(|published| published <= ended_on);
        let heard_from = heard_from(Some(left), ended_on, &change.step);
        let is_heard = wanted.subject.is_some() || wanted.reach.is_some() || self.law.is_heard(heard_from, today);
        let is_meant = wanted.list.is_none_or(|list| list == one.list)
            && wanted.since.is_none_or(|since| since <= ended_on)
            && ended_on <= today;
        if !(was_shown && is_heard && is_meant) {
            return Ok(None);
        }
        let Membership { code, subject_id, list, .. } = one;
        Ok(Some(Ended { code, subject_id, list, listed_on: time.span.from, ended_on, heard_from, left }))
    }
}

/// From which day on others can know of an end: a term is over by itself, anything else once it is written down.
pub(crate) fn heard_from(left: Option<Left>, ended_on: Day, step: &StepTaken) -> Day {
    match left {
        Some(Left::Term | Left::Restriction) => ended_on,
        _ => ended_on.max(step.recorded_at.day()),
    }
}

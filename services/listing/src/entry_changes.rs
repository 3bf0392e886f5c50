//! What becomes of entries (名单条目的变更), in the order in which the house wrote it down: for whoever keeps a copy of the lists. What
//! is recorded late is heard late, and never passed over.

use crate::entries::{Entry, OnList};
use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Left, List, Membership, Time, has_effect, is_publication, left_with, told};
use cases::{CaseChange, StepTaken, Walked};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::span::{Span, Spans};
use std::collections::{BTreeMap, BTreeSet};

/// A step by which a time on a list has come to be shown, or is shown no more. It says no more than a copy needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryChange {
    /// The code under which the merchant is registered now.
    pub code: PartyCode,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// Number of the case; never shown outside.
    pub case_no: i64,
    /// The list.
    pub list: List,
    /// First day of that time.
    pub listed_on: Day,
    /// First day on which it is shown, or is shown no more.
    pub on: Day,
    /// What ended it; nothing if it is shown from then on.
    pub left: Option<Left>,
    /// The day from which on others can know of it.
    pub heard_from: Day,
    /// The entry of the merchant as it stands today, in place of what was told before; nothing if it is on no list.
    pub entry: Option<Entry>,
}

/// Which of them are wanted.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// Those of this day or later.
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
    /// What became of entries, in the order in which the house wrote it down: what is shown today from the step on by which it
    /// came to be so, and what is shown no more. Whoever is not registered was never shown.
    ///
    /// # Errors
    /// [`ListError`]; [`cases::CaseError::Cursor`] if the place was not given out by this list.
    pub fn entry_changes(&self, wanted: &Changed) -> Result<Walked<EntryChange>, ListError> {
        let mut walked =
            self.book.walk(wanted.after.clone(), wanted.limit, |change| self.entry_change(change, wanted))?;
        let is_old = |one: &EntryChange| one.left.is_some() && !self.law.is_heard(one.heard_from, self.today());
        if let Some(reach) = wanted.reach.filter(|reach| !reach.is_everywhere()) {
            let old: Vec<i64> = walked.found.iter().filter(|one| is_old(one)).map(|one| one.subject_id).collect();
            let covered = self.ledger.covered(&old, reach)?;
            walked.found.retain(|one| !is_old(one) || covered.contains(&one.subject_id));
        }
        let codes: Vec<PartyCode> =
            walked.found.iter().map(|one| one.code).collect::<BTreeSet<_>>().into_iter().collect();
        let registered = if codes.is_empty() { Vec::new() } else { self.around.merchants.registered(&codes, None)? };
        let known = codes.into_iter().zip(registered);
        let known: BTreeMap<PartyCode, PartyCode> =
            known.filter_map(|(code, party)| Some((code, party?.code))).collect();
        // Whoever keeps a copy of the lists knows the merchant by the code of today.
        walked.found.retain_mut(|one| {
            let present = known.get(&one.code).copied();
            one.code = present.unwrap_or(one.code);
            present.is_some()
        });
        let standing = self.standing_entries(&walked.found)?;
        walked.found.retain_mut(|one| {
            one.entry = standing.get(&one.subject_id).cloned();
            // What does not pass the gate any more is shown to nobody.
            let is_shown = |entry: &Entry| entry.listings.iter().any(|listing| listing.case_no == one.case_no);
            one.left.is_some() || one.entry.as_ref().is_some_and(is_shown)
        });
        Ok(walked)
    }

    /// The entries of today of those whose entries have changed.
    fn standing_entries(&self, changes: &[EntryChange]) -> Result<BTreeMap<i64, Entry>, ListError> {
        let subjects: BTreeSet<i64> = changes.iter().map(|one| one.subject_id).collect();
        if subjects.is_empty() {
            return Ok(BTreeMap::new());
        }
        let wanted = OnList { limit: subjects.len(), subjects: Some(subjects), ..OnList::default() };
        let (entries, _) = self.entries(&wanted, Reach::Everywhere)?;
        Ok(entries.into_iter().map(|entry| (entry.subject_id, entry)).collect())
    }

    /// What a step has changed for others, if it has and that is wanted.
    fn entry_change(&self, change: &CaseChange, wanted: &Changed) -> Result<Option<EntryChange>, ListError> {
        if wanted.subject.is_some_and(|subject| subject != change.subject_id) {
            return Ok(None);
        }
        let Some((procedure, file, steps)) = self.until(change)? else { return Ok(None) };
        let known = told(procedure, &steps);
        let Some((step, law)) = known.last().filter(|(step, _)| step.number == change.step.number) else {
            return Ok(None);
        };
        // What others see of it on the day on which the step is written down.
        let recorded_on = step.recorded_at.day();
        let earlier = steps.get(..steps.len() - 1).unwrap_or_default();
        let before = self.membership(&file, earlier).and_then(|one| one.shown(recorded_on).cloned());
        let Some(one) = self.membership(&file, &steps) else { return Ok(None) };
        let after = one.shown(recorded_on).cloned();
        let ended = || {
            let (_, time) = left_with(&file, &known, &self.law.rules).filter(|(one, time)| was_seen(one, time))?;
            Some((time.span.off, Some(time.left?), time))
        };
        let gone = || {
            let time = before.clone().filter(|_| after.is_none())?;
            // What is shielded is hidden for a time, and is shown again under the same day behind it.
            let shield = one.shields.iter().last().filter(|_| has_effect(law, "shield"));
            let (on, left) = match shield {
                Some(days) => (days.from, Left::Shielded),
                // Over on the day on which it began, it was there for a part of it.
                None => (step.on, Left::by(one.list, law)),
            };
            Some((on.max(time.span.from), Some(left), time))
        };
        let shown = || {
            let is_new = |time: &Time| before.as_ref() != Some(time) || is_publication(law);
            let time = after.clone().filter(is_new)?;
            Some((step.on.max(time.span.from), None, time))
        };
        let Some((on, left, time)) = ended().or_else(gone).or_else(shown) else { return Ok(None) };
        let Membership { code, subject_id, case_no, list, .. } = one;
        let (listed_on, heard_from) = (time.span.from, heard_from(left, on, step));
        let found = EntryChange { code, subject_id, case_no, list, listed_on, on, left, heard_from, entry: None };
        Ok(self.is_told(&found, wanted)?.then_some(found))
    }

    /// May whoever asks hear of it, and is it asked for?
    fn is_told(&self, one: &EntryChange, wanted: &Changed) -> Result<bool, ListError> {
        let today = self.today();
        let hears_all = one.left.is_none() || wanted.subject.is_some() || wanted.reach.is_some();
        let is_meant = wanted.list.is_none_or(|list| list == one.list)
            && wanted.since.is_none_or(|since| since <= one.on)
            && one.on <= today;
        if !is_meant || !(hears_all || self.law.is_heard(one.heard_from, today)) {
            return Ok(false);
        }
        if one.left.is_some_and(|left| left != Left::Shielded) {
            return Ok(true);
        }
        // What is gone by now is told by what ended it, and what is shown again is nothing to be taken out.
        let now = self.on_shelf(one.case_no)?;
        let Some(now) = now.as_ref().map(|now| &now.membership) else { return Ok(false) };
        Ok(match one.left {
            None => now.shown(today).is_some_and(|time| time.span.from == one.listed_on),
            Some(_) => now.shielded(today).is_some_and(|since| since.max(one.listed_on) == one.on),
        })
    }
}

/// Was a time that is over ever shown, be it for a part of the day on which it ended?
fn was_seen(one: &Membership, time: &Time) -> bool {
    let Some(published) = time.published_on.filter(|on| *on <= time.span.off) else { return false };
    let shown = Spans::one(Span::new(published, time.span.off.max(published.next())));
    !shown.minus(&one.shields).is_empty()
}

/// From which day on others can know of a change: a term is over by itself, anything else once it is written down.
pub(crate) fn heard_from(left: Option<Left>, on: Day, step: &StepTaken) -> Day {
    match left {
        Some(Left::Term | Left::Restriction) => on,
        _ => on.max(step.recorded_at.day()),
    }
}

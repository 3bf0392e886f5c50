//! What would help (怎样提升信用分类): the shortest lawful way to a better class, by the first days on which the law lets
//! something end, and what ratings themselves compute for those days.
//!
//! Each item that could end early is supposed to end on the first day on which that can be asked for. Day by day ratings are
//! asked what the class would be; on the first day of a better one, whatever is not needed for it is left out again.

use crate::overview::Repairable;
use crate::repairs::Repairs;
use crate::target::{PENALTY, case_of_key};
use cases::CaseError;
use contracts::port::{Outlook, Supposed, SupposedEnd};
use domain::code::PartyCode;
use domain::day::Day;
use statute::repair::Refusal;
use std::collections::BTreeSet;

/// How far ahead is looked, in months.
const MONTHS_AHEAD: u32 = 36;
/// Most days for which ratings are asked.
const MOST_DAYS: usize = 40;
/// What only time ends, or nobody.
const NEVER: [Refusal; 3] = [Refusal::SameTypeRepeat, Refusal::NewHeavyPenalty, Refusal::AutoStopNoApplicationNeeded];

/// An item that is to end early (可办事项).
#[derive(Clone, Debug)]
pub struct Measure {
    /// The item, with where to go and what is missing.
    pub item: Repairable,
    /// The first day on which it can be asked for, and is supposed to be granted.
    pub on: Day,
    /// The key by which ratings know it.
    key: String,
    /// Is it a display that stops? Else it is a record that ends.
    is_stop: bool,
}

/// A way to a better class (提升路径).
#[derive(Clone, Debug)]
pub struct Way {
    /// The day of the better class.
    pub day: Day,
    /// What has to be done, by day; nothing where time alone brings it.
    pub measures: Vec<Measure>,
    /// The rating of that day.
    pub outlook: Outlook,
}

/// What would help a merchant.
#[derive(Clone, Debug)]
pub struct Help {
    /// The rating of today.
    pub today: Outlook,
    /// The first way to a better class; nothing if none is known within three years.
    pub way: Option<Way>,
    /// Items that the law lets nobody end early, or that only somebody else ends.
    pub fixed: Vec<Repairable>,
}

impl Repairs {
    /// What would help a merchant; nothing if ratings do not know it.
    ///
    /// # Errors
    /// [`CaseError::Port`] if somebody who is asked does not answer.
    pub fn helping(&self, subject_id: i64, code: PartyCode) -> Result<Option<Help>, CaseError> {
        let Some(now) = self.supposing(code, &Supposed::nothing(self.today()))? else { return Ok(None) };
        let items = self.repairable(subject_id)?;
        let ends: Vec<Day> = items.iter().filter_map(|item| item.shown.off).collect();
        let (mut measures, mut fixed) = (Vec::new(), Vec::new());
        for item in items {
            match self.measure(subject_id, &item)? {
                Some(measure) => measures.push(measure),
                None => fixed.push(item),
            }
        }
        measures.sort_by_key(|measure| measure.on);
        let way = self.first_way(code, &now, &measures, &ends)?;
        Ok(Some(Help { today: now, way, fixed }))
    }

    fn first_way(
        &self,
        code: PartyCode,
        now: &Outlook,
        measures: &[Measure],
        ends: &[Day],
    ) -> Result<Option<Way>, CaseError> {
        let today = self.today();
        let furthest = today.plus_months(MONTHS_AHEAD);
        // Records also lose weight as they age: every third month is looked at as well.
        let quarters = (1..=MONTHS_AHEAD / 3).map(|quarter| today.plus_months(quarter * 3));
        let begins = measures.iter().map(|measure| measure.on);
        let days = begins.chain(ends.iter().copied()).chain(quarters);
        let days: BTreeSet<Day> = days.filter(|day| *day >= today && *day <= furthest).collect();
        for day in days.into_iter().take(MOST_DAYS) {
            let mut chosen: Vec<&Measure> = measures.iter().filter(|measure| measure.on <= day).collect();
            let Some(mut best) = self.better(code, day, &chosen, now)? else { continue };
            // What is not needed is left out, the latest first.
            for at in (0..chosen.len()).rev() {
                let mut fewer = chosen.clone();
                fewer.remove(at);
                if let Some(without) = self.better(code, day, &fewer, now)? {
                    (chosen, best) = (fewer, without);
                }
            }
            return Ok(Some(Way { day, measures: chosen.into_iter().cloned().collect(), outlook: best }));
        }
        Ok(None)
    }

    /// The rating of a day with these done, if its class is better.
    fn better(
        &self,
        code: PartyCode,
        day: Day,
        measures: &[&Measure],
        now: &Outlook,
    ) -> Result<Option<Outlook>, CaseError> {
        let end = |measure: &&Measure| SupposedEnd { key: measure.key.clone(), on: measure.on };
        let stops = measures.iter().filter(|measure| measure.is_stop).map(end).collect();
        let ends = measures.iter().filter(|measure| !measure.is_stop).map(end).collect();
        let outlook = self.supposing(code, &Supposed { day, stops, ends })?;
        let is_better = |outlook: &Outlook| outlook.rank.zip(now.rank).is_some_and(|(then, now)| then < now);
        Ok(outlook.filter(is_better))
    }

    fn supposing(&self, code: PartyCode, supposed: &Supposed) -> Result<Option<Outlook>, CaseError> {
        Ok(self.bench.around.ratings.suppose(code, supposed)?)
    }

    /// An item as it could end early, if the law knows a way.
    fn measure(&self, subject_id: i64, item: &Repairable) -> Result<Option<Measure>, CaseError> {
        let open = || item.conditions.iter().filter(|one| !one.holds);
        let is_never = open().any(|one| {
            NEVER.contains(&one.refusal) || (one.refusal == Refusal::NotRepairableByLaw && one.until.is_none())
        });
        if is_never {
            return Ok(None);
        }
        let Some((key, is_stop)) = self.key_of(subject_id, item)? else { return Ok(None) };
        let first = item.first_day.as_ref().map(|first| first.day);
        let on = open().filter_map(|one| one.until).chain(first).max().unwrap_or_else(|| self.today());
        Ok(Some(Measure { item: item.clone(), on: on.max(self.today()), key, is_stop }))
    }

    /// The key by which ratings know an item, and whether it is a display that stops.
    fn key_of(&self, subject_id: i64, item: &Repairable) -> Result<Option<(String, bool)>, CaseError> {
        let about = &item.shown.about;
        let Some(case_no) = case_of_key(&about.key) else {
            return Ok(Some((about.key.clone(), about.kind == PENALTY)));
        };
        let today = self.today();
        let lists = self.bench.around.lists.of_subject(subject_id)?;
        let of_case = lists.into_iter().filter(|membership| membership.case_no == case_no);
        let mut running = of_case.flat_map(|one| one.spans).filter(|span| span.from <= today && today < span.off);
        Ok(running.next().and_then(|span| span.key).map(|key| (key, false)))
    }
}

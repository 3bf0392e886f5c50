//! What would help (怎样提升信用分类): the shortest lawful way to a better class, by the first days on which the law lets
//! something end, and what ratings themselves compute for those days.
//!
//! Each item that could end early is supposed to end on the first day on which that can be asked for; where a list stands in
//! the way of a penalty, that is the day on which the list is left. Day by day ratings are asked what the class would be; on
//! the first day of a better one, whatever is not needed for it is left out again.

use crate::kind::Kind;
use crate::overview::Repairable;
use crate::repairs::Repairs;
use crate::target::{PENALTY, case_of_key};
use cases::CaseError;
use contracts::port::{Outlook, OutlookAssumption, Supposed, SupposedEnd};
use domain::code::PartyCode;
use domain::day::Day;
use statute::repair::Refusal;
use std::collections::BTreeSet;

/// How far ahead is looked, in months.
const MONTHS_AHEAD: u32 = 36;
/// Most days for which ratings are asked one after the other; then the last of them is, and what lies between is halved.
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
    /// Lists that have to be left before, by the procedures by which that is asked for.
    presupposes: Vec<Kind>,
}

impl Measure {
    /// Has it to be done before another one?
    fn is_presupposed_by(&self, other: &Self) -> bool {
        other.presupposes.iter().any(|kind| kind.procedure() == self.item.procedure)
    }
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
    /// What was taken for granted in the looking, for people.
    pub assumptions: Vec<OutlookAssumption>,
}

/// A list that is to be left: when at the earliest, and nothing if nobody knows.
type Left = Option<Day>;

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
        // Lists are left before penalties are repaired (settled reading 21).
        let (lists, penalties): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| !item.is_of_penalty());
        for item in lists {
            match self.measure(subject_id, &item, |_| None)? {
                Some(measure) => measures.push(measure),
                None => fixed.push(item),
            }
        }
        let serious = left(Kind::SeriousListRemoval, &measures, &fixed);
        let abnormal = left(Kind::AbnormalRemoval, &measures, &fixed);
        for item in penalties {
            let left = |kind| if kind == Kind::SeriousListRemoval { serious } else { abnormal };
            match self.measure(subject_id, &item, left)? {
                Some(measure) => measures.push(measure),
                None => fixed.push(item),
            }
        }
        // Of one day, what others presuppose comes first.
        measures.sort_by_key(|measure| (measure.on, measure.is_stop));
        let mut assumptions = Vec::new();
        if measures.len() > Supposed::MOST_ENDS {
            assumptions.push(too_many(measures.len()));
            measures.truncate(Supposed::MOST_ENDS);
        }
        let way = self.first_way(code, &now, (&measures, &ends), &mut assumptions)?;
        Ok(Some(Help { today: now, way, fixed, assumptions }))
    }

    fn first_way(
        &self,
        code: PartyCode,
        now: &Outlook,
        (measures, ends): (&[Measure], &[Day]),
        assumptions: &mut Vec<OutlookAssumption>,
    ) -> Result<Option<Way>, CaseError> {
        let today = self.today();
        let furthest = today.plus_months(MONTHS_AHEAD);
        // Records also lose weight as they age: every third month is looked at as well.
        let quarters = (1..=MONTHS_AHEAD / 3).map(|quarter| today.plus_months(quarter * 3));
        let begins = measures.iter().map(|measure| measure.on);
        let days = begins.chain(ends.iter().copied()).chain(quarters);
        let days: BTreeSet<Day> = days.filter(|day| *day >= today && *day <= furthest).collect();
        let days: Vec<Day> = days.into_iter().collect();
        let by = |day: Day| measures.iter().filter(|measure| measure.on <= day).collect::<Vec<&Measure>>();
        let is_better = |day: Day| self.better(code, day, &by(day), now);
        let (soon, late) = days.split_at(days.len().min(MOST_DAYS));
        let mut first = None;
        for day in soon {
            if is_better(*day)?.is_some() {
                first = Some(*day);
                break;
            }
        }
        // Of many days the last one says whether there is a way at all.
        if let Some(last) = late.last().filter(|_| first.is_none())
            && is_better(*last)?.is_some()
        {
            assumptions.push(halved());
            let (mut low, mut high) = (0, late.len() - 1);
            while low < high {
                let middle = usize::midpoint(low, high);
                let day = late.get(middle).copied().unwrap_or(*last);
                if is_better(day)?.is_some() { high = middle } else { low = middle + 1 }
            }
            first = late.get(high).copied();
        }
        let Some(day) = first else { return Ok(None) };
        let mut chosen = by(day);
        let Some(mut best) = self.better(code, day, &chosen, now)? else { return Ok(None) };
        // What is not needed is left out, the latest first; a list stays as long as a penalty waits for it.
        for at in (0..chosen.len()).rev() {
            let mut fewer = chosen.clone();
            let one = fewer.remove(at);
            if fewer.iter().any(|other| one.is_presupposed_by(other)) {
                continue;
            }
            if let Some(without) = self.better(code, day, &fewer, now)? {
                (chosen, best) = (fewer, without);
            }
        }
        Ok(Some(Way { day, measures: chosen.into_iter().cloned().collect(), outlook: best }))
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

    /// An item as it could end early, if the law knows a way. Where a list stands in the way, it is left first.
    fn measure(
        &self,
        subject_id: i64,
        item: &Repairable,
        left: impl Fn(Kind) -> Left,
    ) -> Result<Option<Measure>, CaseError> {
        let open = || item.conditions.iter().filter(|one| !one.holds);
        let is_never = open().any(|one| {
            NEVER.contains(&one.refusal) || (one.refusal == Refusal::NotRepairableByLaw && one.until.is_none())
        });
        if is_never {
            return Ok(None);
        }
        let Some((key, is_stop)) = self.key_of(subject_id, item)? else { return Ok(None) };
        let first = item.first_day.as_ref().map(|first| first.day);
        let (mut days, mut presupposes): (Vec<Day>, Vec<Kind>) = (first.into_iter().collect(), Vec::new());
        for one in open() {
            match listed(one.refusal) {
                Some(kind) => {
                    // If nobody can leave it, it is over by itself some day, or never.
                    let Some(day) = left(kind) else { return Ok(None) };
                    days.push(day);
                    presupposes.push(kind);
                }
                None => days.extend(one.until),
            }
        }
        let on = days.into_iter().max().unwrap_or_else(|| self.today()).max(self.today());
        Ok(Some(Measure { item: item.clone(), on, key, is_stop, presupposes }))
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

/// By which procedure a list is left that stands in the way.
const fn listed(refusal: Refusal) -> Option<Kind> {
    match refusal {
        Refusal::OnSeriousList => Some(Kind::SeriousListRemoval),
        Refusal::OnAbnormalList => Some(Kind::AbnormalRemoval),
        _ => None,
    }
}

/// The first day on which a list could be left, whatever puts the merchant on it: by a measure, or by itself.
fn left(kind: Kind, measures: &[Measure], fixed: &[Repairable]) -> Left {
    let is_of = |item: &Repairable| item.procedure == kind.procedure();
    let asked = measures.iter().filter(|measure| is_of(&measure.item)).map(|measure| {
        let by_itself = measure.item.shown.off;
        Some(by_itself.map_or(measure.on, |off| off.min(measure.on)))
    });
    let waited_for = fixed.iter().filter(|item| is_of(item)).map(|item| item.shown.off);
    let days: Option<Vec<Day>> = asked.chain(waited_for).collect();
    days?.into_iter().max()
}

fn too_many(number: usize) -> OutlookAssumption {
    let most = Supposed::MOST_ENDS;
    OutlookAssumption {
        zh: format!("可以提前结束的事项有 {number} 项，只按日期先后计算了前 {most} 项"),
        en: format!("of {number} items that could end early the first {most} by their days were looked at"),
    }
}

fn halved() -> OutlookAssumption {
    OutlookAssumption {
        zh: format!("可能变化的日期超过 {MOST_DAYS} 个，其后的以折半查找，假定分类不会随时间变差"),
        en: format!(
            "beyond {MOST_DAYS} days on which something changes days were halved, as if the class never got worse by time"
        ),
    }
}

//! Merchants that were visited too often (超频次检查): over the cap of their class in a plan year, or again while they were
//! protected. Nobody was refused the visit; this is where it is seen.

use crate::book::DrawBook;
use crate::burden::{CAP, PROTECTION, cap, counted, is_within_protection};
use crate::error::DrawError;
use crate::made::visit;
use crate::plans::YEARS;
use contracts::access::Reach;
use contracts::owner;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Inspection, Record as _, RecordKind};
use draws::population::Visit;
use draws::rules::Rules;
use ledger::{After, Wanted};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Records that are read at a time.
const SOME: i64 = 5_000;

/// A merchant that was visited too often.
pub(crate) struct Overvisited {
    pub(crate) code: PartyCode,
    /// Nothing if the registry knows it no more.
    pub(crate) name: Option<String>,
    pub(crate) area: Option<AreaCode>,
    /// The cap of its class; nothing if the rules do not know the class.
    pub(crate) cap: Option<u32>,
    pub(crate) over_cap: bool,
    pub(crate) within_protection: bool,
    /// Parameters by which it is listed and that are not settled.
    pub(crate) provisional: Vec<String>,
    /// Those of the year that count, in order of day.
    pub(crate) visits: Vec<Counted>,
}

/// A visit that counts.
pub(crate) struct Counted {
    pub(crate) day: Day,
    pub(crate) key: String,
    pub(crate) href: String,
    pub(crate) within_protection: bool,
}

/// A visit with its record.
struct Made {
    visit: Visit,
    record: Inspection,
}

impl DrawBook {
    /// Merchants within a reach that were visited too often in a plan year, in order of code; one more than the limit if
    /// there are more.
    ///
    /// # Errors
    /// A year of which no plan may be; that registry or ratings do not answer.
    pub(crate) fn overvisited(
        &self,
        (year, area): (i32, Option<AreaCode>),
        (after, limit): (Option<PartyCode>, usize),
        reach: Reach,
    ) -> Result<Vec<Overvisited>, DrawError> {
        if !YEARS.contains(&year) {
            return Err(DrawError::field("year", "不是计划年度", "is no year of a plan"));
        }
        let last = Day::from_ymd(year, 12, 31).unwrap_or(Day::FOREVER).min(self.around.clock.today());
        let rules = Rules::on(&self.around.policies, last).map_err(DrawError::Policy)?;
        let mut suspects = self.counted_visits((year, last), &rules, reach)?;
        suspects.retain(|made| is_suspect(made, year, &rules));
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        let classes = self.around.classes.classes()?.into_iter().map(|one| (one.code, one.class));
        let classes: FxHashMap<PartyCode, Option<String>> = classes.collect();
        let codes: Vec<PartyCode> = suspects.iter().filter_map(|made| Some(made.first()?.record.party)).collect();
        let registered = self.around.merchants.registered(&codes, None)?;
        let mut found = BTreeMap::new();
        for ((made, said), merchant) in suspects.into_iter().zip(codes).zip(registered) {
            let code = merchant.as_ref().map_or(said, |merchant| merchant.code);
            let place = merchant.as_ref().map(|merchant| merchant.area);
            let is_wanted = area.is_none_or(|area| place.is_some_and(|place| place.is_within(area)));
            if !is_wanted || after.is_some_and(|after| code <= after) {
                continue;
            }
            let class = classes.get(&code).and_then(Option::as_deref);
            let one = Overvisited {
                name: merchant.map(|merchant| merchant.name),
                area: place,
                ..judged(code, &made, year, (class, &rules))
            };
            if one.over_cap || one.within_protection {
                found.insert(code, one);
            }
        }
        Ok(found.into_values().take(limit.saturating_add(1)).collect())
    }

    /// The visits that count of a year, and of the time before it in which one may still protect, merchant by merchant, in
    /// order of day.
    fn counted_visits(
        &self,
        (year, last): (i32, Day),
        rules: &Rules,
        reach: Reach,
    ) -> Result<Vec<Vec<Made>>, DrawError> {
        let first = Day::from_ymd(year, 1, 1).unwrap_or(last);
        // A visit of the first day was protected by those that lie so many months back.
        let first = first.aged(rules.protection_months);
        let mut of_each: FxHashMap<i64, Vec<Made>> = FxHashMap::default();
        let mut after: Option<After> = None;
        loop {
            let (days, withdrawn) = ((Some(first), Some(last)), Some(false));
            let wanted = Wanted { days, withdrawn, after, limit: SOME, ..Wanted::default() };
            let (views, next) = self.ledger.list(RecordKind::Inspection, &wanted, reach)?;
            for view in views {
                let record: Inspection = serde_json::from_str(&view.content)?;
                let visit = visit(&record);
                if visit.counts() {
                    of_each.entry(view.after.record().0).or_default().push(Made { visit, record });
                }
            }
            if next.is_none() {
                break;
            }
            after = next;
        }
        let mut all: Vec<Vec<Made>> = of_each.into_values().collect();
        for made in &mut all {
            made.sort_by(|one, other| (one.visit.on, &one.record.number).cmp(&(other.visit.on, &other.record.number)));
        }
        Ok(all)
    }
}

/// Could it be over any cap, or within protection? Only of such merchants others are asked.
fn is_suspect(made: &[Made], year: i32, rules: &Rules) -> bool {
    let least = rules.caps.values().copied().min().unwrap_or(0);
    counted(made.iter().map(|one| &one.visit), year) > least || protected(made, year, rules).any(|is| is)
}

/// Of each visit, in order: was it made in that year within the protection of an earlier one?
fn protected<'m>(made: &'m [Made], year: i32, rules: &'m Rules) -> impl Iterator<Item = bool> + 'm {
    made.iter().enumerate().map(move |(at, one)| {
        let mut earlier = made.iter().take(at);
        one.visit.on.year() == year && earlier.any(|before| is_within_protection(&one.visit, &before.visit, rules))
    })
}

fn judged(code: PartyCode, made: &[Made], year: i32, (class, rules): (Option<&str>, &Rules)) -> Overvisited {
    let cap = cap(class, rules);
    let visits = counted(made.iter().map(|one| &one.visit), year);
    let of_year = made.iter().zip(protected(made, year, rules)).filter(|(one, _)| one.visit.on.year() == year);
    let visits_of_year = of_year.map(|(one, within_protection)| {
        let key = one.record.key();
        let href = owner::href(RecordKind::Inspection, one.record.party, key.as_str());
        Counted { day: one.record.day, key: key.to_string(), href, within_protection }
    });
    let listed: Vec<Counted> = visits_of_year.collect();
    let over_cap = cap.is_some_and(|cap| visits > cap);
    let within_protection = listed.iter().any(|visit| visit.within_protection);
    let mut provisional = if over_cap { rules.provisional(&CAP) } else { Vec::new() };
    provisional.extend(if within_protection { rules.provisional(&PROTECTION) } else { Vec::new() });
    Overvisited { code, name: None, area: None, cap, over_cap, within_protection, provisional, visits: listed }
}

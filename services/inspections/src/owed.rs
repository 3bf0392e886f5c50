//! Merchants that the law demands another visit of this year (年内应检未检): who would be missed if nobody went before its
//! end. Draws see to it by the end of their tasks; this is where it is seen meanwhile.

use crate::book::DrawBook;
use crate::error::DrawError;
use crate::freeze::{awaited, first_day, pending};
use crate::plans::YEARS;
use crate::store::{VisitRow, store};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use draws::legal::{Due, Merchant, Minima};
use draws::population::{Row, Standing};
use draws::rules::Rules;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Merchants at least whose visits are read together.
const FEWEST: usize = 200;

/// A merchant that is owed a visit.
pub(crate) struct Owed {
    pub(crate) code: PartyCode,
    pub(crate) name: String,
    pub(crate) area: AreaCode,
    /// The rule that demands it, with its ground.
    pub(crate) due: Due,
    /// Last visit on the spot that is known, of this year or those before it that may count.
    pub(crate) last_on: Option<Day>,
    /// Visits that were drawn and not made yet; each is counted as made.
    pub(crate) pending: u32,
    /// Does the rule rest on something that is not settled?
    pub(crate) provisional: bool,
}

impl DrawBook {
    /// Merchants within a reach that the law demands a visit of by the end of a year, beside those that were made and those
    /// that were drawn, in order of code; one more than the limit if there are more.
    ///
    /// # Errors
    /// A year of which no plan may be; that registry or ratings do not answer.
    pub(crate) fn owed(
        &self,
        (year, area): (i32, Option<AreaCode>),
        (after, limit): (Option<PartyCode>, usize),
        reach: Reach,
    ) -> Result<Vec<Owed>, DrawError> {
        if !YEARS.contains(&year) {
            return Err(DrawError::field("year", "不是计划年度", "is no year of a plan"));
        }
        let end = Day::from_ymd(year, 12, 31).unwrap_or(Day::FOREVER);
        let today = end.min(self.around.clock.today());
        let minima = Minima::on(&self.around.policies, today).map_err(DrawError::Policy)?;
        let rules = Rules::on(&self.around.policies, today).map_err(DrawError::Policy)?;
        let candidates = self.candidates(&minima, &rules, (area, reach))?;
        let candidates = candidates.into_iter().filter(|(code, _)| after.is_none_or(|after| *code > after));
        let candidates: Vec<(PartyCode, Candidate)> = candidates.collect();
        let since = first_day(year, end, minima.longest_months());
        let present = self.present(year)?;
        let of = |code: &str| present.get(code).map_or_else(|| code.to_owned(), Clone::clone);
        let open = self.db.read::<_, DrawError>(|conn| Ok(store(conn).open_visits(None)?))?;
        let open: Vec<(VisitRow, Day)> = open.into_iter().map(awaited).collect();
        let pending = pending(&open, of, year);
        let mut owed = Vec::new();
        // Visits are read of so many at a time, and of nobody behind the page.
        for some in candidates.chunks(limit.max(FEWEST)) {
            let codes: Vec<PartyCode> = some.iter().map(|(code, _)| *code).collect();
            let mut made = self.made(&codes, since, today)?;
            for (code, one) in some {
                let Candidate { row, class, name, industry, registered_on } = one;
                let row = Row {
                    visits: made.remove(code).unwrap_or_default(),
                    pending: pending.get(code.as_str()).copied().unwrap_or_default().by_year,
                    ..row.clone()
                };
                let (industry, registered_on) = (*industry, *registered_on);
                let Some(due) = minima.due(&Merchant { row: &row, class, industry, registered_on }, (year, end)) else {
                    continue;
                };
                owed.push(Owed {
                    code: *code,
                    name: name.clone(),
                    area: row.area,
                    last_on: row.visits.iter().filter(|visit| visit.on_site).map(|visit| visit.on).max(),
                    pending: row.pending,
                    provisional: minima.is_provisional(&due.rule),
                    due,
                });
                if owed.len() > limit {
                    return Ok(owed);
                }
            }
        }
        Ok(owed)
    }

    /// Merchants of industries that the law speaks of, by the code under which each is registered.
    fn candidates(
        &self,
        minima: &Minima,
        rules: &Rules,
        (area, reach): (Option<AreaCode>, Reach),
    ) -> Result<BTreeMap<PartyCode, Candidate>, DrawError> {
        let classes = self.around.classes.classes()?;
        let codes: Vec<PartyCode> = classes.iter().map(|one| one.code).collect();
        let registered = self.around.merchants.registered(&codes, None)?;
        let (mut seen, mut candidates) = (FxHashSet::default(), BTreeMap::new());
        for (one, merchant) in classes.into_iter().zip(registered) {
            let Some(merchant) = merchant else { continue };
            let is_wanted = merchant.active
                && reach.covers(Some(merchant.area))
                && area.is_none_or(|area| merchant.area.is_within(area))
                && minima.is_about(merchant.industry);
            if !is_wanted || !seen.insert(merchant.code) {
                continue;
            }
            let row = Row {
                area: merchant.area,
                class: one.class.clone().map_or(Standing::Unrated, Standing::Issued),
                due: None,
                key: merchant.code.to_string(),
                kind: merchant.kind,
                pending: 0,
                sector: String::new(),
                visits: Vec::new(),
            };
            let class = one.class.unwrap_or_else(|| rules.unrated.clone());
            let (name, industry, registered_on) = (merchant.name, merchant.industry, merchant.registered_on);
            candidates.insert(merchant.code, Candidate { row, class, name, industry, registered_on });
        }
        Ok(candidates)
    }
}

/// A merchant that may be owed a visit.
struct Candidate {
    row: Row,
    class: String,
    name: String,
    industry: Industry,
    registered_on: Option<Day>,
}

//! Legal minima (法定最低频次): of whom the law demands a visit by the last day of a task, by dated policy. Whoever is due
//! is visited for certain (settled readings, 21), and the ground says by which rule.
//!
//! Visits on the spot count, whatever they were for, and so do those that were drawn and not made yet.

use crate::population::Row;
use crate::rules::Basis;
use domain::day::Day;
use domain::industry::Industry;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::Reader;
use policy::set::PolicySet;
use std::collections::BTreeMap;

const SECTORS: &str = "inspections.legal_sectors";
const MINIMUM: &str = "inspections.legal_minimum";
const COVERAGE: &str = "inspections.legal_coverage";
/// Months of a plan year.
const YEAR: u32 = 12;
/// First month of the last quarter of a year.
const LAST_QUARTER: u32 = 10;
/// Most visits a year and most months that a rule may name.
const MOST: u32 = 366;

/// What the policy demands on the day of a commitment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Minima {
    /// The intervals that all this was read from.
    pub basis: Vec<Basis>,
    /// Industries of each sector.
    sectors: BTreeMap<String, Vec<Industry>>,
    /// Visits a plan year, by sector and class.
    minimum: Dated<BTreeMap<String, BTreeMap<String, u32>>>,
    /// Months within which everybody of a sector is visited.
    coverage: Dated<BTreeMap<String, u32>>,
}

/// A value with what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Dated<T> {
    value: T,
    since: Day,
    /// `id@first day`.
    reference: String,
    /// Instrument and article.
    source: String,
}

/// A merchant as it is judged.
#[derive(Clone, Copy, Debug)]
pub struct Merchant<'m> {
    /// Its row, with the visits that were made and those that are still to be made.
    pub row: &'m Row,
    /// The class by which it is drawn; it stands in for the grade of risk, of which no record tells.
    pub class: &'m str,
    /// Its industry, which decides about its sectors.
    pub industry: Industry,
    /// Since when it is registered, if that is known.
    pub registered_on: Option<Day>,
}

/// That the law demands a visit (法定必查).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    /// The interval that demands it: `id@first day`.
    pub rule: String,
    /// The sector.
    pub sector: String,
    /// Rule, count and article, for people.
    pub ground: String,
}

impl Minima {
    /// Reads what holds on `day`.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or has not the shape that is needed; a sector without industries.
    pub fn on(set: &PolicySet, day: Day) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::on(set, day);
        let sectors = reader.take(SECTORS, Unit::Tokens, |value| table(value, industries));
        let minimum = reader.take(MINIMUM, Unit::Count, |value| table(value, |of_class| table(of_class, number)));
        let coverage = reader.take(COVERAGE, Unit::Months, |value| table(value, number));
        if let (Some(sectors), Some(minimum), Some(coverage)) = (&sectors, &minimum, &coverage) {
            let named = minimum.keys().map(|sector| (MINIMUM, sector));
            for (id, sector) in named.chain(coverage.keys().map(|sector| (COVERAGE, sector))) {
                if !sectors.contains_key(sector) {
                    reader.fault(id, format!("{SECTORS} has no sector {sector}"));
                }
            }
        }
        let basis = reader.end()?;
        let read = || {
            let (minimum, coverage) =
                (Dated::of(set, MINIMUM, day, minimum?)?, Dated::of(set, COVERAGE, day, coverage?)?);
            Some(Self { basis, sectors: sectors?, minimum, coverage })
        };
        // Whatever is missing is a fault, and those have been told.
        read().ok_or_else(Vec::new)
    }

    /// Months for which a visit may be asked for by a rule.
    #[must_use]
    pub fn longest_months(&self) -> u32 {
        self.coverage.value.values().copied().max().unwrap_or(0).max(YEAR)
    }

    /// Does what a rule finds rest on something that is not settled: the rule itself, or which industries it is about?
    #[must_use]
    pub fn is_provisional(&self, rule: &str) -> bool {
        let is_of = |basis: &Basis| basis.reference == rule || basis.reference.starts_with(SECTORS);
        self.basis.iter().any(|basis| basis.provisional && is_of(basis))
    }

    /// Is a merchant due by the last day of a task of a plan year, and by which rule? The yearly minimum comes first.
    #[must_use]
    pub fn due(&self, merchant: &Merchant<'_>, (year, until): (i32, Day)) -> Option<Due> {
        let is_of = |industries: &Vec<Industry>| industries.iter().any(|whole| merchant.industry.is_within(*whole));
        let sectors = || self.sectors.iter().filter(|(_, industries)| is_of(industries)).map(|(sector, _)| sector);
        let by_minimum = sectors().find_map(|sector| self.by_minimum(sector, merchant, (year, until)));
        by_minimum.or_else(|| sectors().find_map(|sector| self.by_coverage(sector, merchant, until)))
    }

    /// Does any of it speak of this industry?
    #[must_use]
    pub fn is_about(&self, industry: Industry) -> bool {
        let named = self.minimum.value.keys().chain(self.coverage.value.keys());
        let mut industries = named.filter_map(|sector| self.sectors.get(sector)).flatten();
        industries.any(|whole| industry.is_within(*whole))
    }

    fn by_minimum(&self, sector: &str, merchant: &Merchant<'_>, (year, until): (i32, Day)) -> Option<Due> {
        let Dated { value, reference, source, .. } = &self.minimum;
        let a_year = *value.get(sector)?.get(merchant.class)?;
        let owed = owed(a_year, year, until);
        let row = merchant.row;
        let made = row.visits.iter().filter(|visit| visit.on_site && visit.on.year() == year).count();
        let done = u32::try_from(made).unwrap_or(u32::MAX).saturating_add(row.pending);
        let class = merchant.class;
        (done < owed).then(|| Due {
            rule: reference.clone(),
            sector: sector.to_owned(),
            ground: format!(
                "法定最低频次（{sector}，{class} 级每年 {a_year} 次）：截至 {until} 应有 {owed} 次，已有 {done} 次；{source}（{reference}）"
            ),
        })
    }

    fn by_coverage(&self, sector: &str, merchant: &Merchant<'_>, until: Day) -> Option<Due> {
        let Dated { value, since, reference, source } = &self.coverage;
        let months = *value.get(sector)?;
        let row = merchant.row;
        if row.pending > 0 {
            return None;
        }
        let last = row.visits.iter().filter(|visit| visit.on_site).map(|visit| visit.on).max();
        let begun = last.into_iter().chain(merchant.registered_on).fold(*since, Day::max);
        let latest = begun.plus_months(months);
        (latest <= until).then(|| Due {
            rule: reference.clone(),
            sector: sector.to_owned(),
            ground: format!(
                "全覆盖检查（{sector}，每 {months} 个月至少一次）：自 {begun} 起算，最迟 {latest}；{source}（{reference}）"
            ),
        })
    }
}

/// By which day a draw sees to what a merchant is owed: the last day of its task; of the last task of the year that can still
/// reach the merchant, the end of that year, if it ends in the last quarter. Or what is owed on 31 December would be
/// drawn for by none that ends a day earlier. A task of spring is no such last one, however few are planned yet.
#[must_use]
pub fn seen_to_by(until: Day, year: i32, is_last: bool) -> Day {
    let (quarter, end) = (Day::from_ymd(year, LAST_QUARTER, 1), Day::from_ymd(year, 12, 31));
    let ends_late = is_last && quarter.is_some_and(|quarter| quarter <= until);
    end.filter(|_| ends_late).map_or(until, |end| until.max(end))
}

/// Visits owed by the last day of a task: one at the end of each even part of the plan year, so that a merchant is left to
/// chance until the law demands it. A task that ends in the year behind owes what the whole year does.
fn owed(a_year: u32, year: i32, until: Day) -> u32 {
    let first = Day::from_ymd(year, 1, 1).unwrap_or(until);
    let months = first.complete_months_until(until.next()).min(YEAR);
    a_year.saturating_mul(months) / YEAR
}

impl<T> Dated<T> {
    fn of(set: &PolicySet, id: &str, day: Day, value: T) -> Option<Self> {
        let found = set.at(id, day).ok()?;
        Some(Self { value, since: found.since, reference: found.reference(), source: found.source.to_string() })
    }
}

fn table<T>(value: &Value, read: impl Fn(&Value) -> Result<T, String>) -> Result<BTreeMap<String, T>, String> {
    let table = value.table().ok_or("a table by sector or class is needed")?;
    table.iter().map(|(name, value)| Ok((name.clone(), read(value)?))).collect()
}

fn number(value: &Value) -> Result<u32, String> {
    let read =
        value.integer().and_then(|number| u32::try_from(number).ok()).filter(|number| (1..=MOST).contains(number));
    read.ok_or_else(|| format!("a number from 1 to {MOST} is needed"))
}

fn industries(value: &Value) -> Result<Vec<Industry>, String> {
    let texts = value.texts().filter(|texts| !texts.is_empty()).ok_or("a list of industries is needed")?;
    texts.into_iter().map(|text| Industry::parse(text).map_err(|error| error.to_string())).collect()
}

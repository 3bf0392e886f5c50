//! Ratios of handling, counted from what stands, and the filings that each figure is made of.

mod groups;
mod waiting;
mod within;

pub use groups::By;

use crate::filings::{Filing, Filings};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::page::cut;
use contracts::port::{Merchants, PortError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::Content;
use groups::Grouping;
use ledger::{Asker, LedgerError, Mirror, RowPlace};
use policy::fault::Fault;
use policy::set::PolicySet;
use ratios::{Figure, Linked, Measure, Period, Rules, Share};
use serde::{Deserialize, Serialize};
use statute::duties::Limits;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use waiting::Beside;

/// Counts what is handled, and how (办理统计).
pub struct Statistics {
    filings: Arc<Mirror<Filings>>,
    limits: Arc<Limits>,
    policies: PolicySet,
    merchants: Arc<dyn Merchants>,
    clock: Arc<dyn Clock>,
}

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub enum StatisticsError {
    /// Filings are still being read.
    #[error("filings are still being read into memory; try again in a moment")]
    Reading,
    /// A period that ends before it begins, or a day to come.
    #[error("{1}")]
    Period(&'static str, &'static str, &'static str),
    /// What was to be decided is not there, or has been.
    #[error("{0}")]
    Decided(&'static str, &'static str),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The registry, which says where a merchant was.
    #[error(transparent)]
    Registry(#[from] PortError),
    /// The parameters of that day.
    #[error("the parameters of ratios cannot be used")]
    Policy(Vec<Fault>),
}

/// What is counted, and for whom.
#[derive(Clone, Debug)]
pub struct Counting {
    /// Which ratios.
    pub measures: Vec<Measure>,
    /// First day; the first of the year of the last one if it is not said.
    pub from: Option<Day>,
    /// Last day; that of looking if it is not said.
    pub to: Option<Day>,
    /// As is seen at the end of this day; of yesterday's state nothing is known that came later. Today if it is not said.
    pub as_of: Option<Day>,
    /// Split by this.
    pub by: Option<By>,
    /// What offices within this handle. Of filings of which no office is told where it is, those of merchants within
    /// it; by the area of merchants, all those of merchants within it.
    pub reach: Reach,
    /// On whose behalf: of rows that wait for their party, whoever is limited to an area is told the places of those of
    /// their own imports alone.
    pub actor: String,
}

/// Whose a filing is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whose {
    /// A merchant's, by its code as the record has it.
    Known(PartyCode),
    /// Nobody knows yet: the row that waits, for whoever may see it.
    Waiting(Option<RowPlace>),
}

impl Whose {
    /// The merchant's code, if it is known.
    #[must_use]
    pub const fn code(&self) -> Option<PartyCode> {
        match self {
            Self::Known(code) => Some(*code),
            Self::Waiting(_) => None,
        }
    }
}

/// A ratio of one group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ratio {
    /// Which.
    pub measure: Measure,
    /// The value by which it is split; nothing for those of which it is not known, or if nothing is split.
    pub value: Option<String>,
    /// The same for people.
    pub label: Option<String>,
    /// The figure.
    pub figure: Figure,
    /// Rules and numbers that are not settled and by which some of it is counted, by name and first day.
    pub unsettled: BTreeSet<String>,
}

/// Ratios, and what they rest on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ratios {
    /// First and last day.
    pub period: Period,
    /// As is seen at the end of this day.
    pub as_of: Day,
    /// By what is known at this instant.
    pub known_at: Instant,
    /// The numbers that were used.
    pub rules: Rules,
    /// Each measure and group, in their order.
    pub ratios: Vec<Ratio>,
}

/// Which filings of a figure are wanted.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What was counted.
    pub counting: Counting,
    /// Of this group alone: those of which it is not known if there is nothing within.
    pub group: Option<Option<String>>,
    /// Only those that were as they should be, or only those that were not.
    pub good: Option<bool>,
    /// Behind this one.
    pub after: Option<FilingAfter>,
    /// At most so many.
    pub limit: usize,
}

/// A filing behind a figure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilingCounted {
    /// Whose it is.
    pub whose: Whose,
    /// Kind of the record.
    pub kind: &'static str,
    /// Its business key.
    pub key: String,
    /// What it adds.
    pub share: Share,
    /// Its place in the list.
    pub after: FilingAfter,
}

/// Where a list goes on: behind this filing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct FilingAfter {
    day: i32,
    subject: i64,
    key: String,
    case: bool,
}

impl FilingAfter {
    /// Whom the filing is about.
    pub(crate) const fn subject(&self) -> i64 {
        self.subject
    }
}

/// What a filing adds, and whose it is.
struct Counted {
    subject: i64,
    whose: Whose,
    kind: &'static str,
    key: String,
    measure: Measure,
    share: Share,
    group: Option<String>,
    unsettled: Vec<String>,
}

/// What a group adds up to: its figure, its distinct cases, and what it is counted by that is not settled.
type Sum = (Figure, BTreeSet<String>, BTreeSet<String>);

/// The subject of what is nobody's that is known: no merchant has this number.
const NOBODY: i64 = 0;

/// What each measure and group adds up to; those of whom the group is not known come last.
type Groups = BTreeMap<(Measure, bool, Option<String>), Sum>;

/// A filing adds to a ratio, before it is known where its merchant was.
pub(crate) struct Found {
    counted: Counted,
    received_on: Day,
    office_area: Option<AreaCode>,
}

impl Statistics {
    /// Of filings, by these limits and parameters of ratios.
    pub(crate) fn new(
        filings: Arc<Mirror<Filings>>,
        (limits, policies): (Arc<Limits>, PolicySet),
        merchants: Arc<dyn Merchants>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { filings, limits, policies, merchants, clock }
    }

    /// Ratios of handling, by group.
    ///
    /// # Errors
    /// [`StatisticsError`].
    pub fn ratios(&self, counting: &Counting) -> Result<Ratios, StatisticsError> {
        let known_at = self.clock.now();
        let (period, as_of) = self.period(counting)?;
        let rules = Rules::on(&self.policies, as_of).map_err(StatisticsError::Policy)?;
        let counted = self.counted(counting, (period, as_of), &rules)?;
        let mut groups = Groups::new();
        if counting.by.is_none() {
            groups.extend(counting.measures.iter().map(|measure| ((*measure, true, None), Default::default())));
        }
        for Counted { measure, share, group, unsettled, .. } in counted {
            let (figure, cases, rules) = groups.entry((measure, group.is_none(), group)).or_default();
            rules.extend(unsettled);
            match share.case_no {
                Some(number) => _ = cases.insert(number),
                None => *figure = figure.and(share.of, share.good),
            }
        }
        let label = |value: &String| counting.by.map(|by| by.label(value));
        let ratios = groups.into_iter().map(|((measure, _, value), (figure, cases, unsettled))| Ratio {
            measure,
            label: value.as_ref().and_then(label),
            value,
            figure: Figure { good: figure.good + cases.len() as u64, ..figure },
            unsettled,
        });
        Ok(Ratios { period, as_of, known_at, ratios: ratios.collect(), rules })
    }

    /// The filings that a figure is made of, by the day by which they are counted, and where the list goes on.
    ///
    /// # Errors
    /// [`StatisticsError`].
    pub fn open(&self, opened: &Opened) -> Result<(Vec<FilingCounted>, Option<FilingAfter>), StatisticsError> {
        let (period, as_of) = self.period(&opened.counting)?;
        let rules = Rules::on(&self.policies, as_of).map_err(StatisticsError::Policy)?;
        let mut counted = self.counted(&opened.counting, (period, as_of), &rules)?;
        let group = opened.group.clone().map(|group| group.map(|value| self.called_today(opened.counting.by, value)));
        counted.retain(|counted| {
            group.as_ref().is_none_or(|group| *group == counted.group)
                && opened.good.is_none_or(|good| good == counted.share.good)
        });
        let placed = counted.into_iter().map(|Counted { subject, whose, kind, key, share, .. }| {
            let after =
                FilingAfter { day: share.day.number(), subject, key: key.clone(), case: share.case_no.is_some() };
            FilingCounted { whose, kind, key, share, after }
        });
        let mut found: Vec<FilingCounted> =
            placed.filter(|counted| opened.after.as_ref().is_none_or(|after| counted.after > *after)).collect();
        found.sort_by(|one, other| one.after.cmp(&other.after));
        let next = cut(&mut found, opened.limit, |last| last.after.clone());
        Ok((found, next))
    }

    /// A value that is asked for, as its group is called today: an area may have been succeeded by another since.
    fn called_today(&self, by: Option<By>, value: String) -> String {
        match AreaCode::parse(&value) {
            Ok(area) if by == Some(By::OfficeArea) => self.filings.ledger().present(area).to_string(),
            _ => value,
        }
    }

    /// Can this be counted?
    ///
    /// # Errors
    /// [`StatisticsError::Period`].
    pub(crate) fn check(&self, counting: &Counting) -> Result<(), StatisticsError> {
        self.period(counting).map(drop)
    }

    fn period(&self, counting: &Counting) -> Result<(Period, Day), StatisticsError> {
        let today = self.clock.today();
        let as_of = counting.as_of.unwrap_or(today);
        if as_of > today {
            return Err(StatisticsError::Period("as_of", "the day lies ahead", "日期晚于今天"));
        }
        let to = counting.to.unwrap_or(as_of);
        let from = counting.from.unwrap_or_else(|| Day::from_ymd(to.year(), 1, 1).unwrap_or(to));
        if from > to {
            return Err(StatisticsError::Period("to", "the period ends before it begins", "统计期的止日早于起日"));
        }
        Ok((Period { from, to }, as_of))
    }

    fn counted(
        &self,
        counting: &Counting,
        (period, as_of): (Period, Day),
        rules: &Rules,
    ) -> Result<Vec<Counted>, StatisticsError> {
        let law = (self.limits.as_ref(), rules);
        let asker = Asker { actor: &counting.actor, reach: counting.reach, department: None };
        let ledger = self.filings.ledger();
        // The mirror stands still while the rows are read: what it holds by then is no more than what they say.
        let found = self.filings.look(|filings| {
            let Beside { records, rows } = Beside::of(filings, ledger.resolving(asker)?)?;
            let records = records.iter().map(|(subject, filing)| (*subject, filing));
            let known = filings.all().chain(records);
            let known = known.map(|(subject, filing)| (subject, filing, Whose::Known(filing.content.party())));
            let rows = rows.iter().map(|(filing, row)| (NOBODY, filing, Whose::Waiting(row.clone())));
            let all: Vec<(i64, &Filing, Whose)> = known.chain(rows).collect();
            // Two rows that wait may bear one key, so that their place tells them apart.
            let named = all.iter().enumerate();
            let named = named.map(|(at, (subject, filing, _))| ((*subject, filing.key.as_str(), at), &filing.content));
            let linked = Linked::of(named, &counting.measures, as_of, law);
            let linked = &linked;
            let added = all.iter().enumerate().flat_map(|(at, (subject, filing, whose))| {
                let name = (*subject, filing.key.as_str(), at);
                let content = linked.counted(name, &filing.content);
                let office_area = content.handling().and_then(|handling| handling.office_area);
                let office_area = office_area.map(|area| ledger.present(area));
                let shares = ratios::shares(&counting.measures, &content, period, as_of, law).into_iter();
                // No repetition is published, also where it stands for its main filing.
                let may_count = move |measure| measure != Measure::K6 || !linked.stands_in(name);
                let shares = shares.filter(move |(measure, _)| may_count(*measure));
                shares.filter(move |(measure, _)| linked.counts(*measure, name)).map(move |(measure, share)| Found {
                    received_on: received_on(&filing.content),
                    office_area,
                    counted: Counted {
                        subject: *subject,
                        whose: whose.clone(),
                        kind: filing.content.kind().token(),
                        key: filing.key.clone(),
                        unsettled: ratios::unsettled(measure, &content, as_of, law),
                        measure,
                        group: counting.by.and_then(|by| by.of_record(&filing.content, office_area, share.day)),
                        share,
                    },
                })
            });
            Ok::<_, LedgerError>(added.collect::<Vec<Found>>())
        });
        let mut found = found.ok_or(StatisticsError::Reading)??;
        within::keep(&mut found, counting, ledger)?;
        if let Some(by) = counting.by {
            let (merchants, reach) = (self.merchants.as_ref(), counting.reach);
            Grouping { by, merchants, ledger, reach }.fill(&mut found)?;
        }
        Ok(found.into_iter().map(|found| found.counted).collect())
    }
}

/// The day of receipt, by which it is known where a merchant was.
fn received_on(content: &Content) -> Day {
    content.event_day().unwrap_or(Day::DAWN)
}

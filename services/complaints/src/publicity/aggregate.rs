//! Complaints in the aggregate (投诉汇总公示): for whoever asks, so that nobody can be told from the numbers.

use super::{Publicity, Rules, TOTALLED};
use crate::registered::{area_zh, registered, trade_zh};
use crate::statistics::StatisticsError;
use contracts::port::Registration;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::Content;
use domain::vocab::ComplaintOutcome;
use masking::{Known, mask};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use utoipa::ToSchema;

/// By what complaints are told in the aggregate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ComplaintAggregation)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// 主体所在区县
    Area,
    /// 主体行业门类
    Trade,
    /// 问题类型
    Problem,
}

/// Complaints that ended with a result, of one group (一组投诉).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aggregate {
    /// Area, section or type of problem; nothing for those of which it is not known.
    pub value: Option<String>,
    /// The same for people.
    pub label: Option<String>,
    /// How many.
    pub closed: u64,
    /// How many of them by an agreement.
    pub settled: u64,
}

/// Complaints of twelve months in the aggregate (投诉汇总).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aggregates {
    /// First day, by the day on which they ended.
    pub from: Day,
    /// Last one.
    pub to: Day,
    /// By what was known at this instant.
    pub known_at: Instant,
    /// Each group that is large enough, the largest first.
    pub groups: Vec<Aggregate>,
    /// All others together; nothing if there are none, or they are too few.
    pub others: Option<(u64, u64)>,
    /// The numbers that were used.
    pub rules: Rules,
}

/// For so many minutes an answer is given again: whoever asks needs no login, and counting reads the whole city.
const KEPT: i64 = 10 * 60 * 1_000_000;

/// How many ended with a result, and how many of them by an agreement.
type Count = (u64, u64);
/// Those of each value.
type Counts = BTreeMap<Option<String>, Count>;

impl Publicity {
    /// Complaints in the aggregate. The consumer's refusal keeps a complaint from being shown by itself, not from being
    /// counted here.
    ///
    /// # Errors
    /// [`StatisticsError`].
    pub fn aggregates(&self, by: Aggregation) -> Result<Aggregates, StatisticsError> {
        let now = self.clock.now();
        // One counts, and whoever asks meanwhile waits for that.
        let mut kept = self.aggregated.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |found: &&Aggregates| {
            let age = now.micros() - found.known_at.micros();
            (0..KEPT).contains(&age) && found.known_at.day() == now.day()
        };
        if let Some(found) = kept.get(&by).filter(is_fresh) {
            return Ok(found.clone());
        }
        let found = self.aggregated(by, now)?;
        kept.insert(by, found.clone());
        Ok(found)
    }

    fn aggregated(&self, by: Aggregation, known_at: Instant) -> Result<Aggregates, StatisticsError> {
        let to = known_at.day();
        let from = to.aged(TOTALLED).next();
        let rules = self.rules(to)?;
        let ended = self.filings.look(|filings| {
            let complaints = filings.all().filter_map(|(_, filing)| match &filing.content {
                Content::Complaint(complaint) => Some(complaint),
                _ => None,
            });
            let ended = complaints.filter(|complaint| {
                complaint.is_publishable_in_law() && complaint.closed_on.is_some_and(|day| from <= day && day <= to)
            });
            let told = ended.map(|complaint| {
                let problem = complaint.handling.as_deref().and_then(|handling| handling.problem.clone());
                let outcome = complaint.outcome;
                let is_settled = matches!(outcome, Some(ComplaintOutcome::SelfSettled | ComplaintOutcome::Mediated));
                (complaint.party, problem, is_settled)
            });
            told.collect::<Vec<_>>()
        });
        let ended = ended.ok_or(StatisticsError::Reading)?;
        let of_merchants = match by {
            Aggregation::Problem => BTreeMap::new(),
            Aggregation::Area => self.registered(&ended, |merchant| merchant.area.to_string())?,
            Aggregation::Trade => {
                self.registered(&ended, |merchant| merchant.industry.section().letter().to_string())?
            }
        };
        let mut counts = Counts::new();
        for (party, problem, is_settled) in ended {
            let value = match by {
                // The words are the platform's, but a person may have typed them.
                Aggregation::Problem => problem.map(|problem| mask(&problem, &Known::default()).text),
                Aggregation::Area | Aggregation::Trade => of_merchants.get(&party).cloned(),
            };
            let (closed, settled) = counts.entry(value).or_default();
            *closed += 1;
            *settled += u64::from(is_settled);
        }
        let (groups, others) = told(counts, rules.smallest_aggregate);
        let groups = groups.into_iter().map(|(value, (closed, settled))| {
            let label = value.as_deref().map(|value| by.label(value));
            Aggregate { value, label, closed, settled }
        });
        Ok(Aggregates { from, to, known_at, groups: groups.collect(), others, rules })
    }

    fn registered(
        &self,
        ended: &[(PartyCode, Option<String>, bool)],
        value: fn(&Registration) -> String,
    ) -> Result<BTreeMap<PartyCode, String>, StatisticsError> {
        let codes: BTreeSet<PartyCode> = ended.iter().map(|(party, ..)| *party).collect();
        let known = registered(self.merchants.as_ref(), &codes, None)?;
        Ok(known.iter().map(|(code, merchant)| (*code, value(merchant))).collect())
    }
}

impl Aggregation {
    fn label(self, value: &str) -> String {
        let told = match self {
            Self::Area => area_zh(value),
            Self::Trade => trade_zh(value),
            Self::Problem => None,
        };
        told.unwrap_or_else(|| value.to_owned())
    }
}

/// The groups of at least so many, the largest first, and the others together. Where the others are too few, the smallest
/// groups go to them: or the sums of another list would tell how many they are.
fn told(counts: Counts, smallest: u64) -> (Vec<(Option<String>, Count)>, Option<Count>) {
    let mut groups: Vec<_> = counts.into_iter().collect();
    groups.sort_by(|(one, (many, _)), (other, (more, _))| more.cmp(many).then_with(|| one.cmp(other)));
    let mut others = (0, 0);
    while let Some((closed, settled)) = groups.last().map(|(_, counts)| *counts) {
        if closed >= smallest && (others.0 == 0 || others.0 >= smallest) {
            break;
        }
        groups.pop();
        others = (others.0 + closed, others.1 + settled);
    }
    (groups, (others.0 >= smallest).then_some(others))
}

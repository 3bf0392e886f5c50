//! The draw: who is visited and why, and why everybody else is not.

use crate::assign::{Visit, assign};
use crate::frozen::{Frozen, Inputs};
use crate::hash::{self, Hash};
use crate::population::{Group, Row};
use crate::quota::{Weight, size, spread};
use crate::rules::Protects;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a draw gives.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// What became of each row, in order of key.
    pub outcomes: Vec<Outcome>,
    /// Sizes by class and kind.
    pub quotas: Vec<Quota>,
    /// Sizes by stratum, in order of key.
    pub strata: Vec<Stratum>,
    /// The visits with their inspectors, in the order in which these were drawn.
    pub visits: Vec<Visit>,
}

/// What became of a row (抽查结果).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What.
    pub fate: Fate,
    /// The row's key.
    pub key: String,
    /// Its rank: among the candidates of a stratum the smallest are drawn.
    pub rank: Hash,
    /// Its stratum.
    pub stratum: String,
}

/// A row's fate with its reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fate {
    /// 抽中: its place, from 1, is within the seats of its stratum.
    Drawn {
        /// Place among the candidates by rank.
        place: u64,
        /// Seats of the stratum that are drawn for.
        seats: u64,
    },
    /// 法定最低频次: taken for certain.
    LegalMinimum {
        /// What the law's demand has beaten, if anything.
        beats: Option<Barred>,
        /// Ground in law.
        ground: String,
    },
    /// 未抽中: its place is beyond the seats.
    NotDrawn {
        /// Place among the candidates by rank.
        place: u64,
        /// Seats of the stratum that are drawn for.
        seats: u64,
    },
    /// Cap or protection: not a candidate, though counted in N.
    Barred(Barred),
}

impl Fate {
    /// Is the merchant visited?
    #[must_use]
    pub const fn is_visited(&self) -> bool {
        matches!(self, Self::Drawn { .. } | Self::LegalMinimum { .. })
    }
}

/// Why a merchant is no candidate (不参加抽取的原因).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Barred {
    /// 达到年度上限: visits made and still to be made have reached the cap of its class.
    Capped {
        /// The cap.
        cap: u32,
        /// Own-motion visits on the spot of the plan year, with those drawn and not made yet.
        visits: u32,
    },
    /// 已抽中待检查: drawn before, and that visit is not made yet.
    Pending,
    /// 重复检查间隔内: protected through `until`.
    Protected {
        /// Last visit that protects.
        last: Day,
        /// Last day of protection.
        until: Day,
    },
}

/// Sizes of a class and kind (settled readings, 20).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Visits that earlier draws of the plan year took.
    pub before: u64,
    /// Class.
    pub class: String,
    /// Kind.
    pub group: Group,
    /// Legal minima among the rows, which count towards the size.
    pub legal: u64,
    /// N: rows of the class and kind.
    pub population: u64,
    /// k: `ceil(N · ratio)` for the whole plan year.
    pub size: u64,
}

/// Sizes of a stratum.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stratum {
    /// Its key.
    pub key: String,
    /// Legal minima in it, all of them visited.
    pub legal: u64,
    /// Rows.
    pub population: u64,
    /// Visits due in it, legal minima among them.
    pub seats: u64,
    /// Seats for which there was no candidate (缺额).
    pub shortfall: u64,
}

/// Draws. The same inputs in any order and the same seed give the same result, bit for bit, and a row's rank
/// depends on nothing but the seed, its stratum and its key.
#[must_use]
pub fn draw(frozen: &Frozen, seed: &Hash) -> Drawn {
    let rows: Vec<Ranked<'_>> = frozen.inputs().population.iter().map(|row| Ranked::new(frozen, row, seed)).collect();
    let mut cells: BTreeMap<(&str, Group), BTreeMap<&str, Weight>> = BTreeMap::new();
    for row in &rows {
        let strata = cells.entry((frozen.class(row.row), Group::of(row.row.kind))).or_default();
        let weight = strata.entry(&row.stratum).or_insert(Weight { population: 0, legal: 0 });
        weight.population += 1;
        weight.legal += u64::from(row.row.due.is_some());
    }
    let (mut quotas, mut strata) = (Vec::new(), BTreeMap::new());
    for ((class, group), weights) in &cells {
        let quota = quota(frozen.inputs(), class, *group, weights);
        for (key, seats) in spread(quota.size.saturating_sub(quota.before), weights) {
            let Weight { population, legal } = weights.get(key).copied().unwrap_or(Weight { population: 0, legal: 0 });
            let stratum = Stratum { key: key.to_owned(), legal, population, seats, shortfall: 0 };
            strata.insert(key, stratum);
        }
        quotas.push(quota);
    }
    let fates = fates(&rows, &mut strata);
    let strata: Vec<Stratum> = strata.into_values().collect();
    let visited = rows.iter().zip(&fates).filter(|(_, fate)| fate.is_visited()).map(|(row, _)| row.row);
    let visits = assign(frozen.inputs(), visited, seed);
    let outcome = |(row, fate): (&Ranked<'_>, Fate)| Outcome {
        fate,
        key: row.row.key.clone(),
        rank: row.rank,
        stratum: row.stratum.clone(),
    };
    Drawn { outcomes: rows.iter().zip(fates).map(outcome).collect(), quotas, strata, visits }
}

struct Ranked<'f> {
    row: &'f Row,
    stratum: String,
    rank: Hash,
    barred: Option<Barred>,
}

impl<'f> Ranked<'f> {
    fn new(frozen: &'f Frozen, row: &'f Row, seed: &Hash) -> Self {
        let stratum = frozen.stratum(row);
        let rank = hash::rank(seed, &stratum, &row.key);
        Self { row, rank, barred: barred(frozen, row), stratum }
    }
}

fn quota(inputs: &Inputs, class: &str, group: Group, strata: &BTreeMap<&str, Weight>) -> Quota {
    let before = inputs.drawn_before.iter().find(|before| before.class == class && before.group == group);
    let population = strata.values().map(|weight| weight.population).sum();
    // Frozen inputs hold no class without a share.
    let permille = inputs.rules.permille(class, group).unwrap_or(0);
    Quota {
        before: before.map_or(0, |before| u64::from(before.visits)),
        class: class.to_owned(),
        group,
        legal: strata.values().map(|weight| weight.legal).sum(),
        population,
        size: size(population, permille),
    }
}

/// Cap, then protection, through the last day of it (settled readings, 22).
fn barred(frozen: &Frozen, row: &Row) -> Option<Barred> {
    let Inputs { rules, task, .. } = frozen.inputs();
    let counted = row.visits.iter().filter(|visit| visit.counts());
    let this_year = counted.clone().filter(|visit| visit.on.year() == task.year).count();
    let visits = u32::try_from(this_year).unwrap_or(u32::MAX).saturating_add(row.pending);
    // Frozen inputs hold no class without a cap.
    let cap = rules.caps.get(frozen.class(row)).copied().unwrap_or(0);
    if visits >= cap {
        return Some(Barred::Capped { cap, visits });
    }
    if row.pending > 0 {
        return Some(Barred::Pending);
    }
    let protects = counted.filter(|visit| rules.protects == Protects::AnyBureau || visit.higher);
    let last = protects.map(|visit| visit.on).max()?;
    let until = last.plus_months(rules.protection_months);
    (task.from <= until).then_some(Barred::Protected { last, until })
}

/// The legal minimum first, then the smallest ranks among the candidates of each stratum.
fn fates(rows: &[Ranked<'_>], strata: &mut BTreeMap<&str, Stratum>) -> Vec<Fate> {
    let mut candidates: BTreeMap<&str, Vec<(Hash, &str)>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.row.due.is_none() && row.barred.is_none()) {
        candidates.entry(&row.stratum).or_default().push((row.rank, &row.row.key));
    }
    for (key, stratum) in strata.iter_mut() {
        let found = candidates.get(key).map_or(0, |found| found.len() as u64);
        stratum.shortfall = stratum.seats.saturating_sub(stratum.legal).saturating_sub(found);
    }
    let mut places: BTreeMap<&str, u64> = BTreeMap::new();
    for found in candidates.values_mut() {
        found.sort_unstable();
        places.extend(found.iter().zip(1..).map(|((_, key), place)| (*key, place)));
    }
    let fate = |row: &Ranked<'_>| {
        if let Some(ground) = &row.row.due {
            return Fate::LegalMinimum { beats: row.barred.clone(), ground: ground.clone() };
        }
        if let Some(barred) = &row.barred {
            return Fate::Barred(barred.clone());
        }
        let seats = strata.get(row.stratum.as_str()).map_or(0, |stratum| stratum.seats.saturating_sub(stratum.legal));
        let place = places.get(row.row.key.as_str()).copied().unwrap_or(u64::MAX);
        if place <= seats { Fate::Drawn { place, seats } } else { Fate::NotDrawn { place, seats } }
    };
    rows.iter().map(fate).collect()
}

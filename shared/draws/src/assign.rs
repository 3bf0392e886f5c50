//! Who visits whom (检查人员匹配): two inspectors a visit, drawn after the merchants.

use crate::frozen::Inputs;
use crate::hash::{self, Hash};
use crate::people::Inspector;
use crate::population::Row;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A visit that was drawn, with its inspectors.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Key of the merchant's row.
    pub key: String,
    /// Its place in the order: visits get inspectors by rising hash.
    pub order: Hash,
    /// The inspectors.
    pub team: Team,
}

/// Inspectors of a visit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Team {
    /// The two; the first is qualified for the sector.
    Of([String; 2]),
    /// 未匹配: the conditions are never relaxed.
    Unassigned(Lack),
}

/// What a visit lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Nobody without a conflict is qualified for the sector.
    Qualified,
    /// A qualified inspector, but no second without a conflict.
    Second,
}

/// Gives each visit the least loaded who may make it; among equals a hash decides (settled readings, 23).
pub(crate) fn assign<'r>(inputs: &Inputs, visited: impl Iterator<Item = &'r Row>, seed: &Hash) -> Vec<Visit> {
    let mut visits: Vec<(Hash, &Row)> = visited.map(|row| (hash::order(seed, &row.key), row)).collect();
    visits.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
    let holding = inputs.conflicts.iter().filter(|conflict| conflict.holds(&inputs.rules, inputs.task.from));
    let conflicts: BTreeSet<(&str, &str)> = holding.map(|c| (c.inspector.as_str(), c.key.as_str())).collect();
    let mut loads: BTreeMap<&str, u32> = inputs.inspectors.iter().map(|i| (i.id.as_str(), i.load)).collect();
    let mut given = Vec::new();
    for (order, row) in visits {
        let mut free: Vec<(u32, Hash, &Inspector)> = Vec::new();
        for inspector in inputs.inspectors.iter().filter(|i| !conflicts.contains(&(i.id.as_str(), row.key.as_str()))) {
            let load = loads.get(inspector.id.as_str()).copied().unwrap_or(inspector.load);
            free.push((load, hash::inspector(seed, &row.key, &inspector.id), inspector));
        }
        free.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
        let team = team(&free, &row.sector);
        if let Team::Of(ids) = &team {
            for (id, load) in &mut loads {
                *load = load.saturating_add(u32::from(ids.iter().any(|one| one == id)));
            }
        }
        given.push(Visit { key: row.key.clone(), order, team });
    }
    given
}

/// The first who is qualified, and the first of the others.
fn team(free: &[(u32, Hash, &Inspector)], sector: &str) -> Team {
    let mut free_ids = free.iter().map(|(_, _, inspector)| *inspector);
    let Some(first) = free_ids.clone().find(|inspector| inspector.sectors.contains(sector)) else {
        return Team::Unassigned(Lack::Qualified);
    };
    match free_ids.find(|inspector| inspector.id != first.id) {
        Some(second) => Team::Of([first.id.clone(), second.id.clone()]),
        None => Team::Unassigned(Lack::Second),
    }
}

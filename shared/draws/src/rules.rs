//! The dated numbers of a draw (抽查参数): ratios, caps and times, as they are frozen with it.

mod read;

use crate::population::Group;
pub use policy::reader::Basis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the policy says of draws on the day of a commitment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The intervals that all this was read from.
    pub basis: Vec<Basis>,
    /// Most own-motion visits on the spot to one merchant and plan year, by class (年度上限).
    pub caps: BTreeMap<String, u32>,
    /// Months for which an inspector keeps away from a former employer.
    pub former_employer_months: u32,
    /// Least days of 24 hours from commitment to public value; at least 1.
    pub lead_days: u32,
    /// Months of protection after a visit (重复检查间隔).
    pub protection_months: u32,
    /// Whose visits protect.
    pub protects: Protects,
    /// Share drawn in a plan year, by class.
    pub ratios: BTreeMap<String, Ratio>,
    /// Class by which merchants without one are drawn.
    pub unrated: String,
    /// Days of 24 hours for which the public value is waited for.
    pub wait_days: u32,
}

/// Shares of a class, in thousandths (千分比).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// Of enterprises and cooperatives.
    pub enterprise: u32,
    /// Of sole traders.
    pub sole_trader: u32,
}

/// Whose visits protect a merchant from another (settled readings, 22).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protects {
    /// 各级机关
    AnyBureau,
    /// 仅上级机关: only in bundles. No record of a visit tells by which level it was made, so that no rules are read with it.
    HigherBureau,
}

/// Rules by which nothing can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// A share above the whole.
    #[error("the share of class {class} is more than 1000 thousandths")]
    Ratio {
        /// Of which class.
        class: String,
    },
    /// A class has a share and no cap, or a cap and no share.
    #[error("class {class} needs both a share and a cap")]
    Unpaired {
        /// Which.
        class: String,
    },
    /// The class of unrated merchants has no share.
    #[error("class {class}, by which unrated merchants are drawn, has no share")]
    Unrated {
        /// Which.
        class: String,
    },
    /// A commitment less than 24 hours before its public value.
    #[error("a commitment must come at least 24 hours before its public value")]
    Lead,
    /// A class that cannot stand in a stratum key.
    #[error("class {class:?} is empty or holds a slash or a control character")]
    Name {
        /// Which.
        class: String,
    },
}

impl Rules {
    /// Share of a class and kind in thousandths; `None` for a class that has none.
    #[must_use]
    pub fn permille(&self, class: &str, group: Group) -> Option<u32> {
        let ratio = self.ratios.get(class)?;
        Some(match group {
            Group::Enterprise => ratio.enterprise,
            Group::SoleTrader => ratio.sole_trader,
        })
    }

    /// Which of these parameters are not settled (暂定参数), each as `id@first day`.
    #[must_use]
    pub fn provisional(&self, ids: &[&str]) -> Vec<String> {
        let is_of = |basis: &&Basis| ids.iter().any(|id| basis.reference.split('@').next() == Some(*id));
        let unsettled = self.basis.iter().filter(|basis| basis.provisional).filter(is_of);
        unsettled.map(|basis| basis.reference.clone()).collect()
    }

    /// Are they whole?
    ///
    /// # Errors
    /// The first [`RulesError`].
    pub fn check(&self) -> Result<(), RulesError> {
        for (class, ratio) in &self.ratios {
            if !crate::frozen::is_part(class) {
                return Err(RulesError::Name { class: class.clone() });
            }
            if ratio.enterprise > 1_000 || ratio.sole_trader > 1_000 {
                return Err(RulesError::Ratio { class: class.clone() });
            }
        }
        let apart = |class: &&String| !(self.ratios.contains_key(*class) && self.caps.contains_key(*class));
        if let Some(class) = self.ratios.keys().chain(self.caps.keys()).find(apart) {
            return Err(RulesError::Unpaired { class: class.clone() });
        }
        if !self.ratios.contains_key(&self.unrated) {
            return Err(RulesError::Unrated { class: self.unrated.clone() });
        }
        if self.lead_days == 0 { Err(RulesError::Lead) } else { Ok(()) }
    }
}

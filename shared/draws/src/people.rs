//! Inspectors (检查人员名录) and what keeps them from a merchant (回避).

use crate::rules::Rules;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An inspector of the register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspector {
    /// Number in the register (执法证号); unique.
    pub id: String,
    /// Visits of this year so far.
    pub load: u32,
    /// Sectors that the inspector is qualified for (执法资格).
    pub sectors: BTreeSet<String>,
}

/// An inspector who must keep away from a merchant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Why.
    pub ground: Ground,
    /// Number of the inspector.
    pub inspector: String,
    /// Key of the merchant's row.
    pub key: String,
}

/// Why an inspector keeps away (回避事由).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 申报的利害关系
    Interest,
    /// 近亲属关系
    Kinship,
    /// 曾任职: until this day, or still.
    Employed(Option<Day>),
    /// 回避名录
    Register,
}

impl Conflict {
    /// Does it hold on `day`? Employment does through the day that lies the parameter's months after its
    /// last day; what else was frozen holds (settled readings, 23).
    #[must_use]
    pub fn holds(&self, rules: &Rules, day: Day) -> bool {
        match self.ground {
            Ground::Employed(Some(until)) => day <= until.plus_months(rules.former_employer_months),
            Ground::Interest | Ground::Kinship | Ground::Register | Ground::Employed(None) => true,
        }
    }
}
